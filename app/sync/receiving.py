"""County side: a proved package against the store, from P7's table to the receipt (P7-P10).

Merging runs inside the caller's one transaction: either the records, the office's head, the
journal and the receipt are all written, or nothing is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Session

from app.models.county import CORRESPONDENCE
from app.models.sync import ImportStep, OfficeHead, Receipt, ReceivedPackage
from app.sync.audit_heads import finding
from app.sync.bundle_kept import newest_version
from app.sync.decision import Arrival, Known, Verdict, decide, missing_numbers
from app.sync.manifest import AuditHead, MemberKind, Total
from app.sync.merge import Changes, Importer, Told, nobody
from app.sync.objection import NotMerged, Objection
from app.sync.package import OpenedPackage
from app.sync.receipt import Answer
from app.sync.records import as_dict, totals
from app.sync.undo import undo

__all__ = [
    "OBJECTIONS",
    "Trial",
    "answer_to",
    "arrival_of",
    "audit_head_of",
    "check_world",
    "feed",
    "head_of",
    "known_of",
    "lift_stop",
    "merge_package",
    "note",
    "records_of",
    "recount",
    "try_package",
    "undo_last",
    "verdict_on",
]

Begin = Callable[[], AbstractContextManager[Session]]
Progress = Callable[[int, int], None]

OBJECTIONS: Mapping[Verdict, Objection] = {
    Verdict.OLD_EPOCH: Objection.OLD_EPOCH,
    Verdict.FORK: Objection.FORK,
    Verdict.STOPPED: Objection.STOPPED,
    Verdict.SUPERSEDED: Objection.SUPERSEDED,
    Verdict.HELD: Objection.GAP,
}
"""What a verdict means as a refusal; merged and repeated packages are none."""

UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a package would do. ``totals_fit`` compares control totals as they would be (P9)."""

    verdict: Verdict
    changes: Changes
    totals_fit: bool


# --- the table of P7 -----------------------------------------------------------------------------


def check_world(opened: OpenedPackage, *, practice: bool) -> None:
    """Practice packages stay among practice offices; raises ``NotMerged``."""
    if opened.manifest.facts.practice and not practice:
        raise NotMerged(Objection.PRACTICE_AT_REAL)
    if practice and not opened.manifest.facts.practice:
        raise NotMerged(Objection.REAL_AT_PRACTICE)


def records_of(opened: OpenedPackage) -> int:
    """How many records a package reports; what only answers the county's letters is none.

    Nor are the pictures beside them: each scan has its row.
    """
    rows = (one for one in opened.manifest.members if one.kind is MemberKind.ROWS)
    return sum(member.records for member in rows if member.table not in CORRESPONDENCE)


def arrival_of(opened: OpenedPackage) -> Arrival:
    """The numbers of a package."""
    facts = opened.manifest.facts
    return Arrival(opened.digest, facts.epoch, facts.seq, facts.base_seq, facts.prev_digest)


def head_of(session: Session, office: str) -> OfficeHead:
    """How far the office has come; a new row for one that never sent anything."""
    head = session.get(OfficeHead, office)
    if head is None:
        head = OfficeHead(
            office=office,
            epoch=0,
            seq=0,
            digest="",
            audit_head="",
            totals={},
            least_epoch=1,
            stopped="",
        )
    return head


def known_of(session: Session, office: str, arrival: Arrival) -> Known:
    """What the county holds under the number of ``arrival`` and the numbers beside it."""
    head = head_of(session, office)
    query = select(ReceivedPackage).where(
        ReceivedPackage.office == office,
        ReceivedPackage.epoch == arrival.epoch,
        ReceivedPackage.seq.in_([arrival.seq - 1, arrival.seq, arrival.seq + 1]),
        ReceivedPackage.result != UNDONE,
    )
    packages: dict[tuple[int, int], dict[str, tuple[str, str]]] = {}
    for p in session.scalars(query):
        packages.setdefault((p.epoch, p.seq), {})[p.digest] = (p.prev_digest, p.result)
    return Known(head.epoch, head.seq, head.least_epoch, bool(head.stopped), packages)


def verdict_on(session: Session, opened: OpenedPackage) -> Verdict:
    """The county's answer to a proved package, before any of its rows is looked at."""
    arrival = arrival_of(opened)
    return decide(arrival, known_of(session, opened.manifest.facts.sender, arrival))


# --- merging -------------------------------------------------------------------------------------


def feed(
    opened: OpenedPackage, importer: Importer, progress: Progress, *, leaving_out: str = ""
) -> None:
    """Feed every member to ``importer``; raising from ``progress`` stops it.

    ``leaving_out`` names a member that holds no records of a store.
    """
    total = sum(member.records for member in opened.manifest.members)
    done = 0
    progress(done, total)
    for table in opened.tables:
        if table == leaving_out:
            continue
        for taken in importer.take(table, opened.rows(table)):
            done += taken
            progress(done, total)
    scans = ((hashlib.sha256(data).hexdigest(), data) for data in opened.scans())
    for taken in importer.take_scans(scans):
        done += taken
        progress(done, total)


