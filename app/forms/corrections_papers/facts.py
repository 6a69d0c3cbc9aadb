"""What the papers of corrections share: facts of the person, places to sign, the ways a line is made.

A fact has the name under which the service finds it: a column of the person, of the record the
paper is about (leave, sanction, transfer ...), or one composed for papers (``court``, ``term``,
``members``). The facts a paper only mentions inside its sentences stand last on screen and have no
line of their own on paper.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from app.forms import corrections as sheet
from app.forms.definition import Field, Form, Kind, Layout, Mark, Row

__all__ = [
    "ADDRESS",
    "BIRTH_DATE",
    "CATEGORY",
    "CLASS",
    "COUNTY",
    "COURT",
    "ENDS_ON",
    "FORMAT_2020",
    "ID_NUMBER",
    "JUDGED_ON",
    "JUDGMENT",
    "MEMBERS",
    "MINOR",
    "NAME",
    "OFFENCES",
    "OFFICE",
    "ORDERS",
    "PARTICULARS",
    "PENALTY_TERM",
    "PHONE",
    "PROCURATORATE",
    "REGISTERED_ADDRESS",
    "SEX",
    "STARTS_ON",
    "SUPPLEMENTARY",
    "TERM",
    "WHO",
    "county_seal",
    "day",
    "fact",
    "guardian",
    "long",
    "mentioned",
    "number",
    "office_seal",
    "prose",
    "receipt",
    "said",
    "signed",
    "table",
]

FORMAT_2020 = "司发通〔2020〕59号配套文书格式的版式未见，按通行样式拟定"

fact = partial(Field, fact=True)
"""A field whose value comes from a record."""

NAME = replace(sheet.NAME, help="", weight=2, room=5)
SEX = replace(sheet.SEX, required=False, room=2)
BIRTH_DATE = replace(sheet.BIRTH_DATE, help="")
WHO = (replace(NAME, weight=22), replace(SEX, weight=9), replace(BIRTH_DATE, weight=17))
"""The first line of a sheet of boxes: a name of twelve characters stays on it and can be read."""
ID_NUMBER = replace(sheet.ID_NUMBER, help="", example="", weight=1, room=12)
ADDRESS = replace(sheet.ADDRESS, help="", required=False, weight=1, room=18)
REGISTERED_ADDRESS = replace(sheet.REGISTERED_ADDRESS, weight=1)
OFFENCES = replace(sheet.OFFENCES, help="", required=False, room=10)
PENALTY_TERM = replace(sheet.PENALTY_TERM, room=12)
SUPPLEMENTARY = sheet.SUPPLEMENTARY
CATEGORY = replace(sheet.CATEGORY, help="", required=False, room=6)
STARTS_ON = replace(sheet.STARTS_ON, label="矫正起日", help="")
ENDS_ON = replace(sheet.ENDS_ON, label="矫正止日", help="")
PHONE = replace(sheet.PHONE, label="联系电话", help="")
COURT = fact("court", "社区矫正决定机关", room=12)
JUDGMENT = fact("judgment_number", "裁判文书号", room=12)
JUDGED_ON = fact("judged_on", "裁判日期", Kind.DATE)
TERM = fact("term", "矫正期限", example="一年六个月")
CLASS = fact("control_class", "管理类别", Kind.CHOICE, codes="control_class")
OFFICE = fact("office_name", "司法所", room=8)
COUNTY = fact(
    "county_authority",
    "执行地县级社区矫正机构",
    room=10,
    help="按公章上的全称写；程序先按本县司法局填。",
)
PROCURATORATE = fact("procuratorate", "人民检察院", room=10, help="同级人民检察院的全称。")
ORDERS = fact("orders", "禁止令", Kind.LONG_TEXT, lines=2, room=24, help="没有禁止令的写“无”。")

MEMBERS = fact(
    "members",
    "矫正小组成员",
    Kind.ROWS,
    table=True,
    help="从“状态”页的矫正小组带出。",
    columns=(
        Field("name", "姓名", weight=3),
        Field("role", "身份", Kind.CHOICE, codes="group_role", weight=4),
        Field("unit", "单位", weight=4),
        Field("phone", "电话", weight=3),
    ),
)

PARTICULARS = (
    *(NAME, SEX, BIRTH_DATE, ID_NUMBER, ADDRESS, OFFENCES, COURT, JUDGMENT, JUDGED_ON),
    *(PENALTY_TERM, CATEGORY, TERM, STARTS_ON, ENDS_ON),
)
"""Who the person is and what they were sentenced to, as decisions begin."""


MINOR = sheet.MINOR


def mentioned(*fields: Field, columns: int = 3) -> tuple[Row, ...]:
    """Facts named in sentences only: on screen so many in a line, without a line on paper."""
    once = {field.name: field for field in fields}
    off = [replace(field, on_paper=False) for field in once.values()]
    return tuple(tuple(off[at : at + columns]) for at in range(0, len(off), columns))


def said(name: str, key: str, *, bare: bool = False) -> Row:
    """A fixed sentence of ``resources/texts/corrections.toml``; ``bare`` begins at the margin."""
    return (Field(name, "", Kind.FIXED, wording=f"text:corrections.{key}", bare=bare),)


def long(name: str, label: str, lines: int = 3, **more: Any) -> Row:
    """A line of long text alone."""
    return (Field(name, label, Kind.LONG_TEXT, lines=lines, **more),)


def number(
    help_: str = "县级文书的文号照县级编的抄写，本所不编。", *, is_fact: bool = False
) -> Row:
    """文号, printed below the title."""
    return (Field("number", "文号", fact=is_fact, on_paper=False, help=help_),)


def day(name: str, label: str = "日期", **more: Any) -> Row:
    """The date at the foot of a paper, under its seal or signature."""
    return (Field(name, label, Kind.DATE, bare=True, **more),)


def signed(*places: tuple[str, str], finger: bool = False, per: str = "") -> Row:
    """Places to sign, side by side: (name, label)."""
    marks = (Mark.SIGNATURE, Mark.FINGERPRINT) if finger else (Mark.SIGNATURE,)
    return tuple(Field(name, label, Kind.MARK, marks=marks, per=per) for name, label in places)


def guardian(name: str = "guardian_mark", label: str = "监护人") -> Row:
    """Where a minor's guardian signs (实施办法 55), and the fact that decides whether the line stands."""
    return (Field(name, label, Kind.MARK, marks=(Mark.SIGNATURE,), minors=True), MINOR)


