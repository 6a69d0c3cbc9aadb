"""How days and months are said in a sentence, in a list and beside others; open to every layer."""

from __future__ import annotations

from datetime import date

__all__ = ["iso_day", "month_words", "short_day", "show_date"]


def show_date(day: date) -> str:
    """2026年3月15日, without noughts before the figures (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def iso_day(day: date | None) -> str:
    """2026-03-15, as registers say it; nothing where there is none."""
    return f"{day:%Y-%m-%d}" if day else ""


def short_day(day: date) -> str:
    """11月22日: a day that lies near, or whose year is said beside it."""
    return f"{day.month}月{day.day}日"


def month_words(month: str) -> str:
    """``2026-11`` as 2026年11月."""
    return f"{month[:4]}年{int(month[5:7])}月" if month else ""