def _wanted(opened: OpenedPackage) -> dict[str, dict[str, int]]:
    """The sender's control totals, without noughts."""
    promised = as_dict(opened.manifest.facts.totals)
    kept = {t: {s: n for s, n in by.items() if n} for t, by in sorted(promised.items())}
    return {table: by for table, by in kept.items() if by}


def try_package(begin: Begin, opened: OpenedPackage, *, now: datetime, progress: Progress) -> Trial:
    """What merging would do, writing nothing and holding the store for moments only.

    Raises ``NotMerged``, ``Refused``.
    """

    @contextmanager
    def moment() -> Iterator[Connection]:
        with begin() as session:
            yield session.connection()

    office = opened.manifest.facts.sender
    with begin() as session:
        verdict = verdict_on(session, opened)
        before = head_of(session, office).totals
    importer = Importer(moment, office=office, digest=opened.digest, now=now, write=False)
    if verdict is not Verdict.MERGED:
        return Trial(verdict, importer.changes, totals_fit=True)
    feed(opened, importer, progress)
    after = importer.changes.totals_after(before)
    return Trial(verdict, importer.changes, totals_fit=after == _wanted(opened))


def merge_package(
    session: Session,
    opened: OpenedPackage,
    *,
    now: datetime,
    by: str,
    progress: Progress,
    told: Told = nobody,
) -> Changes:
    """Merge a package whose verdict is ``MERGED``; raises ``NotMerged``, ``Refused``.

    ``told`` learns of every record that is written (the search index follows it). Totals are kept per office and moved by every row that is written; a package that holds
    everything is counted over the whole store instead, which costs no more per record (P9).
    """
    facts = opened.manifest.facts
    office = facts.sender
    head = head_of(session, office)
    received = note(session, opened, Verdict.MERGED, now=now, by=by)
    received.head_before = {
        "epoch": head.epoch,
        "seq": head.seq,
        "digest": head.digest,
        "audit_head": head.audit_head,
        "totals": head.totals,
    }
    session.flush()
    connection = session.connection()
    importer = Importer(
        lambda: nullcontext(connection),
        office=office,
        digest=opened.digest,
        now=now,
        by=by,
        write=True,
        told=told,
    )
    feed(opened, importer, progress)
    after = importer.changes.totals_after(head.totals)
    if facts.base_seq == 0 and after != as_dict(totals(connection, office)):
        raise NotMerged(Objection.TOTALS_DIFFER, "the store and its running totals")
    if after != _wanted(opened):
        raise NotMerged(Objection.TOTALS_DIFFER, "the sender's totals")
    _seal_off(session, office, head.digest)
    head.epoch, head.seq, head.digest = facts.epoch, facts.seq, opened.digest
    head.audit_head = facts.audit_head.sha256 if facts.audit_head else ""
    head.totals = after
    session.add(head)
    received.counts = importer.changes.counts()
    return importer.changes


def _seal_off(session: Session, office: str, digest: str) -> None:
    """Only the last import of an office can be undone: drop the journal of the one before."""
    session.execute(
        delete(ImportStep).where(ImportStep.office == office, ImportStep.digest == digest)
    )
    if before := session.get(ReceivedPackage, (office, digest)):
        before.head_before = {}


def note(
    session: Session, opened: OpenedPackage, verdict: Verdict, *, now: datetime, by: str
) -> ReceivedPackage:
    """Remember that this package came and what became of it; a fork stops the office (P7)."""
    facts = opened.manifest.facts
    received = session.get(ReceivedPackage, (facts.sender, opened.digest))
    if received is None:
        received = ReceivedPackage(office=facts.sender, digest=opened.digest)
        session.add(received)
    received.epoch, received.seq, received.base_seq = facts.epoch, facts.seq, facts.base_seq
    received.prev_digest, received.month = facts.prev_digest, facts.month
    received.records = records_of(opened)
    received.result, received.counts, received.head_before = verdict, {}, {}
    received.received_at, received.received_by = now, by
    head = facts.audit_head
    received.audit_finding = finding(session, facts)
    received.audit_entries = head.entries if head else None
    received.audit_head = head.sha256 if head else ""
    if verdict is Verdict.FORK:
        office = head_of(session, facts.sender)
        office.stopped, office.stopped_at = opened.digest, now
        session.add(office)
    return received


