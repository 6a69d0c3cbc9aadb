"""矫正方案 (C08), 考核 (C26), 心理辅导和帮扶 (C27).

Source: 社区矫正法 24, 28, 35-43; 实施办法 21, 22, 32. The plan takes its words from the plan as it
was typed in, by the same field names.
"""

from __future__ import annotations

from app.forms.corrections_papers.facts import (
    CATEGORY,
    CLASS,
    ENDS_ON,
    MINOR,
    NAME,
    OFFICE,
    STARTS_ON,
    WHO,
    fact,
    long,
    mentioned,
    office_seal,
    signed,
    table,
)
from app.forms.definition import Field, Kind

__all__ = ["CHECK", "FORMS", "PLAN"]

ADJUSTMENTS = (
    Field("adjusted_on", "日期", Kind.DATE, weight=3),
    Field("reason", "原因", weight=3),
    Field("content", "调整内容", weight=5),
    Field("adjusted_by", "调整人", weight=2),
)
REVIEWS = (
    Field("reviewed_on", "日期", Kind.DATE, weight=2),
    Field("opinion", "评估意见", weight=6),
    Field("reviewed_by", "评估人", weight=2),
)

PLAN = table(
    "c08",
    "社区矫正方案",
    "《社区矫正法》第二十四条；《社区矫正法实施办法》第二十二条；C08",
    WHO,
    (CATEGORY, CLASS),
    (STARTS_ON, ENDS_ON),
    (
        fact("juvenile", "决定时未成年", Kind.BOOL),
        fact("risk", "风险等级", Kind.CHOICE, codes="risk"),
    ),
    long("situation", "基本情况", 4, fact=True),
    long("judgment", "裁判内容", 3, fact=True),
    long("assessment", "综合评估结果", 3, fact=True),
    long("mind", "心理状态和其他特殊情况分析", 3, fact=True),
    long("supervision", "监督管理措施", 4, fact=True),
    long("education", "教育矫正措施", 4, fact=True),
    long("assistance", "帮困扶助措施", 3, fact=True),
    long("other", "其他措施", 2, fact=True),
    (fact("reviews", "实施效果评估", Kind.ROWS, columns=REVIEWS, table=True),),
    (fact("adjustments", "调整记录", Kind.ROWS, columns=ADJUSTMENTS, table=True),),
    (fact("made_by", "制定人"), fact("made_on", "制定日期", Kind.DATE)),
    (fact("reviewed_by", "审核人"), *office_seal()),
    *mentioned(OFFICE),
    dated_by="made_on",
    repeatable=True,
)

CHECK = table(
    "c26",
    "社区矫正对象考核表",
    "《社区矫正法》第二十八条；《社区矫正法实施办法》第三十二条；C26",
    (NAME, CLASS),
    (
        Field("from_on", "考核期自", Kind.DATE, required=True),
        Field("until_on", "考核期至", Kind.DATE, required=True),
    ),
    (
        fact("calls_done", "电话报告", Kind.NUMBER, unit="次"),
        fact("meetings_done", "到所见面", Kind.NUMBER, unit="次"),
        fact("visits_done", "接受走访", Kind.NUMBER, unit="次"),
    ),
    (
        fact("study_minutes", "教育学习", Kind.NUMBER, unit="分钟"),
        fact("service_minutes", "公益活动", Kind.NUMBER, unit="分钟"),
        fact("leaves_taken", "外出", Kind.NUMBER, unit="次"),
    ),
    long("rewards", "奖惩情况", 2, fact=True),
    (
        Field("points", "加分、扣分及理由", weight=3),
        Field("score", "得分", Kind.NUMBER, minimum=0, maximum=200),
    ),
    (
        Field(
            "grade",
            "等次",
            Kind.CHOICE,
            codes="assessment_grade",
            boxes=True,
            required=True,
        ),
    ),
    long("group_opinion", "矫正小组评议意见", 2),
    long("office_opinion", "司法所意见", 2),
    (*signed(("office_sign", "司法所负责人")), Field("decided_on", "日期", Kind.DATE)),
    long("county_opinion", "县级社区矫正机构意见", help="留空由县级填写；不得由本所代填。"),
    (
        Field("public_from", "公示自", Kind.DATE, minors=False, help="未成年人的考核不公示。"),
        Field("public_until", "公示至", Kind.DATE, minors=False),
        MINOR,
    ),
    (*signed(("subject_sign", "本人")), Field("objection", "异议及处理", weight=2)),
    footnote="考核结果书面通知本人。公示只写姓名首字和等次，不写罪名。",
    minors_footnote="考核结果书面通知本人。未成年人的考核奖惩不公开。",
    dated_by="until_on",
    repeatable=True,
)

MIND = table(
    "c27_mind",
    "社区矫正对象心理评估、辅导记录",
    "《社区矫正法》第四十条；C27",
    WHO,
    (Field("held_at", "时间", Kind.DATETIME, required=True), Field("place", "地点")),
    (Field("counsellor", "评估人、辅导人", required=True), Field("scale", "量表或方法")),
    long("state", "心理状态", 5),
    long("process", "辅导经过", 8),
    long("conclusion", "评估结论和建议", 4),
    signed(("subject_sign", "本人"), ("counsellor_sign", "评估人、辅导人")),
    dated_by="held_at",
    repeatable=True,
)

HELP = table(
    "c27_help",
    "社区矫正对象帮扶记录",
    "《社区矫正法》第三十七条至第四十三条；C27",
    (NAME, Field("helped_on", "日期", Kind.DATE, required=True)),
    (Field("kind", "帮扶事项", Kind.CHOICE, codes="help_kind", boxes=True, required=True),),
    long("need", "困难情况", 4),
    long("measures", "帮扶措施", 5, required=True),
    long("outcome", "结果", 3),
    (Field("helpers", "参加帮扶的单位和人员", weight=2), Field("staff", "记录人", required=True)),
    signed(("subject_sign", "本人"), ("staff_sign", "记录人")),
    dated_by="helped_on",
    repeatable=True,
)

FORMS = (PLAN, CHECK, MIND, HELP)
