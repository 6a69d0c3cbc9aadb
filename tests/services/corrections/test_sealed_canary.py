"""T3: a sealed record is nowhere to be found: a canary name, number and sentence are planted, then
every door is tried, every cell of the store is read, and an old backup is put back (trust D2, D3).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.models import keyslots, seal_ledger
from app.models.audit import AuditEntry
from app.models.corrections import CorrectionsPerson
from app.models.local import Blob, Setting
from app.models.sealed import SealedContent
from app.models.sealed_keys import SealedKey
from app.models.transfers import CorrectionsSeal
from app.paths import Profile
from app.services import access, setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.services.agenda import Agenda
from app.services.backups import restore
from app.services.backups.restore import Secret
from app.services.bureau.finding import CountySearch
from app.services.corrections import CorrectionsService
from app.services.corrections.check_in_reading import CheckInQuery
from app.services.corrections.leave_view import LeaveQuery
from app.services.corrections.register import PersonQuery
from app.services.corrections.sealed_content import NotOpened, look_in
from app.services.corrections.states import NotAllowed
from app.services.drafts import DraftService
from app.services.sealed_access import PUBLIC
from app.services.search import SearchService
from tests.pictures import one_inch, picture
from tests.real_office import PASSWORD, rows_of
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_seals import LOOK, SEAL
from tests.services.recovery.conftest import life

__all__ = ["life"]

NAME, NUMBER, WORDS = "焱淼垚", "640122200702109975", "在蓝色风车下面"
PLAIN = (NAME, NUMBER, WORDS, "焱淼", "风车下")
CANARIES = (*PLAIN, *(json.dumps(words)[1:-1] for words in PLAIN))
"""As they are written, and as JSON columns hold them."""
ADULT = {
    **SHEET,
    "name": "测大人",
    "id_number": "640122199001018493",
    "decision_number": "(2024)宁0122刑初1号",
}
LIFTED = {
    "lifted_on": date(2025, 11, 5),
    "lifted_number": "(2025)宁0122刑初1号",
    "lifted_reason": "漏罪合并执行超过五年",
    "lifted_by": "测所长",
    "lifted_second": "测员",
}
OWN = "清泉-贺兰-9"


def plant(desk: Any, clock: Any) -> tuple[str, str]:
    """A minor with a life in corrections, whose term is over; and an adult of the same case."""
    corrections = desk.corrections
    clock.set(datetime(2025, 3, 3, 9))
    adult = corrections.persons.admit(ADULT, control_class="ordinary")
    minor = corrections.persons.admit(
        {
            **SHEET,
            "name": NAME,
            "id_number": NUMBER,
            "birth_date": date(2007, 2, 10),
            "juvenile": True,
            "decision_number": ADULT["decision_number"],
            "guardian_name": f"{NAME}之母",
            "crime_facts": WORDS,
            "remark": WORDS,
            "reported_on": date(2025, 3, 3),
        },
        control_class="ordinary",
    )
    corrections.photos.keep(minor, one_inch())
    corrections.scans.attach(minor, "judgment", picture(), f"{NAME}判决书")
    corrections.check_ins.record(
        minor,
        "weekly_voice",
        {
            "happened_at": datetime(2025, 3, 3, 8),
            "method": "call",
            "result": "self",
            "staff": "测员",
            "note": WORDS,
        },
    )
    corrections.persons.edit(minor, {**corrections.persons.sheet(minor), "phone": "13900000002"})
    gone = corrections.scans.attach(minor, "judgment", picture((300, 400)), WORDS)
    corrections.scans.remove(gone)
    desk.drafts.keep(f"corrections.c02/{minor}", "基本信息表", {"remark": WORDS})
    clock.set(datetime(2025, 11, 5, 9))
    corrections.persons.release(
        minor,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 4),
            "decided_by": "贺兰县司法局",
            "document_number": "贺矫解9号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
            "note": WORDS,
        },
    )
    return minor, adult


def cells(desk: Any) -> Iterator[str]:
    """Every table whose rows still hold a canary: whoever has the key of the store reads this."""
    for table, rows in rows_of(desk).items():
        for row in rows:
            for cell in row:
                data = cell if isinstance(cell, bytes) else str(cell).encode()
                if any(canary.encode() in data for canary in CANARIES):
                    yield table


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def planted(desk, evening):
    return plant(desk, evening)


def test_the_canary_is_there_before_it_is_sealed(desk, planted):
    """Else the test below could not fail."""
    found = set(cells(desk))
    assert {"corrections_person", "person", "history", "corrections_scan", "check_in"} <= found
    assert {"draft", "corrections_step", "search_entry"} <= found
    assert any(table.startswith("search_text") for table in found)
    assert SearchService(desk._database).find(NAME).hits


def test_no_cell_of_the_store_tells_of_a_sealed_person(desk, planted, caplog):
    minor, adult = planted
    assert desk.corrections.seals.seal(minor, SEAL) == ["测大人"]
    assert desk.corrections.persons.card(adult).holds_sealed
    assert set(cells(desk)) == set()
    assert NAME not in caplog.text
    with desk._database.begin() as session:
        assert session.scalars(select(Blob.sha256)).all() == []
        parts = session.scalars(select(SealedContent.part)).all()
    assert len(parts) == 4, "the records, the photograph and two scans"


def test_no_door_shows_a_sealed_person(desk, planted, evening):
    minor, _adult = planted
    corrections = desk.corrections
    before = corrections.counts(date(2025, 11, 1), date(2025, 11, 30))
    corrections.seals.seal(minor, SEAL)
    today = evening().date()
    shown: list[Any] = [
        SearchService(desk._database).find(NAME).hits,
        SearchService(desk._database).find(NUMBER).hits,
        SearchService(desk._database).find("yms").hits,
        desk.people.known(NAME[:1]),
        desk.people.known(NUMBER[:10]),
        corrections.persons.page(PersonQuery(states=())).rows,
        corrections.persons.page(PersonQuery(states=(), text=NAME)).rows,
        corrections.check_ins.page(CheckInQuery()).rows,
        corrections.check_ins.sheet("weekly_voice", date(2025, 3, 3)),
        corrections.check_ins.overdue(since=date(2025, 3, 1)),
        corrections.leaves.page(LeaveQuery()).rows,
        corrections.hours.month(date(2025, 3, 1), date(2025, 3, 31)),
        corrections.reminders(today),
        desk.resettlement.persons.waiting(),
        desk.resettlement.reminders(today),
        desk.training.reminders(today),
        desk.trash.listed(),
        desk.drafts.waiting(),
        corrections.seals.listed(),
    ]
    told = repr(shown)
    assert [canary for canary in CANARIES if canary in told] == []
    assert corrections.counts(date(2025, 11, 1), date(2025, 11, 30)) == before
    (listed,) = corrections.seals.listed()
    assert listed.hint == "焱某"


class Corrections:
    """A desk with corrections only."""

    def __init__(self, store: Any) -> None:
        self.corrections = CorrectionsService(store)
        self.drafts = DraftService(store)


def test_the_package_empties_what_the_county_holds(county, office, clock):
    """A seal travels as the emptied rows; undoing the import does not bring them back."""
    key = SealedKey.generate()
    office.store.sealed_ring = (key,)
    with office.store.begin() as session:
        session.add(Setting(office=office.code, name=PUBLIC, value=key.public.hex()))
    desk = Corrections(office.store)
    minor, _ = plant(desk, clock)
    county.accept(office.send("2025-10"))
    assert {c for c in CANARIES if c in text_of(county)} >= {NAME, NUMBER, WORDS}
    desk.corrections.seals.seal(minor, SEAL)
    county.accept(office.send("2025-11"))
    assert [c for c in CANARIES if c in text_of(county)] == []
    assert CountySearch(county.store).find(NAME).hits == ()
    county.bureau.undo(office.code)
    assert [c for c in CANARIES if c in text_of(county)] == []
    with county.store.begin() as session:
        assert session.get_one(CorrectionsPerson, (office.code, minor)).name == "焱某"
        assert session.scalars(select(Blob.sha256)).all() == []


def text_of(county: Any) -> str:
    """All the bureau holds, as one text."""
    with county.store.raw() as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [raw.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names]
    found = (cell for rows in tables for row in rows for cell in row)
    return "\n".join(
        cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell) for cell in found
    )


# --- the key ---------------------------------------------------------------------------------------


def test_looking_and_lifting_bring_back_every_cell(desk, planted):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    shown = desk.corrections.seals.view(minor, LOOK)
    assert (shown["name"], shown["id_number"], shown["crime_facts"]) == (NAME, NUMBER, WORDS)
    assert shown["photo"] == one_inch()
    desk.corrections.seals.lift(minor, LIFTED)
    assert desk.corrections.persons.sheet(minor)["guardian_name"] == f"{NAME}之母"
    assert desk.corrections.photos.read(minor) == one_inch()
    (scan,) = desk.corrections.scans.listed(minor)
    assert desk.corrections.scans.read(scan.uid) == picture()
    assert SearchService(desk._database).find(NAME).hits
    (known,) = desk.people.known(NAME)
    assert [role.page for role in desk.people.roles(known.uid)] == ["corrections"]
    (gone,) = [r for r in desk.trash.listed() if r.kind == "corrections_scan"]
    desk.trash.restore(gone.kind, gone.uid)
    assert len(desk.corrections.scans.listed(minor)) == 2
    with desk._database.begin() as session:
        assert session.scalars(select(SealedContent.part)).all() == []


def test_only_roles_that_may_look_have_a_way_in(
    desk, planted, open_office, office_profile, evening
):
    """An administrator who gives a colleague a new password has not opened what is sealed."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    made = {
        name: desk.accounts.add(NewAccount(name, frozenset(roles)))
        for name, roles in (
            ("测审核", {Role.REVIEW}),
            ("测录入", {Role.ENTRY}),
            ("测管理", {Role.ADMIN}),
        )
    }
    users = {name: account.id for name, (account, _) in made.items()}
    assert keyslots.holders(office_profile.key_slots) == {"u1", users["测审核"]}
    desk.close()
    for name, (account, start) in made.items():
        setup.change_password(office_profile, start, OWN, clock=evening, user=account.id)
        theirs = setup.open_desk(office_profile, OWN, clock=evening, user=account.id)
        if name == "测审核":
            assert theirs.corrections.seals.view(minor, LOOK)["name"] == NAME
            assert theirs._database.sealed_key is not None
        else:
            assert theirs._database.sealed_key is None
            with pytest.raises(access.NotAllowed):
                theirs.corrections.seals.view(minor, LOOK)
        if name == "测管理":
            _, for_the_head = theirs.accounts.give_start_password("u1")
        theirs.close()
    assert "u1" not in keyslots.holders(office_profile.key_slots)
    setup.change_password(office_profile, for_the_head, OWN, clock=evening)
    head = setup.open_desk(office_profile, OWN, clock=evening)
    with pytest.raises(NotAllowed, match="还没有封存记录的钥匙"):
        head.corrections.seals.view(minor, LOOK)
    head.close()
    other = setup.open_desk(office_profile, OWN, clock=evening, user=users["测审核"])
    other.close()  # who has the key gives the head a way in again
    head = setup.open_desk(office_profile, OWN, clock=evening)
    assert head.corrections.seals.view(minor, LOOK)["name"] == NAME
    head.close()


