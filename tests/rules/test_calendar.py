"""How the Civil Code counts (201–203) and which days are free."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.calendar import WorkCalendar, is_month_end, months_later, work_calendar

D = date
DAYS = st.dates(D(2000, 1, 1), D(2060, 12, 31))


@pytest.fixture
def days() -> WorkCalendar:
    return work_calendar()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (D(2026, 3, 1), D(2026, 4, 1)),
        (D(2026, 1, 31), D(2026, 2, 28)),
        (D(2024, 1, 31), D(2024, 2, 29)),
        (D(2025, 12, 15), D(2026, 1, 15)),
        (D(2026, 2, 28), D(2026, 3, 28)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_the_last_day(start: date, end: date) -> None:
    """民法典 202."""
    assert months_later(start, 1) == end


@given(DAYS, st.integers(0, 600))
def test_a_period_of_months_lands_in_the_right_month_and_never_past_the_day(
    start: date, months: int
) -> None:
    end = months_later(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and is_month_end(end))


def test_the_first_day_is_not_counted(days: WorkCalendar) -> None:
    """民法典 201: thirty days from the first of March end on the thirty-first."""
    assert days.period(D(2026, 3, 1), days=30).last == D(2026, 3, 31)


def test_a_last_day_of_rest_moves_the_end_and_says_so(days: WorkCalendar) -> None:
    """民法典 203: 2026-10-03 lies in the National Day holiday, which ends on the seventh."""
    period = days.period(D(2026, 9, 3), days=30)
    assert (period.unshifted, period.last) == (D(2026, 10, 3), D(2026, 10, 8))
    assert period.shifted
    assert "国庆节放假，顺延到2026年10月8日（民法典第二百零三条）" in period.note


def test_a_worked_saturday_is_no_day_of_rest(days: WorkCalendar) -> None:
    """国务院办公厅, arrangement of 2026: Saturday 10 October is worked."""
    assert days.is_workday(D(2026, 10, 10))
    assert not days.period(D(2026, 9, 10), days=30).shifted


@pytest.mark.parametrize(
    ("year", "free", "extra"),
    [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_the_arrangements_add_up_to_what_was_published(
    days: WorkCalendar, year: int, free: int, extra: int
) -> None:
    """The notices: 2024 1+8+3+5+1+3+7 days, 2025 1+8+3+5+3+8, 2026 3+9+3+5+3+3+7."""
    year_days = [D(year, 1, 1) + timedelta(days=i) for i in range(366)]
    statuses = [days.status(d) for d in year_days if d.year == year]
    assert sum(s.reason.endswith("放假") for s in statuses) == free
    assert sum(s.reason.endswith("调休上班") for s in statuses) == extra


def test_worked_weekends_are_weekends_and_blocks_never_overlap_them(days: WorkCalendar) -> None:
    for year in (2024, 2025, 2026):
        for i in range(366):
            status = days.status(D(year, 1, 1) + timedelta(days=i))
            if "调休上班" in status.reason:
                assert status.day.weekday() >= 5


def test_an_unpublished_year_is_computed_from_weekends_and_says_so(days: WorkCalendar) -> None:
    status = days.status(D(2027, 2, 6))
    assert not status.known
    assert not status.working
    assert "2027年放假安排尚未收录" in status.reason
    assert "2027年放假安排尚未收录" in days.period(D(2026, 12, 22), days=30).note
    assert not days.knows(2027)


def test_three_working_days_step_over_the_spring_festival(days: WorkCalendar) -> None:
    """2026: the festival runs from 15 to 23 February; Saturday the 14th is worked."""
    assert days.add_workdays(D(2026, 2, 13), 1) == D(2026, 2, 14)
    assert days.add_workdays(D(2026, 2, 13), 3) == D(2026, 2, 25)
    assert days.workdays_between(D(2026, 2, 14), D(2026, 2, 24)) == 2
    assert days.workdays_between(D(2026, 2, 14), D(2026, 2, 1)) == 0
    with pytest.raises(ValueError, match="backwards"):
        days.add_workdays(D(2026, 2, 13), -1)


@given(DAYS, st.integers(0, 40))
def test_adding_working_days_counts_exactly_that_many(start: date, count: int) -> None:
    days = work_calendar()
    end = days.add_workdays(start, count)
    assert days.workdays_between(start + timedelta(days=1), end) == count


def test_another_folder_may_bring_its_own_table(tmp_path: Path) -> None:
    """A county's bundle replaces the file, for instance when 2027 is published."""
    (tmp_path / "holidays.toml").write_text(
        '[[year]]\nyear = 2027\nsource = "通知"\nconfirmed = true\n'
        'holidays = [{ name = "元旦", from = 2027-01-01, to = 2027-01-03 }]\nworkdays = []\n',
        encoding="utf-8",
    )
    days = work_calendar(tmp_path)
    assert days.knows(2027)
    assert days.period(D(2026, 12, 2), days=30).last == D(2027, 1, 4)
