"""Accounts: numbered, named only inside the store, switched off and never deleted (F71, L9, K1)."""

from __future__ import annotations

import json

import pytest

from app.models.keyslots import BadRecoveryKey, WrongPassword
from app.paths import Profile
from app.services import setup
from app.services.access import NotAllowed, Role, Work
from app.services.accounts import AccountClosed, AccountRefused, NewAccount, start_password
from app.services.backups import restore
from app.services.backups.restore import Secret
from app.services.doors import doors_of
from app.services.settings import Identity
from tests.faults.old_stores import make_old
from tests.real_office import LIGANG, PASSWORD

ENTRY, HEAD, ADMIN = frozenset({Role.ENTRY}), frozenset({Role.HEAD}), frozenset({Role.ADMIN})
OWN = "清泉-贺兰-9"


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def clerk(desk):
    """The start password of the second account, 王某某, who only enters cases."""
    account, password = desk.accounts.add(NewAccount("王某某", ENTRY))
    assert account.id == "u2"
    return password


def log_in(profile, clock, password, user):
    return setup.open_desk(profile, password, clock=clock, user=user)


def test_a_bureau_is_headed_by_no_head_of_an_office(tmp_path, clock):
    """Neither beside a name nor in what is refused."""
    bureau, _ = setup.create(
        Profile(tmp_path / "bureau"),
        Identity(kind="bureau", code="640122", name="贺兰县司法局", county_code="640122"),
        PASSWORD,
        clock=clock,
    )
    try:
        assert bureau.accounts.me().role_words == "负责人、管理"
        account, password = bureau.accounts.add(NewAccount("王某某", ENTRY))
        assert account.role_words == "录入"
        bureau.accounts.change("u2", NewAccount("王某某", frozenset({Role.AUDIT})))
    finally:
        bureau.close()
    other = log_in(Profile(tmp_path / "bureau"), clock, password, "u2")
    try:
        with pytest.raises(NotAllowed) as refused:
            other.county_bundles.sign()
    finally:
        other.close()
    assert "所长" not in f"{refused.value.what}{refused.value.do}"
    assert "负责人" in refused.value.do


def test_whoever_set_the_office_up_is_head_and_administrator(desk):
    me = desk.accounts.me()
    assert (me.number, me.name, me.role_words, me.state) == (1, "所长", "所长、管理", "在用")
    assert desk.may(Work.CASES)
    assert desk.may(Work.ADMIN)
    assert not desk.may(Work.AUDIT)


def test_the_name_given_at_the_first_start_is_kept(tmp_path, evening):
    profile = Profile(tmp_path / "new")
    desk, _ = setup.create(profile, LIGANG, PASSWORD, clock=evening, name=" 马某 ")
    assert desk.accounts.me().name == "马某"
    assert desk.user == "u1"
    desk.close()


def test_a_start_password_opens_and_says_that_it_is_one(desk, clerk, office_profile, evening):
    desk.close()
    unlocked = setup.unlock(office_profile, clerk, clock=evening, user="u2")
    assert unlocked.once
    setup.change_password(office_profile, clerk, OWN, clock=evening, user="u2")
    assert not setup.unlock(office_profile, OWN, clock=evening, user="u2").once
    with pytest.raises(WrongPassword):
        setup.unlock(office_profile, clerk, clock=evening, user="u2")
    setup.unlock(office_profile, PASSWORD, clock=evening)  # the others keep theirs


def test_unlocking_gives_the_store_its_actor_and_roles(desk, clerk, office_profile, evening):
    desk.close()
    desk = log_in(office_profile, evening, clerk, "u2")
    assert desk.user == desk._database.actor == "u2"
    assert desk.accounts.me().last_in == evening()
    with pytest.raises(NotAllowed):
        desk.accounts.listed()
    desk.people.known("测试")
    desk.close()


def test_no_password_opens_another_account(desk, clerk, office_profile, evening):
    desk.close()
    for password, user in ((PASSWORD, "u2"), (clerk, "u1")):
        with pytest.raises(WrongPassword):
            log_in(office_profile, evening, password, user)


def test_no_name_stands_in_clear_beside_the_store(desk, clerk, office_profile):
    """K1: the slot file tells how many accounts there are, and nothing else about them."""
    raw = office_profile.key_slots.read_bytes()
    for name in ("王某某", "所长"):
        for encoding in ("utf-8", "utf-16-le", "gbk"):
            assert name.encode(encoding) not in raw
        assert json.dumps(name)[1:-1].encode() not in raw
    assert [(door.number, door.once) for door in doors_of(office_profile)] == [
        (1, False),
        (2, True),
    ]


