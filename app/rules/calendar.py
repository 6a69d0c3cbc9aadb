"""Working days, and how the Civil Code counts a period (articles 201 to 203).

Which days are free is published by the State Council's office every autumn for the year to come;
the table is ``resources/rules/holidays.toml``. A year it does not hold is computed from weekends
alone, and every answer that touches such a year says so.
"""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.data_files import cached, editions
from app.days import show_date

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayStatus:
    """Whether people work on a day, why, and whether that is known or only guessed."""

    day: date
    working: bool
    reason: str
    known: bool


@dataclass(frozen=True, slots=True)
class YearArrangement:
    """The free days and the worked weekends of one year, as published."""

    year: int
    source: str
    confirmed: bool
    holidays: Mapping[date, str]
    workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class Period:
    """A period under the Civil Code. ``last`` is its last day; ``unshifted`` before article 203."""

    start: date
    unshifted: date
    last: date
    note: str

    @property
    def shifted(self) -> bool:
        """Whether a day of rest moved the end."""
        return self.last != self.unshifted


class WorkCalendar:
    """Which days are worked, from the published arrangements."""

    def __init__(self, years: Mapping[int, YearArrangement]) -> None:
        self._years = years

    def knows(self, year: int) -> bool:
        """Whether the State Council's arrangement of that year is at hand and confirmed."""
        return year in self._years and self._years[year].confirmed

    def status(self, day: date) -> DayStatus:
        """What kind of day it is."""
        weekend = day.weekday() >= calendar.SATURDAY
        weekday = f"星期{'一二三四五六日'[day.weekday()]}"
        year = self._years.get(day.year)
        known = self.knows(day.year)
        if year and day in year.holidays:
            return DayStatus(day, False, f"{year.holidays[day]}放假", known)
        if year and day in year.workdays:
            return DayStatus(day, True, f"{weekday}，调休上班", known)
        if not year:
            weekday += f"（{day.year}年放假安排尚未收录，只按周末推算）"
        return DayStatus(day, not weekend, weekday, known)

    def is_workday(self, day: date) -> bool:
        """Whether offices are open."""
        return self.status(day).working

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, otherwise the next worked day."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The ``count``-th worked day after ``day``, which is not counted (Civil Code 201).

        ``ValueError`` for a negative count.
        """
        if count < 0:
            raise ValueError("a period does not run backwards")
        for _ in range(count):
            day = self.on_or_after(day + DAY)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many worked days lie from ``first`` to ``last``, both counted."""
        days = (last - first).days + 1
        return sum(self.is_workday(first + i * DAY) for i in range(max(days, 0)))

    def period(self, start: date, *, years: int = 0, months: int = 0, days: int = 0) -> Period:
        """The period that begins with the event of day ``start``.

        The day of the event is not counted (201); a period of months or years ends on the day of
        the same number, or on the month's last day where there is none (202); a last day of rest
        moves the end to the day after that rest (203).
        """
        unshifted = months_later(start, years * 12 + months) + timedelta(days=days)
        last = self.on_or_after(unshifted)
        return Period(start, unshifted, last, self._note(unshifted, last))

    def _note(self, unshifted: date, last: date) -> str:
        status = self.status(unshifted)
        if last != unshifted:
            return f"{show_date(unshifted)}是{status.reason}，顺延到{show_date(last)}（民法典第二百零三条）"
        return "" if status.known else f"{unshifted.year}年放假安排尚未收录，只按周末推算。"


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day where there is none (202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """How many days the month has."""
    return calendar.monthrange(year, month)[1]


def is_month_end(day: date) -> bool:
    """Whether the day is the last of its month."""
    return day.day == month_length(day.year, day.month)


@cached
def work_calendar(folder: Path | None = None) -> WorkCalendar:
    """The calendar of the program and the county, or that of another folder; read once.

    A year that the county's file holds stands in place of the program's.
    """
    if folder is None:
        raw = [entry for edition in editions("rules", "holidays") for entry in edition.data["year"]]
    else:
        raw = tomllib.loads((folder / "holidays.toml").read_text(encoding="utf-8"))["year"]
    return WorkCalendar(read_years(raw))


def read_years(raw: Iterable[Mapping[str, Any]]) -> dict[int, YearArrangement]:
    """The arrangements of years as a file lists them, a later entry before an earlier one."""
    years: dict[int, YearArrangement] = {}
    for entry in raw:
        holidays: dict[date, str] = {}
        for block in entry["holidays"]:
            length = (block["to"] - block["from"]).days + 1
            holidays |= dict.fromkeys(
                (block["from"] + i * DAY for i in range(length)), block["name"]
            )
        years[entry["year"]] = YearArrangement(
            year=entry["year"],
            source=entry["source"],
            confirmed=entry["confirmed"],
            holidays=holidays,
            workdays=frozenset(entry["workdays"]),
        )
    return years
