"""Restoring (J8, F7): proved first, put in place whole, the old store kept."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import keyslots
from app.models.history import bury
from app.models.keyslots import BadRecoveryKey, WrongPassword
from app.models.local import Blob
from app.models.migrate import NewerStore
from app.models.people import Person
from app.paths import Profile
from app.services import setup
from app.services.backups import archive, restore
from app.services.backups.archive import BackupDamaged
from app.services.backups.restore import Secret
from app.services.recovery.arrival import INSTANCE
from app.services.recovery.mark import ARRIVAL
from tests.faults.counts import times
from tests.real_office import LIGANG, PASSWORD, add_people, rows_of

TYPED = Secret(password=PASSWORD)
OTHER = "另一个密码 22"


def _something_of_everything(desk, dice):
    """More people, some of them edited or buried, and a scan; other ones each time."""
    add_people(desk, dice.randrange(1, 200))
    with desk._database.begin() as session:
        people = list(session.scalars(select(Person)))
        for one in dice.sample(people, 5):
            one.name = f"更名{dice.random()}"
        bury(dice.sample(people, 3))
        data = dice.randbytes(dice.randrange(1, 200_000))
        sha256 = hashlib.sha256(data).hexdigest()
        session.add(Blob(office=LIGANG.code, sha256=sha256, data=data))


def silent(done, total):
    """Nobody looks at the progress."""


@pytest.fixture
def backup(open_office):
    desk = open_office()
    made = desk.backups.make("hand")
    desk.close()
    return made


@pytest.fixture
def empty(tmp_path):
    """A new PC."""
    return Profile(tmp_path / "new" / "desk")


@pytest.fixture
def bring_back(evening):
    def bring_back(profile, backup, secret=TYPED):
        restore.restore(profile, backup, secret, clock=evening, report=silent)

    return bring_back


@pytest.mark.parametrize("number", range(times("F7-restores")))
def test_onto_an_empty_folder_row_for_row(profile, empty, open_office, bring_back, number):
    """F7: every table equal but for two rows: that it was restored, and its id on this PC (C1)."""
    desk = open_office()
    _something_of_everything(desk, random.Random(20261127 + number))
    backup = desk.backups.make("hand")
    wanted = rows_of(desk)
    desk.close()
    bring_back(empty, backup)
    restored = open_office(empty)
    found = rows_of(restored)
    new = [row for row in found["setting"] if row not in wanted["setting"]]
    assert [row[1] for row in new] == [ARRIVAL, INSTANCE]
    for rows in (found, wanted):
        rows["setting"] = [row for row in rows["setting"] if row[1] not in {ARRIVAL, INSTANCE}]
    for log in ("audit_entry", "audit_tip"):  # goes on from the backup, and tells of the restore
        del found[log], wanted[log]
    assert found == wanted
    assert restored.identity == LIGANG


def test_the_restored_store_says_what_it_came_from(backup, empty, open_office, bring_back):
    """C2: the export gate reads this; the backup's own facts do not stay behind."""
    bring_back(empty, backup)
    desk = open_office(empty)
    mark = desk.settings.value(ARRIVAL)
    assert mark["kind"] == "restored"
    assert mark["made_at"] == backup.made_at.isoformat()
    assert mark["change"] == 30
    assert desk.settings.value("backup.facts") is None


def test_the_store_that_was_there_is_kept_with_its_journal(
    backup, profile, open_office, bring_back
):
    desk = open_office()
    add_people(desk, 5)
    desk.close()
    journal = profile.root / "office.db-journal"
    journal.write_bytes(b"left by a power cut")
    old = profile.database.read_bytes()
    bring_back(profile, backup)
    (aside,) = profile.replaced.iterdir()
    assert (aside / "office.db").read_bytes() == old
    assert (aside / "office.db-journal").read_bytes() == b"left by a power cut"
    assert not journal.exists(), "it would be played back into the restored store"
    assert len(rows_of(open_office())["person"]) == 30


def test_with_the_paper_from_the_safe(backup, empty, recovery, open_office, bring_back):
    bring_back(empty, backup, Secret(digits=recovery.digits))
    open_office(empty)


def test_a_wrong_password_changes_nothing(backup, profile, bring_back):
    before = {p: p.read_bytes() for p in profile.root.iterdir() if p.is_file()}
    slots = backup.key_slots.read_bytes()
    with pytest.raises(WrongPassword):
        bring_back(profile, backup, Secret(password="wrong one 1"))
    assert backup.key_slots.read_bytes() == slots, "the backup stays bit for bit"
    after = {p: p.read_bytes() for p in profile.root.iterdir() if p.is_file()}
    counted = profile.key_slots  # the bad try is counted there
    assert {p: b for p, b in after.items() if p != counted} == {
        p: b for p, b in before.items() if p != counted
    }
    assert not profile.restoring.exists()


