"""The calendar arithmetic of corrections a second time, written from the articles alone.

Slow and simple on purpose: one day is looked at after another, a month is walked to its end, nothing
is subtracted, nothing of ``app.rules`` is imported. ``test_reference.py`` compares the two.

Limits are those of the national rules of 2020: 7 days, 30 days, 30 days in two months, ten days,
one month (司发通〔2020〕59号 27, 34, 35, 46), and 刑诉解释 202 for terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

ONE = timedelta(days=1)

OFFICE_MOST, COUNTY_MOST, WINDOW_MOST, ADMONISH_MOST = 7, 30, 30, 10


def walk(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both counted."""
    days = []
    day = first
    while day <= last:
        days.append(day)
        day = day + ONE
    return days


def ends_a_month(day: date) -> bool:
    """Whether tomorrow is a first."""
    return (day + ONE).day == 1


def month_on(day: date, months: int) -> list[date]:
    """All days of the month that many months after that of ``day``."""
    turns = 0
    while turns < months:
        day = day + ONE
        if day.day == 1:
            turns = turns + 1
    while day.day != 1:
        day = day - ONE
    days = [day]
    while not ends_a_month(days[-1]):
        days.append(days[-1] + ONE)
    return days


def same_day(day: date, months: int) -> date:
    """The day of the same number in a later month; its last day where there is none."""
    for candidate in month_on(day, months):
        if candidate.day == day.day:
            return candidate
    return month_on(day, months)[-1]


def months_through(first: date, months: int) -> date:
    """The last of so many whole months that begin with ``first``."""
    eve = first - ONE
    if ends_a_month(eve):
        return month_on(eve, months)[-1]
    return same_day(eve, months)


# --- leave (59号 27) -------------------------------------------------------------------------------


def fullest_two_months(asked: Iterable[date], away: Iterable[date]) -> int:
    """The most days out in any two months that begin on a day out and hold a day asked for."""
    wanted = set(asked)
    out = wanted | set(away)
    most = 0
    for first in out:
        inside = [day for day in walk(first, months_through(first, 2)) if day in out]
        if any(day in wanted for day in inside):
            most = max(most, len(inside))
    return most


def in_a_row(asked: Iterable[date], away: Iterable[date]) -> int:
    """How many days the person is away without a day at home, the asked ones among them."""
    wanted = sorted(set(asked))
    out = set(wanted) | set(away)
    first = wanted[0]
    while first - ONE in out:
        first = first - ONE
    count = 0
    while first in out:
        count = count + 1
        first = first + ONE
    return count


def who_decides(
    asked: list[date], away: list[date], *, delegated: bool, absent: bool, conflict: bool
) -> str:
    """office, county or superior."""
    if in_a_row(asked, away) > COUNTY_MOST or fullest_two_months(asked, away) > WINDOW_MOST:
        return "superior"
    if in_a_row(asked, away) > OFFICE_MOST or not delegated or absent or conflict:
        return "county"
    return "office"


# --- absence (34, 35, 46) --------------------------------------------------------------------------


def absence_on(last_allowed: date, on: date) -> tuple[int, str]:
    """The how-manieth day of absence ``on`` is, and the range it falls into."""
    count = 0
    day = last_allowed
    while day < on:
        day = day + ONE
        count = count + 1
    if count == 0:
        return 0, "none"
    within_a_month = walk(last_allowed + ONE, months_through(last_allowed + ONE, 1))
    if on not in within_a_month:
        return count, "revoke"
    return count, "admonish" if count <= ADMONISH_MOST else "warn"


# --- terms (刑诉解释 202, 刑法 41) -----------------------------------------------------------------


def term_end(start: date, years: int, months: int, days: int) -> date:
    """The last day of a term; with months in it, years are twelve months each."""
    if months:
        whole = years * 12 + months
        corresponding = (
            month_on(start, whole)[-1] if ends_a_month(start) else same_day(start, whole)
        )
        end = corresponding - ONE
    elif years:
        end = same_day(start, years * 12) - ONE
    else:
        end = start - ONE
    for _ in range(days):
        end = end + ONE
    return end


def control_end(start: date, years: int, months: int, custody: int) -> date:
    """管制: every day of custody takes two off the end."""
    end = term_end(start, years, months, 0)
    for _ in range(custody):
        end = end - ONE - ONE
    return end


# --- partial weeks and months (§4.2) ---------------------------------------------------------------


def owed_months(received: date, ends: date) -> list[date]:
    """First days of the months whose meeting is owed: not entered from the 21st on, not left early.

    A last month is owed if the end lies at least ten days after its first.
    """
    return _owed(received, ends, lambda day: day.day == 1, late_from=21, stay=10)


def owed_weeks(received: date, ends: date) -> list[date]:
    """Mondays of the weeks whose call is owed: not entered from Thursday on, not left by Thursday."""
    return _owed(received, ends, lambda day: day.isoweekday() == 1, late_from=4, stay=4)


def _owed(
    received: date, ends: date, begins: Callable[[date], bool], *, late_from: int, stay: int
) -> list[date]:
    first = received
    while not begins(first):
        first = first - ONE
    owed = []
    while first <= ends:
        days = [first]
        while not begins(days[-1] + ONE):
            days.append(days[-1] + ONE)
        entered_late = received in days[late_from - 1 :] and received != days[0]
        left_early = ends in days[:stay] and ends != days[-1]
        if not entered_late and not left_early:
            owed.append(first)
        first = days[-1] + ONE
    return owed


# --- hours of study and service -----------------------------------------------------------------


def half_hours_asked(
    month: date,
    received: date,
    ended: date | None,
    paused: Iterable[tuple[date, date | None]],
    hours: int,
) -> int:
    """Half hours a month asks for: the quota by the active days, each begun half hour whole.

    Corrections notes §8.6: days on leave are active, days in detention are not.
    """
    stretches = list(paused)
    days = month_on(month, 0)
    active = 0
    for day in days:
        here = day >= received and (ended is None or day <= ended)
        held = False
        for begins, stops in stretches:
            if day >= begins and (stops is None or day <= stops):
                held = True
        if here and not held:
            active = active + 1
    halves = 0
    while halves * len(days) < 2 * hours * active:
        halves = halves + 1
    return halves
