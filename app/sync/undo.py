"""Taking an import back, step by step, until the records are equal to those before it (F66)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from app.models.base import Base
from app.models.history import Version
from app.models.local import Blob
from app.sync.merge import Told, nobody, replace_rows
from app.sync.records import decode, table_named

__all__ = ["undo"]

CHUNK = 500
"""Steps taken back at a time."""


def undo(connection: Connection, office: str, digest: str, *, told: Told = nobody) -> int:
    """Take back every step of an import; the records are then equal to those before it.

    Only right for the last import of an office: the caller sees to that. ``told`` learns of every
    record that stands differently now. Returns the number of records and scans that were put back
    or removed.
    """
    journal: Table = Base.metadata.tables["import_step"]
    mine = (journal.c.office == office, journal.c.digest == digest)
    steps = connection.execute(select(journal).where(*mine)).mappings().all()
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for step in steps:
        by_table.setdefault(step["table_name"], []).append(dict(step))
    blobs = [step["record"] for step in by_table.pop("blob", [])]
    for chunk in _chunks(blobs):
        held = Blob.__table__
        connection.execute(delete(Blob).where(held.c.office == office, held.c.sha256.in_(chunk)))
    for table_name, taken in by_table.items():
        for uids in _undo_table(connection, table_named(table_name), office, taken):
            told(table_name, uids)
    connection.execute(delete(journal).where(*mine))
    return len(steps)


def _undo_table(
    connection: Connection, table: Table, office: str, steps: Sequence[Mapping[str, Any]]
) -> Iterator[list[str]]:
    """Yields the records that were put back or removed, a chunk at a time."""
    history = Version.__table__
    for chunk in _chunks(steps):
        versions = [step["version"] for step in chunk if step["version"]]
        of_these = (history.c.office == office, history.c.uid.in_(versions))
        kept = {
            row["uid"]: row["values"]
            for row in connection.execute(select(history).where(*of_these)).mappings()
        }
        written = [step for step in chunk if step["kind"] != "conflict"]
        added = [step["record"] for step in written if not step["version"]]
        connection.execute(delete(table).where(table.c.office == office, table.c.uid.in_(added)))
        before = [decode(table, kept[s["version"]], office) for s in written if s["version"]]
        replace_rows(connection, table, office, before)
        connection.execute(delete(Version).where(*of_these))
        yield [step["record"] for step in written]


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(items), CHUNK):
        yield items[at : at + CHUNK]
