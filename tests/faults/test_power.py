"""Power cuts and full disks (fault-tests.md F1, F3): what was acknowledged is never lost."""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.models.database import Database, StoreUnusable
from app.models.people import Person
from tests.faults import saver

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.saver"])
KILLS = 50


@pytest.fixture
def data_key(store_template: tuple[Path, bytes]) -> bytes:
    return store_template[1]


@pytest.fixture
def store_file(tmp_path: Path, store_template: tuple[Path, bytes]) -> Path:
    return Path(shutil.copyfile(store_template[0], tmp_path / "office.db"))


def acknowledged(path: Path, key: bytes, seconds: float) -> int:
    """Let a desk save for a while, kill it, and return the last turn it was told is on disk."""
    told, teller = PROCESSES.Pipe(duplex=False)
    desk = PROCESSES.Process(target=saver.save_for_ever, args=(path, key, teller), daemon=True)
    desk.start()
    teller.close()
    last: int = told.recv()
    time.sleep(seconds)
    desk.kill()
    desk.join()
    with suppress(EOFError):  # the killed desk's end of the line
        while True:
            last = told.recv()
    return last


def reopened(path: Path, key: bytes) -> Database:
    return Database(path, key, office="640122102", clock=lambda: datetime(2026, 11, 22, 9, 0))


def test_kill_9_at_random_moments_loses_nothing_acknowledged(store_file, data_key):
    """F1: 50 kills; nothing acknowledged lost, no half transaction, no damage."""
    chance = random.Random(20261122)
    hot_journals = 0
    saved = 0
    for _ in range(KILLS):
        last = acknowledged(store_file, data_key, chance.uniform(0.0, 0.12))
        hot_journals += store_file.with_name(store_file.name + "-journal").exists()
        store = reopened(store_file, data_key)
        with store.raw() as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
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
    assert hot_journals >= KILLS // 4, "the kills were too gentle to prove anything"


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
