"""What a county changes on a paper: its words, its order, what must be filled in, fields of its own.

A change is data (``forms/NAME.toml`` of a county's bundle): one file for one paper, whole against
the program's own definition, so that an edition never depends on the one before it. ``applied``
makes a ``Form`` of it that screen, checks, print and export read like any other. The official part
of the paper keeps its place: what the county adds stands together in a block of its own before the
closing sentence and the signatures. What may not be changed says ``protected``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.forms.definition import Field, Form, Kind, Layout, Row

__all__ = [
    "ADDED_KINDS",
    "ADDED_NAME",
    "BLOCK",
    "FieldChange",
    "FormChange",
    "applied",
    "read_change",
    "sections",
]

ADDED_NAME = re.compile(r"county_[a-z0-9_]{1,40}")
"""How the fields of a county are called; no field of the program is called so."""

BLOCK = "county_block"
"""The caption above a county's fields."""

ADDED_KINDS: Mapping[str, tuple[Kind, str]] = {
    "text": (Kind.TEXT, "一行文字"),
    "long_text": (Kind.LONG_TEXT, "多行文字"),
    "date": (Kind.DATE, "日期"),
    "number": (Kind.NUMBER, "数字"),
    "choice": (Kind.CHOICE, "选项"),
    "yes_no": (Kind.CHOICE, "是或否"),
}
"""What a county may add. 是或否 is a choice, so that nothing filled in is not taken for a no."""

YES_NO = "yes_no"
LENGTHS = {Kind.TEXT: 100, Kind.LONG_TEXT: 2_000}
SHORT = 20
"""Characters: texts up to this length share a line."""
SOURCE_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of the official paper; what is ``None`` stays as it is."""

    name: str
    label: str | None = None
    help: str | None = None
    required: bool | None = None
    max_length: int | None = None
    codes: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChange:
    """All a county changes on one paper. ``order`` holds whole sections in their new order."""

    form: str
    version: str
    source: str
    confirmed: bool
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    added: tuple[Field, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()


def read_change(data: Mapping[str, Any]) -> FormChange:
    """The change a file's content describes; ``TypeError`` or ``KeyError`` for what it is not."""
    head = {k: v for k, v in data.items() if k not in {"field", "add", "section"}}
    return FormChange(
        **head,
        fields=tuple(FieldChange(**line) for line in data.get("field", ())),
        added=tuple(_added(line) for line in data.get("add", ())),
        order=tuple(tuple(one["order"]) for one in data.get("section", ())),
    )


def _added(line: Mapping[str, Any]) -> Field:
    rest = {k: v for k, v in line.items() if k != "kind"}
    kind = ADDED_KINDS[line["kind"]][0]
    if line["kind"] == YES_NO:
        rest["codes"] = YES_NO
    rest.setdefault("max_length", LENGTHS.get(kind, Field("", "").max_length))
    lines = 2 if kind is Kind.LONG_TEXT else 1
    return Field(kind=kind, county=True, boxes=line["kind"] == YES_NO, lines=lines, **rest)


def applied(base: Form, change: FormChange, since: date) -> Form:
    """``base`` as the county has it from ``since`` on."""
    changes = {one.name: one for one in change.fields}
    rows = [tuple(_changed(field, changes.get(field.name)) for field in row) for row in base.rows]
    for order in change.order:
        rows = _reordered(base, rows, order)
    if change.added:
        place = _foot(base, rows)
        rows[place:place] = [(_caption(change),), *_lines(change.added)]
    return replace(
        base,
        title=change.title or base.title,
        rows=tuple(rows),
        version=f"{base.version}@{since.isoformat()}",
    )


def _changed(field: Field, change: FieldChange | None) -> Field:
    if change is None:
        return field
    words = {"label": change.label, "help": change.help, "required": change.required}
    limits = {"max_length": change.max_length, "codes": change.codes}
    given: dict[str, Any] = {k: v for k, v in {**words, **limits}.items() if v is not None}
    if change.hidden:
        given |= {"on_screen": False, "on_paper": False, "required": False}
    return replace(field, **given)


# --- order -----------------------------------------------------------------------------------------


def sections(form: Form) -> list[list[str]]:
    """The names of fields that may change places with each other, from top to bottom.

    Fixed sentences, places for signatures, photographs and what stands beside one keep their place.
    """
    found: list[list[str]] = [[]]
    for row, fixed in zip(form.rows, _fixed(form), strict=True):
        if fixed:
            found.append([])
        else:
            found[-1] += [field.name for field in row]
    return [names for names in found if names]


def _fixed(form: Form) -> Iterator[bool]:
    beside = 0
    for row in form.rows:
        photo = next((field for field in row if field.kind is Kind.PHOTO), None)
        beside = photo.lines if photo else beside
        yield beside > 0 or any(field.kind in {Kind.FIXED, Kind.MARK} for field in row)
        beside = max(beside - 1, 0)


def _reordered(base: Form, rows: Sequence[Row], order: Sequence[str]) -> list[Row]:
    """The section's fields in their new order; neighbours of one line that stay so share a line."""
    here = set(order)
    lines = {field.name: n for n, row in enumerate(rows) for field in row}
    fields = {field.name: field for row in rows for field in row}
    placed: list[Row] = []
    last = -1
    for name in order:
        if placed and lines[name] == last:
            placed[-1] = (*placed[-1], fields[name])
        else:
            placed.append((fields[name],))
        last = lines[name]
    spots = [n for n, row in enumerate(rows) if any(field.name in here for field in row)]
    return [*rows[: spots[0]], *placed, *rows[spots[-1] + 1 :]]


# --- the county's own fields -----------------------------------------------------------------------


def _caption(change: FormChange) -> Field:
    source = re.sub(r"[{}]", "", change.source)[:SOURCE_SHOWN]
    words = f"县局增设栏目（{source}）"
    return Field(BLOCK, "县局增设栏目", Kind.FIXED, wording=words, bare=True, county=True)


def _lines(added: Sequence[Field]) -> Iterator[Row]:
    """Two short fields share a line; what may be long has one of its own."""
    waiting: Field | None = None
    for field in added:
        if not _short(field):
            if waiting:
                yield (waiting,)
            waiting = None
            yield (field,)
        elif waiting:
            yield (waiting, field)
            waiting = None
        else:
            waiting = field
    if waiting:
        yield (waiting,)


def _short(field: Field) -> bool:
    if field.kind is Kind.TEXT:
        return field.max_length <= SHORT
    return field.kind in {Kind.DATE, Kind.NUMBER, Kind.CHOICE}


def _foot(base: Form, rows: Sequence[Row]) -> int:
    """Before which line the block stands: the first signature, with the words signed there."""
    foot = next((n for n, row in enumerate(rows) if _signed(row)), len(rows))
    if foot and base.layout is Layout.TABLE and _opinion(rows[foot - 1]):
        foot -= 1
    if foot > 1 and _has_fixed(rows[foot - 1]) and _written(rows[foot - 2]):
        foot -= 1  # the sentence that closes what was written, and is signed
    return foot


def _has_fixed(row: Row) -> bool:
    return any(field.kind is Kind.FIXED for field in row)


def _written(row: Row) -> bool:
    """A line with labels of its own: neither a sentence nor the 称谓 before one."""
    return not _has_fixed(row) and any(field.on_paper and not field.bare for field in row)


def _signed(row: Row) -> bool:
    return any(field.kind is Kind.MARK and field.on_paper for field in row)


def _opinion(row: Row) -> bool:
    """A long text of its own that is signed in the line below it."""
    return [field.kind for field in row] == [Kind.LONG_TEXT]
