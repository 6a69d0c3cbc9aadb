"""勾稽关系 of the mediation report, on published figures and on figures that were spoilt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rules.crosscheck import CaseFigures, against_details, against_earlier, mismatches

HUANGSHI = CaseFigures(
    total=869,
    people=1800,
    by_committee={"village": 869},
    by_source={"own_initiative": 455, "application": 378, "referred": 36, "referred_court": 36},
    by_type={
        "marriage_family": 160,
        "neighbour": 278,
        "housing_site": 67,
        "contract": 44,
        "production": 31,
        "damages": 76,
        "forest_land": 18,
        "expropriation": 28,
        "environment": 4,
        "labour_other": 13,
        "consumer_other": 7,
        "medical": 55,
        "traffic": 33,
        "property_service": 1,
        "other": 54,
    },
    written=842,
    amount=2873_8000_00,
    success=842,
    averted={"防止民转刑": (1, 4), "防止群体性上访": (3, 15)},
)
"""黄石市, August 2016, as published; people and committee kind are invented, the page has none."""


def rules(found):
    return {mismatch.rule for mismatch in found}


def test_the_published_month_fits():
    assert mismatches(HUANGSHI) == []
    success, total = HUANGSHI.success_rate
    assert round(100 * success / total, 1) == 96.9


@pytest.mark.parametrize(
    ("rule", "spoilt"),
    [
        ("L1", {"total": 870}),
        ("L1", {"by_type": {**HUANGSHI.by_type, "other": 53}}),
        ("L2", {"by_source": {**HUANGSHI.by_source, "referred_court": 35}}),
        ("L3", {"complex": 900}),
        ("L4", {"oral": 3}),
        ("L5", {"performed": 843}),
        ("L6", {"people": 1700}),
        ("L7", {"averted": {"防止自杀": (2, 0)}}),
        ("L8", {"success": 0, "written": 0}),
        ("L9", {"screenings": 4, "found": 10}),
    ],
)
def test_a_spoilt_figure_is_named(rule, spoilt):
    found = mismatches(replace(HUANGSHI, **spoilt))
    assert rule in rules(found)
    assert all(mismatch.message for mismatch in found)


def test_the_year_to_date_is_the_sum_of_its_months():
    june, july = (
        CaseFigures(total=3, success=2, people=7),
        CaseFigures(total=4, success=4, people=9),
    )
    year = CaseFigures(total=7, success=6, people=16)
    assert against_earlier(year, [june, july]) == []
    assert rules(against_earlier(replace(year, total=8), [june, july])) == {"L10"}
    assert rules(against_earlier(year, [june, july], previous=replace(year, total=9))) == {"L10"}


def test_every_figure_has_its_cases():
    assert against_details(HUANGSHI, 869) == []
    assert rules(against_details(HUANGSHI, 868)) == {"L11"}
