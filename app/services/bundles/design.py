"""A county's change of a paper as a clerk composes it: one line a field; and back into files.

A ``Design`` shows a paper field by field as an edition has it. ``composed`` writes down only what
differs from the program's own paper, and the code tables of the county's own choices: a label that
stays keeps its code, a new one gets a new code, so that no code ever changes its meaning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.forms.codes import CodeTable
from app.forms.county_fields import (
    ADDED_KINDS,
    FormChange,
    applied,
    sections,
)
from app.forms.definition import VALUELESS, Field, Form, Kind
from app.forms.protected import why_protected

__all__ = [
    "Design",
    "Line",
    "composed",
    "design_of",
    "file_name",
    "table_name",
    "toml",
    "toml_table",
]

KIND_WORDS = {
    Kind.TEXT: "一行文字",
    Kind.LONG_TEXT: "多行文字",
    Kind.DATE: "日期",
    Kind.DATETIME: "日期和时间",
    Kind.TIME_RANGE: "起止时间",
    Kind.NUMBER: "数字",
    Kind.MONEY: "金额",
    Kind.CHOICE: "选项",
    Kind.MULTI_CHOICE: "多选",
    Kind.BOOL: "勾选",
    Kind.PERSON: "姓名",
    Kind.ROWS: "逐行表格",
}
NEVER = date.min
"""An edition made only to be looked at has no day."""
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the paper. ``kind`` of a county's field is a key of ``ADDED_KINDS``."""

    name: str
    label: str
    kind: str
    required: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""
    hidden: bool = False
    county: bool = False
    section: int = -1  # fields of one number may change places
    why: str = ""  # why it can neither be left off nor be made a matter of taste
    always: bool = False  # must be filled in by the program's own definition


@dataclass(frozen=True, slots=True)
class Design:
    """A paper field by field. ``title`` is the one that prints; ``fresh`` numbers a new field."""

    form: str
    own_title: str
    title: str
    lines: tuple[Line, ...]
    fresh: int = 1

    def with_lines(self, lines: Sequence[Line]) -> Design:
        """The same paper with other lines."""
        return replace(self, lines=tuple(lines))


def design_of(
    base: Form, change: FormChange | None, tables: Mapping[str, CodeTable], fresh: int = 1
) -> Design:
    """The paper as ``change`` has it; ``tables`` are the county's code tables by name."""
    form = applied(base, change, NEVER) if change else base
    hidden = {one.name for one in change.fields if one.hidden} if change else set()
    place = {name: n for n, names in enumerate(sections(base)) for name in names}
    own = {field.name: field for field in base.fields()}
    lines = [
        _county_line(field, tables)
        if field.county
        else _own_line(base, own[field.name], field, place, hidden)
        for field in form.fields()
        if field.kind not in VALUELESS and (field.county or _shown(own[field.name]))
    ]
    return Design(base.code, base.title, form.title, tuple(lines), fresh)


def _own_line(
    base: Form, own: Field, field: Field, place: Mapping[str, int], hidden: set[str]
) -> Line:
    return Line(
        field.name,
        field.label,
        KIND_WORDS[field.kind],
        field.required,
        field.max_length if field.kind in TEXTS else None,
        help=field.help,
        hidden=field.name in hidden,
        section=place.get(field.name, -1),
        why=why_protected(base, own),
        always=own.required or own.kind is Kind.BOOL,
    )


def _county_line(field: Field, tables: Mapping[str, CodeTable]) -> Line:
    kind = next(key for key, (kind, _) in ADDED_KINDS.items() if kind is field.kind)
    if field.kind is Kind.CHOICE and field.boxes:
        kind = "yes_no"
    choices: tuple[str, ...] = ()
    if kind == "choice" and field.codes in tables:
        choices = tuple(entry.label for entry in tables[field.codes])
    return Line(
        field.name,
        field.label,
        kind,
        field.required,
        field.max_length if field.kind in TEXTS else None,
        choices,
        field.unit,
        field.help,
        county=True,
    )


def _shown(field: Field) -> bool:
    return field.on_paper or field.on_screen


# --- back into files -------------------------------------------------------------------------------


