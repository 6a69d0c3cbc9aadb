"""Hours of partial months: H1–H8 of the corrections notes §8.6 (profile 贺兰2019)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.calendar import month_length
from app.rules.checkins import Stretch, Supervised
from app.rules.hours import SERVICE, STUDY, quota
from app.rules.profiles import RuleBook, RuleProfile, RuleValue, rule_book

D = date
HELAN = rule_book("corrections", "640122")
NATION = rule_book("corrections", "110101")
LONG_AGO = D(2018, 1, 1)


@pytest.mark.parametrize(
    ("person", "month", "hours"),
    [
        pytest.param(
            Supervised(D(2019, 3, 20), None), D(2019, 3, 1), 3.5, id="H1 entered the 20th"
        ),
        pytest.param(
            Supervised(LONG_AGO, D(2019, 6, 10)), D(2019, 6, 1), 3.0, id="H2 ends the 10th"
        ),
        pytest.param(
            Supervised(LONG_AGO, None, suspensions=(Stretch(D(2019, 4, 11), D(2019, 4, 25)),)),
            D(2019, 4, 1),
            4.0,
            id="H3 detained fifteen days",
        ),
        pytest.param(Supervised(D(2020, 2, 29), None), D(2020, 2, 1), 0.5, id="H4 one day of 29"),
        pytest.param(Supervised(LONG_AGO, None), D(2019, 5, 1), 8.0, id="a whole month"),
        pytest.param(
            Supervised(LONG_AGO, None, suspensions=(Stretch(D(2019, 1, 1)),)),
            D(2019, 4, 1),
            0.0,
            id="suspended throughout",
        ),
    ],
)
def test_a_partial_month_is_prorated_up_to_half_an_hour(
    person: Supervised, month: date, hours: float
) -> None:
    assert quota(STUDY, month, person, 0, HELAN).minutes == hours * 60


def test_h5_no_capacity_to_work_no_service() -> None:
    """12办法 16: only who can work."""
    person = Supervised(LONG_AGO, None)
    month = D(2019, 5, 1)
    assert quota(SERVICE, month, person, 0, HELAN, work_capacity="none").minutes == 0
    assert quota(STUDY, month, person, 0, HELAN, work_capacity="none").minutes == 480


def test_h6_surplus_of_one_month_does_not_help_the_next() -> None:
    person = Supervised(LONG_AGO, None)
    assert quota(STUDY, D(2019, 4, 1), person, 660, HELAN).short == 0
    assert quota(STUDY, D(2019, 5, 1), person, 300, HELAN).short == 180


def test_h7_without_a_local_profile_no_hours_after_june_2020() -> None:
    person = Supervised(LONG_AGO, None)
    june = quota(STUDY, D(2020, 6, 1), person, 0, NATION)
    july = quota(STUDY, D(2020, 7, 1), person, 0, NATION)
    assert june.minutes == 480
    assert (july.minutes, july.short) == (None, 0)


def test_h8_the_class_of_the_first_decides_the_month() -> None:
    """严管 → 普管 on 2025-05-16: twelve hours in May, the local number from June on."""
    local = RuleProfile(
        "local",
        "某省分类管理",
        "640122",
        "某省办法",
        D(2021, 1, 1),
        None,
        (
            RuleValue("edu.hours_month", 12, "小时", cls="strict"),
            RuleValue("edu.hours_month", 6, "小时", cls="ordinary"),
        ),
    )
    rules = RuleBook((local, *HELAN.profiles))
    person = Supervised(
        LONG_AGO, None, classes=((LONG_AGO, "strict"), (D(2025, 5, 16), "ordinary"))
    )
    assert quota(STUDY, D(2025, 5, 1), person, 0, rules).minutes == 720
    assert quota(STUDY, D(2025, 6, 1), person, 0, rules).minutes == 360


@given(st.dates(D(2019, 3, 1), D(2020, 6, 30)), st.integers(0, 40))
def test_more_days_never_ask_for_fewer_hours(first: date, more: int) -> None:
    month = first.replace(day=1)
    short = Supervised(first, None)
    longer = Supervised(max(month, date.fromordinal(first.toordinal() - more)), None)
    one, two = (quota(STUDY, month, who, 0, HELAN) for who in (short, longer))
    assert one.minutes is not None
    assert two.minutes is not None
    assert one.minutes <= two.minutes <= 480
    assert one.minutes % 30 == 0
    assert one.minutes >= 480 * one.active_days / month_length(month.year, month.month)
