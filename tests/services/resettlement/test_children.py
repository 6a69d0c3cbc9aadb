"""服刑人员未成年子女: who counts, how they live from a day on, what help they got, and who may see it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.paths import Profile
from app.services.base import Missing, Rejected
from app.services.corrections.states import NotAllowed
from app.services.desk import Desk
from app.services.month_end.roots import called
from app.services.resettlement.children_register import ChildrenQuery
from app.services.search import SearchService
from app.services.settings import Identity
from app.services.trash.kinds import CannotReturn
from tests.services.resettlement.conftest import CHILD_SHEET

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
REMOVED = {"reason": "重复登记。", "second_person": "测试员乙"}


@pytest.fixture
def child(desk):
    """Known since 20 January 2026."""
    return desk.children.register(CHILD_SHEET)


def situation(on, **changes):
    asked = ("guardian_relation", "guardian_name", "schooling", "school", "difficulties")
    return {"from_on": on, **{name: CHILD_SHEET[name] for name in asked}, **changes}


def number(desk, key, first=QUARTER[0], last=QUARTER[1]):
    return desk.tally(first, last).number(key)


def test_a_card_is_typed_once_and_holds_how_the_child_lives(desk, child):
    sheet = desk.children.sheet(child)
    assert {name: sheet[name] for name in CHILD_SHEET} == CHILD_SHEET
    assert sheet["checked_on"] == date(2026, 1, 20)
    card = desk.children.card(child)
    assert (card.name, card.age, card.standing) == ("测小禾", 9, "known")
    assert card.comes_of_age == date(2034, 5, 20)


def test_a_number_tells_birth_and_sex_and_is_not_registered_twice(desk):
    values = {**CHILD_SHEET, "id_number": "640122201605209987", "sex": None}
    uid = desk.children.register(values)
    assert desk.children.sheet(uid)["sex"] == "2"
    with pytest.raises(Rejected) as refused:
        desk.children.register(values)
    assert refused.value.problems[0].field == "id_number"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"birth_date": None}, "birth_date"),
        ({"guardian_relation": None}, "guardian_relation"),
        ({"schooling": None}, "schooling"),
        ({"parent_name": None}, "parent_name"),
        ({"known_on": date(2026, 3, 3)}, "known_on"),  # tomorrow
        ({"birth_date": date(2026, 2, 1)}, "birth_date"),  # born after the office knew
        ({"birth_date": date(2008, 1, 20)}, "birth_date"),  # eighteen on that very day
    ],
)
def test_what_cannot_be_is_not_kept(desk, changes, field):
    with pytest.raises(Rejected) as refused:
        desk.children.register({**CHILD_SHEET, **changes})
    assert [p.field for p in refused.value.problems if p.blocking] == [field]
    assert desk.children.page(ChildrenQuery(standing="")).total == 0


def test_the_day_before_eighteen_is_the_last_that_counts(desk, clock):
    """Civil Code 17: eighteen is of age; the birthday itself no longer counts."""
    clock.set(date(2026, 6, 1))
    desk.children.register({**CHILD_SHEET, "birth_date": date(2008, 4, 1)})
    assert number(desk, "children", last=date(2026, 3, 31)) == 1
    assert number(desk, "children", last=date(2026, 4, 1)) == 0
    assert number(desk, "children_grown", date(2026, 4, 1), date(2026, 6, 30)) == 1
    assert desk.children.page(ChildrenQuery()).total == 0
    assert desk.children.page(ChildrenQuery(standing="grown")).total == 1


def test_how_a_child_lives_is_counted_by_what_was_known_on_the_last_day(desk, child, clock):
    """A figure that was reported stays what it was when the child leaves school later."""
    clock.set(date(2026, 6, 1))
    desk.children.add_row(
        child,
        "child_situation",
        situation(date(2026, 5, 4), schooling="dropout", guardian_relation="none", difficulties=()),
    )
    spring, half = QUARTER, (date(2026, 1, 1), date(2026, 6, 30))
    for key, then, now in (
        ("children_in_school", 1, 0),
        ("children_dropout", 0, 1),
        ("children_alone", 0, 1),
        ("children_in_need", 1, 0),
    ):
        assert (number(desk, key, *spring), number(desk, key, *half)) == (then, now), key
    assert desk.children.card(child).situation["schooling"] == "dropout"
    assert [r["from_on"] for r in desk.children.rows(child, "child_situation")] == [
        date(2026, 5, 4),
        date(2026, 1, 20),
    ]


def test_help_counts_times_and_children(desk, child):
    for on, kind in ((date(2026, 2, 1), "relief"), (date(2026, 2, 20), "school_fee")):
        desk.children.add_row(child, "child_help", {"kind": kind, "given_on": on, "amount": 50_000})
    assert (number(desk, "child_helps"), number(desk, "children_helped")) == (2, 1)
    assert number(desk, "child_helps", date(2026, 2, 2), date(2026, 2, 28)) == 1
    (line,) = desk.children.page(ChildrenQuery()).rows
    assert (line["helps"], line["last_help"]) == (2, date(2026, 2, 20))
    assert [h["kind"] for h in desk.children.sheet(child)["helps"]] == ["relief", "school_fee"]


def test_nothing_is_entered_for_a_day_to_come(desk, child):
    with pytest.raises(Rejected):
        desk.children.add_row(child, "child_help", {"kind": "relief", "given_on": date(2026, 3, 3)})
    with pytest.raises(Rejected):
        desk.children.leave(child, {"left_reason": "released", "left_on": date(2026, 3, 3)})


def test_the_last_situation_stays_with_the_child(desk, child):
    (only,) = desk.children.rows(child, "child_situation")
    with pytest.raises(NotAllowed, match="唯一"):
        desk.children.remove_row("child_situation", only["uid"])
    desk.children.add_row(child, "child_situation", situation(date(2026, 2, 1)))
    desk.children.remove_row("child_situation", only["uid"])
    assert number(desk, "children_in_school") == 1, "by the entry there is, though it is later"


def test_who_leaves_counts_until_the_day_before_and_may_come_back(desk, child):
    desk.children.leave(child, {"left_reason": "released", "left_on": date(2026, 3, 1)})
    assert number(desk, "children", last=date(2026, 2, 28)) == 1
    assert number(desk, "children", last=date(2026, 3, 1)) == 0
    assert (number(desk, "children_gone"), number(desk, "children_grown")) == (1, 0)
    assert desk.children.page(ChildrenQuery(standing="left")).total == 1
    with pytest.raises(Rejected):
        desk.children.leave(child, {"left_reason": "moved_out", "left_on": date(2026, 1, 19)})
    desk.children.come_back(child)
    assert number(desk, "children") == 1


def test_the_register_is_narrowed_to_who_needs_somebody(desk, child, clock):
    well = desk.children.register({**CHILD_SHEET, "name": "测小谷", "difficulties": ()})
    alone = desk.children.register({**CHILD_SHEET, "name": "测小麦", "guardian_relation": "none"})
    desk.children.add_row(child, "child_help", {"kind": "relief", "given_on": date(2026, 2, 1)})

    def found(**query):
        return {row["uid"] for row in desk.children.page(ChildrenQuery(**query)).rows}

    assert found() == {child, well, alone}
    assert found(need="difficult") == {child, alone}
    assert found(need="unhelped") == {alone}
    assert found(need="alone") == {alone}
    assert found(need="dropout") == set()
    assert found(text="小谷") == {well}
    assert found(text="测老禾") == {child, well, alone}, "by who looks after them"
    assert found(text="cxm") == {alone}, "by initials"
    assert found(uids=(well,)) == {well}
    page = desk.children.page(ChildrenQuery(sort="name", descending=True), offset=1, limit=1)
    assert (len(page.rows), page.total) == (1, 3)


def test_a_child_is_found_by_its_own_name_and_not_by_that_of_the_parent(desk, child, store):
    search = SearchService(store)
    (hit,) = search.find("测小禾").hits
    assert (hit.kind, hit.uid) == ("child", child)
    assert search.find("测禾").hits == ()
    (cut,) = search.find("测小禾", cut=True).hits
    assert (cut.title, cut.uid) == ("测小禾", child)


def test_lists_for_others_never_name_a_child(desk, child, store):
    from app.models.resettlement_children import PrisonerChild

    with store.begin() as session:
        record = session.get_one(PrisonerChild, (desk.office, child))
        assert called(record) == "服刑人员未成年子女"


def test_a_card_is_removed_for_a_reason_and_with_a_second_person(desk, child, store, tmp_path):
    """D1; it comes back with everything, unless the child was registered again meanwhile."""
    for lacking in REMOVED:
        with pytest.raises(Rejected):
            desk.children.remove(child, {**REMOVED, lacking: ""})
    desk.children.edit(child, {**CHILD_SHEET, "id_number": "640122201605209987"})
    desk.children.remove(child, REMOVED)
    with pytest.raises(Missing):
        desk.children.card(child)
    assert number(desk, "children") == 0
    trash = Desk(
        store, Profile(tmp_path), Identity(kind="office", code=store.office, name="测试所")
    ).trash
    (removed,) = trash.listed()
    assert removed.reason == "重复登记。（在场：测试员乙）"
    again = desk.children.register({**CHILD_SHEET, "id_number": "640122201605209987"})
    with pytest.raises(CannotReturn, match="已经重新登记过"):
        trash.restore(removed.kind, removed.uid)
    desk.children.remove(again, REMOVED)
    trash.restore(removed.kind, child)
    assert (number(desk, "children"), desk.children.card(child).name) == (1, "测小禾")
    assert len(desk.children.rows(child, "child_situation")) == 1


def test_what_was_corrected_is_kept_in_history(desk, child, store):
    from app.models.history import versions_of

    (now,) = desk.children.rows(child, "child_situation")
    desk.children.edit_row(
        "child_situation", now["uid"], situation(now["from_on"], school="测二小")
    )
    with store.begin() as session:
        (before,) = versions_of(session, desk.office, now["uid"])
    assert before.values["school"] == "测试小学四年级"


def test_a_small_number_of_children_may_be_merged(desk, child, clock):
    """§6: in a township two minors are a name; so is how often they were helped."""
    from app.rules.periods import period_of

    clock.set(datetime(2026, 3, 31, 9))
    desk.children.add_row(child, "child_help", {"kind": "relief", "given_on": date(2026, 2, 1)})
    counted = desk.counted(period_of("quarter", date(2026, 2, 1)))
    assert counted.shown("children", merge_small=True) == "不足3人"
    assert counted.shown("child_helps", merge_small=True) == "不足3人次"
    assert counted.shown("children", merge_small=False) == 1
    assert counted.shown("children_dropout", merge_small=True) == 0
    assert all(column.small for column in counted.table.columns if "child" in column.key)
