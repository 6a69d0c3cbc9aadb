"""同一人认定 (F67): proposed by number or by name with birth date, decided by a person, reversible."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.corrections import CorrectionsPerson
from app.models.people import Person
from app.rules.same_person import Mark
from app.services.base import Missing, Rejected
from app.services.bureau.same_person import NotDecided, PersonCount, SamePersonService
from app.services.corrections.persons import PersonService
from tests.services.corrections.conftest import SHEET
from tests.sync.county import LIGANG, XIGANG, County, Office

NUMBER = "640122196804059985"
BORN = date(1968, 4, 5)
THIRD = "640122109"
CALLED = "两所电话核对，系同一人"


@pytest.fixture
def ligang(county: County) -> Office:
    return county.office(LIGANG)


@pytest.fixture
def same(county: County) -> SamePersonService:
    return county.bureau.same_person


def card(office: Office, name: str, **facts: object) -> tuple[str, str]:
    return office.code, office.add_person(name, **facts)


def reported(county: County, *offices: Office) -> None:
    for office in offices:
        county.accept(office.send())


def test_one_number_at_two_offices_is_proposed_first(county, office, ligang, same):
    known = card(office, "张三", birth_date=BORN)
    card(ligang, "张三", birth_date=BORN)
    one = card(office, "王五", id_number=NUMBER)
    other = card(ligang, "王伍", id_number=NUMBER)
    reported(county, office, ligang)
    sure, likely = same.proposals()
    assert (sure.one.key, sure.other.key) == (one, other)
    assert Mark.NUMBER in sure.likeness.agree
    assert likely.one.key == known


def test_a_name_alone_proposes_nothing_and_is_never_merged(county, office, ligang, same):
    """Fault test I4: flagged never by name alone, and never merged by it."""
    one, other = card(office, "张三", sex="male"), card(ligang, "张三", sex="male")
    reported(county, office, ligang)
    assert same.proposals() == []
    with pytest.raises(NotDecided, match="只有姓名相同"):
        same.decide(one, other, same=True, reason=CALLED)


def test_merged_cards_count_as_one_person_until_they_are_parted(county, office, ligang, same):
    one, other = card(office, "张三", id_number=NUMBER), card(ligang, "张三", id_number=NUMBER)
    card(office, "李四")
    reported(county, office, ligang)
    offices = [office.code, ligang.code]
    assert same.count(offices) == PersonCount(cards=3, persons=3)
    same.decide(other, one, same=True)
    assert same.count(offices) == PersonCount(cards=3, persons=2)
    assert same.count([office.code]) == PersonCount(cards=2, persons=2)
    assert same.proposals() == []
    assert [found.key for found in same.others(one)] == [other]
    (decision,) = same.decisions()
    same.withdraw(decision.uid, "证件号码是立岗所写错的")
    assert same.count(offices) == PersonCount(cards=3, persons=3)
    assert same.others(one) == []
    assert len(same.proposals()) == 1
    (kept,) = same.decisions()
    assert kept.withdrawn_at is not None
    assert kept.withdrawn_reason == "证件号码是立岗所写错的"
    with pytest.raises(Missing):
        same.withdraw(decision.uid, "再撤一次")


def test_the_offices_rows_are_not_touched(county, office, ligang, same):
    """P8: the county writes its own tables only."""
    one, other = card(office, "张三", id_number=NUMBER), card(ligang, "张三", id_number=NUMBER)
    reported(county, office, ligang)

    def rows() -> list[tuple[object, ...]]:
        with county.store.begin() as session:
            found = [session.get_one(Person, key) for key in (one, other)]
            return [(p.uid, p.name, p.revision, p.change, p.changed_at) for p in found]

    before = rows()
    same.decide(one, other, same=True)
    assert rows() == before


def test_who_is_the_same_as_the_same_is_the_same(county, office, ligang, same):
    third = county.office(THIRD)
    a, b, c = (card(o, "张三", id_number=NUMBER) for o in (office, ligang, third))
    reported(county, office, ligang, third)
    same.decide(a, b, same=True)
    same.decide(b, c, same=True)
    assert same.proposals() == []
    assert same.count([office.code, ligang.code, third.code]).persons == 1
    with pytest.raises(NotDecided, match="经由另一张卡"):
        same.decide(a, c, same=False, reason="核对过了")


def test_a_merge_must_not_join_what_was_found_to_be_two(county, office, ligang, same):
    third = county.office(THIRD)
    a, b, c = (card(o, "张三", id_number=NUMBER) for o in (office, ligang, third))
    reported(county, office, ligang, third)
    same.decide(a, c, same=False, reason="立岗所抄错了号码，当面核对过")
    same.decide(a, b, same=True)
    with pytest.raises(NotDecided, match="不是同一人"):
        same.decide(b, c, same=True)


def test_a_decision_against_the_number_or_without_one_says_why(county, office, ligang, same):
    one, other = card(office, "张三", id_number=NUMBER), card(ligang, "张三", id_number=NUMBER)
    like, alike = card(office, "李四", birth_date=BORN), card(ligang, "李四", birth_date=BORN)
    reported(county, office, ligang)
    with pytest.raises(Rejected, match="写明根据"):
        same.decide(one, other, same=False)
    with pytest.raises(Rejected, match="写明根据"):
        same.decide(like, alike, same=True, reason="  ")
    same.decide(like, alike, same=True, reason=CALLED)
    with pytest.raises(NotDecided, match="已经认定过"):
        same.decide(like, alike, same=False, reason=CALLED)


def test_two_cards_of_one_office_are_the_offices_own_matter(county, office, same):
    one, other = card(office, "张三", id_number=NUMBER), card(office, "张三", id_number=NUMBER)
    reported(county, office)
    assert same.proposals() == []
    with pytest.raises(NotDecided, match="同一个所"):
        same.decide(one, other, same=True)


def test_a_card_taken_back_is_no_part_of_a_person(county, office, ligang, same):
    one, other = card(office, "张三", id_number=NUMBER), card(ligang, "张三", id_number=NUMBER)
    reported(county, office, ligang)
    same.decide(one, other, same=True)
    ligang.bury(other[1])
    reported(county, ligang)
    assert same.others(one) == []
    assert same.count([office.code, ligang.code]) == PersonCount(cards=1, persons=1)
    (decision,) = same.decisions()
    assert decision.other is None


def test_a_merged_card_leads_to_the_other_offices_card(county, office, ligang, same):
    one, other = card(office, "张三", id_number=NUMBER), card(ligang, "张三", id_number=NUMBER)
    reported(county, office, ligang)
    same.decide(one, other, same=True)
    view = county.bureau.records.look(XIGANG, "person", one[1])
    (section,) = [s for s in view.sections if s.title == "县局认定的同一人"]
    (link,) = section.links
    assert link is not None
    assert (link.kind, link.office, link.uid) == ("person", *other)


def test_sealed_persons_take_no_part(county, office, ligang, same):
    """D2: a sealed record appears in no list."""
    uid = PersonService(office.store).admit(SHEET)
    card(ligang, SHEET["name"], id_number=SHEET["id_number"])
    reported(county, office, ligang)
    assert len(same.proposals()) == 1
    with office.store.begin() as session:
        session.get_one(CorrectionsPerson, (office.code, uid)).sealed = True
    reported(county, office)
    assert same.proposals() == []
    assert same.count([office.code]) == PersonCount(cards=0, persons=0)
