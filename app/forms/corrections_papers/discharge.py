"""期满与终止: summary and appraisal (C28), declaration (C29), certificate with stub (C30), notices
(C31, C32).

Source: 社区矫正法 44, 45, 51; 实施办法 53, 54; 刑法 40, 76, 85 for the three formulas. The certificate and
the notices are the county's: the office drafts them, their numbers are typed in.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.corrections_papers.facts import (
    CATEGORY,
    CLASS,
    COUNTY,
    ENDS_ON,
    MINOR,
    NAME,
    OFFENCES,
    OFFICE,
    PARTICULARS,
    PENALTY_TERM,
    PROCURATORATE,
    SEX,
    STARTS_ON,
    WHO,
    county_seal,
    day,
    fact,
    guardian,
    long,
    mentioned,
    number,
    office_seal,
    prose,
    receipt,
    said,
    signed,
    table,
)
from app.forms.definition import Field, Kind

__all__ = ["APPRAISAL", "CERTIFICATE", "DECLARATION", "DISCHARGE", "FORMS", "NOTICE", "SUMMARY"]

SOURCE = "《社区矫正法》第四十四条；《社区矫正法实施办法》第五十三条、第五十四条"
FORMULA = fact(
    "formula",
    "宣告语",
    Kind.CHOICE,
    codes="release_formula",
    on_paper=False,
    default="blank",
    help="按矫正类别带出；空白的三种都印出，手填时选划。",
)
GROUND = fact(
    "release_ground",
    "解除事由",
    default="社区矫正期满",
    help="赦免的写“依法被赦免”（法44条）。",
)
RELEASED_ON = fact(
    "released_on", "解除日期", Kind.DATE, help="矫正期限届满之日；赦免的为赦免之日。"
)

SUMMARY = prose(
    "c28_summary",
    "社区矫正对象个人总结",
    "《社区矫正法实施办法》第五十三条；C28",
    (NAME, CATEGORY, CLASS),
    (STARTS_ON, ENDS_ON),
    long("law", "认罪悔罪和遵纪守法情况", 4),
    long("supervision", "接受监督管理情况", 4),
    long("study", "参加教育学习、公益活动情况", 4),
    long("life", "生活、就业和家庭情况", 3),
    long("plans", "今后的打算", 2),
    signed(("subject_mark", "总结人")),
    day("summary_on", label="日期", fact=True),
    dated_by="summary_on",
)

APPRAISAL = table(
    "c28_appraisal",
    "社区矫正期满鉴定表",
    SOURCE + "；C28",
    WHO,
    (OFFENCES, PENALTY_TERM),
    (CATEGORY, CLASS),
    (STARTS_ON, ENDS_ON),
    long("conduct", "矫正期间表现", 5, required=True),
    (Field("attitude", "认罪态度"), Field("danger", "危险性评估", Kind.CHOICE, codes="risk")),
    (
        Field("trained", "参加职业技能培训", Kind.BOOL),
        Field("certified", "获得职业技能证书", Kind.BOOL),
        fact("skills", "技术特长及等级"),
    ),
    long("rewards", "奖惩情况", 2, fact=True),
    long("family_relations", "家庭关系", 2),
    long("advice", "特殊情况备注及帮教建议", 3),
    long("office_opinion", "司法所鉴定意见", 4, required=True),
    (*office_seal(), fact("appraised_on", "日期", Kind.DATE)),
    long("county_opinion", "县级社区矫正机构意见", 4, help="留空由县级填写；不得由本所代填。"),
    (*county_seal(label="县级社区矫正机构"), Field("county_on", "日期", Kind.DATE)),
    dated_by="appraised_on",
    compact=True,
)

DECLARATION = prose(
    "c29",
    "解除社区矫正宣告书",
    SOURCE + "；C29",
    said("addressed", "c05.addressed", bare=True),
    said("basis", "c29.basis"),
    said("sentence", "c29.term"),
    said("appraised", "c29.appraised"),
    said("formula_line", "release.formula.{formula}"),
    said("after", "c29.after"),
    county_seal("seal", "社区矫正机构"),
    day("released_on", label="宣告日期", fact=True),
    said("heard", "c29.heard"),
    signed(("subject_mark", "社区矫正对象")),
    guardian(),
    (Field("present", "到场人员", help="矫正小组成员、村居代表、家庭成员；未成年人的不公开。"),),
    long("appraisal", "鉴定意见", 3, fact=True, on_paper=False, room=48),
    (FORMULA,),
    *mentioned(OFFICE, COUNTY, *PARTICULARS),
    dated_by="released_on",
)

CERTIFICATE = prose(
    "c30",
    "解除社区矫正证明书",
    SOURCE + "；C30",
    number("由县级社区矫正机构编号，收到证明书后照抄；本所不编。"),
    said("person", "c30.person"),
    said("sentence", "c30.term"),
    said("formula_line", "release.formula.{formula}"),
    said("hereby", "c30.hereby"),
    county_seal(),
    day("released_on", label="解除日期", fact=True),
    (FORMULA,),
    *mentioned(GROUND, OFFICE, COUNTY, *PARTICULARS),
    (MINOR,),
    dated_by="released_on",
    numbered_by="number",
    compact=True,
    stub=(
        (NAME, SEX, CATEGORY),
        (STARTS_ON, ENDS_ON),
        (replace(RELEASED_ON, help=""), Field("signed_on", "领取日期", Kind.DATE)),
        receipt("填发人"),
    ),
)

NOTICE = prose(
    "c31",
    "解除社区矫正通知书",
    SOURCE + "；C31",
    number("由县级社区矫正机构编号，照抄；本所不编。"),
    said("addressed", "c31.addressed", bare=True),
    said("person", "decision.person"),
    said("notice", "c31.notice"),
    said("hereby", "c31.hereby"),
    county_seal(),
    (*day("released_on", label="日期", fact=True), *said("copied", "c31.copied", bare=True)),
    *mentioned(GROUND, PROCURATORATE, Field("police", "公安机关"), COUNTY, *PARTICULARS),
    dated_by="released_on",
    numbered_by="number",
)

TERMINATED = (
    fact(
        "termination_reason",
        "终止原因",
        Kind.CHOICE,
        codes="termination_reason",
        boxes=True,
    ),
    fact("terminated_on", "终止日期", Kind.DATE),
    fact("terminated_by", "裁定、决定机关"),
    fact("termination_number", "裁定、决定文号"),
)

TERMINATION = prose(
    "c32_termination",
    "社区矫正终止通知书",
    "《社区矫正法》第四十五条；C32",
    number("由县级社区矫正机构编号，照抄；本所不编。"),
    said("addressed", "c31.addressed", bare=True),
    said("person", "decision.person"),
    TERMINATED[:1],
    TERMINATED[2:],
    (
        Field("imprisoned", "是否收监", Kind.BOOL),
        Field("imprisoned_on", "收监日期", Kind.DATE, if_filled=True),
    ),
    (Field("imprisoned_at", "收监场所", if_filled=True),),
    said("notice", "c32.notice"),
    county_seal(),
    (*day("issued_on"), *said("copied", "c31.copied", bare=True)),
    (replace(TERMINATED[1], on_paper=False),),
    *mentioned(PROCURATORATE, Field("police", "公安机关"), COUNTY, *PARTICULARS),
    dated_by="issued_on",
    numbered_by="number",
)

DEATH = prose(
    "c32_death",
    "社区矫正对象死亡通知书",
    "《社区矫正法》第四十五条、第五十一条；C32",
    number("由县级社区矫正机构编号，照抄；本所不编。"),
    said("addressed", "c31.addressed", bare=True),
    said("person", "decision.person"),
    (Field("died_on", "死亡日期", Kind.DATE, required=True), Field("death_kind", "死亡类型")),
    long("cause", "死因和经过", 4),
    (fact("termination_number", "死亡证明"), Field("reported_by", "报告的家属")),
    said("notice", "c32.death"),
    county_seal(),
    (*day("issued_on"), *said("copied", "c31.copied", bare=True)),
    *mentioned(PROCURATORATE, Field("police", "公安机关"), COUNTY, *PARTICULARS),
    dated_by="issued_on",
    numbered_by="number",
)

DISCHARGE = (SUMMARY, APPRAISAL, DECLARATION, CERTIFICATE, NOTICE)
"""What is made in one go before the term ends."""

FORMS = (*DISCHARGE, TERMINATION, DEATH)
