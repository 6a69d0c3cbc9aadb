"""What the rhythm of check-ins says about persons of the store, read in bulk."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import String, and_, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.models.corrections import ControlChange, CorrectionsPerson
from app.models.supervision import CheckIn, CheckInExemption, Suspension
from app.rules.calendar import work_calendar
from app.rules.checkins import (
    DAILY,
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

__all__ = ["LONGEST_PERIOD", "Reckoning", "Watched", "duties_of", "entered_late", "watched"]

LONGEST_PERIOD = timedelta(days=92)
"""A quarter: how far before a day the period that holds it may begin."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One person under the rhythm; ``days``: kind → days of contact since the day asked for."""

    uid: str
    name: str
    supervised: Supervised
    days: Mapping[str, tuple[date, ...]]

    def contacts(self, kinds: Iterable[str] = KINDS) -> tuple[Contact, ...]:
        """The contacts of some kinds."""
        return tuple(Contact(kind, day) for kind in kinds for day in self.days.get(kind, ()))


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
    contacts = _contacts(session, office, among, since)
    return [
        Watched(
            p.uid,
            p.name,
            Supervised(
                received_on=p.received_on,
                ends_on=p.left_on or p.ends_on,  # handed over: the rhythm here is over
                classes=tuple(classes.get(p.uid, ())),
                suspensions=tuple(pauses.get(p.uid, ())),
                exemptions=tuple(waived.get(p.uid, ())),
            ),
            {kind: tuple(days) for kind, days in contacts.get(p.uid, {}).items()},
        )
        for p in people
    ]


def duties_of(
    who: Watched, rules: RuleBook, now: datetime, since: date, kinds: Sequence[str] = KINDS
) -> list[Duty]:
    """The duties of one person from the periods of ``since`` to one period ahead."""
    found = all_duties(
        who.supervised, who.contacts(), now, rules, work_calendar(), since, tuple(kinds)
    )
    return [duty for duty in found if duty.last >= since]


class Reckoning:
    """The duties of many persons on one day, each distinct case reckoned once.

    Most persons of an office share control class and ticked days; what differs long before the
    days in question, or long after them, is levelled before the cases are compared.
    """

    def __init__(self, rules: RuleBook, now: datetime, since: date) -> None:
        self._rules, self._now, self._since = rules, now, since
        self._known: dict[Hashable, list[Duty]] = {}

    def duties(self, who: Watched, kinds: Sequence[str] = KINDS) -> list[Duty]:
        """As ``duties_of``, kind by kind."""
        level = self._level(who.supervised)
        return [duty for kind in kinds for duty in self._of_kind(who, level, kind)]

    def _of_kind(self, who: Watched, level: Supervised, kind: str) -> list[Duty]:
        # a meeting may stand for a call, so the kinds that are not daily are compared together
        relevant = (DAILY,) if kind == DAILY else tuple(k for k in KINDS if k != DAILY)
        key = (kind, level, tuple(who.days.get(k, ()) for k in relevant))
        if key not in self._known:
            found = duties(
                kind,
                level,
                who.contacts(relevant),
                self._now,
                self._rules,
                work_calendar(),
                self._since,
            )
            self._known[key] = [duty for duty in found if duty.last >= self._since]
        return self._known[key]

    def _level(self, person: Supervised) -> Supervised:
        long_ago = self._since - LONGEST_PERIOD
        long_after = self._now.date() + 2 * LONGEST_PERIOD
        before = [code for since, code in person.classes if since <= long_ago]
        return Supervised(
            received_on=max(person.received_on, long_ago),
            ends_on=person.ends_on if (person.ends_on or date.max) <= long_after else None,
            classes=(
                *((long_ago, code) for code in before[-1:]),
                *(line for line in person.classes if line[0] > long_ago),
            ),
            suspensions=tuple(
                s for s in person.suspensions if s.last is None or s.last >= long_ago
            ),
            exemptions=tuple(
                e for e in person.exemptions if e.days.last is None or e.days.last >= long_ago
            ),
        )


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
) -> dict[str, dict[str, list[date]]]:
    row = CheckIn
    # plain text instead of UUID objects: there may be a hundred thousand of them
    query = select(type_coerce(row.person_uid, String(32)), row.kind, row.happened_on).where(
        row.office == office,
        row.deleted.is_(False),
        row.happened_on >= since - LONGEST_PERIOD,
        or_(row.kind != DAILY, row.happened_on >= since),
    )
    if len(among) == 1:  # one person's page: read by the person, not by the day
        query = query.where(row.person_uid.in_(among))
    by_text = {UUID(uid).hex: uid for uid in among}
    found: dict[str, dict[str, list[date]]] = {}
    for text, kind, on in session.execute(query.order_by(row.happened_on)):
        if uid := by_text.get(text):
            found.setdefault(uid, {}).setdefault(kind, []).append(on)
    return found
