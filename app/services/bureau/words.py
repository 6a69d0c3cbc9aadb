"""What records are called when a clerk is shown what a package changes."""

from __future__ import annotations

from app.models.county import CORRESPONDENCE
from app.services.bureau.views import Change, TableCount
from app.sync.merge import ChangedItem, Changes, Effect

__all__ = ["TITLES", "changes_of", "counts_of"]

TITLES = {
    "absence_episode": "脱离监管记录",
    "agent": "委托代理人",
    "answer_taken": "已收县局反馈",
    "attendance": "参训记录",
    "bundle_taken": "采用县局配置包",
    "case_mediator": "案件调解员",
    "case_round": "重新调解",
    "check_in": "报到记录",
    "check_in_exemption": "免报",
    "child_help": "未成年子女得到的帮助",
    "child_situation": "未成年子女现状",
    "clock_doubt": "时间可疑",
    "committee": "调解委员会",
    "control_change": "管理类别变更",
    "correction_slip": "更正单",
    "corrections_delivery": "文书送达",
    "corrections_incident": "突发事件",
    "corrections_inquiry": "调查评估",
    "corrections_paper": "矫正文书",
    "corrections_person": "社区矫正对象",
    "corrections_plan": "矫正方案",
    "corrections_reoffence": "矫正期间再犯罪",
    "corrections_scan": "矫正扫描件",
    "corrections_seal": "封存记录",
    "corrections_step": "矫正环节",
    "corrections_transfer": "执行地变更",
    "court_order": "禁止令等裁判",
    "declaration": "宣告记录",
    "delegation": "委托事项",
    "group_member": "矫正小组成员",
    "guarantor_check": "保证人核查",
    "health_extension": "复查期限调整",
    "health_report": "健康报告",
    "help_class_change": "帮教类别",
    "help_means": "帮教机构人员经费",
    "help_visit": "帮教走访",
    "hours_entry": "学习与公益活动",
    "leave": "外出请假",
    "mediation_case": "调解案件",
    "mediator": "调解员",
    "notice_reading": "县局通知阅读",
    "obligation": "履行事项",
    "paper": "调解文书",
    "paper_mark": "签名盖章核对",
    "party": "当事人",
    "person": "人员卡",
    "placement": "安置情况",
    "plan_adjustment": "方案调整",
    "plan_review": "方案评估",
    "positioning": "电子定位",
    "prerelease_entry": "预释放名单",
    "prisoner_child": "服刑人员未成年子女",
    "relief": "帮扶",
    "reoffence": "重新违法犯罪",
    "resettlement_paper": "帮教文书",
    "resettlement_person": "安置帮教对象",
    "resettlement_step": "帮教环节",
    "sanction": "奖惩",
    "scan": "扫描件",
    "sealed_view": "封存查阅记录",
    "search_record": "查找记录",
    "special_period": "特殊时段",
    "spot_check": "外出抽查",
    "staff": "工作人员",
    "staff_absence": "长假与借调",
    "staff_role": "岗位",
    "state_change": "案件环节",
    "suspension": "中止报到",
    "term_change": "刑期变更",
    "training_session": "培训班次",
    "training_sitting": "培训时段",
    "training_year": "培训年度",
    "zero_report": "零报告",
}

EFFECTS = {
    Effect.NEW: "新增",
    Effect.CHANGED: "更新",
    Effect.DELETED: "作废",
    Effect.CONFLICT: "两个版本",
    Effect.UNCHANGED: "不变",
    Effect.OUTDATED: "较旧",
}


def counts_of(changes: Changes) -> tuple[TableCount, ...]:
    """Counts per kind of record, tables without any left out."""
    return tuple(
        TableCount(
            name,
            TITLES.get(name, name),
            t.new,
            t.changed,
            t.deleted,
            t.unchanged,
            t.outdated,
            t.conflicts,
            reports=name not in CORRESPONDENCE,
        )
        for name, t in changes.tables.items()
        if t.total
    )


def changes_of(changes: Changes) -> tuple[Change, ...]:
    """The list of changed records."""
    return tuple(_change(item) for item in changes.items)


def _change(item: ChangedItem) -> Change:
    return Change(
        TITLES.get(item.table, item.table),
        item.caption,
        EFFECTS[item.effect],
        item.fields,
        item.table,
        item.uid,
    )
