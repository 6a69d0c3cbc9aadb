"""Hours, papers, what is due, and the month's figures of corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.forms.corrections import month_register
from app.models.database import Database
from app.models.local import Setting
from app.services.base import Missing, Rejected
from app.services.corrections import CorrectionsService
from app.services.corrections.states import NotAllowed
from tests.services.corrections.test_check_ins import call
from tests.services.corrections.test_leaves import ANSWER, DELEGATION, OPINION, application, back

STUDY = {
    "kind": "study",
    "happened_on": date(2025, 2, 20),
    "minutes": 120,
    "topic": "社区矫正法",
    "staff": "测所长",
}


@pytest.fixture
def desk(store: Database) -> CorrectionsService:
    return CorrectionsService(store)


@pytest.fixture
def leave(desk: CorrectionsService, person: str) -> str:
    """An application of the person for 2025-03-05 to 03-09, filed on 03-01."""
    return desk.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))


# --- hours ---------------------------------------------------------------------------------


def test_one_study_session_is_entered_once_for_all_who_came(desk, persons, person, sheet):
    other = persons.admit(sheet(name="测乙"))
    made = desk.hours.record([person, other, person], STUDY)
    assert len(made) == 2
    desk.hours.record([person], {**STUDY, "kind": "service", "minutes": 90})
    february = desk.hours.month(date(2025, 2, 1), date(2025, 2, 28))
    assert {r["name"]: (r["study_minutes"], r["service_minutes"]) for r in february} == {
        "测甲": (120, 90),
        "测乙": (120, 0),
    }
    desk.hours.remove(made[0])
    assert [e["kind"] for e in desk.hours.entries(person)] == ["service"]
    with pytest.raises(Missing):
        desk.hours.remove(made[0])


def test_made_up_hours_count_for_the_month_they_make_up(desk, person):
    """H6: a shortage can be made up next month if flagged 补学."""
    desk.hours.record([person], {**STUDY, "counts_for": date(2025, 1, 15)})
    (january,) = desk.hours.month(date(2025, 1, 1), date(2025, 1, 31))
    assert january["study_minutes"] == 120
    assert desk.hours.month(date(2025, 2, 1), date(2025, 2, 28)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"happened_on": date(2025, 3, 2)},
        {"happened_on": date(2024, 11, 7)},
        {"kind": "labour"},
        {"topic": ""},
    ],
)
def test_hours_that_cannot_be_right_are_refused(desk, person, changes):
    with pytest.raises(Rejected):
        desk.hours.record([person], {**STUDY, **changes})
    assert desk.hours.entries(person) == []


# --- papers --------------------------------------------------------------------------------


def test_facts_typed_once_stand_in_every_paper_of_the_leave(desk, leave):
    application_sheet = desk.papers.values("corrections.c10", leave)
    approval = desk.papers.values("corrections.c09", leave)
    for paper in (application_sheet, approval):
        assert (paper["name"], paper["destination"], paper["days"]) == (
            "测甲",
            "宁夏中卫市沙坡头区",
            5,
        )
    assert approval["offences"] == "危险驾驶罪"
    assert (approval["opinion"], approval["county_opinion"]) == (None, None)


def test_a_paper_can_be_corrected_for_its_own_printing_and_remembers_it(desk, person, leave):
    changed = {**desk.papers.values("corrections.c09", leave), "destination": "中卫市人民医院"}
    desk.papers.change("corrections.c09", leave, changed)
    assert desk.papers.printed("corrections.c09", leave) is None
    desk.papers.mark_printed("corrections.c09", leave)
    desk.leaves.edit(
        leave, application(date(2025, 3, 5), date(2025, 3, 8), destination="宁夏吴忠市利通区")
    )
    printed = desk.papers.printed("corrections.c09", leave)
    assert (printed["destination"], printed["until_on"]) == ("中卫市人民医院", date(2025, 3, 9))
    now = desk.papers.values("corrections.c09", leave)
    assert (now["destination"], now["until_on"]) == ("中卫市人民医院", date(2025, 3, 8))
    assert desk.leaves.sheet(leave)["destination"] == "宁夏吴忠市利通区"


def test_the_notice_exists_only_after_approval_and_shows_the_approved_days(
    desk, store, leave, clock
):
    with pytest.raises(NotAllowed, match="还没有批准"):
        desk.papers.values("corrections.c11", leave)
    with pytest.raises(NotAllowed, match="还没有销假"):
        desk.papers.values("corrections.c12", leave)
    desk.leaves.give_opinion(leave, OPINION)
    clock.set(date(2025, 3, 2))
    desk.leaves.record_answer(leave, {**ANSWER, "approved_until": date(2025, 3, 8)})
    notice = desk.papers.values("corrections.c11", leave)
    assert (notice["until_on"], notice["decided_by"], notice["days"]) == (
        date(2025, 3, 8),
        "贺兰县司法局",
        4,
    )


def test_a_notice_of_the_office_bears_the_name_of_the_office(desk, store, persons, person):
    identity = {"kind": "office", "code": store.office, "name": "习岗司法所"}
    with store.begin() as session:
        session.add(Setting(office=store.office, name="identity", value=identity))
    persons.add_delegation(DELEGATION)
    uid = desk.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    desk.leaves.give_opinion(uid, OPINION)
    desk.leaves.approve(uid, by="测所长", on=date(2025, 3, 1), number="(2025)习矫外字第1号")
    notice = desk.papers.values("corrections.c11", uid)
    assert (notice["decided_by"], notice["decision_number"]) == (
        "习岗司法所",
        "(2025)习矫外字第1号",
    )
    assert notice["office_name"] == "习岗司法所"


def test_a_check_in_and_a_basic_sheet_are_papers_too(desk, person, clock):
    clock.set(datetime(2025, 2, 26, 16))
    uid = desk.check_ins.record(person, "weekly_voice", call(datetime(2025, 2, 26, 15, 30)))
    paper = desk.papers.mark_printed("corrections.c24", uid)
    assert (paper["name"], paper["topics"]) == ("测甲", ("whereabouts", "work"))
    assert desk.papers.mark_printed("corrections.c02", person)["offences"] == "危险驾驶罪"
    with pytest.raises(Missing):
        desk.papers.values("corrections.c24", person)


# --- reminders -----------------------------------------------------------------------------


PLAN = {
    "made_on": date(2025, 3, 1),
    "made_by": "测员",
    "situation": "家庭和睦，务农",
    "assessment": "再犯罪风险低",
    "supervision": "每周电话报告",
    "education": "每月集中学习",
}


def kinds(desk: CorrectionsService, today: date) -> dict[str, Any]:
    return {r.kind: r for r in desk.reminders(today)}


def test_the_desk_tells_what_was_missed_and_what_is_open(desk, person, clock):
    """Missed since the first of last month, one line per person and kind."""
    clock.set(datetime(2025, 3, 3, 9))
    found = [r for r in desk.reminders(date(2025, 3, 3)) if r.kind == "corrections.weekly_voice"]
    missed, still_open = found
    assert missed.title == "测甲 周听声逾期未报5次"
    assert (missed.overdue, missed.target.uid) == (True, person)
    assert (still_open.title, still_open.due_on) == ("周听声还有1人次未登记", date(2025, 3, 9))
    daily = [r for r in desk.reminders(date(2025, 3, 3)) if r.kind == "corrections.daily_control"]
    # the weekend may still be recorded until ten o'clock this Monday, today until tomorrow's ten
    assert [(r.title, r.due_on) for r in daily] == [
        ("日监控有27天27人次未核查", date(2025, 2, 27)),
        ("日监控还有3人次未登记", date(2025, 3, 3)),
        ("日监控还有1人次未登记", date(2025, 3, 4)),
    ]


def test_who_has_not_reported_is_shown_from_the_first_day_and_late_from_the_tenth(
    desk, persons, sheet, clock
):
    """§8.4: effective 2025-03-05, day ten is Saturday 03-15; alarm from Tuesday 03-18."""
    clock.set(date(2025, 3, 6))
    persons.admit(
        sheet(
            decided_on=date(2025, 2, 20),
            effective_on=date(2025, 3, 5),
            starts_on=date(2025, 3, 5),
            ends_on=date(2026, 3, 4),
            reported_on=None,
            report_outcome=None,
        )
    )
    item = kinds(desk, date(2025, 3, 17))["corrections.report_in"]
    assert (item.due_on, item.overdue) == (date(2025, 3, 15), False)
    assert kinds(desk, date(2025, 3, 18))["corrections.report_in"].overdue


def test_a_leave_reminds_at_every_station(desk, persons, person, clock):
    persons.add_delegation(DELEGATION)
    uid = desk.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    assert "corrections.leave_applied" in kinds(desk, date(2025, 3, 1))
    desk.leaves.give_opinion(uid, OPINION)
    assert "corrections.leave_opinion_given" in kinds(desk, date(2025, 3, 1))
    desk.leaves.approve(uid, by="测所长", on=date(2025, 3, 1))
    found = kinds(desk, date(2025, 3, 1))
    assert "corrections.leave_filing" in found
    assert "corrections.leave_depart" not in found
    assert "corrections.leave_depart" in kinds(desk, date(2025, 3, 5))
    desk.leaves.mark_filed(uid, date(2025, 3, 1))
    clock.set(date(2025, 3, 6))
    desk.leaves.depart(uid, {"departed_at": datetime(2025, 3, 5, 8)})
    away = kinds(desk, date(2025, 3, 6))["corrections.leave_return"]
    assert (away.due_on, away.overdue) == (date(2025, 3, 9), False)
    assert "下一工作日" in away.detail or "补签" in away.detail  # 03-09 is a Sunday
    late = kinds(desk, date(2025, 3, 12))["corrections.leave_return"]
    assert (late.title, late.overdue) == ("测甲逾期未归第3天", True)
    clock.set(datetime(2025, 3, 12, 18))
    desk.leaves.come_back(uid, back(datetime(2025, 3, 12, 17), late_reason="堵车"))
    assert not any(k.startswith("corrections.leave") for k in kinds(desk, date(2025, 3, 12)))


def test_the_end_of_the_term_is_announced_thirty_days_before(desk, persons, person, clock):
    """实施办法 53; the person's term ends on 2025-11-04. Nothing is released by itself."""
    assert "corrections.term_ending" not in kinds(desk, date(2025, 10, 4))
    assert "corrections.term_ending" in kinds(desk, date(2025, 10, 5))
    past = kinds(desk, date(2025, 11, 5))["corrections.release"]
    assert past.overdue
    assert persons.card(person).state == "enrolled"


