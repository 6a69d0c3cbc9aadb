"""Power cuts and full disks (fault-tests.md F1, F3): what was acknowledged is never lost."""

from __future__ import annotations

import random
import resource
import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.models.database import Database, StoreUnusable
from app.models.keyslots import WrongPassword
from app.models.people import Person
from app.models.sync import OutboxPackage
from app.services import setup
from app.services.backups import archive
from app.services.backups.service import BackupFailed
from app.sync.carrier import NotCarried
from tests.faults import saver
from tests.faults.counts import times
from tests.faults.killing import killed_within
from tests.real_office import PASSWORD, add_people
from tests.sync.conftest import county, office

__all__ = ["county", "office"]

HOT = bytes.fromhex("d9d505f920a163d7")
"""How a journal of SQLite begins that stands for a transaction under way."""
SAVES, BACKUPS = times("F1-saves"), times("F1-backups")
PASSWORDS, SEALS = times("F1-passwords"), times("F1-seals")


@pytest.fixture
def data_key(store_template: tuple[Path, bytes]) -> bytes:
    return store_template[1]


@pytest.fixture
def store_file(tmp_path: Path, store_template: tuple[Path, bytes]) -> Path:
    return Path(shutil.copyfile(store_template[0], tmp_path / "office.db"))


def reopened(path: Path, key: bytes) -> Database:
    return Database(path, key, office="640122102", clock=lambda: datetime(2026, 11, 22, 9, 0))


def assert_sound(store: Database) -> None:
    with store.raw() as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def is_hot(journal: Path) -> bool:
    """Whether it must be played back: under an exclusive lock a spent one stays, its head erased."""
    try:
        with journal.open("rb") as file:
            return file.read(len(HOT)) == HOT
    except FileNotFoundError:
        return False


def test_kill_9_at_random_moments_loses_nothing_acknowledged(store_file, data_key, figure):
    """F1: nothing acknowledged lost, no half transaction, no damage.

    A save is quick and mostly thinking: three of four kills wait for it to be half on the disk.
    """
    chance = random.Random(20261122)
    hot_journals = 0
    saved = 0
    journal = store_file.with_name(store_file.name + "-journal")
    for number in range(SAVES):
        aimed = partial(is_hot, journal) if number % 4 else None  # a quarter at any moment at all
        turns = chance.uniform(0, 4)
        last = killed_within(turns, saver.save_for_ever, store_file, data_key, when=aimed)
        hot_journals += is_hot(journal)
        store = reopened(store_file, data_key)
        assert_sound(store)
        with store.begin() as session:
            pairs = session.scalar(
                select(func.count()).select_from(Person).where(Person.name != "起点")
            )
            note = session.scalars(
                select(Person.note).where(Person.name == "起点").order_by(Person.change.desc())
            ).first()
        store.close()
        assert pairs is not None
        turns = (pairs - saved) // 2
        assert pairs % 2 == 0, "half a transaction"
        assert turns >= last, "an acknowledged save is gone"
        assert int((note or "0").split(" ")[0] or 0) == turns, "the changed row belongs to its turn"
        saved = pairs
    assert hot_journals >= SAVES // 2, "the kills were too gentle to prove anything"
    figure(f"{SAVES} kills while saving: 0 lost, 0 halves, {hot_journals} hot journals")


def test_a_backup_killed_at_any_moment_is_whole_or_not_there(office_profile, open_office, figure):
    """F1: a backup that was acknowledged opens; half of one is swept away by the next."""
    chance = random.Random(20261127)
    halves = 0
    for _ in range(BACKUPS):
        last = killed_within(
            chance.uniform(0, 1.5), saver.back_up_for_ever, office_profile.root, PASSWORD
        )
        halves += bool(list(office_profile.backups.glob("*.part")))
        names = [backup.folder.name for backup in archive.find(office_profile.backups)]
        assert last in names, "an acknowledged backup is gone"
        for backup in archive.find(office_profile.backups):
            archive.verify_files(backup)
        desk = open_office()
        assert_sound(desk._database)
        assert not desk.health.damaged
        desk.backups.make("hand")
        assert list(office_profile.backups.glob("*.part")) == []
        desk.close()
    assert halves >= BACKUPS // 4, "the kills were too gentle to prove anything"
    figure(f"{BACKUPS} kills during backups: 0 lost, {halves} half-made and swept away")


