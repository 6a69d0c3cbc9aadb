"""The clocks of a mediation case (mediation notes §5)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.calendar import WorkCalendar, work_calendar
from app.rules.deadlines import (
    Light,
    committee_term,
    confirmation_limit,
    limitation,
    mediation_limit,
    payment_due,
    reminded_until,
    revisit_due,
    ruling_expected,
)
from app.rules.profiles import NoRule, RuleBook, rule_book

D = date


@pytest.fixture
def rules() -> RuleBook:
    return rule_book("mediation", "640122")


@pytest.fixture
def days() -> WorkCalendar:
    return work_calendar()


@pytest.mark.parametrize(
    ("accepted", "limit"),
    [
        (D(2026, 3, 1), D(2026, 4, 1)),
        (D(2026, 1, 31), D(2026, 2, 28)),
        (D(2024, 1, 31), D(2024, 2, 29)),
        (D(2026, 9, 5), D(2026, 10, 5)),
    ],
)
def test_a_case_should_be_settled_within_one_month(
    rules: RuleBook, accepted: date, limit: date
) -> None:
    """若干规定 33, 民法典 202; a day of rest does not move it."""
    assert mediation_limit(accepted, rules).due == limit


def test_the_limit_turns_amber_on_the_twentieth_day_and_red_after_the_last(
    rules: RuleBook,
) -> None:
    clock = mediation_limit(D(2026, 3, 1), rules)
    assert clock.light(D(2026, 3, 20)) is Light.GREEN
    assert clock.light(D(2026, 3, 21)) is Light.AMBER
    assert clock.light(D(2026, 4, 1)) is Light.AMBER
    assert clock.light(D(2026, 4, 2)) is Light.RED
    assert clock.days_left(D(2026, 3, 31)) == 1
    assert clock.days_left(D(2026, 4, 3)) == -2
    assert (
        clock.article == "《人民调解工作若干规定》（司法部令第75号）第三十三条 一般在一个月内调结"
    )


def test_the_parties_may_agree_to_more_time(rules: RuleBook) -> None:
    """Rule 8a: longer only if the parties agree; the reminder moves with the end."""
    clock = mediation_limit(D(2026, 3, 1), rules, extended_until=D(2026, 5, 1))
    assert (clock.due, clock.unshifted) == (D(2026, 5, 1), D(2026, 4, 1))
    assert clock.remind_from == D(2026, 4, 20)
    assert "同意延期到2026年5月1日" in clock.note
    assert mediation_limit(D(2026, 3, 1), rules, extended_until=D(2026, 3, 15)).due == D(2026, 4, 1)


def test_judicial_confirmation_is_open_for_thirty_days(rules: RuleBook, days: WorkCalendar) -> None:
    """人民调解法 33; the first day is not counted (民法典 201)."""
    clock = confirmation_limit(D(2026, 3, 1), rules, days)
    assert (clock.due, clock.note) == (D(2026, 3, 31), "")
    assert clock.remind_from == D(2026, 3, 24)


def test_the_last_day_for_confirmation_moves_past_a_holiday_and_shows_both(
    rules: RuleBook, days: WorkCalendar
) -> None:
    """民法典 203: 2026-09-03 plus thirty days is 3 October, inside the holiday."""
    clock = confirmation_limit(D(2026, 9, 3), rules, days)
    assert (clock.unshifted, clock.due) == (D(2026, 10, 3), D(2026, 10, 8))
    assert clock.light(D(2026, 10, 7)) is Light.AMBER
    assert "国庆节放假" in clock.note


def test_confirmation_did_not_exist_before_the_law(rules: RuleBook, days: WorkCalendar) -> None:
    """人民调解法 in force 2011-01-01."""
    with pytest.raises(NoRule):
        confirmation_limit(D(2010, 12, 31), rules, days)


@pytest.mark.parametrize(
    ("last_due", "due"),
    [
        (None, D(2026, 3, 31)),
        (D(2026, 3, 10), D(2026, 3, 17)),
        (D(2026, 3, 24), D(2026, 3, 31)),
        (D(2026, 3, 25), D(2026, 3, 31)),
        (D(2026, 12, 31), D(2026, 3, 31)),
    ],
)
def test_a_revisit_follows_performance_by_seven_days_and_the_agreement_by_thirty(
    rules: RuleBook, last_due: date | None, due: date
) -> None:
    """若干规定 36; the days are the program's default."""
    clock = revisit_due(D(2026, 3, 1), rules, last_due=last_due)
    assert clock is not None
    assert clock.due == due
    assert (clock.due - clock.remind_from).days == 7


def test_what_was_performed_at_once_needs_no_revisit(rules: RuleBook) -> None:
    assert revisit_due(D(2026, 3, 1), rules, performed=True) is None


def test_a_payment_is_due_on_the_day_the_parties_fixed(rules: RuleBook) -> None:
    """Even on National Day: the date is theirs."""
    clock = payment_due(D(2026, 10, 1), D(2026, 9, 1), rules)
    assert (clock.due, clock.remind_from) == (D(2026, 10, 1), D(2026, 9, 24))


def test_the_right_to_sue_lapses_three_years_after_the_breach(
    rules: RuleBook, days: WorkCalendar
) -> None:
    """民法典 188, 189: from the day after the last instalment was due; 203 moves a Saturday."""
    clock = limitation(D(2022, 2, 9), rules, days)
    assert (clock.unshifted, clock.due) == (D(2025, 2, 10), D(2025, 2, 10))
    saturday = limitation(D(2023, 3, 13), rules, days)
    assert (saturday.unshifted, saturday.due) == (D(2026, 3, 14), D(2026, 3, 16))
    assert saturday.remind_from == D(2025, 12, 14)
    assert "诉讼时效中断" in saturday.note


def test_before_the_civil_code_its_general_part_of_2017_said_the_same(
    rules: RuleBook, days: WorkCalendar
) -> None:
    clock = limitation(D(2018, 5, 31), rules, days)
    assert clock.ruling.profile.name == "民法总则"
    assert clock.unshifted == D(2021, 6, 1)


def test_a_court_is_asked_after_sixty_days_and_a_committee_elected_after_three_years(
    rules: RuleBook,
) -> None:
    """Check F3; 人民调解法 9."""
    assert ruling_expected(D(2026, 3, 1), rules).due == D(2026, 4, 30)
    assert committee_term(D(2024, 2, 29), rules).due == D(2027, 2, 28)
    assert committee_term(D(2024, 2, 29), rules, D(2027, 1, 10)).due == D(2027, 1, 10)


@pytest.mark.parametrize(
    ("breach", "years"),
    [(D(2014, 5, 1), 2), (D(2015, 9, 30), 2), (D(2015, 10, 1), 3), (D(2018, 1, 1), 3)],
)
def test_the_right_to_sue_lapses_by_the_law_of_its_day(rules: RuleBook, breach: date, years: int):
    """民法通则 135; 法释〔2018〕12号 2; 民法典 188."""
    assert rules.resolve("limitation.years", breach).integer == years


def test_a_missed_deadline_is_a_task_only_for_so_long(rules: RuleBook):
    """A revisit for a year; performance until the right to sue lapses; an open case for ever."""
    assert reminded_until("mediation.revisit", D(2024, 3, 1), rules) == D(2025, 3, 1)
    assert reminded_until("mediation.payment", D(2024, 2, 29), rules) == D(2027, 3, 1)
    assert reminded_until("mediation.limit", D(2013, 1, 1), rules) is None
