"""What 报送 and 收件 show: plain values, in the words a clerk reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.services.month_end.holds import HeldRecord
from app.services.recovery.mark import Arrival
from app.services.reminders import Target
from app.sync.outbox import MERGED
from app.sync.receipt import Answer

__all__ = [
    "ASK_AFTER_DAYS",
    "VOID",
    "Exported",
    "Incomplete",
    "KeyCard",
    "Preflight",
    "Progress",
    "ReceiptOutcome",
    "ReportStatus",
    "SentPackage",
    "silent",
]

ASK_AFTER_DAYS = 5
"""From this day without an answer the start page asks (trust P10)."""

VOID = "void"
"""The answer of a package of an epoch before the present one that the county never had (C2)."""

Progress = Callable[[int, int], None]
"""Hears steps done of steps in all, in the thread that works; raising from it cancels."""


def silent(_done: int, _all: int) -> None:
    """A progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class SentPackage:
    """A sealed month. ``number`` is what the file name ends in; (epoch, number) names it here."""

    epoch: int
    number: int
    month: str  # 2026-11
    digest: str
    records: int
    counts: dict[str, int]  # table → records inside
    size: int  # bytes
    sealed_at: datetime
    sealed_by: str
    exported_at: datetime | None
    answer: str  # "", merged, superseded, held, fork
    answered_at: datetime | None
    days_waiting: int  # since sealing, while unanswered
    phone_code: str  # what the county reads aloud when it has merged exactly this package
    confirmed_by: str = ""  # the head, who saw the figures
    held: int = 0  # cases, persons and sessions held back from it

    @property
    def received(self) -> bool:
        """县局已收到."""
        return self.answer in MERGED

    @property
    def state(self) -> str:
        """In the clerk's words."""
        if self.received:
            return "县局已收到"
        if self.answer == VOID:
            return "已作废，内容进入新编号的包"
        if self.answer == "held":
            return "县局要求报送完整包"
        if self.answer == "fork":
            return "编号冲突，县局已暂停接收"
        return "已导出，等县局回执" if self.exported_at else "已封存，还没有导出"


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """What the start page says of 报送."""

    enrolled: bool  # keys exchanged with the county and confirmed
    county: str  # its name; empty before enrolment
    last: SentPackage | None
    last_received: SentPackage | None
    unsent: int  # records not in any package yet
    unsent_by_table: dict[str, int]
    unanswered: tuple[SentPackage, ...]  # newest first
    needs_full: bool  # the county asked for a full package
    held: tuple[HeldRecord, ...] = ()  # held back, the oldest first
    arrival: Arrival | None = None  # the store came back and is not set right with the county

    @property
    def asks(self) -> tuple[SentPackage, ...]:
        """Exported or not, without an answer for five days and more (P10)."""
        return tuple(p for p in self.unanswered if p.days_waiting >= ASK_AFTER_DAYS)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """One thing that is not complete before sealing; ``target`` opens it."""

    title: str
    missing: str
    target: Target
    blocking: bool = False
    record: tuple[str, str] | None = None  # (table, uid) of what could be held back for it


@dataclass(frozen=True, slots=True)
class Preflight:
    """What would go, and what is not complete (F60)."""

    month: str
    counts: dict[str, int]  # table → records that would go
    incomplete: tuple[Incomplete, ...]
    already_sealed: tuple[SentPackage, ...]  # packages of this month: the next one is a correction

    @property
    def zero(self) -> bool:
        """Nothing was recorded: the package is a zero report (F11)."""
        return not self.counts


@dataclass(frozen=True, slots=True)
class Exported:
    """Files that were written and read back: 可以拔出."""

    files: tuple[Path, ...]
    size: int
    carrying: str = ""  # the line of the log that was begun


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """What a receipt said, in words for the message box."""

    package: SentPackage
    answer: Answer
    message: str


@dataclass(frozen=True, slots=True)
class KeyCard:
    """Keys of ours or of a partner, with the fingerprint to be read aloud."""

    code: str
    name: str
    fingerprint: str  # six groups of four digits
    state: str  # own, offered, confirmed, revoked
    practice: bool
    confirmed_at: datetime | None = None
