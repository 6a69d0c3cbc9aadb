"""What the rhythm of check-ins says about persons of the store, read in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import String, and_, cast, func, or_, select, type_coerce
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
    Frame,
    Stretch,
    Supervised,
    all_duties,
    duties,
    frames,
)
from app.rules.profiles import RuleBook, RuleProfile
from app.services.corrections.states import ENDED, ON_THE_BOOKS

__all__ = [
    "LONGEST_PERIOD",
    "Recent",
    "Reckoning",
    "Watched",
    "duties_of",
    "entered_late",
    "recent",
    "watched",
]

LONGEST_PERIOD = timedelta(days=92)
"""A quarter: how far before a day the period that holds it may begin."""


LENGTHS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "quarter": LONGEST_PERIOD,
}
"""How long a period of the rhythm may be."""


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
    """The duties of many persons on one day.

    What is owed is reckoned once for all who stand alike: what differs long before the days in
    question, or long after them, is levelled before they are compared. What was done is then looked
    up for each person.
    """

    def __init__(self, rules: RuleBook, now: datetime, since: date) -> None:
        self._rules, self._now, self._since = rules, now, since
        self._known: dict[tuple[str, Supervised], list[Frame]] = {}
        self._reaches: dict[tuple[str, str], timedelta] = {}

    def duties(self, who: Watched, kinds: Sequence[str] = KINDS) -> list[Duty]:
        """As ``duties_of``, kind by kind."""
        return [frame.duty(who.days) for kind in kinds for frame in self._frames(who, kind)]

    def undone(self, who: Watched, kinds: Sequence[str] = KINDS) -> Iterator[Duty]:
        """As ``duties``, without those that were fulfilled."""
        for kind in kinds:
            owed = self._frames(who, kind)
            if kind == DAILY and all(frame.times == 1 for frame in owed):
                done = frozenset(who.days.get(DAILY, ()))
                yield from (f.undone for f in owed if f.undone.first not in done)
            else:
                yield from (f.undone for f in owed if f.done_on(who.days) is None)

    def _frames(self, who: Watched, kind: str) -> list[Frame]:
        key = (kind, self._level(who.supervised, kind))
        if key not in self._known:
            found = frames(*key, self._now, self._rules, work_calendar(), self._since)
            self._known[key] = [f for f in found if f.undone.last >= self._since]
        return self._known[key]

    def _level(self, person: Supervised, kind: str) -> Supervised:
        long_ago = self._since - LONGEST_PERIOD
        before = [code for since, code in person.classes if since <= long_ago]
        classes = (
            *((long_ago, code) for code in before[-1:]),
            *(line for line in person.classes if line[0] > long_ago),
        )
        long_after = self._now.date() + self._reach(kind, classes)
        return Supervised(
            received_on=max(person.received_on, long_ago),
            ends_on=person.ends_on if (person.ends_on or date.max) <= long_after else None,
            classes=classes,
            suspensions=tuple(
                s for s in person.suspensions if s.last is None or s.last >= long_ago
            ),
            exemptions=tuple(
                e
                for e in person.exemptions
                if e.kind == kind and (e.days.last is None or e.days.last >= long_ago)
            ),
        )

    def _reach(self, kind: str, classes: tuple[tuple[date, str], ...]) -> timedelta:
        """How far ahead a duty of the kind may end: this period and the next."""
        if len(classes) != 1:
            return 2 * LONGEST_PERIOD
        asked = (kind, classes[0][1])
        if asked not in self._reaches:
            today, code = self._now.date(), classes[0][1]
            units = {
                ruling.text
                for ruling in self._rules.all_of(f"checkin.{kind}.period", cls=code)
                if ruling.value is not None and _near(ruling.profile, today)
            }
            longest = max((LENGTHS[unit] for unit in units), default=LONGEST_PERIOD)
            self._reaches[asked] = 2 * longest
        return self._reaches[asked]


def _near(document: RuleProfile, today: date) -> bool:
    """Whether a document may speak about this period or the next."""
    begins = document.effective_from <= today + LONGEST_PERIOD
    return begins and (document.effective_to or date.max) >= today


@dataclass(frozen=True, slots=True)
class Recent:
    """The rhythm from a day on, read and reckoned once for all who ask about it or later days."""

    people: list[Watched]
    undone: Mapping[str, list[Duty]]
    """By person: what was not fulfilled."""


def recent(session: Session, office: str, rules: RuleBook, now: datetime, since: date) -> Recent:
    """Everybody under the rhythm from ``since`` on."""
    people = watched(session, office, since=since)
    reckoning = Reckoning(rules, now, since)
    return Recent(people, {who.uid: list(reckoning.undone(who)) for who in people})


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
    """Days of contact by person and kind; a line of days each, for there may be a hundred thousand."""
    row = CheckIn
    person = type_coerce(row.person_uid, String(32))  # plain text instead of UUID objects
    listed = func.aggregate_strings(cast(row.happened_on, String), ",")
    here = select(CorrectionsPerson.uid).where(CorrectionsPerson.office == office)
    query = (
        select(person, row.kind, listed)
        .where(
            row.office == office,
            row.person_uid.in_(among if len(among) == 1 else here),
            row.deleted.is_(False),
        )
        .group_by(row.person_uid, row.kind)
    )
    rare = query.where(
        row.kind.in_([kind for kind in KINDS if kind != DAILY]),
        row.happened_on >= since - LONGEST_PERIOD,
    )
    daily = query.where(row.kind == DAILY, row.happened_on >= since)
    by_text = {UUID(uid).hex: uid for uid in among}
    days = _Days()
    found: dict[str, dict[str, list[date]]] = {}
    for text, kind, line in chain(session.execute(rare), session.execute(daily)):
        if uid := by_text.get(text):
            found.setdefault(uid, {})[kind] = [days[day] for day in sorted(line.split(","))]
    return found


class _Days(dict[str, date]):
    """Days by their ISO text; each is read once."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day
