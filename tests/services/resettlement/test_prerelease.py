"""预释放名单 (F24): ours, not ours, and who is missing from the county's list."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.base import Rejected

LIST = ("2026年3月预释放名单", date(2026, 3, 2))
LINES = (
    {
        "row_number": 1,
        "name": "测甲",
        "id_number": "640122199001019971",
        "prison": "测试监狱",
        "release_on": date(2026, 4, 1),
        "registered_address": "贺兰县习岗镇新胜村",
    },
    {"row_number": 2, "name": "测乙", "prison": "贺兰县看守所", "release_on": date(2026, 3, 20)},
)


@pytest.fixture
def lines(desk, store):
    with store.begin() as session:
        return [desk.prerelease.keep(session, *LIST, line) for line in LINES]


def test_a_line_of_ours_is_awaited_at_once(desk, lines):
    desk.prerelease.answer(lines[:1], {"answer": "ours", "answered_by": "测试员甲"})
    row = desk.prerelease.rows(*LIST)[0]
    assert (row["answer"], row["answered_on"]) == ("ours", date(2026, 3, 2))
    card = desk.persons.card(row["resettlement_uid"])
    assert (card.state, card.released_on) == ("expected", date(2026, 4, 1))
    desk.prerelease.answer(lines[:1], {"answer": "ours"})
    assert desk.prerelease.rows(*LIST)[0]["resettlement_uid"] == card.uid, "not awaited twice"


def test_a_line_that_is_not_ours_says_whose_it_is(desk, lines):
    with pytest.raises(Rejected, match="哪里的"):
        desk.prerelease.answer(lines[1:], {"answer": "not_ours"})
    assert desk.prerelease.rows(*LIST)[1]["answer"] is None, "nothing was kept"
    desk.prerelease.answer(lines[1:], {"answer": "not_ours", "note": "户籍在金贵镇，见户籍底册。"})
    assert desk.prerelease.lists() == [(*LIST, 2, 1)]


def test_who_is_missing_from_the_list_is_added_and_awaited(desk, lines):
    uid = desk.prerelease.add_missing(*LIST, {"name": "测丙", "release_on": date(2026, 3, 30)})
    row = next(r for r in desk.prerelease.rows(*LIST) if r["uid"] == uid)
    assert row["added"]
    assert desk.persons.card(row["resettlement_uid"]).state == "expected"


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("贺兰县习岗镇新胜村三组", "像是本辖区"),
        ("新胜村三组", "像是本辖区"),
        ("金贵镇新胜村", "像是金贵镇"),  # the township goes before the village
        ("银川市兴庆区", ""),
        (None, ""),
    ],
)
def test_an_address_gives_a_hint_and_no_more(desk, address, hint):
    assert desk.prerelease.looks_like(address) == hint


def test_an_unanswered_list_is_due_in_two_weeks(desk, lines):
    due = next(r for r in desk.reminders(date(2026, 3, 2)) if r.kind == "resettlement.list")
    assert "还有2人没有核查" in due.title
    assert due.due_on == date(2026, 3, 16)
    late = next(r for r in desk.reminders(date(2026, 3, 17)) if r.kind == "resettlement.list")
    assert late.overdue
