"""操作日志: written by every service, read by 审计 alone, walked every week (trust U1, U2).

An entry holds no case content: a record by its table and the first letters of its uid, a value by
a keyed hash. So whoever checks the log need not see a case.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.errors import ActionableError
from app.models import audit
from app.models.account import Account
from app.models.audit import AuditEntry
from app.models.local import Setting
from app.models.store import Store
from app.services.access import Work, needs
from app.services.base import Service
from app.services.log_kinds import KINDS, Kind
from app.services.log_words import told
from app.services.reminders import Reminder, Target
from app.sync.audit_heads import unlike_packages

__all__ = ["BrokenLog", "LogRow", "LogService"]

log = logging.getLogger(__name__)

BROKEN = "audit.broken"
"""Setting: the first entry that does not follow from the one before, and when that was found."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry as a person reads it."""

    number: int
    at: datetime
    actor: str
    person: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class BrokenLog:
    """From which entry on the log cannot be trusted, and when that was noticed."""

    number: int
    found_at: datetime


class LogService(Service, work=Work.AUDIT):
    """The log of the store in use. ``vault`` knows the names of the accounts."""

    def __init__(self, database: Store, vault: Store | None = None) -> None:
        super().__init__(database)
        self._vault = vault or database

    # --- for 审计 ---------------------------------------------------------------------------

    def page(self, offset: int, limit: int, filters: Mapping[str, Any]) -> tuple[list[LogRow], int]:
        """Entries, the newest first, and how many there are; ``filters`` as the window gives them:
        ``person``, ``kind``, ``since``, ``until``.
        """
        names = self._names()
        where = self._where(filters)
        query = select(AuditEntry).where(*where).order_by(AuditEntry.number.desc())
        with self._database.begin() as session:
            total = session.scalar(select(func.count()).select_from(AuditEntry).where(*where))
            rows = [
                LogRow(
                    entry.number,
                    entry.at,
                    entry.actor,
                    names.get(entry.actor, entry.actor or "（程序）"),
                    KINDS.get(Kind(entry.kind), entry.kind) if entry.kind in KINDS else entry.kind,
                    told(entry.kind, entry.subject, entry.detail, names, self.office),
                )
                for entry in session.scalars(query.offset(offset).limit(limit))
            ]
        return rows, total or 0

    def people(self) -> list[tuple[str, str]]:
        """Whose entries can be asked for: the id of each account and its name."""
        return sorted(self._names().items())

    def broken(self) -> BrokenLog | None:
        """What the last walk found; ``None`` of a chain that holds."""
        with self._database.begin() as session:
            kept = session.get(Setting, (self.office, BROKEN))
        if kept is None or not kept.value:
            return None
        return BrokenLog(kept.value["number"], datetime.fromisoformat(kept.value["found_at"]))

    # --- for everybody ----------------------------------------------------------------------

    @needs(Work.ANYONE)
    def output(self, kind: Kind, what: str, number: str, **detail: Any) -> None:
        """Something leaves the program: written down before it does."""
        with self._database.begin() as session:
            self._database.note(session, kind, number, what=what, **detail)

    @needs(Work.REVIEW)
    def unmasked(self, what: str, number: str, reason: str, **detail: Any) -> None:
        """A table leaves with whole ID numbers: role and reason are asked (E3).

        Raises ``ActionableError`` without a reason.
        """
        if not reason.strip():
            raise ActionableError(
                "A06", "没有写明为什么需要全号。", safe="没有导出任何内容。", do="请填写理由。"
            )
        self.output(Kind.EXPORT, what, number, unmasked=True, reason=reason.strip(), **detail)

    @needs(Work.ANYONE)
    def verify(self, stop: Callable[[], bool] = lambda: False) -> BrokenLog | None:
        """Walk the whole chain and compare it with what packages stated; remember a break."""
        found = next(audit.walk(self._database.begin, self._database.trail, stop=stop), None)
        number = found.number if found else None
        if number is None and not stop():
            with self._database.begin() as session:
                number = unlike_packages(session, self.office)
        if number is None:
            return None
        before = self.broken()
        if before is not None and before.number <= number:
            return before
        log.error("S31 the log is broken")
        with self._database.begin() as session:
            value = {"number": number, "found_at": self.now().isoformat(timespec="seconds")}
            session.merge(Setting(office=self.office, name=BROKEN, value=value))
            self._database.note(session, Kind.CHAIN, str(number))
        return BrokenLog(number, self.now())

    @needs(Work.OFFICE)
    def reminders(self, today: date) -> list[Reminder]:
        """A broken chain is said to the head and the administrator until it is dealt with."""
        found = self.broken()
        if found is None:
            return []
        return [
            Reminder(
                kind="log.broken",
                title=f"操作日志从第 {found.number} 条起与前面接不上",
                due_on=today,
                overdue=True,
                target=Target("log"),
                detail="可能有人直接改过数据文件。请保留现在的文件和备份，报告县局核查。",
            )
        ]

    # --- inside -----------------------------------------------------------------------------

    def _names(self) -> dict[str, str]:
        with self._vault.begin() as session:
            query = select(Account.id, Account.name).where(Account.office == self.office)
            return {row.id: row.name for row in session.execute(query)}

    def _where(self, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
        where = [AuditEntry.office == self.office]
        if person := filters.get("person"):
            where.append(AuditEntry.actor == person)
        if kind := filters.get("kind"):
            where.append(AuditEntry.kind == kind)
        if since := filters.get("since"):
            where.append(AuditEntry.at >= datetime.combine(since, time.min))
        if until := filters.get("until"):
            where.append(AuditEntry.at < datetime.combine(until + timedelta(days=1), time.min))
        return where