def test_switching_off_takes_the_way_in_and_keeps_the_name(desk, clerk, office_profile, evening):
    slots = office_profile.key_slots.read_bytes()
    off = desk.accounts.disable("u2")
    assert (off.state, off.has_password) == ("已停用", False)
    assert desk.accounts.names()["u2"] == "王某某"
    desk.close()
    with pytest.raises(WrongPassword):
        log_in(office_profile, evening, clerk, "u2")
    office_profile.key_slots.write_bytes(slots)  # an older slot file brings the way in back
    with pytest.raises(AccountClosed, match="停用"):
        log_in(office_profile, evening, clerk, "u2")
    setup.open_desk(office_profile, PASSWORD, clock=evening).close()


def test_an_account_switched_on_again_gets_a_new_start_password(
    desk, clerk, office_profile, evening
):
    desk.accounts.disable("u2")
    with pytest.raises(AccountRefused):
        desk.accounts.give_start_password("u2")
    one, fresh = desk.accounts.enable("u2")
    assert (one.state, fresh != clerk) == ("未首次登录", True)
    desk.close()
    log_in(office_profile, evening, fresh, "u2").close()


def test_a_number_is_given_once(desk, clerk):
    desk.accounts.disable("u2")
    assert desk.accounts.add(NewAccount("李某", ENTRY))[0].number == 3


def test_the_office_always_has_an_administrator(desk, clerk):
    """Nobody locks the last one out, oneself included."""
    with pytest.raises(AccountRefused, match="自己"):
        desk.accounts.disable("u1")
    with pytest.raises(AccountRefused, match="唯一"):
        desk.accounts.change("u1", NewAccount("所长", HEAD))
    desk.accounts.change("u2", NewAccount("王某某", ADMIN))
    assert desk.accounts.change("u1", NewAccount("马某", HEAD)).role_words == "所长"


@pytest.mark.parametrize("wanted", [NewAccount(" ", ENTRY), NewAccount("张某", frozenset())])
def test_an_account_without_name_or_role_is_refused(desk, wanted):
    with pytest.raises(AccountRefused):
        desk.accounts.add(wanted)
    assert len(desk.accounts.listed()) == 1


def test_what_a_person_writes_carries_the_account(desk, clerk, office_profile, evening):
    desk.close()
    desk = log_in(office_profile, evening, clerk, "u2")
    uid = desk.training.staff.add({"name": "赵某"})
    with desk._vault.raw() as raw:
        rows = raw.execute("SELECT changed_by FROM staff WHERE name = '赵某'").fetchall()
    assert uid
    assert rows == [("u2",)]
    desk.close()


def test_the_paper_from_the_safe_gives_the_chosen_account_a_new_password(
    desk, clerk, office_profile, office_recovery, evening
):
    desk.close()
    digits = office_recovery.digits
    desk = setup.open_with_recovery(office_profile, digits, OWN, clock=evening, user="u2")
    assert desk.user == "u2"
    desk.close()
    log_in(office_profile, evening, OWN, "u2").close()
    log_in(office_profile, evening, PASSWORD, "u1").close()


def test_the_paper_opens_no_account_that_was_switched_off(
    desk, clerk, office_profile, office_recovery, evening
):
    desk.accounts.disable("u2")
    desk.close()
    with pytest.raises(AccountClosed):
        setup.open_with_recovery(
            office_profile, office_recovery.digits, OWN, clock=evening, user="u2"
        )
    with pytest.raises(WrongPassword):
        log_in(office_profile, evening, OWN, "u2")


def test_the_recovery_key_is_renewed_with_the_own_password(desk, office_profile, office_recovery):
    recovery = desk.accounts.new_recovery(PASSWORD)
    desk.accounts.adopt_recovery(PASSWORD, recovery)
    desk.close()
    with pytest.raises(BadRecoveryKey):
        setup.open_with_recovery(office_profile, office_recovery.digits, OWN, clock=desk.clock)


def test_only_an_administrator_s_password_puts_a_backup_back(
    desk, clerk, office_profile, office_recovery, evening
):
    """L9: accounts and backups are 管理's; the paper from the safe is above that."""
    backup = desk.backups.make("hand")
    desk.close()

    def put_back(secret: Secret) -> None:
        restore.restore(
            office_profile, backup, secret, clock=evening, report=lambda _done, _all: None
        )

    with pytest.raises(NotAllowed):
        put_back(Secret(password=clerk, user="u2"))
    put_back(Secret(password=PASSWORD))
    put_back(Secret(digits=office_recovery.digits))


def test_an_older_store_gets_one_account_for_its_one_password(tmp_path, evening):
    """Upgrading from before accounts: nobody is locked out, nobody loses a right."""
    profile = Profile(tmp_path / "old")
    make_old(profile, "0012")
    desk = setup.open_desk(profile, PASSWORD, clock=evening)
    assert desk.accounts.me().role_words == "所长、管理"
    desk.close()


def test_start_passwords_differ_and_are_easy_to_read():
    made = {start_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0o1ilO")
