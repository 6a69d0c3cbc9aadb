"""Health reports of 暂予监外执行 (办法 24): the worked examples of §8.7."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.health import BODY, RECHECK, Handed, health_duties
from app.rules.profiles import rule_book

D = date
RULES = rule_book("corrections", "640122")


@pytest.mark.parametrize(
    ("received", "dues"),
    [
        (D(2025, 1, 15), [D(2025, 4, 14), D(2025, 7, 14), D(2025, 10, 14)]),
        (D(2024, 12, 1), [D(2025, 2, 28), D(2025, 5, 31), D(2025, 8, 31)]),
    ],
)
def test_rechecks_run_by_whole_months_from_reception(received: date, dues: list[date]) -> None:
    found = health_duties(RECHECK, received, None, [], {}, RULES, dues[-1])
    assert [d.due_on for d in found] == dues


def test_an_extension_moves_its_day_and_no_other() -> None:
    moved = {(RECHECK, D(2025, 4, 14)): D(2025, 6, 10)}
    handed = [Handed(RECHECK, D(2025, 6, 8)), Handed(RECHECK, D(2025, 7, 10))]
    found = health_duties(RECHECK, D(2025, 1, 15), None, handed, moved, RULES, D(2025, 7, 20))
    assert [(d.due_on, d.done_on) for d in found] == [
        (D(2025, 6, 10), D(2025, 6, 8)),
        (D(2025, 7, 14), D(2025, 7, 10)),
        (D(2025, 10, 14), None),
    ]


def test_one_report_never_serves_two_periods() -> None:
    moved = {(RECHECK, D(2025, 4, 14)): D(2025, 6, 10)}
    handed = [Handed(RECHECK, D(2025, 6, 8))]
    found = health_duties(RECHECK, D(2025, 1, 15), None, handed, moved, RULES, D(2025, 7, 20))
    assert [d.done_on for d in found] == [D(2025, 6, 8), None, None]


def test_the_body_is_reported_each_calendar_month() -> None:
    found = health_duties(BODY, D(2025, 1, 15), None, [], {}, RULES, D(2025, 3, 2))
    assert [d.due_on for d in found] == [D(2025, 1, 31), D(2025, 2, 28), D(2025, 3, 31)]
    late = health_duties(BODY, D(2025, 1, 21), None, [], {}, RULES, D(2025, 3, 2))
    assert [d.due_on for d in late] == [D(2025, 2, 28), D(2025, 3, 31)]


def test_nothing_is_owed_after_the_end() -> None:
    found = health_duties(RECHECK, D(2025, 1, 15), D(2025, 7, 1), [], {}, RULES, D(2025, 12, 1))
    assert [d.due_on for d in found] == [D(2025, 4, 14)]
    body = health_duties(BODY, D(2025, 1, 15), D(2025, 3, 1), [], {}, RULES, D(2025, 12, 1))
    assert [d.due_on for d in body] == [D(2025, 1, 31), D(2025, 2, 28), D(2025, 3, 31)]
