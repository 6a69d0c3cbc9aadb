"""Bureau side: the rows of one office's package join the store, and all they did is listed.

The office is the only writer of its rows. Of two versions of a row the greater (epoch, revision,
content hash) wins, so the order in which packages arrive does not matter (P8); the version that
loses its place goes to history. Every step is journalled, so that an import can be undone.

Rows are written in bulk and past the session's listener: they keep the revision, the time and the
author they had at the office. The cost of a record does not depend on how many the store holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Connection, Table, bindparam, delete, insert, select
from sqlalchemy.sql.dml import Insert

from app.models.base import new_uid
from app.models.county import CORRESPONDENCE
from app.models.history import Version
from app.models.local import Blob
from app.models.sync import ImportStep
from app.sync.objection import NotMerged, Objection
from app.sync.records import Row, content_hash, decode, encode, status_of, table_named

__all__ = [
    "ChangedItem",
    "Changes",
    "Effect",
    "Importer",
    "TableChanges",
    "Told",
    "insert_of",
    "nobody",
    "replace_rows",
    "winner",
]

Connect = Callable[[], AbstractContextManager[Connection]]
Told = Callable[[str, Sequence[str]], None]
"""Told, inside the transaction, which records of a table were written, a few hundred at a time."""

CHUNK = 500
"""Rows looked up and written at a time."""
MOST_ITEMS = 5_000
"""Items listed one by one; all are counted."""

BOOKKEEPING = frozenset({"epoch", "revision", "change", "changed_at", "changed_by"})
CAPTIONS = ("number", "title", "name", "parties_text", "person", "topic", "destination")
"""Columns that tell a person which record is meant, the most telling first."""
CONFIDENTIAL = ("restricted", "juvenile")
"""Flags of records that lists name by number only."""


def nobody(_table: str, _uids: Sequence[str]) -> None:
    """Nobody wants to be told."""


class Effect(StrEnum):
    """What one incoming row means to the store."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"  # a tombstone where a living row stood, or none
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"  # the store has a later version
    CONFLICT = "conflict"  # same epoch and revision, other content: two versions met (F62)


