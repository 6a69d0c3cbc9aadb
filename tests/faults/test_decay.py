"""Bits that flip on the disk (F6): in every page of a store and of a backup, always found."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from app.models import integrity
from app.models.database import StoreUnusable, connect
from app.models.people import Person
from app.paths import Profile
from app.services.backups import archive, restore
from app.services.backups.archive import BackupDamaged
from app.services.backups.restore import Secret
from app.services.desk import Desk
from tests.faults.counts import times
from tests.real_office import PASSWORD

PAGE = 4096
PAGES = times("F6-pages")


def places(path: Path, seed: int) -> list[int]:
    """One bit in each of fifty pages (at night: of every page), as a place in the file."""
    chance = random.Random(seed)
    pages = range(path.stat().st_size // PAGE)
    some = chance.sample(pages, min(PAGES, len(pages)))
    return [(page * PAGE + chance.randrange(PAGE)) * 8 + chance.randrange(8) for page in some]


def flip(path: Path, place: int) -> None:
    with path.open("rb+") as file:
        file.seek(place // 8)
        (byte,) = file.read(1)
        file.seek(place // 8)
        file.write(bytes([byte ^ 1 << place % 8]))


def found(path: Path, key: bytes) -> bool:
    """Whether opening or the weekly checks see that something is wrong."""
    try:
        connection = connect(path, key)
    except StoreUnusable:
        return True
    try:
        return integrity.damage(connection) is not None
    finally:
        connection.close()


def test_one_bit_in_any_page_of_the_store_is_found(open_office, office_profile, figure):
    desk = open_office()
    with desk._database.lent() as (_, key):
        pass
    desk.close()
    path = office_profile.database
    assert not found(path, key)
    tried = list(places(path, 6))
    for place in tried:
        flip(path, place)
        assert found(path, key), f"bit {place % 8} of byte {place // 8}"
        flip(path, place)
    assert not found(path, key)
    figure(f"{len(tried)} of {path.stat().st_size // PAGE} pages of the store: all found")


def test_one_bit_in_any_page_of_a_backup_is_found_before_it_is_restored(
    open_office, office_profile, evening, figure
):
    """By its digest, and where somebody made the digest fit, by the seal of the page."""
    desk = open_office()
    backup = desk.backups.make("hand")
    with desk._database.lent() as (_, key):
        pass
    desk.close()
    tried = list(places(backup.database, 7))
    for place in tried:
        flip(backup.database, place)
        with pytest.raises(BackupDamaged):
            archive.verify_files(backup)
        assert found(backup.database, key)
        flip(backup.database, place)
    flip(backup.database, 3 * PAGE * 8)
    before = office_profile.database.read_bytes()
    with pytest.raises(BackupDamaged):
        restore.restore(
            office_profile,
            backup,
            Secret(password=PASSWORD),
            clock=evening,
            report=lambda _done, _all: None,
        )
    assert office_profile.database.read_bytes() == before
    figure(f"{len(tried)} of {backup.database.stat().st_size // PAGE} pages of a backup: all found")


def test_a_damaged_store_opens_for_reading_after_a_crash(open_office, office_profile):
    """L5: the check that follows a power cut finds it, and nothing is written over it."""
    office_profile.in_use.touch()
    flip(office_profile.database, _last_page(office_profile))
    before = office_profile.database.read_bytes()
    desk = open_office()
    assert desk.health.damaged
    assert not desk.backups.due()
    desk.close()
    assert office_profile.database.read_bytes() == before
    assert office_profile.in_use.exists(), "the next start looks again"


def test_damage_that_only_logging_in_meets_is_no_refusal(open_office, office_profile):
    """L5: without a crash before; the log-in is not written down, and the window opens for reading."""
    harm(open_office, office_profile, "audit_entry")
    before = office_profile.database.read_bytes()
    desk = open_office()
    assert desk.health.damaged
    assert desk.health.check(Event()) is False, "the window says it at once and offers the backups"
    assert desk.mediation.cases is not None
    desk.close()
    assert office_profile.database.read_bytes() == before


def test_damage_in_what_opening_needs_points_to_what_is_on_the_screen(open_office, office_profile):
    """No window, so no menu: the log-in itself offers the backups."""
    harm(open_office, office_profile, "setting")
    for _ in range(2):
        with pytest.raises(StoreUnusable) as caught:
            open_office()
        assert (caught.value.code, "菜单" in caught.value.do) == ("S17", False)
        assert "从备份恢复" in caught.value.do


def harm(open_office: Callable[[], Desk], profile: Profile, table: str) -> None:
    """Flip a bit in the first page of a table."""
    desk = open_office()
    root = "SELECT rootpage FROM sqlite_master WHERE name = ?"
    with desk._vault.raw() as raw:
        (page,) = raw.execute(root, (table,)).fetchone()
    desk.close()
    flip(profile.database, ((page - 1) * PAGE + 99) * 8)


def test_work_that_meets_a_damaged_page_is_told_and_writes_no_more(open_office, office_profile):
    """L5: long before the weekly check comes by."""
    harm(open_office, office_profile, "person")
    store = open_office()._database
    with pytest.raises(StoreUnusable) as caught, store.begin() as session:
        session.scalars(select(Person)).all()
    assert caught.value.code == "S08"
    assert store.damaged


def _last_page(profile: Profile) -> int:
    """A bit in the last page of the file: in no table that opening needs."""
    return (profile.database.stat().st_size - PAGE // 2) * 8
