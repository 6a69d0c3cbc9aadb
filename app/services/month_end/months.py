"""A month as reports write it, ``2026-11``: its days, its name."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

__all__ = ["check_month", "first_day", "last_day", "month_of", "words"]

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def check_month(month: str) -> None:
    """Raise ``ValueError`` for anything else."""
    if not _MONTH.fullmatch(month):
        raise ValueError("a month is written 2026-11")


def first_day(month: str) -> date:
    """The first of the month."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """The last day of the month."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_of(day: date) -> str:
    """The month a day lies in."""
    return f"{day:%Y-%m}"


def words(month: str) -> str:
    """2026年11月."""
    return f"{month[:4]}年{int(month[5:7])}月" if month else ""
