"""Which columns of a repeated row matter for this row, and what can be filled in without asking.

A company has no birth date, a grown man no guardian: such columns stay off the screen unless
something stands in them. A valid identity number tells sex and birth date (F36).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.forms.definition import Field, PersonRef
from app.forms.display import show
from app.forms.values import empty, is_blank
from app.rules.identity import NONE, RESIDENT, age_on, check_credit_code, check_paper

__all__ = ["Told", "details", "labels", "needless", "new_row", "summary", "tell"]

_NATURAL = frozenset(
    {
        *("sex", "ethnic_group", "age", "birth_date", "occupation", "id_kind", "id_number"),
        *("id_reason", "incapable", "self_supporting", "guardian_name", "guardian_relation"),
        *("guardian_phone", "guardian_id_number"),
    }
)
_LEGAL = frozenset({"credit_code", "legal_representative", "representative_post"})
_GROUP = frozenset({"member_count", "representatives"})
_GUARDIAN = frozenset({c for c in _NATURAL if c.startswith("guardian_")})
_SETTLED = frozenset({"done_on", "done_amount", "urged_on", "note"})


def needless(rows: str, row: Mapping[str, Any], today: date) -> frozenset[str]:
    """Columns of the ROWS field ``rows`` that need not be asked for ``row``."""
    rule = RULES.get(rows)
    hidden = rule(row, today) if rule else frozenset()
    return frozenset(name for name in hidden if is_blank(row.get(name)) or row.get(name) is False)


def _party(row: Mapping[str, Any], today: date) -> frozenset[str]:
    kind = row.get("kind") or "natural"
    if kind in {"legal", "organization"}:
        return _NATURAL | _GROUP
    if kind == "group":
        return _NATURAL | _LEGAL
    return _LEGAL | _GROUP | _person(row, today)


def _person(row: Mapping[str, Any], today: date) -> frozenset[str]:
    hidden: set[str] = set()
    birth = row.get("birth_date")
    age = age_on(birth, today) if isinstance(birth, date) else row.get("age")
    grown = age is None or age >= 18
    if row.get("id_kind") != NONE:
        hidden.add("id_reason")
    else:
        hidden.add("id_number")
    if grown or age is None or age < 16:
        hidden.add("self_supporting")
    if not grown:
        hidden.add("incapable")
    if grown and not row.get("incapable"):
        hidden |= _GUARDIAN
    if isinstance(birth, date):
        hidden.add("age")
    return frozenset(hidden)


def _agent(row: Mapping[str, Any], today: date) -> frozenset[str]:
    return _person(row, today) - {"guardian_name"}


RULES: dict[str, Callable[[Mapping[str, Any], date], frozenset[str]]] = {
    "parties": _party,
    "applicants": _party,
    "respondents": _party,
    "agents": _agent,
}
"""ROWS field → what one of its rows need not be asked."""


def labels(rows: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    """Columns that are called otherwise in this row: a body has a 名称, not a 姓名."""
    bodies = {"legal", "organization", "group"}
    return BODY_LABELS if rows in RULES and row.get("kind") in bodies else {}


BODY_LABELS = {"name": "名称", "address": "地址", "phone": "联系电话"}


class Told(NamedTuple):
    """What a value tells: other values, and a word to the clerk under the field."""

    values: Mapping[str, Any] = {}
    note: str = ""
    warn: bool = False


def tell(name: str, values: Mapping[str, Any], today: date) -> Told:
    """What the value of ``name`` tells about its row or form; nothing for most fields."""
    value = values.get(name)
    if is_blank(value):
        return Told()
    if name == "credit_code":
        verdict = check_credit_code(str(value))
        return Told({name: verdict.number} if verdict.ok else {}, verdict.message, not verdict.ok)
    if name in {"id_number", "guardian_id_number"}:
        kind = str(values.get("id_kind") or RESIDENT) if name == "id_number" else RESIDENT
        verdict = check_paper(kind, str(value), today=today)
        told: dict[str, Any] = {name: verdict.number} if verdict.ok else {}
        if name == "id_number" and verdict.ok:
            told.update({"sex": verdict.sex or None, "birth_date": verdict.birth})
        return Told(told, verdict.message, bool(verdict.problems or verdict.warnings))
    if name == "birth_date" and isinstance(value, date) and value <= today:
        return Told(note=f"今天 {age_on(value, today)} 周岁")
    return Told()


def new_row(field: Field, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A fresh row with its defaults; after an applicant the other side is meant."""
    row = {column.name: empty(column) for column in field.columns}
    if field.name == "parties" and rows and rows[-1].get("side") == "applicant":
        row["side"] = "respondent"
    if field.name == "respondents":
        row["side"] = "respondent"
    return row


def summary(field: Field, row: Mapping[str, Any]) -> str:
    """The name in a row, for its closed card."""
    for name in ("name", "payer"):
        value = row.get(name)
        if not is_blank(value):
            return value.name if isinstance(value, PersonRef) else str(value)
    return ""


def details(
    field: Field, row: Mapping[str, Any], read: Callable[[str, str], str], *, short: bool
) -> Iterator[str]:
    """What a card says beside the name: in ``short`` only who it is, else what tells rows apart.

    ``read`` cuts what identifies (E3): a card that is opened to be filled shows it whole.
    """
    columns = {column.name: column for column in field.columns}
    for name in ("side", "sex") if short else TELLING:
        if name in columns and not is_blank(row.get(name)):
            yield read(name, show(columns[name], row[name]))


TELLING = ("side", "sex", "id_number", "credit_code", "phone", "payee", "amount", "act", "due_on")
"""Columns a closed card shows."""
