"""扣下不报: records that stay out of the month's package until somebody releases them (F60, F63)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.reporting import HeldBack
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.log_kinds import Kind
from app.services.month_end.roots import DUTIES, ROOTS, called, edited_roots, opens, titles
from app.services.reminders import Target
from app.services.signing import name_of
from app.sync import holds, outbox

__all__ = ["HeldRecord", "HoldService", "NotHeld", "Sending"]

REASON_LENGTH = 500


class NotHeld(ActionableError):
    """The record goes with the package as before."""


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """Something held back, and ``rows`` edits of it that the county does not know."""

    uid: str  # of the hold
    table: str
    record: str
    duty: str
    words: str  # 案件, 矫正对象 …
    title: str
    reason: str
    month: str
    held_at: datetime
    held_by: str
    rows: int
    target: Target
    released_at: datetime | None = None
    released_by: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """Something that the next package holds, with ``rows`` records of it."""

    table: str
    record: str
    duty: str
    title: str
    rows: int

    @property
    def target(self) -> Target:
        """What shows it."""
        return opens(ROOTS[self.table], self.record)


class HoldService(Service, work=Work.CASES):
    """Holds back and releases. Each public method is one transaction."""

    def hold(self, table: str, record: str, reason: str, month: str) -> str:
        """Keep a case, person or session, with all that belongs to it, out of packages from now on.

        What a package already holds is not called back. Raises ``NotHeld``; the uid of the hold.
        """
        reason = reason.strip()
        if not reason:
            raise NotHeld("R06", "没有写扣下的原因。", do="请写明原因，再扣下。")
        if len(reason) > REASON_LENGTH:
            raise NotHeld("R07", "扣下的原因太长。", do=f"请写在 {REASON_LENGTH} 字以内。")
        with self._database.begin() as session:
            if _record(session, self.office, table, record) is None:
                raise Missing("要扣下的记录")
            for one in holds.open_holds(session, self.office):
                if (one.table_name, one.record) == (table, record):
                    raise NotHeld("R08", "这条记录已经扣下了。", do="请在“扣下未报”里查看。")
            made = HeldBack(
                office=self.office,
                table_name=table,
                record=record,
                reason=reason,
                month=month,
                held_at=self.now(),
                held_by=self._database.actor,
            )
            session.add(made)
            session.flush()
            self._database.note(session, Kind.HOLD, record, act="hold", table=table, month=month)
            return made.uid

    def release(self, hold: str) -> None:
        """Let a record go with the next package, with every edit made meanwhile."""
        with self._database.begin() as session:
            one = session.get(HeldBack, (self.office, hold))
            if one is None or one.released_at is not None:
                raise Missing("这条扣下的记录")
            one.released_at, one.released_by = self.now(), self._database.actor
            session.flush()
            rows = holds.requeue(session, self.office)
            self._database.note(
                session, Kind.HOLD, one.record, act="release", table=one.table_name, rows=rows
            )

    def held(self) -> list[HeldRecord]:
        """What is held back now, the oldest first."""
        with self._database.begin() as session:
            listed = holds.open_holds(session, self.office)
            rows = _rows_of_each(session, self.office, listed)
            return [self._told(session, one, rows[one.uid]) for one in listed]

    def history(self) -> list[HeldRecord]:
        """Everything that was ever held back, the newest first."""
        with self._database.begin() as session:
            query = select(HeldBack).where(HeldBack.office == self.office)
            listed = session.scalars(query.order_by(HeldBack.held_at.desc(), HeldBack.uid))
            return [self._told(session, one, 0) for one in listed]

    def sending(self) -> list[Sending]:
        """Cases, persons and sessions of which the next package holds something, by duty."""
        with self._database.begin() as session:
            after = outbox.watermark(session, self.office)
            kept = {(h.table_name, h.record) for h in holds.open_holds(session, self.office)}
            going: dict[str, dict[str, int]] = {table: {} for table in ROOTS}
            for (table, uid), rows in edited_roots(session, self.office, after).items():
                if (table, uid) not in kept:
                    going[table][uid] = rows
            found = [
                Sending(table, uid, ROOTS[table].duty, title, rows[uid])
                for table, rows in going.items()
                for uid, title in titles(session, self.office, table, list(rows)).items()
            ]
        order = list(DUTIES)
        return sorted(found, key=lambda one: (order.index(one.duty), one.title))

    def _told(self, session: Session, one: HeldBack, rows: int) -> HeldRecord:
        root = ROOTS[one.table_name]
        record = _record(session, self.office, one.table_name, one.record)
        return HeldRecord(
            one.uid,
            one.table_name,
            one.record,
            root.duty,
            root.words,
            called(record),
            one.reason,
            one.month,
            one.held_at,
            name_of(session, self._database, one.held_by),
            rows,
            opens(root, one.record),
            one.released_at,
            name_of(session, self._database, one.released_by),
        )


def _record(session: Session, office: str, table: str, uid: str) -> Any:
    """A root, a deleted one too."""
    if table not in ROOTS:
        raise ValueError("only cases, persons and sessions are held back")
    return session.get(
        ROOTS[table].model, (office, uid), execution_options={"include_deleted": True}
    )


def _rows_of_each(session: Session, office: str, listed: list[HeldBack]) -> Counter[str]:
    """Hold → edits of it that stay here."""
    last = outbox.last_frozen(session, office)
    left = {
        (row.table, row.uid) for row in holds.withheld(session, office, last.change if last else 0)
    }
    connection = session.connection()
    found: Counter[str] = Counter()
    for one in listed:
        mine = holds.family(connection, office, [(one.table_name, one.record)])
        found[one.uid] = sum((table, uid) in left for table in mine for uid in mine[table])
    return found
