"""月度报送: until when a month's package is in time, and how a month is read."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from app.rules.profiles import RuleBook

__all__ = ["due_on"]


def due_on(month: str, rules: RuleBook) -> date:
    """The last day on which the package of ``month`` (``2026-11``) is in time."""
    year, number = int(month[:4]), int(month[5:7])
    after = date(year + number // 12, number % 12 + 1, 1)
    day = rules.resolve("report.due_day", after).integer
    return after.replace(day=min(day, monthrange(after.year, after.month)[1]))
