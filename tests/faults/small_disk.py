"""An office on a disk of 8 MB that is full but for a little (F3); runs where that disk is mounted.

    python -m tests.faults.small_disk DISK OFFICE INSTANCE PASSWORD ROUNDS SEED

The data folder OFFICE is copied onto DISK. Each round leaves so many bytes free, tries one piece of
work, makes room again, and looks: done, or refused in words with nothing changed; then the same
work succeeds. Says as JSON what came of it.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.errors import ActionableError
from app.models import integrity, room
from app.models.people import Person
from app.paths import Profile
from app.services import setup
from app.services.backups import archive
from app.services.desk import Desk
from app.services.recovery import places
from app.services.recovery.places import Known
from tests.faults.saver import START

LOT = 60
"""Rounds after which the office is copied anew: eight megabytes are soon full of old work."""


class SmallDisk:
    """The office and what its clerk was told: saved people, the password, packages, files, backups."""

    def __init__(
        self, disk: Path, office: Path, instance: str, password: str, dice: random.Random
    ) -> None:
        self.disk, self.dice = disk, dice
        self.profile = Profile(Path(shutil.copytree(office, disk / "desk")))
        places.keep(instance, Known(places.place_of(self.profile)))  # it was always here (C1)
        self.stick = disk / "stick"
        self.stick.mkdir()
        self.ballast = disk / "ballast"
        self.password = password
        self.now = START
        self.turn = 0
        self.desk = self.open()

    def open(self) -> Desk:
        return setup.open_desk(self.profile, self.password, clock=lambda: self.now)

    def fill(self, left: int) -> None:
        """Leave so many bytes free."""
        with self.ballast.open("wb") as file:
            while (spare := shutil.disk_usage(self.disk).free - left) > 0:
                file.write(bytes(min(spare, 65536)))
                file.flush()

    def make_room(self) -> None:
        self.ballast.unlink()

    # --- the works; each may be refused ---

    def save(self) -> None:
        """Two people and nothing else: half of it would show."""
        self.turn += 1
        with self.desk._database.begin() as session:
            session.add_all(
                Person(name=f"{self.turn}-{n}", note="长" * self.dice.randrange(1, 4_000))
                for n in range(2)
            )

    def change_password(self) -> None:
        new = f"fresh one {self.turn} {self.dice.random()}"
        setup.change_password(self.profile, self.password, new, clock=lambda: self.now)
        self.password = new

    def seal(self) -> None:
        with self.desk._database.begin() as session:
            session.add(Person(name="", note="长" * 1_000))
        self.desk.reports.seal_month("2026-11")

    def export(self) -> None:
        package = self.desk.reports.packages()[0]
        self.desk.reports.export(package.epoch, package.number, self.stick)

    def back_up(self) -> None:
        self.now += timedelta(days=1)
        self.desk.backups.make("hand")

    def log_in(self) -> None:
        self.desk.close()
        self.desk = self.open()

    # --- what is there ---

    def state(self) -> dict[str, Any]:
        """All that any of the works changes, as the disk has it."""
        with self.desk._vault.raw() as raw:
            assert integrity.damage(raw) is None
        with self.desk._database.begin() as session:
            people = session.scalar(
                select(func.count()).select_from(Person).where(Person.name != "")
            )
        packages = [(p.epoch, p.number, p.digest) for p in self.desk.reports.packages()]
        backups = [one.folder.name for one in archive.find(self.profile.backups)]
        for one in archive.find(self.profile.backups):
            archive.verify_files(one)
        files = {path.name: len(path.read_bytes()) for path in self.stick.iterdir()}
        parts = [path.name for path in self.disk.rglob("*.part")]
        assert parts == [], "half of something was left"
        slots = self.profile.key_slots.read_bytes().hex()
        return {
            "people": people,
            "packages": packages,
            "backups": backups,
            "files": files,
            "slots": slots,
        }


def play(disk: SmallDisk, rounds: int, came: Counter[str]) -> None:
    """So many rounds; raises ``AssertionError`` where something was lost or said badly."""
    works: tuple[Callable[[], None], ...] = (
        *(disk.save, disk.change_password, disk.seal, disk.export, disk.back_up),
        disk.log_in,
    )
    disk.seal()  # so that there is something to export
    for number in range(rounds):
        work = works[number % len(works)]
        for old in disk.stick.iterdir():
            old.unlink()
        before = disk.state()
        enough = 3_000_000 if work == disk.back_up else 300_000
        disk.fill(disk.dice.choice((0, 4096, disk.dice.randrange(enough))))
        refused: ActionableError | None = None
        try:
            work()
        except ActionableError as error:
            refused = error
        disk.make_room()
        if disk.desk._open is False:
            disk.desk = disk.open()
        after = disk.state()
        name = work.__name__
        came[f"{name} {refused.code if refused else 'done'}"] += 1
        if refused:
            assert "MB" in refused.what + refused.do, f"names no space: {refused.what}"
            assert refused.do.endswith("。")
            lost = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
            assert not lost, f"{name} was refused and changed {lost}"
            work()
        for one in archive.find(disk.profile.backups)[1:]:
            archive.remove(one.folder)


def main() -> int:
    disk, office, instance, password, rounds, seed = sys.argv[1:]
    room.RESERVE = 0  # the reserve would refuse a backup long before the disk does
    dice, came = random.Random(int(seed)), Counter[str]()
    for first in range(0, int(rounds), LOT):
        small = SmallDisk(Path(disk), Path(office), instance, password, dice)
        play(small, min(LOT, int(rounds) - first), came)
        small.desk.close()
        shutil.rmtree(small.profile.root)
        shutil.rmtree(small.stick)
    print(json.dumps(came))
    return 0


if __name__ == "__main__":
    sys.exit(main())
