"""A full store backed up and restored onto an empty folder (fault test F7)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.paths import Profile
from app.services import setup
from app.services.backups import restore
from app.services.backups.restore import Secret
from app.services.desk import Desk
from benchmarks.measure import Figure, seconds
from benchmarks.store import PASSWORD, clock, desk_at, fill

__all__ = ["figures"]

RECORDS = 50_000
CASES, PARTIES = RECORDS // 3, RECORDS - RECORDS // 3 - 1  # and one committee


def figures() -> Iterator[Figure]:
    """Made and checked; restored and opened; beside copying the file by hand."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        desk = desk_at(root / "office")
        fill(desk, CASES, parties=PARTIES)
        desk.search.rebuild()
        made = seconds(lambda: desk.backups.make("hand"))
        (backup,) = desk.backups.listed()
        wanted = _rows(desk)
        desk.close()
        copied = seconds(lambda: _copy(backup.database, root / "copy"))
        empty = Profile(root / "new")
        secret = Secret(password=PASSWORD)
        restored = seconds(
            lambda: restore.restore(empty, backup, secret, clock=clock, report=lambda _d, _a: None)
        )
        opened: list[Desk] = []
        opening = seconds(lambda: opened.append(setup.open_desk(empty, PASSWORD, clock=clock)))
        (found,) = opened
        if _rows(found) != wanted:
            raise ValueError("the restored store is not the one that was backed up")
        found.close()
    name, what = f"backup of {RECORDS:,} records", "copying the file"
    yield Figure(f"{name}: made and checked", made, "s", copied, what, "")
    yield Figure(f"{name}: restored onto an empty folder", restored, "s", copied, what, "")
    yield Figure(f"{name}: restored and opened", restored + opening, "s", copied, what, "60 s")


def _rows(desk: Desk) -> dict[str, int]:
    """Table → rows, of what the office records."""
    with desk._vault.raw() as raw:
        return {
            table: raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("committee", "mediation_case", "party")
        }


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name:56} {figure.value:8.3f} s  {figure.ratio:.1f} × {figure.budget}")
