"""The rhythm of supervision: which check-ins fall due when, and which are missed.

The kinds are rows of ``resources/codes/checkin_kind.toml``; how often each comes stands in the
profiles as ``checkin.KIND.period`` (day, week, month, quarter) and ``checkin.KIND.times``, by control
class and by date, so that a new kind or another county's rhythm needs no code. Completion goes by
the day of the event, never by the day of entry; one event never satisfies two periods.

Source: the "1+X+5" standard of 贺司发〔2019〕13号, section 8, and the engine rules agreed for it
(corrections notes §4.2, §8.5). No more than one future period is ever computed, so that a change of
class takes effect with the next one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from app.rules.calendar import DAY, WorkCalendar, month_length
from app.rules.profiles import RuleBook, Ruling

DAILY, WEEKLY, MEETING, VISIT = "daily_control", "weekly_voice", "monthly_meeting", "home_visit"
KINDS = (DAILY, WEEKLY, MEETING, VISIT)
_UNITS = ("day", "week", "month", "quarter")


class Status(Enum):
    """How one duty stands."""

    DONE = "done"  # 已完成
    OPEN = "open"  # 待办
    OVERDUE = "overdue"  # 逾期未报
    EXEMPT = "exempt"  # 免报
    SUSPENDED = "suspended"  # 暂停


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days, both ends included; open where ``last`` is not known yet."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Exemption:
    """免报 of one kind for a stretch, with its reason and approval on record elsewhere."""

    kind: str
    days: Stretch
    reason: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One check-in that took place on a day."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Supervised:
    """What the rhythm depends on. ``classes``: control class from a day on, in order of days."""

    received_on: date
    ends_on: date | None
    """The last day of supervision here: end of term, discharge or hand-over."""
    classes: tuple[tuple[date, str], ...] = ()
    suspensions: tuple[Stretch, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    def class_on(self, day: date) -> str:
        """The control class in force on a day; empty before the first was set."""
        return next((code for since, code in reversed(self.classes) if since <= day), "")


@dataclass(frozen=True, slots=True)
class Duty:
    """One check-in owed for one period. It counts when done from ``first`` to ``last``."""

    kind: str
    first: date
    last: date
    due_at: datetime
    """The moment from which it is overdue."""
    status: Status
    done_on: date | None
    note: str
    ruling: Ruling

    def days_late(self, today: date) -> int:
        """Full days since it was due; 0 while it is not overdue."""
        return max((today - self.last).days, 0) if self.status is Status.OVERDUE else 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A duty before it is asked what was done: how it stands undone, how often and by which kinds."""

    undone: Duty
    times: int
    accepted: tuple[str, ...]

    def duty(self, made: Mapping[str, Sequence[date]]) -> Duty:
        """The duty of somebody who made these contacts, by kind and in order of days."""
        if (done_on := self.done_on(made)) is None:
            return self.undone
        return replace(self.undone, status=Status.DONE, done_on=done_on, note="")

    def done_on(self, made: Mapping[str, Sequence[date]]) -> date | None:
        """The day on which the duty was fulfilled, if it was."""
        first, last = self.undone.first, self.undone.last
        if self.times == 1:
            return _first_of(made, self.accepted, first, last)
        found: list[date] = []
        for kind in self.accepted:
            dates = made.get(kind, ())
            found += dates[bisect_left(dates, first) : bisect_right(dates, last)]
        return sorted(found)[self.times - 1] if len(found) >= self.times else None


def _first_of(
    made: Mapping[str, Sequence[date]], kinds: tuple[str, ...], first: date, last: date
) -> date | None:
    """The earliest contact of some kinds in a stretch of days."""
    earliest = None
    for kind in kinds:
        dates = made.get(kind, ())
        place = bisect_left(dates, first)
        if place < len(dates) and dates[place] <= (earliest or last):
            earliest = dates[place]
    return earliest


@dataclass(frozen=True, slots=True)
class _Period:
    """A natural period and the part of it that is owed under one rhythm."""

    unit: str
    natural_first: date
    natural_last: date
    first: date
    last: date
    cut: str
    """Which stricter rhythm cut it short, in words."""
    ruling: Ruling


