"""报送: the zero report, the correction slip, and the log of who carried which package.

No official form of these was found. A zero report is asked for everywhere that disputes are
reported by the month, and a month the county has closed is changed by a numbered slip only (notes
on office standards, 5.1 and 5.2); their lines are the program's.
"""

from __future__ import annotations

from app.forms.definition import Field, Form, Kind, Layout, Mark, Register

__all__ = [
    "CARRYING",
    "CARRYING_REGISTER",
    "CORRECTION_SLIP",
    "FORMS",
    "HOLD_REGISTER",
    "SLIP_REGISTER",
    "ZERO_REPORT",
]

SOURCE = "没有找到规定的格式，程序拟定"

ZERO_REPORT = Form(
    code="reporting.zero",
    title="零报告",
    version="2026",
    layout=Layout.TABLE,
    source="各地矛盾纠纷排查化解月报要求零报告；格式由程序拟定",
    footnote="本报告随当月报送包报县局，纸质件由所长签名、加盖公章后存档。",
    rows=(
        (
            Field("office_name", "报告单位", weight=2, on_screen=False),
            Field("month_words", "报告月份", on_screen=False),
        ),
        (Field("duty_words", "报告事项", on_screen=False),),
        (
            Field(
                "statement",
                "报告内容",
                Kind.LONG_TEXT,
                lines=6,
                required=True,
                max_length=2000,
                help="确实没有才能作零报告；有记录的月份，程序不让作。",
            ),
        ),
        (
            Field("filled_by", "填表人", required=True),
            Field("signed_by", "所长", required=True),
            Field("signed_on", "报告日期", Kind.DATE, required=True, weight=2),
        ),
        (
            Field("head_mark", "所长签名", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "公章", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)

CORRECTION_SLIP = Form(
    code="reporting.slip",
    title="更正单",
    version="2026",
    layout=Layout.TABLE,
    numbered_by="number",
    source=SOURCE,
    footnote="原来报送的内容留在本单上；本单随下一个报送包报县局。",
    rows=(
        (Field("number", "编号", on_paper=False),),
        (
            Field("office_name", "更正单位", weight=2),
            Field("month_words", "更正月份"),
        ),
        (Field("duty_words", "业务"), Field("title", "记录", weight=3)),
        (
            Field(
                "items",
                "更正内容",
                Kind.ROWS,
                table=True,
                columns=(
                    Field("label", "栏目", weight=2),
                    Field("old", "原来报送的", weight=3),
                    Field("new", "更正为", weight=3),
                ),
            ),
        ),
        (Field("reason", "更正原因", Kind.LONG_TEXT, lines=3),),
        (Field("made_by", "更正人"), Field("made_at", "更正时间", Kind.DATETIME)),
        (
            Field("head_mark", "所长签名", Kind.MARK, marks=(Mark.SIGNATURE,)),
            Field("office_seal", "公章", Kind.MARK, marks=(Mark.SEAL,)),
        ),
    ),
)

SLIP_REGISTER = Register(
    code="reporting.slips",
    title="更正单登记簿",
    source=SOURCE,
    columns=(
        Field("number", "编号"),
        Field("month_words", "更正月份"),
        Field("duty_words", "业务"),
        Field("title", "记录"),
        Field("changes", "更正内容", Kind.LONG_TEXT),
        Field("reason", "原因", Kind.LONG_TEXT),
        Field("made_by", "更正人"),
        Field("made_at", "更正时间", Kind.DATETIME),
    ),
)

CARRYING = Form(
    code="reporting.carry",
    title="报送包交接登记",
    version="2026",
    layout=Layout.TABLE,
    source=SOURCE,
    rows=(
        (
            Field("carried_by", "送交人", required=True),
            Field("carried_on", "送出日期", Kind.DATE, required=True),
        ),
        (
            Field("handed_to", "接收人", help="县局谁收下的；寄送邮件的，填收件人。"),
            Field("handed_on", "接收日期", Kind.DATE),
        ),
        (Field("note", "备注", Kind.LONG_TEXT),),
    ),
)
"""Typed in a dialog beside a package; the paper is the register, signed line by line."""

CARRYING_REGISTER = Register(
    code="reporting.carrying",
    title="报送包交接登记簿",
    source=SOURCE,
    columns=(
        Field("package", "报送包"),
        Field("way_words", "方式"),
        Field("medium", "U盘或文件夹"),
        Field("files", "文件数", Kind.NUMBER),
        Field("written_at", "写好时间", Kind.DATETIME),
        Field("carried_by", "送交人"),
        Field("carried_on", "送出日期", Kind.DATE),
        Field("handed_to", "接收人"),
        Field("handed_on", "接收日期", Kind.DATE),
        Field("signature", "接收人签名"),
        Field("answer", "县局回执"),
        Field("note", "备注", Kind.LONG_TEXT),
    ),
)

HOLD_REGISTER = Register(
    code="reporting.holds",
    title="扣下不报登记簿",
    source=SOURCE,
    columns=(
        Field("duty_words", "业务", weight=2),
        Field("title", "记录", weight=4),
        Field("month_words", "月份", weight=2),
        Field("reason", "原因", Kind.LONG_TEXT, weight=4),
        Field("held_by", "扣下人", weight=2),
        Field("held_at", "扣下时间", Kind.DATETIME, weight=3),
        Field("released_at", "解除时间", Kind.DATETIME, weight=3),
        Field("released_by", "解除人", weight=2),
    ),
)

FORMS = (ZERO_REPORT, CORRECTION_SLIP)