def test_who_loses_the_role_loses_the_way_in(desk, planted, office_profile):
    account, _ = desk.accounts.add(NewAccount("测审核", frozenset({Role.REVIEW})))
    assert account.id in keyslots.holders(office_profile.key_slots)
    desk.accounts.change(account.id, NewAccount("测审核", frozenset({Role.ENTRY})))
    assert keyslots.holders(office_profile.key_slots) == {"u1"}


def sealed_rows(desk: Any) -> list[bytes]:
    with desk._database.begin() as session:
        return list(session.scalars(select(SealedContent.data)))


def with_a_colleague(desk: Any, profile: Profile, clock: Any, role: Role) -> str:
    """An account that chose its own password; its id."""
    account, start = desk.accounts.add(NewAccount("测同事", frozenset({role})))
    setup.change_password(profile, start, OWN, clock=clock, user=account.id)
    desk.accounts.settle_sealed()
    return str(account.id)


@pytest.mark.parametrize("how", ["role", "off", "handed over"])
def test_who_may_no_longer_look_knows_a_key_that_opens_nothing(
    desk, planted, open_office, office_profile, evening, how
):
    """D2: what was copied while the role was there must not open what lies here afterwards."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    (stolen,) = keyslots.open_both(office_profile.key_slots, OWN, clock=evening, user=user).sealed
    before = sealed_rows(desk)
    assert not desk.sealed_keys.due()
    if how == "role":
        desk.accounts.change(user, NewAccount("测同事", frozenset({Role.ENTRY})))
    elif how == "off":
        desk.accounts.disable(user)
    else:
        desk.handover.hand_over(user, "u1")
    assert desk.sealed_keys.due()
    seen: list[tuple[int, int]] = []
    changed = desk.sealed_keys.change(lambda done, total: seen.append((done, total)))
    assert (changed.parts, changed.unreadable) == (4, 0)
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert not desk.sealed_keys.due()
    assert not {*before} & {*sealed_rows(desk)}
    with desk._database.begin() as session, pytest.raises(NotOpened):
        look_in(session, desk.identity.code, minor, stolen)
    assert keyslots.holders(office_profile.key_slots) == {"u1"}
    assert desk.corrections.seals.view(minor, LOOK)["photo"] == one_inch()
    desk.close()
    again = open_office()
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME
    with again._database.begin() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.kind == "sealed"))
        told = [d for d in map(json.loads, details) if d.get("act") == "rekey"]
    assert [(one["lost"], one["parts"]) for one in told] == [([user], 4)]


def test_an_administrator_without_the_key_leaves_it_to_the_next_who_has_it(
    desk, planted, office_profile, evening, open_office
):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    admin = with_a_colleague(desk, office_profile, evening, Role.ADMIN)
    desk.close()
    theirs = setup.open_desk(office_profile, OWN, clock=evening, user=admin)
    theirs.accounts.disable(user)
    with pytest.raises(access.NotAllowed):
        theirs.sealed_keys.change()
    theirs.close()
    again = open_office()
    assert again.sealed_keys.due()
    again.sealed_keys.change()
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME


def test_nothing_is_due_when_who_leaves_never_could_look(desk, planted, office_profile, evening):
    user = with_a_colleague(desk, office_profile, evening, Role.ENTRY)
    desk.accounts.disable(user)
    assert not desk.sealed_keys.due()


class PowerCut(BaseException):
    """The plug is pulled."""


def test_a_power_cut_in_the_change_leaves_one_key_that_opens_everything(
    desk, planted, open_office, office_profile, evening
):
    """Tried at every step: the slots hold both keys before the one transaction names the new one."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    desk.accounts.disable(user)
    for step in range(4):
        before = sealed_rows(desk)

        def cut(done: int, _total: int, step: int = step) -> None:
            if done == step:
                raise PowerCut

        with pytest.raises(PowerCut):
            desk.sealed_keys.change(cut)
        assert sealed_rows(desk) == before
        desk.close()
        desk = open_office()
        assert desk.sealed_keys.due(), "it is tried again"
        assert desk.corrections.seals.view(minor, LOOK)["name"] == NAME
    desk.sealed_keys.change()
    desk.close()
    desk = open_office()
    assert not desk.sealed_keys.due()
    assert desk.corrections.seals.view(minor, LOOK)["name"] == NAME


