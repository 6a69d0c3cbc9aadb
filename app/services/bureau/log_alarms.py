"""Offices whose log was cut or rewritten, as their packages show (trust U2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sync import ReceivedPackage
from app.services.bureau import board
from app.sync.audit_heads import Finding

__all__ = ["ALARMS", "LogAlarm", "alarms", "warning"]

SHOWN_FOR = timedelta(days=90)
"""A reminder stands this long; the list of packages keeps the finding for good."""

ALARMS: Mapping[str, str] = {
    Finding.CUT: "比以前报送时短了，后面的记录可能被删掉",
    Finding.REWRITTEN: "和以前报送时说的不一样，可能被改写",
    Finding.UNPROVED: "没有说明以前报送时的那一条，无法核对",
}
"""What is wrong with a log; a restored store is expected to go on from its backup."""


@dataclass(frozen=True, slots=True)
class LogAlarm:
    """One package whose head does not go on from the one before."""

    office: str
    office_name: str
    month: str
    number: int
    words: str
    received_at: datetime


def warning(session: Session, office: str, digest: str) -> str:
    """A sentence for the clerk who just received the package; empty when the log fits."""
    package = session.get(ReceivedPackage, (office, digest))
    words = ALARMS.get(package.audit_finding) if package else None
    return f"注意：这个所的操作日志{words}，请派人核实。" if words else ""


def alarms(session: Session, bureau: str, now: datetime) -> list[LogAlarm]:
    """What was found in the last ninety days, the newest first."""
    query = (
        select(ReceivedPackage)
        .where(
            ReceivedPackage.audit_finding.in_(
                [finding.value for finding in Finding if finding in ALARMS]
            ),
            ReceivedPackage.received_at >= now - SHOWN_FOR,
        )
        .order_by(ReceivedPackage.received_at.desc())
    )
    return [
        LogAlarm(
            package.office,
            board.office_name(session, bureau, package.office),
            package.month,
            package.seq,
            ALARMS[package.audit_finding],
            package.received_at,
        )
        for package in session.scalars(query)
    ]
