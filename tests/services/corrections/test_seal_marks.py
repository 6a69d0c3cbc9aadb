"""含犯罪记录封存信息 on files that are written after the seal, and what takes the mark away (trust D2).

The sealed person's name and decision number are gone from the store; adults of the case may come yet.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.models.corrections import CorrectionsPerson
from app.models.local import Setting
from app.models.sealed import SealedCase, SealedContent
from app.models.sealed_keys import InvalidTag, SealedKey
from app.paths import Profile
from app.services import setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.services.backups import restore
from app.services.backups.restore import Secret
from app.services.corrections import seal_marks, seal_register
from app.services.corrections.seal_marks import Case
from app.services.corrections.states import NotAllowed
from app.services.resettlement.register import HelpQuery
from app.sync.records import tables
from tests.real_office import PASSWORD
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_sealed_canary import (
    ADULT,
    LIFTED,
    NAME,
    OWN,
    cells,
    plant,
    with_a_colleague,
)
from tests.services.corrections.test_seals import SEAL
from tests.services.recovery.conftest import life

__all__ = ["life"]

CASE = ADULT["decision_number"]
LATER = {**SHEET, "name": "测后来", "id_number": None, "id_kind": "none", "id_reason": "补办中"}
ENDED = {
    "reason": "expired",
    "happened_on": date(2025, 11, 4),
    "decided_by": "贺兰县司法局",
    "document_number": "贺矫解10号",
    "summary_on": date(2025, 10, 8),
    "appraised_on": date(2025, 10, 30),
}


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def planted(desk, evening):
    return plant(desk, evening)


@pytest.fixture
def sealed(desk, planted):
    """A minor of the case ``CASE``, sealed; an adult of the same case had been here before."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    return minor


def marked(desk: Any, uid: str) -> bool:
    return bool(desk.corrections.persons.card(uid).holds_sealed)


def admit(desk: Any, **facts: Any) -> str:
    return str(desk.corrections.persons.admit({**LATER, **facts}))


def another_minor(desk: Any, name: str = "测少男") -> str:
    """A second minor of the same case, whose correction is over."""
    uid = admit(
        desk,
        name=name,
        birth_date=date(2007, 5, 1),
        juvenile=True,
        guardian_name="测父",
        decision_number=CASE,
    )
    desk.corrections.persons.release(uid, ENDED)
    return uid


def case_of(desk: Any, uid: str) -> bytes:
    """What is kept to compare with, as it lies in the store."""
    with desk._database.begin() as session:
        return bytes(session.get_one(SealedCase, (desk.identity.code, uid)).data)


def opened(desk: Any, uid: str) -> str:
    bound = seal_marks.bound(desk.identity.code, uid)
    return str(desk._database.sealed_key.unwrap(case_of(desk, uid), bound).decode())


# --- who comes, or is written, afterwards ----------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"decision_number": CASE},
        {"decision_number": "（2024）宁0122刑初1号"},
        {"decision_number": " 〔2024〕 宁０１２２刑初 1 号"},
        {"accomplices": f"{NAME}，不在本所；不得擅自接触。"},
        {"accomplices": f"赵六、{NAME[0]}　{NAME[1:]}"},
        {"accomplices": NAME, "reception": "transfer_in", "reported_on": None},
    ],
    ids=["number", "brackets", "spaces", "name", "spaced name", "moving in"],
)
def test_an_adult_admitted_after_the_seal_is_marked(desk, sealed, facts):
    assert marked(desk, admit(desk, **facts))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"decision_number": "(2024)宁0122刑初11号", "accomplices": "焱某"},
        {"decision_number": CASE, "juvenile": True, "birth_date": date(2007, 5, 1)},
    ],
    ids=["nothing", "others", "a minor"],
)
def test_who_tells_of_another_case_is_not_marked(desk, sealed, facts):
    if facts.get("juvenile"):
        facts = {**facts, "guardian_name": "测父"}
    assert not marked(desk, admit(desk, **facts))


def test_a_number_that_is_none_joins_no_cases(desk, evening):
    """“无” and “不详” stand in many sheets."""
    minor, adult = plant(desk, evening)
    persons = desk.corrections.persons
    for uid in (minor, adult):
        persons.edit(uid, {**persons.sheet(uid), "decision_number": "不详"})
    assert desk.corrections.seals.seal(minor, SEAL) == []
    assert not marked(desk, admit(desk, decision_number="不详"))


