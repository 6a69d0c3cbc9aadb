"""封存 of a minor's record (刑诉法 286; 法 54; trust D2): out of every list, seen only on a basis."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.base import Rejected
from app.services.corrections.check_in_reading import CheckInQuery
from app.services.corrections.register import PersonQuery
from app.services.corrections.states import NotAllowed
from app.services.people import PeopleService
from app.services.search import SearchService

SEAL = {
    "basis": "five_years",
    "sealed_on": date(2025, 11, 5),
    "sealed_by": "测所长",
    "second_person": "测员",
}
pytestmark = pytest.mark.usefixtures("may_look")

LOOK = {
    "basis": "judicial",
    "document_number": "贺检调〔2025〕1号",
    "unit": "贺兰县人民检察院",
    "purpose": "办案",
    "viewer": "测所长",
    "second_viewer": "测员",
}


@pytest.fixture
def ended(persons, minor, clock):
    """The minor's term ended on 2025-11-04."""
    clock.set(date(2025, 11, 5))
    persons.release(
        minor,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫解9号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
        },
    )
    return minor


def test_sealing_is_due_within_three_days(desk, persons, ended, clock):
    """D2; the line itself names nobody."""
    (due,) = [r for r in desk.reminders(date(2025, 11, 5)) if r.kind == "corrections.seal"]
    assert (due.due_on, due.overdue) == (date(2025, 11, 7), False)
    assert "测" not in due.title
    late = [r for r in desk.reminders(date(2025, 11, 8)) if r.kind == "corrections.seal"]
    assert [r.overdue for r in late] == [True]
    desk.seals.seal(ended, SEAL)
    assert not [r for r in desk.reminders(date(2025, 11, 8)) if r.kind == "corrections.seal"]


def test_a_sealed_record_is_in_no_list_and_no_search(store, desk, persons, ended):
    card = persons.sheet(ended)["name"].uid
    assert PeopleService(store).known("测少女")
    before = desk.counts(date(2025, 11, 1), date(2025, 11, 30))
    assert persons.page(PersonQuery(states=())).total == 1
    assert "corrections" in {h.kind for h in SearchService(store).find("测少女").hits}
    desk.seals.seal(ended, SEAL)
    assert persons.page(PersonQuery(states=())).total == 0
    assert "corrections" not in {h.kind for h in SearchService(store).find("测少女").hits}
    assert PeopleService(store).known("测少女") == [], "the card was of nobody else"
    assert PeopleService(store).roles(card) == []
    assert desk.check_ins.page(CheckInQuery()).rows == []
    assert desk.hours.month(date(2025, 1, 1), date(2025, 12, 31)) == []
    assert desk.counts(date(2025, 11, 1), date(2025, 11, 30)) == before, "figures keep counting"


@pytest.mark.parametrize(
    "look",
    [
        lambda d, u: d.persons.card(u),
        lambda d, u: d.persons.sheet(u),
        lambda d, u: d.persons.steps(u),
        lambda d, u: d.persons.rows(u, "group_member"),
        lambda d, u: d.sanctions.rows(u),
        lambda d, u: d.absences.episodes(u),
        lambda d, u: d.transfers.transfers(u),
        lambda d, u: d.health.duties(u),
        lambda d, u: d.check_ins.page(CheckInQuery(person_uid=u)),
        lambda d, u: d.hours.entries(u),
    ],
)
def test_no_ordinary_door_opens_it(desk, ended, look):
    desk.seals.seal(ended, SEAL)
    with pytest.raises(NotAllowed, match="已经封存"):
        look(desk, ended)


def test_looking_needs_a_basis_and_two_people_and_is_kept(desk, ended):
    """刑诉法 286(2); D2."""
    desk.seals.seal(ended, SEAL)
    with pytest.raises(Rejected, match="两个人"):
        desk.seals.view(ended, {**LOOK, "second_viewer": "测所长"})
    with pytest.raises(Rejected):
        desk.seals.view(ended, {**LOOK, "document_number": ""})
    assert desk.seals.views(ended) == [], "a refused look shows nothing and is no look"
    assert desk.seals.view(ended, LOOK)["name"] == "测少女"
    (kept,) = desk.seals.views(ended)
    assert (kept["unit"], kept["viewer"], kept["second_viewer"]) == (
        "贺兰县人民检察院",
        "测所长",
        "测员",
    )
    (row,) = desk.seals.listed()
    assert (row.hint, row.views) == ("测某", 1)


def test_only_minors_whose_correction_is_over_are_sealed(desk, persons, minor, person, clock):
    with pytest.raises(NotAllowed, match="还没有结束"):
        desk.seals.seal(minor, SEAL)
    with pytest.raises(NotAllowed, match="只有决定时未成年"):
        desk.seals.seal(person, SEAL)


def test_a_seal_is_lifted_only_on_a_document_by_two_people(desk, persons, ended):
    desk.seals.seal(ended, SEAL)
    lifted = {
        "lifted_on": date(2025, 11, 5),
        "lifted_number": "(2025)宁0122刑初1号",
        "lifted_reason": "漏罪合并执行超过五年",
        "lifted_by": "测所长",
        "lifted_second": "测员",
    }
    with pytest.raises(Rejected, match="两个人"):
        desk.seals.lift(ended, {**lifted, "lifted_second": "测所长"})
    desk.seals.lift(ended, lifted)
    assert persons.card(ended).state == "released"
    assert desk.seals.listed() == []


def test_minors_study_apart_from_adults(desk, minor, person, clock):
    """社区矫正法 52."""
    clock.set(date(2025, 3, 5))
    hours = {"kind": "study", "happened_on": date(2025, 3, 4), "minutes": 120, "topic": "法治课"}
    with pytest.raises(Rejected, match="分别进行"):
        desk.hours.record([minor, person], hours)
    assert len(desk.hours.record([person], hours)) == 1
