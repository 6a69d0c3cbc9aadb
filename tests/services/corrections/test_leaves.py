"""请销假 from the application to the return, every path of it, with bad input too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.models.database import Database
from app.services.base import Missing, Rejected
from app.services.corrections.leave_view import LeaveQuery
from app.services.corrections.leaves import LeaveService
from app.services.corrections.persons import PersonService
from app.services.corrections.states import NotAllowed
from tests.conftest import Clock

DELEGATION = {"matter": "leave_7", "from_on": date(2025, 1, 1), "authority": "贺兰县司法局"}
OPINION = {
    "opinion_agree": True,
    "opinion": "情况属实，同意外出。",
    "opinion_by": "测所长",
    "opinion_on": date(2025, 3, 1),
}
ANSWER = {
    "approved": True,
    "decided_by": "贺兰县司法局",
    "decided_on": date(2025, 3, 2),
    "decision_number": "(2025)贺矫外字第12号",
}


@pytest.fixture
def leaves(store: Database) -> LeaveService:
    return LeaveService(store)


@pytest.fixture
def delegated(persons: PersonService) -> str:
    """The county lets this office approve leave of up to seven days from 2025-01-01."""
    return persons.add_delegation(DELEGATION)


def application(first: date, last: date, **changes: Any) -> dict[str, Any]:
    """An application filed on 1 March 2025 unless said otherwise."""
    return {
        "kind": "ordinary",
        "applied_on": min(date(2025, 3, 1), first),
        "from_on": first,
        "until_on": last,
        "reason": "medical",
        "reason_text": "到中卫市人民医院复查",
        "destination": "宁夏中卫市沙坡头区",
        "contact_phone": "13900000001",
        "evidence": "诊断证明一份",
        "short_notice_reason": "号源临时确定",
        **changes,
    }


@pytest.fixture
def approved(leaves: LeaveService, clock: Clock) -> Callable[..., str]:
    """A leave approved by whoever has to, for the days given."""

    def go(person: str, first: date, last: date, **changes: Any) -> str:
        clock.set(min(first, date(2025, 3, 1)))
        uid = leaves.apply(person, application(first, last, **changes))
        on = clock().date()
        found = leaves.give_opinion(uid, {**OPINION, "opinion_on": on})
        if found.tier == "office":
            leaves.approve(uid, by="测所长", on=on)
        else:
            leaves.record_answer(uid, {**ANSWER, "decided_on": on})
        return uid

    return go


def test_seven_delegated_days_are_the_offices_to_approve(leaves, person, delegated, clock):
    """T1: 2025-03-03 to 03-09 is 7 days: 司法所, reported to the county (实施办法 27)."""
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 9)))
    found = leaves.give_opinion(uid, OPINION)
    assert (found.tier, found.days, found.needs_filing) == ("office", 7, True)
    leaves.approve(uid, by="测所长", on=date(2025, 3, 1), number="(2025)习矫外字第1号")
    sheet = leaves.sheet(uid)
    assert (sheet["state"], sheet["decided_tier"]) == ("approved", "office")
    assert sheet["approved_until"] == date(2025, 3, 9)
    assert sheet["filed_on"] is None
    leaves.mark_filed(uid, date(2025, 3, 1))
    assert leaves.sheet(uid)["filed_on"] == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("last", "tier", "state"),
    [
        (date(2025, 3, 10), "county", "waiting_county"),  # T2: 8 days
        (date(2025, 4, 1), "county", "waiting_county"),  # T3: 30 days
        (date(2025, 4, 2), "superior", "waiting_superior"),  # T4: 31 days
    ],
)
def test_longer_leave_waits_for_the_answer_from_above(leaves, person, delegated, last, tier, state):
    """T2-T4: the office's click never approves what the county must decide."""
    uid = leaves.apply(person, application(date(2025, 3, 3), last))
    assert leaves.give_opinion(uid, OPINION).tier == tier
    assert leaves.sheet(uid)["state"] == state
    with pytest.raises(NotAllowed):
        leaves.approve(uid, by="测所长", on=date(2025, 3, 1))
    assert leaves.sheet(uid)["state"] == state
    assert leaves.sheet(uid)["approved"] is None