def duties(
    kind: str,
    person: Supervised,
    contacts: Iterable[Contact],
    now: datetime,
    rules: RuleBook,
    days: WorkCalendar,
    since: date | None = None,
) -> list[Duty]:
    """All duties of a kind from reception (or from the period of ``since``) to one period ahead.

    Empty where no profile knows a rhythm for the kind.
    """
    made: dict[str, list[date]] = {}
    for contact in sorted(contacts, key=lambda c: c.on):
        made.setdefault(contact.kind, []).append(contact.on)
    return [frame.duty(made) for frame in frames(kind, person, now, rules, days, since)]


def frames(
    kind: str,
    person: Supervised,
    now: datetime,
    rules: RuleBook,
    days: WorkCalendar,
    since: date | None = None,
) -> list[Frame]:
    """As ``duties``, before anybody asks what was done: the same for all who stand alike."""
    found: list[Frame] = []
    for period in _periods(kind, person, rules, since, now.date()):
        found.append(_frame(kind, period, person, now, rules, days))
        if period.first > now.date():
            break
    return found


def all_duties(
    person: Supervised,
    contacts: Iterable[Contact],
    now: datetime,
    rules: RuleBook,
    days: WorkCalendar,
    since: date | None = None,
    kinds: Sequence[str] = KINDS,
) -> list[Duty]:
    """The duties of every kind, the earliest due first."""
    listed = tuple(contacts)
    found = [d for kind in kinds for d in duties(kind, person, listed, now, rules, days, since)]
    return sorted(found, key=lambda duty: (duty.due_at, kinds.index(duty.kind)))


def overdue(found: Iterable[Duty]) -> list[Duty]:
    """What was missed."""
    return [duty for duty in found if duty.status is Status.OVERDUE]


def next_due(found: Iterable[Duty]) -> Duty | None:
    """The earliest duty still open."""
    still_open = (duty for duty in found if duty.status is Status.OPEN)
    return min(still_open, key=lambda duty: duty.due_at, default=None)


