"""Report periods fit together without a gap and without an overlap."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.periods import KINDS, period_of, recent


@pytest.mark.parametrize(
    ("kind", "first", "last", "words"),
    [
        ("month", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("quarter", date(2024, 1, 1), date(2024, 3, 31), "2024年第1季度"),
        ("half", date(2024, 1, 1), date(2024, 6, 30), "2024年上半年"),
        ("year", date(2024, 1, 1), date(2024, 12, 31), "2024年"),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(kind, first, last, words):
    found = period_of(kind, date(2024, 2, 29))
    assert (found.first, found.last, found.words) == (first, last, words)


def test_the_second_half_is_called_so():
    assert period_of("half", date(2025, 7, 1)).words == "2025年下半年"


@given(st.sampled_from(sorted(KINDS)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_periods_and_their_parts_leave_no_gap(kind, day):
    found = period_of(kind, day)
    assert found.first <= day <= found.last
    assert found.before.last + timedelta(days=1) == found.first
    if found.parts:
        assert found.parts[0].first == found.first
        assert found.parts[-1].last == found.last
        for one, other in zip(found.parts, found.parts[1:], strict=False):
            assert other.before == one


def test_recent_periods_begin_with_that_of_today():
    found = recent("month", date(2026, 1, 15), 3)
    assert [p.words for p in found] == ["2026年1月", "2025年12月", "2025年11月"]
