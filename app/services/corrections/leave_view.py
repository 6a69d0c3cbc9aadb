"""Leaves as pages show them: the register, who is away, the facts that papers print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.forms.corrections import PERSON_FIELDS
from app.forms.leave import LEAVE_APPLICATION, LEAVE_RETURN, SPOT_CHECK
from app.models.corrections import CorrectionsPerson
from app.models.supervision import Leave, SpotCheck
from app.services.columns import read, row
from app.services.corrections.leave_states import PENDING
from app.services.corrections.records import sealed_uids

__all__ = [
    "AwayRow",
    "LeavePage",
    "LeaveQuery",
    "LeaveStep",
    "away_between",
    "leave_page",
    "leave_values",
    "shown_state",
]

SORTABLE: dict[str, InstrumentedAttribute[Any]] = {
    "name": CorrectionsPerson.name,
    "kind": Leave.kind,
    "reason": Leave.reason,
    "destination": Leave.destination,
    "applied_on": Leave.applied_on,
    "from_on": Leave.from_on,
    "until_on": Leave.until_on,
    "tier": Leave.tier,
    "state": Leave.state,
    "late_days": Leave.late_days,
}

DECISION = (
    *("state", "tier", "window_days", "explanation", "opinion", "opinion_agree", "opinion_by"),
    *("opinion_on", "decided_tier", "decided_by", "decided_on", "decision_number", "approved"),
    *("refusal", "refusal_text", "filed_on", "approved_from", "approved_until", "departed_at"),
    *("returned_at", "back_reported_at", "back_report_way", "late_days", "late_reason", "tickets"),
    *("handling", "handled_by", "extends_uid", "changes_uid", "person_uid"),
)
"""Columns of a leave beyond its application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQuery:
    """Which leaves, in which order; empty filters let all through."""

    person_uid: str = ""
    states: tuple[str, ...] = ()
    kind: str = ""
    first: date | None = None  # leaves that touch the days from first ...
    last: date | None = None  # ... to last
    sort: str = "from_on"
    descending: bool = True


