"""执行地变更 (C13) seen from the leaving and from the receiving side, and 封存 of a minor's record."""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout, Mark, Row

__all__ = [
    "FORMS",
    "SEAL",
    "SEALED_VIEW",
    "SEAL_LIFTED",
    "TRANSFER_ABSENT",
    "TRANSFER_ANSWER",
    "TRANSFER_CANCELLED",
    "TRANSFER_DECISION",
    "TRANSFER_HANDOVER",
    "TRANSFER_IN",
    "TRANSFER_OUT",
    "TRANSFER_REPORTED",
    "TRANSFER_SHEET",
]

SOURCE = "《社区矫正法》第二十七条；《实施办法》第三十条、第三十一条"

_WHERE = (
    (Field("reason", "变更理由", Kind.LONG_TEXT, lines=2, required=True),),
    (Field("new_address", "新居住地", required=True, weight=3),),
    (
        Field(
            "other_authority",
            "对方矫正机构",
            required=True,
            weight=2,
            help="对方县级社区矫正机构。",
        ),
        Field("other_office", "对方司法所"),
    ),
    (
        Field(
            "other_office_code",
            "对方所代码",
            help="同县的司法所填写九位代码，县局汇总时据此核对迁出与迁入。",
        ),
        Field("evidence", "证明材料", weight=2, example="租房合同、居住证明"),
    ),
)

TRANSFER_OUT = Form(
    code="corrections.transfer_out",
    title="执行地变更申请（迁出）",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="applied_on",
    rows=(
        (
            Field("applied_on", "申请日期", Kind.DATE, required=True),
            Field(
                "move_on",
                "迁居日期",
                Kind.DATE,
                required=True,
                help="一般应当提前一个月提出书面申请。",
            ),
        ),
        *_WHERE,
        (Field("opinion", "司法所意见", Kind.LONG_TEXT, lines=2, required=True),),
        (
            Field("opinion_by", "签署人", required=True),
            Field("opinion_on", "签署日期", Kind.DATE, required=True),
        ),
        (
            Field("inquiry_on", "征求意见", Kind.DATE, help="县级发出征求意见函的日期，五日内。"),
            Field("inquiry_number", "函件文号"),
        ),
    ),
)

TRANSFER_IN = Form(
    code="corrections.transfer_in",
    title="执行地变更（迁入）",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="applied_on",
    rows=(
        (
            Field("applied_on", "来函日期", Kind.DATE, required=True),
            Field("inquiry_number", "函件文号"),
        ),
        *_WHERE,
        (
            Field("opinion", "核实情况和意见", Kind.LONG_TEXT, lines=2, required=True),
            Field("opinion_by", "签署人", required=True),
            Field("opinion_on", "签署日期", Kind.DATE, required=True),
        ),
    ),
)

TRANSFER_ANSWER = Form(
    code="corrections.transfer_answer",
    title="登记征求意见的答复",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="answered_on",
    rows=(
        (
            Field("answer", "意见", Kind.CHOICE, codes="transfer_answer", required=True),
            Field("answered_on", "答复日期", Kind.DATE, required=True, weight=2),
            Field("answer_number", "复函文号", weight=2),
        ),
        (Field("answer_reason", "理由", Kind.LONG_TEXT, help="不同意的写明理由。"),),
    ),
)

TRANSFER_DECISION = Form(
    code="corrections.transfer_decision",
    title="登记执行地变更决定",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="decided_on",
    rows=(
        (
            Field("decision", "决定", Kind.CHOICE, codes="transfer_decision", required=True),
            Field("decided_on", "决定日期", Kind.DATE, required=True, weight=2),
            Field("told_on", "告知日期", Kind.DATE, weight=2, help="告知本人的日期。"),
        ),
        (
            Field("decided_by", "决定机关", required=True),
            Field("decision_number", "决定书文号", required=True),
        ),
    ),
)

TRANSFER_HANDOVER = Form(
    code="corrections.transfer_handover",
    title="登记移交",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="handed_over_on",
    rows=(
        (
            Field(
                "handed_over_on",
                "交接日",
                Kind.DATE,
                required=True,
                help="原司法所的日常监管到这一天为止；在新所报到以前，人仍计在原司法所。",
            ),
            Field(
                "files_sent_on", "移交档案", Kind.DATE, required=True, help="文书和档案移交的日期。"
            ),
        ),
        (Field("note", "移交清单", Kind.LONG_TEXT, help="移交了哪些文书和档案。"),),
    ),
)

TRANSFER_CANCELLED = Form(
    code="corrections.transfer_cancelled",
    title="登记没有迁居",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="cancelled_on",
    rows=(
        (Field("cancelled_on", "日期", Kind.DATE, required=True),),
        (Field("note", "原因", Kind.LONG_TEXT, required=True),),
    ),
)

