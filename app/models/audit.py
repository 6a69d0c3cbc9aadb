"""操作日志: who did what and when, each entry bound to the one before it (trust U1).

h(n) = SHA-256(h(n-1) ‖ entry n). Triggers refuse to change or delete an entry; the tip says how far
the chain goes and is sealed under a key that follows from the store's own. So an edit, a deletion,
another order or a cut tail shows when the chain is walked (``walk``), and what was rewritten as a
whole shows at the county, which keeps the heads of every package (U2).

Of a record an entry names the table, the uid and the fields that changed, with a keyed hash of the
old and the new value: whoever reads the log learns who touched what, and no content.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Local, Record
from app.models.history import plain

__all__ = ["START", "AuditEntry", "AuditTip", "Broken", "Trail", "hash_at", "tip_of", "walk"]

START = "0" * 64
"""h(0): what the first entry is bound to."""
PAGE = 2_000
A_ENTRY = 100
"""Records in one entry: an import of thousands is several entries, none of them long."""
BOOKKEEPING = frozenset(
    {"office", "uid", "epoch", "revision", "change", "changed_at", "changed_by"}
)


class AuditEntry(Local, Base):
    """One thing that was done."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_kind", "office", "kind", "number"),)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text)  # JSON, as it was hashed
    hash: Mapped[str] = mapped_column(String(64))


class AuditTip(Local, Base):
    """The newest entry, sealed: a chain that ends elsewhere was cut."""

    __tablename__ = "audit_tip"
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not follow from the one before; past the last one, a cut tail."""

    number: int


def hash_of(before: str, office: str, entry: Any) -> str:
    """The hash of ``entry`` (a row or an object with its columns), bound to the one before."""
    parts = (
        office,
        str(entry.number),
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.kind,
        entry.subject,
        entry.detail,
    )
    whole = hashlib.sha256(bytes.fromhex(before))
    for part in parts:  # each with its length: no two entries read as the same bytes
        data = part.encode()
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


@dataclass
class _Pending:
    """What a transaction has done so far: written at its end, or never."""

    notes: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Trail:
    """Writes the log of one store. ``key`` hashes values and seals the tip; ``hold`` lets no other
    clerk of a server append meanwhile.
    """

    office: str
    clock: Callable[[], datetime]
    key: bytes
    hold: Callable[[Session], None]

    def watch(self, session: Session, actor: str) -> None:
        """Write at the end of ``session``'s transaction what it did."""

        def before_commit(session: Session) -> None:
            session.flush()
            pending: _Pending | None = session.info.pop("audit", None)
            if pending is not None:
                self._append(session, actor, pending)

        event.listen(session, "before_commit", before_commit)

    def note(self, session: Session, kind: str, subject: str = "", **detail: Any) -> None:
        """Something that is no change of a record; no names, no numbers of persons."""
        self._pending(session).notes.append((kind, subject, detail))

    def follow(self, session: Session, _office: str, records: Sequence[Record]) -> None:
        """Told by ``history`` of the records a flush wrote."""
        if mine := [record for record in records if record.office == self.office]:
            self._pending(session).records += [self._changed(session, record) for record in mine]

    def keyed(self, value: Any) -> str:
        """A value nobody can read back or try out without the store's key."""
        said = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, default=str)
        return hmac.digest(self.key, said.encode(), "sha256").hex()[:16]

    @staticmethod
    def _pending(session: Session) -> _Pending:
        pending: _Pending = session.info.setdefault("audit", _Pending())
        return pending

    def _changed(self, session: Session, record: Record) -> dict[str, Any]:
        state = inspect(record, raiseerr=True)
        names = [a.key for a in state.mapper.column_attrs if a.key not in BOOKKEEPING]
        said = {
            "table": state.mapper.local_table.name,
            "uid": record.uid,
            "revision": record.revision,
        }
        if record in session.new:
            values = {name: plain(getattr(record, name)) for name in names}
            given = sorted(name for name, value in values.items() if value not in (None, "", []))
            return said | {"new": given, "value": self.keyed(values)}
        fields = {}
        for name in names:
            past = state.attrs[name].history
            if past.has_changes():
                old = past.deleted[0] if past.deleted else None
                fields[name] = [self.keyed(old), self.keyed(getattr(record, name))]
        return said | {"fields": fields}

    def _append(self, session: Session, actor: str, pending: _Pending) -> None:
        records = pending.records
        said = [
            ("change", "", {"records": records[first : first + A_ENTRY]})
            for first in range(0, len(records), A_ENTRY)
        ]
        self.hold(session)
        tip = session.get(AuditTip, self.office)
        number, before = (tip.number, tip.hash) if tip else (0, START)
        rows = []
        for kind, subject, detail in (*said, *pending.notes):
            number += 1
            entry = AuditEntry(
                office=self.office,
                number=number,
                at=self.clock(),
                actor=actor,
                kind=kind,
                subject=subject[:200],
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
            )
            before = hash_of(before, self.office, entry)
            rows.append(
                {c.key: getattr(entry, c.key) for c in AuditEntry.__table__.columns}
                | {"hash": before}
            )
        session.execute(insert(AuditEntry), rows)
        if tip is None:
            tip = AuditTip(office=self.office)
            session.add(tip)
        tip.number, tip.hash, tip.seal = number, before, self.seal(number, before)
        session.flush()

    def seal(self, number: int, head: str) -> str:
        """What the tip carries: only the store's key makes it."""
        said = f"{self.office}/{number}/{head}".encode()
        return hmac.digest(self.key, said, "sha256").hex()

    def sound(self, tip: AuditTip | None, number: int, head: str) -> bool:
        """Whether a walk that ended here ended where the tip says."""
        if tip is None:
            return number == 0
        ends = (tip.number, tip.hash) == (number, head)
        return ends and hmac.compare_digest(tip.seal, self.seal(number, head))


def tip_of(session: Session, office: str) -> tuple[int, str]:
    """Number and hash of the newest entry; ``(0, START)`` before the first."""
    tip = session.get(AuditTip, office)
    return (tip.number, tip.hash) if tip else (0, START)


def hash_at(session: Session, office: str, number: int) -> str | None:
    """The hash of one entry as it stands now; ``None`` when there is none (any more)."""
    if number == 0:
        return START
    entry = session.get(AuditEntry, (office, number))
    return entry.hash if entry else None


def walk(
    begin: Callable[[], Any], trail: Trail, *, stop: Callable[[], bool] = lambda: False
) -> Iterator[Broken]:
    """The first break of the chain, if there is one; reads a page at a time, so that saves go on.

    What is appended meanwhile is walked as well: the tip is compared in the last page's own
    transaction.
    """
    number, before = 0, START
    while not stop():
        with begin() as session:
            query = (
                select(AuditEntry.__table__)
                .where(AuditEntry.office == trail.office, AuditEntry.number > number)
                .order_by(AuditEntry.number)
                .limit(PAGE)
            )
            rows = session.execute(query).all()
            for entry in rows:
                expected = hash_of(before, trail.office, entry)
                if entry.number != number + 1 or entry.hash != expected:
                    yield Broken(number + 1)
                    return
                number, before = entry.number, entry.hash
            if len(rows) < PAGE:
                if not trail.sound(session.get(AuditTip, trail.office), number, before):
                    yield Broken(number + 1)
                return
