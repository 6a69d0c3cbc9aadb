"""How long help lasts, which contacts the office owes, and how a rate reads (§5 of the notes)."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.checkins import Status
from app.rules.profiles import rule_book
from app.rules.resettlement import help_end, percent, rate_words, visits_owed

RULES = rule_book("resettlement", "640122")


@pytest.mark.parametrize(
    ("source", "category", "deprived", "last"),
    [
        ("prison", "", False, date(2029, 2, 27)),
        ("detention_house", "", False, date(2029, 2, 27)),
        ("pardon", "", False, date(2029, 2, 27)),
        ("corrections", "control", False, date(2027, 2, 27)),
        ("corrections", "probation", False, date(2027, 2, 27)),
        ("corrections", "probation", True, date(2029, 2, 27)),
        ("corrections", "parole", False, date(2029, 2, 27)),
        ("corrections", "outside", False, date(2029, 2, 27)),
    ],
)
def test_help_lasts_five_or_three_years_by_source(source, category, deprived, last):
    """From 29 February: the anniversary is the 28th, help ends the day before (§5.1)."""
    end = help_end(date(2024, 2, 29), RULES, source=source, category=category, deprived=deprived)
    assert end.last == last
    assert "程序默认" in end.ruling.why


def statuses(duties):
    return [(d.first, d.last, d.status.value) for d in duties]


def test_a_key_person_is_owed_a_contact_every_month_and_others_every_quarter():
    cadences = [(date(2026, 1, 12), "ordinary"), (date(2026, 4, 1), "key")]
    visits = [date(2026, 2, 3), date(2026, 4, 30)]
    duties = visits_owed(
        date(2026, 1, 12), date(2031, 1, 11), cadences, visits, RULES, date(2026, 6, 10)
    )
    assert statuses(duties) == [
        (date(2026, 1, 12), date(2026, 3, 31), "done"),
        (date(2026, 4, 1), date(2026, 4, 30), "done"),
        (date(2026, 5, 1), date(2026, 5, 31), "overdue"),
        (date(2026, 6, 1), date(2026, 6, 30), "open"),
    ]


def test_a_class_changed_within_a_period_takes_effect_with_the_next():
    cadences = [(date(2026, 1, 1), "ordinary"), (date(2026, 2, 10), "key")]
    duties = visits_owed(date(2026, 1, 1), date(2031, 1, 1), cadences, [], RULES, date(2026, 4, 15))
    assert [d.last for d in duties] == [date(2026, 3, 31), date(2026, 4, 30)]


def test_a_first_stretch_of_a_few_days_owes_nothing():
    cadences = [(date(2026, 1, 25), "key")]
    duties = visits_owed(date(2026, 1, 25), date(2031, 1, 1), cadences, [], RULES, date(2026, 2, 1))
    assert [d.first for d in duties] == [date(2026, 2, 1)]


def test_who_refuses_help_is_asked_again_every_half_year():
    """帮教 is voluntary: what remains is the office's duty to ask."""
    cadences = [(date(2026, 1, 1), "key"), (date(2026, 2, 1), "refused")]
    duties = visits_owed(
        date(2026, 1, 1), date(2031, 1, 1), cadences, [date(2026, 1, 5)], RULES, date(2026, 8, 1)
    )
    assert [(d.cadence, d.last) for d in duties] == [
        ("key", date(2026, 1, 31)),
        ("refused", date(2026, 6, 30)),
        ("refused", date(2026, 12, 31)),
    ]
    assert duties[1].status is Status.OVERDUE


def test_nobody_is_owed_anything_after_help_has_ended():
    duties = visits_owed(
        date(2025, 1, 1),
        date(2025, 2, 10),
        [(date(2025, 1, 1), "key")],
        [],
        RULES,
        date(2026, 1, 1),
    )
    assert [d.last for d in duties] == [date(2025, 1, 31), date(2025, 2, 10)]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "—"),
        (0, 7, "0.0%"),
        (27, 28, "96.4%"),
        (1, 8, "12.5%"),
        (1, 1600, "0.1%"),
        (5, 5, "100.0%"),
    ],
)
def test_a_rate_is_rounded_half_up_and_nothing_of_nothing_is_no_rate(part, whole, words):
    assert rate_words(part, whole) == words
    assert (percent(part, whole) is None) == (whole == 0)