def test_a_password_change_killed_at_any_moment_leaves_the_old_or_the_new(
    office_profile, office_recovery, evening, figure
):
    """F1, K1: one of the two opens, and the paper in the safe always does."""
    chance = random.Random(20261128)
    password, changed = PASSWORD, 0
    for kill in range(PASSWORDS):
        name, root = f"password of kill {kill}:", office_profile.root
        last = killed_within(
            chance.uniform(0, 3), saver.change_password_for_ever, root, password, name
        )
        turn = 0 if last == password else int(last.rsplit(" ", 1)[-1])
        changed += turn
        for candidate in (last, f"{name} {turn + 1}"):
            try:
                setup.open_desk(office_profile, candidate, clock=evening).close()
            except WrongPassword:
                continue
            password = candidate
            break
        else:
            pytest.fail("neither the old nor the new password opens the office")
    assert changed >= PASSWORDS
    new = "fresh one 1234"
    setup.open_with_recovery(office_profile, office_recovery.digits, new, clock=evening).close()
    figure(f"{PASSWORDS} kills while the password changes: the old or the new one opens")


def test_a_package_frozen_before_a_kill_is_frozen_for_good(office, store_template, figure):
    """F1, P6: never two contents for one number, and none that was acknowledged is lost."""
    chance = random.Random(20261129)
    path, key = office.store.path, store_template[1]
    office.store.close()
    seen: dict[tuple[int, int], str] = {}
    journal, hot_journals = path.with_name(path.name + "-journal"), 0
    for number in range(SEALS):
        aimed = partial(is_hot, journal) if number % 4 else None
        words = (saver.seal_for_ever, path, key, office.code)
        last = killed_within(chance.uniform(0, 1.5), *words, when=aimed)
        hot_journals += is_hot(journal)
        store = Database(path, key, office=office.code, clock=saver.morning)
        assert_sound(store)
        with store.begin() as session:
            frozen = {(p.epoch, p.seq): p.digest for p in session.scalars(select(OutboxPackage))}
        store.close()
        assert last in frozen.values(), "an acknowledged package is gone"
        assert all(frozen[number] == digest for number, digest in seen.items())
        assert sorted(number for _, number in frozen) == list(range(1, len(frozen) + 1))
        seen = frozen
    assert hot_journals >= SEALS // 2, "the kills were too gentle to prove anything"
    told = f"{len(seen)} packages, none lost, no number twice, {hot_journals} hot journals"
    figure(f"{SEALS} kills while sealing: {told}")


@pytest.fixture
def full_disk():
    """From when it is called, no file of this process may grow beyond the given size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield fill
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_plainly_and_the_old_state_stands(store_file, data_key, full_disk):
    """F3, L4: the save is refused as a whole; with space again the same save succeeds."""
    store = reopened(store_file, data_key)
    with store.begin() as session:
        session.add(Person(name="先前保存的人"))
    size = store_file.stat().st_size
    full_disk(size)
    with pytest.raises(StoreUnusable) as caught, store.begin() as session:
        session.add_all([Person(name=f"装不下{n}", note="长" * 4000) for n in range(200)])
    assert "没有保存" in caught.value.what
    assert "MB" in caught.value.what
    assert "完好" in caught.value.safe
    full_disk(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    with store.begin() as session:
        assert list(session.scalars(select(Person.name))) == ["先前保存的人"]
        session.add(Person(name="有空间以后"))
    store.close()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_disk_that_fills_up_during_a_backup_leaves_no_half_of_one(open_office, full_disk, share):
    """F3, L6: refused in words, older backups and the store as they were, the next one succeeds."""
    desk = open_office()
    first = desk.backups.make("hand")
    add_people(desk, 5)
    full_disk(int(desk._database.path.stat().st_size * share))
    with pytest.raises(BackupFailed) as caught:
        desk.backups.make("hand")
    full_disk(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    assert "没有变化" in caught.value.safe
    assert desk.backups.listed() == [first]
    assert list(desk.profile.backups.glob("*.part")) == []
    assert desk.backups.make("hand")


def test_a_disk_that_fills_up_under_a_package_leaves_the_outbox(office, full_disk):
    """F3, P12: the message names the space; the same export succeeds afterwards, byte for byte."""
    office.add_person("甲", note="长" * 5000)
    package = office.seal()
    whole = office.export(package)
    content = whole.read_bytes()
    whole.unlink()
    for share in (0.0, 0.5, 0.95):
        full_disk(int(len(content) * share))
        with pytest.raises(NotCarried) as caught:
            office.export(package)
        full_disk(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        assert "MB" in caught.value.what
        assert list(office.stick.glob("*.sfs*")) == []
    assert office.export(package).read_bytes() == content
