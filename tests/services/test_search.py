"""一个搜索框: words of any length, numbers, initials under every reading of the surname."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from app.models.base import new_uid
from app.models.mediation import Committee, MediationCase
from app.models.people import Person
from app.models.search import SearchEntry
from app.services import search
from app.services.mediation.register import RegisterQuery, RegisterService
from app.services.search import SearchService
from app.services.search_kinds import INDEXERS, RECORDS
from app.services.text_index import KINDS, SLOTS


@pytest.fixture
def box(store):
    store.followers.append(search.follow)
    with store.begin() as session:
        for name, address in [
            ("李明朗", "立岗镇兰星村三组"),
            ("单小明", "习岗镇和平村"),
            ("李𠮷娟", "洪广镇金沙村宅基地旁"),
            ("阿卜杜拉·买买提", "富兴街虹桥社区"),
        ]:
            session.add(Person(name=name, address=address, id_number=None))
    return SearchService(store)


def names(found):
    return [hit.title for hit in found.hits]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("李", {"李明朗", "李𠮷娟"}),
        ("明朗", {"李明朗"}),
        ("𠮷", {"李𠮷娟"}),
        ("宅基地", {"李𠮷娟"}),
        ("兰星村", {"李明朗"}),
        ("买买提", {"阿卜杜拉·买买提"}),
        ("lml", {"李明朗"}),
        ("LM", {"李明朗"}),
        ("sxm", {"单小明"}),
        ("dxm", {"单小明"}),
        ("没有的人", set()),
        ('"李', {"李明朗", "李𠮷娟"}),
        ("李* OR 1", set()),
        ("  ", set()),
    ],
)
def test_it_finds(box, typed, expected):
    assert set(names(box.find(typed))) == expected


def test_it_says_what_it_did_not_search(box):
    assert "扫描件" in box.find("李").not_searched


def test_a_changed_name_is_found_under_the_new_one_only(box, store):
    with store.begin() as session:
        person = session.get(Person, (store.office, box.find("sxm").hits[0].uid))
        person.name = "曾解放"
    assert names(box.find("zjf")) == ["曾解放"]
    assert names(box.find("sxm")) == []
    assert names(box.find("单小")) == []


def test_a_deleted_person_is_no_longer_found(box, store):
    with store.begin() as session:
        session.get(Person, (store.office, box.find("lml").hits[0].uid)).deleted = True
    assert names(box.find("李明朗")) == []


def test_the_index_can_be_built_again(box):
    assert box.rebuild() == 4
    assert names(box.find("lml")) == ["李明朗"]
    assert names(box.find("宅基")) == ["李𠮷娟"]


def test_an_edit_that_changes_no_word_leaves_the_index_alone(box, store):
    """Most edits change a date or a step; a save is not to wait for the words it left."""
    asked = []
    listen = (store.engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
    event.listen(*listen)
    with store.begin() as session:
        for person in session.scalars(select(Person)):
            person.sex = "1"
    event.remove(*listen)
    assert any("UPDATE person" in said for said in asked)
    assert not any("search_" in said for said in asked)
    assert names(box.find("lml")) == ["李明朗"]


def test_what_is_put_in_after_a_record_was_written_is_found(box, store):
    """Within one transaction: written first, then given the word. It has no past to compare with."""
    with store.begin() as session:
        person = Person(name="赵后补")
        session.add(person)
        session.flush()
        person.address = "金贵镇银河村"
    assert names(box.find("银河村")) == ["赵后补"]


def test_words_never_run_from_one_text_into_the_next(box, store):
    """The end of an ID number and the beginning of a telephone are not one number."""
    with store.begin() as session:
        session.add(Person(name="周某", id_number="640122199001019991", phone="13900000001"))
    assert names(box.find("9991")) == names(box.find("1390")) == ["周某"]
    assert names(box.find("9913")) == []


def test_every_kind_that_is_found_has_its_slot_and_its_record():
    """What is cut for the first look is read from the record (E3)."""
    assert set(KINDS) == set(RECORDS)
    assert set(RECORDS.values()) == set(INDEXERS)
    assert len(KINDS) < SLOTS


@pytest.fixture
def register(box, store):
    """Cases and cards under the same names."""
    committee = Committee(
        uid=new_uid(), name="立岗镇人民调解委员会", short_name="立岗", kind="township"
    )
    same = {"committee_uid": committee.uid, "state": "succeeded"}
    with store.begin() as session:
        session.add(committee)
        for number in range(3):
            title = f"李明朗与单小明纠纷之{number}"
            session.add(
                MediationCase(
                    **same, title=title, parties_text="李明朗、单小明", number=f"第{number}号"
                )
            )
        session.add(MediationCase(**same, title="无名氏的纠纷", parties_text=""))
    return RegisterService(store)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("李", 3), ("明朗", 3), ("lml", 3), ("纠纷", 4), ("兰星村", 0), ("（", 0)],
)
def test_a_register_is_narrowed_to_entries_of_its_own_kind(register, typed, expected):
    page = register.page(RegisterQuery(text=typed))
    assert len(page.rows) == page.total == expected


@pytest.mark.parametrize("typed", ["李", "lml", "纠纷"])
def test_words_that_very_many_cases_hold_find_the_same(register, typed, monkeypatch):
    """The case then leads to its entry, instead of the entries that hold the word to their cases."""
    query = RegisterQuery(text=typed, sort="number", offset=1, limit=2)
    led_by_words = register.page(query)
    monkeypatch.setattr("app.services.mediation.register.OFTEN", 0)
    assert register.page(query) == led_by_words
    assert len(led_by_words.rows) == 2


def test_a_deleted_case_counts_no_more(register, store):
    with store.begin() as session:
        session.scalars(
            select(MediationCase).where(MediationCase.number == "第1号")
        ).one().deleted = True
    page = register.page(RegisterQuery(text="李明朗"))
    assert len(page.rows) == page.total == 2


def test_the_number_of_an_entry_tells_its_kind(register, store):
    """Also of one that was entered anew under its old number, or with the whole index."""
    with store.begin() as session:
        session.scalars(select(Person)).first().phone = "13900000002"
    for _ in range(2):
        with store.begin() as session:
            for entry in session.scalars(select(SearchEntry)):
                assert KINDS[entry.number % SLOTS] == entry.kind
            assert search.rebuild(session) == 8


def test_narrowing_reads_the_entries_that_hold_the_word_and_no_others(register, store):
    """A hundred thousand cases: neither all entries nor those of other kinds are gone through."""
    asked = []
    listen = (store.engine, "before_cursor_execute", lambda *what: asked.append(what[2:4]))
    event.listen(*listen)
    register.page(RegisterQuery(text="李明"))
    event.remove(*listen)
    narrowed = [(said, given) for said, given in asked if "search_text" in said]
    assert narrowed
    with store.begin() as session:
        for said, given in narrowed:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given).all()
            steps = [row[3] for row in plan if "search_entry" in row[3]]
            assert steps
            assert all(step.startswith("SEARCH search_entry USING INDEX") for step in steps)