@pytest.mark.parametrize("facts", [{"decision_number": CASE}, {"accomplices": f"同案{NAME}"}])
def test_an_adult_whose_sheet_is_corrected_after_the_seal_is_marked(desk, sealed, facts):
    persons = desk.corrections.persons
    uid = admit(desk)
    persons.edit(uid, {**persons.sheet(uid), "phone": "13900000003"})
    assert not marked(desk, uid)
    persons.edit(uid, {**persons.sheet(uid), **facts})
    assert marked(desk, uid)


def test_a_record_brought_back_from_the_bin_is_marked(desk, planted):
    """It was away while the record of the case was sealed."""
    minor, _ = planted
    uid = admit(desk, decision_number=CASE)
    with desk._database.begin() as session:
        session.get_one(CorrectionsPerson, (desk.identity.code, uid)).deleted = True
    assert desk.corrections.seals.seal(minor, SEAL) == ["测大人"]
    with desk._database.begin() as session:
        key = (desk.identity.code, uid)
        buried = session.get_one(
            CorrectionsPerson, key, execution_options={"include_deleted": True}
        )
        buried.deleted = False
    assert marked(desk, uid)


def test_who_goes_over_into_help_takes_the_mark_along(desk, sealed):
    uid = admit(desk, decision_number=CASE)
    desk.corrections.persons.release(uid, ENDED)
    helped = desk.resettlement.persons.take_over(uid)
    assert {uid, helped} <= desk.corrections.seals.holding()


def test_nobody_sealed_is_taken_over_into_help_by_half_a_name(desk, sealed):
    """A list that was open while the record was sealed still offers the person."""
    with pytest.raises(NotAllowed, match="已经封存"):
        desk.resettlement.persons.take_over(sealed)
    assert NAME[0] not in str(desk.resettlement.persons.page(HelpQuery(states=())).rows)
    desk.corrections.seals.lift(sealed, LIFTED)
    assert desk.resettlement.persons.take_over(sealed)


# --- whoever is at the desk ------------------------------------------------------------------------


def test_what_a_colleague_without_the_key_writes_is_compared_at_the_next_log_in(
    desk, sealed, office_profile, evening, open_office
):
    """Without the key nothing can be compared: what could be, could be guessed (L9)."""
    clerk = with_a_colleague(desk, office_profile, evening, Role.ENTRY)
    desk.close()
    theirs = setup.open_desk(office_profile, OWN, clock=evening, user=clerk)
    assert theirs._database.sealed_ring == ()
    uid = admit(theirs, decision_number=CASE)
    assert not marked(theirs, uid)
    theirs.close()
    assert marked(open_office(), uid)


def test_a_colleague_without_the_key_may_seal_and_the_case_is_known(
    desk, planted, office_profile, evening, open_office
):
    minor, adult = planted
    clerk = with_a_colleague(desk, office_profile, evening, Role.ENTRY)
    desk.close()
    theirs = setup.open_desk(office_profile, OWN, clock=evening, user=clerk)
    assert theirs.corrections.seals.seal(minor, SEAL) == ["测大人"]
    assert marked(theirs, adult)
    theirs.close()
    again = open_office()
    assert marked(again, admit(again, decision_number=CASE))


def test_a_log_in_compares_only_what_changed(desk, sealed, open_office, monkeypatch):
    """The desk of the day is not to wait for a store full of people."""
    desk.close()
    open_office().close()
    asked: list[Any] = []
    monkeypatch.setattr(Case, "told_in", lambda *_: asked.append(1))
    open_office().close()
    assert asked == []
    again = open_office()
    assert asked == []
    admit(again, accomplices="测旁人")
    assert asked == [1]


# --- nothing is given away -------------------------------------------------------------------------


def test_what_is_compared_with_lies_under_the_sealed_key(desk, sealed):
    """A keyed hash of a name would be guessed by whoever has the key of the store (L9)."""
    assert set(cells(desk)) == set()
    first = case_of(desk, sealed)
    with pytest.raises(InvalidTag):
        SealedKey.generate().unwrap(first, seal_marks.bound(desk.identity.code, sealed))
    assert NAME in opened(desk, sealed)
    desk.corrections.seals.lift(sealed, LIFTED)
    desk.corrections.seals.seal(sealed, SEAL)
    assert case_of(desk, sealed) != first, "whoever guesses has nothing to compare a guess with"