class LeavePage(NamedTuple):
    """Some rows of the register of leaves, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


@dataclass(frozen=True, slots=True)
class LeaveStep:
    """One move of a leave."""

    before: str
    after: str
    happened_on: date
    decided_by: str | None
    document_number: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class AwayRow:
    """Somebody away: ``until`` is the day they are due; ``late`` the days they are over it."""

    leave_uid: str
    person_uid: str
    name: str
    destination: str
    reason: str
    since: date
    until: date
    back: date | None
    departed: bool
    late: int
    phone: str | None


def shown_state(leave: Leave, today: date, *, prolonging: bool = False) -> str:
    """The state as lists show it: who is due and not back is ``overdue``.

    ``prolonging``: a 展期 is asked for and not answered; until it is, the person returns in time.
    """
    if leave.state != "away":
        return leave.state
    if today > (leave.approved_until or leave.until_on):
        return "overdue"
    return "extension_pending" if prolonging else "away"


def leave_page(
    session: Session, office: str, query: LeaveQuery, offset: int, limit: int, today: date
) -> LeavePage:
    """Rows ``offset`` to ``offset + limit`` of the register."""
    where: list[ColumnElement[bool]] = [Leave.office == office, Leave.deleted.is_(False)]
    if query.person_uid:
        where.append(Leave.person_uid == query.person_uid)
    else:
        where.append(Leave.person_uid.not_in(sealed_uids(office)))
    if query.states:
        where.append(Leave.state.in_(query.states))
    if query.kind:
        where.append(Leave.kind == query.kind)
    if query.first:
        where.append(Leave.until_on >= query.first)
    if query.last:
        where.append(Leave.from_on <= query.last)
    total = session.scalar(select(func.count()).select_from(Leave).where(*where)) or 0
    column = SORTABLE.get(query.sort, Leave.from_on)
    order = column.desc() if query.descending else column.asc()
    rows = session.execute(
        select(Leave, CorrectionsPerson.name)
        .join(
            CorrectionsPerson,
            (CorrectionsPerson.office == Leave.office)
            & (CorrectionsPerson.uid == Leave.person_uid),
        )
        .where(*where)
        .order_by(order, Leave.uid)
        .offset(offset)
        .limit(limit)
    )
    waiting = set(
        session.scalars(
            select(Leave.extends_uid).where(Leave.office == office, Leave.state.in_(PENDING))
        )
    )
    return LeavePage(
        [_row(leave, name, today, prolonging=leave.uid in waiting) for leave, name in rows], total
    )


def _row(leave: Leave, name: str, today: date, *, prolonging: bool) -> dict[str, Any]:
    return {
        "uid": leave.uid,
        "person_uid": leave.person_uid,
        "name": name,
        "kind": leave.kind,
        "reason": leave.reason,
        "destination": leave.destination,
        "applied_on": leave.applied_on,
        "from_on": leave.approved_from or leave.from_on,
        "until_on": leave.approved_until or leave.until_on,
        "days": days_of(leave),
        "window_days": leave.window_days,
        "tier": leave.tier,
        "state": shown_state(leave, today, prolonging=prolonging),
        "decision_number": leave.decision_number,
        "returned_on": leave.returned_at.date() if leave.returned_at else None,
        "late_days": leave.late_days,
    }


def days_of(leave: Leave) -> int:
    """Days asked for, or approved, both ends counted."""
    start, end = leave.approved_from or leave.from_on, leave.approved_until or leave.until_on
    return (end - start).days + 1


def away_between(
    session: Session, office: str, first: date, last: date, today: date
) -> list[AwayRow]:
    """Approved and taken leaves that touch the days ``first`` to ``last``; the overdue first.

    Whoever is due and not back yet is away until today.
    """
    until = func.coalesce(Leave.approved_until, Leave.until_on)
    still_out = (Leave.state == "away") & (first <= today)
    rows = session.execute(
        select(Leave, CorrectionsPerson.name, CorrectionsPerson.phone)
        .join(
            CorrectionsPerson,
            (CorrectionsPerson.office == Leave.office)
            & (CorrectionsPerson.uid == Leave.person_uid),
        )
        .where(
            Leave.office == office,
            CorrectionsPerson.sealed.is_(False),
            Leave.state.in_(("approved", "away", "closed")),
            Leave.kind != "frequent",
            func.coalesce(Leave.approved_from, Leave.from_on) <= last,
            or_(until >= first, still_out),
        )
    )
    found = [_away(leave, name, phone, today) for leave, name, phone in rows]
    return sorted(
        (row for row in found if row.back is None or row.back >= first),
        key=lambda row: (-row.late, row.until, row.name),
    )


def _away(leave: Leave, name: str, phone: str | None, today: date) -> AwayRow:
    until = leave.approved_until or leave.until_on
    back = leave.returned_at.date() if leave.returned_at else None
    late = leave.late_days or 0
    if leave.state == "away":
        late = max((today - until).days, 0)
    return AwayRow(
        leave_uid=leave.uid,
        person_uid=leave.person_uid,
        name=name,
        destination=leave.destination,
        reason=leave.reason,
        since=leave.departed_at.date()
        if leave.departed_at
        else leave.approved_from or leave.from_on,
        until=until,
        back=back,
        departed=leave.departed_at is not None,
        late=late,
        phone=leave.contact_phone or phone,
    )


def leave_values(session: Session, leave: Leave) -> dict[str, Any]:
    """All facts of a leave and of its person, by field name."""
    person = session.get(CorrectionsPerson, (leave.office, leave.person_uid))
    facts = {f.name: getattr(person, f.name) for f in PERSON_FIELDS}
    own = {**read(leave, LEAVE_APPLICATION), **read(leave, LEAVE_RETURN)}
    checks = session.scalars(
        select(SpotCheck)
        .where(SpotCheck.office == leave.office, SpotCheck.leave_uid == leave.uid)
        .order_by(SpotCheck.checked_at)
    )
    return {
        **own,
        **facts,
        **{name: getattr(leave, name) for name in DECISION},
        "uid": leave.uid,
        "days": days_of(leave),
        "spot_checks": [row(check, SPOT_CHECK) for check in checks],
    }