def audit_head_of(session: Session, office: str) -> AuditHead | None:
    """The newest head of the office's log that the county holds; it goes into receipts (U2)."""
    query = (
        select(ReceivedPackage)
        .where(ReceivedPackage.office == office, ReceivedPackage.audit_entries.is_not(None))
        .order_by(ReceivedPackage.epoch.desc(), ReceivedPackage.seq.desc())
        .limit(1)
    )
    newest = session.scalar(query)
    if newest is None or newest.audit_entries is None:
        return None
    return AuditHead(newest.audit_entries, newest.audit_head)


def answer_to(session: Session, opened: OpenedPackage, verdict: Verdict) -> Answer:
    """What the receipt will say, after ``note`` or ``merge_package``."""
    facts = opened.manifest.facts
    received = session.get_one(ReceivedPackage, (facts.sender, opened.digest))
    head = head_of(session, facts.sender)
    query = select(ReceivedPackage.seq).where(
        ReceivedPackage.office == facts.sender,
        ReceivedPackage.epoch == facts.epoch,
        ReceivedPackage.result != UNDONE,
    )
    newest = max(facts.seq, head.seq if head.epoch == facts.epoch else 0)
    objection = OBJECTIONS.get(verdict)
    return Answer(
        office=facts.sender,
        digest=opened.digest,
        epoch=facts.epoch,
        seq=facts.seq,
        month=facts.month,
        result=verdict,
        reason=objection or "",
        records=received.records,
        new=received.counts.get("new", 0),
        changed=received.counts.get("changed", 0),
        deleted=received.counts.get("deleted", 0),
        rejects=(),
        head_epoch=head.epoch,
        head_seq=head.seq,
        head_digest=head.digest,
        missing=missing_numbers(set(session.scalars(query)), newest),
        bundle=newest_version(session, facts.recipient),
        received_at=received.received_at,
    )


# --- afterwards ----------------------------------------------------------------------------------


def recount(session: Session, office: str) -> list[tuple[str, str, int, int]]:
    """(table, status, held, expected) wherever the store differs from its running totals."""
    held = as_dict(totals(session.connection(), office))
    expected: Mapping[str, Mapping[str, int]] = head_of(session, office).totals
    found = []
    for table in sorted(held.keys() | expected.keys()):
        here, there = held.get(table, {}), expected.get(table, {})
        for status in sorted(here.keys() | there.keys()):
            pair = here.get(status, 0), there.get(status, 0)
            if pair[0] != pair[1]:
                found.append((table, status, *pair))
    return found


def undo_last(
    session: Session, office: str, *, told: Told = nobody
) -> tuple[ReceivedPackage, int] | None:
    """Take back the newest import of ``office``; its records are then as they were before.

    Returns the package and the number of steps undone, ``None`` when there is no import to undo.
    """
    head = session.get(OfficeHead, office)
    received = session.get(ReceivedPackage, (office, head.digest)) if head else None
    if head is None or received is None or not received.head_before:
        return None
    steps = undo(session.connection(), office, received.digest, told=told)
    before: dict[str, Any] = received.head_before
    head.epoch, head.seq, head.digest = before["epoch"], before["seq"], before["digest"]
    head.audit_head, head.totals = before["audit_head"], before["totals"]
    received.head_before = {}
    for package in (received, *_answered_through(session, head)):
        package.result = UNDONE
        session.execute(
            delete(Receipt).where(Receipt.office == office, Receipt.digest == package.digest)
        )
    return received, steps


def _answered_through(session: Session, head: OfficeHead) -> Sequence[ReceivedPackage]:
    """Packages whose only answer was that a later one holds them, which was taken back."""
    later = (ReceivedPackage.epoch == head.epoch) & (ReceivedPackage.seq > head.seq)
    query = select(ReceivedPackage).where(
        ReceivedPackage.office == head.office,
        ReceivedPackage.result == Verdict.SUPERSEDED,
        later | (ReceivedPackage.epoch > head.epoch),
    )
    return session.scalars(query).all()


def lift_stop(session: Session, office: str) -> int:
    """Receive from an office in a new epoch only, stopped or not; returns that epoch.

    The office learns of it by a new certificate (C2): what a clone or the old PC sealed stays shut
    out.
    """
    head = head_of(session, office)
    newest = session.scalar(
        select(ReceivedPackage.epoch)
        .where(ReceivedPackage.office == office)
        .order_by(ReceivedPackage.epoch.desc())
        .limit(1)
    )
    head.least_epoch = max(head.least_epoch, head.epoch, newest or 0) + 1
    head.stopped, head.stopped_at = "", None
    session.add(head)
    return head.least_epoch


def totals_of(held: Mapping[str, Mapping[str, int]]) -> tuple[Total, ...]:
    """Running totals as a manifest carries them."""
    return tuple(Total(t, s, n) for t, by in held.items() for s, n in by.items())
