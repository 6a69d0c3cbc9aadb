"""The rhythm "1+X+5": records, the day's sheet, what is due, what was missed (贺司发〔2019〕13号)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.forms.check_ins import CHECK_IN_FORMS
from app.models.database import Database
from app.rules.checkins import KINDS
from app.services.base import Missing, Rejected
from app.services.corrections.check_in_reading import CheckInQuery
from app.services.corrections.check_ins import CheckInService
from app.services.corrections.states import NotAllowed


@pytest.fixture
def check_ins(store: Database) -> CheckInService:
    return CheckInService(store)


def call(at: datetime, **changes: Any) -> dict[str, Any]:
    """A weekly call in which the person's own voice was heard."""
    return {
        "happened_at": at,
        "method": "call",
        "direction": "in",
        "number": "13900000001",
        "result": "self",
        "topics": ("whereabouts", "work"),
        "staff": "测协理员",
        **changes,
    }


def meeting(at: datetime, **changes: Any) -> dict[str, Any]:
    """A monthly meeting at the office."""
    return {
        "happened_at": at,
        "place": "本所",
        "staff": "测所长",
        "method": "at_office",
        "result": "normal",
        **changes,
    }


def test_each_kind_of_the_rules_has_its_paper():
    assert set(CHECK_IN_FORMS) == set(KINDS)


def test_a_call_is_kept_with_everything_its_paper_asks(check_ins, person, clock):
    clock.set(datetime(2025, 2, 26, 16))
    uid = check_ins.record(person, "weekly_voice", call(datetime(2025, 2, 26, 15, 30)))
    values = check_ins.values(uid)
    assert values["topics"] == ("whereabouts", "work")
    assert (values["name"], values["number"], values["late_entry"]) == (
        "测甲",
        "13900000001",
        False,
    )
    (row,) = check_ins.page(CheckInQuery(person_uid=person)).rows
    assert (row["kind"], row["result_text"]) == ("weekly_voice", "本人")


def test_a_call_counts_for_its_own_week_even_when_entered_later(check_ins, person, clock):
    """§8.5: Sunday 23:50, entered on Monday: the old week, marked 补录."""
    clock.set(datetime(2025, 2, 24, 9))
    sunday = call(datetime(2025, 2, 23, 23, 50))
    with pytest.raises(Rejected, match="补录"):
        check_ins.record(person, "weekly_voice", sunday)
    uid = check_ins.record(person, "weekly_voice", {**sunday, "late_reason": "周日夜间来电"})
    assert check_ins.values(uid)["late_entry"] is True
    weeks = {d.first: d for d in check_ins.duties(person) if d.kind == "weekly_voice"}
    assert weeks[date(2025, 2, 17)].status.value == "done"
    assert weeks[date(2025, 2, 24)].status.value == "open"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (call(datetime(2025, 3, 1, 10)), "happened_at"),
        (call(datetime(2024, 11, 7, 10), late_reason="漏记"), "happened_at"),
        (call(datetime(2025, 2, 28, 10), result="abnormal"), "result"),
        (call(datetime(2025, 2, 28, 10), staff=" "), "staff"),
        (call(datetime(2025, 2, 28, 10), minutes=-3), "minutes"),
        (
            {k: v for k, v in call(datetime(2025, 2, 28)).items() if k != "happened_at"},
            "happened_at",
        ),
    ],
)
def test_a_record_that_cannot_be_right_is_refused(check_ins, person, clock, values, field):
    """The clock shows 2025-03-01 09:00; the person was received on 2024-11-08."""
    with pytest.raises(Rejected) as refused:
        check_ins.record(person, "weekly_voice", values)
    assert {p.field for p in refused.value.problems} == {field}
    assert check_ins.page(CheckInQuery()).total == 0


def test_nobody_is_checked_before_reception(check_ins, persons, sheet, in_2025):
    expected = persons.admit(sheet(reported_on=None, report_outcome=None))
    with pytest.raises(NotAllowed, match="还没有入矫"):
        check_ins.record(expected, "weekly_voice", call(datetime(2025, 2, 28, 10)))
    with pytest.raises(Missing):
        check_ins.record(
            "00000000-0000-0000-0000-000000000000", "weekly_voice", call(datetime(2025, 2, 28))
        )