def test_without_a_delegation_on_the_day_of_application_the_county_decides(
    leaves, persons, person, delegated
):
    """T5."""
    persons.edit_delegation(delegated, {**DELEGATION, "until_on": date(2025, 2, 28)})
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 9)))
    found = leaves.give_opinion(uid, OPINION)
    assert found.tier == "county"
    assert "没有县级的委托" in found.explanation


def test_the_rules_of_the_day_of_application_apply(leaves, persons, sheet, clock):
    """T6: eight days asked for on 2020-06-28 go to the county under the rules of 2012."""
    clock.set(date(2020, 6, 28))
    old = persons.admit(
        sheet(
            decided_on=date(2020, 4, 1),
            effective_on=date(2020, 4, 11),
            starts_on=date(2020, 4, 11),
            ends_on=date(2021, 4, 10),
            reported_on=date(2020, 4, 13),
        )
    )
    wanted = application(date(2020, 6, 29), date(2020, 7, 6), applied_on=date(2020, 6, 28))
    found = leaves.assess(old, wanted)
    assert found is not None
    assert (found.tier, found.days, found.profile) == ("county", 8, "national-2012")


def test_the_answer_of_the_county_is_recorded_as_it_came(leaves, person, delegated, clock):
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 12)))
    leaves.give_opinion(uid, OPINION)
    clock.set(date(2025, 3, 2))
    leaves.record_answer(uid, {**ANSWER, "approved_until": date(2025, 3, 11)})
    sheet = leaves.sheet(uid)
    assert (sheet["state"], sheet["decision_number"]) == ("approved", ANSWER["decision_number"])
    assert (sheet["approved_until"], sheet["days"]) == (date(2025, 3, 11), 9)
    with pytest.raises(NotAllowed, match="只有本所批准"):
        leaves.mark_filed(uid, date(2025, 3, 2))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"decision_number": ""}, Rejected),
        ({"decided_by": ""}, Rejected),
        ({"decided_on": None}, Rejected),
        ({"approved": False}, NotAllowed),
        ({"decided_on": date(2025, 2, 28)}, NotAllowed),
        ({"decided_on": date(2025, 3, 20)}, NotAllowed),
        ({"approved_until": date(2025, 3, 1)}, NotAllowed),
        ({"approved_until": date(2025, 11, 5)}, NotAllowed),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(
    leaves, person, delegated, clock, changes, error
):
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 12)))
    leaves.give_opinion(uid, OPINION)
    clock.set(date(2025, 3, 2))
    with pytest.raises(error):
        leaves.record_answer(uid, {**ANSWER, **changes})
    assert leaves.sheet(uid)["state"] == "waiting_county"


def test_a_refusal_needs_its_reason_in_writing(leaves, person, delegated):
    """社区矫正法 27: with a good reason leave shall be granted."""
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 9)))
    leaves.give_opinion(uid, {**OPINION, "opinion_agree": False, "opinion": "材料不全"})
    with pytest.raises(NotAllowed, match="写明理由"):
        leaves.refuse(uid, refusal="incomplete", text=" ", by="测所长", on=date(2025, 3, 1))
    leaves.refuse(uid, refusal="incomplete", text="没有诊断证明", by="测所长", on=date(2025, 3, 1))
    assert leaves.sheet(uid)["state"] == "refused"
    with pytest.raises(NotAllowed):
        leaves.approve(uid, by="测所长", on=date(2025, 3, 1))