def test_its_length_does_not_tell_how_long_a_name_is(desk, sealed):
    other = another_minor(desk, "阿卜杜热合曼·买买提艾力")
    desk.corrections.seals.seal(other, SEAL)
    assert len(case_of(desk, sealed)) == len(case_of(desk, other))


def test_it_stays_in_this_store():
    """Neither a package nor what the county gives back holds it."""
    assert SealedCase.__tablename__ not in tables()


def test_nothing_of_it_is_logged(desk, sealed, caplog):
    admit(desk, accomplices=NAME)
    assert NAME not in caplog.text
    desk._database.roles = frozenset({Role.AUDIT})
    rows, _ = desk.log.page(0, 50, {})
    assert all(NAME not in row.words for row in rows)


# --- lifting ---------------------------------------------------------------------------------------


def test_lifting_the_seal_takes_the_mark_from_whom_only_it_had_marked(desk, sealed, planted):
    _, adult = planted
    later = admit(desk, decision_number=CASE)
    helped_from = admit(desk, accomplices=NAME)
    desk.corrections.persons.release(helped_from, ENDED)
    helped = desk.resettlement.persons.take_over(helped_from)
    assert desk.corrections.seals.holding() == {adult, later, helped_from, helped}
    told = desk.corrections.seals.lift(sealed, LIFTED)
    assert sorted(told) == ["测后来", "测后来", "测大人"]
    assert desk.corrections.seals.holding() == frozenset()
    with desk._database.begin() as session:
        assert session.scalars(select(SealedCase)).all() == []


def test_the_mark_stays_while_another_sealed_record_asks_for_it(desk, sealed, planted):
    _, adult = planted
    only_first = admit(desk, accomplices=NAME)
    other = another_minor(desk)
    assert desk.corrections.seals.seal(other, SEAL) == ["测大人"]
    assert desk.corrections.seals.lift(sealed, LIFTED) == ["测后来"]
    assert (marked(desk, adult), marked(desk, only_first)) == (True, False)
    assert desk.corrections.seals.lift(other, LIFTED) == ["测大人"]
    assert not marked(desk, adult)


def test_one_who_was_marked_already_is_known_to_tell_of_a_second_case_too(desk, sealed):
    """Marked for the first record, later corrected so that it tells of the second one as well."""
    other = another_minor(desk)
    desk.corrections.seals.seal(other, SEAL)
    persons = desk.corrections.persons
    uid = admit(desk, accomplices=NAME)
    persons.edit(uid, {**persons.sheet(uid), "accomplices": f"{NAME}、测少男"})
    assert desk.corrections.seals.lift(sealed, LIFTED) == []
    assert marked(desk, uid)
    assert sorted(desk.corrections.seals.lift(other, LIFTED)) == ["测后来", "测大人"]


def test_a_mark_does_not_vanish_by_editing_but_goes_with_the_seal(desk, sealed, planted):
    """The papers in the file still tell of the case, whatever the sheet says now."""
    _, adult = planted
    persons = desk.corrections.persons
    changed = {**persons.sheet(adult), "decision_number": "(2024)宁0122刑初2号"}
    persons.edit(adult, changed)
    assert marked(desk, adult)
    assert desk.corrections.seals.lift(sealed, LIFTED) == ["测大人"]
    assert not marked(desk, adult)


def test_where_another_seal_cannot_be_opened_the_marks_stay(desk, sealed, planted):
    """Nobody can say then whether it asks for them."""
    _, adult = planted
    other = another_minor(desk)
    desk.corrections.seals.seal(other, SEAL)
    with desk._database.begin() as session:
        session.get_one(SealedCase, (desk.identity.code, other)).data = b"not what was written"
        parts = select(SealedContent).where(SealedContent.person_uid == other)
        for part in session.scalars(parts):
            part.data = b"not what was written"
    assert desk.corrections.seals.lift(sealed, LIFTED) == []
    assert marked(desk, adult)


