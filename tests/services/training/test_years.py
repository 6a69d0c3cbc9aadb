"""Training days end to end: from the ticked grid to the yearly table (T1-T22 of the standards)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.models.database import Database
from app.models.local import Setting
from app.services.training import TrainingService
from app.services.training.staff import TrainingRefused
from tests.services.training.conftest import SESSION, days_from, full, half, hours


@pytest.fixture
def desk(store: Database) -> TrainingService:
    return TrainingService(store)


def row(desk, year=2019):
    (only,) = desk.years.table(year)
    return only


def test_a_head_with_fifteen_days_has_done_the_year(desk, staff, attend, end_of_2019):
    """T1, T2: 5 full days, 3 full days and 14 half days are 15.0; one half day less is short."""
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    attend(head, days_from(date(2019, 3, 4), 5))
    attend(head, days_from(date(2019, 5, 6), 3))
    attend(head, [half(date(2019, 7, day)) for day in range(1, 14)])
    short = row(desk)
    assert (short["credited_days"], short["short_days"], short["verdict"]) == (
        Decimal("14.5"),
        Decimal("0.5"),
        "未达标",
    )
    attend(head, [half(date(2019, 7, 14))])
    assert (row(desk)["credited_days"], row(desk)["required_days"], row(desk)["verdict"]) == (
        Decimal("15.0"),
        Decimal("15.0"),
        "达标",
    )


def test_a_change_of_post_counts_both_by_their_days(desk, staff, attend, end_of_2019):
    """T6: 181 days 司法助理员 and 184 days 所长 owe 13.0; 12.5 do not reach it."""
    uid = staff.add({"name": "测甲"}, role="judicial_assistant", from_on=date(2019, 1, 1))
    (first,) = staff.rows(uid, "role")
    staff.edit_row("role", first["uid"], {**first, "until_on": date(2019, 6, 30)})
    staff.add_row(uid, "role", {"role": "head", "from_on": date(2019, 7, 1)})
    attend(uid, [*days_from(date(2019, 3, 4), 12), half(date(2019, 8, 1))])
    found = row(desk)
    assert (found["required_days"], found["credited_days"]) == (Decimal("13.0"), Decimal("12.5"))
    assert (found["verdict"], found["role"]) == ("未达标", "所长")


def test_a_joint_session_counts_once(desk, staff, attend, end_of_2019):
    """T9: the county's session entered again under its uid; under another uid it is flagged."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    joint = "11111111-1111-4111-8111-111111111111"
    for _ in range(2):
        attend(uid, full(date(2019, 3, 20)), uid=joint)
    assert desk.sessions.page(2019).total == 1
    assert (row(desk)["credited_days"], row(desk)["note"]) == (Decimal("1.0"), "")
    attend(uid, full(date(2019, 3, 20)), title="同一天的另一次登记")
    assert row(desk)["credited_days"] == Decimal("1.0")
    assert "只计一次" in row(desk)["note"]


def test_days_follow_the_person_to_the_other_office(desk, staff, attend, end_of_2019):
    """T15: 4 days here and 7 there are 11.0 of 10, shown by the office where the person is."""
    uid = staff.add({"name": "测甲"}, role="judicial_assistant", from_on=date(2019, 1, 1))
    attend(uid, days_from(date(2019, 3, 4), 4))
    (here,) = staff.rows(uid, "role")
    staff.edit_row("role", here["uid"], {**here, "until_on": date(2019, 6, 30)})
    moved = {"role": "judicial_assistant", "at_office": "640122101", "from_on": date(2019, 7, 1)}
    staff.add_row(uid, "role", moved)
    attend(uid, days_from(date(2019, 9, 2), 7))
    found = desk.years.person(uid, 2019)
    assert found.year.confirmed == 11
    assert (found.here, found.year.office) == (False, "640122101")
    assert desk.years.table(2019) == []
    assert desk.years.table(2019, as_of=date(2019, 6, 30))[0]["credited_days"] == Decimal("4.0")


def test_one_date_is_one_day_at_most(desk, staff, attend, end_of_2019):
    """T18: morning, afternoon and two hours in the evening."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    attend(uid, [*full(date(2019, 3, 20)), hours(date(2019, 3, 20), 2)])
    assert row(desk)["credited_days"] == Decimal("1.0")


def test_evening_hours_add_up_before_they_are_turned_into_days(desk, staff, attend, end_of_2019):
    """T3: nine days and three lectures of two hours are 10.0 at six hours a day."""
    uid = staff.add({"name": "测甲"}, role="judicial_assistant", from_on=date(2018, 1, 1))
    attend(uid, days_from(date(2019, 3, 4), 9))
    attend(uid, [hours(date(2019, 5, day), 2) for day in (6, 7, 8)])
    assert (row(desk)["credited_days"], row(desk)["verdict"]) == (Decimal("10.0"), "达标")


def test_a_certificate_alone_is_pending(desk, staff, attend, attendance, end_of_2019):
    """T14: signed in for two days of three, a certificate for all: 2.0 and 1.0 待核."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    session = attend(uid, days_from(date(2019, 3, 18), 3))
    third = [s.uid for s in attendance.grid(session).sittings if s.held_on == date(2019, 3, 20)]
    attendance.tick(session, {uid: dict.fromkeys(third, "certificate")})
    assert (row(desk)["credited_days"], row(desk)["pending_days"]) == (Decimal(2), Decimal(1))


