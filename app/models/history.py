"""Superseded versions and tombstones: every edit leaves what stood there before.

A session that is watched stamps each new or changed ``Record`` with its revision, change number,
time and author, and writes the values it replaces to ``history``. Deleting a record through the
session is refused: it becomes a tombstone instead (``bury``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Uuid, event, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Local, Record, new_uid

__all__ = [
    "Completer",
    "Counter",
    "Follower",
    "Keeper",
    "Version",
    "as_read",
    "bury",
    "next_changes",
    "no_keeper_asked",
    "plain",
    "standing_at",
    "table_of",
    "versions_of",
    "watch",
]


Follower = Callable[[Session, str, Sequence[Record]], None]
"""Told of the records a flush wrote: (session, office, records)."""


Keeper = Callable[[Session, str, Sequence[Record]], None]
"""Asked before a flush changes these records: (session, office, records). It may raise, or add."""


Completer = Callable[[Session, str, Sequence[Record]], None]
"""Told of new and changed records before a flush writes them, to set columns of theirs."""


UNASKED = "history.unasked"


class Counter(Local, Base):
    """A number that only rises, e.g. the change counter of this store."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


class Version(Local, Base):
    """One superseded version of a record: the values that a later edit replaced."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_record", "office", "record"),)
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    table_name: Mapped[str] = mapped_column(String(64))
    record: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    revision: Mapped[int]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[str] = mapped_column(String(64), default="")
    values: Mapped[dict[str, Any]]


def plain(value: Any) -> Any:
    """A column value as JSON can hold it: dates as ISO text."""
    if isinstance(value, date):  # a datetime is a date, too
        return value.isoformat()
    return value


@contextmanager
def no_keeper_asked(session: Session) -> Iterator[None]:
    """Within this block records are sealed or brought back: no correction, for nobody was wrong.

    A correction slip would keep the name beside its own removal and carry it to the county (D2).
    """
    session.flush()
    session.info[UNASKED] = True
    try:
        yield
        session.flush()
    finally:
        del session.info[UNASKED]


def watch(
    session: Session,
    *,
    office: str,
    clock: Callable[[], datetime],
    actor: str,
    followers: Sequence[Follower] = (),
    keepers: Sequence[Keeper] = (),
    completers: Sequence[Completer] = (),
) -> None:
    """Stamp and keep history for every record this session writes.

    ``keepers`` are asked before records are changed (a reported month is corrected in writing),
    ``completers`` set what follows from what is written (a mark on the file of an adult).
    ``followers`` are told of the written records inside the same transaction (the search index).
    """

    def before_flush(session: Session, *_: object) -> None:
        dirty = [r for r in session.dirty if isinstance(r, Record) and session.is_modified(r)]
        for keeper in keepers if dirty and not session.info.get(UNASKED) else ():
            keeper(session, office, dirty)
        records = [r for r in (*session.new, *session.dirty) if isinstance(r, Record)]
        touched = [r for r in records if r in session.new or session.is_modified(r)]
        if any(isinstance(r, Record) for r in session.deleted):
            raise RuntimeError("a record is buried, never deleted")
        if not touched:
            return
        for completer in completers:
            completer(session, office, touched)
        now = clock()
        epoch = _read(session, office, "epoch") or 1
        changes = next_changes(session, office, len(touched))
        for number, record in zip(changes, touched, strict=True):
            if record in session.new:
                record.office = record.office or office
            else:
                session.add(_superseded(record, now, actor))
            record.revision = (record.revision or 0) + 1
            record.epoch = epoch
            record.change = number
            record.changed_at = now
            record.changed_by = actor

        session.info.setdefault("written", []).extend(touched)

    def after_flush(session: Session, *_: object) -> None:
        written = session.info.pop("written", [])
        for follower in followers if written else ():
            follower(session, office, written)

    session.info["clock"] = clock
    event.listen(session, "before_flush", before_flush)
    event.listen(session, "after_flush", after_flush)


def _read(session: Session, office: str, name: str) -> int:
    with session.no_autoflush:
        counter = session.get(Counter, (office, name))
    return counter.value if counter else 0


def _advance(session: Session, office: str, name: str, by: int) -> int:
    with session.no_autoflush:
        counter = session.get(Counter, (office, name))
    if counter is None:
        counter = Counter(office=office, name=name, value=0)
        session.add(counter)
    counter.value += by
    return counter.value


def next_changes(session: Session, office: str, count: int) -> range:
    """The next ``count`` change numbers of this store, which are then taken."""
    last = _advance(session, office, "change", count)
    return range(last - count + 1, last + 1)


def _superseded(record: Record, now: datetime, actor: str) -> Version:
    old = {name: plain(value) for name, value in as_read(record).items()}
    return Version(
        office=record.office,
        table_name=table_of(record),
        record=record.uid,
        revision=record.revision,
        replaced_at=now,
        replaced_by=actor,
        values=old,
    )


def table_of(record: Record) -> str:
    """The name of the table a record lies in."""
    return str(inspect(record, raiseerr=True).mapper.local_table.name)


def as_read(record: Record) -> dict[str, Any]:
    """The values as they were when this session read the record."""
    state = inspect(record, raiseerr=True)
    old = {}
    for attribute in state.mapper.column_attrs:
        past = state.attrs[attribute.key].history
        old[attribute.key] = past.deleted[0] if past.deleted else getattr(record, attribute.key)
    return old


def bury(records: Iterable[Record]) -> None:
    """Delete by tombstone: the rows stay, marked, and the mark travels to the bureau."""
    for record in records:
        record.deleted = True


def versions_of(session: Session, office: str, uid: str) -> list[Version]:
    """What stood in a record before, oldest first."""
    query = select(Version).where(Version.office == office, Version.record == uid)
    return list(session.scalars(query.order_by(Version.revision)))


def standing_at(
    session: Session, office: str, table: str, uid: str, change: int
) -> dict[str, Any] | None:
    """The version of a record that an edit after ``change`` replaced; ``None``: there was none.

    The values are as JSON holds them, dates as ISO text.
    """
    query = select(Version.values).where(
        Version.office == office, Version.record == uid, Version.table_name == table
    )
    known = [values for values in session.scalars(query) if values["change"] <= change]
    return max(known, key=lambda values: int(values["change"])) if known else None
