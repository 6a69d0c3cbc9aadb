"""What may be wrong with a filled form, in the clerk's words.

``problems`` walks the fields with one check per ``Kind`` and then the rules between fields. A
blocking problem keeps the form from being saved; any other asks the clerk to look again. Numbers
of identity papers are checked by the services, which know the rules for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.days import show_date
from app.forms.codes import table
from app.forms.definition import VALUELESS, Field, Form, Kind, PersonRef, Problem, TimeRange, Values
from app.forms.values import is_blank

__all__ = ["ORDERED", "problems"]

EARLIEST, LATEST = date(1850, 1, 1), date(2200, 12, 31)

Check = Callable[[Field, Any, date], Iterator[Problem]]


def problems(form: Form, values: Values, *, on: date, complete: bool = True) -> list[Problem]:
    """Everything wrong with ``values``, from top to bottom.

    ``on`` is the day on which codes must be valid and after which nothing can have happened.
    With ``complete`` a required field left empty is a problem, too.
    """
    found = _of_fields(form.fields(), values, on, complete)
    return [*found, *_order(form, values)]


def _of_fields(
    fields: Iterable[Field], values: Values, on: date, complete: bool
) -> Iterator[Problem]:
    for field in fields:
        if field.kind in VALUELESS:
            continue
        value: Any = values.get(field.name)
        if is_blank(value):
            if complete and field.required:
                yield Problem(field.name, f"“{field.label}”还没有填写。")
        elif not _fits(field, value):
            yield Problem(field.name, f"“{field.label}”的内容不是{NAMES[field.kind]}。")
        elif field.kind is Kind.ROWS:
            yield from _rows(field, value, on, complete)
        else:
            yield from CHECKS[field.kind](field, value, on)


def _fits(field: Field, value: Any) -> bool:
    """Whether ``value`` has the Python type of the field's kind; a truth value is no number."""
    if isinstance(value, bool):
        return field.kind is Kind.BOOL
    return isinstance(value, TYPES[field.kind])


def _rows(field: Field, rows: list[Values], on: date, complete: bool) -> Iterator[Problem]:
    for number, row in enumerate(rows):
        for problem in _of_fields(field.columns, row, on, complete):
            yield Problem(
                field.name,
                f"“{field.label}”第{number + 1}行：{problem.message}",
                row=number,
                column=problem.field,
                blocking=problem.blocking,
            )


def _nothing(field: Field, value: Any, on: date) -> Iterator[Problem]:
    yield from ()


def _text(field: Field, value: str, on: date) -> Iterator[Problem]:
    if len(value) > field.max_length:
        yield Problem(
            field.name, f"“{field.label}”最多{field.max_length}个字，现有{len(value)}个字。"
        )
    categories = {unicodedata.category(c) for c in value if c not in "\n\t"}
    if "Cc" in categories or "Cs" in categories or (field.kind is Kind.TEXT and "\n" in value):
        yield Problem(field.name, f"“{field.label}”里有不能打印的控制字符或换行，请重新输入。")
    if "Co" in categories:
        yield Problem(
            field.name,
            f"“{field.label}”里有旧系统自造的字，别的电脑上会变成空白，请改用正式的字。",
            blocking=False,
        )
    if "Cf" in categories:
        yield Problem(field.name, _invisible(field, value), blocking=False)


def _invisible(field: Field, value: str) -> str:
    """Where a character without a shape stands; such come along when copying from a web page."""
    place = next(n for n, c in enumerate(value) if unicodedata.category(c) == "Cf")
    before = f"“{value[place - 1]}”后面" if place else "开头"
    return (
        f"“{field.label}”{before}有一个看不见的字符（U+{ord(value[place]):04X}），"
        "查找时会对不上，请删去重新输入。"
    )


def _date(field: Field, value: date, on: date) -> Iterator[Problem]:
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        yield Problem(field.name, f"“{field.label}”的年份{day.year}不可能，请核对。")
    elif field.name in PAST and day > on:
        yield Problem(
            field.name, f"“{field.label}”{show_date(day)}还没有到，请核对。", blocking=False
        )


def _range(field: Field, value: TimeRange, on: date) -> Iterator[Problem]:
    yield from _date(field, value.start, on)
    if value.end is not None and value.end < value.start:
        yield Problem(field.name, f"“{field.label}”的结束时间早于开始时间。")


def _number(field: Field, value: int | Decimal, on: date) -> Iterator[Problem]:
    if field.minimum is not None and value < field.minimum:
        yield Problem(field.name, f"“{field.label}”不能小于{field.minimum}{field.unit}。")
    if field.maximum is not None and value > field.maximum:
        yield Problem(field.name, f"“{field.label}”不能大于{field.maximum}{field.unit}。")


