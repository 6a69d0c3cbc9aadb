"""F4: the power goes at any moment, and the disk holds any of what was not forced yet.

The program's journal is DELETE (trust L2). The same is played with a write-ahead log, WAL, so that
the choice rests on what either does on an honest disk, and on one that lies about forcing.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.models import database, integrity
from app.models.database import Database, StoreUnusable
from app.models.people import Person
from tests.faults.counts import times
from tests.faults.failing_disk import Operation, recorded
from tests.faults.power_model import after_a_cut
from tests.faults.saver import morning

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux' SQLite")

CUTS = times("F4-cuts")
SAVES = 4
SAVED = "saved"
MODES = {
    "delete": database.PRAGMAS,
    "wal": (
        "locking_mode=EXCLUSIVE",  # first: then there is no shared index beside the log
        "journal_mode=WAL",
        "wal_autocheckpoint=24",  # pages: the log goes into the store between the saves, too
        *(p for p in database.PRAGMAS if not p.startswith(("journal_mode", "locking_mode"))),
    ),
}


@dataclass(frozen=True)
class Worked:
    """Some saves, all they asked of the disk, and the store as it was before."""

    mode: str
    key: bytes
    before: bytes
    operations: list[Operation]


@pytest.fixture(scope="module", params=MODES)
def worked(request, tmp_path_factory, store_template) -> Iterator[Worked]:
    """Four saves of two people each; what was acknowledged is noted among the operations."""
    path = Path(shutil.copyfile(store_template[0], tmp_path_factory.mktemp("f4") / "office.db"))
    key = store_template[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "PRAGMAS", MODES[request.param])
        Database(path, key, office="640122102", clock=morning).close()
        before = path.read_bytes()
        with recorded() as operations:
            store = Database(path, key, office="640122102", clock=morning)
            for turn in range(1, SAVES + 1):
                with store.begin() as session:
                    for place in range(2):
                        session.add(Person(name=f"{turn}-{place}", note="长" * 2000))
                operations.append(Operation(SAVED, "", turn))
            store.close()
        kinds = {operation.kind for operation in operations}
        assert kinds >= {"create", "write", "sync", "delete", SAVED}, "the recorder hears nothing"
        names = {Path(operation.path).name for operation in operations if operation.path}
        side = "office.db-wal" if request.param == "wal" else "office.db-journal"
        assert names == {"office.db", side}
        yield Worked(request.param, key, before, list(operations))


def found_after(folder: Path, worked: Worked, files: dict[str, bytes]) -> int | None:
    """How many people the store has when it is opened again; ``None`` where damage is seen."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    try:
        store = Database(folder / "office.db", worked.key, office="640122102", clock=morning)
    except StoreUnusable:
        return None
    try:
        with store.raw() as raw:
            # the cipher's check reads the file and not the log: WAL would ask for this first
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if integrity.damage(raw) is not None:
                return None
        with store.begin() as session:
            return session.scalar(select(func.count()).select_from(Person))
    except StoreUnusable:
        return None
    finally:
        store.close()


def cut(worked: Worked, dice: random.Random) -> tuple[list[Operation], int]:
    """The operations up to some moment, and how many saves had been acknowledged by then."""
    until = dice.randrange(1, len(worked.operations) + 1)
    done = worked.operations[:until]
    return done, max((one.at for one in done if one.kind == SAVED), default=0)


def test_nothing_acknowledged_is_lost_whatever_was_on_its_way(
    worked: Worked, tmp_path: Path, figure: Callable[[str], None]
):
    """0 lost, 0 corrupt: the save that was under way is there as a whole, or not at all."""
    dice = random.Random(20261127)
    half_way = 0
    for _ in range(CUTS):
        operations, saved = cut(worked, dice)
        files = after_a_cut({"office.db": worked.before}, operations, dice)
        half_way += len(files) > 1
        people = found_after(tmp_path / "cut", worked, files)
        assert people in {2 * saved, 2 * (saved + 1)}, f"{people} of {saved} saves"
    assert half_way > CUTS // 10, "too gentle: no journal was left"
    figure(f"{worked.mode}: {CUTS} cuts, {half_way} in the middle of a save; 0 lost, 0 corrupt")


def test_a_disk_that_lies_about_forcing_is_found_out_or_shows_a_whole_state(
    worked: Worked, tmp_path: Path, figure: Callable[[str], None]
):
    """What was acknowledged may be gone with such a disk, but never half of it unnoticed."""
    dice = random.Random(4)
    came: Counter[str] = Counter()
    for _ in range(CUTS):
        operations, saved = cut(worked, dice)
        files = after_a_cut({"office.db": worked.before}, operations, dice, lying=True)
        people = found_after(tmp_path / "cut", worked, files)
        assert people is None or people % 2 == 0
        if people is None:
            came["found out"] += 1
        else:
            came["nothing lost" if people >= 2 * saved else "an earlier state"] += 1
    assert came["found out"] > CUTS // 10, f"too gentle: the lies did no harm {came}"
    told = ", ".join(f"{number} {what}" for what, number in sorted(came.items()))
    figure(f"{worked.mode}, lying disk: {CUTS} cuts: {told}; 0 times half a save")
