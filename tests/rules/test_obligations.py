"""What was promised and what was done (人民调解法 31; checks E5 and F1)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.obligations import Performance, Promise, instalment_problem, standing

D = date
TODAY = D(2026, 6, 1)
THREE = (
    Promise(D(2026, 4, 1), 100_00, done=100_00, done_on=D(2026, 4, 1)),
    Promise(D(2026, 5, 1), 100_00, done=40_00),
    Promise(D(2026, 7, 1), 100_00),
)


def test_instalments_are_partly_done_and_partly_overdue() -> None:
    found = standing(THREE, TODAY)
    assert found.performance is Performance.PART
    assert (found.next_due, found.last_due) == (D(2026, 7, 1), D(2026, 7, 1))
    assert found.overdue == (THREE[1],)
    assert (found.overdue_amount, found.open_amount) == (60_00, 160_00)


def test_the_day_itself_is_not_late() -> None:
    assert not Promise(TODAY, 1).overdue(TODAY)
    assert Promise(TODAY, 1).overdue(D(2026, 6, 2))


@pytest.mark.parametrize(
    ("promises", "whole"),
    [
        ([], Performance.NONE),
        ([Promise(None, 1)], Performance.NONE),
        ([Promise(None)], Performance.NONE),
        ([Promise(None, done_on=TODAY)], Performance.DONE),
        ([Promise(None, 1, done=1), Promise(None, done_on=TODAY)], Performance.DONE),
        ([Promise(None, 1, done=1), Promise(None)], Performance.PART),
        ([Promise(None, 2, done=1)], Performance.PART),
    ],
)
def test_performance_as_a_whole(promises: list[Promise], whole: Performance) -> None:
    assert standing(promises, TODAY).performance is whole


def test_instalments_must_sum_to_the_agreement_and_follow_it() -> None:
    """Check E5."""
    assert instalment_problem(300_00, THREE, D(2026, 3, 1)) == ""
    assert "各期合计300元，与协议金额299.99元不符" in instalment_problem(
        29_999, THREE, D(2026, 3, 1)
    )
    assert "早于协议日期" in instalment_problem(300_00, THREE, D(2026, 4, 2))
    assert instalment_problem(500, [], D(2026, 3, 1)) == ""
