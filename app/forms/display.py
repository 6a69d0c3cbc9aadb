"""How a value reads: on paper and screen as text, in a spreadsheet as a typed cell.

One entry per ``Kind`` in each table. Nothing filled in reads as an empty text: the paper leaves a
blank for the pen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import VALUELESS, Field, Form, Kind, PersonRef, TimeRange, Values
from app.forms.era import day_of
from app.forms.texts import text
from app.forms.values import is_blank

__all__ = [
    "UNDERSCORE",
    "Piece",
    "blank",
    "cell",
    "money_in_words",
    "pieces",
    "show",
    "wording",
]

Cell = str | int | Decimal | date | datetime | None


def show(field: Field, value: Any) -> str:
    """``value`` in the words of the paper; empty where nothing was filled in."""
    if is_blank(value) or field.kind in VALUELESS:
        return ""
    return SHOW[field.kind](field, value)


def cell(field: Field, value: Any) -> Cell:
    """``value`` as a spreadsheet wants it: numbers, money (yuan) and dates typed, the rest text."""
    if is_blank(value) or field.kind in VALUELESS:
        return None
    return CELLS.get(field.kind, show)(field, value)


def money_in_words(fen: int) -> str:
    """大写: 123450 fen are 壹仟贰佰叁拾肆元伍角."""
    import cn2an

    yuan, rest = divmod(abs(fen), 100)
    words = str(cn2an.an2cn(f"{yuan}.{rest:02d}", "rmb"))
    if yuan >= 10**8 and 10**3 <= yuan % 10**8 < 10**4:  # cn2an drops one zero: 壹亿零壹仟
        words = words.replace("亿", "亿零", 1)
    return ("负" if fen < 0 else "") + words


def blank(field: Field) -> str:
    """What the paper prints for the pen where a value is missing."""
    if field.room:
        return "_" * math.ceil(field.room / UNDERSCORE)
    return BLANKS.get(field.kind, "________")


class Piece(NamedTuple):
    """A stretch of a fixed sentence: printed wording, or what was filled into a blank of it."""

    text: str
    filled: bool = False
    name: str = ""  # of the blank


def pieces(form: Form, field: Field, values: Values) -> list[Piece]:
    """A FIXED field's sentence, cut at its blanks, the blanks filled from ``values``.

    ``text:KEY`` is looked up among the texts in force on the paper's own date; a blank in the key
    itself chooses among texts.
    """
    sentence = field.wording
    if sentence.startswith("text:"):
        key = _BLANK.sub(lambda m: str(_value(form, m[1], values)), sentence[len("text:") :])
        sentence = text(key, day_of(form, values))
    found: list[Piece] = []
    end = 0
    for match in _BLANK.finditer(sentence):
        if match.start() > end:
            found.append(Piece(sentence[end : match.start()]))
        words, end = _filled(form, match[1], values), match.end()
        if sentence.startswith(STOPS, end):
            words = words.rstrip(
                "".join(STOPS)
            )  # typed as a sentence of its own; here another sign follows
        found.append(Piece(words, True, match[1]))
    if end < len(sentence):
        found.append(Piece(sentence[end:]))
    return found


def wording(form: Form, field: Field, values: Values) -> str:
    """A FIXED field's sentence with its blanks filled."""
    return "".join(piece.text for piece in pieces(form, field, values))


_BLANK = re.compile(r"\{(\w+)\}")
STOPS = ("。", "；", "，", "、")


def _field(form: Form, name: str) -> Field:
    try:
        return form.field(name)
    except KeyError:
        return Field(name, name)


def _value(form: Form, name: str, values: Values) -> Any:
    value = values.get(name)
    return _field(form, name).default if value is None else value


def _filled(form: Form, name: str, values: Values) -> str:
    field = replace(_field(form, name), unit="")  # the sentence has the unit: 一式四份
    return show(field, _value(form, name, values)) or blank(field)


def _show_datetime(_: Field, value: datetime) -> str:
    return f"{show_date(value)}{value.hour}时{value.minute:02d}分"


def _show_range(field: Field, value: TimeRange) -> str:
    start = _show_datetime(field, value.start)
    if value.end is None:
        return start
    if value.end.date() == value.start.date():
        return f"{start}至{value.end.hour}时{value.end.minute:02d}分"
    return f"{start}至{_show_datetime(field, value.end)}"


def _show_number(field: Field, value: int | Decimal) -> str:
    return f"{value}{field.unit}"


def _show_money(field: Field, fen: int) -> str:
    yuan = f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"
    return f"{yuan}（大写：{money_in_words(fen)}）" if field.in_words else yuan


def _show_rows(field: Field, rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        ",".join(filter(None, (show(column, row.get(column.name)) for column in field.columns)))
        for row in rows
    )


SHOW: dict[Kind, Callable[[Field, Any], str]] = {
    Kind.TEXT: lambda _, value: str(value),
    Kind.LONG_TEXT: lambda _, value: str(value),
    Kind.DATE: lambda _, value: show_date(value),
    Kind.DATETIME: _show_datetime,
    Kind.TIME_RANGE: _show_range,
    Kind.NUMBER: _show_number,
    Kind.MONEY: _show_money,
    Kind.CHOICE: lambda field, code: label(field.codes, code),
    Kind.MULTI_CHOICE: lambda field, codes: "、".join(label(field.codes, code) for code in codes),
    Kind.BOOL: lambda _, value: "是" if value else "否",
    Kind.PERSON: lambda _, value: value.name if isinstance(value, PersonRef) else str(value),
    Kind.ROWS: _show_rows,
}

CELLS: dict[Kind, Callable[[Field, Any], Cell]] = {
    Kind.DATE: lambda _, value: value,
    Kind.DATETIME: lambda _, value: value,
    Kind.NUMBER: lambda _, value: value,
    Kind.MONEY: lambda _, fen: Decimal(fen) / 100,
}
"""Kinds whose cell is not the text of ``SHOW``."""

UNDERSCORE = 0.75
"""Characters of a blank for each underscore that stands for it."""

BLANKS: dict[Kind, str] = {
    Kind.DATE: "     年   月   日",
    Kind.DATETIME: "     年   月   日   时   分",
    Kind.TIME_RANGE: "     年   月   日   时   分至   时   分",
    Kind.NUMBER: "____",
    Kind.MONEY: "____________元（大写：____________）",
}
