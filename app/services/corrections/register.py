"""花名册: the roll of persons, read a page at a time, sorted and filtered by the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.days import short_day
from app.forms.codes import label
from app.models.corrections import CorrectionsPerson
from app.models.supervision import Leave, Suspension
from app.services.corrections.states import ON_THE_BOOKS
from app.services.search import matching

__all__ = ["PersonPage", "PersonQuery", "person_page", "situation"]

P = CorrectionsPerson

SORTABLE: dict[str, InstrumentedAttribute[Any]] = {
    "name": P.name,
    "sex": P.sex,
    "age": P.birth_date,
    "id_number": P.id_number,
    "category": P.category,
    "starts_on": P.starts_on,
    "ends_on": P.ends_on,
    "days_left": P.ends_on,
    "control_class": P.control_class,
    "state": P.state,
    "received_on": P.received_on,
    "address": P.address,
}
"""Columns of the roll that can be sorted by, and the column of the store that does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuery:
    """Which persons, in which order. Empty filters let everybody through.

    ``text`` is part of a name, of an ID number or of the county's number, or pinyin initials.
    """

    text: str = ""
    states: tuple[str, ...] = tuple(sorted(ON_THE_BOOKS))
    category: str = ""
    control_class: str = ""
    area_code: str = ""
    ends_before: date | None = None
    sort: str = "ends_on"
    descending: bool = False


class PersonPage(NamedTuple):
    """Some rows of the roll, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def person_page(
    session: Session, office: str, query: PersonQuery, offset: int, limit: int, today: date
) -> PersonPage:
    """Rows ``offset`` to ``offset + limit`` of the roll."""
    where = _where(office, query)
    total = session.scalar(select(func.count()).select_from(P).where(*where)) or 0
    rows = select(P).where(*where).order_by(*_order(query)).offset(offset).limit(limit)
    people = list(session.scalars(rows))
    now = situation(session, office, [p.uid for p in people], today)
    return PersonPage([_row(p, now.get(p.uid, ""), today) for p in people], total)


def _where(office: str, query: PersonQuery) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [P.office == office, P.sealed.is_(False)]
    if query.states:
        where.append(P.state.in_(query.states))
    if query.category:
        where.append(P.category == query.category)
    if query.control_class:
        where.append(P.control_class == query.control_class)
    if query.area_code:
        where.append(P.area_code == query.area_code)
    if query.ends_before:
        where.append(P.ends_on < query.ends_before)
    if text := query.text.strip():
        where.append(_matches(office, text))
    return where


def _matches(office: str, text: str) -> ColumnElement[bool]:
    part = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    like = [c.like(f"%{part}%", escape="\\") for c in (P.name, P.id_number, P.number)]
    if text.isascii() and text.isalpha():
        like.append(P.uid.in_(matching(office, text, "corrections")))
    return or_(*like)


def _order(wanted: PersonQuery) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    column = SORTABLE.get(wanted.sort, P.ends_on)
    descending = wanted.descending != (wanted.sort == "age")  # the older were born earlier
    first = column.desc() if descending else column.asc()
    return first.nulls_last(), P.uid.asc()


def _row(person: P, now: str, today: date) -> dict[str, Any]:
    return {
        "uid": person.uid,
        "name": person.name,
        "sex": person.sex,
        "age": _age(person.birth_date, today),
        "id_number": person.id_number,
        "offences": person.offences,
        "penalty_term": person.penalty_term,
        "category": person.category,
        "starts_on": person.starts_on,
        "ends_on": person.ends_on,
        "days_left": (person.ends_on - today).days if person.ends_on else None,
        "control_class": person.control_class,
        "state": person.state,
        "now": now,
        "phone": person.phone,
        "address": person.address,
    }


def _age(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def situation(session: Session, office: str, uids: Iterable[str], today: date) -> dict[str, str]:
    """Where persons are today, in words: away, late, detained, in hospital; others are left out."""
    wanted = list(uids)
    found: dict[str, str] = {}
    leaves = select(Leave).where(
        Leave.office == office,
        Leave.person_uid.in_(wanted),
        Leave.kind != "frequent",
        or_(
            Leave.state == "away",
            and_(Leave.state == "approved", Leave.approved_from <= today),
        ),
    )
    for leave in session.scalars(leaves.order_by(Leave.from_on)):
        until = leave.approved_until or leave.until_on
        late = (today - until).days
        found[leave.person_uid] = (
            f"逾期未归{late}天" if late > 0 else f"外出中，{short_day(until)}应返"
        )
    suspensions = select(Suspension).where(
        Suspension.office == office,
        Suspension.person_uid.in_(wanted),
        Suspension.from_on <= today,
        or_(Suspension.until_on.is_(None), Suspension.until_on >= today),
    )
    for pause in session.scalars(suspensions):
        found[pause.person_uid] = label("suspension_kind", pause.kind)
    return found
