"""Until when a 调查评估 is due (实施办法 14; corrections notes §1.3, §3.3)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.calendar import work_calendar
from app.rules.inquiries import inquiry_limit
from app.rules.profiles import RuleBook, rule_book

D = date
MONDAY = D(2025, 3, 3)


@pytest.fixture
def rules() -> RuleBook:
    return rule_book("corrections", "640122")


def due(rules: RuleBook, received: date, **facts: object) -> date | None:
    found = inquiry_limit(received, rules, work_calendar(), **facts)  # type: ignore[arg-type]
    assert found is not None
    return found.due


@pytest.mark.parametrize(
    ("received", "fast", "last"),
    [
        (MONDAY, False, D(2025, 3, 17)),  # ten working days are two weeks
        (MONDAY, True, D(2025, 3, 10)),  # 刑事速裁: five
        (D(2025, 3, 8), False, D(2025, 3, 21)),  # received on a Saturday: Monday is the first
        (D(2025, 9, 26), False, D(2025, 10, 16)),  # 国庆 is free, two weekend days are worked
        (D(2025, 1, 20), False, D(2025, 2, 8)),  # across 春节; Saturday the 8th is worked
    ],
)
def test_working_days_are_counted_from_the_day_after_the_letter(
    rules: RuleBook, received: date, fast: bool, last: date
) -> None:
    assert due(rules, received, fast_track=fast) == last


def test_while_papers_are_missing_the_clock_stands_still(rules: RuleBook) -> None:
    """自收到委托函及所附材料之日起: it runs from the day they are all there."""
    asked = D(2025, 3, 5)
    assert due(rules, MONDAY, papers_asked_on=asked) is None
    complete = D(2025, 3, 12)
    assert due(rules, MONDAY, papers_asked_on=asked, papers_complete_on=complete) == D(2025, 3, 26)


def test_an_agreed_day_takes_the_place_of_the_limit(rules: RuleBook) -> None:
    found = inquiry_limit(MONDAY, rules, work_calendar(), extended_until=D(2025, 3, 28))
    assert found is not None
    assert (found.due, found.agreed) == (D(2025, 3, 28), True)
    earlier = inquiry_limit(MONDAY, rules, work_calendar(), extended_until=D(2025, 3, 10))
    assert earlier is not None
    assert (earlier.due, earlier.agreed) == (D(2025, 3, 17), False), "an extension never shortens"


def test_days_left_and_days_late_are_working_days(rules: RuleBook) -> None:
    days = work_calendar()
    found = inquiry_limit(MONDAY, rules, days)
    assert found is not None
    left = {
        D(2025, 3, 3): 10,
        D(2025, 3, 14): 1,  # Friday; Monday the 17th is the last
        D(2025, 3, 16): 1,
        D(2025, 3, 17): 0,
        D(2025, 3, 18): -1,
        D(2025, 3, 23): -4,  # a weekend adds nothing
    }
    assert {day: found.workdays_left(day, days) for day in left} == left
    assert not found.late(D(2025, 3, 17))
    assert found.late(D(2025, 3, 18))


def test_the_rules_of_2012_set_no_limit(rules: RuleBook) -> None:
    assert inquiry_limit(D(2019, 3, 4), rules, work_calendar()) is None


def test_a_year_without_published_holidays_says_so(rules: RuleBook) -> None:
    found = inquiry_limit(D(2031, 3, 3), rules, work_calendar())
    assert found is not None
    assert not found.known


def test_the_values_of_the_limit_are_marked_as_unconfirmed(rules: RuleBook) -> None:
    """The full text of the 实施办法 could not be read: the page says so."""
    for key in ("inquiry.workdays", "inquiry.fast_workdays", "inquiry.extended_by_agreement"):
        assert not rules.resolve(key, MONDAY).rule.confirmed