TRANSFER_ABSENT = Form(
    code="corrections.transfer_absent",
    title="登记没有到新执行地报到",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="absence_told_on",
    rows=(
        (
            Field(
                "absence_told_on",
                "新执行地通知日期",
                Kind.DATE,
                required=True,
                help="没有按时报到的，新执行地立即通知，由原执行地组织查找。",
            ),
        ),
        (Field("note", "情况", Kind.LONG_TEXT),),
    ),
)

TRANSFER_REPORTED = Form(
    code="corrections.transfer_reported",
    title="登记在新执行地报到",
    version="2020",
    layout=Layout.TABLE,
    source=SOURCE,
    dated_by="reported_on",
    rows=(
        (
            Field("reported_on", "报到日期", Kind.DATE, required=True),
            Field("receipt_on", "回执日期", Kind.DATE),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)

_NAME = (
    Field("name", "姓名", fact=True),
    Field("direction", "方向", Kind.CHOICE, codes="transfer_direction"),
)


def _printed(form: Form, *others: Form) -> Form:
    """One sheet with everything that was recorded of a transfer, each field once."""
    seen: set[str] = {"name", "direction"}
    rows: list[Row] = [_NAME]
    for one in (form, *others):
        for line in one.rows:
            fresh = tuple(f for f in line if f.name not in seen)
            seen |= {f.name for f in fresh}
            if fresh:
                rows.append(fresh)
    return Form(
        code="corrections.transfer_sheet",
        title="执行地变更办理单",
        version="2020",
        layout=Layout.TABLE,
        source=SOURCE,
        rows=(*rows[:-1], (*rows[-1], Field("office_seal", "盖章", Kind.MARK, marks=(Mark.SEAL,)))),
    )


TRANSFER_SHEET = _printed(
    TRANSFER_OUT, TRANSFER_ANSWER, TRANSFER_DECISION, TRANSFER_HANDOVER, TRANSFER_REPORTED
)
"""What goes into the file, and along with it to the other office."""

SEAL = Form(
    code="corrections.seal",
    title="封存登记",
    version="2020",
    layout=Layout.TABLE,
    source="《刑事诉讼法》第二百八十六条；《社区矫正法》第五十四条",
    dated_by="sealed_on",
    rows=(
        (Field("basis", "依据", Kind.CHOICE, codes="sealing_basis", required=True),),
        (
            Field("sealed_on", "封存日期", Kind.DATE, required=True),
            Field("document_number", "文号"),
        ),
        (
            Field("sealed_by", "封存人", required=True),
            Field("second_person", "在场第二人", required=True),
        ),
    ),
)

SEAL_LIFTED = Form(
    code="corrections.seal_lifted",
    title="解除封存登记",
    version="2020",
    layout=Layout.TABLE,
    source="《刑事诉讼法》第二百八十六条",
    dated_by="lifted_on",
    rows=(
        (
            Field("lifted_on", "解除封存日期", Kind.DATE, required=True),
            Field("lifted_number", "依据文号", required=True),
        ),
        (Field("lifted_reason", "理由", Kind.LONG_TEXT, required=True),),
        (
            Field("lifted_by", "经办人", required=True),
            Field("lifted_second", "在场第二人", required=True),
        ),
    ),
)

SEALED_VIEW = Form(
    code="corrections.sealed_view",
    title="查阅封存记录",
    version="2020",
    layout=Layout.TABLE,
    source="《刑事诉讼法》第二百八十六条第二款；《社区矫正法》第五十四条",
    dated_by="viewed_at",
    rows=(
        (Field("basis", "依据", Kind.CHOICE, codes="sealed_view_basis", required=True),),
        (
            Field(
                "scope",
                "查阅范围",
                Kind.CHOICE,
                codes="sealed_scope",
                default="sheet",
                help="用多少查多少；查阅的范围记入查阅记录和操作日志。",
            ),
        ),
        (
            Field("unit", "查询单位", required=True),
            Field("document_number", "查询函文号", required=True),
        ),
        (Field("purpose", "用途", Kind.LONG_TEXT, required=True),),
        (
            Field("viewer", "查阅人", required=True),
            Field("second_viewer", "在场第二人", required=True),
        ),
    ),
)

FORMS = (
    TRANSFER_OUT,
    TRANSFER_IN,
    TRANSFER_ANSWER,
    TRANSFER_DECISION,
    TRANSFER_HANDOVER,
    TRANSFER_CANCELLED,
    TRANSFER_ABSENT,
    TRANSFER_REPORTED,
    TRANSFER_SHEET,
    SEAL,
    SEAL_LIFTED,
    SEALED_VIEW,
)