def _money(field: Field, value: int, on: date) -> Iterator[Problem]:
    in_yuan = replace(
        field,
        unit="元",
        minimum=None if field.minimum is None else -(-field.minimum // 100),
        maximum=None if field.maximum is None else field.maximum // 100,
    )
    yield from _number(in_yuan, Decimal(value) / 100, on)


def _choice(field: Field, code: str, on: date) -> Iterator[Problem]:
    if not field.codes:
        return  # offered by the moment, as the obligations of a case; there is no table to ask
    codes = table(field.codes)
    if code not in codes:
        yield Problem(field.name, f"“{field.label}”不能选“{code}”，请从列表中选。")
    elif not codes[code].valid(on):
        yield Problem(
            field.name,
            f"“{field.label}”的“{codes.label(code)}”在{show_date(on)}不在使用期内，请改选。",
            blocking=False,
        )
    elif codes.is_head(code):
        yield Problem(
            field.name,
            f"“{field.label}”选的“{codes.label(code)}”下面还有小类，请选到小类。",
            blocking=False,
        )


def _choices(field: Field, codes: Iterable[str], on: date) -> Iterator[Problem]:
    for code in codes:
        yield from _choice(field, code, on)


def _person(field: Field, value: PersonRef | str, on: date) -> Iterator[Problem]:
    yield from _text(replace(field, kind=Kind.TEXT), _name(value), on)


def _name(value: PersonRef | str) -> str:
    return value if isinstance(value, str) else value.name


def _order(form: Form, values: Values) -> Iterator[Problem]:
    fields = {field.name: field for field in form.fields()}
    for earlier, later in ORDERED:
        if earlier in fields and later in fields:
            first, second = values.get(earlier), values.get(later)
            if isinstance(first, date) and isinstance(second, date) and second < first:
                yield Problem(
                    later,
                    f"“{fields[later].label}”不能早于“{fields[earlier].label}”（{show_date(first)}）。",
                )


ORDERED: tuple[tuple[str, str], ...] = (
    ("applied_on", "accepted_on"),
    ("accepted_on", "extended_until"),
    ("accepted_on", "agreed_on"),
    ("accepted_on", "ended_on"),
    ("agreed_on", "effective_on"),
    ("agreed_on", "performed_on"),
    ("agreed_on", "confirmation_applied_on"),
    ("accepted_on", "closed_on"),
    ("confirmation_applied_on", "confirmation_ruled_on"),
    ("mediated_from", "mediated_to"),
    ("mediated_to", "filed_on"),
    ("mandate_from", "mandate_until"),
    ("from_on", "until_on"),
    ("founded_on", "term_until"),
)
"""Pairs of dates on one form of which the second cannot come before the first."""

PAST = frozenset(
    {
        "applied_on",
        "accepted_on",
        "agreed_on",
        "effective_on",
        "ended_on",
        "performed_on",
        "birth_date",
        "done_on",
        "urged_on",
        "confirmation_applied_on",
        "confirmation_ruled_on",
        "visited_on",
        "notified_on",
        "received_on",
        "session_time",
        "signed_on",
        "dated_on",
    }
)
"""Fields that say what has happened; a day to come is a slip of the pen."""

CHECKS: dict[Kind, Check] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DATE: _date,
    Kind.DATETIME: _date,
    Kind.TIME_RANGE: _range,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: _choices,
    Kind.BOOL: _nothing,
    Kind.PERSON: _person,
    Kind.ROWS: _nothing,  # its columns are checked one by one
}

TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.LONG_TEXT: str,
    Kind.DATE: date,
    Kind.DATETIME: datetime,
    Kind.TIME_RANGE: TimeRange,
    Kind.NUMBER: (int, Decimal),
    Kind.MONEY: int,
    Kind.CHOICE: str,
    Kind.MULTI_CHOICE: (tuple, list),
    Kind.BOOL: bool,
    Kind.PERSON: (PersonRef, str),
    Kind.ROWS: (list, tuple),
}

NAMES: dict[Kind, str] = {
    Kind.TEXT: "文字",
    Kind.LONG_TEXT: "文字",
    Kind.DATE: "日期",
    Kind.DATETIME: "日期和时间",
    Kind.TIME_RANGE: "起止时间",
    Kind.NUMBER: "数字",
    Kind.MONEY: "金额",
    Kind.CHOICE: "列表中的选项",
    Kind.MULTI_CHOICE: "列表中的选项",
    Kind.BOOL: "是或否",
    Kind.PERSON: "姓名",
    Kind.ROWS: "逐行的内容",
}