def composed(
    base: Form,
    design: Design,
    *,
    version: str,
    source: str,
    tables: Mapping[str, CodeTable],
    later: Mapping[str, Sequence[CodeTable]] | None = None,
) -> tuple[str, dict[str, str]]:
    """The text of the paper's file, and of the code tables that are new or another: name → text.

    ``tables`` are the county's as they count before it, ``later`` all of its editions.
    """
    changed = [change for line in design.lines if (change := _change(base, line))]
    order = list(_orders(base, design))
    added = [line for line in design.lines if line.county]
    made = {line.name: table_name(base, line.name) for line in added if line.kind == "choice"}
    head = {"form": base.code, "version": version, "source": source, "confirmed": True}
    if design.title != base.title:
        head["title"] = design.title
    parts = [toml_table("", head), *(toml_table("field", one) for one in changed)]
    parts += [toml_table("add", _addition(line, made.get(line.name, ""))) for line in added]
    parts += [toml_table("section", {"order": names}) for names in order]
    codes = {}
    for line in added:
        name = made.get(line.name)
        if name and (text := _codes(line, tables.get(name), (later or {}).get(name, ()), source)):
            codes[name] = text
    return "\n".join(parts), codes


def _change(base: Form, line: Line) -> dict[str, Any]:
    """What a line changes of the program's own field; empty for nothing."""
    if line.county:
        return {}
    own = base.field(line.name)
    wanted: dict[str, Any] = {}
    if line.label != own.label:
        wanted["label"] = line.label
    if line.help != own.help:
        wanted["help"] = line.help
    if line.hidden:
        wanted["hidden"] = True
    elif line.required != own.required:
        wanted["required"] = line.required
    if line.max_length is not None and line.max_length != own.max_length:
        wanted["max_length"] = line.max_length
    return {"name": line.name, **wanted} if wanted else {}


def _orders(base: Form, design: Design) -> Iterator[list[str]]:
    """Sections whose fields stand in another order; what no screen shows goes to their end."""
    for number, names in enumerate(sections(base)):
        now = [line.name for line in design.lines if line.section == number]
        before = [name for name in names if name in now]
        if now != before:
            yield [*now, *(name for name in names if name not in now)]


def _addition(line: Line, codes: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": line.name, "label": line.label, "kind": line.kind}
    if line.required:
        found["required"] = True
    if line.help:
        found["help"] = line.help
    if line.max_length is not None and ADDED_KINDS[line.kind][0] in TEXTS:
        found["max_length"] = line.max_length
    if line.unit and line.kind == "number":
        found["unit"] = line.unit
    if codes and line.choices:
        found["codes"] = codes
    return found


def _codes(line: Line, before: CodeTable | None, all_: Sequence[CodeTable], source: str) -> str:
    """The code table of a choice; empty where the one before it says the same."""
    if not line.choices or (before and tuple(entry.label for entry in before) == line.choices):
        return ""
    known = {entry.label: entry.code for table in all_ for entry in table}
    taken = set(known.values())
    entries = []
    for label in line.choices:
        code = known.get(label) or next(c for n in range(1, 1000) if (c := f"c{n}") not in taken)
        taken.add(code)
        entries.append(f"  {{ code = {toml(code)}, label = {toml(label)} }},")
    head = {"title": line.label, "source": source, "confirmed": True}
    return "\n".join([toml_table("", head).rstrip(), "entries = [", *entries, "]", ""])


def table_name(base: Form, field: str) -> str:
    """How the code table of a county's choice is called."""
    return f"county_{re.sub(r'[^a-z0-9]', '_', base.code)}_{field.removeprefix('county_')}"


def file_name(base: Form) -> str:
    """How the file of a paper is called: ``mediation-revisit``."""
    return re.sub(r"[^a-z0-9]", "-", base.code)


def toml_table(head: str, values: Mapping[str, Any]) -> str:
    """Values one a line, as an item of the list ``head``, or at the top without one."""
    lines = [f"[[{head}]]"] if head else []
    lines += [f"{name} = {toml(value)}" for name, value in values.items()]
    return "\n".join([*lines, ""])


def toml(value: Any) -> str:
    """A value as TOML writes it; its texts are written as JSON's, but for the delete character."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
