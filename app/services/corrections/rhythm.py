"""What the rhythm of check-ins says about persons of the store, read in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.models.corrections import ControlChange, CorrectionsPerson
from app.models.supervision import CheckIn, CheckInExemption, Suspension
from app.rules.calendar import work_calendar
from app.rules.checkins import (
    KINDS,
    Contact,
    Duty,
    Exemption,
    Stretch,
    Supervised,
    all_duties,
    duties,
)
from app.rules.profiles import RuleBook
from app.services.corrections.states import ENDED, ON_THE_BOOKS

__all__ = ["Watched", "duties_of", "entered_late", "watched"]

LONGEST_PERIOD = timedelta(days=92)
"""A quarter: how far before a day the period that holds it may begin."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One person under the rhythm, with the contacts since the day asked for."""

    uid: str
    name: str
    supervised: Supervised
    contacts: tuple[Contact, ...]


def watched(
    session: Session,
    office: str,
    *,
    since: date,
    uids: Iterable[str] | None = None,
) -> list[Watched]:
    """Everybody under the rhythm on some day from ``since`` on, by name; or the persons named."""
    person = CorrectionsPerson
    query = select(
        person.uid, person.name, person.received_on, person.ends_on, person.left_on, person.state
    ).where(person.office == office, person.deleted.is_(False), person.received_on.is_not(None))
    if uids is None:
        gone = and_(person.state.in_(ENDED), person.left_on >= since)
        query = query.where(or_(person.state.in_(ON_THE_BOOKS), gone))
    else:
        query = query.where(person.uid.in_(list(uids)))
    people = session.execute(query.order_by(person.name, person.uid)).all()
    among = {p.uid for p in people}
    classes = _classes(session, office, among)
    pauses = _suspensions(session, office, among)
    waived = _exemptions(session, office, among)
    contacts = _contacts(session, office, among, since - LONGEST_PERIOD)
    return [
        Watched(
            p.uid,
            p.name,
            Supervised(
                received_on=p.received_on,
                ends_on=p.left_on if p.state in ENDED else p.ends_on,
                classes=tuple(classes.get(p.uid, ())),
                suspensions=tuple(pauses.get(p.uid, ())),
                exemptions=tuple(waived.get(p.uid, ())),
            ),
            tuple(contacts.get(p.uid, ())),
        )
        for p in people
    ]


def duties_of(
    who: Watched, rules: RuleBook, now: datetime, since: date, kinds: tuple[str, ...] = KINDS
) -> list[Duty]:
    """The duties of one person from the periods of ``since`` to one period ahead."""
    found = all_duties(who.supervised, who.contacts, now, rules, work_calendar(), since, kinds)
    return [duty for duty in found if duty.last >= since]


def entered_late(who: Watched, rules: RuleBook, kind: str, on: date, now: datetime) -> bool:
    """Whether a contact of day ``on`` is entered after the moment its period was due (补录)."""
    for duty in duties(kind, who.supervised, (), now, rules, work_calendar(), on):
        if duty.first <= on <= duty.last:
            return now >= duty.due_at
    return on < now.date() - timedelta(days=1)  # no rhythm: late from the second day


def _classes(session: Session, office: str, among: set[str]) -> dict[str, list[tuple[date, str]]]:
    row = ControlChange
    query = (
        select(row.person_uid, row.from_on, row.control_class)
        .where(row.office == office, row.deleted.is_(False))
        .order_by(row.from_on, row.change)
    )
    found: dict[str, list[tuple[date, str]]] = {}
    for uid, since, code in session.execute(query):
        if uid in among:
            found.setdefault(uid, []).append((since, code))
    return found


def _suspensions(session: Session, office: str, among: set[str]) -> dict[str, list[Stretch]]:
    row = Suspension
    query = select(row.person_uid, row.from_on, row.until_on).where(
        row.office == office, row.deleted.is_(False)
    )
    found: dict[str, list[Stretch]] = {}
    for uid, first, last in session.execute(query):
        if uid in among:
            found.setdefault(uid, []).append(Stretch(first, last))
    return found


def _exemptions(session: Session, office: str, among: set[str]) -> dict[str, list[Exemption]]:
    row = CheckInExemption
    query = select(row.person_uid, row.kind, row.from_on, row.until_on, row.reason).where(
        row.office == office, row.deleted.is_(False)
    )
    found: dict[str, list[Exemption]] = {}
    for uid, kind, first, last, reason in session.execute(query):
        if uid in among:
            found.setdefault(uid, []).append(Exemption(kind, Stretch(first, last), reason))
    return found


def _contacts(
    session: Session, office: str, among: set[str], since: date
) -> dict[str, list[Contact]]:
    row = CheckIn
    query = select(row.person_uid, row.kind, row.happened_on).where(
        row.office == office, row.deleted.is_(False), row.happened_on >= since
    )
    if len(among) == 1:  # one person's page: read by the person, not by the day
        query = query.where(row.person_uid.in_(among))
    found: dict[str, list[Contact]] = {}
    for uid, kind, on in session.execute(query.order_by(row.happened_on)):
        if uid in among:
            found.setdefault(uid, []).append(Contact(kind, on))
    return found
