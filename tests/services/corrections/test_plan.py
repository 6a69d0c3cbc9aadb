"""矫正小组, 矫正方案, 宣告 and 减刑: what is refused, what follows (法 24, 25, 33, 52; 办法 19-22)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.services.base import Rejected
from app.services.corrections.states import NotAllowed

PLAN = {
    "made_on": date(2025, 2, 1),
    "made_by": "测员",
    "situation": "家庭和睦，务农",
    "assessment": "再犯罪风险低",
    "supervision": "每周电话报告",
    "education": "每月集中学习",
}
CONFIRMED = {"group_confirmed_on": date(2025, 3, 1), "group_confirmed_by": "测所长"}
MEMBER = {"name": "测员", "sex": "1", "role": "office_staff", "from_on": date(2025, 2, 1)}
COMMUTED = {
    "kind": "commutation",
    "decided_on": date(2025, 2, 20),
    "decided_by": "银川市中级人民法院",
    "document_number": "(2025)宁01刑更9号",
    "new_ends_on": date(2025, 9, 4),
}


def declaration(**changes):
    return {
        "kind": "entry",
        "held_at": datetime(2025, 2, 20, 9, 0),
        "place": "本所宣告室",
        "host": "测所长",
        "participants": [{"name": "测员", "role": "group"}],
        **changes,
    }


# --- 矫正小组 --------------------------------------------------------------------------------------


def test_a_group_without_a_woman_is_refused_for_a_woman(persons, minor):
    """社区矫正法 25, 52."""
    persons.add_row(minor, "group_member", {**MEMBER, "knows_minors": True})
    with pytest.raises(NotAllowed, match="没有女性成员"):
        persons.confirm_group(minor, CONFIRMED)
    persons.add_row(minor, "group_member", {**MEMBER, "name": "测女", "sex": "2"})
    persons.confirm_group(minor, CONFIRMED)


def test_a_minors_group_needs_somebody_who_knows_minors(persons, minor):
    """社区矫正法 52: also for who has turned eighteen since (58)."""
    row = persons.add_row(minor, "group_member", {**MEMBER, "name": "测女", "sex": "2"})
    with pytest.raises(NotAllowed, match="熟悉未成年人"):
        persons.confirm_group(minor, CONFIRMED)
    woman = {**MEMBER, "name": "测女", "sex": "2", "knows_minors": True}
    persons.edit_row("group_member", row, woman)
    persons.confirm_group(minor, CONFIRMED)


def test_an_empty_group_and_a_day_to_come_are_refused(persons, person):
    with pytest.raises(NotAllowed, match="还没有矫正小组成员"):
        persons.confirm_group(person, CONFIRMED)
    persons.add_row(person, "group_member", MEMBER)
    with pytest.raises(NotAllowed, match="还没有到"):
        persons.confirm_group(person, {**CONFIRMED, "group_confirmed_on": date(2025, 3, 2)})
    persons.confirm_group(person, CONFIRMED)


def test_a_group_that_loses_its_woman_is_to_be_confirmed_anew(desk, persons, minor):
    row = persons.add_row(
        minor, "group_member", {**MEMBER, "name": "测女", "sex": "2", "knows_minors": True}
    )
    persons.confirm_group(minor, CONFIRMED)
    persons.remove_row("group_member", row)
    titles = [r.title for r in desk.reminders(date(2025, 3, 1)) if r.kind == "corrections.file"]
    assert "没有矫正小组" in titles[0]


# --- 方案 ------------------------------------------------------------------------------------------


def test_a_plan_is_adjusted_and_assessed_on_dates(persons, person):
    """实施办法 22: what was planned when can be read later."""
    late = {
        "adjusted_on": date(2025, 2, 10),
        "adjusted_by": "测员",
        "reason": "就业",
        "content": "改周末学习",
    }
    with pytest.raises(Rejected, match="还没有矫正方案"):
        persons.add_row(person, "plan_adjustment", late)
    persons.add_row(person, "corrections_plan", PLAN)
    persons.add_row(person, "plan_adjustment", late)
    review = {
        "reviewed_on": date(2025, 2, 28),
        "effect": "good",
        "opinion": "稳定",
        "reviewed_by": "测员",
    }
    persons.add_row(person, "plan_review", review)
    assert persons.rows(person, "plan_adjustment")[0]["content"] == "改周末学习"
    with pytest.raises(Rejected, match="还没有到"):
        persons.add_row(person, "plan_review", {**review, "reviewed_on": date(2025, 3, 2)})


def test_a_plan_is_to_be_assessed_every_three_months(desk, persons, person, clock):
    """Profile value ``file.plan_review_months``: no national rule."""
    persons.add_row(person, "corrections_plan", PLAN)
    assert "corrections.plan_review" not in {r.kind for r in desk.reminders(date(2025, 4, 23))}
    (due,) = [r for r in desk.reminders(date(2025, 5, 2)) if r.kind == "corrections.plan_review"]
    assert (due.due_on, due.overdue) == (date(2025, 5, 1), True)


# --- 宣告 ------------------------------------------------------------------------------------------


def test_the_group_is_there_at_the_declaration(persons, person):
    """实施办法 20."""
    with pytest.raises(Rejected, match="还没有矫正小组"):
        persons.add_row(person, "declaration", declaration())
    persons.add_row(person, "group_member", MEMBER)
    absent = declaration(participants=[{"name": "测邻", "role": "village"}])
    with pytest.raises(Rejected, match="没有矫正小组成员"):
        persons.add_row(person, "declaration", absent)
    row = persons.add_row(person, "declaration", declaration())
    assert persons.sheet(person)["declared_on"] == date(2025, 2, 20)
    persons.remove_row("declaration", row)
    assert persons.sheet(person)["declared_on"] is None


def test_a_minors_declaration_is_not_public_and_a_guardian_is_there(persons, minor):
    """社区矫正法 54; 实施办法 55."""
    persons.add_row(minor, "group_member", MEMBER)
    with pytest.raises(Rejected) as refused:
        persons.add_row(minor, "declaration", declaration(public=True))
    assert {p.field for p in refused.value.problems} == {"participants", "public"}
    people = [{"name": "测员", "role": "group"}, {"name": "测母", "role": "guardian"}]
    assert persons.add_row(minor, "declaration", declaration(participants=people))


# --- 期限 ------------------------------------------------------------------------------------------


def test_commutation_keeps_the_old_end_and_moves_what_follows_from_it(desk, persons, person):
    """§8.1 减刑: the end is that of the ruling; tasks follow it."""
    row = persons.add_row(person, "term_change", COMMUTED)
    assert persons.card(person).ends_on == date(2025, 9, 4)
    assert "2025-11-04 → 2025-09-04" in persons.term(person)
    assert "corrections.term_ending" in {r.kind for r in desk.reminders(date(2025, 8, 5))}
    persons.remove_row("term_change", row)
    assert persons.card(person).ends_on == date(2025, 11, 4)


def test_two_commutations_follow_one_another(persons, person):
    first = persons.add_row(person, "term_change", COMMUTED)
    again = {**COMMUTED, "decided_on": date(2025, 2, 25), "new_ends_on": date(2025, 8, 4)}
    persons.add_row(person, "term_change", again)
    assert "2025-11-04 → 2025-09-04 → 2025-08-04" in persons.term(person)
    persons.edit_row("term_change", first, {**COMMUTED, "content": "减去二个月"})
    assert persons.card(person).ends_on == date(2025, 8, 4)


def test_a_commutation_to_a_day_already_past_is_a_red_flag_today(desk, persons, person):
    """§8.1: 期满待解矫 today, and nothing is released by itself."""
    past = {**COMMUTED, "new_ends_on": date(2025, 2, 25)}
    asked = persons.ask_row(person, "term_change", past)
    assert [p.blocking for p in asked] == [False]
    persons.add_row(person, "term_change", past)
    assert persons.card(person).state == "term_ending"
    assert persons.steps(person)[-1].happened_on == date(2025, 3, 1)
    (red,) = [r for r in desk.reminders(date(2025, 3, 1)) if r.kind == "corrections.release"]
    assert red.overdue


def test_a_commutation_does_not_lengthen(persons, person):
    with pytest.raises(Rejected, match="早于原止日"):
        persons.add_row(person, "term_change", {**COMMUTED, "new_ends_on": date(2025, 12, 4)})
    correction = {**COMMUTED, "kind": "correction", "new_ends_on": date(2025, 12, 4)}
    assert persons.add_row(person, "term_change", correction)