def test_one_sheet_ticks_off_the_months_meetings_for_everybody(
    check_ins, persons, person, sheet, clock
):
    """J4: batch entry, with what one person has of their own."""
    other = persons.admit(sheet(name="测乙"))
    clock.set(datetime(2025, 2, 28, 18))
    before = check_ins.sheet("monthly_meeting", date(2025, 2, 28))
    assert {(r.name, r.status) for r in before} == {("测乙", "open"), ("测甲", "open")}
    made = check_ins.record_batch(
        "monthly_meeting",
        [person, other],
        meeting(datetime(2025, 2, 28, 9)),
        each={other: {"talk": "谈到新找的工作"}},
    )
    assert check_ins.values(made[1])["talk"] == "谈到新找的工作"
    after = check_ins.sheet("monthly_meeting", date(2025, 2, 28))
    assert {(r.status, r.done_on) for r in after} == {("done", date(2025, 2, 28))}
    assert {r.record_uid for r in after} == set(made)
    again = check_ins.record_batch(
        "monthly_meeting", [person, other], meeting(datetime(2025, 2, 28, 9))
    )
    assert again == []


def test_a_batch_is_all_or_nothing_and_names_the_person(check_ins, persons, person, sheet, clock):
    newcomer = persons.admit(sheet(name="测新来", reported_on=date(2025, 2, 27)))
    clock.set(datetime(2025, 2, 28, 18))
    with pytest.raises(Rejected, match="测新来"):
        check_ins.record_batch(
            "daily_control",
            [person, newcomer],
            {
                "happened_at": datetime(2025, 2, 26, 9),
                "method": "phone_location",
                "result": "normal",
                "staff": "测协理员",
                "late_reason": "停电",
            },
        )
    assert check_ins.page(CheckInQuery()).total == 0


def test_what_was_missed_is_listed_longest_first(check_ins, person, clock):
    """Every week of February without a call, and the meeting of the month."""
    clock.set(datetime(2025, 3, 3, 9))
    missed = check_ins.overdue(since=date(2025, 2, 1))
    weeks = [r.first for r in missed if r.kind == "weekly_voice"]
    assert weeks == [date(2025, 1, 27), *(date(2025, 2, d) for d in (3, 10, 17, 24))]
    (met,) = [r for r in missed if r.kind == "monthly_meeting"]
    assert (met.last, met.days_late) == (date(2025, 2, 28), 3)
    assert "贺司发〔2019〕13号" in met.why
    assert missed == sorted(missed, key=lambda r: -r.days_late)


def test_a_meeting_stands_for_the_call_of_its_week(check_ins, person, clock):
    """§4.2: meeting_satisfies_week, default yes."""
    clock.set(datetime(2025, 2, 27, 9))
    check_ins.record(person, "monthly_meeting", meeting(datetime(2025, 2, 26, 9)))
    weeks = {d.first: d.status.value for d in check_ins.duties(person) if d.kind == "weekly_voice"}
    assert weeks[date(2025, 2, 24)] == "done"
    assert weeks[date(2025, 2, 17)] == "overdue"


def test_nothing_is_asked_of_somebody_who_has_left(check_ins, persons, person, clock):
    """The list of what was missed is for doing something about it; the dead cannot report."""
    clock.set(datetime(2025, 3, 20, 9))
    assert check_ins.overdue()
    persons.terminate(
        person,
        {
            "reason": "died",
            "happened_on": date(2025, 3, 19),
            "decided_by": "贺兰县人民医院",
            "document_number": "死亡证明第1号",
        },
    )
    assert check_ins.overdue() == []


def test_suspended_weeks_are_not_missed(check_ins, persons, person, clock):
    """§8.5: detained from 2025-02-03 to 02-16."""
    persons.add_row(
        person,
        "suspension",
        {
            "kind": "administrative_detention",
            "from_on": date(2025, 2, 3),
            "until_on": date(2025, 2, 16),
        },
    )
    weeks = {d.first: d.status.value for d in check_ins.duties(person) if d.kind == "weekly_voice"}
    assert weeks[date(2025, 2, 3)] == weeks[date(2025, 2, 10)] == "suspended"
    assert weeks[date(2025, 2, 17)] == "overdue"


def test_an_exemption_waives_one_period_of_one_kind(check_ins, person, clock):
    waiver = {
        "kind": "monthly_meeting",
        "from_on": date(2025, 2, 1),
        "until_on": date(2025, 2, 28),
        "reason": "住院，附诊断证明",
        "approved_by": "测所长",
    }
    check_ins.exempt(person, waiver)
    met = {d.first: d for d in check_ins.duties(person) if d.kind == "monthly_meeting"}
    february = met[date(2025, 2, 1)]
    assert (february.status.value, february.note) == ("exempt", "住院，附诊断证明")
    assert [e["kind"] for e in check_ins.exemptions(person)] == ["monthly_meeting"]
    with pytest.raises(Rejected):
        check_ins.exempt(person, {**waiver, "until_on": date(2025, 1, 31)})


