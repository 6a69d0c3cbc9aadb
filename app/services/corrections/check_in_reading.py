"""Check-ins as pages ask for them: records, the sheet of a day, what is due and what was missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.codes import label
from app.forms.values import from_plain
from app.models.corrections import CorrectionsPerson
from app.models.supervision import CheckIn
from app.rules.checkins import DAILY, KINDS, Duty, Status, next_due
from app.rules.profiles import RuleBook
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.corrections.records import find_person, sealed_uids
from app.services.corrections.register import situation
from app.services.corrections.rhythm import LONGEST_PERIOD, Reckoning, Watched, duties_of, watched
from app.services.corrections.states import ON_THE_BOOKS
from app.services.rule_books import book

__all__ = ["COLUMNS", "CheckInPage", "CheckInQuery", "CheckInReading", "DueRow", "SheetRow"]

COLUMNS = frozenset({"happened_at", "method", "result", "staff", "note", "late_reason"})
"""Fields of the check-in papers that have a column of their own; the rest is kept as values."""

RESULT_TABLES = {"weekly_voice": "voice_result"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInQuery:
    """Which records, newest first; empty filters let all through."""

    person_uid: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


class CheckInPage(NamedTuple):
    """Some records by the columns of ``CHECK_IN_REGISTER``, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person on the sheet of a day: tick who has done it.

    ``status`` is that of the period which holds the day, or empty where nothing is owed;
    ``record_uid`` the latest record of the period; ``now`` where the person is, if not at home.
    """

    person_uid: str
    name: str
    control_class: str
    now: str
    status: str
    done_on: date | None
    record_uid: str | None
    note: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """One duty of one person, as lists of due and overdue show it."""

    person_uid: str
    name: str
    kind: str
    first: date
    last: date
    due_at: datetime
    status: str
    days_late: int
    why: str


class CheckInReading(Service, work=Work.CASES):
    """What can be seen of the rhythm."""

    def values(self, uid: str) -> dict[str, Any]:
        """The values of one record's paper, with ``name``, ``kind`` and ``late_entry``."""
        with self._database.begin() as session:
            record = self._find(session, uid)
            person = find_person(session, self.office, record.person_uid)
            form = CHECK_IN_FORMS[record.kind]
            own = from_plain(form, record.values)
            return {
                **own,
                **{name: getattr(record, name) for name in COLUMNS},
                "name": person.name,
                "kind": record.kind,
                "late_entry": record.late_entry,
                "person_uid": record.person_uid,
            }

    def page(self, query: CheckInQuery, *, offset: int = 0, limit: int = 100) -> CheckInPage:
        """Records, the newest day first; within a day by kind."""
        where: list[ColumnElement[bool]] = [
            CheckIn.office == self.office,
            CheckIn.deleted.is_(False),
        ]
        if query.person_uid:
            where.append(CheckIn.person_uid == query.person_uid)
        else:
            where.append(CheckIn.person_uid.not_in(sealed_uids(self.office)))
        if query.kind:
            where.append(CheckIn.kind == query.kind)
        if query.first:
            where.append(CheckIn.happened_on >= query.first)
        if query.last:
            where.append(CheckIn.happened_on <= query.last)
        person = CorrectionsPerson
        rows = (
            select(CheckIn, person.name)
            .join(person, (person.office == CheckIn.office) & (person.uid == CheckIn.person_uid))
            .where(*where)
            .order_by(CheckIn.happened_on.desc(), CheckIn.kind.desc(), CheckIn.person_uid.desc())
            .offset(offset)
            .limit(limit)
        )
        with self._database.begin() as session:
            if query.person_uid:
                find_person(session, self.office, query.person_uid)
            total = session.scalar(select(func.count()).select_from(CheckIn).where(*where)) or 0
            return CheckInPage([_listed(r, name) for r, name in session.execute(rows)], total)

    def sheet(self, kind: str, on: date) -> list[SheetRow]:
        """Everybody under the rhythm on a day, to tick off one kind of check-in for all."""
        with self._database.begin() as session:
            people = [
                w for w in watched(session, self.office, since=on) if w.supervised.received_on <= on
            ]
            away = situation(session, self.office, [w.uid for w in people], on)
            records = self._latest(session, kind, on)
            reckoning = Reckoning(self._rules(session), self.now(), on)
            return [
                _sheet_row(
                    who,
                    reckoning.duties(who, (kind,)),
                    on,
                    away.get(who.uid, ""),
                    records.get(who.uid),
                )
                for who in people
            ]

    def duties(self, person_uid: str, *, since: date | None = None) -> list[Duty]:
        """The duties of one person since a day (default: since reception), the earliest first."""
        with self._database.begin() as session:
            received = find_person(session, self.office, person_uid).received_on
            if received is None:
                return []
            start = max(since or received, received)
            (who,) = watched(session, self.office, since=start, uids=[person_uid])
            return duties_of(who, self._rules(session), self.now(), start)

    def next_due(self, person_uid: str) -> Duty | None:
        """The earliest duty of a person that is still open."""
        return next_due(self.duties(person_uid, since=self.today()))

    def overdue(self, *, since: date | None = None) -> list[DueRow]:
        """What everybody on the books missed since a day (default: the first of last month).

        The longest first. Of whoever has left nothing can be asked any more.
        """
        today = self.today()
        start = since or (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        with self._database.begin() as session:
            query = select(CorrectionsPerson.uid).where(
                CorrectionsPerson.office == self.office, CorrectionsPerson.state.in_(ON_THE_BOOKS)
            )
            here = set(session.scalars(query))
        rows = self._rows(start, lambda duty: duty.status is Status.OVERDUE)
        found = [row for row in rows if row.person_uid in here]
        return sorted(found, key=lambda r: (-r.days_late, r.name, r.kind))

    def due(self, until: date) -> list[DueRow]:
        """What is open and falls due by the end of day ``until``, the earliest first."""
        found = self._rows(
            self.today(), lambda duty: duty.status is Status.OPEN and duty.last <= until
        )
        return sorted(found, key=lambda r: (r.due_at, r.name))

    def done_in(self, first: date, last: date) -> int:
        """How many duties that end from ``first`` to ``last`` were done; daily ones left out."""
        kinds = tuple(kind for kind in KINDS if kind != DAILY)
        people, reckoning = self._reckoned(first)
        return sum(
            duty.status is Status.DONE and duty.last <= last
            for who in people
            for duty in reckoning.duties(who, kinds)
        )

    def _rows(self, since: date, wanted: Callable[[Duty], bool]) -> list[DueRow]:
        today = self.today()
        people, reckoning = self._reckoned(since)
        return [
            _due_row(who, duty, today)
            for who in people
            for duty in reckoning.undone(who)
            if wanted(duty)
        ]

    def _reckoned(self, since: date) -> tuple[list[Watched], Reckoning]:
        with self._database.begin() as session:
            people = watched(session, self.office, since=since)
            return people, Reckoning(self._rules(session), self.now(), since)

    def _latest(self, session: Session, kind: str, on: date) -> dict[str, tuple[date, str]]:
        """The newest record up to a day, per person, no older than the longest period."""
        query = (
            select(CheckIn.person_uid, CheckIn.happened_on, CheckIn.uid)
            .where(
                CheckIn.office == self.office,
                CheckIn.deleted.is_(False),
                CheckIn.kind == kind,
                CheckIn.happened_on <= on,
                CheckIn.happened_on >= (on if kind == DAILY else on - LONGEST_PERIOD),
            )
            .order_by(CheckIn.happened_on)
        )
        return {uid: (day, record) for uid, day, record in session.execute(query)}

    def _find(self, session: Session, uid: str) -> CheckIn:
        record = session.get(CheckIn, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这条监管记录")
        return record

    def _rules(self, session: Session) -> RuleBook:
        return book(session, self.office, "corrections")


def _sheet_row(
    who: Watched, owed: list[Duty], on: date, now: str, latest: tuple[date, str] | None
) -> SheetRow:
    duty = next((d for d in owed if d.first <= on <= d.last), None)
    inside = duty is not None and latest is not None and latest[0] >= duty.first
    return SheetRow(
        person_uid=who.uid,
        name=who.name,
        control_class=who.supervised.class_on(on),
        now=now,
        status=duty.status.value if duty else "",
        done_on=duty.done_on if duty else None,
        record_uid=latest[1] if latest and inside else None,
        note=duty.note if duty else "",
    )


def _due_row(who: Watched, duty: Duty, today: date) -> DueRow:
    return DueRow(
        person_uid=who.uid,
        name=who.name,
        kind=duty.kind,
        first=duty.first,
        last=duty.last,
        due_at=duty.due_at,
        status=duty.status.value,
        days_late=duty.days_late(today),
        why=duty.ruling.why,
    )


def _listed(record: CheckIn, name: str) -> dict[str, Any]:
    return {
        "uid": record.uid,
        "person_uid": record.person_uid,
        "happened_at": record.happened_at,
        "name": name,
        "kind": record.kind,
        "result_text": label(RESULT_TABLES.get(record.kind, "checkin_result"), record.result),
        "staff": record.staff,
        "late_entry": record.late_entry,
        "note": record.note,
    }
