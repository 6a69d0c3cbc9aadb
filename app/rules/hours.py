"""教育学习 and 公益活动: how many hours a month asks for, and how many of them are missing.

The national rules of 2020 set no hours; where a province or county does, its profile says so by
class and date (corrections notes §1.5, §8.6). The class on the first of the month, or on the first
day under supervision, decides. A month not wholly under supervision is prorated by its active days,
rounded up to half an hour; days of leave are active, days of suspension are not. Surplus is never
carried over; a shortage can be made up later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from app.rules.calendar import month_length
from app.rules.checkins import Supervised
from app.rules.profiles import RuleBook, Ruling

STUDY, SERVICE = "study", "service"
KEYS = {STUDY: "edu.hours_month", SERVICE: "service.hours_month"}
UNABLE = "none"
"""劳动能力 of somebody who owes no 公益活动."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What one month asks of one person; ``minutes`` is ``None`` where no rule sets hours."""

    kind: str
    month: date
    minutes: int | None
    done: int
    active_days: int
    days: int
    ruling: Ruling | None

    @property
    def short(self) -> int:
        """Minutes missing; 0 where nothing is owed."""
        return max((self.minutes or 0) - self.done, 0)


def quota(
    kind: str,
    month: date,
    person: Supervised,
    done: int,
    rules: RuleBook,
    *,
    work_capacity: str | None = None,
) -> Quota:
    """What ``month`` (its first day) asks of a person, beside ``done`` minutes that count for it."""
    length = month_length(month.year, month.month)
    first = max(month, person.received_on)
    last = min(month + timedelta(days=length - 1), person.ends_on or date.max)
    active = max((last - first).days + 1, 0)
    if person.suspensions:
        enrolled = (first + timedelta(days=n) for n in range(active))
        active = sum(not any(s.covers(d) for s in person.suspensions) for d in enrolled)
    cls = person.class_on(max(month, person.received_on))
    ruling = rules.find(KEYS[kind], month, cls=cls)
    hours = None if ruling is None or ruling.value is None else ruling.decimal
    minutes: int | None = None
    if hours is not None:
        if kind == SERVICE and work_capacity == UNABLE:
            minutes = 0
        else:
            minutes = _share(hours * 60, active, length, rules, month)
    return Quota(kind, month, minutes, done, active, length, ruling)


def _share(whole: Decimal, active: int, days: int, rules: RuleBook, month: date) -> int:
    """The part of a whole month's minutes that active days ask for, rounded up."""
    if active == days:
        return int(whole)
    way = rules.resolve("hours.partial_month", month).text
    if way == "full":
        return int(whole) if active else 0
    if way == "exempt" or not active:
        return 0
    step = rules.resolve("hours.round_minutes", month).integer
    steps = (whole * active / (days * step)).to_integral_value(ROUND_CEILING)
    return int(steps) * step
