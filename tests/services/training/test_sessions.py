"""A session is entered once; the sign-in sheet is ticked; mistakes are refused or put right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.services.base import Missing, Rejected
from app.services.training.staff import TrainingRefused
from tests.services.training.conftest import SESSION, full, half, hours

MARCH_20 = date(2019, 3, 20)


def test_a_session_comes_back_with_its_sittings_in_order(sessions, end_of_2019):
    uid = sessions.hold(
        {
            **SESSION,
            "sittings": [hours(MARCH_20, 2), *reversed(full(MARCH_20))],
            "for_roles": ("head",),
        }
    )
    sheet = sessions.sheet(uid)
    assert [s["part"] for s in sheet["sittings"]] == ["morning", "afternoon", "evening"]
    assert sheet["for_roles"] == ("head",)
    (row,) = sessions.page(2019).rows
    assert (row["from_on"], row["days"], row["attended"]) == (MARCH_20, Decimal(1), 0)
    assert sessions.page(2020).total == 0


@pytest.mark.parametrize(
    ("sittings", "column"),
    [
        ([half(MARCH_20), half(MARCH_20)], "part"),
        ([{**half(MARCH_20), "hours": 3}], "hours"),
        ([{"held_on": MARCH_20, "part": "evening"}], "hours"),
        ([{"held_on": MARCH_20, "part": "midnight"}], "part"),
        ([{"part": "morning"}], "held_on"),
        ([], ""),
    ],
)
def test_wrong_sittings_are_refused_by_row_and_column(sessions, end_of_2019, sittings, column):
    with pytest.raises(Rejected) as refused:
        sessions.hold({**SESSION, "sittings": sittings})
    assert {(p.field, p.column) for p in refused.value.problems} == {("sittings", column)}


def test_the_grid_lists_who_is_in_post_and_keeps_the_ticks(
    staff, sessions, attendance, end_of_2019
):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    late = staff.add({"name": "测后来"}, role="volunteer", from_on=date(2019, 6, 1))
    uid = sessions.hold({**SESSION, "sittings": full(MARCH_20)})
    grid = attendance.grid(uid)
    assert [p.name for p in grid.people] == ["测所长"]
    morning, afternoon = (s.uid for s in grid.sittings)
    attendance.tick(uid, {head: {morning: "signed", afternoon: "certificate"}, late: {}})
    attendance.note_attendance(uid, late, {"capacity": "lecturer"})
    people = {p.name: p for p in attendance.grid(uid).people}
    assert people["测所长"].proofs == {morning: "signed", afternoon: "certificate"}
    assert people["测后来"].capacity == "lecturer"
    attendance.tick(uid, {head: {afternoon: None}})
    people = {p.name: p for p in attendance.grid(uid).people}
    assert people["测所长"].proofs == {morning: "signed"}


@pytest.mark.parametrize("proof", ["yes", "", "none"])
def test_an_unknown_proof_is_refused(staff, sessions, attendance, end_of_2019, proof):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": full(MARCH_20)})
    sitting = attendance.grid(uid).sittings[0].uid
    with pytest.raises(TrainingRefused):
        attendance.tick(uid, {head: {sitting: proof}})
    assert attendance.grid(uid).people[0].proofs == {}


def test_a_tick_for_a_sitting_or_person_that_is_not_there_is_refused(
    staff, sessions, attendance, end_of_2019
):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": full(MARCH_20)})
    with pytest.raises(Missing):
        attendance.tick(uid, {head: {"00000000-0000-0000-0000-000000000000": "signed"}})
    with pytest.raises(Missing):
        attendance.tick(uid, {"00000000-0000-0000-0000-000000000000": {}})


def test_a_sitting_taken_out_takes_its_signatures_along(staff, sessions, attendance, end_of_2019):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": full(MARCH_20)})
    morning, afternoon = (s.uid for s in attendance.grid(uid).sittings)
    attendance.tick(uid, {head: {morning: "signed", afternoon: "signed"}})
    sessions.edit(uid, {**SESSION, "sittings": [half(MARCH_20)]})
    assert attendance.grid(uid).people[0].proofs == {morning: "signed"}


def test_a_corrected_date_keeps_the_signatures(staff, sessions, attendance, end_of_2019):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": [half(MARCH_20)]})
    (sitting,) = attendance.grid(uid).sittings
    attendance.tick(uid, {head: {sitting.uid: "signed"}})
    moved = {**half(date(2019, 3, 21)), "uid": sitting.uid}
    sessions.edit(uid, {**SESSION, "sittings": [moved]})
    grid = attendance.grid(uid)
    assert [s.held_on.day for s in grid.sittings] == [21]
    assert grid.people[0].proofs == {sitting.uid: "signed"}


def test_a_session_with_signatures_cannot_be_deleted(staff, sessions, attendance, end_of_2019):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": [half(MARCH_20)]})
    (sitting,) = attendance.grid(uid).sittings
    attendance.tick(uid, {head: {sitting.uid: "signed"}})
    with pytest.raises(TrainingRefused):
        sessions.delete(uid)
    attendance.tick(uid, {head: {sitting.uid: None}})
    sessions.delete(uid)
    with pytest.raises(Missing):
        sessions.sheet(uid)


def test_the_sign_in_sheet_is_blank_for_the_pen_or_tells_who_signed(
    staff, sessions, attendance, end_of_2019
):
    head = staff.add({"name": "测所长"}, role="head", from_on=date(2018, 1, 1))
    uid = sessions.hold({**SESSION, "sittings": [*full(MARCH_20), half(date(2019, 3, 21))]})
    morning = attendance.grid(uid).sittings[0].uid
    attendance.tick(uid, {head: {morning: "signed"}})
    blank = attendance.sign_in_sheet(uid, blank=True)
    assert (blank["when"], blank["expected"], blank["came"]) == ("2019年3月20日至3月21日", 1, None)
    assert "morning" not in blank["people"][0]
    filled = attendance.sign_in_sheet(uid)
    assert (filled["came"], filled["people"][0]["morning"]) == (1, "已签 3.20")


def test_a_role_is_not_held_twice_at_once(staff, end_of_2019):
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2019, 1, 1))
    with pytest.raises(TrainingRefused, match="已任所长"):
        staff.add_row(uid, "role", {"role": "head", "from_on": date(2019, 5, 1)})
    (first,) = staff.rows(uid, "role")
    staff.edit_row("role", first["uid"], {**first, "until_on": date(2019, 4, 30)})
    staff.add_row(uid, "role", {"role": "head", "from_on": date(2019, 5, 1)})
    assert staff.roll(on=date(2019, 5, 1))[0]["roles"] == "所长"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "测甲", "id_number": "640122199001019970"}, "id_number"),
        (
            {"name": "测甲", "joined_on": date(2019, 2, 1), "left_on": date(2019, 1, 1)},
            "left_on",
        ),
    ],
)
def test_wrong_staff_is_refused(staff, end_of_2019, values, field):
    with pytest.raises(Rejected) as refused:
        staff.add(values)
    assert {p.field for p in refused.value.problems} == {field}


def test_a_leaver_leaves_the_roll_but_not_the_history(staff, attend, end_of_2019):
    """F30: history keeps the name."""
    uid = staff.add({"name": "测甲"}, role="head", from_on=date(2019, 1, 1))
    attend(uid, [half(MARCH_20)])
    staff.edit(uid, {"name": "测甲", "left_on": date(2019, 11, 30)})
    assert staff.roll() == []
    assert [r["name"] for r in staff.roll(everybody=True)] == ["测甲"]
    with pytest.raises(TrainingRefused):
        staff.delete(uid)