def test_what_a_file_lacks_is_told(desk, persons, sheet, in_2025):
    """社区矫正法 22, 25: declaration, group, and a woman in a woman's group."""
    woman = persons.admit(
        sheet(sex="2", id_number="", id_kind="none", id_reason="补办中"), control_class="ordinary"
    )
    item = kinds(desk, date(2025, 3, 1))["corrections.file"]
    assert "没有登记入矫宣告" in item.title
    assert "没有矫正小组" in item.title
    member = {"name": "测男", "sex": "1", "role": "office_staff", "from_on": date(2025, 3, 1)}
    persons.add_row(woman, "group_member", member)
    assert "没有女性成员" in kinds(desk, date(2025, 3, 1))["corrections.file"].title
    persons.add_row(woman, "group_member", {**member, "name": "测女", "sex": "2"})
    persons.edit(woman, {**persons.sheet(woman), "declared_on": date(2025, 2, 28)})
    item = kinds(desk, date(2025, 3, 1))["corrections.file"]
    assert "小组还没有确定" in item.title
    assert "没有矫正方案" in item.title
    confirmed = {"group_confirmed_on": date(2025, 3, 1), "group_confirmed_by": "测所长"}
    persons.confirm_group(woman, confirmed)
    persons.add_row(woman, "corrections_plan", PLAN)
    assert "corrections.file" not in kinds(desk, date(2025, 3, 1))