def test_the_county_refuses(leaves, person):
    uid = leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 20)))
    leaves.give_opinion(uid, OPINION)
    refused = {**ANSWER, "approved": False, "refusal": "risk", "refusal_text": "期内有警告"}
    leaves.record_answer(uid, {**refused, "decided_on": date(2025, 3, 1)})
    sheet = leaves.sheet(uid)
    assert (sheet["state"], sheet["refusal_text"]) == ("refused", "期内有警告")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason_text": ""}, "reason_text"),
        ({"destination": "  "}, "destination"),
        ({"until_on": date(2025, 3, 2)}, "until_on"),
        ({"applied_on": date(2025, 3, 4)}, "from_on"),
        ({"until_on": None}, "until_on"),
        ({"kind": "holiday"}, "kind"),
        ({"short_notice_reason": ""}, "short_notice_reason"),
        ({"from_on": date(2025, 11, 5), "until_on": date(2025, 11, 6)}, "from_on"),
    ],
)
def test_an_application_that_cannot_stand_is_refused(leaves, person, changes, field):
    wanted = {**application(date(2025, 3, 3), date(2025, 3, 9)), **changes}
    with pytest.raises(Rejected) as refused:
        leaves.apply(person, wanted)
    assert field in {p.field for p in refused.value.problems}
    assert leaves.page(LeaveQuery()).total == 0


def test_an_overlap_with_an_approved_leave_is_refused_in_plain_words(
    leaves, person, delegated, approved
):
    approved(person, date(2025, 3, 5), date(2025, 3, 9))
    with pytest.raises(Rejected, match="与2025年3月5日至2025年3月9日的外出重叠"):
        leaves.apply(person, application(date(2025, 3, 9), date(2025, 3, 12)))


def test_an_overlap_with_a_pending_application_is_only_asked_about(leaves, person):
    leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    wanted = application(date(2025, 3, 9), date(2025, 3, 12))
    asked = [p for p in leaves.check(person, wanted) if "还没有批复" in p.message]
    assert [p.blocking for p in asked] == [False]


def test_somebody_who_is_not_on_the_books_cannot_ask(leaves, persons, sheet, in_2025):
    expected = persons.admit(sheet(reported_on=None, report_outcome=None))
    with pytest.raises(Rejected, match="不在册"):
        leaves.apply(expected, application(date(2025, 3, 3), date(2025, 3, 9)))
    with pytest.raises(Missing):
        leaves.apply("00000000-0000-0000-0000-000000000000", {})


def test_a_prohibition_order_and_the_home_area_are_pointed_out(leaves, persons, sheet, in_2025):
    uid = persons.admit(sheet(activity_areas="贺兰县、兴庆区"))
    order = {
        "kind": "place",
        "content": "禁止进入网吧",
        "from_on": date(2024, 11, 5),
        "until_on": date(2025, 11, 4),
    }
    persons.add_row(uid, "court_order", order)
    wanted = application(date(2025, 3, 5), date(2025, 3, 6), destination="银川市兴庆区")
    said = " ".join(p.message for p in leaves.check(uid, wanted) if not p.blocking)
    assert "禁止进入网吧" in said
    assert "无需请假" in said


def test_the_fullest_two_months_decide_not_the_length(leaves, person, delegated, approved):
    """W4, W5: 28 days out in four leaves; seven more make 34, two more make 30."""
    for day in (date(2025, 4, 1), date(2025, 4, 14), date(2025, 4, 28), date(2025, 5, 12)):
        approved(person, day, day + timedelta(days=6))
    seven = leaves.assess(person, application(date(2025, 5, 26), date(2025, 6, 1)))
    two = leaves.assess(person, application(date(2025, 5, 26), date(2025, 5, 27)))
    assert (seven.tier, seven.window_days) == ("superior", 34)
    assert (two.tier, two.window_days) == ("office", 30)
    assert "2025年4月1日至2025年5月31日" in seven.explanation


