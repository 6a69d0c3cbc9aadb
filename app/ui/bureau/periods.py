"""The periods a bureau reports for: month, quarter, half year, year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["KINDS", "Period", "periods"]

KINDS = (("month", "月"), ("quarter", "季度"), ("half", "半年"), ("year", "全年"), ("free", "自选"))
"""The last one is typed."""

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
SHOWN = {"month": 18, "quarter": 8, "half": 6, "year": 5}
"""How far back each list goes."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``since`` to ``until``, both included."""

    words: str
    since: date
    until: date


def periods(kind: str, today: date) -> list[Period]:
    """Periods of one kind, the one ``today`` lies in first."""
    length = MONTHS[kind]
    number = (today.year * 12 + today.month - 1) // length
    return [_period(kind, n * length, length) for n in range(number, number - SHOWN[kind], -1)]


def _period(kind: str, first: int, length: int) -> Period:
    """``first`` counts months from the year 0."""
    year, month = divmod(first, 12)
    end = first + length
    until = date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
    words = {
        "month": f"{year}年{month + 1}月",
        "quarter": f"{year}年第{'一二三四'[month // 3]}季度",
        "half": f"{year}年{'上' if month == 0 else '下'}半年",
        "year": f"{year}年",
    }[kind]
    return Period(words, date(year, month + 1, 1), until)
