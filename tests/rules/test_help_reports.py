"""安置帮教报表: which report is asked for on a day, and which reports make up the money of a period."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.rules.help_reports import asked_report, counted_reports, report_of
from app.rules.identity import age_on, comes_of_age
from app.rules.profiles import rule_book

RULES = rule_book("resettlement", "640122")


def test_the_half_year_ends_in_june_and_the_year_in_december():
    half, year = report_of(2026, "first_half"), report_of(2026, "year")
    assert (half.words, half.last) == ("2026年上半年", date(2026, 6, 30))
    assert (year.words, year.last) == ("2026年", date(2026, 12, 31))


def test_every_day_has_one_report_and_it_only_ever_goes_on():
    """From 17 June the half-year's until 2 July, from 18 January the year's until 2 February (§6)."""
    found = [asked_report(date(2025, 1, 1) + timedelta(days=n), RULES) for n in range(800)]
    ends = [one.period.last for one in found]
    assert ends == sorted(ends)
    turns = [
        (date(2025, 1, 1) + timedelta(days=n), one.due_on)
        for n, (before, one) in enumerate(pairwise(found), start=1)
        if before.period != one.period
    ]
    assert turns == [
        (date(2025, 1, 18), date(2025, 2, 2)),
        (date(2025, 6, 17), date(2025, 7, 2)),
        (date(2026, 1, 18), date(2026, 2, 2)),
        (date(2026, 6, 17), date(2026, 7, 2)),
        (date(2027, 1, 18), date(2027, 2, 2)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        ("2026-01-01", "2026-12-31", [(2026, "year")]),
        ("2026-01-01", "2026-12-30", [(2026, "first_half")]),
        ("2026-01-01", "2026-06-30", [(2026, "first_half")]),
        ("2026-01-02", "2026-12-31", []),
        ("2026-07-01", "2026-12-31", []),
        ("2026-04-01", "2026-06-30", []),
        ("2025-01-01", "2026-12-31", [(2025, "first_half"), (2026, "year")]),
        ("2020-01-01", "2026-08-01", [(2025, "first_half"), (2026, "first_half")]),
    ],
)
def test_no_day_s_money_counts_twice(first, last, counted):
    reports = [(2026, "year"), (2025, "first_half"), (2026, "first_half")]
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert counted_reports(reports, *days) == counted
    assert counted_reports(reversed(reports), *days) == counted, "in whatever order they come"


@pytest.mark.parametrize(
    ("birth", "first_day"),
    [
        (date(2008, 4, 1), date(2026, 4, 1)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(2006, 12, 31), date(2024, 12, 31)),
    ],
)
def test_eighteen_begins_on_the_birthday(birth, first_day):
    """Civil Code 17, 201, 202."""
    assert comes_of_age(birth) == first_day
    assert age_on(birth, first_day) == 18
    assert age_on(birth, first_day - timedelta(days=1)) == 17
