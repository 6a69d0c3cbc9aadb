"""回收站: every kind of thing taken away is listed and comes back as it was (F42)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.models.base import Base, Record
from app.models.database import Database
from app.paths import Profile
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.settings import Identity
from app.services.trash.kinds import KINDS, CannotReturn
from tests.conftest import Clock
from tests.services.mediation.conftest import REMOVED

NEVER_TAKEN_AWAY = {
    "answer_taken",
    "notice_reading",
    "clock_doubt",
    "bundle_taken",
    "correction_slip",
    "case_round",  # a re-opening is not taken back
    "committee",
    "absence_episode",
    "corrections_seal",
    "corrections_step",  # put right by a reversing step
    "delegation",
    "corrections_transfer",
    "leave",
    "search_record",
    "sealed_view",
    "person",  # a card follows its roles
    "prerelease_entry",
    "resettlement_paper",
    "resettlement_person",
    "resettlement_step",
    "spot_check",
    "training_year",
}
"""Tables of records from which no service takes anything."""

PART_OF_ANOTHER = {
    "attendance",  # with its session
    "training_sitting",
    "paper_mark",  # noted anew in a second
    "state_change",  # an undone step is taken anew
    "zero_report",  # one withdrawn is signed anew
}


@pytest.fixture
def desk(store: Database, clock: Clock, tmp_path: Path) -> Desk:
    clock.set(datetime(2026, 3, 2, 9))
    identity = Identity(kind="office", code="640122100", name="习岗司法所")
    return Desk(store, Profile(tmp_path), identity)


@pytest.fixture
def case(desk: Desk) -> str:
    committee = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    uid = desk.mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "parties": [
                {"name": "张测试", "side": "applicant"},
                {"name": "李试样", "side": "respondent"},
            ],
        },
        committee=committee,
    )
    desk.mediation.procedure.accept(uid, date(2026, 3, 2))
    return uid


def session_values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "调解业务培训",
        "organiser": "贺兰县司法局",
        "level": "county",
        "category": "业务",
        "form": "集中",
        "sittings": [{"held_on": date(2026, 3, 1), "part": "morning"}],
        **changes,
    }


def test_every_kind_of_record_is_either_found_again_or_never_taken_away():
    """A new table of records has to say where it belongs."""
    mappers = Base.registry.mappers
    tables = {str(m.local_table) for m in mappers if issubclass(m.class_, Record)}
    known = {one.table.__tablename__ for one in KINDS}
    assert tables == known | NEVER_TAKEN_AWAY | PART_OF_ANOTHER
    assert not known & (NEVER_TAKEN_AWAY | PART_OF_ANOTHER)
    assert all(one.effect for one in KINDS)


def test_a_paper_is_listed_with_its_case_its_time_and_who_took_it(
    desk: Desk, case: str, clock: Clock, store: Database
):
    paper = desk.mediation.papers.listed(case)[0].uid
    clock.set(datetime(2026, 3, 3, 10, 30))
    store.actor = "测试员乙"
    desk.mediation.papers.remove(paper)
    (removed,) = desk.trash.listed()
    assert (removed.words, removed.name) == ("调解文书", "人民调解受理登记表（2026年3月2日）")
    assert removed.owner == "(2026)习岗人调字第001号 张测试与李试样邻里纠纷"
    assert (removed.removed_at, removed.removed_by) == (datetime(2026, 3, 3, 10, 30), "测试员乙")
    assert desk.trash.restore(removed.kind, removed.uid) == removed.name
    assert [p.uid for p in desk.mediation.papers.listed(case)] == [paper]
    assert desk.trash.listed() == []


def test_a_case_comes_back_with_everything_and_its_own_number(desk: Desk, case: str):
    """F3: the number was never given to another case in the meantime."""
    desk.mediation.cases.remove(case, REMOVED)
    assert desk.mediation.register.page(desk_query()).total == 0
    assert desk.search.find("张测试").hits[0].kind == "person"
    desk.trash.restore("mediation_case", case)
    assert desk.mediation.cases.summary(case).number == "(2026)习岗人调字第001号"
    assert len(desk.mediation.papers.listed(case)) == 1
    assert "case" in [hit.kind for hit in desk.search.find("张测试").hits]


def desk_query() -> Any:
    from app.services.mediation.register import RegisterQuery

    return RegisterQuery()


def test_a_paper_of_a_removed_case_waits_for_the_case(desk: Desk, case: str):
    paper = desk.mediation.papers.listed(case)[0].uid
    desk.mediation.papers.remove(paper)
    desk.mediation.cases.remove(case, REMOVED)
    with pytest.raises(CannotReturn, match="也已移出"):
        desk.trash.restore("paper", paper)
    desk.trash.restore("mediation_case", case)
    desk.trash.restore("paper", paper)
    assert len(desk.mediation.papers.listed(case)) == 1


def test_a_paper_whose_place_is_taken_does_not_come_back_twice(desk: Desk, case: str):
    paper = desk.mediation.papers.listed(case)[0].uid
    desk.mediation.papers.remove(paper)
    desk.mediation.papers.add(case, "mediation.acceptance")
    with pytest.raises(CannotReturn, match="另有一份《人民调解受理登记表》"):
        desk.trash.restore("paper", paper)
    assert len(desk.mediation.papers.listed(case)) == 1


def test_a_party_taken_out_of_a_list_comes_back_into_it(desk: Desk, case: str):
    rows = desk.mediation.cases.facts(case)["parties"]
    desk.mediation.cases.save(case, {"parties": rows[:1]})
    assert desk.mediation.cases.summary(case).title == "张测试邻里纠纷"
    (removed,) = desk.trash.listed("李试样")
    desk.trash.restore(removed.kind, removed.uid)
    assert [row["name"].name for row in desk.mediation.cases.facts(case)["parties"]] == [
        "张测试",
        "李试样",
    ]
    assert desk.mediation.cases.summary(case).title == "张测试与李试样邻里纠纷"


def test_names_of_a_masked_case_are_masked_here_too(desk: Desk, case: str):
    """Law 15, 23."""
    desk.mediation.cases.save(case, {"restricted": True})
    rows = desk.mediation.cases.facts(case)["parties"]
    desk.mediation.cases.save(case, {"parties": rows[:1]})
    (removed,) = desk.trash.listed()
    assert removed.name == "（涉及隐私）"
    assert "张测试" not in removed.owner


def test_a_session_brings_its_sittings_along(desk: Desk):
    codes = first_codes("training_category", "training_form", "training_level")
    held = desk.training.sessions.hold(
        session_values(category=codes[0], form=codes[1], level=codes[2])
    )
    desk.training.sessions.delete(held)
    (removed,) = desk.trash.listed()
    assert removed.words == "培训班次"
    desk.trash.restore(removed.kind, removed.uid)
    assert len(desk.training.sessions.sheet(held)["sittings"]) == 1


def first_codes(*tables: str) -> list[str]:
    from app.forms.codes import table

    return [table(name).at(date(2026, 3, 1))[0].code for name in tables]


def test_the_same_thing_is_found_again_once_only(desk: Desk, case: str):
    paper = desk.mediation.papers.listed(case)[0].uid
    desk.mediation.papers.remove(paper)
    desk.trash.restore("paper", paper)
    with pytest.raises(CannotReturn, match="已经找回"):
        desk.trash.restore("paper", paper)


def test_the_list_is_narrowed_by_words_and_kind(desk: Desk, case: str):
    desk.mediation.papers.remove(desk.mediation.papers.listed(case)[0].uid)
    rows = desk.mediation.cases.facts(case)["parties"]
    desk.mediation.cases.save(case, {"parties": rows[:1]})
    assert len(desk.trash.listed()) == 2
    assert [r.kind for r in desk.trash.listed("受理登记")] == ["paper"]
    assert [r.kind for r in desk.trash.listed(kind="party")] == ["party"]
    assert desk.trash.listed("没有这样的") == []


def test_a_case_goes_only_for_a_reason_and_with_a_second_person(desk: Desk, case: str):
    """D1: reason and second person; the office's history keeps both after it came back."""
    for values, field in (
        ({"reason": "重复登记"}, "second_person"),
        ({"second_person": "测试员丁"}, "reason"),
        ({"reason": " ", "second_person": "测试员丁"}, "reason"),
    ):
        with pytest.raises(Rejected) as refused:
            desk.mediation.cases.remove(case, values)
        assert [p.field for p in refused.value.problems] == [field]
    desk.mediation.cases.remove(case, REMOVED)
    (gone,) = desk.trash.listed(kind="mediation_case")
    assert gone.reason == "重复登记（在场：测试员丁）"
    desk.trash.restore("mediation_case", case)
    assert desk.trash.listed(kind="mediation_case") == []
