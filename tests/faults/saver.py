"""A desk that saves without end and says each time it was told 已保存; it runs as a process."""

from __future__ import annotations

import itertools
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from app.models.database import Database
from app.models.people import Person


def save_for_ever(path: Path, key: bytes, told: Connection) -> None:
    """Send 0 when the store is open, then the number of each turn once it is on disk."""
    store = Database(path, key, office="640122102", clock=lambda: datetime(2026, 11, 22, 9, 0))
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
