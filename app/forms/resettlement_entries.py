"""安置帮教: the dated entries beside a person, and the answer to a line of the county's list."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout, Row

__all__ = [
    "CLASS_CHANGE",
    "ENTRY_FORMS",
    "HELP_STEP",
    "NOT_DUE",
    "PLACEMENT",
    "PRERELEASE",
    "RELIEF",
    "REOFFENCE",
]

SOURCE = "《监狱法》第三十五条至第三十八条；栏目由程序整理"


def _entry(code: str, title: str, *rows: Row, dated_by: str = "") -> Form:
    return Form(
        code=f"resettlement.{code}",
        title=title,
        version="2026",
        layout=Layout.TABLE,
        source=SOURCE,
        repeatable=True,
        dated_by=dated_by,
        rows=rows,
    )


CLASS_CHANGE = _entry(
    "class_change",
    "帮教类别确定",
    (
        Field(
            "criteria",
            "重点条件",
            Kind.MULTI_CHOICE,
            codes="help_criterion",
            help="符合的都勾选；勾选任何一项，程序建议列为重点，由所长确定。",
        ),
    ),
    (
        Field("help_class", "类别", Kind.CHOICE, codes="help_class", required=True),
        Field("from_on", "自何日起", Kind.DATE, required=True),
    ),
    (Field("reason", "理由", Kind.LONG_TEXT),),
    (Field("proposed_by", "提出人"), Field("confirmed_by", "确定人（所长）")),
    (
        Field(
            "confirmed_on",
            "确定日期",
            Kind.DATE,
            help="所长还没有确定的留空，先按提出的类别走访，今日页会提醒。",
        ),
    ),
    dated_by="from_on",
)

PLACEMENT = _entry(
    "placement",
    "安置情况登记",
    (
        Field("kind", "安置情况", Kind.CHOICE, codes="placement_kind", required=True),
        Field("from_on", "自何日起", Kind.DATE, required=True),
    ),
    (Field("place", "单位或地点", weight=2, home=True),),
    (Field("note", "说明", Kind.LONG_TEXT),),
    dated_by="from_on",
)

RELIEF = _entry(
    "relief",
    "帮扶登记",
    (
        Field("kind", "帮扶种类", Kind.CHOICE, codes="relief_kind", required=True),
        Field("given_on", "日期", Kind.DATE, required=True),
        Field("amount", "金额", Kind.MONEY, minimum=0),
    ),
    (Field("provider", "提供单位", weight=2),),
    (Field("detail", "内容和结果", Kind.LONG_TEXT),),
    dated_by="given_on",
)

REOFFENCE = _entry(
    "reoffence",
    "重新违法犯罪登记",
    (
        Field("kind", "类别", Kind.CHOICE, codes="reoffence_kind", required=True),
        Field("happened_on", "违法犯罪日期", Kind.DATE, required=True),
    ),
    (
        Field("offences", "违法行为或罪名"),
        Field("document_number", "来源公函", required=True, help="公安、法院来函的文号。"),
    ),
    (Field("held", "已重新收押", Kind.BOOL),),
    (Field("note", "备注", Kind.LONG_TEXT),),
    dated_by="happened_on",
)

HELP_STEP = _entry(
    "step",
    "帮教状态变更登记",
    (
        Field("after", "变更为", Kind.CHOICE, codes="resettlement_state", required=True),
        Field("happened_on", "发生日期", Kind.DATE, required=True),
    ),
    (Field("document_number", "依据文书"),),
    (
        Field(
            "note",
            "情况",
            Kind.LONG_TEXT,
            help="拒绝帮教的，写明何人何时听到他怎样说；帮教出于自愿，不因此处罚本人。",
        ),
    ),
    dated_by="happened_on",
)

NOT_DUE = _entry(
    "not_due",
    "不计入应衔接登记",
    (Field("not_due_reason", "原因", Kind.CHOICE, codes="not_due_reason", required=True),),
    (Field("handover_note", "依据和说明", Kind.LONG_TEXT, required=True),),
)

PRERELEASE = _entry(
    "prerelease_entry",
    "预释放人员核查登记",
    (Field("name", "姓名", required=True), Field("sex", "性别", Kind.CHOICE, codes="sex")),
    (Field("id_number", "身份证号", weight=2), Field("phone", "联系电话")),
    (Field("registered_address", "户籍地", weight=2),),
    (
        Field("prison", "监所", weight=2),
        Field("release_on", "释放日期", Kind.DATE),
    ),
    (Field("offences", "罪名"), Field("penalty_term", "原判刑期")),
    (
        Field("answer", "核查结果", Kind.CHOICE, codes="prerelease_answer"),
        Field("answered_by", "核查人"),
        Field("answered_on", "核查日期", Kind.DATE),
    ),
    (Field("note", "说明", Kind.LONG_TEXT),),
)

ENTRY_FORMS = (CLASS_CHANGE, PLACEMENT, RELIEF, REOFFENCE, HELP_STEP, NOT_DUE, PRERELEASE)