@dataclass(slots=True)
class TableChanges:
    """How many rows of one table had which effect. A conflict is counted besides its outcome."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    outdated: int = 0
    conflicts: int = 0

    @property
    def total(self) -> int:
        """Rows that came."""
        return self.new + self.changed + self.deleted + self.unchanged + self.outdated


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One record that a package adds, changes or deletes; ``fields`` names changed columns."""

    table: str
    uid: str
    effect: Effect
    caption: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """What a package did, or would do: counted per table, listed up to a limit."""

    tables: dict[str, TableChanges] = field(default_factory=dict)
    items: list[ChangedItem] = field(default_factory=list)
    left_off: int = 0  # items not listed
    scans: int = 0  # scans not here before
    totals: dict[str, dict[str, int]] = field(default_factory=dict)  # change of the totals

    def counts(self) -> dict[str, int]:
        """Effect → rows, over all tables; what only answers the county's letters is none."""
        names = ("new", "changed", "deleted", "unchanged", "outdated", "conflicts")
        told = [t for name, t in self.tables.items() if name not in CORRESPONDENCE]
        return {n: sum(getattr(t, n) for t in told) for n in names}

    def totals_after(self, before: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        """Control totals once the changes are made; what falls to nought is left out."""
        after: dict[str, dict[str, int]] = {}
        for table in sorted(before.keys() | self.totals.keys()):
            old, delta = before.get(table, {}), self.totals.get(table, {})
            sums = {s: old.get(s, 0) + delta.get(s, 0) for s in sorted(old.keys() | delta.keys())}
            if kept := {status: n for status, n in sums.items() if n}:
                after[table] = kept
        return after


def stamp(table: Table, row: Row) -> tuple[int, int, str]:
    """What orders the versions of a row (P8); clocks have no say."""
    return row["epoch"], row["revision"], content_hash(table, row)


def winner(table: Table, first: Row, second: Row) -> Row:
    """The version that stays, whichever came first."""
    return max(first, second, key=lambda row: stamp(table, row))


# --- one row -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """An incoming row, what stood there before, and what follows."""

    effect: Effect
    row: Row
    before: Row | None
    conflict: bool = False

    @property
    def writes(self) -> bool:
        """Whether the incoming row takes its place in the table."""
        return self.effect in {Effect.NEW, Effect.CHANGED, Effect.DELETED}

    @property
    def loser(self) -> Row | None:
        """The version that goes to history."""
        if self.writes:
            return self.before
        return self.row if self.conflict else None


def _step(table: Table, row: Row, before: Row | None) -> _Step:
    if before is None:
        return _Step(Effect.DELETED if row["deleted"] else Effect.NEW, row, None)
    if row == before:
        return _Step(Effect.UNCHANGED, row, before)
    conflict = (row["epoch"], row["revision"]) == (before["epoch"], before["revision"])
    if winner(table, before, row) is before:
        return _Step(Effect.OUTDATED, row, before, conflict)
    deleted = row["deleted"] and not before["deleted"]
    return _Step(Effect.DELETED if deleted else Effect.CHANGED, row, before, conflict)


def _caption(table: Table, row: Row) -> str:
    if any(row.get(flag) for flag in CONFIDENTIAL):
        return str(row.get("number") or "（涉及隐私）")
    for name in CAPTIONS:
        if name in table.columns and row[name]:
            return str(row[name])
    return ""


# --- a package -----------------------------------------------------------------------------------


class Importer:
    """The rows of one package, table by table, on their way into the store of a bureau.

    ``connect`` gives the connection for each few hundred rows: always that of the caller's one
    transaction when rows are written, a fresh short one when, without ``write``, the importer only
    finds out what would happen. Without ``journal`` the import cannot be undone.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        office: str,
        digest: str,
        now: datetime,
        by: str = "",
        write: bool,
        journal: bool = True,
        told: Told = nobody,
    ) -> None:
        self.changes = Changes()
        self._journalled = journal
        self._told = told
        self._connect = connect
        self._office = office
        self._digest = digest
        self._now = now
        self._by = by
        self._write = write
        self._steps = 0

    def take(self, table_name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[int]:
        """Merge rows of one table; yields how many have been taken, after each few hundred.

        Raises ``NotMerged`` for a table, column or owner that is not to be, ``Refused`` for a
        malformed row.
        """
        table = table_named(table_name)
        seen: set[str] = set()
        rows = iter(rows)
        while chunk := [decode(table, row, self._office) for row in islice(rows, CHUNK)]:
            uids = {row["uid"] for row in chunk}
            if len(uids) < len(chunk) or uids & seen:
                raise NotMerged(Objection.CONTRADICTORY, f"{table.name}: a uid twice")
            seen |= uids
            with self._connect() as connection:
                standing = self._standing(connection, table, uids)
                steps = [_step(table, row, standing.get(row["uid"])) for row in chunk]
                if self._write:
                    self._apply(connection, table, steps)
            self._count(table, steps)
            yield len(chunk)

    def take_scans(self, scans: Iterable[tuple[str, bytes]]) -> Iterator[int]:
        """Keep scans, (SHA-256, bytes), that are not here yet; yields 1 after each."""
        held = Blob.__table__
        for sha256, data in scans:
            this = (held.c.office == self._office, held.c.sha256 == sha256)
            with self._connect() as connection:
                if connection.execute(select(held.c.sha256).where(*this)).first() is None:
                    self.changes.scans += 1
                    if self._write:
                        row = {"office": self._office, "sha256": sha256, "data": data}
                        connection.execute(insert(Blob), row)
                        self._journal(connection, [("blob", "blob", sha256, None)])
            yield 1

    def _standing(
        self, connection: Connection, table: Table, uids: Iterable[str]
    ) -> dict[str, Row]:
        query = select(table).where(table.c.office == self._office, table.c.uid.in_(uids))
        found = connection.execute(query).mappings()
        return {row["uid"]: dict(row) for row in found}

    def _count(self, table: Table, steps: Sequence[_Step]) -> None:
        counts = self.changes.tables.setdefault(table.name, TableChanges())
        totals = self.changes.totals.setdefault(table.name, {})
        for step in steps:
            setattr(counts, step.effect, getattr(counts, step.effect) + 1)
            counts.conflicts += step.conflict
            if step.writes:
                for row, number in ((step.row, 1), (step.before, -1)):
                    if row is not None:
                        status = status_of(table, row)
                        totals[status] = totals.get(status, 0) + number
            if step.writes or step.conflict:
                self._list(table, step)

    def _list(self, table: Table, step: _Step) -> None:
        if len(self.changes.items) >= MOST_ITEMS:
            self.changes.left_off += 1
            return
        before = step.before or {}
        fields = tuple(
            name
            for name, value in step.row.items()
            if name not in BOOKKEEPING and before and before[name] != value
        )
        effect = Effect.CONFLICT if step.conflict else step.effect
        caption = _caption(table, step.row)
        self.changes.items.append(ChangedItem(table.name, step.row["uid"], effect, caption, fields))

    def _apply(self, connection: Connection, table: Table, steps: Sequence[_Step]) -> None:
        versions = [
            (step, _version(table, step.loser, self._now, self._by))
            for step in steps
            if step.loser is not None
        ]
        if versions:
            connection.execute(insert(Version), [version for _, version in versions])
        written = [step.row for step in steps if step.writes]
        replace_rows(connection, table, self._office, written)
        self._told(table.name, [row["uid"] for row in written])
        version_of = {step.row["uid"]: version["uid"] for step, version in versions}
        self._journal(
            connection,
            (
                (step.effect if step.writes else "conflict", table.name, uid, version_of.get(uid))
                for step in steps
                if (uid := step.row["uid"]) in version_of or step.writes
            ),
        )

    def _journal(
        self, connection: Connection, steps: Iterable[tuple[str, str, str, str | None]]
    ) -> None:
        rows = []
        for kind, table_name, record, version in steps if self._journalled else ():
            self._steps += 1
            rows.append(
                {
                    "office": self._office,
                    "digest": self._digest,
                    "number": self._steps,
                    "kind": kind,
                    "table_name": table_name,
                    "record": record,
                    "version": version,
                }
            )
        if rows:
            connection.execute(insert(ImportStep), rows)


def _version(table: Table, row: Row, now: datetime, by: str) -> dict[str, Any]:
    return {
        "office": row["office"],
        "uid": new_uid(),
        "table_name": table.name,
        "record": row["uid"],
        "revision": row["revision"],
        "replaced_at": now,
        "replaced_by": by,
        "values": encode(table, row),
    }


def replace_rows(connection: Connection, table: Table, office: str, rows: Sequence[Row]) -> None:
    """Put ``rows`` where rows of the same uid stood, all at once.

    Removed first and then inserted: two records may have exchanged a number that must be unique.
    References are checked at commit.
    """
    if rows:
        uids = [row["uid"] for row in rows]
        connection.execute(delete(table).where(table.c.office == office, table.c.uid.in_(uids)))
        connection.execute(insert_of(table), rows)


@cache
def insert_of(table: Table) -> Insert:
    """An insert that keeps an empty JSON column empty, as the office has it."""
    empty_stays_empty = {
        column.name: bindparam(column.name, type_=JSON(none_as_null=True))
        for column in table.columns
        if isinstance(column.type, JSON)
    }
    return insert(table).values(empty_stays_empty) if empty_stays_empty else insert(table)
