"""The head of an office's log in its packages, and what the county makes of it (trust U2).

An office states its newest entry, and what its chain says today at the numbers earlier packages
stated. The county keeps every head. A later package whose chain is shorter, or says something else
at a number already stated, comes from a log that was cut or rewritten.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import audit
from app.models.sync import OutboxPackage, ReceivedPackage
from app.sync.manifest import POINTS_LIMIT, AuditHead, AuditPoint, Facts

__all__ = ["Finding", "finding", "head_of_log", "unlike_packages"]


class Finding(StrEnum):
    """What a head says about the log it comes from."""

    FITS = ""
    CUT = "cut"  # ends before an entry that was already stated
    REWRITTEN = "rewritten"  # says something else at a number already stated
    UNPROVED = "unproved"  # does not say what stands at the number already stated
    RESTORED = "restored"  # a new life of the office: its log goes on from the backup


def head_of_log(session: Session, office: str) -> AuditHead:
    """The head of this office's own log, with the points of its earlier packages."""
    entries, sha256 = audit.tip_of(session, office)
    query = (
        select(OutboxPackage.audit_entries)
        .where(OutboxPackage.office == office, OutboxPackage.audit_entries.is_not(None))
        .order_by(OutboxPackage.epoch.desc(), OutboxPackage.seq.desc())
        .limit(POINTS_LIMIT)
    )
    stated = sorted({number for number in session.scalars(query) if number})
    now = ((number, audit.hash_at(session, office, number)) for number in stated)
    return AuditHead(entries, sha256, tuple(AuditPoint(n, said) for n, said in now if said))


def unlike_packages(session: Session, office: str) -> int | None:
    """The first entry that says something else than a package of ours stated; at the office."""
    query = (
        select(OutboxPackage)
        .where(OutboxPackage.office == office, OutboxPackage.audit_entries.is_not(None))
        .order_by(OutboxPackage.audit_entries)
    )
    for package in session.scalars(query):
        number = package.audit_entries or 0
        if audit.hash_at(session, office, number) != package.audit_head:
            return number
    return None


def finding(session: Session, facts: Facts) -> Finding:
    """What the county finds of a proved package: compared with the newest head before it."""
    query = (
        select(ReceivedPackage)
        .where(
            ReceivedPackage.office == facts.sender,
            ReceivedPackage.audit_entries.is_not(None),
            or_(
                ReceivedPackage.epoch < facts.epoch,
                (ReceivedPackage.epoch == facts.epoch) & (ReceivedPackage.seq < facts.seq),
            ),
        )
        .order_by(ReceivedPackage.epoch.desc(), ReceivedPackage.seq.desc())
        .limit(1)
    )
    known = session.scalar(query)
    if known is None or known.audit_entries is None:
        return Finding.FITS
    found = _compare(facts.audit_head, known.audit_entries, known.audit_head)
    if found is not Finding.FITS and known.epoch < facts.epoch:
        return Finding.RESTORED
    return found


def _compare(head: AuditHead | None, entries: int, sha256: str) -> Finding:
    if head is None or head.entries < entries:
        return Finding.CUT
    points = {point.entries: point.sha256 for point in head.earlier} | {head.entries: head.sha256}
    if entries and entries not in points:
        return Finding.UNPROVED
    return Finding.FITS if not entries or points[entries] == sha256 else Finding.REWRITTEN
