"""工作机构、工作人员及经费: one record a report, when it is due, and what of it a table shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.paths import Profile
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.settings import Identity
from app.services.trash.kinds import CannotReturn
from tests.services.resettlement.conftest import MEANS_SHEET


def half(year=2026, **changes):
    return {
        **MEANS_SHEET,
        "year": year,
        "period": "first_half",
        "amount": 1_200_000,
        "filled_on": date(year, 7, 1),
        **changes,
    }


def shown(desk, first, last):
    return {k: v for k, v in desk.counts(first, last).items() if k.startswith("means_") and v}


def test_a_year_is_shown_under_its_heads_and_money_to_the_fen(desk):
    desk.means.add(MEANS_SHEET)
    assert shown(desk, date(2025, 1, 1), date(2025, 12, 31)) == {
        "means_joint": 1,
        "means_staff": 3,
        "means_full_time": 1,
        "means_part_time": 2,
        "means_volunteers": 5,
        "means_village_workers": 6,
        "means_in_budget": 1,
        "means_villages_in_budget": 1,
        "means_amount": Decimal("30000.50"),
    }


def test_a_month_shows_the_staff_last_told_and_no_money(desk):
    desk.means.add(MEANS_SHEET)
    march = shown(desk, date(2026, 3, 1), date(2026, 3, 31))
    assert march["means_staff"] == 3
    assert "means_amount" not in march
    assert shown(desk, date(2025, 11, 1), date(2025, 11, 30)) == {}, "before it was told"


def test_no_yuan_counts_twice(desk, clock):
    """The yearly report holds the whole year, the half-year's included."""
    clock.set(date(2027, 1, 20))
    desk.means.add(half())
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    assert shown(desk, first, date(2026, 6, 30))["means_amount"] == 12_000
    assert shown(desk, first, last)["means_amount"] == 12_000, "all that was told of the year"
    desk.means.add({**MEANS_SHEET, "year": 2026, "amount": 2_000_000})
    assert shown(desk, first, last)["means_amount"] == 20_000
    assert shown(desk, first, date(2026, 6, 30))["means_amount"] == 12_000
    desk.means.add(MEANS_SHEET)
    both = shown(desk, date(2024, 5, 1), last)
    assert both["means_amount"] == Decimal("50000.50"), "two years, each once"
    assert both["means_staff"] == 3, "staff are those of the newest report, never a sum of years"


def test_a_period_is_filled_in_once(desk):
    uid = desk.means.add(MEANS_SHEET)
    with pytest.raises(Rejected) as refused:
        desk.means.add(MEANS_SHEET)
    assert refused.value.problems[0].field == "period"
    desk.means.edit(uid, {**MEANS_SHEET, "full_time": 2})
    assert [row["full_time"] for row in desk.means.rows()] == [2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organ": "joint", "joint_with": ""}, "joint_with"),
        ({"organ": "independent"}, "organ"),  # yet it says with whom
        ({"budget": "no"}, "amount"),  # yet it says how much
        ({"full_time": None}, "full_time"),
        ({"part_time": -1}, "part_time"),
        ({"year": 1999}, "year"),
        ({"period": None}, "period"),
    ],
)
def test_what_does_not_go_together_is_not_kept(desk, changes, field):
    with pytest.raises(Rejected) as refused:
        desk.means.add({**MEANS_SHEET, **changes})
    assert [p.field for p in refused.value.problems if p.blocking] == [field]
    assert desk.means.rows() == []


def test_what_looks_strange_is_asked_and_may_stand(desk):
    asked = desk.means.check({**MEANS_SHEET, "amount": None, "full_time": 0, "part_time": 0})
    assert [(p.field, p.blocking) for p in asked] == [("amount", False), ("full_time", False)]
    assert [p.field for p in desk.means.check(half())] == ["period"], "June has not come"


def test_the_office_without_an_organ_has_none_of_either_kind(desk):
    desk.means.add({**MEANS_SHEET, "organ": "none", "joint_with": None})
    found = shown(desk, date(2025, 1, 1), date(2025, 12, 31))
    assert not {"means_joint", "means_independent"} & set(found)


def due(desk, day):
    return [r for r in desk.reminders(day) if r.kind == "resettlement.means"]


@pytest.mark.parametrize(
    ("day", "title", "due_on", "overdue"),
    [
        (date(2026, 6, 16), "", None, False),
        (date(2026, 6, 17), "2026年上半年", date(2026, 7, 2), False),
        (date(2026, 7, 2), "2026年上半年", date(2026, 7, 2), False),
        (date(2026, 7, 3), "2026年上半年", date(2026, 7, 2), True),
        (date(2027, 1, 17), "2026年上半年", date(2026, 7, 2), True),
        (date(2027, 1, 18), "2026年的", date(2027, 2, 2), False),
        (date(2027, 2, 3), "2026年的", date(2027, 2, 2), True),
        (date(2027, 6, 17), "2027年上半年", date(2027, 7, 2), False),
    ],
)
def test_it_falls_due_on_2_july_and_2_february(desk, person, day, title, due_on, overdue):
    """The days of Guangdong's rule (§6); the newest report only, from fifteen days before."""
    found = due(desk, day)
    if not title:
        assert found == []
        return
    (one,) = found
    assert one.title.startswith(title)
    assert (one.due_on, one.overdue) == (due_on, overdue)
    assert one.target.part == "means"
    assert "尚待核对原文" in one.detail


def test_what_is_filled_in_is_not_asked_for(desk, person, clock):
    clock.set(date(2026, 7, 1))
    assert len(due(desk, date(2026, 7, 1))) == 1
    desk.means.add(half())
    assert due(desk, date(2026, 7, 1)) == []


def test_nobody_is_asked_for_years_before_they_had_the_program(desk, person):
    """The first person was entered in March 2026: the year 2025 is not made up for."""
    assert due(desk, date(2026, 3, 2)) == []


def test_a_new_report_begins_with_the_period_asked_for_and_the_staff_last_told(desk, clock):
    assert desk.means.fresh() == {"filled_on": date(2026, 3, 2), "year": 2025, "period": "year"}
    desk.means.add(MEANS_SHEET)
    clock.set(date(2026, 7, 1))
    fresh = desk.means.fresh()
    assert (fresh["year"], fresh["period"], fresh["part_time"]) == (2026, "first_half", 2)
    assert "amount" not in fresh, "money is asked anew"
    desk.means.add(half())
    assert "period" not in desk.means.fresh()


def test_a_report_taken_away_comes_back_unless_its_period_was_filled_in_again(
    desk, store, tmp_path
):
    gone = desk.means.add(MEANS_SHEET)
    desk.means.remove(gone)
    trash = Desk(
        store, Profile(tmp_path), Identity(kind="office", code=store.office, name="测试所")
    ).trash
    assert [one.name for one in trash.listed()] == ["2025年工作机构、人员、经费"]
    again = desk.means.add(MEANS_SHEET)
    with pytest.raises(CannotReturn, match="已经另外填过"):
        trash.restore("help_means", gone)
    desk.means.remove(again)
    trash.restore("help_means", gone)
    assert [row["uid"] for row in desk.means.rows()] == [gone]


def test_what_the_office_says_of_itself_makes_no_month_busy(desk, store):
    """A zero report is still one when only the yearly table was filled in."""
    from app.services.month_end.figures import MonthFigures

    desk.means.add(MEANS_SHEET)
    months = MonthFigures(store).of("2026-01")
    assert next(one.things for one in months if one.duty == "resettlement") == 0