def test_actual_days_replace_the_approved_ones_after_an_early_return(
    leaves, person, approved, clock
):
    """W2, W11: back a day early, 16 days more are 30 instead of 31 and stay with the county."""
    first = approved(person, date(2025, 1, 10), date(2025, 1, 24))
    later = application(date(2025, 2, 20), date(2025, 3, 7), applied_on=date(2025, 2, 15))
    assert leaves.assess(person, later).tier == "superior"
    clock.set(datetime(2025, 1, 10, 8))
    leaves.depart(first, {"departed_at": datetime(2025, 1, 10, 7, 30)})
    clock.set(datetime(2025, 1, 23, 17))
    over = leaves.come_back(first, back(datetime(2025, 1, 23, 15)))
    assert over.days == 0
    found = leaves.assess(person, later)
    assert (found.tier, found.window_days) == ("county", 30)


def back(at: datetime, **changes: Any) -> dict[str, Any]:
    """A return reported at the office in the same hour."""
    return {
        "returned_at": at,
        "back_reported_at": at,
        "back_report_way": "at_office",
        "handled_by": "测协理员",
        **changes,
    }


def test_coming_back_late_is_counted_and_needs_a_reason(leaves, person, delegated, approved, clock):
    """实施办法 28, 34: 03-10 is day 1 after a leave until 03-09."""
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(datetime(2025, 3, 3, 8))
    leaves.depart(uid, {"departed_at": datetime(2025, 3, 3, 7)})
    clock.set(datetime(2025, 3, 19, 18))
    (row,) = leaves.away()
    assert (row.late, row.until) == (10, date(2025, 3, 9))
    assert leaves.page(LeaveQuery()).rows[0]["state"] == "overdue"
    with pytest.raises(Rejected, match="逾期10天"):
        leaves.come_back(uid, back(datetime(2025, 3, 19, 17)))
    over = leaves.come_back(uid, back(datetime(2025, 3, 19, 17), late_reason="车辆故障"))
    assert (over.days, over.stage.value) == (10, "admonish")
    sheet = leaves.sheet(uid)
    assert (sheet["state"], sheet["late_days"]) == ("closed", 10)
    assert leaves.away() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"returned_at": datetime(2025, 3, 3, 6)},
        {"back_reported_at": datetime(2025, 3, 5, 8)},
        {"back_reported_at": datetime(2025, 3, 8, 8)},
        {"returned_at": None},
        {"handled_by": ""},
        {"back_report_way": "letter"},
    ],
)
def test_a_return_that_cannot_be_right_is_refused(
    leaves, person, delegated, approved, clock, changes
):
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(datetime(2025, 3, 6, 18))
    leaves.depart(uid, {"departed_at": datetime(2025, 3, 3, 7)})
    with pytest.raises(Rejected):
        leaves.come_back(uid, {**back(datetime(2025, 3, 6, 9)), **changes})
    assert leaves.sheet(uid)["state"] == "away"


def test_nobody_leaves_before_approval_or_outside_its_days(
    leaves, person, delegated, approved, clock
):
    waiting = leaves.apply(person, application(date(2025, 4, 5), date(2025, 4, 9)))
    with pytest.raises(NotAllowed):
        leaves.depart(waiting, {"departed_at": datetime(2025, 4, 5, 8)})
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(date(2025, 3, 10))
    with pytest.raises(NotAllowed, match="不在批准"):
        leaves.depart(uid, {"departed_at": datetime(2025, 3, 2, 8)})
    with pytest.raises(NotAllowed, match="不在批准"):
        leaves.depart(uid, {"departed_at": datetime(2025, 3, 10, 8)})


def test_an_extension_is_reckoned_by_its_whole_length(leaves, person, delegated, approved, clock):
    """§8.4: seven days of the office and three more are ten: county; until then return in time."""
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(date(2025, 3, 8))
    wanted = application(date(2025, 3, 10), date(2025, 3, 12), applied_on=date(2025, 3, 8))
    more = leaves.apply(person, wanted, extends=uid)
    found = leaves.give_opinion(more, {**OPINION, "opinion_on": date(2025, 3, 8)})
    assert (found.tier, found.days) == ("county", 3)
    assert "连续10天" in found.explanation
    said = leaves.check(person, {**wanted, "extends_uid": uid}, but=more)
    assert any("仍应在2025年3月9日以前返回" in p.message for p in said)


