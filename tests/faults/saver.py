"""Desks that work without end and say each time what they were told is done; each runs as a process."""

from __future__ import annotations

import gc
import itertools
import time
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from app.models.database import Database, StoreUnusable
from app.models.people import Person
from app.paths import Profile
from app.services import setup, upgrading
from app.services.reports import ReportsService

START = datetime(2026, 11, 22, 9, 0)


def morning() -> datetime:
    return START


def save_for_ever(path: Path, key: bytes, told: Connection) -> None:
    """Send 0 when the store is open, then the number of each turn once it is on disk."""
    store = Database(path, key, office="640122102", clock=morning)
    with store.begin() as session:
        person = Person(name="起点", note="")
        session.add(person)
    told.send(0)
    for turn in itertools.count(1):
        with store.begin() as session:  # two rows and a changed one: half of it would show
            session.add_all([Person(name=f"甲{turn}"), Person(name=f"乙{turn}")])
            changed = session.get_one(Person, (store.office, person.uid))
            changed.note = f"{turn} " + "长" * 3000
        told.send(turn)


def back_up_for_ever(root: Path, password: str, told: Connection) -> None:
    """Send 0 when the office is open, then the name of each backup once it was opened again."""
    now = [START]
    desk = setup.open_desk(Profile(root), password, clock=lambda: now[0])
    now[0] = max([START, *(backup.made_at for backup in desk.backups.listed())])
    told.send("")
    for turn in itertools.count(1):
        now[0] += timedelta(days=1)  # a day of its own: rotation keeps it
        with desk._database.begin() as session:
            session.add(Person(name=f"甲{turn}"))
        told.send(desk.backups.make("hand").folder.name)


def change_password_for_ever(root: Path, password: str, name: str, told: Connection) -> None:
    """Send the password that is in force, each time it has changed; ``name`` is in all new ones."""
    told.send(password)
    for turn in itertools.count(1):
        new = f"{name} {turn}"
        setup.change_password(Profile(root), password, new, clock=morning)
        told.send(password := new)


def seal_for_ever(path: Path, key: bytes, office: str, told: Connection) -> None:
    """Send the digest of each package once it is frozen."""
    store = Database(path, key, office=office, clock=morning)
    reports = ReportsService(store)
    told.send("")
    for turn in itertools.count(1):
        with store.begin() as session:
            session.add(Person(name=f"丙{turn}", note="长" * 200))
        told.send(reports.seal_month("2026-11").digest)


def open_and_write(path: Path, key: bytes, go: Connection, told: Connection) -> None:
    """Wait for the word, then open the store and write; send what came of it."""
    go.recv()
    try:
        store = Database(path, key, office="640122102", clock=morning)
        with store.begin() as session:
            session.add(Person(name="先到的人"))
    except StoreUnusable as refused:
        told.send(refused.code)
    else:
        told.send("written")
    go.recv()  # hold the store until both have said


def upgrade_until(root: Path, password: str, last: str, told: Connection) -> None:
    """Open an office of an older program; stand still before step ``last``, and say so."""

    def step(name: str) -> None:
        if name == last:
            told.send(name)
            time.sleep(600)  # until the power goes

    vars(upgrading)["upgrade"] = partial(upgrading.upgrade, step=step)
    setup.open_desk(Profile(root), password, clock=morning).close()
    told.send("opened")


def save_people_for_ever(
    path: Path, key: bytes, office: str, people: list[tuple[str, str]], told: Connection
) -> None:
    """Send the number of each turn in which everybody was saved once more."""
    store = Database(path, key, office=office, clock=morning)
    for turn in itertools.count():
        with store.begin() as session:
            session.add_all(
                Person(name=name, id_number=number, note=f"{name} " * 200)
                for name, number in people
            )
        told.send(turn)


def work_and_lock(root: Path, line: Connection) -> None:
    """Hear the password, open the office, save, say "open"; at the next word lock it: "locked"."""
    desk = setup.open_desk(Profile(root), line.recv(), clock=morning)
    with desk._database.begin() as session:
        session.add(Person(name="测试人"))
    line.send("open")
    line.recv()
    desk.close()
    del desk, session  # as the window goes
    gc.collect()
    line.send("locked")
    line.recv()
