"""Every row of §8.4 of the corrections notes, through the services as the office works with them.

What is pure arithmetic stands in ``tests/rules/test_leave.py`` as well; here it is asked of the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.models.database import Database
from app.services.base import Rejected
from app.services.corrections.leave_view import LeaveQuery
from app.services.corrections.leaves import LeaveService
from app.services.corrections.persons import PersonService
from app.services.corrections.service import CorrectionsService
from app.services.corrections.states import NotAllowed
from tests.conftest import Clock
from tests.services.corrections.test_leaves import (
    ANSWER,
    DELEGATION,
    OPINION,
    application,
    back,
)

D = date


@pytest.fixture
def leaves(store: Database) -> LeaveService:
    return LeaveService(store)


@pytest.fixture
def delegated(persons: PersonService) -> str:
    return persons.add_delegation(DELEGATION)


@pytest.fixture
def file(leaves: LeaveService, clock: Clock) -> Callable[..., str]:
    """An application filed and signed on a day; the body that must decide has not answered yet."""

    def go(person: str, on: date, first: date, last: date, **changes: Any) -> str:
        clock.set(on)
        ties = {k: changes.pop(k) for k in ("extends", "changes") if k in changes}
        wanted = application(first, last, **{"applied_on": on, **changes})
        uid = leaves.apply(person, wanted, **ties)
        leaves.give_opinion(uid, {**OPINION, "opinion_on": on})
        return str(uid)

    return go


@pytest.fixture
def away(leaves, file, clock) -> Callable[..., str]:
    """Approved by the office and left on the first day."""

    def go(person: str, first: date, last: date) -> str:
        uid = file(person, first - timedelta(days=4), first, last)
        leaves.approve(uid, by="测所长", on=first - timedelta(days=4))
        clock.set(datetime.combine(first, datetime.min.time()).replace(hour=9))
        leaves.depart(uid, {"departed_at": clock().replace(hour=8)})
        return str(uid)

    return go


def answer(on: date, **changes: Any) -> dict[str, Any]:
    return {**ANSWER, "decided_on": on, **changes}


def said(leaves: LeaveService, person: str, wanted: dict[str, Any]) -> str:
    return " ".join(p.message for p in leaves.check(person, wanted))


# --- overlap, 变更 ---------------------------------------------------------------------------------


def test_two_applications_for_the_same_day_are_not_both_approved(leaves, person, delegated, file):
    """Overlapping requests: both may wait, one may be approved."""
    first = file(person, D(2025, 3, 1), D(2025, 3, 10), D(2025, 3, 12))
    second = file(person, D(2025, 3, 1), D(2025, 3, 12), D(2025, 3, 14))
    leaves.approve(first, by="测所长", on=D(2025, 3, 1))
    with pytest.raises(NotAllowed, match="与已批准的2025年3月10日至2025年3月12日的外出重叠"):
        leaves.approve(second, by="测所长", on=D(2025, 3, 1))
    assert leaves.sheet(second)["state"] == "opinion_given"


def test_the_countys_answer_does_not_approve_a_day_twice(leaves, person, delegated, file):
    first = file(person, D(2025, 3, 1), D(2025, 3, 10), D(2025, 3, 12))
    second = file(person, D(2025, 3, 1), D(2025, 3, 12), D(2025, 3, 25))
    leaves.approve(first, by="测所长", on=D(2025, 3, 1))
    with pytest.raises(NotAllowed, match="重叠"):
        leaves.record_answer(second, answer(D(2025, 3, 1)))


def test_a_change_takes_the_place_of_what_was_approved(leaves, person, delegated, file):
    """变更: it may meet the leave it changes, whose days no longer count."""
    old = file(person, D(2025, 3, 1), D(2025, 3, 10), D(2025, 3, 14))
    leaves.approve(old, by="测所长", on=D(2025, 3, 1))
    new = file(person, D(2025, 3, 2), D(2025, 3, 12), D(2025, 3, 18), changes=old)
    assert leaves.sheet(new)["window_days"] == 7
    assert leaves.sheet(old)["state"] == "approved", "until the change is granted it stands"
    leaves.approve(new, by="测所长", on=D(2025, 3, 2))
    assert (leaves.sheet(old)["state"], leaves.sheet(new)["state"]) == ("replaced", "approved")


def test_what_has_begun_is_not_changed_any_more(leaves, person, delegated, away, file):
    old = away(person, D(2025, 3, 10), D(2025, 3, 14))
    with pytest.raises(Rejected, match="还没有离开"):
        file(person, D(2025, 3, 11), D(2025, 3, 12), D(2025, 3, 18), changes=old)


# --- 展期 ------------------------------------------------------------------------------------------


def test_a_granted_extension_joins_the_leave_it_prolongs(leaves, person, delegated, away, file):
    """03-03 to 03-09 by the office, to 03-12 by the county: ten days in a row, due on the twelfth."""
    uid = away(person, D(2025, 3, 3), D(2025, 3, 9))
    more = file(person, D(2025, 3, 8), D(2025, 3, 10), D(2025, 3, 12), extends=uid)
    assert leaves.sheet(more)["tier"] == "county"
    leaves.record_answer(more, answer(D(2025, 3, 9) - timedelta(days=1)))
    sheet = leaves.sheet(uid)
    assert (sheet["state"], sheet["approved_until"], sheet["days"]) == ("away", D(2025, 3, 12), 10)
    assert leaves.sheet(more)["state"] == "joined"
    (row,) = leaves.away(D(2025, 3, 11))
    assert row.until == D(2025, 3, 12)


def test_until_the_county_answers_the_person_returns_in_time(
    leaves, person, delegated, away, file, clock
):
    """待批展期，仍应按期返回: from the day after the end the person is late all the same."""
    uid = away(person, D(2025, 3, 3), D(2025, 3, 9))
    more = file(person, D(2025, 3, 8), D(2025, 3, 10), D(2025, 3, 12), extends=uid)
    states = {r["uid"]: r["state"] for r in leaves.page(LeaveQuery()).rows}
    assert (states[uid], states[more]) == ("extension_pending", "waiting_county")
    clock.set(datetime(2025, 3, 10, 9))
    states = {r["uid"]: r["state"] for r in leaves.page(LeaveQuery()).rows}
    assert states[uid] == "overdue"
    assert leaves.away()[0].late == 1
    clock.set(datetime(2025, 3, 11, 9))
    with pytest.raises(NotAllowed, match="不得事后补批"):
        leaves.record_answer(more, answer(D(2025, 3, 11)))


def test_whoever_is_back_needs_no_extension(leaves, person, delegated, away, file, clock):
    uid = away(person, D(2025, 3, 3), D(2025, 3, 9))
    more = file(person, D(2025, 3, 8), D(2025, 3, 10), D(2025, 3, 12), extends=uid)
    clock.set(datetime(2025, 3, 9, 18))
    leaves.come_back(uid, back(datetime(2025, 3, 9, 17)))
    assert leaves.sheet(more)["state"] == "withdrawn"
    with pytest.raises(Rejected, match="已经结束"):
        leaves.apply(
            person,
            application(D(2025, 3, 10), D(2025, 3, 12), applied_on=D(2025, 3, 9)),
            extends=uid,
        )


# --- not coming back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "days", "stage"),
    [
        (D(2025, 3, 10), 1, "训诫范围"),
        (D(2025, 3, 19), 10, "训诫范围"),
        (D(2025, 3, 20), 11, "警告范围"),
        (D(2025, 4, 9), 31, "警告范围"),
        (D(2025, 4, 10), 32, "提请撤销缓刑、假释或者收监范围"),
    ],
)
def test_failing_to_return_is_told_step_by_step_and_judged_by_people(
    store, leaves, person, delegated, away, clock, on, days, stage
):
    """实施办法 34, 35, 46: day 1, day 10, day 11, and past one month by month arithmetic."""
    uid = away(person, D(2025, 3, 3), D(2025, 3, 9))
    clock.set(datetime.combine(on, datetime.min.time()).replace(hour=10))
    desk = CorrectionsService(store)
    (told,) = [r for r in desk.reminders(on) if r.kind == "corrections.leave_return"]
    assert told.overdue
    assert f"第{days}天" in told.title
    assert stage in told.detail
    assert "由人判断" in told.detail
    over = leaves.come_back(uid, back(clock().replace(hour=9), late_reason="滞留"))
    assert over.days == days


def test_an_open_overstay_keeps_the_office_from_approving_the_next(
    leaves, person, delegated, away, clock
):
    """§8.3: unapproved absence is no leave, but bars the office."""
    away(person, D(2025, 3, 3), D(2025, 3, 5))
    clock.set(D(2025, 3, 8))
    wanted = application(D(2025, 3, 20), D(2025, 3, 21), applied_on=D(2025, 3, 8))
    found = leaves.assess(person, wanted)
    assert found is not None
    assert found.tier == "county"
    assert "未经批准的离开" in found.explanation


# --- 经常性跨市、县 ----------------------------------------------------------------------------------


@pytest.fixture
def permit(leaves, file) -> Callable[..., str]:
    def go(person: str, on: date, first: date, last: date, **changes: Any) -> str:
        uid = file(person, on, first, last, kind="frequent", places="中卫市、吴忠市")
        leaves.record_answer(uid, answer(on, **changes))
        return str(uid)

    return go


def test_a_permit_covers_its_places_and_no_other(leaves, person, delegated, permit):
    """实施办法 29: an unlisted county needs ordinary leave."""
    permit(person, D(2025, 3, 1), D(2025, 3, 10), D(2025, 9, 9))
    listed = application(D(2025, 4, 1), D(2025, 4, 2), destination="宁夏中卫市沙坡头区")
    other = application(D(2025, 4, 1), D(2025, 4, 2), destination="甘肃省兰州市")
    assert "不必逐次请假" in said(leaves, person, listed)
    assert "须另行请假" in said(leaves, person, other)
    uid = leaves.apply(person, other)
    assert leaves.sheet(uid)["window_days"] == 2, "days of the permit stay outside the window"


def test_a_permit_does_not_begin_before_its_approval(leaves, person, file, clock):
    """开化 2024: back-dating is improper."""
    uid = file(
        person, D(2025, 3, 1), D(2025, 3, 3), D(2025, 9, 2), kind="frequent", places="中卫市"
    )
    clock.set(D(2025, 3, 10))
    with pytest.raises(NotAllowed, match="不得事后补批"):
        leaves.record_answer(uid, answer(D(2025, 3, 10)))
    with pytest.raises(NotAllowed, match="最长批准到2025年9月9日"):
        leaves.record_answer(
            uid,
            answer(D(2025, 3, 10), approved_from=D(2025, 3, 10), approved_until=D(2025, 9, 10)),
        )
    leaves.record_answer(
        uid,
        answer(D(2025, 3, 10), approved_from=D(2025, 3, 10), approved_until=D(2025, 9, 9)),
    )
    assert leaves.sheet(uid)["approved_from"] == D(2025, 3, 10)


def test_a_permit_ends_with_the_sentence(leaves, person, clock):
    """The term ends on 2025-11-04."""
    clock.set(D(2025, 8, 1))
    wanted = application(
        D(2025, 8, 4), D(2026, 2, 3), kind="frequent", places="中卫市", applied_on=D(2025, 8, 1)
    )
    with pytest.raises(Rejected, match="2025年11月4日"):
        leaves.apply(person, wanted)
    leaves.apply(person, {**wanted, "until_on": D(2025, 11, 4)})


def test_reports_during_a_permit_are_kept(leaves, person, delegated, permit, clock):
    """实施办法 29: within it the person reports by telephone or 微信."""
    uid = permit(person, D(2025, 3, 1), D(2025, 3, 10), D(2025, 9, 9))
    clock.set(datetime(2025, 4, 1, 12))
    look = {"checked_at": datetime(2025, 4, 1, 11), "method": "call", "result": "normal"}
    leaves.spot_check(uid, look)
    assert len(leaves.sheet(uid)["spot_checks"]) == 1


# --- urgent, end of the term, orders, places -------------------------------------------------------


def test_an_urgent_leave_goes_its_whole_way_after_the_fact(leaves, person, delegated, file, clock):
    """§8.5 先外出后补办: the office may approve five days of it, the departure lies before."""
    uid = file(person, D(2025, 3, 5), D(2025, 3, 4), D(2025, 3, 8), kind="emergency")
    leaves.approve(uid, by="测所长", on=D(2025, 3, 5))
    leaves.depart(uid, {"departed_at": datetime(2025, 3, 4, 2)})
    clock.set(datetime(2025, 3, 8, 18))
    assert leaves.come_back(uid, back(datetime(2025, 3, 8, 17))).days == 0


def test_the_term_may_end_while_somebody_is_away(leaves, persons, person, delegated, away, clock):
    """外出中 does not stand in the way of 解除; the certificate is signed later."""
    away(person, D(2025, 11, 1), D(2025, 11, 4))
    clock.set(datetime(2025, 11, 5, 9))
    persons.release(
        person,
        {
            "reason": "expired",
            "happened_on": D(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "（2025）贺矫解第9号",
            "summary_on": D(2025, 10, 8),
            "appraised_on": D(2025, 10, 30),
        },
    )
    assert persons.card(person).state == "released"


@pytest.mark.parametrize(
    ("checked", "tier"), [(None, "county"), ("conflict", "county"), ("none", "office")]
)
def test_an_order_in_force_needs_a_look_before_the_office_may_approve(
    leaves, persons, person, delegated, file, checked, tier
):
    """禁止令 conflict: hard warning, needs the county; an order nobody looked at counts as one."""
    persons.add_row(
        person,
        "court_order",
        {
            "kind": "place",
            "content": "禁止进入网吧",
            "from_on": D(2024, 11, 5),
            "until_on": D(2025, 11, 4),
        },
    )
    uid = file(person, D(2025, 3, 1), D(2025, 3, 5), D(2025, 3, 6), order_conflict=checked)
    assert leaves.sheet(uid)["tier"] == tier
    assert ("禁止令" in leaves.sheet(uid)["explanation"]) is (tier == "county")
    if tier == "county":
        with pytest.raises(NotAllowed):
            leaves.approve(uid, by="测所长", on=D(2025, 3, 1))


@pytest.mark.parametrize("where", ["泰国曼谷", "香港", "韩国首尔市"])
def test_abroad_is_no_leave(leaves, person, where):
    """不准出境: refused at entry, referred to the exit authorities."""
    with pytest.raises(Rejected, match="出境不是请假"):
        leaves.apply(person, application(D(2025, 3, 5), D(2025, 3, 6), destination=where))


def test_a_namesake_at_home_is_not_abroad(leaves, person):
    home = application(D(2025, 3, 5), D(2025, 3, 6), destination="内蒙古阿拉善盟")
    assert "出境" not in said(leaves, person, home)


def test_inside_the_area_no_leave_is_needed(leaves, persons, sheet, in_2025):
    """实施办法 26."""
    uid = persons.admit(sheet(activity_areas="贺兰县、兴庆区"))
    wanted = application(D(2025, 3, 5), D(2025, 3, 6), destination="银川市兴庆区")
    assert "无需请假" in said(leaves, uid, wanted)


def test_the_spring_festival_is_counted_like_any_days(leaves, persons, sheet, delegated, clock):
    """2026-02-10 to 03-05 is 24 days: the county, to be asked for by 02-07."""
    clock.set(D(2026, 2, 1))
    uid = persons.admit(
        sheet(
            effective_on=D(2025, 11, 5),
            decided_on=D(2025, 10, 25),
            starts_on=D(2025, 11, 5),
            ends_on=D(2026, 11, 4),
            reported_on=D(2025, 11, 8),
        )
    )
    wanted = application(D(2026, 2, 10), D(2026, 3, 5), applied_on=D(2026, 2, 1))
    found = leaves.assess(uid, wanted)
    assert found is not None
    assert (found.days, found.tier, found.apply_by) == (24, "county", D(2026, 2, 7))


def test_the_last_day_to_apply_is_three_days_before(leaves, person):
    """实施办法 27: leave on 2025-03-03 is asked for by 02-28; later needs a word why."""
    late = application(D(2025, 3, 3), D(2025, 3, 5), short_notice_reason="")
    assert "一般应在2025年2月28日以前申请" in said(leaves, person, late)
    with pytest.raises(Rejected):
        leaves.apply(person, late)


def test_leave_in_the_entry_period_is_a_warning(leaves, persons, sheet, in_2025):
    """Allowed by law; a county may forbid it, so the office is told."""
    uid = persons.admit(sheet(reported_on=D(2025, 2, 10), report_outcome="late"))
    wanted = application(D(2025, 3, 5), D(2025, 3, 6))
    assert "入矫初期（至2025年4月9日）" in said(leaves, uid, wanted)
    later = application(D(2025, 4, 20), D(2025, 4, 21))
    assert "入矫初期" not in said(leaves, uid, later)
