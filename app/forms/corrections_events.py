"""社区矫正: 调查评估, 再犯罪 and 突发事件 as the office types them.

The 意见书 (C01) takes its words from the 调查评估 by the same field names.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.corrections import ADDRESS, BIRTH_DATE, CATEGORY, ID_NUMBER, NAME, OFFENCES, SEX
from app.forms.definition import Field, Form, Kind, Layout, Row

__all__ = ["FORMS", "INCIDENT", "INQUIRY", "INQUIRY_OPENING", "REOFFENCE"]

SOURCE = "《社区矫正法》第十八条；《社区矫正法实施办法》第十四条"

_ASKED: tuple[Row, ...] = (
    (
        Field("commissioned_by", "委托机关", required=True, help="人民法院、监狱等的全称。"),
        Field("commission_number", "委托函文号"),
    ),
    (
        Field(
            "commission_received_on",
            "收到委托日期",
            Kind.DATE,
            required=True,
            help="十个工作日内完成；刑事速裁案件五个工作日。",
        ),
        Field("fast_track", "刑事速裁案件", Kind.BOOL),
    ),
)

INQUIRY = Form(
    code="corrections.inquiry",
    title="调查评估登记",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    repeatable=True,
    dated_by="commission_received_on",
    rows=(
        *_ASKED,
        (
            Field(
                "papers_asked_on",
                "要求补充材料日期",
                Kind.DATE,
                help="委托材料不齐、请委托机关补充的日期；补齐以前期限不走。",
            ),
            Field("papers_complete_on", "材料收齐日期", Kind.DATE, help="从这一天起算期限。"),
        ),
        (
            Field(
                "extended_until",
                "商定延长至",
                Kind.DATE,
                help="需要延长的，与委托机关协商，照商定的日期填写。",
            ),
            Field("extension_ground", "协商情况", help="同谁、哪天、怎样商定的，或者回函文号。"),
        ),
        (Field("investigators", "调查人", help="不少于两人，用顿号分开。"),),
        (
            Field("inquiry_result", "评估意见", Kind.CHOICE, codes="inquiry_result"),
            Field("finished_on", "完成日期", Kind.DATE, help="意见书上的日期。"),
        ),
        (Field("document_number", "意见书文号", help="照县级编的抄写。"),),
        (
            Field("adopted", "决定机关采纳情况", Kind.CHOICE, codes="inquiry_adopted"),
            Field("adopted_on", "得知日期", Kind.DATE),
        ),
        (
            Field(
                "unable_on",
                "说明无法评估日期",
                Kind.DATE,
                help="姓名、居住地不真实或者身份不明，无法评估的，向委托机关说明的日期。",
            ),
            Field("unable_reason", "无法评估的原因"),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

INQUIRY_OPENING = Form(
    code="corrections.inquiry_opening",
    title="登记调查评估",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="commission_received_on",
    rows=(
        (NAME, SEX),
        (ID_NUMBER, BIRTH_DATE),
        (ADDRESS,),
        (
            replace(OFFENCES, label="涉嫌罪名", help="照委托函抄写。"),
            replace(CATEGORY, label="拟适用类别"),
        ),
        *_ASKED,
    ),
)
"""Somebody who is only assessed so far: the person and the commission in one."""

REOFFENCE = Form(
    code="corrections.reoffence",
    title="再犯罪登记",
    version="2020",
    layout=Layout.TABLE,
    source="《社区矫正法》第四十六条；社区矫正统计报表",
    repeatable=True,
    dated_by="happened_on",
    rows=(
        (
            Field("kind", "类别", Kind.CHOICE, codes="reoffence_kind", required=True),
            Field("happened_on", "违法犯罪日期", Kind.DATE, required=True),
        ),
        (
            Field("offences", "违法行为或罪名"),
            Field(
                "offence_class",
                "罪名大类",
                Kind.CHOICE,
                codes="offence_class",
                help="刑事立案、判决的填写，统计表按它分列；只是行政违法的留空。",
            ),
        ),
        (
            Field(
                "document_number",
                "来源公函",
                required=True,
                help="公安、检察院、法院来函或者法律文书的文号。",
            ),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

INCIDENT = Form(
    code="corrections.incident",
    title="突发事件登记",
    version="2020",
    layout=Layout.TABLE,
    source="社区矫正统计报表；种类为程序拟定",
    repeatable=True,
    dated_by="happened_on",
    rows=(
        (
            Field("kind", "种类", Kind.CHOICE, codes="incident_kind", required=True),
            Field("happened_on", "发生日期", Kind.DATE, required=True),
        ),
        (Field("facts", "经过", Kind.LONG_TEXT, lines=3, required=True),),
        (
            Field("county_told_on", "报告县级日期", Kind.DATE, help="立即报告。"),
            Field("staff", "登记人", required=True),
        ),
        (Field("handling", "处置情况", Kind.LONG_TEXT),),
    ),
)

FORMS = (INQUIRY, INQUIRY_OPENING, REOFFENCE, INCIDENT)