# --- older stores, backups, other keys -------------------------------------------------------------


def test_what_an_older_program_sealed_is_filled_in_at_the_next_log_in(
    desk, sealed, planted, open_office
):
    """Its content is opened once by an account that may look; adults who came meanwhile are found."""
    _, adult = planted
    with desk._database.begin() as session:
        session.execute(delete(SealedCase))
        session.execute(delete(Setting).where(Setting.name == seal_marks.COMPARED))
    missed = admit(desk, decision_number=CASE)
    assert not marked(desk, missed)
    desk.close()
    again = open_office()
    assert marked(again, missed)
    assert set(cells(again)) == set()
    assert sorted(again.corrections.seals.lift(sealed, LIFTED)) == ["测后来", "测大人"]
    assert not marked(again, adult)


def test_sealing_again_what_an_old_backup_forgot_marks_the_others_again(
    desk, planted, open_office, office_profile, evening
):
    """D3: the backup knows neither the seal nor the marks."""
    minor, adult = planted
    backup = desk.backups.make("test")
    desk.corrections.seals.seal(minor, SEAL)
    desk.close()
    restore.restore(office_profile, backup, Secret(PASSWORD), clock=evening, report=lambda *_: None)
    again = open_office()
    assert marked(again, adult)
    assert marked(again, admit(again, decision_number=CASE))
    assert set(cells(again)) == set()


def test_after_a_restore_of_what_was_sealed_the_comparing_goes_on(
    desk, sealed, planted, open_office, office_profile, evening
):
    _, adult = planted
    backup = desk.backups.make("test")
    desk.close()
    restore.restore(office_profile, backup, Secret(PASSWORD), clock=evening, report=lambda *_: None)
    again = open_office()
    assert marked(again, admit(again, decision_number=CASE))
    assert sorted(again.corrections.seals.lift(sealed, LIFTED)) == ["测后来", "测大人"]
    assert not marked(again, adult)


def test_another_key_takes_it_along(desk, sealed, office_profile, evening, open_office):
    """What an account knew that may no longer look opens nothing of it."""
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    old = desk._database.sealed_key
    desk.accounts.change(user, NewAccount("测同事", frozenset({Role.ENTRY})))
    changed = desk.sealed_keys.change()
    assert changed.unreadable == 0
    with pytest.raises(InvalidTag):
        old.unwrap(case_of(desk, sealed), seal_marks.bound(desk.identity.code, sealed))
    assert marked(desk, admit(desk, decision_number=CASE))
    desk.close()
    again = open_office()
    assert marked(again, admit(again, accomplices=NAME))
    assert len(again.corrections.seals.lift(sealed, LIFTED)) == 3


def test_what_the_county_gives_back_is_compared_as_well(life, clock, tmp_path):
    """The store forgot seal, marks and an adult who came later; the county knows all three."""
    clock.set(datetime(2025, 3, 3, 9))
    minor, adult = plant(life.desk, clock)
    life.report("2025-10")
    backup = life.desk.backups.make("exit")
    life.desk.corrections.seals.seal(minor, SEAL)
    later = admit(life.desk, decision_number=CASE)
    persons = life.desk.corrections.persons
    persons.edit(later, {**persons.sheet(later), "decision_number": None})
    persons.edit(later, {**persons.sheet(later), "accomplices": NAME})
    life.report("2025-11")
    life.bring_back(backup, Profile(tmp_path / "new" / "desk"))
    life.brings_home(life.given_back())
    assert marked(life.desk, adult)
    assert marked(life.desk, later)
    assert later in opened(life.desk, minor), "found when it came home, not when somebody asks"
    told = life.desk.corrections.seals.lift(minor, LIFTED)
    assert sorted(told) == ["测后来", "测大人"]
    assert not marked(life.desk, adult)


def test_the_countys_word_marks_the_others_with_nobody_at_the_desk_who_may_look(desk, planted):
    """D3: the content lies open until then, so no key is needed to compare."""
    minor, adult = planted
    desk._database.sealed_ring = ()
    told = {"person_uid": minor, "lifted_on": None, "deleted": False}
    with desk._database.begin() as session:
        seal_register.seal_as_told(session, desk.identity.code, [told], desk.clock())
    assert marked(desk, adult)