def test_an_extension_after_the_end_is_refused(leaves, person, delegated, approved, clock):
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(date(2025, 3, 10))
    wanted = application(date(2025, 3, 10), date(2025, 3, 12), applied_on=date(2025, 3, 10))
    with pytest.raises(Rejected, match="已经期满"):
        leaves.apply(person, wanted, extends=uid)


def test_leave_is_approved_only_up_to_the_end_of_the_term(leaves, person, delegated, clock):
    """§8.4: the person's term ends on 2025-11-04."""
    clock.set(date(2025, 10, 28))
    wanted = application(date(2025, 11, 1), date(2025, 11, 6), applied_on=date(2025, 10, 28))
    uid = leaves.apply(person, wanted)
    leaves.give_opinion(uid, {**OPINION, "opinion_on": date(2025, 10, 28)})
    leaves.approve(uid, by="测所长", on=date(2025, 10, 28))
    assert leaves.sheet(uid)["approved_until"] == date(2025, 11, 4)


def test_an_urgent_leave_is_filed_afterwards_with_an_explanation(leaves, person, clock):
    """§8.5: hospital outside the county."""
    clock.set(date(2025, 3, 5))
    wanted = application(
        date(2025, 3, 3), date(2025, 3, 12), kind="emergency", applied_on=date(2025, 3, 5)
    )
    with pytest.raises(Rejected):
        leaves.apply(person, {**wanted, "short_notice_reason": ""})
    uid = leaves.apply(person, wanted)
    assert leaves.give_opinion(uid, {**OPINION, "opinion_on": date(2025, 3, 5)}).tier == "county"


def test_a_permit_for_frequent_travel_lasts_six_months(leaves, person, clock):
    """实施办法 29: from 2025-03-10 to 2025-09-09 at most; the county approves."""
    wanted = application(
        date(2025, 3, 10), date(2025, 9, 10), kind="frequent", places="中卫市、吴忠市"
    )
    with pytest.raises(Rejected, match="2025年9月9日"):
        leaves.apply(person, wanted)
    uid = leaves.apply(person, {**wanted, "until_on": date(2025, 9, 9)})
    leaves.give_opinion(uid, OPINION)
    leaves.record_answer(uid, {**ANSWER, "decided_on": date(2025, 3, 1)})
    clock.set(date(2025, 4, 1))
    assert leaves.away() == []
    with pytest.raises(NotAllowed, match="不逐次登记"):
        leaves.depart(uid, {"departed_at": datetime(2025, 4, 1, 8)})
    with pytest.raises(Rejected, match="没有写明"):
        leaves.apply(person, {**wanted, "until_on": date(2025, 9, 9), "places": ""})


def test_an_application_can_be_changed_until_somebody_signs(leaves, person, delegated):
    uid = leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    leaves.edit(uid, application(date(2025, 3, 5), date(2025, 3, 8)))
    assert leaves.sheet(uid)["until_on"] == date(2025, 3, 8)
    leaves.give_opinion(uid, OPINION)
    with pytest.raises(NotAllowed, match="不能修改"):
        leaves.edit(uid, application(date(2025, 3, 5), date(2025, 3, 7)))


def test_the_office_reckons_again_before_it_approves(leaves, person, delegated, approved, clock):
    """A leave approved in between may fill the window: then the county has to decide."""
    uid = leaves.apply(person, application(date(2025, 3, 25), date(2025, 3, 31)))
    assert leaves.give_opinion(uid, OPINION).tier == "office"
    approved(person, date(2025, 3, 5), date(2025, 3, 24))
    with pytest.raises(NotAllowed, match="本所不能批准"):
        leaves.approve(uid, by="测所长", on=date(2025, 3, 1))
    assert leaves.refer(uid).tier == "county"
    assert leaves.sheet(uid)["state"] == "waiting_county"


