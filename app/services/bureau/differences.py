"""What changed in a record since the county last looked at it, in the words of its forms (F62).

Nothing is kept for it: every version that a package replaced stands in history with the number of
its edit, so what the county saw is the newest version that is not newer than the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.forms import codes as code_tables
from app.forms.definition import VALUELESS, Field, Kind
from app.forms.display import show
from app.forms.registry import all_forms
from app.models.history import Version
from app.services.bureau.words import TITLES
from app.services.units import Part, Stamp, parts_of
from app.services.veil import veil
from app.sync.merge import BOOKKEEPING
from app.sync.records import decode, tables
from app.sync.refusal import Refused

__all__ = ["Difference", "differences"]

MOST = 200
"""Differences listed; a record that changed in more is read as a whole."""
PERSONS = frozenset({"corrections_person", "resettlement_person"})
UNSAID = BOOKKEEPING | {
    *("office", "uid", "deleted", "position", "sequence", "title_typed"),
    *("formset", "form_version", "rule_profile"),  # which edition, not what stands in it
    *("body_digest", "sha256", "photo_sha256", "media_type", "size"),  # what they count is said
}
CODED = {
    "state_change": ("case_state",),
    "mediation_case": ("case_state",),
    "corrections_person": ("corrections_state",),
    "corrections_step": ("corrections_state", "leave_state"),
    "resettlement_person": ("resettlement_state",),
    "resettlement_step": ("resettlement_state",),
}
"""Tables whose state, before and after are codes of a table that is not called like a column."""
STATES = frozenset({"state", "before", "after"})
IRREGULAR = {
    ("leave", "decided_tier"): ("leave_tier",),
    ("check_in_exemption", "kind"): ("checkin_kind",),
    ("training_sitting", "part"): ("sitting",),
    ("staff_absence", "kind"): ("absence_kind",),
    ("resettlement_person", "end_reason"): ("help_end_reason",),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another now, or a row that came or went (``column`` is empty)."""

    title: str  # what kind of row, e.g. 当事人
    effect: str  # 新增, 更改, 作废
    column: str
    before: str
    after: str
    named: str = ""  # what a code table or a form calls the column; empty where none does


def differences(
    session: Session, office: str, kind: str, uid: str, seen: Stamp, *, whole: bool = False
) -> list[Difference]:
    """Everything edited after ``seen``; numbers and addresses cut unless ``whole`` (E3)."""
    found: list[Difference] = []
    for part in parts_of(kind):
        for row in _edited(session, part, office, uid, seen):
            found += _of_row(session, tables()[part.table], row, seen, whole=whole)
            if len(found) >= MOST:
                return found[:MOST]
    return found


def _edited(
    session: Session, part: Part, office: str, uid: str, seen: Stamp
) -> Iterator[Mapping[str, Any]]:
    table = tables()[part.table]
    later = (table.c.epoch > seen[0]) | ((table.c.epoch == seen[0]) & (table.c.change > seen[1]))
    mine = part.of(office, [uid]).where(later).with_only_columns(table.c.uid)
    query = select(table).where(table.c.office == office, table.c.uid.in_(mine))
    order = (table.c.epoch, table.c.change)
    for row in session.connection().execute(query.order_by(*order)).mappings():
        yield dict(row)


def _of_row(
    session: Session, table: Table, row: Mapping[str, Any], seen: Stamp, *, whole: bool
) -> Iterator[Difference]:
    title = TITLES.get(table.name, "其他")
    before = _as_seen(session, table, row, seen)
    if before is None:
        if not row["deleted"]:
            yield Difference(title, "新增", "", "", _gist(table, row, whole=whole))
        return
    if row["deleted"] and not before["deleted"]:
        yield Difference(title, "作废", "", _gist(table, before, whole=whole), "")
        return
    for name, value in row.items():
        if name not in UNSAID and value != before[name]:
            was, now = (_words(table, name, one, whole=whole) for one in (before[name], value))
            named = _named(table.name, name, value or before[name])
            yield Difference(title, "更改", name, was, now, named)


def _as_seen(
    session: Session, table: Table, row: Mapping[str, Any], seen: Stamp
) -> dict[str, Any] | None:
    """The version that stood here when the county looked."""
    query = select(Version.values).where(
        Version.office == row["office"],
        Version.table_name == table.name,
        Version.record == row["uid"],
    )
    kept: list[tuple[Stamp, dict[str, Any]]] = []
    for values in session.scalars(query):
        stamp = (values["epoch"], values["change"])
        if stamp <= seen:
            kept.append((stamp, values))
    if not kept:
        return None
    try:
        return decode(table, max(kept, key=lambda one: one[0])[1], row["office"])
    except Refused:  # written under an older schema: the row is shown as it is now
        return None


# --- words ---------------------------------------------------------------------------------------


@cache
def _fields() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for form in all_forms().values():
        for field in form.fields():
            if field.kind not in VALUELESS and field.kind is not Kind.ROWS:
                found.setdefault(field.name, field)
            for column in field.columns:
                found.setdefault(column.name, column)
    return found


@cache
def _homes() -> frozenset[str]:
    return frozenset(
        one.name
        for form in all_forms().values()
        for field in form.fields()
        for one in (field, *field.columns)
        if one.home
    )


def _home(table: Table, name: str) -> bool:
    """Whether a column may say where somebody lives: one of a person, called so on some paper."""
    return name in _homes() and ("person_uid" in table.c or table.name in PERSONS)


def _words(table: Table, name: str, value: Any, *, whole: bool) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (dict, list)):
        return f"{len(value)} 项"
    if (said := _looked_up(table.name, name, value)) is not None:
        return said
    field = _fields().get(name)
    try:
        text = show(field, value) if field is not None else str(value)
    except (TypeError, ValueError, AttributeError, KeyError):
        text = str(value)  # papers of several duties call different things by one name
    return text if whole else veil("address" if _home(table, name) else name, text)


def _looked_up(of: str, column: str, value: Any) -> str | None:
    """What stands for something else in the words of that: a row, a paper, a code."""
    if column.endswith("_uid"):
        return "（有）"  # which row is meant is said where that row stands
    if column == "form" and value in all_forms():
        return all_forms()[value].title
    codes = _code_table(of, column, value)
    return code_tables.label(codes, value) if codes is not None else None


@cache
def _code_tables(of: str, column: str) -> tuple[str, ...]:
    """The code tables a column of a table may be filled from, the likeliest first."""
    if column in STATES and of in CODED:
        return CODED[of]
    if (of, column) in IRREGULAR:
        return IRREGULAR[of, column]
    words = of.split("_")
    heads = [of, of.replace("_", ""), *("_".join(words[at:]) for at in range(1, len(words)))]
    named = (*(f"{head}_{column}" for head in (*heads, *words)), column)
    return tuple(dict.fromkeys(name for name in named if name in code_tables.table_names()))


def _code_table(of: str, column: str, value: Any) -> str | None:
    """The one among them that knows ``value``."""
    if not isinstance(value, str):
        return None
    return next(
        (name for name in _code_tables(of, column) if value in code_tables.table(name)), None
    )


def _named(of: str, column: str, value: Any) -> str:
    codes = _code_table(of, column, value)
    if codes is not None:
        return code_tables.table(codes).title
    field = _fields().get(column)
    return field.label if field is not None else ""


GIST = ("name", "title", "number", "topic", "content", "happened_on", "dated_on", "form")


def _gist(table: Table, row: Mapping[str, Any], *, whole: bool) -> str:
    said = [_words(table, n, row[n], whole=whole) for n in GIST if row.get(n)]
    return "，".join(said[:2])
