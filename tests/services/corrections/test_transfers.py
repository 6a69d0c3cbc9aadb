"""执行地变更 (F23): no gap, no double count; each station in its days (办法 30, 31; notes §8.5, §8.8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.services.base import Rejected
from app.services.corrections import CorrectionsService
from app.services.corrections.register import PersonQuery
from app.services.corrections.states import NotAllowed
from tests.services.corrections.conftest import SHEET

OUT = {
    "applied_on": date(2025, 4, 1),
    "move_on": date(2025, 5, 10),
    "reason": "随配偶迁居",
    "new_address": "立岗镇兰星村二组",
    "other_authority": "贺兰县司法局",
    "other_office": "立岗司法所",
    "other_office_code": "640122101",
    "opinion": "情况属实，同意",
    "opinion_by": "测所长",
    "opinion_on": date(2025, 4, 2),
    "inquiry_on": date(2025, 4, 7),
}
ANSWER = {"answer": "agree", "answered_on": date(2025, 4, 11), "answer_number": "复1号"}
DECISION = {
    "decision": "approved",
    "decided_on": date(2025, 5, 12),
    "decided_by": "贺兰县司法局",
    "decision_number": "贺矫变〔2025〕2号",
    "told_on": date(2025, 5, 13),
}
HANDOVER = {"handed_over_on": date(2025, 5, 14), "files_sent_on": date(2025, 5, 14)}


@pytest.fixture
def moving(desk, person, clock):
    """Handed over on 2025-05-14 (§8.5), not reported elsewhere yet."""
    clock.set(datetime(2025, 5, 15, 9, 0))
    row = desk.transfers.apply(person, "out", OUT)
    desk.transfers.answer(row, ANSWER)
    desk.transfers.decide(row, DECISION)
    desk.transfers.hand_over(row, HANDOVER)
    return row


def test_each_station_has_its_day(desk, person, clock):
    """五日 to answer, 五日 for the file, 七日 to report (办法 31)."""
    clock.set(date(2025, 5, 15))
    row = desk.transfers.apply(person, "out", OUT)

    def now():
        (view,) = desk.transfers.transfers(person)
        return view.station, view.due.on if view.due else None

    assert now() == ("answer", date(2025, 4, 12))
    desk.transfers.answer(row, ANSWER)
    assert now() == ("decide", None)
    assert desk.persons.card(person).state == "enrolled"
    desk.transfers.decide(row, DECISION)
    assert now() == ("hand_over", date(2025, 5, 17))
    assert desk.persons.card(person).state == "moving_out"
    desk.transfers.hand_over(row, HANDOVER)
    assert now() == ("report", date(2025, 5, 20))
    with pytest.raises(NotAllowed, match="先后次序"):
        desk.transfers.decide(row, DECISION)


def test_the_rhythm_ends_with_the_hand_over(desk, person, moving, clock):
    """§8.5: tasks end on the hand-over day, though the person is still counted here."""
    clock.set(date(2025, 5, 30))
    duties = desk.check_ins.duties(person, since=date(2025, 5, 1))
    assert max(d.last for d in duties) == date(2025, 5, 14)
    assert desk.counts(date(2025, 5, 1), date(2025, 5, 31))["closing"] == 1


def test_every_day_belongs_to_exactly_one_office(desk, person, moving, make_store, clock):
    """The old office counts until the day before reporting, the new one from that day."""
    clock.set(date(2025, 5, 31))
    desk.transfers.reported(moving, {"reported_on": date(2025, 5, 20)})
    there = CorrectionsService(make_store(office="640122101"))
    new = there.persons.admit(
        {
            **SHEET,
            "reception": "transfer_in",
            "reported_on": date(2025, 5, 20),
            "address": OUT["new_address"],
        },
        control_class="strict",
    )
    for number in range(31):
        day = date(2025, 5, 1) + timedelta(days=number)
        closing = [office.counts(day, day)["closing"] for office in (desk, there)]
        assert sum(closing) == 1, day
        assert closing[0] == (day < date(2025, 5, 20)), day
    old_month = desk.counts(date(2025, 5, 1), date(2025, 5, 31))
    new_month = there.counts(date(2025, 5, 1), date(2025, 5, 31))
    assert (old_month["moved_out"], old_month["closing"]) == (1, 0)
    assert (new_month["new_moved_in"], new_month["closing"]) == (1, 1)
    assert [s.after for s in there.persons.steps(new)] == ["moving_in", "enrolled"]


def test_the_first_week_and_month_at_the_new_office_are_owed(desk, persons, sheet, clock):
    """§8.5: in on Tuesday 2025-05-20: that week's call, and May's meeting, are still owed."""
    clock.set(datetime(2025, 5, 20, 10, 0))
    uid = persons.admit(
        sheet(reception="transfer_in", reported_on=date(2025, 5, 20)), control_class="strict"
    )
    open_now = {
        d.kind: d.status.value for d in desk.check_ins.duties(uid) if d.first <= date(2025, 5, 20)
    }
    assert open_now["weekly_voice"] == "open"
    assert open_now["monthly_meeting"] == "open"


def test_the_old_record_becomes_read_only(desk, persons, person, moving, clock):
    clock.set(date(2025, 5, 21))
    desk.transfers.reported(moving, {"reported_on": date(2025, 5, 20)})
    assert persons.card(person).state == "moved_out"
    with pytest.raises(NotAllowed, match="只供查阅"):
        persons.edit(person, persons.sheet(person))
    with pytest.raises(NotAllowed, match="只供查阅"):
        persons.add_row(person, "suspension", {"kind": "hospital", "from_on": date(2025, 5, 1)})
    assert persons.page(PersonQuery(states=("moved_out",))).total == 1
    persons.undo_step(person, "对方尚未接收")
    assert persons.card(person).state == "moving_out"
    assert max(d.last for d in desk.check_ins.duties(person, since=date(2025, 5, 1))) == date(
        2025, 5, 14
    ), "the hand-over stands"


def test_who_does_not_arrive_is_searched_for_by_the_old_office(
    desk, persons, person, moving, clock
):
    """办法 31: the new county tells at once."""
    clock.set(date(2025, 5, 22))
    late = {r.kind: r for r in desk.reminders(date(2025, 5, 22))}["corrections.transfer"]
    assert late.overdue
    desk.transfers.absent(moving, {"absence_told_on": date(2025, 5, 21)})
    desk.absences.open(
        person,
        {
            "cause": "not_reported",
            "first_absent_on": date(2025, 5, 21),
            "discovered_on": date(2025, 5, 21),
        },
    )
    assert persons.card(person).state == "lost"
    assert desk.counts(date(2025, 5, 22), date(2025, 5, 22))["closing"] == 1


def test_who_stays_after_all_is_under_the_rhythm_again(desk, persons, person, moving, clock):
    clock.set(date(2025, 5, 20))
    desk.transfers.cancel(moving, {"cancelled_on": date(2025, 5, 19), "note": "没有租到房"})
    assert persons.card(person).state == "enrolled"
    assert max(d.last for d in desk.check_ins.duties(person)) > date(2025, 5, 20)


def test_applying_late_is_asked_about_and_a_second_application_refused(desk, person, clock):
    """办法 30: 提前一个月."""
    clock.set(date(2025, 4, 20))
    late = {**OUT, "applied_on": date(2025, 4, 11)}
    (asked,) = desk.transfers.check(person, "out", late)
    assert "2025年4月10日" in asked.message
    assert not asked.blocking
    desk.transfers.apply(person, "out", late)
    with pytest.raises(NotAllowed, match="正在办理"):
        desk.transfers.apply(person, "out", late)


def test_a_refusal_says_why_and_changes_no_state(desk, persons, person, clock):
    clock.set(date(2025, 5, 15))
    row = desk.transfers.apply(person, "out", OUT)
    with pytest.raises(Rejected, match="写明理由"):
        desk.transfers.answer(row, {**ANSWER, "answer": "refuse"})
    desk.transfers.answer(row, {**ANSWER, "answer": "refuse", "answer_reason": "住所不固定"})
    desk.transfers.decide(row, {**DECISION, "decision": "refused"})
    assert persons.card(person).state == "enrolled"
    assert desk.transfers.apply(person, "out", OUT)


def test_moving_in_waits_for_the_report(desk, persons, sheet, clock):
    """迁入: counted from the day of reporting here."""
    clock.set(date(2025, 5, 22))
    uid = persons.admit(
        sheet(
            reception="transfer_in",
            reported_on=None,
            report_outcome=None,
            documents_received_on=date(2025, 5, 10),
        )
    )
    assert persons.card(uid).state == "moving_in"
    row = desk.transfers.apply(
        uid,
        "in",
        {
            **{k: v for k, v in OUT.items() if k not in {"move_on", "inquiry_on"}},
            "applied_on": date(2025, 5, 10),
            "opinion_on": date(2025, 5, 11),
        },
    )
    desk.transfers.answer(row, {**ANSWER, "answered_on": date(2025, 5, 12)})
    desk.transfers.decide(row, {**DECISION, "decided_on": date(2025, 5, 14)})
    assert desk.counts(date(2025, 5, 1), date(2025, 5, 19))["closing"] == 0
    desk.transfers.reported(row, {"reported_on": date(2025, 5, 20)})
    card = persons.card(uid)
    assert (card.state, card.received_on) == ("enrolled", date(2025, 5, 20))
    assert desk.counts(date(2025, 5, 1), date(2025, 5, 31))["new_moved_in"] == 1