def test_the_office_does_not_approve_after_the_fact(leaves, person, delegated, clock):
    uid = leaves.apply(person, application(date(2025, 3, 3), date(2025, 3, 9)))
    leaves.give_opinion(uid, OPINION)
    clock.set(date(2025, 3, 4))
    with pytest.raises(NotAllowed, match="不能事后批准"):
        leaves.approve(uid, by="测所长", on=date(2025, 3, 4))


def test_withdrawn_before_the_answer_cancelled_after_it(leaves, person, delegated, approved):
    waiting = leaves.apply(person, application(date(2025, 4, 5), date(2025, 4, 9)))
    with pytest.raises(NotAllowed, match="写明原因"):
        leaves.withdraw(waiting, "")
    leaves.withdraw(waiting, "不去了")
    uid = approved(person, date(2025, 3, 5), date(2025, 3, 9))
    with pytest.raises(NotAllowed):
        leaves.withdraw(uid, "不去了")
    leaves.cancel(uid, "疫情")
    assert {r["state"] for r in leaves.page(LeaveQuery()).rows} == {"withdrawn", "cancelled"}
    assert leaves.away(date(2025, 3, 6)) == []


def test_spot_checks_stand_with_the_leave(leaves, person, delegated, approved, clock):
    uid = approved(person, date(2025, 3, 3), date(2025, 3, 9))
    clock.set(datetime(2025, 3, 4, 12))
    leaves.depart(uid, {"departed_at": datetime(2025, 3, 3, 7)})
    look = {"checked_at": datetime(2025, 3, 4, 11), "method": "video", "result": "normal"}
    leaves.spot_check(uid, look)
    with pytest.raises(NotAllowed, match="现在以后"):
        leaves.spot_check(uid, {**look, "checked_at": datetime(2025, 3, 5)})
    with pytest.raises(Rejected):
        leaves.spot_check(uid, {**look, "result": "fine"})
    (kept,) = leaves.sheet(uid)["spot_checks"]
    assert (kept["method"], kept["checked_at"]) == ("video", datetime(2025, 3, 4, 11))


def test_the_calendar_shows_who_is_away_where_and_until_when(
    leaves, persons, person, sheet, delegated, approved, clock
):
    other = persons.admit(sheet(name="测乙"))
    approved(person, date(2025, 3, 3), date(2025, 3, 9))
    approved(other, date(2025, 3, 8), date(2025, 3, 10))
    clock.set(date(2025, 3, 1))
    assert leaves.away() == []
    assert [a.name for a in leaves.away(date(2025, 3, 8))] == ["测甲", "测乙"]
    assert [a.name for a in leaves.calendar(date(2025, 3, 10), date(2025, 3, 31))] == ["测乙"]
    assert leaves.calendar(date(2025, 4, 1), date(2025, 4, 30)) == []


def test_every_move_is_kept_with_who_decided(leaves, person, delegated, approved):
    uid = approved(person, date(2025, 3, 5), date(2025, 3, 14))
    steps = leaves.steps(uid)
    assert [s.after for s in steps] == ["applied", "waiting_county", "approved"]
    assert steps[1].note is not None
    assert "由县级社区矫正机构批准" in steps[1].note
    assert (steps[2].decided_by, steps[2].document_number) == (
        "贺兰县司法局",
        ANSWER["decision_number"],
    )


def test_the_register_filters_and_pages(leaves, persons, person, sheet, delegated, approved):
    other = persons.admit(sheet(name="测乙"))
    approved(person, date(2025, 3, 3), date(2025, 3, 9))
    leaves.apply(other, application(date(2025, 3, 20), date(2025, 3, 22)))
    assert leaves.page(LeaveQuery(person_uid=other)).total == 1
    assert leaves.page(LeaveQuery(states=("approved",))).rows[0]["name"] == "测甲"
    assert leaves.page(LeaveQuery(first=date(2025, 3, 10))).rows[0]["name"] == "测乙"
    page = leaves.page(LeaveQuery(sort="name", descending=False), offset=1, limit=1)
    assert (len(page.rows), page.total) == (1, 2)