def receipt(mark: str) -> Row:
    """Who hands a paper out and who signs for it, side by side on its stub."""
    return (
        *signed(("stub_mark", mark), ("stub_receipt", "本人签收")),
        guardian("stub_guardian", "监护人签收")[0],
    )


def county_seal(name: str = "county_mark", label: str = "执行地县级社区矫正机构") -> Row:
    """Where the county's seal goes."""
    return (Field(name, f"{label}（盖章）", Kind.MARK, marks=(Mark.SEAL,)),)


def office_seal(name: str = "office_mark") -> Row:
    """Where the seal of the office goes."""
    return (Field(name, "司法所（盖章）", Kind.MARK, marks=(Mark.SEAL,)),)


def prose(code: str, title: str, source: str, *rows: Row, **more: Any) -> Form:
    """A letter or decision of the working file."""
    return _form(code, title, source, Layout.PROSE, rows, more)


def table(code: str, title: str, source: str, *rows: Row, **more: Any) -> Form:
    """A sheet of boxes of the working file."""
    return _form(code, title, source, Layout.TABLE, rows, more)


def _form(
    code: str, title: str, source: str, layout: Layout, rows: tuple[Row, ...], more: dict[str, Any]
) -> Form:
    return Form(
        code=f"corrections.{code}",
        title=title,
        source=f"{source}；{FORMAT_2020}",
        version="2020",
        layout=layout,
        rows=rows,
        **more,
    )
