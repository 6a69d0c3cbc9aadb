"""扣下: records that stay out of packages until they are released, and are then never lost (F60).

What is held is a case, a person or a session with every row that refers to it, and a card of a
person whom nobody else names: no row of a package may refer to one that the county lacks.

"Everything since the last receipt" (P5) stays one range over ``change``. A row kept out of a frozen
package is noted as ``LeftOut`` with the change up to which the county knows it; an older version
of it that no receipt has covered goes along, and counts in the control totals. A row that is held no
more gets a new change number, so that no receipt given meanwhile can have swallowed it, and a new
revision, so that no other version of it has ever borne that number (P8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select, update
from sqlalchemy.orm import Session

from app.models.history import Counter, next_changes, standing_at
from app.models.reporting import HeldBack, LeftOut
from app.sync.records import Row, status_of, tables

__all__ = ["Withheld", "family", "note", "open_holds", "requeue", "withheld"]

CARDS: Mapping[str, str] = {
    "party": "person_uid",
    "corrections_person": "card_uid",
    "resettlement_person": "card_uid",
    "staff": "card_uid",
}
"""Where a card of ``person`` is named: table → column."""
BATCH = 500

Family = Mapping[str, frozenset[str]]
"""Table → uids."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A row with an edit that is held back, and the version of it that the county may know."""

    table: str
    uid: str
    change: int  # of the edit that stays here
    status: str  # under which that edit would count
    sent_change: int  # what was edited up to here has been in a package
    sent: Row | None

    @property
    def sent_status(self) -> str:
        """Under which the county counts it; empty where it holds none."""
        return status_of(tables()[self.table], self.sent) if self.sent else ""


def open_holds(session: Session, office: str) -> list[HeldBack]:
    """What is held back now, the oldest first."""
    query = select(HeldBack).where(HeldBack.office == office, HeldBack.released_at.is_(None))
    return list(session.scalars(query.order_by(HeldBack.held_at, HeldBack.uid)))


def family(connection: Connection, office: str, roots: Iterable[tuple[str, str]]) -> Family:
    """Every row, deleted ones too, that must stay while ``roots`` (table, uid) stay."""
    held: dict[str, set[str]] = {}
    for table_name, uid in roots:
        held.setdefault(table_name, set()).add(uid)
    if not held:
        return {}
    for name, table in tables().items():  # a table comes after those it refers to
        for constraint in table.foreign_key_constraints:
            above = held.get(constraint.referred_table.name)
            if above:
                (column,) = [c for c in constraint.columns if c.name != "office"]
                found = _rows(connection, table, office, column, above)
                held.setdefault(name, set()).update(row["uid"] for row in found)
    if cards := _cards(connection, office, held):
        held.setdefault("person", set()).update(cards)
    return {name: frozenset(uids) for name, uids in held.items() if uids}


def _rows(
    connection: Connection, table: Table, office: str, column: Any, values: Iterable[str]
) -> Iterator[Any]:
    """Rows of ``table`` whose ``column`` is among ``values``."""
    wanted = sorted(values)
    for at in range(0, len(wanted), BATCH):
        query = select(table).where(table.c.office == office, column.in_(wanted[at : at + BATCH]))
        yield from connection.execute(query).mappings()


def _cards(connection: Connection, office: str, held: Mapping[str, set[str]]) -> set[str]:
    """Cards that held rows name and no other row does."""
    named: set[str] = set()
    for name, column in CARDS.items():
        table = tables()[name]
        rows = _rows(connection, table, office, table.c.uid, held.get(name, ()))
        named |= {row[column] for row in rows if row[column]}
    for name, column in CARDS.items():
        table = tables()[name]
        for row in _rows(connection, table, office, table.c[column], named):
            if row["uid"] not in held.get(name, ()):
                named.discard(row[column])
    return named


def withheld(session: Session, office: str, newest: int) -> list[Withheld]:
    """Every row that the next package must not carry as it stands.

    ``newest`` is the change up to which edits were in the newest package.
    """
    roots = [(hold.table_name, hold.record) for hold in open_holds(session, office)]
    if not roots:
        return []
    connection = session.connection()
    known = {(row.table_name, row.record): row.sent_change for row in _left_out(session, office)}
    found = []
    for name, uids in family(connection, office, roots).items():
        table = tables()[name]
        for row in _rows(connection, table, office, table.c.uid, uids):
            sent_change = known.get((name, row["uid"]), newest)
            if row["change"] > sent_change:
                values = standing_at(session, office, name, row["uid"], sent_change) or {}
                sent = {column: v for column, v in values.items() if column in table.columns}
                status = status_of(table, row)
                found.append(
                    Withheld(name, row["uid"], row["change"], status, sent_change, sent or None)
                )
    return found


def note(session: Session, office: str, left: Sequence[Withheld]) -> None:
    """Remember what a package that is being frozen does not carry."""
    for row in left:
        session.merge(
            LeftOut(
                office=office,
                table_name=row.table,
                record=row.uid,
                sent_change=row.sent_change,
            )
        )
    session.flush()


def requeue(session: Session, office: str) -> int:
    """Put rows that were left out and are held no more behind all that was edited; how many."""
    left = _left_out(session, office)
    if not left:
        return 0
    roots = [(hold.table_name, hold.record) for hold in open_holds(session, office)]
    connection = session.connection()
    still = family(connection, office, roots)
    gone = [row for row in left if row.record not in still.get(row.table_name, ())]
    edited: list[tuple[int, str, str]] = []
    for one in gone:
        table = tables()[one.table_name]
        rows = _rows(connection, table, office, table.c.uid, [one.record])
        edited += [(row["change"], one.table_name, one.record) for row in rows]
        session.delete(one)
    session.flush()
    epoch = session.get(Counter, (office, "epoch"))
    numbers = next_changes(session, office, len(edited)) if edited else range(0)
    for number, (_, name, uid) in zip(numbers, sorted(edited), strict=True):
        table = tables()[name]
        connection.execute(
            update(table)
            .where(table.c.office == office, table.c.uid == uid)
            .values(
                change=number,
                revision=table.c.revision + 1,
                epoch=epoch.value if epoch else 1,
            )
        )
    return len(edited)


def _left_out(session: Session, office: str) -> list[LeftOut]:
    return list(session.scalars(select(LeftOut).where(LeftOut.office == office)))
