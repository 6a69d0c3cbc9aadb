"""The forms of the corrections tab that are no papers: papers shortened for the screen, and the
few lines that record a decision, a departure or a reason.
"""

from __future__ import annotations

from dataclasses import replace

from app.forms.check_ins import CHECK_IN_FORMS, HOURS
from app.forms.corrections import BASIC_SHEET, PERSON_FIELDS
from app.forms.definition import Field, Form, Kind
from app.forms.leave import LEAVE_APPLICATION, LEAVE_RETURN
from app.rules.checkins import DAILY, MEETING, VISIT, WEEKLY

__all__ = [
    "ADMISSION",
    "APPLICATION",
    "DEPARTURE",
    "FILING",
    "HOURS_BATCH",
    "METHODS",
    "OFFICE_APPROVES",
    "OFFICE_REFUSES",
    "REASON",
    "RETURN",
    "batch_form",
    "single_form",
]

SOURCE = "《社区矫正法》第二十七条"
PERSONAL = frozenset(field.name for field in PERSON_FIELDS)


def hidden(form: Form, names: frozenset[str]) -> Form:
    """``form`` with the named fields kept off the screen; their values travel along."""
    rows = (
        tuple(replace(f, on_screen=False) if f.name in names else f for f in row)
        for row in form.rows
    )
    return replace(form, rows=tuple(rows))


def _small(code: str, title: str, *rows: tuple[Field, ...]) -> Form:
    return Form(code=f"corrections.{code}", title=title, rows=rows, source=SOURCE)


CONTROL_CLASS = Field(
    "control_class",
    "管理类别",
    Kind.CHOICE,
    codes="control_class",
    on_paper=False,
    help="入矫时确定的类别；以后的调整在“状态”里登记，日常监管的次数随类别变化。",
)

ADMISSION = replace(
    BASIC_SHEET,
    title="新入矫：社区矫正对象基本信息表",
    rows=tuple(
        (*row, CONTROL_CLASS) if any(f.name == "risk" for f in row) else row
        for row in BASIC_SHEET.rows
    ),
)
"""The basic sheet with the first 管理类别, for admission."""

APPLICATION = hidden(LEAVE_APPLICATION, PERSONAL)
"""The application for leave without the person's facts, which stand on the page already."""

RETURN = hidden(LEAVE_RETURN, PERSONAL)

OFFICE_APPROVES = _small(
    "leave_office",
    "本所批准外出",
    (
        Field("by", "批准人", required=True),
        Field("on", "批准日期", Kind.DATE, required=True),
        Field("number", "文号", help="本所给准予外出通知书编号的填写。"),
    ),
)

OFFICE_REFUSES = _small(
    "leave_refusal",
    "本所不予批准",
    (
        Field("refusal", "理由", Kind.CHOICE, codes="leave_refusal", required=True),
        Field("by", "决定人", required=True),
        Field("on", "决定日期", Kind.DATE, required=True),
    ),
    (Field("text", "说明", Kind.LONG_TEXT, required=True, help="书面告知本人的理由。"),),
)

DEPARTURE = _small(
    "departure",
    "登记实际离开",
    (Field("departed_at", "实际离开时间", Kind.DATETIME, required=True),),
)

FILING = _small("filing", "报县级备案", (Field("on", "备案日期", Kind.DATE, required=True),))

REASON = _small("reason", "原因", (Field("reason", "原因", Kind.LONG_TEXT, required=True),))

METHODS = {DAILY: "information_check", WEEKLY: "call", MEETING: "at_office", VISIT: "home"}
"""How each kind is usually done: what a fresh record begins with."""

SHARED = frozenset({"happened_at", "method", "result", "staff", "place", "late_reason"})


_HOURS = {field.name: field for field in HOURS.fields()}
HOURS_BATCH = replace(
    HOURS,
    rows=(
        tuple(_HOURS[name] for name in ("kind", "happened_on", "minutes", "counts_for")),
        tuple(_HOURS[name] for name in ("topic", "place", "staff")),
    ),
)
"""One activity for many persons, in two lines over the list."""


def single_form(kind: str) -> Form:
    """The paper of a check-in without the name, which stands in the title."""
    return hidden(CHECK_IN_FORMS[kind], frozenset({"name"}))


def batch_form(kind: str) -> Form:
    """What a check-in has in common for many persons."""
    form = CHECK_IN_FORMS[kind]
    fields = [f for f in form.fields() if f.name in SHARED]
    first = (
        replace(f, weight=2) if f.kind is Kind.DATETIME else f
        for f in fields
        if f.name != "late_reason"
    )
    last = (f for f in fields if f.name == "late_reason")
    return replace(form, rows=(tuple(first), tuple(last)))
