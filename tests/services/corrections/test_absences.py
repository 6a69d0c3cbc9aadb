"""失去联系, 查找, 脱管, 查回: counted by the day, decided by people (法 30; 办法 34, 35, 38, 46)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.services.base import Rejected
from app.services.corrections.states import NotAllowed

LOST = {
    "cause": "no_contact",
    "first_absent_on": date(2025, 2, 3),
    "discovered_on": date(2025, 2, 5),
}
SEARCH = {
    "searched_at": datetime(2025, 2, 5, 15, 0),
    "way": "call",
    "target": "13900000001",
    "result": "nothing",
    "staff": "测员、测丁",
}
FOUND = {
    "found_on": date(2025, 2, 13),
    "excuse": "none",
    "found_how": "在亲戚家找到",
    "handled_by": "测员",
}


def test_lost_searched_out_of_control_found(desk, persons, person):
    """The road of §3.3, each step with its ground; days run from the first absence (§4.3)."""
    episode = desk.absences.open(person, LOST)
    assert persons.card(person).state == "lost"
    with pytest.raises(NotAllowed, match="还没有查找记录"):
        desk.absences.give_up_search(episode, {"happened_on": date(2025, 2, 6)})
    desk.absences.search(episode, SEARCH)
    desk.absences.give_up_search(episode, {"happened_on": date(2025, 2, 6)})
    assert persons.card(person).state == "out_of_control"
    with pytest.raises(NotAllowed, match="登记查回"):
        persons.step(person, {"after": "enrolled", "happened_on": date(2025, 2, 13)})
    desk.absences.found(episode, FOUND)
    assert [s.after for s in persons.steps(person)] == [
        "enrolled",
        "lost",
        "out_of_control",
        "enrolled",
    ]
    assert persons.card(person).received_on == date(2024, 11, 8)
    (view,) = desk.absences.episodes(person)
    assert (view.days, view.offer, view.searches) == (10, "admonition", 1)


@pytest.mark.parametrize(
    ("found_on", "days", "offer"),
    [
        (date(2025, 2, 13), 10, "admonition"),
        (date(2025, 2, 14), 11, "warning"),
        (date(2025, 3, 1), 26, "warning"),
    ],
)
def test_the_length_offers_the_paper_of_its_range(desk, person, found_on, days, offer):
    """未超过十日 ⇒ d ≤ 10, 超过十日 ⇒ d ≥ 11 (59号 34, 35)."""
    episode = desk.absences.open(person, LOST)
    desk.absences.found(episode, {**FOUND, "found_on": found_on})
    (view,) = desk.absences.episodes(person)
    assert (view.days, view.offer) == (days, offer)
    assert f"脱离监管{days}日" in view.facts
    assert desk.sanctions.rows(person) == [], "nothing is proposed by itself"


def test_past_one_month_the_range_is_revocation(desk, person, clock):
    """59号 46: first day 02-03, so from 2025-03-03."""
    desk.absences.open(person, LOST)
    clock.set(date(2025, 3, 2))
    assert desk.absences.episodes(person)[0].offer == "warning"
    clock.set(date(2025, 3, 3))
    (view,) = desk.absences.episodes(person)
    assert view.offer == "revoke_probation"
    assert "由人判断" in view.message


def test_a_good_reason_offers_nothing(desk, person):
    episode = desk.absences.open(person, LOST)
    desk.absences.found(episode, {**FOUND, "excuse": "justified"})
    assert desk.absences.episodes(person)[0].offer == ""


def test_who_is_away_without_leave_is_out_of_control_at_once(desk, persons, person):
    """A stay in another county, found out later: both days are kept (新蔡)."""
    desk.absences.open(person, {**LOST, "cause": "left_area"})
    assert persons.card(person).state == "out_of_control"


def test_who_never_reported(desk, persons, sheet, in_2025):
    """社区矫正法 21; 实施办法 34: day 1 is the day after the tenth."""
    uid = persons.admit(sheet(reported_on=None, report_outcome=None))
    absent = {
        "cause": "not_reported",
        "first_absent_on": date(2024, 11, 16),
        "discovered_on": date(2024, 11, 18),
    }
    desk.absences.open(uid, absent)
    assert persons.card(uid).state == "overdue_report"


def test_one_absence_at_a_time_and_in_order(desk, person):
    with pytest.raises(Rejected):
        desk.absences.open(person, {**LOST, "first_absent_on": date(2025, 2, 6)})
    with pytest.raises(Rejected):
        desk.absences.open(person, {**LOST, "discovered_on": date(2025, 3, 2)})
    episode = desk.absences.open(person, LOST)
    with pytest.raises(NotAllowed, match="还没有结束"):
        desk.absences.open(person, LOST)
    with pytest.raises(Rejected):
        desk.absences.found(episode, {**FOUND, "found_on": date(2025, 2, 2)})
    with pytest.raises(Rejected):
        desk.absences.search(episode, {**SEARCH, "searched_at": datetime(2025, 2, 2, 9)})


def test_the_desk_says_what_is_to_be_done_next(desk, person, clock):
    """§4.3: searched at once, the county told, the police asked the day after."""
    clock.set(datetime(2025, 2, 5, 18, 0))
    episode = desk.absences.open(person, LOST)

    def words(day):
        (found,) = [r for r in desk.reminders(day) if r.kind == "corrections.missing"]
        assert found.overdue
        return found.title

    assert "立即组织查找" in words(date(2025, 2, 5))
    assert "报告县级" in words(date(2025, 2, 5))
    desk.absences.search(episode, SEARCH)
    desk.absences.edit(episode, {**LOST, "county_told_on": date(2025, 2, 5)})
    assert "立即组织查找" not in words(date(2025, 2, 5))
    assert "公安" not in words(date(2025, 2, 5))
    assert "公安" in words(date(2025, 2, 6))
    clock.set(date(2025, 2, 13))
    desk.absences.found(episode, FOUND)
    assert not [r for r in desk.reminders(date(2025, 2, 13)) if r.kind == "corrections.missing"]