def test_what_comes_next(check_ins, person, clock):
    clock.set(datetime(2025, 2, 26, 9))
    check_ins.record_batch(
        "daily_control",
        [person],
        {
            "happened_at": datetime(2025, 2, 26, 8),
            "method": "phone_location",
            "result": "normal",
            "staff": "测协理员",
        },
    )
    duty = check_ins.next_due(person)
    assert duty is not None
    assert (duty.kind, duty.first) == ("daily_control", date(2025, 2, 27))
    kinds = {r.kind for r in check_ins.due(date(2025, 3, 2))}
    assert {"weekly_voice", "monthly_meeting"} <= kinds


def test_after_release_nothing_is_owed(check_ins, persons, person, clock):
    """§8.5: tasks close at that date, no overdue."""
    clock.set(date(2025, 3, 1))
    persons.terminate(
        person,
        {
            "reason": "died",
            "happened_on": date(2025, 2, 12),
            "decided_by": "贺兰县人民医院",
            "document_number": "死亡证明0001",
        },
    )
    assert max(d.last for d in check_ins.duties(person)) == date(2025, 2, 12)
    assert check_ins.sheet("weekly_voice", date(2025, 3, 1)) == []


def test_a_record_can_be_corrected_and_taken_away(check_ins, person, clock):
    clock.set(datetime(2025, 2, 26, 16))
    uid = check_ins.record(person, "weekly_voice", call(datetime(2025, 2, 26, 15)))
    check_ins.edit(uid, call(datetime(2025, 2, 25, 15), result="doubtful"))
    assert check_ins.values(uid)["result"] == "doubtful"
    with pytest.raises(Rejected):
        check_ins.edit(uid, call(datetime(2025, 2, 27, 15)))
    check_ins.remove(uid)
    with pytest.raises(Missing):
        check_ins.values(uid)
    assert check_ins.page(CheckInQuery()).total == 0


def test_a_leave_waives_no_call_and_a_video_is_a_meeting(desk, persons, person, clock):
    """§8.5: on approved leave the weekly call stays, by telephone; the month's meeting by video."""
    persons.add_delegation(
        {
            "matter": "leave_7",
            "from_on": date(2025, 1, 1),
            "authority": "贺兰县司法局",
            "document_number": "委托1号",
        }
    )
    clock.set(datetime(2025, 3, 20, 9, 0))
    leave = desk.leaves.apply(
        person,
        {
            "kind": "ordinary",
            "applied_on": date(2025, 3, 20),
            "from_on": date(2025, 3, 25),
            "until_on": date(2025, 3, 31),
            "reason": "medical",
            "reason_text": "陪同母亲住院检查",
            "destination": "中卫市沙坡头区",
            "contact_phone": "13900000001",
        },
    )
    desk.leaves.give_opinion(
        leave,
        {
            "opinion": "同意",
            "opinion_agree": True,
            "opinion_by": "测所长",
            "opinion_on": date(2025, 3, 20),
        },
    )
    desk.leaves.approve(leave, by="测所长", on=date(2025, 3, 20))
    clock.set(datetime(2025, 3, 31, 18, 0))
    week = [d for d in desk.check_ins.duties(person) if d.kind == "weekly_voice"]
    assert {d.first: d.status.value for d in week}[date(2025, 3, 24)] == "overdue"
    talk = {
        "happened_at": datetime(2025, 3, 28, 9, 0),
        "place": "视频",
        "staff": "测员",
        "method": "video",
        "result": "normal",
    }
    desk.check_ins.record(person, "monthly_meeting", talk)
    done = {
        (d.kind, d.first): d.status.value
        for d in desk.check_ins.duties(person, since=date(2025, 3, 1))
    }
    assert done["monthly_meeting", date(2025, 3, 1)] == "done"
    assert done["weekly_voice", date(2025, 3, 24)] == "done", "who was seen need not phone"


def test_a_detention_rests_the_rhythm_but_not_the_term(desk, persons, person, clock):
    """§8.5: the correction period keeps running."""
    clock.set(datetime(2025, 5, 26, 9, 0))
    persons.add_row(
        person,
        "suspension",
        {
            "kind": "administrative_detention",
            "from_on": date(2025, 5, 5),
            "until_on": date(2025, 5, 19),
        },
    )
    assert persons.card(person).ends_on == date(2025, 11, 4)
    assert desk.absences.episodes(person) == []
    found = {
        d.first: d.status.value
        for d in desk.check_ins.duties(person, since=date(2025, 5, 1))
        if d.kind == "weekly_voice"
    }
    assert found[date(2025, 5, 5)] == found[date(2025, 5, 12)] == "suspended"
    assert found[date(2025, 5, 19)] == "overdue", "Monday still inside, six days remain"
