"""Report periods: month, quarter, half-year and year, in words and in their parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.rules.calendar import DAY, months_later

__all__ = ["KINDS", "ReportPeriod", "period_of", "recent"]

KINDS = {"month": ("月报", 1), "quarter": ("季报", 3), "half": ("半年报", 6), "year": ("年报", 12)}
"""Kind → what its report is called, and how many months it holds."""

_PARTS = {"year": "quarter", "half": "quarter", "quarter": "month"}


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """One period; both days included."""

    kind: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """2026年3月, 2026年第1季度, 2026年上半年, 2026年."""
        year, number = self.first.year, (self.first.month - 1) // KINDS[self.kind][1]
        return {
            "month": f"{year}年{self.first.month}月",
            "quarter": f"{year}年第{number + 1}季度",
            "half": f"{year}年{'上下'[min(number, 1)]}半年",
            "year": f"{year}年",
        }[self.kind]

    @property
    def parts(self) -> tuple[ReportPeriod, ...]:
        """The shorter periods it is made of; none for a month."""
        kind = _PARTS.get(self.kind)
        if kind is None:
            return ()
        found = [period_of(kind, self.first)]
        while found[-1].last < self.last:
            found.append(period_of(kind, found[-1].last + DAY))
        return tuple(found)

    @property
    def before(self) -> ReportPeriod:
        """The period just before it."""
        return period_of(self.kind, self.first - DAY)


def period_of(kind: str, day: date) -> ReportPeriod:
    """The period of a kind that holds ``day``."""
    months = KINDS[kind][1]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return ReportPeriod(kind, first, months_later(first, months) - DAY)


def recent(kind: str, today: date, count: int = 24) -> list[ReportPeriod]:
    """The period that holds today and those before it, newest first."""
    found = [period_of(kind, today)]
    while len(found) < count:
        found.append(found[-1].before)
    return found
