"""Is a store sound? The checks of trust rule L5, and the control totals of L6.

``quick_check`` looks at the form of every page, ``integrity_check`` also compares each index with
its table, ``cipher_integrity_check`` proves the seal of every page against the key,
``foreign_key_check`` that no row points at nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

__all__ = [
    "FACTS",
    "Damage",
    "Totals",
    "control_totals",
    "damage",
    "failed",
    "same",
    "steps",
    "table_names",
]

FACTS = "backup.facts"
"""Setting inside a backup: what it was made from. It is not part of the totals."""

Totals = dict[str, list[int]]
"""Per table: its rows, and its highest change number (0 where rows carry none)."""

OPCODES = 20_000
"""Steps of SQLite's machine between two looks at the progress: some milliseconds."""

Damage = str
"""The check that found something; what it found may quote data and is never kept."""


def steps(tables: list[str], *, thorough: bool) -> Iterator[tuple[Damage, str]]:
    """The checks, one statement at a time, each short enough to let a clerk's save pass between.

    A check of one table says what a check of all would say about it. The whole-file form at the
    end finds what belongs to no table: pages used twice, or lost from the free list.
    """
    check = "integrity_check" if thorough else "quick_check"
    for table in tables:
        yield check, f'PRAGMA {check}("{table}")'
    if thorough:
        for table in tables:
            yield "foreign_key_check", f'PRAGMA foreign_key_check("{table}")'
        yield "cipher_integrity_check", "PRAGMA cipher_integrity_check"
    yield "quick_check", "PRAGMA quick_check"


def failed(rows: list[Any]) -> bool:
    """Whether the answer of a check names a fault."""
    return bool(rows) and list(rows) != [("ok",)]


def damage(
    connection: Any, *, thorough: bool = True, report: Callable[[int, int], None] | None = None
) -> Damage | None:
    """The first check that finds a fault; ``None`` of a sound store.

    ``report`` hears checks done of checks in all, over and over; raising from it cancels.
    """
    checks = ["quick_check"]
    if thorough:
        checks = ["cipher_integrity_check", "integrity_check", "foreign_key_check"]
    for number, check in enumerate(checks):
        try:
            with _heard(connection, report, number, len(checks)):
                if failed(connection.execute(f"PRAGMA {check}").fetchall()):
                    return check
        except sqlcipher.DatabaseError:
            return "unreadable"  # a page whose seal does not fit stops the check itself
    return None


@contextmanager
def _heard(
    connection: Any, report: Callable[[int, int], None] | None, number: int, total: int
) -> Iterator[None]:
    """Let ``report`` be heard while a long check runs; what it raises ends the check."""
    raised: list[BaseException] = []

    def look() -> int:
        try:
            if report is not None:
                report(number, total)
        except BaseException as error:
            raised.append(error)
        return len(raised)

    connection.set_progress_handler(look, OPCODES)
    try:
        look()
        yield
    except sqlcipher.OperationalError:
        if not raised:
            raise
    finally:
        connection.set_progress_handler(None, OPCODES)
    if raised:
        raise raised[0]


def table_names(connection: Any) -> list[str]:
    """Every table that holds rows of ours; of the full-text index its shadows."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [row[0] for row in rows]


def control_totals(connection: Any) -> Totals:
    """What a complete copy must have as well (L6)."""
    totals: Totals = {}
    for table in table_names(connection):
        columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        newest = "coalesce(max(change), 0)" if "change" in columns else "0"
        where = f" WHERE name <> '{FACTS}'" if table == "setting" else ""
        count = f'SELECT count(*), {newest} FROM "{table}"{where}'  # noqa: S608 - names of our own
        row = connection.execute(count).fetchone()
        totals[table] = list(row)
    return totals


def same(one: Mapping[str, list[int]], other: Mapping[str, list[int]]) -> bool:
    """Whether two stores have the same totals."""
    return {k: list(v) for k, v in one.items()} == {k: list(v) for k, v in other.items()}
