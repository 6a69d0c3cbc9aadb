"""An encrypted copy of an open store, made while work goes on (trust L6).

SQLite's own backup API copies a few pages at a time from the open connection into a target keyed
with the same data key. What is saved meanwhile goes into the copy, too. The copy is closed and
forced to disk; whether it is good is found out by opening it again (``reopened``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import sqlcipher3.dbapi2 as sqlcipher

from app.models.database import Database, connect
from app.models.integrity import FACTS

__all__ = ["copy_store", "facts_in", "force", "reopened", "seal_facts"]

PAGES = 64
"""Pages a step: a few milliseconds, so that nobody at the window waits."""

SMALL_CACHE = 512
"""Pages the target keeps: little, so that no step has much to write at once."""

Report = Callable[[int, int], None]


def copy_store(database: Database, target: Path, report: Report) -> None:
    """Copy the open store to ``target``; ``report`` hears pages done of pages in all.

    Raising from ``report`` stops the copy. Raises ``OSError`` or a database error when the disk
    does not take it. ``target`` is the caller's to remove then.
    """
    with database.lent() as (source, key), closing(connect(target, key)) as copy:
        copy.execute("PRAGMA journal_mode=OFF").fetchall()  # nobody needs half a copy back
        copy.execute("PRAGMA synchronous=OFF")  # forced to disk as a whole, below
        copy.execute(f"PRAGMA cache_size={SMALL_CACHE}")

        def step(_status: int, remaining: int, total: int) -> None:
            report(total - remaining, total)

        source.backup(copy, pages=PAGES, progress=step, sleep=0.01)
    with target.open("rb+") as file:
        force(file)


def force(file: BinaryIO) -> None:
    """Onto the disk, not only into the system's cache."""
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def reopened(path: Path, key: bytes) -> Iterator[Any]:
    """A copy opened for reading only, as a restore would find it. Raises ``StoreUnusable``."""
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA query_only=ON")
        yield connection


def seal_facts(path: Path, key: bytes, office: str, facts: dict[str, Any]) -> None:
    """Write into the copy what it was made from, readable only with the key."""
    with closing(connect(path, key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT OR REPLACE INTO setting (office, name, value) VALUES (?, ?, ?)",
            (office, FACTS, json.dumps(facts)),
        )
        connection.execute("COMMIT")


def facts_in(connection: Any) -> dict[str, Any]:
    """What ``seal_facts`` wrote; empty in a store that was never a backup."""
    try:
        row = connection.execute("SELECT value FROM setting WHERE name = ?", (FACTS,)).fetchone()
    except sqlcipher.DatabaseError:
        return {}
    return json.loads(row[0]) if row else {}
