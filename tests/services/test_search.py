"""一个搜索框: words of any length, numbers, initials under every reading of the surname."""

from __future__ import annotations

import pytest

from app.models.people import Person
from app.services import search
from app.services.search import SearchService


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
