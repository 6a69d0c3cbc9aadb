"""L9, sentence by sentence: five roles, unique accounts, no default password, disable not delete.

``test_access.py`` tries every role against every method; here is what a whole account sees and what
stays of it. The limit named in L9, that a skilled slot holder reads the database, sealed records
excepted, is tried as well.
"""

from __future__ import annotations

import json
from types import FunctionType
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.models import keyslots
from app.models.account import Account
from app.services import setup
from app.services.access import ALLOWED, NotAllowed, Role, Work
from app.services.accounts import AccountService, NewAccount
from app.services.agenda import Agenda
from app.ui.tabs import tabs_of
from tests.real_office import PASSWORD
from tests.services.corrections.test_sealed_canary import CANARIES, plant
from tests.services.corrections.test_seals import SEAL

OWN = "my own words 9"


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def sits_down(desk, office_profile, evening):
    """Somebody with these roles at the desk, with a password of their own."""
    opened: list[Any] = []

    def sit_down(*roles: Role) -> Any:
        account, start = desk.accounts.add(NewAccount("测某", frozenset(roles)))
        desk.close()
        setup.change_password(office_profile, start, OWN, clock=evening, user=account.id)
        opened.append(setup.open_desk(office_profile, OWN, clock=evening, user=account.id))
        return opened[-1]

    yield sit_down
    for one in opened:
        one.close()


def test_there_are_five_roles_and_each_has_work_of_its_own():
    """L9: 录入, 审核, 所长, 管理, 审计."""
    assert [role.value for role in Role] == ["entry", "review", "head", "admin", "audit"]
    assert ALLOWED[Work.AUDIT] == {Role.AUDIT}
    assert ALLOWED[Work.ADMIN] == {Role.ADMIN}
    assert not ALLOWED[Work.CASES] & {Role.ADMIN, Role.AUDIT}, "no case content"
    assert not ALLOWED[Work.SEALED] & {Role.ENTRY, Role.ADMIN, Role.AUDIT}


# --- 审计 and 管理 -------------------------------------------------------------------------------


def test_an_auditor_has_one_tab_and_sees_the_log_only(desk, evening, sits_down):
    """L9: log only. Names, numbers and words of the records are not in it either."""
    now = evening()
    minor, _ = plant(desk, evening)
    evening.set(now)
    desk.corrections.seals.seal(minor, SEAL)
    theirs = sits_down(Role.AUDIT)
    assert [tab.name for tab in tabs_of(theirs)] == ["log"]
    rows, total = theirs.log.page(0, 500, {})
    assert total > 10
    told = json.dumps([[row.person, row.kind, row.words] for row in rows], ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in told] == []
    for refused in (
        lambda: theirs.corrections.persons.card(minor),
        lambda: theirs.people.known("焱"),
        lambda: theirs.search.find("焱"),
        theirs.accounts.listed,
        lambda: theirs.settings.change_habits(theirs.settings.habits()),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_day_of_an_administrator_names_no_case(desk, evening, sits_down):
    """L9: accounts, backup; no case content."""
    now = evening()
    minor, _ = plant(desk, evening)
    evening.set(now)
    theirs = sits_down(Role.ADMIN)
    assert "accounts" in [tab.name for tab in tabs_of(theirs)]
    with pytest.raises(NotAllowed):
        theirs.corrections.persons.card(minor)
    with pytest.raises(NotAllowed):
        theirs.log.page(0, 10, {})
    shown = repr(theirs.backups.reminders(evening().date())) + repr(theirs.accounts.listed())
    assert [canary for canary in CANARIES if canary in shown] == []
    with pytest.raises(NotAllowed):
        Agenda(theirs).items(evening().date())


# --- accounts ------------------------------------------------------------------------------------


def test_no_two_accounts_have_one_id(desk):
    """L9: unique accounts; the store itself refuses a second one."""
    with pytest.raises((IntegrityError, DBAPIError)), desk._database.begin() as session:
        session.add(
            Account(
                office=desk.identity.code, id="u1", name="又一个", roles=[], made_at=desk.clock()
            )
        )


def test_nothing_deletes_an_account():
    """L9: disable, not delete."""
    names = {
        name for name, member in vars(AccountService).items() if isinstance(member, FunctionType)
    }
    assert not {name for name in names if name.startswith(("delete", "remove", "drop", "forget"))}


def test_who_was_switched_off_stays_in_the_list_and_in_the_history(desk):
    account, _ = desk.accounts.add(NewAccount("测离开", frozenset({Role.ENTRY})))
    desk.accounts.disable(account.id)
    (off,) = [one for one in desk.accounts.listed() if one.id == account.id]
    assert (off.name, off.state, off.roles) == ("测离开", "已停用", {Role.ENTRY})
    assert desk.accounts.names()[account.id] == "测离开"
    again, _ = desk.accounts.add(NewAccount("测新来", frozenset({Role.ENTRY})))
    assert again.id != account.id, "nobody inherits an id"


# --- passwords -----------------------------------------------------------------------------------


def test_there_is_no_default_password(desk, office_profile, evening):
    """L9: every start password is drawn anew, and opens only to be replaced."""
    made = [desk.accounts.add(NewAccount(f"测{n}", frozenset({Role.ENTRY}))) for n in range(5)]
    starts = [password for _, password in made]
    assert len(set(starts)) == 5
    assert min(map(len, starts)) >= 14
    desk.close()
    for account, start in made:
        assert setup.unlock(office_profile, start, clock=evening, user=account.id).once
    first, second = made[0][0], starts[1]
    with pytest.raises(keyslots.WrongPassword):
        setup.unlock(office_profile, second, clock=evening, user=first.id)


def test_an_empty_password_makes_no_way_in(tmp_path, desk):
    with pytest.raises(ValueError, match="empty"):
        keyslots.create(tmp_path / "keys.json", "")
    with pytest.raises(ValueError, match="empty"):
        desk.accounts.change_own_password(PASSWORD, "")


# --- the limit -----------------------------------------------------------------------------------


def test_a_skilled_slot_holder_reads_the_store_but_not_what_is_sealed(
    desk, evening, office_profile
):
    """L9 says so itself: the data key opens the file to whoever holds a slot, sealed records not."""
    now = evening()
    minor, _ = plant(desk, evening)
    evening.set(now)
    account, start = desk.accounts.add(NewAccount("测录入", frozenset({Role.ENTRY})))
    desk.corrections.seals.seal(minor, SEAL)
    with desk._database.begin() as session:
        assert session.scalar(select(Account.name).where(Account.id == account.id)) == "测录入"
    desk.close()
    opened = keyslots.open_both(office_profile.key_slots, start, clock=evening, user=account.id)
    assert opened.sealed == ()
    raw = sqlcipher.connect(str(office_profile.database))
    raw.execute(f"PRAGMA key=\"x'{opened.key.hex()}'\"")
    cells = [
        cell.decode("utf-8", "ignore") if isinstance(cell, bytes) else str(cell)
        for (table,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for row in raw.execute(f'SELECT * FROM "{table}"').fetchall()
        for cell in row
    ]
    raw.close()
    read = "\n".join(cells)
    assert "测大人" in read, "the adult of the same case is read"
    assert [canary for canary in CANARIES if canary in read] == []
