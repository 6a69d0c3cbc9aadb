"""Days away, and the fullest window of two months they fall into (司发通〔2020〕59号, article 27).

The article says only "两个月内外出时间累计超过三十日". The strict reading is used: no stretch of two months
that touches the leave asked for may hold more than the limit, wherever the stretch begins, earlier
and later leave alike. The harmful mistake is to let the office approve what it may not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.rules.calendar import DAY
from app.rules.terms import last_day_of_months

INCLUSIVE = "inclusive"
"""Both the day of leaving and the day of return count; the other reading counts from the next."""


@dataclass(frozen=True, slots=True)
class Span:
    """One approved or taken leave. After 销假 the actual days stand in place of the approved."""

    start: date
    end: date
    actual_start: date | None = None
    actual_end: date | None = None
    frequent: bool = False

    @property
    def first(self) -> date:
        """The first day of leave."""
        return self.actual_start or self.start

    @property
    def last(self) -> date:
        """The last day of leave; what lies beyond the approved end is unapproved absence."""
        return self.end if self.actual_end is None else min(self.actual_end, self.end)

    def days(self, counting: str = INCLUSIVE) -> frozenset[date]:
        """The days out that count."""
        return days_from_to(self.first, self.last, counting)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of two months and what lies in it."""

    first: date
    last: date
    requested: int
    other: int

    @property
    def days(self) -> int:
        """All days out in the window, each once."""
        return self.requested + self.other


def days_from_to(first: date, last: date, counting: str = INCLUSIVE) -> frozenset[date]:
    """The days that count from ``first`` to ``last`` under a reading of ``leave.day_count``."""
    if counting not in {INCLUSIVE, "exclude_first"}:
        raise ValueError(f"unknown way of counting days: {counting}")
    if counting != INCLUSIVE:
        first += DAY
    return frozenset(first + timedelta(days=i) for i in range((last - first).days + 1))


def days_out(spans: Iterable[Span], counting: str, *, frequent_counts: bool) -> frozenset[date]:
    """All days of several leaves, overlapping ones once; frequent permits only by the switch."""
    counted = (s for s in spans if frequent_counts or not s.frequent)
    return frozenset(day for span in counted for day in span.days(counting))


def fullest_window(requested: frozenset[date], others: frozenset[date], months: int) -> Window:
    """The window with the most days out among those that hold a requested day; the earliest of equals.

    ``ValueError`` if nothing is requested.
    """
    if not requested:
        raise ValueError("no day is asked for")
    every = sorted(requested | others)
    asked = sorted(requested)
    windows = []
    for index, first in enumerate(every):
        last = last_day_of_months(first, months)
        mine = bisect_right(asked, last) - bisect_right(asked, first - DAY)
        if mine:
            total = bisect_right(every, last) - index
            windows.append(Window(first, last, mine, total - mine))
    return max(windows, key=lambda window: window.days)


def continuous_days(requested: frozenset[date], others: frozenset[date]) -> int:
    """How long the person is away without a day between: an extension counts with what it extends."""
    every = requested | others
    day, length = min(requested), 0
    while day - DAY in every:
        day -= DAY
    while day in every:
        day, length = day + DAY, length + 1
    return length