def test_an_order_and_a_permit_that_run_out_are_announced(desk, persons, person, clock):
    order = {
        "kind": "activity",
        "content": "禁止从事食品生产经营",
        "from_on": date(2024, 11, 5),
        "until_on": date(2025, 3, 12),
    }
    persons.add_row(person, "court_order", order)
    assert "corrections.order_ends" in kinds(desk, date(2025, 3, 1))
    permit = application(date(2025, 3, 10), date(2025, 9, 9), kind="frequent", places="中卫市")
    uid = desk.leaves.apply(person, permit)
    desk.leaves.give_opinion(uid, OPINION)
    clock.set(date(2025, 3, 2))
    desk.leaves.record_answer(uid, ANSWER)
    assert "corrections.leave_permit" not in kinds(desk, date(2025, 8, 24))
    assert "corrections.leave_permit" in kinds(desk, date(2025, 8, 25))


# --- the month -----------------------------------------------------------------------------

MARCH = (date(2025, 3, 1), date(2025, 3, 31))


def test_the_months_figures_add_up(desk, persons, person, sheet, clock):
    """§6: 期末 = 期初 + 新增 - 解除 - 终止 - 迁出."""
    clock.set(date(2025, 3, 31))
    gone = persons.admit(sheet(name="测乙", category="parole"))
    persons.terminate(
        gone,
        {
            "reason": "parole_revoked",
            "happened_on": date(2025, 3, 20),
            "decided_by": "银川市中级人民法院",
            "document_number": "(2025)宁01刑更3号",
        },
    )
    new = persons.admit(
        sheet(
            name="测丙",
            decided_on=date(2025, 2, 20),
            effective_on=date(2025, 3, 3),
            starts_on=date(2025, 3, 3),
            ends_on=date(2026, 3, 2),
            reported_on=date(2025, 3, 10),
        ),
        control_class="strict",
    )
    persons.step(new, {"after": "lost", "happened_on": date(2025, 3, 25)})
    persons.step(new, {"after": "enrolled", "happened_on": date(2025, 3, 26)})
    found = desk.counts(*MARCH)
    assert set(found) == {c.name for c in month_register().columns}
    assert (found["opening"], found["new"], found["terminated"], found["closing"]) == (2, 1, 1, 2)
    assert (
        found["opening"]
        + found["new"]
        - found["released"]
        - found["terminated"]
        - found["moved_out"]
        == found["closing"]
    )
    assert (found["closing_probation"], found["closing_parole"]) == (2, 0)
    assert (found["closing_strict"], found["lost"], found["found"]) == (2, 1, 1)


