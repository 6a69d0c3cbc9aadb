"""安置帮教对象花名册: read a page at a time, sorted and filtered by the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.resettlement import HelpVisit, Placement, ResettlementPerson
from app.services.resettlement.states import ON_THE_BOOKS
from app.services.search import matching

__all__ = ["HelpPage", "HelpQuery", "help_page", "placements_on"]

P = ResettlementPerson

SORTABLE: dict[str, InstrumentedAttribute[Any]] = {
    name: getattr(P, name)
    for name in (
        *("name", "sex", "id_number", "source", "released_on", "help_class", "state"),
        *("handed_over_on", "ends_on", "address", "worker"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpQuery:
    """Which persons, in which order. Empty filters let everybody through.

    ``uids``, when given, are all who may appear: the persons behind a figure.
    """

    text: str = ""
    states: tuple[str, ...] = tuple(sorted(ON_THE_BOOKS))
    help_class: str = ""
    source: str = ""
    uids: tuple[str, ...] | None = None
    sort: str = "ends_on"
    descending: bool = False


class HelpPage(NamedTuple):
    """Some rows of the roll, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def help_page(session: Session, office: str, query: HelpQuery, offset: int, limit: int) -> HelpPage:
    """Rows ``offset`` to ``offset + limit`` of the roll."""
    where = _where(office, query)
    total = session.scalar(select(func.count()).select_from(P).where(*where)) or 0
    column = SORTABLE.get(query.sort, P.ends_on)
    order = (column.desc() if query.descending else column.asc()).nulls_last()
    found = select(P).where(*where).order_by(order, P.uid).offset(offset).limit(limit)
    people = list(session.scalars(found))
    uids = [p.uid for p in people]
    settled = placements_on(session, office, None, uids)
    visits = _last_visits(session, office, uids)
    return HelpPage([_line(p, settled.get(p.uid), visits.get(p.uid)) for p in people], total)


def _where(office: str, query: HelpQuery) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [P.office == office]
    if query.uids is not None:
        where.append(P.uid.in_(query.uids))
    if query.states:
        where.append(P.state.in_(query.states))
    if query.help_class:
        where.append(P.help_class == query.help_class)
    if query.source:
        where.append(P.source == query.source)
    if text := query.text.strip():
        part = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = [c.like(f"%{part}%", escape="\\") for c in (P.name, P.id_number, P.number)]
        if text.isascii() and text.isalpha():
            like.append(P.uid.in_(matching(office, text, "resettlement")))
        where.append(or_(*like))
    return where


def _last_visits(session: Session, office: str, uids: Iterable[str]) -> dict[str, date]:
    query = (
        select(HelpVisit.person_uid, func.max(HelpVisit.happened_on).label("newest"))
        .where(
            HelpVisit.office == office,
            HelpVisit.deleted.is_(False),
            HelpVisit.person_uid.in_(list(uids)),
        )
        .group_by(HelpVisit.person_uid)
    )
    return {found.person_uid: found.newest for found in session.execute(query)}


def placements_on(
    session: Session, office: str, on: date | None, uids: Iterable[str] | None = None
) -> dict[str, str]:
    """Person → how they are settled on a day; without a day, by the newest entry."""
    query = select(Placement.person_uid, Placement.kind).where(
        Placement.office == office, Placement.deleted.is_(False)
    )
    if on is not None:
        query = query.where(Placement.from_on <= on)
    if uids is not None:
        query = query.where(Placement.person_uid.in_(list(uids)))
    found = session.execute(query.order_by(Placement.from_on, Placement.change))
    return {line.person_uid: line.kind for line in found}


def _line(person: P, settled: str | None, last_visit: date | None) -> dict[str, Any]:
    names = (
        *("uid", "name", "sex", "id_number", "source", "released_on", "help_class", "state"),
        *("handed_over_on", "worker", "ends_on", "phone", "address", "must_fetch"),
    )
    return {
        **{name: getattr(person, name) for name in names},
        "settled": settled,
        "last_visit": last_visit,
    }
