"""安置帮教: how long help lasts, which contacts the office owes, and how a rate reads.

Help is voluntary (监狱法 35-38 give the released person rights, not duties): what falls due here falls
due to the office. How many years, how often and which definition of a rate are dated data of
``resources/rules/resettlement.toml``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.rules.calendar import DAY, months_later
from app.rules.checkins import Status
from app.rules.profiles import RuleBook, Ruling

__all__ = ["HelpEnd", "VisitDuty", "help_end", "percent", "rate_words", "visits_owed"]


@dataclass(frozen=True, slots=True)
class HelpEnd:
    """The last day of help, and the rule that decided."""

    last: date
    ruling: Ruling


def help_end(
    released: date, rules: RuleBook, *, source: str, category: str = "", deprived: bool = False
) -> HelpEnd:
    """The last day of help after ``released``: so many years, the anniversary less a day.

    ``source`` and, for who comes from corrections, ``category`` decide the years; with
    ``deprived`` (附加剥夺政治权利) the longer of the two rules counts.
    """
    ruling = rules.resolve("help.years", released, cls=source, category=category)
    if deprived:
        longer = rules.resolve("help.years_deprived", released)
        ruling = max((ruling, longer), key=lambda found: found.integer)
    return HelpEnd(months_later(released, ruling.integer * 12) - DAY, ruling)


@dataclass(frozen=True, slots=True)
class VisitDuty:
    """One contact the office owes between two days, both included."""

    first: date
    last: date
    cadence: str  # the class, or refused, lost
    status: Status
    done_on: date | None
    ruling: Ruling


def visits_owed(
    since: date,
    until: date,
    cadences: Sequence[tuple[date, str]],
    visits: Iterable[date],
    rules: RuleBook,
    today: date,
) -> list[VisitDuty]:
    """Every contact owed from ``since`` to ``until``, up to the period that holds ``today``.

    ``cadences`` say from which day on which rhythm applies: a class (重点, 一般), or ``refused``
    and ``lost``, in which the office goes on asking and looking. A period is a natural month,
    quarter or half-year; its rhythm is that of its first day in it, so that a change of class
    takes effect with the next period. A first part too short owes nothing.
    """
    done = sorted(visits)
    return list(_owed(since, min(until, today + timedelta(days=366)), cadences, done, rules, today))


def _owed(
    since: date,
    until: date,
    cadences: Sequence[tuple[date, str]],
    done: Sequence[date],
    rules: RuleBook,
    today: date,
) -> Iterator[VisitDuty]:
    day = since
    while day <= min(until, today):
        cadence = next((code for start, code in reversed(cadences) if start <= day), "")
        ruling = rules.find("help.visit_months", day, cls=cadence) if cadence else None
        if ruling is None:
            later = [start for start, _ in cadences if start > day]
            if not later:
                return
            day = later[0]
            continue
        _, last = _period(day, ruling.integer)
        shortest = rules.resolve("help.visit_first_min_days", day).integer
        if (last - day).days + 1 >= shortest:
            yield _duty(day, min(last, until), cadence, done, ruling, today)
        day = last + DAY


def _duty(
    first: date, last: date, cadence: str, done: Sequence[date], ruling: Ruling, today: date
) -> VisitDuty:
    at = bisect_left(done, first)
    found = done[at] if at < len(done) and done[at] <= last else None
    status = Status.DONE if found else Status.OVERDUE if today > last else Status.OPEN
    return VisitDuty(first, last, cadence, status, found, ruling)


def _period(day: date, months: int) -> tuple[date, date]:
    """The natural stretch of ``months`` that holds the day, counted from January."""
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, months_later(start, months) - DAY


def percent(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent to one place, half up; nothing of nothing is no rate."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def rate_words(part: int, whole: int) -> str:
    """``96.4%``, or ``—`` where there is nobody to count."""
    found = percent(part, whole)
    return "—" if found is None else f"{found}%"
