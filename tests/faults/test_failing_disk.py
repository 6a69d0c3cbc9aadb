"""A disk that fails at any one operation (F2): old state or new, never between; said; usable after."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import integrity
from app.models.database import Database, StoreUnusable
from app.models.people import Person
from app.services.backups.archive import Backup
from app.services.backups.service import BackupFailed
from tests.faults.counts import TIER
from tests.faults.failing_disk import KINDS, fault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux' SQLite")

MOST = 500
"""Operations a save never needs."""


@pytest.fixture(scope="module")
def with_one_person(tmp_path_factory, store_template):
    """A store with one person in it, and her uid."""
    path = Path(shutil.copyfile(store_template[0], tmp_path_factory.mktemp("one") / "office.db"))
    store = Database(path, store_template[1], office="640122102", clock=morning)
    with store.begin() as session:
        person = Person(name="先前保存的人", note="")
        session.add(person)
    store.close()
    return path, store_template[1], person.uid


@pytest.fixture
def open_store(tmp_path, with_one_person):
    """A fresh store each time, opened through the disk that can fail."""
    template, key, _ = with_one_person

    def open_store(*, fresh: bool = True) -> Database:
        path = tmp_path / "office.db"
        if fresh:
            shutil.copyfile(template, path)
            path.with_name("office.db-journal").unlink(missing_ok=True)
        with fault("none", 0):
            return Database(path, key, office="640122102", clock=morning)

    return open_store


def morning() -> datetime:
    return datetime(2026, 11, 27, 9)


def save(store: Database, uid: str) -> None:
    """Two rows and a changed one: half of it would show."""
    with store.begin() as session:
        session.add_all([Person(name="甲", note="长" * 900), Person(name="乙", note="长" * 900)])
        session.get_one(Person, (store.office, uid)).note = "改过"


def state(store: Database) -> list[tuple[str, str]]:
    with store.begin() as session:
        people = session.scalars(select(Person).order_by(Person.name))
        return [(person.name, (person.note or "")[:2]) for person in people]


OLD = [("先前保存的人", "")]
NEW = sorted([("先前保存的人", "改过"), ("甲", "长长"), ("乙", "长长")])


@pytest.mark.parametrize("persistent", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("kind", ["write", "full", "sync", "open"])
def test_a_save_is_old_or_new_whatever_operation_fails(
    open_store, with_one_person, kind, persistent, figure
):
    uid = with_one_person[2]
    struck = 0
    every = TIER or (kind, persistent) == ("write", False)  # the rest, at a push, now and then
    for at in range(1, MOST, 1 if every else 6):
        store = open_store()
        refused: StoreUnusable | None = None
        with fault(kind, at, persistent=persistent) as disk:
            try:
                save(store, uid)
            except StoreUnusable as error:
                refused = error
        struck += disk.struck
        found = state(store)  # the same window, the disk well again
        store.close()
        again = open_store(fresh=False)
        assert state(again) == found
        with again.raw() as raw:
            assert integrity.damage(raw) is None
        again.close()
        if refused is None:
            assert found == NEW, "已保存 means saved"
        else:
            assert found in (OLD, NEW), "half a save"
            assert refused.code == "S07"
            assert "没有保存" in refused.what
        if not disk.struck:
            break
    assert struck, f"a save never needs {kind}"
    figure(f"a save, {kind} fails{' from then on' if persistent else ''}: {struck} times")


@pytest.fixture
def desk_on_failing_disk(open_office):
    with fault("none", 0):
        desk = open_office()
    return desk, desk.backups.listed


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_whole_or_not_there(desk_on_failing_disk, kind, figure):
    """Every k-th operation at night, a spread of them at each push."""
    desk, listed = desk_on_failing_disk
    at, step = 1, 1 if TIER else 37
    while True:
        before = listed()
        made: Backup | None = None
        with fault(kind, at, persistent=True) as disk, suppress(BackupFailed):
            made = desk.backups.make("hand")
        if made is None:
            assert listed() == before
            assert list(desk.profile.backups.glob("*.part")) == []
        else:
            assert listed()[0] == made
        if not disk.struck:
            assert made is not None
            break
        at += step
    figure(f"a backup, {kind} fails: {at // step} times")