def test_a_course_across_new_year_is_split(desk, staff, attend, clock):
    """T10."""
    clock.set(date(2020, 1, 31))
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    attend(uid, [*days_from(date(2019, 12, 30), 2), *days_from(date(2020, 1, 2), 2)])
    assert row(desk, 2019)["credited_days"] == row(desk, 2020)["credited_days"] == Decimal(2)


def test_a_lecturer_gets_nothing_and_the_reason_is_told(
    desk, staff, attend, attendance, end_of_2019
):
    """T17."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    session = attend(uid, full(date(2019, 3, 20)))
    attendance.note_attendance(session, uid, {"capacity": "lecturer"})
    assert row(desk)["credited_days"] == 0
    record = desk.years.personal_record(uid, 2019)
    assert {s["reason"] for s in record["sessions"]} == {"授课不计学时"}


def test_who_has_no_post_on_the_day_is_incomplete_not_zero(desk, staff, attend, end_of_2019):
    """T19."""
    uid = staff.add({"name": "测甲"})
    attend(uid, full(date(2019, 3, 20)))
    assert desk.years.person(uid, 2019).year.standing.value == "incomplete"


def test_in_november_it_shows_who_will_miss_the_year(desk, staff, sessions, attend, clock):
    """J14, F27: what is still planned counts for those it is meant for."""
    clock.set(date(2019, 11, 20))
    behind = staff.add({"name": "测慢"}, role="judicial_assistant", from_on=date(2018, 1, 1))
    good = staff.add({"name": "测快"}, role="head", from_on=date(2018, 1, 1))
    attend(behind, days_from(date(2019, 3, 4), 5))
    attend(good, days_from(date(2019, 3, 11), 14))
    missing = desk.years.will_miss(2019)
    assert [p.name for p in missing] == ["测慢"]
    assert desk.years.person(behind, 2019).forecast.short > 4
    (item,) = [r for r in desk.reminders(date(2019, 11, 20)) if r.kind == "training.behind"]
    assert (item.target.uid, item.due_on) == (behind, date(2019, 12, 31))
    sessions.hold(
        {
            **SESSION,
            "for_roles": ("judicial_assistant",),
            "sittings": days_from(date(2019, 12, 2), 5),
        }
    )
    assert desk.years.will_miss(2019) == []


def test_a_sheet_nobody_has_ticked_is_reminded_of(desk, sessions, clock):
    clock.set(date(2019, 3, 25))
    sessions.hold({**SESSION, "sittings": [half(date(2019, 3, 20))]})
    (item,) = desk.reminders(date(2019, 3, 25))
    assert (item.kind, item.overdue) == ("training.unsigned", True)


def test_a_reported_year_changes_only_with_a_reason(
    desk, staff, attend, attendance, store, end_of_2019
):
    """T22, F70: the table stays as it was reported; the correction is a new version."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    session = attend(uid, full(date(2019, 3, 20)))
    desk.years.freeze(2019)
    with pytest.raises(TrainingRefused, match="已经上报过"):
        desk.years.freeze(2019)
    morning = attendance.grid(session).sittings[0].uid
    with pytest.raises(TrainingRefused, match="写明原因"):
        attendance.tick(session, {uid: {morning: None}})
    assert row(desk)["credited_days"] == Decimal(1)
    attendance.tick(session, {uid: {morning: None}}, reason="签到表核对有误")
    assert row(desk)["credited_days"] == Decimal("0.5")
    frozen_on, reported = desk.years.reported(2019)
    assert frozen_on == date(2019, 12, 31)
    assert [r["credited_days"] for r in reported] == ["1.0"]
    assert desk.years.reported(2018) is None


def test_another_county_owes_nothing_until_it_adopts_a_profile(make_store, clock):
    """The requirement is Helan's; a county that follows it names the profile in its settings."""
    clock.set(date(2019, 12, 31))
    elsewhere = make_store(office="640121100")
    desk = TrainingService(elsewhere)
    desk.staff.add({"name": "测甲"}, role="head", from_on=date(2018, 1, 1))
    assert row(desk)["verdict"] == "无任务"
    adopted = {"training": ["training-helan-2019"]}
    with elsewhere.begin() as session:
        session.add(Setting(office=elsewhere.office, name="rules.adopted", value=adopted))
    assert (row(desk)["required_days"], row(desk)["verdict"]) == (Decimal(15), "未达标")