def period_of(unit: str, day: date) -> tuple[date, date]:
    """The day, ISO week, calendar month or quarter that holds ``day``."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return day.replace(day=1), day.replace(day=month_length(day.year, day.month))
    if unit == "quarter":
        month = (day.month - 1) // 3 * 3 + 1
        last = day.replace(month=month + 2, day=month_length(day.year, month + 2))
        return day.replace(month=month, day=1), last
    raise ValueError(f"unknown period: {unit}")


def _periods(
    kind: str, person: Supervised, rules: RuleBook, since: date | None, today: date
) -> Iterator[_Period]:
    """The periods one after another; the class on the first day of each sets its length."""
    day = person.received_on
    if since is not None and since > day:
        if ruling := _rhythm(kind, person, rules, since):
            since = period_of(ruling.text, since)[0]
        day = max(day, since)
    end = person.ends_on or date.max
    while day <= end and day <= today + timedelta(days=100):
        ruling = _rhythm(kind, person, rules, day)
        if ruling is None:
            day += DAY
            continue
        natural_first, natural_last = period_of(ruling.text, day)
        last, cut = _cut(kind, person, rules, ruling.text, day, natural_last)
        yield _Period(ruling.text, natural_first, natural_last, day, min(last, end), cut, ruling)
        day = last + DAY


def _rhythm(kind: str, person: Supervised, rules: RuleBook, day: date) -> Ruling | None:
    ruling = rules.find(f"checkin.{kind}.period", day, cls=person.class_on(day))
    return ruling if ruling and ruling.value is not None else None


def _cut(
    kind: str, person: Supervised, rules: RuleBook, unit: str, first: date, last: date
) -> tuple[date, str]:
    """The last day of a period: the natural one, or the eve of a change to a stricter rhythm."""
    if first == last or not rules.resolve("checkin.stricter_at_once", first).flag:
        return last, ""
    for since in _turns(kind, person, rules, first, last):
        ruling = _rhythm(kind, person, rules, since)
        if ruling and _UNITS.index(ruling.text) < _UNITS.index(unit):
            if any(day == since for day, _ in person.classes):
                return since - DAY, "管理类别变更，改按新类别的节奏。"
            return since - DAY, f"“{ruling.profile.name}”开始，改按它的节奏。"
    return last, ""


def _turns(kind: str, person: Supervised, rules: RuleBook, first: date, last: date) -> list[date]:
    """Days inside a period on which the class changes, or a document begins or has ended."""
    within = [(day, code) for day, code in person.classes if first < day <= last]
    found = {day for day, _ in within}
    for code in {person.class_on(first), *(code for _, code in within)}:
        for ruling in rules.all_of(f"checkin.{kind}.period", cls=code):
            document = ruling.profile
            found.add(document.effective_from)
            if document.effective_to is not None:
                found.add(document.effective_to + DAY)
    return sorted(day for day in found if first < day <= last)


def _frame(
    kind: str,
    period: _Period,
    person: Supervised,
    now: datetime,
    rules: RuleBook,
    days: WorkCalendar,
) -> Frame:
    times = rules.find(f"checkin.{kind}.times", period.first, cls=person.class_on(period.first))
    due_at = _due_at(kind, period, rules, days)
    status, note = Status.OPEN, ""
    if excuse := _excuse(kind, period, person, rules):
        status, note = excuse
    elif now >= due_at:
        status = Status.OVERDUE
    undone = Duty(kind, period.first, period.last, due_at, status, None, note, period.ruling)
    return Frame(undone, times.integer if times else 1, _accepted(kind, period, rules))


def _accepted(kind: str, period: _Period, rules: RuleBook) -> tuple[str, ...]:
    """The kinds that count. Who comes to the office need not phone that week, if the switch says so."""
    if kind == WEEKLY and rules.resolve("checkin.meeting_satisfies_week", period.first).flag:
        return kind, MEETING
    return (kind,)


def _due_at(kind: str, period: _Period, rules: RuleBook, days: WorkCalendar) -> datetime:
    """Midnight after the last day; for the daily control, an hour of the next working day."""
    morrow = period.last + DAY
    if kind != DAILY:
        return datetime.combine(morrow, time())
    hour = rules.resolve("checkin.daily_control.record_by_hour", period.last).integer
    return datetime.combine(days.on_or_after(morrow), time(hour))


def _excuse(
    kind: str, period: _Period, person: Supervised, rules: RuleBook
) -> tuple[Status, str] | None:
    """Why the duty is not owed, if so."""
    for exemption in person.exemptions:
        whole = exemption.days.covers(period.first) and exemption.days.covers(period.last)
        if exemption.kind == kind and whole:
            return Status.EXEMPT, exemption.reason
    if _rests(period, person, rules):
        return Status.SUSPENDED, "暂停监管期间，不要求报到。"
    if period.cut:
        return Status.EXEMPT, period.cut
    return _partial(period, person, rules)


def _rests(period: _Period, person: Supervised, rules: RuleBook) -> bool:
    """Whether suspensions leave too little of the period, counted from the last of them."""
    if not person.suspensions:
        return False
    length = (period.last - period.first).days + 1
    every = [period.first + timedelta(days=i) for i in range(length)]
    resting = [day for day in every if any(s.covers(day) for s in person.suspensions)]
    if not resting or len(resting) == length:
        return bool(resting)
    remaining = (period.last - resting[-1]).days
    needed = rules.find("checkin.resume_min", period.first, category=period.unit)
    return remaining == 0 or (needed is not None and remaining < needed.integer)


def _partial(period: _Period, person: Supervised, rules: RuleBook) -> tuple[Status, str] | None:
    """A first period entered late, or a last one left early, is not owed."""
    grace = rules.find("checkin.first_grace", period.first, category=period.unit)
    position = (period.first - period.natural_first).days + 1
    if grace and period.first > period.natural_first and position >= grace.integer:
        if period.first > person.received_on:  # a shorter rhythm ended inside the period
            return Status.EXEMPT, "当期余下的日子不足，免报。"
        return Status.EXEMPT, f"{grace.rule.article_text}。"
    least = rules.find("checkin.last_min", period.first, category=period.unit)
    ends_early = person.ends_on is not None and person.ends_on < period.natural_last
    if least and ends_early:
        enough = period.natural_first + timedelta(days=least.integer)
        if person.ends_on is not None and person.ends_on < enough:
            return Status.EXEMPT, "期末不足，当期免报。"
    return None
