"""The calendar arithmetic agrees with a second one, written without it (issue 3, closing line).

A few hundred random histories a run; ``make reference`` (HISTORIES=10000) for ten thousand of each.
"""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.rules.absence import absence
from app.rules.calendar import work_calendar
from app.rules.checkins import MEETING, WEEKLY, Status, Stretch, Supervised, duties
from app.rules.hours import SERVICE, STUDY, quota
from app.rules.leave import Circumstances, LeaveRequest, decide_leave
from app.rules.leave_window import Span
from app.rules.profiles import RuleBook, RuleProfile, RuleValue, rule_book
from app.rules.terms import Term, control_end, last_day_of_months, sentence_end
from tests.rules import reference

many = settings(
    max_examples=int(os.environ.get("HISTORIES", "300")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

NATION = rule_book("corrections", "110101")
HELAN = rule_book("corrections", "640122")
DAYS = st.dates(date(2020, 7, 1), date(2028, 12, 31))
NEAR = st.dates(date(2023, 11, 20), date(2024, 7, 10))
"""Days so near to each other, with a leap day among them, that leaves meet in one window."""

SPANS = st.builds(
    lambda start, length, early: Span(
        start,
        start + timedelta(days=length),
        actual_end=start + timedelta(days=max(length - early, 0)) if early else None,
    ),
    NEAR,
    st.integers(0, 34),
    st.integers(0, 6),
)


def counted(spans: list[Span]) -> list[date]:
    """The days of leaves as a person would tick them off."""
    return [day for s in spans for day in reference.walk(s.start, s.actual_end or s.end)]


@many
@given(
    NEAR,
    st.integers(0, 40),
    st.lists(SPANS, max_size=7),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_leave_its_window_its_length_and_who_decides(
    start: date, length: int, others: list[Span], delegated: bool, absent: bool, conflict: bool
) -> None:
    """59号 27."""
    end = start + timedelta(days=length)
    found = decide_leave(
        LeaveRequest(start, end, start - timedelta(days=5)),
        others,
        Circumstances(delegated=delegated, absent=absent, order_conflict=conflict),
        NATION,
    )
    asked, away = reference.walk(start, end), counted(others)
    assert found.days == len(asked)
    assert found.continuous == reference.in_a_row(asked, away)
    assert found.window is not None
    assert found.window.days == reference.fullest_two_months(asked, away)
    assert found.tier.value == reference.who_decides(
        asked, away, delegated=delegated, absent=absent, conflict=conflict
    )
    inside = reference.walk(found.window.first, found.window.last)
    assert sum(day in set(asked) for day in inside) == found.window.requested


@many
@given(DAYS, st.integers(1, 60))
def test_whole_months_from_a_first_day(first: date, months: int) -> None:
    assert last_day_of_months(first, months) == reference.months_through(first, months)


@many
@given(DAYS, st.integers(0, 70))
def test_days_of_absence_and_their_ranges(last_allowed: date, later: int) -> None:
    """59号 34, 35, 46."""
    on = last_allowed + timedelta(days=later)
    found = absence(last_allowed, on, NATION)
    assert (found.days, found.stage.value) == reference.absence_on(last_allowed, on)
    if found.next_stage_on is not None and found.days:
        _, graver = reference.absence_on(last_allowed, found.next_stage_on)
        _, before = reference.absence_on(last_allowed, found.next_stage_on - timedelta(days=1))
        assert graver != found.stage.value
        assert before == found.stage.value


@many
@given(DAYS, st.integers(0, 6), st.integers(0, 30), st.integers(0, 40))
def test_ends_of_terms(start: date, years: int, months: int, days: int) -> None:
    """刑诉解释 202."""
    if years + months + days:
        assert sentence_end(start, Term(years, months, days)) == reference.term_end(
            start, years, months, days
        )


@many
@given(DAYS, st.integers(0, 3), st.integers(1, 11), st.integers(0, 200))
def test_custody_taken_off_a_term_of_control(
    start: date, years: int, months: int, custody: int
) -> None:
    """刑法 41."""
    assert control_end(start, Term(years, months), custody) == reference.control_end(
        start, years, months, custody
    )


def owed(kind: str, received: date, ends: date, rules: RuleBook) -> list[date]:
    """First days of the natural periods in which the engine asks for a check-in."""
    after = datetime.combine(ends + timedelta(days=100), time(12))
    found = duties(kind, Supervised(received, ends), (), after, rules, work_calendar())
    begins = {
        MEETING: lambda day: day.replace(day=1),
        WEEKLY: lambda day: day - timedelta(days=day.weekday()),
    }[kind]
    return [begins(duty.first) for duty in found if duty.status is Status.OVERDUE]


@many
@given(DAYS, st.integers(0, 400))
def test_partial_weeks_and_months_of_the_rhythm(received: date, stays: int) -> None:
    """§4.2: a first period entered late is not owed, nor a last one left early."""
    ends = received + timedelta(days=stays)
    assert owed(MEETING, received, ends, HELAN) == reference.owed_months(received, ends)
    assert owed(WEEKLY, received, ends, HELAN) == reference.owed_weeks(received, ends)


def test_the_reference_counts_by_the_values_the_rules_hold() -> None:
    """Its limits are written out; a change of the rule file has to be made there as well."""
    on = date(2026, 1, 1)
    assert [
        NATION.resolve(key, on).integer
        for key in (
            *("leave.office_max_days", "leave.county_max_days", "leave.window_max_days"),
            "absence.admonish_max_days",
        )
    ] == [
        reference.OFFICE_MOST,
        reference.COUNTY_MOST,
        reference.WINDOW_MOST,
        reference.ADMONISH_MOST,
    ]
    assert NATION.resolve("leave.window_months", on).integer == 2


def test_the_reference_shares_no_code_with_the_rules() -> None:
    source = Path(reference.__file__).read_text("utf-8")
    assert "app." not in source.replace("``app.rules``", "")


PAUSES = st.lists(
    st.builds(
        lambda start, length: Stretch(
            start, None if length is None else start + timedelta(days=length)
        ),
        NEAR,
        st.none() | st.integers(0, 60),
    ),
    max_size=4,
)


@many
@given(
    NEAR,
    st.none() | st.integers(0, 120),
    PAUSES,
    st.integers(0, 4),
    st.integers(0, 600),
    st.sampled_from([STUDY, SERVICE]),
    st.sampled_from(["full", "partial", "none", None]),
)
def test_the_hours_of_a_month_not_wholly_under_supervision(
    received: date,
    stay: int | None,
    pauses: list[Stretch],
    later: int,
    done: int,
    kind: str,
    capacity: str | None,
) -> None:
    """H1-H6 of the corrections notes §8.6, under the work standard of 2019: eight hours a month."""
    ended = None if stay is None else received + timedelta(days=stay)
    month = reference.month_on(received, later)[0]
    found = quota(
        kind,
        month,
        Supervised(received, ended, suspensions=tuple(pauses)),
        done,
        HELAN,
        work_capacity=capacity,
    )
    halves = reference.half_hours_asked(
        month, received, ended, [(p.first, p.last) for p in pauses], 8
    )
    asked = 0 if kind == SERVICE and capacity == "none" else halves * 30
    assert found.minutes == asked
    assert found.short == max(asked - done, 0)


@many
@given(st.dates(date(2019, 6, 1), date(2020, 6, 30)), st.dates(date(2020, 7, 1), date(2022, 1, 1)))
def test_hours_end_with_the_rules_of_2012_where_no_county_sets_them(
    before: date, after: date
) -> None:
    """H7: eight hours until June 2020; from July 2020 no number, and nothing short."""
    person = Supervised(date(2018, 1, 1), None)
    for day, asked in ((before, 480), (after, None)):
        found = quota(STUDY, day.replace(day=1), person, 0, NATION)
        assert (found.minutes, found.short) == (asked, asked or 0)


CLASSES = st.sampled_from(["strict", "ordinary", "lenient"])


@many
@given(st.lists(st.tuples(NEAR, CLASSES), min_size=1, max_size=6), NEAR)
def test_the_class_of_the_first_day_decides_the_hours(
    changes: list[tuple[date, str]], day: date
) -> None:
    """H8: a change in mid-month takes effect with the next first."""
    hours = {"strict": 12, "ordinary": 6, "lenient": 3}
    local = RuleProfile(
        "local",
        "某省分类管理",
        "640122",
        "某省办法",
        date(2021, 1, 1),
        None,
        tuple(RuleValue("edu.hours_month", n, "小时", cls=cls) for cls, n in hours.items()),
    )
    month = reference.month_on(day, 0)[0]
    classes = sorted(dict([(date(2020, 7, 1), "strict"), *changes]).items())
    person = Supervised(date(2020, 7, 1), None, classes=tuple(classes))
    found = quota(STUDY, month, person, 0, RuleBook((local, *HELAN.profiles)))
    held = [cls for on, cls in classes if on <= month][-1]
    assert found.minutes == hours[held] * 60
