"""The tables of statistics hold every column that published sources name (§6 of the notes)."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from app.forms.report_columns import ReportColumn, read_report, report_table
from app.paths import resource_dir

CORRECTIONS = {
    "上期末在册": "opening",
    "本期新增": "new",
    "迁入": "new_moved_in",
    "本期解除": "released",
    "期满": "released_expired",
    "特赦": "released_pardon",
    "本期终止": "terminated",
    "撤销缓刑": "terminated_probation_revoked",
    "撤销假释": "terminated_parole_revoked",
    "收监执行": "terminated_imprisoned",
    "死亡": "terminated_died",
    "其他": "terminated_other",
    "迁出": "moved_out",
    "期末在册": "closing",
    "男": "closing_male",
    "女": "closing_female",
    "未成年": "closing_juvenile",
    "60岁以上": "closing_over60",
    "户籍本地": "closing_household_local",
    "户籍外地": "closing_household_elsewhere",
    "管理类别": "closing_strict closing_ordinary closing_lenient",
    "累计接收": "received_total",
    "累计解除": "released_total",
    "调查评估受理": "inquiry_received",
    "调查评估完成": "inquiry_finished",
    "适用建议": "inquiry_suitable",
    "不适用建议": "inquiry_unsuitable",
    "采纳": "inquiry_adopted",
    "集中教育": "study_sessions study_times",
    "个别教育": "talks",
    "心理辅导": "mind_times",
    "公益活动": "service_sessions service_times service_minutes",
    "走访": "home_visit_done",
    "外出申请": "leave_applied",
    "批准": "leave_short leave_middle leave_long",
    "经常性": "leave_frequent",
    "不予批准": "leave_refused",
    "逾期未归": "leave_overdue",
    "表扬": "sanction_praise",
    "训诫": "sanction_admonition",
    "警告": "sanction_warning",
    "治安处罚": "sanction_public_security",
    "提请撤销、收监": "revocation_submitted",
    "已裁定": "sanction_revoke_probation sanction_revoke_parole sanction_imprison",
    "定位在用": "positioned",
    "脱管": "out_of_control found",
    "漏管": "unreceived",
    "再犯罪": "reoffended",
    "禁止令": "closing_orders",
    "突发事件": "incidents",
    "帮扶": "helped_low_income helped_work helped_school helped_training",
}
"""社区矫正月报、季报: words of the notes → figures. Categories are columns of the table itself."""

OFFENCES = [
    "state_security",
    "public_security",
    "economic",
    "person",
    "property",
    "social_order",
    "bribery",
    "other",
]

RESETTLEMENT = {
    "独立、合署": "means_independent means_joint",
    "专职、兼职": "means_full_time means_part_time",
    "列入预算机关数": "means_in_budget",
    "经费": "means_amount",
    "期初在册": "opening",
    "新增": "new new_prison new_detention_house new_corrections",
    "期满解除": "ended_expired",
    "重新犯罪": "ended_reoffended reoffended",
    "死亡": "ended_died",
    "迁出": "ended_moved_out",
    "期末在册": "closing",
    "重点、一般": "closing_key closing_ordinary",
    "衔接": "due linked unlinked",
    "必接必送": "must_fetch fetched",
    "三无": "three_no",
    "安置": "settled settled_farming settled_employed settled_business settled_flexible",
    "过渡性安置基地": "settled_base",
    "培训": "trained",
    "救助": "relieved",
    "帮教人次": "visits",
    "帮教协议": "agreements",
    "失联": "closing_lost",
    "外出流动": "closing_away",
    "服刑人员未成年子女": "children",
}
"""安置帮教; its rates stand above the table."""


def keys(name: str) -> set[str]:
    return {column.key for column in report_table(name).columns}


@pytest.mark.parametrize("name", ["corrections", "corrections-month"])
@pytest.mark.parametrize("words", CORRECTIONS)
def test_the_table_of_corrections_lacks_nothing(name, words):
    assert set(CORRECTIONS[words].split()) <= keys(name)


@pytest.mark.parametrize("head", OFFENCES)
def test_offences_are_told_apart_on_the_books_and_among_new_ones(head):
    assert {f"offence_{head}", f"reoffended_{head}"} <= keys("corrections")


@pytest.mark.parametrize("words", RESETTLEMENT)
def test_the_table_of_resettlement_lacks_nothing(words):
    assert set(RESETTLEMENT[words].split()) <= keys("resettlement")


def test_what_nobody_published_is_marked_as_proposed():
    """A county sees which columns to hold against its own sheet."""
    table = report_table("resettlement")
    proposed = {column.key for column in table.columns if column.proposed}
    assert not table.confirmed
    assert not proposed & {"children", "means_full_time", "means_in_budget", "means_joint"}
    assert {"means_amount", "children_in_school", "means_village_workers"} <= proposed
    assert len(table.proposed) == len(proposed)
    assert "服刑人员未成年子女·在读" in table.proposed


def test_a_county_may_leave_out_a_column():
    """What its file does not name is not in its table; all else stands as it was."""
    text = (resource_dir() / "reports" / "resettlement.toml").read_text("utf-8")
    line = next(one for one in text.splitlines() if 'key = "children_grown"' in one)
    countys = read_report("resettlement", tomllib.loads(text.replace(line + "\n", "")))
    assert {column.key for column in countys.columns} == keys("resettlement") - {"children_grown"}
    assert "children_grown" in keys("resettlement")


def test_money_is_counted_in_fen_and_shown_in_yuan():
    money = ReportColumn("means_amount", "专项经费（元）", "经费", money=True)
    assert str(money.worth(3_000_050)) == "30000.5"
    assert replace(money, money=False).worth(3) == 3
