"""Who approves a leave: T1–T6, W1–W12 and the cases of the corrections notes §8.2–8.4."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.absence import Stage, absence, return_due
from app.rules.calendar import work_calendar
from app.rules.leave import (
    Circumstances,
    LeaveDecision,
    LeaveRequest,
    Tier,
    decide_leave,
    destination_advice,
    frequent_permit,
)
from app.rules.leave_window import Span, days_from_to, fullest_window
from app.rules.profiles import rule_book
from app.rules.terms import last_day_of_months

D = date
RULES = rule_book("corrections", "640122")
DELEGATED = Circumstances(delegated=True)


def spans(*pairs: tuple[date, date]) -> list[Span]:
    return [Span(start, end) for start, end in pairs]


def ask(
    start: date,
    end: date,
    others: list[Span] | None = None,
    *,
    applied: date | None = None,
    person: Circumstances = DELEGATED,
) -> LeaveDecision:
    """A leave asked for in good time unless said otherwise."""
    request = LeaveRequest(start, end, applied or start - timedelta(days=5))
    return decide_leave(request, others or [], person, RULES)


@pytest.mark.parametrize(
    ("start", "end", "days", "tier"),
    [
        pytest.param(D(2025, 3, 3), D(2025, 3, 9), 7, Tier.OFFICE, id="T1"),
        pytest.param(D(2025, 3, 3), D(2025, 3, 10), 8, Tier.COUNTY, id="T2"),
        pytest.param(D(2025, 7, 1), D(2025, 7, 30), 30, Tier.COUNTY, id="T3"),
        pytest.param(D(2025, 7, 1), D(2025, 7, 31), 31, Tier.SUPERIOR, id="T4"),
        pytest.param(
            D(2025, 1, 30), D(2025, 2, 5), 7, Tier.OFFICE, id="a month's end changes nothing"
        ),
    ],
)
def test_length_decides_who_approves(start: date, end: date, days: int, tier: Tier) -> None:
    """59号 27: within seven days, more than seven, more than thirty."""
    decision = ask(start, end)
    assert (decision.days, decision.tier) == (days, tier)
    assert decision.needs_filing is (tier is Tier.OFFICE)


def test_t5_without_a_delegation_on_the_day_the_county_approves() -> None:
    """社区矫正法 9: the office acts as a delegate."""
    decision = ask(D(2025, 3, 3), D(2025, 3, 9), person=Circumstances(delegated=False))
    assert decision.tier is Tier.COUNTY
    assert "没有县级的委托" in decision.explanation[-1]


def test_t6_the_rules_of_the_day_of_application_apply() -> None:
    """Applied 2020-06-28 for 06-29 to 07-06: 司发通〔2012〕12号, article 13."""
    decision = ask(D(2020, 6, 29), D(2020, 7, 6), applied=D(2020, 6, 28))
    assert (decision.days, decision.tier) == (8, Tier.COUNTY)
    assert decision.ruling.profile.name == "国家2012"
    assert decision.window is None
    assert decision.apply_by is None


def test_under_the_rules_of_2012_the_office_needed_no_delegation_and_a_month_was_the_most() -> None:
    """12办法 13: 司法所 in its own right; 不得超过一个月."""
    undelegated = Circumstances(delegated=False)
    week = ask(D(2019, 3, 3), D(2019, 3, 9), person=undelegated)
    assert (week.tier, week.needs_filing) == (Tier.OFFICE, False)
    longer = ask(D(2019, 7, 1), D(2019, 7, 31), person=undelegated)
    assert longer.tier is Tier.FORBIDDEN
    assert longer.decides == "不得批准"


JAN_15 = spans((D(2025, 1, 10), D(2025, 1, 24)))
FOUR_WEEKS = spans(
    *(
        (D(2025, m, d), D(2025, m, d) + timedelta(days=6))
        for m, d in [(4, 1), (4, 14), (4, 28), (5, 12)]
    )
)
NEW_YEAR = spans((D(2024, 12, 31), D(2025, 1, 14)))
JULY = spans((D(2025, 7, 1), D(2025, 7, 30)))


@pytest.mark.parametrize(
    ("others", "start", "end", "most", "first", "last", "tier"),
    [
        pytest.param(JAN_15, D(2025, 2, 20), D(2025, 3, 6), 30, D(2025, 1, 10), D(2025, 3, 9), Tier.COUNTY, id="W1"),
        pytest.param(JAN_15, D(2025, 2, 20), D(2025, 3, 7), 31, D(2025, 1, 10), D(2025, 3, 9), Tier.SUPERIOR, id="W2"),
        pytest.param(JAN_15, D(2025, 3, 5), D(2025, 3, 20), 20, D(2025, 1, 10), D(2025, 3, 9), Tier.COUNTY, id="W3"),
        pytest.param(FOUR_WEEKS, D(2025, 5, 26), D(2025, 6, 1), 34, D(2025, 4, 1), D(2025, 5, 31), Tier.SUPERIOR, id="W4"),
        pytest.param(FOUR_WEEKS, D(2025, 5, 26), D(2025, 5, 27), 30, D(2025, 4, 1), D(2025, 5, 31), Tier.OFFICE, id="W5"),
        pytest.param(NEW_YEAR, D(2025, 2, 14), D(2025, 3, 1), 30, D(2024, 12, 31), D(2025, 2, 28), Tier.COUNTY, id="W6"),
        pytest.param(NEW_YEAR, D(2025, 2, 13), D(2025, 2, 28), 31, D(2024, 12, 31), D(2025, 2, 28), Tier.SUPERIOR, id="W7"),
        pytest.param(spans((D(2025, 6, 20), D(2025, 7, 4))), D(2025, 5, 10), D(2025, 5, 25), 31, D(2025, 5, 10), D(2025, 7, 9), Tier.SUPERIOR, id="W8 later leave counts"),
        pytest.param(JULY, D(2025, 8, 31), D(2025, 8, 31), 31, D(2025, 7, 1), D(2025, 8, 31), Tier.SUPERIOR, id="W9 a single day"),
        pytest.param(JULY, D(2025, 9, 1), D(2025, 9, 7), 30, None, None, Tier.OFFICE, id="W10"),
        pytest.param([Span(D(2025, 1, 10), D(2025, 1, 24), actual_end=D(2025, 1, 23))], D(2025, 2, 20), D(2025, 3, 7), 30, D(2025, 1, 10), D(2025, 3, 9), Tier.COUNTY, id="W11 back early"),
        pytest.param(spans((D(2025, 5, 1), D(2025, 5, 10)), (D(2025, 5, 8), D(2025, 5, 17))), D(2025, 6, 1), D(2025, 6, 14), 31, D(2025, 5, 1), D(2025, 6, 30), Tier.SUPERIOR, id="W12 overlap counts once"),
    ],
)  # fmt: skip
def test_the_fullest_window_of_two_months_decides(
    others: list[Span],
    start: date,
    end: date,
    most: int,
    first: date | None,
    last: date | None,
    tier: Tier,
) -> None:
    """59号 27, strict reading: every window that touches the request, earlier and later leave."""
    decision = ask(start, end, others)
    assert decision.window is not None
    assert decision.window.days == most
    assert decision.tier is tier
    if first is not None:
        assert (decision.window.first, decision.window.last) == (first, last)


def test_the_answer_explains_itself() -> None:
    """W2: the window, the sum, the limit and the profile stand in words."""
    lines = "".join(ask(D(2025, 2, 20), D(2025, 3, 7), JAN_15).explanation)
    assert "2025年2月20日至2025年3月7日，共16天" in lines
    assert "窗口2025年1月10日至2025年3月9日内累计31天（本次16天，其他15天），超过30天" in lines
    assert "国家2020" in lines


DAYS = st.dates(D(2024, 1, 1), D(2025, 12, 31))
SPANS = st.builds(lambda s, n: Span(s, s + timedelta(days=n)), DAYS, st.integers(0, 30))


@given(SPANS, st.lists(SPANS, max_size=5))
def test_the_fullest_window_is_what_looking_at_every_day_finds(
    request_: Span, others: list[Span]
) -> None:
    """Against the slow definition: every first day, counted one by one."""
    asked = request_.days()
    away = frozenset(d for s in others for d in s.days()) - asked
    found = fullest_window(asked, away, 2)
    counts = []
    for first in asked | away:
        window = days_from_to(first, last_day_of_months(first, 2))
        if window & asked:
            counts.append(len(window & (asked | away)))
    assert found.days == max(counts)
    assert found.days == len(days_from_to(found.first, found.last) & (asked | away))


@given(SPANS, st.lists(SPANS, max_size=4), SPANS)
def test_more_leave_never_lowers_who_must_approve(
    request_: Span, others: list[Span], more: Span
) -> None:
    order = [Tier.OFFICE, Tier.COUNTY, Tier.SUPERIOR]
    before = ask(request_.start, request_.end, others).tier
    after = ask(request_.start, request_.end, [*others, more]).tier
    assert order.index(before) <= order.index(after)


def test_days_of_a_frequent_permit_stay_outside_the_window() -> None:
    """59号 29, a regime of its own; a switch of the county."""
    permit = [Span(D(2025, 1, 1), D(2025, 1, 31), frequent=True)]
    decision = ask(D(2025, 2, 3), D(2025, 2, 7), permit)
    assert decision.window is not None
    assert (decision.window.days, decision.tier) == (5, Tier.OFFICE)


def test_an_open_absence_keeps_the_office_from_approving() -> None:
    """§8.3: unapproved absence counts no leave days but bars the office."""
    person = Circumstances(delegated=True, absent=True)
    assert ask(D(2025, 3, 3), D(2025, 3, 4), person=person).tier is Tier.COUNTY


def test_days_overstayed_are_no_leave_days() -> None:
    late = Span(D(2025, 1, 10), D(2025, 1, 24), actual_end=D(2025, 2, 20))
    assert len(late.days()) == 15
    moved = Span(
        D(2025, 1, 10), D(2025, 1, 24), actual_start=D(2025, 1, 12), actual_end=D(2025, 1, 13)
    )
    assert len(moved.days()) == 2


def test_a_request_that_meets_an_approved_leave_is_refused_at_entry() -> None:
    decision = ask(D(2025, 1, 24), D(2025, 1, 26), JAN_15)
    assert "重叠" in decision.problems[0]
    assert ask(D(2025, 1, 26), D(2025, 1, 27), JAN_15).problems == ()
    back_early = [Span(D(2025, 1, 10), D(2025, 1, 24), actual_end=D(2025, 1, 20))]
    assert ask(D(2025, 1, 22), D(2025, 1, 24), back_early).problems == ()


def extension(applied: date, start: date) -> LeaveDecision:
    week = Span(D(2025, 3, 3), D(2025, 3, 9))
    request = LeaveRequest(start, D(2025, 3, 12), applied, extends=week)
    return decide_leave(request, [week], DELEGATED, RULES)


def test_an_extension_goes_by_the_total_length() -> None:
    """§8.4: seven days and three more are ten in a row: the county."""
    decision = extension(D(2025, 3, 8), D(2025, 3, 10))
    assert (decision.days, decision.continuous, decision.tier) == (3, 10, Tier.COUNTY)
    assert decision.problems == ()
    assert "仍应在2025年3月9日以前返回" in decision.warnings[0]
    assert "连续10天" in decision.explanation[0]


def test_an_extension_after_expiry_is_no_extension() -> None:
    assert "按逾期未归处理" in extension(D(2025, 3, 10), D(2025, 3, 10)).problems[0]
    assert "应从2025年3月10日起算" in extension(D(2025, 3, 8), D(2025, 3, 11)).problems[0]


def test_two_leaves_without_a_day_between_count_as_one() -> None:
    """Otherwise eight days could be had as seven and one."""
    assert (
        ask(D(2025, 3, 10), D(2025, 3, 10), spans((D(2025, 3, 3), D(2025, 3, 9)))).tier
        is Tier.COUNTY
    )


@pytest.mark.parametrize(
    ("applied", "late"), [(D(2025, 2, 28), False), (D(2025, 3, 1), True), (D(2025, 3, 3), True)]
)
def test_one_applies_three_days_before_leaving(applied: date, late: bool) -> None:
    """59号 27 "一般应当": late is a warning that asks for an explanation, not a bar."""
    decision = ask(D(2025, 3, 3), D(2025, 3, 5), applied=applied)
    assert decision.apply_by == D(2025, 2, 28)
    assert bool(decision.warnings) is late
    assert decision.problems == ()


def test_a_leave_across_the_spring_festival_counts_every_day() -> None:
    """§8.4: 2026-02-10 to 03-05 is 24 days, to be asked for by 02-07."""
    decision = ask(D(2026, 2, 10), D(2026, 3, 5))
    assert (decision.days, decision.tier, decision.apply_by) == (24, Tier.COUNTY, D(2026, 2, 7))


def test_applying_after_leaving_is_only_for_emergencies() -> None:
    """开化 2024: back-dated approval is improper; §8.5: hospital outside the county."""
    request = LeaveRequest(D(2025, 3, 3), D(2025, 3, 5), D(2025, 3, 4))
    assert "不得事后补批" in decide_leave(request, [], DELEGATED, RULES).problems[0]
    urgent = LeaveRequest(D(2025, 3, 3), D(2025, 3, 5), D(2025, 3, 4), emergency=True)
    assert decide_leave(urgent, [], DELEGATED, RULES).problems == ()


def test_a_leave_ends_with_the_sentence() -> None:
    """§8.4: approve only up to the end date."""
    person = Circumstances(delegated=True, sentence_end=D(2025, 3, 9))
    decision = ask(D(2025, 3, 3), D(2025, 3, 12), person=person)
    assert (decision.end, decision.days, decision.tier) == (D(2025, 3, 9), 7, Tier.OFFICE)
    assert "只能批准到该日" in decision.warnings[0]
    after = ask(D(2025, 3, 10), D(2025, 3, 12), person=person)
    assert after.tier is Tier.FORBIDDEN
    assert "期满之后" in after.problems[0]


def test_the_entry_period_is_a_warning() -> None:
    person = Circumstances(delegated=True, entry_until=D(2025, 3, 31))
    assert "入矫初期" in ask(D(2025, 3, 3), D(2025, 3, 5), person=person).warnings[0]


def test_a_return_before_the_start_is_refused() -> None:
    assert "返回日早于离开日" in ask(D(2025, 3, 3), D(2025, 3, 2)).problems[0]


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (D(2025, 3, 10), D(2025, 9, 9)),
        (D(2025, 8, 31), D(2026, 2, 28)),
        (D(2025, 8, 30), D(2026, 2, 28)),
        (D(2025, 3, 1), D(2025, 8, 31)),
    ],
)
def test_a_permit_for_frequent_travel_lasts_six_months(start: date, last: date) -> None:
    """59号 29 by month arithmetic."""
    permit = frequent_permit(start, start, ["420100"], RULES)
    assert (permit.last, permit.problems) == (last, ())


def test_a_permit_holds_for_its_places_its_days_and_no_longer_than_the_term() -> None:
    permit = frequent_permit(
        D(2025, 3, 10), D(2025, 3, 10), ["420100", "4206"], RULES, sentence_end=D(2025, 6, 30)
    )
    assert permit.last == D(2025, 6, 30)
    assert permit.covers("420607", D(2025, 4, 1))
    assert not permit.covers("429004", D(2025, 4, 1))
    assert not permit.covers("420100", D(2025, 7, 1))


def test_a_permit_is_not_back_dated_and_not_of_2012() -> None:
    """开化 2024; 12办法 knows no such permit."""
    backdated = frequent_permit(D(2023, 5, 1), D(2023, 5, 20), ["3301"], RULES)
    assert "不得事后补批" in backdated.problems[0]
    assert not backdated.covers("330100", D(2023, 6, 1))
    early = frequent_permit(D(2019, 5, 1), D(2019, 5, 1), ["3301"], RULES)
    assert "没有经常性跨市、县活动的规定" in early.problems[0]
    assert "没有写明" in frequent_permit(D(2025, 5, 1), D(2025, 5, 1), [], RULES).problems[0]


def test_where_to_decides_whether_leave_is_needed() -> None:
    """59号 26: within the area the county set, no leave; abroad, no leave either, but never."""
    area = ["640122", "640104", "640105", "640106"]
    assert destination_advice("640104", area=area) == (False, "在批准的活动范围内，无需请假。")
    assert destination_advice("640121", area=area) == (True, "")
    assert "不准出境" in destination_advice("", area=area, abroad=True)[1]
    assert "禁止令" in destination_advice("640104001", area=area, banned=["640104001"])[1]


@pytest.mark.parametrize(
    ("on", "days", "stage"),
    [
        (D(2025, 3, 9), 0, Stage.NONE),
        (D(2025, 3, 10), 1, Stage.ADMONISH),
        (D(2025, 3, 19), 10, Stage.ADMONISH),
        (D(2025, 3, 20), 11, Stage.WARN),
        (D(2025, 4, 9), 31, Stage.WARN),
        (D(2025, 4, 10), 32, Stage.REVOKE),
    ],
)
def test_failing_to_return_leads_step_by_step(on: date, days: int, stage: Stage) -> None:
    """§8.4, a leave that ended 2025-03-09; 59号 34, 35, 46."""
    found = absence(D(2025, 3, 9), on, RULES)
    assert (found.days, found.stage) == (days, stage)
    assert found.next_stage_on is None or found.next_stage_on > on
    assert ("由人判断" in found.message) is (stage is not Stage.NONE)


def test_the_rules_of_2012_knew_no_admonition() -> None:
    found = absence(D(2019, 3, 9), D(2019, 3, 10), RULES)
    assert (found.stage, found.next_stage_on) == (Stage.WARN, D(2019, 4, 10))


def test_coming_back_on_a_day_of_rest() -> None:
    """§8.4: telephone the same day, sign on the next working day."""
    sunday = return_due(D(2025, 3, 9), RULES, work_calendar())
    assert (sunday.report_by, sunday.sign_by) == (D(2025, 3, 9), D(2025, 3, 10))
    assert "当日电话报告" in sunday.note
    monday = return_due(D(2025, 3, 10), RULES, work_calendar())
    assert (monday.sign_by, monday.note) == (D(2025, 3, 10), "")


def test_the_other_way_of_counting_leaves_out_the_day_of_departure() -> None:
    assert len(days_from_to(D(2025, 3, 3), D(2025, 3, 10), "exclude_first")) == 7
    with pytest.raises(ValueError, match="unknown way"):
        days_from_to(D(2025, 3, 3), D(2025, 3, 10), "by moonlight")
