"""Where terms end: the worked examples P1–P14 of the corrections notes §8.1 (刑诉解释 202)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.calendar import work_calendar
from app.rules.profiles import rule_book
from app.rules.terms import (
    HALF_MONTH,
    Term,
    check_document_end,
    control_end,
    last_day_of_months,
    report_in,
    sentence_end,
)

D = date


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        pytest.param(D(2024, 11, 5), Term(years=1), D(2025, 11, 4), id="P1 published case"),
        pytest.param(D(2019, 4, 22), Term(years=4), D(2023, 4, 21), id="P2 published case"),
        pytest.param(D(2024, 2, 29), Term(years=1), D(2025, 2, 27), id="P3 no such day"),
        pytest.param(D(2024, 2, 29), Term(years=4), D(2028, 2, 28), id="P4 leap to leap"),
        pytest.param(D(2023, 3, 1), Term(years=1), D(2024, 2, 29), id="P5 leap day is last"),
        pytest.param(D(2023, 2, 28), Term(years=1), D(2024, 2, 27), id="P6 years ignore month end"),
        pytest.param(D(2024, 1, 31), Term(months=1), D(2024, 2, 28), id="P7 start is last day"),
        pytest.param(D(2024, 1, 30), Term(months=1), D(2024, 2, 28), id="P8 no 30 February"),
        pytest.param(D(2025, 1, 31), Term(months=1), D(2025, 2, 27), id="P9"),
        pytest.param(D(2025, 2, 28), Term(months=6), D(2025, 8, 30), id="P10 last day to last day"),
        pytest.param(D(2024, 2, 29), Term(months=6), D(2024, 8, 30), id="P11"),
        pytest.param(D(2025, 8, 31), Term(months=6), D(2026, 2, 27), id="P12"),
        pytest.param(D(2025, 4, 30), Term(months=3), D(2025, 7, 30), id="P13"),
        pytest.param(D(2025, 3, 10), Term(months=3), D(2025, 6, 9), id="P14 ordinary"),
    ],
)
def test_a_term_ends_the_day_before_the_day_of_the_same_number(
    start: date, term: Term, end: date
) -> None:
    assert sentence_end(start, term) == end


def test_a_year_and_six_months_are_counted_as_eighteen_months() -> None:
    assert sentence_end(D(2025, 3, 10), Term(years=1, months=6)) == D(2026, 9, 9)


def test_half_a_month_is_fifteen_days() -> None:
    """刑诉解释 202: 半个月一律按十五日计算."""
    assert sentence_end(D(2025, 3, 1), Term(days=HALF_MONTH)) == D(2025, 3, 15)
    assert sentence_end(D(2025, 3, 1), Term(months=1, days=HALF_MONTH)) == D(2025, 4, 15)


def test_an_empty_term_has_no_end() -> None:
    with pytest.raises(ValueError, match="empty term"):
        sentence_end(D(2025, 1, 1), Term())


def test_a_day_of_custody_takes_two_days_off_control() -> None:
    """刑法 41: one year from 2025-03-01 after twenty days in custody."""
    assert control_end(D(2025, 3, 1), Term(years=1), custody_days=20) == D(2026, 1, 19)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (D(2025, 1, 10), D(2025, 3, 9)),
        (D(2025, 3, 1), D(2025, 4, 30)),
        (D(2025, 5, 1), D(2025, 6, 30)),
        (D(2025, 6, 30), D(2025, 8, 29)),
        (D(2024, 12, 31), D(2025, 2, 28)),
        (D(2025, 1, 1), D(2025, 2, 28)),
        (D(2024, 1, 1), D(2024, 2, 29)),
        (D(2023, 12, 30), D(2024, 2, 29)),
    ],
)
def test_two_whole_months_from_a_first_day(first: date, last: date) -> None:
    """The window ends listed in §8.3."""
    assert last_day_of_months(first, 2) == last


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (D(2025, 1, 15), 3, D(2025, 4, 14)),
        (D(2025, 4, 15), 3, D(2025, 7, 14)),
        (D(2024, 12, 1), 3, D(2025, 2, 28)),
    ],
)
def test_rechecks_and_positioning_run_by_the_same_months(
    first: date, months: int, last: date
) -> None:
    """§8.7 保外就医 recheck, §8.8 电子定位 at most three months (法 29)."""
    assert last_day_of_months(first, months) == last


@given(st.dates(D(2000, 1, 1), D(2060, 1, 1)), st.integers(1, 120))
def test_whole_months_never_overlap_and_leave_no_gap_of_a_month(first: date, months: int) -> None:
    last = last_day_of_months(first, months)
    assert first <= last
    assert last < last_day_of_months(first, months + 1)


def test_a_document_that_disagrees_is_believed_and_asked_about() -> None:
    right = check_document_end(D(2024, 11, 5), Term(years=1), D(2025, 11, 4))
    wrong = check_document_end(D(2024, 11, 5), Term(years=1, months=6), D(2025, 11, 4))
    assert right.agrees
    assert right.message == ""
    assert not wrong.agrees
    assert "按1年6个月推算是2026年5月4日" in wrong.message
    assert "以文书为准" in wrong.message


@pytest.mark.parametrize(
    ("effective", "statutory", "alarm_from"),
    [
        pytest.param(D(2025, 3, 5), D(2025, 3, 15), D(2025, 3, 18), id="tenth day is a Saturday"),
        pytest.param(D(2025, 1, 20), D(2025, 1, 30), D(2025, 2, 6), id="inside Spring Festival"),
        pytest.param(D(2025, 3, 3), D(2025, 3, 13), D(2025, 3, 14), id="an ordinary Thursday"),
    ],
)
def test_reporting_in_shows_the_statutory_day_and_alarms_after_the_rest(
    effective: date, statutory: date, alarm_from: date
) -> None:
    """法 21: ten days; §8.4: shown unshifted, alarm only after the next working day."""
    answer = report_in(effective, rule_book("corrections"), work_calendar())
    assert (answer.statutory, answer.alarm_from) == (statutory, alarm_from)
    assert ("以后未到的再报警" in answer.note) == (
        alarm_from.toordinal() - statutory.toordinal() > 1
    )
