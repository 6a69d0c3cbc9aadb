"""Backups (F74, trust L6): a copy counts when it was opened again and found complete."""

from __future__ import annotations

import os
import shutil
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.imports.roster import ROSTER
from app.imports.trial import Trial
from app.models import backup as copying
from app.models import integrity, room, seal_ledger
from app.models.database import connect
from app.models.sealed import SealedContent
from app.paths import Profile
from app.services.backups import archive, restore, rotation
from app.services.backups.service import BackupFailed
from tests.real_office import PASSWORD, add_people


def test_a_backup_is_a_folder_of_an_encrypted_copy_and_its_slots(desk, profile):
    backup = desk.backups.make("hand")
    assert sorted(p.name for p in backup.folder.iterdir()) == [
        "backup.json",
        "keys.json",
        "office.db",
    ]
    assert not backup.database.read_bytes().startswith(b"SQLite format 3")
    assert backup.key_slots.read_bytes() == profile.key_slots.read_bytes()
    assert desk.backups.listed() == [backup]


def test_what_lies_open_beside_the_copy_tells_nobody_s_name(desk):
    """Trust §2: to a thief sizes and times only."""
    backup = desk.backups.make("hand")
    told = (backup.folder / "backup.json").read_text("utf-8")
    assert "测试" not in told
    assert "person" not in told


def test_a_backup_is_due_when_the_store_was_written_and_not_otherwise(desk, open_office):
    assert desk.backups.due()
    desk.backups.make("exit")
    assert not desk.backups.due()
    desk.close()
    again = open_office()
    assert not again.backups.due(), "opening and closing changes nothing but the log"
    add_people(again, 1)
    assert again.backups.due()


def test_work_goes_on_while_the_copy_grows(desk):
    """L6: a clerk saves between two steps of the copy, and the copy is still one state."""
    add_people(desk, 500)
    saved: list[int] = []

    def save_between(done, total):
        if len(saved) < 5:
            worker = threading.Thread(target=desk.settings.put, args=("typed", done))
            worker.start()
            worker.join(timeout=20)
            assert not worker.is_alive(), "the clerk had to wait for the copy"
            saved.append(done)

    backup = desk.backups.make("hand", save_between)
    assert len(saved) == 5
    archive.verify_files(backup)


def test_rows_saved_between_counting_and_the_end_are_no_damage(desk, monkeypatch):
    """The copy holds what stood before copying or what stands after it."""
    true_copy = copying.copy_store

    def copy_then_save(*words):
        true_copy(*words)
        add_people(desk, 1)

    monkeypatch.setattr(copying, "copy_store", copy_then_save)
    assert desk.backups.make("hand")
    assert desk.backups.due(), "the row came too late for the copy"


def test_a_copy_with_rows_missing_is_thrown_away(desk, profile, monkeypatch):
    true_copy = copying.copy_store

    def lose_a_row(database, target, report):
        true_copy(database, target, report)
        copy = connect(target, database._key)
        copy.execute("PRAGMA foreign_keys=OFF")
        copy.execute("DELETE FROM person WHERE rowid = (SELECT max(rowid) FROM person)")
        copy.close()

    monkeypatch.setattr(copying, "copy_store", lose_a_row)
    with pytest.raises(BackupFailed) as caught:
        desk.backups.make("hand")
    assert "没有变化" in caught.value.safe
    assert list(profile.backups.iterdir()) == []


def test_a_copy_that_does_not_pass_the_checks_is_thrown_away(desk, profile, monkeypatch):
    true_damage = integrity.damage
    asked: list[bool] = []

    def damaged(connection, **words):
        asked.append(true_damage(connection, **words) is None)
        return "integrity_check"

    monkeypatch.setattr(integrity, "damage", damaged)
    with pytest.raises(BackupFailed, match="没有通过"):
        desk.backups.make("hand")
    assert asked == [True], "the copy itself was asked"
    assert desk.backups.listed() == []