def test_an_old_backup_is_read_by_who_may_look_and_its_key_is_changed_again(
    desk, planted, open_office, office_profile, office_recovery, evening
):
    """Today's password opens the backup through today's slots: they keep the earlier keys."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    backup = desk.backups.make("test")
    desk.accounts.disable(user)
    desk.sealed_keys.change()
    desk.accounts.change_own_password(PASSWORD, "换过的-密码-7")
    desk.close()
    typed = Secret("换过的-密码-7")
    restore.restore(office_profile, backup, typed, clock=evening, report=lambda *_: None)
    again = open_office(password="换过的-密码-7")
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME
    assert again.sealed_keys.due(), "the old key came back with the backup"
    again.sealed_keys.change()
    again.close()
    paper = setup.open_with_recovery(office_profile, office_recovery.digits, OWN, clock=evening)
    assert paper.corrections.seals.view(minor, LOOK)["name"] == NAME
    paper.close()


def test_a_part_that_no_key_opens_stays_and_is_counted(desk, planted, office_profile, evening):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    user = with_a_colleague(desk, office_profile, evening, Role.REVIEW)
    with desk._database.begin() as session:
        broken = session.scalars(select(SealedContent).where(SealedContent.part != "records"))
        broken.first().data = b"not what was written"
    desk.accounts.disable(user)
    changed = desk.sealed_keys.change()
    assert (changed.parts, changed.unreadable) == (3, 1)
    assert b"not what was written" in sealed_rows(desk)


def test_an_own_new_password_keeps_the_way_in(desk, planted, open_office):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    desk.accounts.change_own_password(PASSWORD, OWN)
    desk.close()
    assert open_office(password=OWN).corrections.seals.view(minor, LOOK)["name"] == NAME


def test_the_paper_in_the_safe_opens_it_too(
    desk, planted, office_profile, office_recovery, evening
):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    desk.close()
    again = setup.open_with_recovery(office_profile, office_recovery.digits, OWN, clock=evening)
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME
    again.close()
    later = setup.open_desk(office_profile, OWN, clock=evening)
    assert later.corrections.seals.view(minor, LOOK)["name"] == NAME
    later.close()


# --- backups ---------------------------------------------------------------------------------------


def test_a_backup_from_before_the_seal_stays_sealed(
    desk, planted, open_office, office_profile, evening
):
    """D3: the ledger beside the store is not part of a backup."""
    minor, _ = planted
    backup = desk.backups.make("test")
    desk.corrections.seals.seal(minor, SEAL)
    desk.close()
    restore.restore(office_profile, backup, Secret(PASSWORD), clock=evening, report=lambda *_: None)
    again = open_office()
    assert set(cells(again)) == set()
    (listed,) = again.corrections.seals.listed()
    assert listed.sealed_on == SEAL["sealed_on"]
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME


def test_a_backup_from_after_the_seal_is_opened_by_the_same_roles(
    desk, planted, open_office, office_profile, evening
):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    backup = desk.backups.make("test")
    desk.close()
    restore.restore(office_profile, backup, Secret(PASSWORD), clock=evening, report=lambda *_: None)
    again = open_office()
    assert set(cells(again)) == set()
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME


def test_what_an_older_program_sealed_moves_under_the_key(desk, planted, open_office):
    minor, _ = planted
    with desk._database.begin() as session:
        session.get_one(CorrectionsPerson, (desk.identity.code, minor)).sealed = True
        seal = CorrectionsSeal(office=desk.identity.code, person_uid=minor)
        for name, value in SEAL.items():
            setattr(seal, name, value)
        session.add(seal)
    desk.close()
    again = open_office()
    assert set(cells(again)) == set()
    assert again.corrections.seals.view(minor, LOOK)["name"] == NAME


def test_the_ledger_names_nobody(desk, planted, office_profile):
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    file = office_profile.root / seal_ledger.FILE
    assert not [canary for canary in CANARIES if canary in file.read_text("utf-8")]
    assert ledger_of(desk).sealed() == {minor: SEAL["sealed_on"]}
    desk.corrections.seals.lift(minor, LIFTED)
    assert ledger_of(desk).sealed() == {}
    acts = [entry.act.value for entry in ledger_of(desk).entries]
    assert acts == ["seal", "lift"], "nothing is taken out of it"


def ledger_of(desk: Any) -> seal_ledger.Ledger:
    return seal_ledger.read(
        desk.profile.root / seal_ledger.FILE, desk._database.derive(seal_ledger.PURPOSE)
    )


def alarms(desk: Any) -> list[str]:
    """What the desk of the day says of the ledger."""
    return [r.title for r in Agenda(desk).items(desk.clock().date()) if r.kind == "seal.ledger"]


HARM: dict[str, tuple[Callable[[bytes], bytes | None], str]] = {
    "gone": (lambda _: None, "不见了"),
    "empty": (lambda _: b"", "改过"),
    "day": (lambda text: text.replace(b"2025-11-05", b"2025-11-04"), "改过"),
    "unsigned": (lambda _: b"{}", "少了"),
    "no entries": (lambda _: b'{"format": 2, "entries": []}', "少了"),
    "newer": (lambda text: text.replace(b'"format": 2', b'"format": 3'), "改过"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_ledger_that_somebody_else_wrote_is_said_until_the_seals_were_compared(
    desk, planted, open_office, office_profile, harm
):
    """D3: each entry has a code under the key of the store; the newest is remembered in it."""
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    desk.close()
    file = office_profile.root / seal_ledger.FILE
    change, words = HARM[harm]
    spoilt = change(file.read_bytes())
    file.unlink()
    if spoilt is not None:
        file.write_bytes(spoilt)
    again = open_office()
    assert [words in title for title in alarms(again)] == [True]
    assert ledger_of(again).sealed() == {minor: SEAL["sealed_on"]}, "written anew from the store"
    kept = [p.read_bytes() for p in office_profile.root.glob("sealed-*.json")]
    assert kept == ([] if spoilt is None else [spoilt])
    again.close()
    later = open_office()
    assert len(alarms(later)) == 1, "said once, and until somebody compared"
    later.corrections.seals.compared()
    assert alarms(later) == []
    later.close()
    assert alarms(open_office()) == []


def test_a_shortened_ledger_shows_after_an_old_backup_too(
    desk, planted, open_office, office_profile, evening
):
    """The old store remembers nothing of the seal; this user's own folder does."""
    backup = desk.backups.make("test")
    minor, _ = planted
    desk.corrections.seals.seal(minor, SEAL)
    desk.close()
    (office_profile.root / seal_ledger.FILE).unlink()
    restore.restore(office_profile, backup, Secret(PASSWORD), clock=evening, report=lambda *_: None)
    again = open_office()
    assert len(alarms(again)) == 1
    again.close()
    assert len(alarms(open_office())) == 1


