"""The facts of a case as plain values, and back: columns of the case and the rows beside it.

Everything here works inside a transaction that a service has opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Field, Kind, PersonRef, Values
from app.forms.mediation import FORMS
from app.forms.people import AGENT, MEDIATOR, OBLIGATION, PARTY
from app.forms.values import person
from app.models.base import Record
from app.models.history import bury
from app.models.mediation import (
    Agent,
    CaseMediator,
    Committee,
    MediationCase,
    Obligation,
    Party,
)
from app.rules.identity import age_on
from app.services.base import Missing
from app.services.people import complete, link

__all__ = [
    "ROW_FACTS",
    "SIDES",
    "fact_fields",
    "facts_of",
    "find_case",
    "rows_of",
    "save_facts",
]

ROW_FACTS: Mapping[str, tuple[type[Record], tuple[Field, ...]]] = {
    "parties": (Party, PARTY),
    "agents": (Agent, AGENT),
    "mediators": (CaseMediator, MEDIATOR),
    "obligations": (Obligation, OBLIGATION),
}
"""Repeated facts: where each is kept, and its columns."""

SIDES = {"applicants": "applicant", "respondents": "respondent"}
"""Papers that show one side only show these views of ``parties``."""

GIVEN = frozenset({"number"})
"""Facts the program gives; writing them has no effect."""

PLAIN = (
    "uid",
    "committee_uid",
    "state",
    "round",
    "year",
    "sequence",
    "formset",
    "parties_text",
    "related_uid",
    "due_on",
    "due_kind",
    "check_missing",
    "archived_on",
    "refused_on",
    "consented_on",
    "reopened_on",
    "check_score",
)
"""Columns of a case that no form shows as a fact, but screens and conditions read."""


@cache
def fact_fields() -> Mapping[str, Field]:
    """Every fact that some paper or screen of mediation shows, without repeated rows."""
    found: dict[str, Field] = {}
    for form in FORMS:
        for field in form.fact_fields():
            if field.kind is not Kind.ROWS:
                found.setdefault(field.name, field)
    return found


def find_case(session: Session, office: str, uid: str) -> MediationCase:
    """The case, or ``Missing``."""
    case = session.get(MediationCase, (office, uid))
    if case is None or case.deleted:
        raise Missing("这个案件")
    return case


def facts_of(session: Session, case: MediationCase, *, on: date | None = None) -> dict[str, Any]:
    """All facts of a case; ages as of ``on``, else of the agreement or the acceptance."""
    day = on or case.agreed_on or case.accepted_on or case.applied_on
    facts: dict[str, Any] = {name: getattr(case, name) for name in (*PLAIN, *fact_fields())}
    for name in ROW_FACTS:
        facts[name] = rows_of(session, case, name, on=day)
    for view, side in SIDES.items():
        facts[view] = [row for row in facts["parties"] if row["side"] == side]
    committee = session.get(Committee, (case.office, case.committee_uid))
    facts["committee_name"] = committee.name if committee else None
    return facts


def rows_of(
    session: Session, case: MediationCase, name: str, *, on: date | None = None
) -> list[dict[str, Any]]:
    """The rows of one repeated fact, in order, each with its ``uid``."""
    table, columns = ROW_FACTS[name]
    parties = _party_names(session, case) if name == "agents" else {}
    return [_read(record, columns, on, parties) for record in records_of(session, case, table)]


def records_of(session: Session, case: MediationCase, table: type[Record]) -> Sequence[Any]:
    """The living records of one kind that belong to ``case``; obligations of this round only.

    Read once per transaction: many papers ask for the same rows.
    """
    key = (case.uid, case.round, table)
    cache: dict[Any, Sequence[Any]] = session.info.setdefault("mediation.records", {})
    if key not in cache:
        kept: Any = table
        query = select(kept).where(kept.office == case.office, kept.case_uid == case.uid)
        if table is Obligation:
            query = query.where(Obligation.round == case.round)
        cache[key] = session.scalars(query.order_by(kept.position, kept.change)).all()
    return cache[key]


def save_facts(session: Session, case: MediationCase, values: Values, *, today: date) -> None:
    """Write the facts named in ``values``; the rest stay. Rows are replaced as whole lists.

    A row with a ``uid`` changes that record, and only in the columns it names; a record whose row
    is gone is buried. ``KeyError`` for a name that is no fact.
    """
    for name, value in values.items():
        if name in ROW_FACTS:
            _save_rows(session, case, name, value or [], today=today)
        elif name in SIDES:
            _save_side(session, case, name, value or [], today=today)
        elif name not in GIVEN:
            _save_column(case, fact_fields()[name], value)
    session.flush()


def _save_column(case: MediationCase, field: Field, value: Any) -> None:
    if isinstance(value, str):
        value = value.strip() or None
    if value is None and field.kind is Kind.BOOL and field.name != "open_session":
        value = False
    if getattr(case, field.name) != value:
        setattr(case, field.name, value)
        if field.name == "title":
            case.title_typed = value is not None


def _save_side(
    session: Session, case: MediationCase, view: str, rows: Iterable[Values], *, today: date
) -> None:
    """Parties of one side, as a paper shows them; the others keep their places."""
    side = SIDES[view]
    others = [row for row in rows_of(session, case, "parties") if row["side"] != side]
    ours = [{"side": side, **row} for row in rows]
    both = [*ours, *others] if side == "applicant" else [*others, *ours]
    _save_rows(session, case, "parties", both, today=today)


def _save_rows(
    session: Session, case: MediationCase, name: str, rows: Iterable[Values], *, today: date
) -> None:
    table, columns = ROW_FACTS[name]
    known = {record.uid: record for record in records_of(session, case, table)}
    kept: set[str] = set()
    if name == "parties":
        rows = sorted(rows, key=_side_order)
    for position, row in enumerate(rows):
        record = known.get(row.get("uid") or "")
        if record is None:
            record = _new(case, table)
        else:
            kept.add(record.uid)
        _write(session, case, record, columns, {**row, "position": position}, today=today)
        session.add(record)
    bury(record for uid, record in known.items() if uid not in kept)
    session.flush()
    session.info.pop("mediation.records", None)


def _side_order(row: Values) -> int:
    order = ("applicant", "respondent", "third")
    side = row.get("side") or "applicant"
    return order.index(side) if side in order else len(order)


def _new(case: MediationCase, table: type[Record]) -> Any:
    extra: dict[str, Any] = {"round": case.round} if table is Obligation else {}
    if table is Party:
        extra = {"side": "applicant", "kind": "natural"}
    return table(office=case.office, case_uid=case.uid, **extra)  # type: ignore[call-arg]


def _write(
    session: Session,
    case: MediationCase,
    record: Any,
    columns: tuple[Field, ...],
    row: Values,
    *,
    today: date,
) -> None:
    table = type(record)
    if table in {Party, Agent}:
        row = complete(row, today=today)
    changes: dict[str, Any] = {"position": row["position"]}
    for column in columns:
        if column.name not in row:
            continue
        value = row[column.name]
        if column.name == "party_uid":
            value = _party_uid(session, case, value)
        elif column.kind is Kind.PERSON:
            named = person(value)
            value = named.name.strip() if named else ""
            changes.update(_card_behind(session, case, record, row))
        elif column.kind is Kind.MULTI_CHOICE:
            value = list(value or ())
        elif column.kind is Kind.BOOL:
            value = bool(value)
        elif isinstance(value, str):
            value = value.strip() or None
        if column.name == "age" and row.get("birth_date"):
            value = None  # told by the date of birth
        if value is not None or column.name not in {"side", "kind"}:
            changes[column.name] = value
    for name, value in changes.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _card_behind(
    session: Session, case: MediationCase, record: Any, row: Values
) -> dict[str, str | None]:
    """The card of a party or the roster entry of a mediator, as a column of the record."""
    named = person(row["name"])
    if isinstance(record, Party):
        uid = named.uid if named and named.uid else record.person_uid
        if named and uid == record.person_uid and _somebody_else(session, record, named.name, row):
            uid = None
        chosen = PersonRef(named.name, uid) if named else None
        return {"person_uid": link(session, case.office, {**row, "name": chosen})}
    if isinstance(record, CaseMediator) and named:
        return {"mediator_uid": named.uid or record.mediator_uid}
    return {}


def _somebody_else(session: Session, record: Party, name: str, row: Values) -> bool:
    """Whether a new name without a number means another person, not a slip of the pen mended.

    It does when the card also stands behind a party of another case.
    """
    if record.name in {None, name} or record.person_uid is None or row.get("id_number"):
        return False
    elsewhere = select(Party.uid).where(
        Party.office == record.office,
        Party.person_uid == record.person_uid,
        Party.case_uid != record.case_uid,
    )
    return session.execute(elsewhere.limit(1)).first() is not None


def _party_uid(session: Session, case: MediationCase, value: PersonRef | str | None) -> str | None:
    """The party an agent acts for: by its record, or by the name it bears in this case."""
    named = person(value)
    names = _party_names(session, case)
    if named is None:
        return next(iter(names), None)
    for wanted in (named.uid, named.name):
        if wanted in names:
            return wanted
    return next((uid for uid, name in names.items() if name == named.name), None)


def _party_names(session: Session, case: MediationCase) -> dict[str, str]:
    return {party.uid: party.name for party in records_of(session, case, Party)}


def _read(
    record: Any, columns: tuple[Field, ...], on: date | None, parties: Mapping[str, str]
) -> dict[str, Any]:
    row: dict[str, Any] = {"uid": record.uid}
    for column in columns:
        value = getattr(record, column.name)
        if column.name == "party_uid":
            value = PersonRef(parties.get(value, ""), value)
        elif column.kind is Kind.PERSON:
            value = PersonRef(value, _card(record))
        elif column.kind is Kind.MULTI_CHOICE:
            value = tuple(value or ())
        elif column.name == "age" and record.birth_date and on:
            value = max(age_on(record.birth_date, on), 0)
        row[column.name] = value
    return row


def _card(record: Any) -> str | None:
    uid = record.person_uid if isinstance(record, Party) else getattr(record, "mediator_uid", None)
    return uid if isinstance(uid, str) else None