def test_another_office_s_paper_opens_nothing(backup, empty, bring_back):
    stranger = keyslots.RecoveryKey.generate()
    with pytest.raises(BadRecoveryKey):
        bring_back(empty, backup, Secret(digits=stranger.digits))
    assert not empty.database.exists()


def test_a_password_changed_since_stays_in_force(backup, profile, open_office, bring_back, evening):
    setup.change_password(profile, PASSWORD, OTHER, clock=evening)
    bring_back(profile, backup, Secret(password=OTHER))
    open_office(profile, OTHER)


def test_the_password_of_the_backup_s_day_opens_it_as_well(
    backup, profile, open_office, bring_back, evening
):
    """Who forgot the new one and remembers the old."""
    setup.change_password(profile, PASSWORD, OTHER, clock=evening)
    bring_back(profile, backup)
    open_office(profile, PASSWORD)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_power_cut_at_each_renaming_is_finished_at_the_next_start(
    backup, profile, open_office, bring_back, monkeypatch, step
):
    """Old or new, never between: whatever was reached, the next start opens a whole store."""
    desk = open_office()
    add_people(desk, 5)
    desk.close()
    (profile.root / "office.db-journal").write_bytes(b"")
    true_replace, calls = os.replace, iter(range(1, 100))

    class PowerCut(BaseException):
        pass

    def cut(source, target):
        if next(calls) == step:
            raise PowerCut
        true_replace(source, target)

    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(PowerCut):
        bring_back(profile, backup)
    monkeypatch.undo()
    restore.finish(profile)
    people = len(rows_of(open_office())["person"])
    assert people == (35 if step <= 2 else 30), "before the staging is named the old one stands"
    assert not profile.restoring.exists()


def test_a_start_with_nothing_to_finish_does_nothing(profile):
    assert not restore.finish(profile)


@pytest.mark.parametrize("file", ["office.db", "keys.json"])
def test_a_backup_changed_by_one_bit_is_refused(backup, empty, bring_back, file):
    path = backup.folder / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BackupDamaged):
        bring_back(empty, backup)
    assert not empty.database.exists()


def test_a_backup_whose_digest_was_made_to_fit_is_refused_by_its_own_seal(
    backup, empty, bring_back
):
    """Who changes a page and the facts beside it still lacks the key."""
    content = bytearray(backup.database.read_bytes())
    content[9000] ^= 1
    backup.database.write_bytes(content)
    forged = archive.Backup(
        **{
            name: getattr(backup, name)
            for name in ("folder", "office", "made_at", "reason", "slots", "source", "checked_at")
        },
        store=archive.about(backup.database),
    )
    forged.write_facts()
    with pytest.raises(BackupDamaged):
        bring_back(empty, archive.read(backup.folder))
    assert not empty.database.exists()


def test_a_backup_of_a_newer_program_is_refused(backup, empty, bring_back, open_office):
    """L7: and nothing is put in place."""
    desk = open_office()
    with desk._database.raw() as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = desk.backups.make("hand")
    with pytest.raises(NewerStore):
        bring_back(empty, newer)
    assert not empty.database.exists()
    with desk._database.raw() as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")


def test_a_rehearsal_proves_password_and_copy_and_moves_nothing(backup, profile, evening):
    """L6: monthly."""
    evening.advance(days=3)
    store = profile.database.read_bytes()
    proved = restore.rehearse(profile, backup, TYPED, clock=evening, report=silent)
    assert proved.checked_at == evening()
    assert archive.read(backup.folder) == proved
    assert profile.database.read_bytes() == store
    assert not profile.restoring.with_suffix(".part").exists()
    with pytest.raises(WrongPassword):
        restore.rehearse(profile, backup, Secret(password="wrong"), clock=evening, report=silent)


def test_backups_are_found_on_a_stick_however_deep_the_clerk_points(backup, tmp_path):
    stick = tmp_path / "stick"
    home = stick / "justice-office-desk-backup" / backup.office / backup.folder.name
    shutil.copytree(backup.folder, home)
    for chosen in (stick, home.parent, home):
        assert [found.folder for found in archive.find(chosen)] == [home]
    assert archive.find(tmp_path / "nowhere") == []


def test_secrets_show_nothing_in_a_log():
    assert "x" not in repr(Secret(password="xxx", digits="xxx"))


def test_the_plan_holds_no_more_than_a_name(backup, profile, evening, monkeypatch):
    monkeypatch.setattr(restore, "finish", lambda _: False)
    restore.restore(profile, backup, TYPED, clock=evening, report=silent)
    plan = json.loads((profile.restoring / "plan.json").read_bytes())
    assert set(plan) == {"aside"}
    assert Path(plan["aside"]).name == plan["aside"]