def test_a_planted_entry_seals_nobody(desk, planted, open_office, office_profile):
    """Who cannot open the store cannot have a record taken out of the lists either."""
    _, adult = planted
    desk.close()
    (office_profile.root / seal_ledger.FILE).write_text(
        json.dumps({"format": 2, "entries": [[1, "seal", adult, "2025-11-05", "0" * 64]]})
    )
    again = open_office()
    assert again.corrections.seals.listed() == []
    assert len(alarms(again)) == 1


def test_a_ledger_of_an_older_program_is_taken_over_once(
    desk, planted, open_office, office_profile
):
    minor, _ = planted
    file = office_profile.root / seal_ledger.FILE
    desk.close()
    file.write_text(json.dumps({minor: "2025-11-05"}))
    again = open_office()
    assert alarms(again) == []
    assert set(cells(again)) == set()
    assert ledger_of(again).state is seal_ledger.State.WHOLE
    again.close()
    file.write_text("{}")
    assert len(alarms(open_office())) == 1


def test_the_county_knows_a_seal_that_ledger_and_backup_forgot(life, clock, tmp_path):
    """D3: the return package after a restore seals first, so that nothing of the content is lost."""
    clock.set(datetime(2025, 3, 3, 9))
    minor, _ = plant(life.desk, clock)
    life.report("2025-10")
    backup = life.desk.backups.make("exit")
    life.desk.corrections.seals.seal(minor, SEAL)  # its facts were reported: no slip keeps them
    assert life.desk.slips.listed() == []
    life.report("2025-11")
    assert [canary for canary in CANARIES if canary in text_of(life.county)] == []
    new_pc = Profile(tmp_path / "new" / "desk")  # and no ledger came along
    life.bring_back(backup, new_pc)
    assert set(cells(life.desk)) != set()
    life.brings_home(life.given_back())
    assert set(cells(life.desk)) == set()
    assert life.desk.corrections.seals.view(minor, LOOK)["name"] == NAME
    assert len(life.desk.corrections.seals.listed()) == 1
    assert ledger_of(life.desk).sealed() == {minor: SEAL["sealed_on"]}