def test_a_step_that_was_taken_back_is_not_counted(desk, persons, person, clock):
    clock.set(date(2025, 3, 10))
    persons.step(person, {"after": "lost", "happened_on": date(2025, 3, 5)})
    persons.undo_step(person, "登记错误")
    assert desk.counts(*MARCH)["lost"] == 0
    assert desk.counts(*MARCH)["closing"] == 1


def test_check_ins_count_on_their_own_day_and_missed_ones_on_the_last_day(desk, person, clock):
    clock.set(datetime(2025, 4, 1, 9))
    for day in (5, 12, 19):
        desk.check_ins.record(
            person,
            "weekly_voice",
            call(datetime(2025, 3, day, 10), late_reason="停电"),
        )
    found = desk.counts(*MARCH)
    assert found["weekly_voice_done"] == 3
    # the weeks that end on 03-02 and 03-30; that of 03-31 ends in April
    assert found["weekly_voice_missed"] == 2
    assert found["monthly_meeting_missed"] == 1


def test_leaves_are_counted_by_who_decided(desk, persons, person, clock):
    persons.add_delegation(DELEGATION)
    first = desk.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 9)))
    desk.leaves.give_opinion(first, OPINION)
    desk.leaves.approve(first, by="测所长", on=date(2025, 3, 1))
    second = desk.leaves.apply(person, application(date(2025, 3, 12), date(2025, 3, 22)))
    desk.leaves.give_opinion(second, OPINION)
    desk.leaves.record_answer(second, {**ANSWER, "decided_on": date(2025, 3, 1)})
    clock.set(date(2025, 3, 11))
    desk.leaves.depart(first, {"departed_at": datetime(2025, 3, 5, 8)})
    found = desk.counts(*MARCH)
    assert (found["leave_applied"], found["leave_office"], found["leave_county"]) == (2, 1, 1)
    assert found["leave_overdue"] == 1
    assert desk.counts(date(2025, 4, 1), date(2025, 4, 30))["leave_applied"] == 0