def test_a_cancelled_backup_leaves_nothing_behind(desk, profile):
    class Cancelled(Exception):
        pass

    def cancel(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        desk.backups.make("hand", cancel)
    assert list(profile.backups.iterdir()) == []
    add_people(desk, 1)


def test_a_backup_without_slots_of_this_store_is_none(desk, profile):
    """K1: a copy that nobody can open is no backup."""
    profile.key_slots.write_text("{}")
    with pytest.raises(BackupFailed, match="密钥文件"):
        desk.backups.make("hand")
    assert desk.backups.listed() == []


def test_half_a_backup_of_a_power_cut_is_swept_away(desk, profile):
    left = profile.backups / "20261126-180000.part"
    left.mkdir(parents=True)
    (left / "office.db").write_bytes(b"half")
    assert desk.backups.listed() == []
    desk.backups.make("hand")
    assert not left.exists()


def test_two_backups_of_one_second_are_two(desk):
    first, second = desk.backups.make("hand"), desk.backups.make("hand")
    assert first.folder != second.folder
    assert len(desk.backups.listed()) == 2


def test_no_backup_eats_into_the_reserve(desk, monkeypatch):
    """L4: 200 MB stay for the day's work; the message names what to clear."""
    monkeypatch.setattr(room, "free", lambda _: room.RESERVE + 1000)
    with pytest.raises(room.NoRoom) as caught:
        desk.backups.make("hand")
    assert "MB" in caught.value.do


def test_a_bureau_backs_up_before_it_merges_and_once_is_enough(desk):
    """L6: before an import; a store that did not change needs no second copy."""
    desk.bureau.prepare()
    desk.bureau.prepare()
    assert [backup.reason for backup in desk.backups.listed()] == ["import"]


def test_a_spreadsheet_is_imported_after_a_backup(desk):
    """L6, whatever the rows then do."""
    nothing = Trial(profile=ROSTER, rows=(), left_out=())
    desk.imports.confirm(nothing)
    assert [backup.reason for backup in desk.backups.listed()] == ["import"]


def test_a_year_of_evenings_leaves_twelve_days_ten_weeks_nine_months():
    """L6."""
    evenings = [datetime(2026, 1, 1, 18) + timedelta(days=n) for n in range(365)]
    staying = rotation.kept(evenings)
    assert set(evenings[-12:]) <= staying
    weeks = {moment.isocalendar()[:2] for moment in staying}
    assert len(weeks) >= 10
    months = {(moment.year, moment.month) for moment in staying}
    assert len(months) == 9
    assert len(staying) <= 12 + 10 + 9
    assert max(evenings) in staying


def test_rotation_is_steady():
    """Rotating what rotation left takes nothing more."""
    evenings = [datetime(2026, 1, 1, 18) + timedelta(days=n) for n in range(365)]
    staying = rotation.kept(evenings)
    assert rotation.kept(staying) == staying


def test_of_many_backups_of_a_day_the_last_few_stay():
    """Who made a mistake at ten goes back to nine, whatever was backed up since."""
    day = [datetime(2026, 11, 27, hour) for hour in range(8, 18)]
    assert rotation.kept(day) == set(day[-6:])
    next_day = [datetime(2026, 11, 28, hour) for hour in range(8, 18)]
    assert rotation.kept([*day, *next_day]) == {day[-1], *next_day[-6:]}


def test_old_backups_leave_the_disk(desk, evening):
    for _ in range(15):
        evening.advance(days=1)
        desk.backups.make("hand")
    made = [backup.made_at for backup in desk.backups.listed()]
    assert set(made) == rotation.kept(made)
    assert made[0] == evening()
    assert len(made) == 14, "twelve days, the Sunday before them and the last day of November"


def test_a_clock_set_back_never_costs_the_backup_just_made(desk, evening):
    """Trust C3: a year of backups dated tomorrow, then the right day again."""
    for _ in range(13):
        evening.advance(days=1)
        desk.backups.make("hand")
    evening.set(datetime(2025, 1, 1, 18))
    made = desk.backups.make("hand")
    assert made in desk.backups.listed()
    archive.verify_files(made)


@pytest.fixture
def stick():
    """A folder on another disk; Linux keeps one in memory."""
    folder = Path("/dev/shm") / f"justice-desk-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_the_second_medium_gets_an_equal_copy_and_is_remembered(desk, stick, evening):
    carried = desk.backups.carry(stick)
    assert stick in carried.folder.parents
    archive.verify_files(carried)
    newest = desk.backups.listed()[0]
    assert carried.database.read_bytes() == newest.database.read_bytes()
    medium = desk.backups.medium()
    assert (medium.folder, medium.last) == (stick, evening())
    assert archive.find(stick) == [carried]


def ledger(store, *people: int) -> seal_ledger.Ledger:
    """A proved ledger by which these people were sealed."""
    sealed = {f"00000000-0000-4000-8000-{one:012}": date(2026, 3, one) for one in people}
    key = store.derive(seal_ledger.PURPOSE)
    return seal_ledger.Ledger().following(key, sealed, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("here", "comes"),
    [((), (1, 2)), ((3,), (1, 2)), ((1, 2, 3), (1, 2, 3)), ("edited", (1, 2))],
    ids=["new PC", "shorter", "longer", "edited"],
)
def test_what_is_sealed_goes_along_beside_the_backups_and_comes_to_a_new_pc(
    desk, profile, stick, tmp_path, evening, here, comes
):
    """D3: restoring never unseals, on a new PC either; of two proved ledgers the longer counts."""
    store, name = desk._database, seal_ledger.FILE
    seal_ledger.write(profile.root / name, ledger(store, 1, 2))
    carried = desk.backups.carry(stick)
    assert sorted(p.name for p in carried.folder.iterdir()) == [
        "backup.json",
        "keys.json",
        "office.db",
    ]
    to = Profile(tmp_path / "new" / "desk")
    to.root.mkdir(parents=True)
    if here == "edited":
        (to.root / name).write_text(
            '{"format": 2, "entries": [[1, "seal", "x", "2026-03-01", ""]]}'
        )
    elif here:
        seal_ledger.write(to.root / name, ledger(store, *here))
    typed = restore.Secret(password=PASSWORD)
    restore.restore(to, carried, typed, clock=evening, report=lambda _d, _a: None)
    found = seal_ledger.read(to.root / name, store.derive(seal_ledger.PURPOSE))
    assert found.state is seal_ledger.State.WHOLE
    assert found.sealed() == ledger(store, *comes).sealed()


def test_a_spoilt_ledger_does_not_take_the_place_of_the_good_one_on_the_stick(desk, profile, stick):
    store, name = desk._database, seal_ledger.FILE
    seal_ledger.write(profile.root / name, ledger(store, 1, 2))
    desk.backups.carry(stick)
    (beside,) = stick.rglob(name)
    for spoilt in (b"", (profile.root / name).read_bytes().replace(b"03-02", b"03-03")):
        (profile.root / name).write_bytes(spoilt)
        desk.backups.make("hand")
        desk.backups.carry(stick)
        kept = seal_ledger.read(beside, store.derive(seal_ledger.PURPOSE))
        assert kept.sealed() == ledger(store, 1, 2).sealed()


def test_a_folder_on_the_same_disk_is_no_second_medium(desk, tmp_path):
    with pytest.raises(BackupFailed, match="同一块磁盘"):
        desk.backups.carry(tmp_path)


def test_a_stick_that_gives_back_other_bytes_is_found_out(desk, stick, monkeypatch):
    """P12: only what was read back counts."""
    true_copy = archive.copy_file

    def unfaithful(source, target, report=None):
        true_copy(source, target, report)
        if stick in target.parents and target.name == "office.db":
            content = bytearray(target.read_bytes())
            content[5000] ^= 1
            target.write_bytes(content)

    monkeypatch.setattr(archive, "copy_file", unfaithful)
    with pytest.raises(archive.BackupDamaged):
        desk.backups.carry(stick)
    assert archive.find(stick) == []
    assert desk.backups.medium() is None


def test_the_desk_of_the_day_asks_for_a_second_medium_each_week(desk, evening, stick):
    """L6: remind weekly, rehearse monthly; never before there is something to carry."""
    asked = lambda: [r.kind for r in desk.backups.reminders(evening().date())]  # noqa: E731
    assert asked() == []
    desk.backups.make("exit")
    evening.advance(days=6)
    assert asked() == []
    evening.advance(days=1)
    assert asked() == ["backup.carry"]
    desk.backups.carry(stick)
    assert asked() == []
    evening.advance(days=25)
    assert set(asked()) == {"backup.carry", "backup.rehearse"}
    desk.backups.note_rehearsal()
    assert asked() == ["backup.carry"]


def test_a_new_seal_asks_for_the_second_medium_the_same_day(desk, evening, stick):
    """D3: its content lies here and nowhere else; the bureau gets the emptied rows."""
    desk.backups.make("exit")
    desk.backups.carry(stick)
    assert desk.backups.reminders(evening().date()) == []
    evening.advance(minutes=5)
    with desk._database.begin() as session:
        session.add(
            SealedContent(
                office=desk.identity.code,
                person_uid="00000000-0000-4000-8000-000000000001",
                part="records",
                data=b"sealed",
                sealed_at=evening(),
            )
        )
    (asked,) = desk.backups.reminders(evening().date())
    assert (asked.kind, asked.due_on, asked.overdue) == ("backup.carry", evening().date(), False)
    assert "新封存" in asked.detail
    evening.advance(minutes=5)
    desk.backups.carry(stick)
    assert desk.backups.reminders(evening().date()) == []


def test_a_year_ahead_once_is_no_year_without_a_reminder(desk, evening, stick):
    """Trust C3: carried and rehearsed under a wrong clock; then the right day again."""
    desk.backups.make("exit")
    evening.advance(days=365)
    desk.backups.carry(stick)
    desk.backups.note_rehearsal()
    assert desk.backups.due_days(evening().date()) == {}
    evening.advance(days=-360)
    assert set(desk.backups.due_days(evening().date())) == {"carry", "rehearse"}
    desk.backups.carry(stick)
    assert set(desk.backups.due_days(evening().date())) == {"rehearse"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda facts: facts.unlink(),
        lambda facts: facts.write_text("{"),
        lambda facts: facts.write_text(facts.read_text("utf-8").replace("2026", "2027")),
        lambda facts: facts.write_text('{"body": {"format": 99}, "sha256": ""}'),
        lambda facts: facts.write_text("[]"),
    ],
    ids=["gone", "cut", "changed", "newer", "other"],
)
def test_a_backup_whose_facts_do_not_read_is_not_offered(desk, harm):
    backup = desk.backups.make("hand")
    harm(backup.folder / "backup.json")
    assert desk.backups.listed() == []
    with pytest.raises(archive.BackupDamaged):
        archive.read(backup.folder)
