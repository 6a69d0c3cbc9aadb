"""Office side: what goes into the next package, frozen with its number before it is written (P6).

A package holds every record edited since the last one the county has answered, so a lost stick
never matters (P5). Reading, sealing and freezing are three steps: only the first and the last
touch the store, each in one short transaction. An edit made between them has a higher change
number than the snapshot and goes into the next package. What is held back stays out (``holds``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.county import CORRESPONDENCE
from app.models.history import Counter as Counting
from app.models.local import Blob
from app.models.sync import OutboxPackage, OutboxPart
from app.sync import holds
from app.sync.audit_heads import head_of_log
from app.sync.holds import Withheld
from app.sync.manifest import Facts, Total
from app.sync.members import Rows, Scans
from app.sync.package import VOLUME_MIB, SealedPackage, seal_package
from app.sync.records import (
    Row,
    as_dict,
    blob_columns,
    changed_rows,
    count_changed,
    schema_version,
    tables,
    totals,
)
from app.sync.refusal import Refused
from app.sync.seal import PrivateKeys, PublicKeys

__all__ = [
    "MERGED",
    "RETURNED",
    "NotSealed",
    "Snapshot",
    "drop_files",
    "freeze",
    "last_frozen",
    "packages",
    "reported",
    "seal",
    "snapshot",
    "to_send",
    "unsent",
    "volumes",
    "watermark",
]

Begin = Callable[[], AbstractContextManager[Session]]
Progress = Callable[[int, int], None]

MOST_RECORDS = 200_000  # what a reader takes in one package (P11)
MERGED = frozenset({"merged", "superseded"})
"""Answers after which the county holds what the package held."""
RETURNED = "returned"
"""Counter: the change up to which every edit came back from the county, or was put behind it (P14)."""


class NotSealed(ActionableError):
    """No package was made; numbers and records are as before."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that goes into one package, as it stood at one moment."""

    facts: Facts
    rows: dict[str, list[Row]]
    scans: tuple[str, ...]  # SHA-256, in the order of the rows
    change: int  # every edit up to this one is inside, but for those held back
    left: tuple[Withheld, ...] = ()
    held: int = 0  # cases, persons and sessions held back

    @property
    def counts(self) -> dict[str, int]:
        """Table → records."""
        return {name: len(rows) for name, rows in self.rows.items()}


# --- what has been sealed ------------------------------------------------------------------------


def packages(session: Session, office: str) -> list[OutboxPackage]:
    """Every package ever frozen, the newest first."""
    return list(session.scalars(_newest_first(office)))


def _newest_first(office: str) -> Select[OutboxPackage]:
    order = (OutboxPackage.epoch.desc(), OutboxPackage.seq.desc())
    return select(OutboxPackage).where(OutboxPackage.office == office).order_by(*order)


def last_frozen(session: Session, office: str) -> OutboxPackage | None:
    """The newest package, whether answered or not."""
    return session.scalar(_newest_first(office).limit(1))


def _last_received(session: Session, office: str, epoch: int) -> OutboxPackage | None:
    """The newest package of this epoch that the county says it holds."""
    of_this_life = _newest_first(office).where(OutboxPackage.epoch == epoch)
    return session.scalar(of_this_life.where(OutboxPackage.answer.in_(MERGED)).limit(1))


def watermark(session: Session, office: str) -> int:
    """The change up to which the county holds every edit; 0 before its first receipt (P5)."""
    received = _last_received(session, office, _counter(session, office, "epoch") or 1)
    return received.change if received else 0


def reported(counts: Mapping[str, int]) -> dict[str, int]:
    """Without what only answers the county's letters: a month of that alone is a zero report."""
    return {table: number for table, number in counts.items() if table not in CORRESPONDENCE}


def unsent(session: Session, office: str) -> dict[str, int]:
    """Table → records edited since the newest package was frozen and not held back."""
    newest = _newest_change(session, office)
    left = holds.withheld(session, office, newest)
    return _counted(session, office, newest, left)


def to_send(session: Session, office: str) -> dict[str, int]:
    """Table → records that the next package would report."""
    left = holds.withheld(session, office, _newest_change(session, office))
    return _counted(session, office, watermark(session, office), left)


def _counted(session: Session, office: str, after: int, left: Sequence[Withheld]) -> dict[str, int]:
    """Table → records that a range over ``change`` holds: sent versions in place of held ones."""
    counts = Counter(count_changed(session.connection(), office, after))
    for row in left:
        counts[row.table] -= row.change > after
        counts[row.table] += row.sent is not None and row.sent["change"] > after
    return reported({name: counts[name] for name in tables() if counts[name]})


def _newest_change(session: Session, office: str) -> int:
    """The change up to which edits were in the newest package, or came back from the county."""
    last = last_frozen(session, office)
    return max(last.change if last else 0, _counter(session, office, RETURNED))


def _counter(session: Session, office: str, name: str) -> int:
    counter = session.get(Counting, (office, name))
    return counter.value if counter else 0


# --- sealing -------------------------------------------------------------------------------------


def snapshot(
    session: Session,
    office: str,
    *,
    recipient: str,
    month: str,
    now: datetime,
    app_version: str,
    practice: bool,
    full: bool = False,
) -> Snapshot:
    """What the next package will hold: everything since the last receipt, or everything.

    Raises ``NotSealed`` when there is more than a reader takes.
    """
    holds.requeue(session, office)
    epoch = _counter(session, office, "epoch") or 1
    last = last_frozen(session, office)
    received = None if full else _last_received(session, office, epoch)
    after = received.change if received else 0
    until = _counter(session, office, "change")
    connection = session.connection()
    left = holds.withheld(session, office, _newest_change(session, office))
    if sum(_counted(session, office, after, left).values()) > MOST_RECORDS:
        raise NotSealed(
            "R01",
            f"要报送的记录超过 {MOST_RECORDS:,} 条，一个包装不下。",
            do="请联系县局，由维护人员分批导出。",
        )
    rows: dict[str, list[Row]] = {}
    scans: dict[str, None] = {}
    stay = {(row.table, row.uid) for row in left}
    for name, table in tables().items():
        edited = changed_rows(connection, table, office, after, until)
        found = [row for row in edited if (name, row["uid"]) not in stay]
        known = [row.sent for row in left if row.table == name and row.sent]
        found += [row for row in known if row["change"] > after]
        if found:
            rows[name] = found
            for column in blob_columns(table):
                scans |= dict.fromkeys(r[column] for r in found if r[column] and not r["deleted"])
    facts = Facts(
        sender=office,
        recipient=recipient,
        epoch=epoch,
        seq=last.seq + 1 if last and last.epoch == epoch else 1,
        base_seq=received.seq if received else 0,
        prev_digest=last.digest if last and last.epoch == epoch else "",
        schema=schema_version(),
        app_version=app_version,
        created_at=now,
        totals=_totals(session, office, left),
        month=month,
        practice=practice,
        audit_head=head_of_log(session, office),
    )
    held = len(holds.open_holds(session, office))
    return Snapshot(facts, rows, tuple(scans), until, tuple(left), held)


def _totals(session: Session, office: str, left: Sequence[Withheld]) -> tuple[Total, ...]:
    """What the county will count: a row held back as it knows it, or not at all (P4, P9)."""
    counts = Counter({(t.table, t.status): t.count for t in totals(session.connection(), office)})
    for row in left:
        counts[row.table, row.status] -= 1
        if row.sent:
            counts[row.table, row.sent_status] += 1
    return tuple(Total(*key, number) for key, number in sorted(counts.items()) if number)


def seal(
    begin: Begin,
    taken: Snapshot,
    signer: PrivateKeys,
    recipient: PublicKeys,
    progress: Progress,
    *,
    volume_mib: int = VOLUME_MIB,
) -> SealedPackage:
    """Sign and seal a snapshot; its scans are read one by one.

    ``progress`` hears steps done of steps in all; raising from it cancels. Raises ``NotSealed``
    when a scan is missing, or for content that no reader would take.
    """
    steps = len(taken.scans) + 1
    scans = []
    for done, sha256 in enumerate(taken.scans):
        progress(done, steps)
        with begin() as session:
            blob = session.get(Blob, (taken.facts.sender, sha256))
            if blob is None:
                raise NotSealed(
                    "R02",
                    "有一份扫描件的内容在数据库里找不到，不能封包。",
                    do="请用最近的备份恢复，或删去这份扫描件重新扫描后再封包。",
                )
            scans.append(blob.data)
    progress(len(scans), steps)
    contents = [Rows(name, rows) for name, rows in taken.rows.items()]
    try:
        sealed = seal_package(
            taken.facts,
            [*contents, Scans(scans)],
            signer,
            recipient,
            volume_mib=volume_mib,
        )
    except Refused as error:
        raise NotSealed(
            "R05",
            "有一条记录的文字或一份扫描件超出了报送包允许的大小。",
            do="请把过长的文字（一栏不超过两万字）或过大的扫描件（一份不超过 64 MB）改小后再封包。",
        ) from error
    progress(steps, steps)
    return sealed


def freeze(
    session: Session,
    taken: Snapshot,
    sealed: SealedPackage,
    *,
    now: datetime,
    by: str,
    confirmed_by: str = "",
) -> OutboxPackage:
    """Keep number and bytes together, in the transaction of ``session`` (P6).

    What was held back is noted with it, and put in line again if it was released meanwhile. Raises ``NotSealed`` when another package took the number meanwhile.
    """
    facts = taken.facts
    key = (facts.sender, facts.epoch, facts.seq)
    if session.get(OutboxPackage, key) is not None:
        raise NotSealed(
            "R03", "另一个窗口刚刚封了一个包，这一次没有封。", do="请在列表里查看刚封好的包。"
        )
    package = OutboxPackage(
        office=facts.sender,
        epoch=facts.epoch,
        seq=facts.seq,
        month=facts.month,
        base_seq=facts.base_seq,
        prev_digest=facts.prev_digest,
        digest=sealed.digest,
        size=sum(map(len, sealed.volumes)),
        change=taken.change,
        records=sum(reported(taken.counts).values()),
        counts=taken.counts,
        totals=as_dict(facts.totals),
        frozen_at=now,
        frozen_by=by,
        confirmed_by=confirmed_by,
        held_back=taken.held,
        answer="",
        audit_entries=facts.audit_head.entries if facts.audit_head else None,
        audit_head=facts.audit_head.sha256 if facts.audit_head else "",
    )
    session.add(package)
    for number, data in enumerate(sealed.volumes, start=1):
        session.add(
            OutboxPart(
                office=facts.sender, epoch=facts.epoch, seq=facts.seq, number=number, data=data
            )
        )
    holds.note(session, facts.sender, taken.left)
    holds.requeue(session, facts.sender)
    return package


# --- afterwards ----------------------------------------------------------------------------------


def volumes(begin: Begin, package: OutboxPackage) -> Iterator[tuple[int, int, bytes]]:
    """The frozen files, one in memory at a time: number, how many in all, bytes."""
    mine = (
        OutboxPart.office == package.office,
        OutboxPart.epoch == package.epoch,
        OutboxPart.seq == package.seq,
    )
    with begin() as session:
        count = session.scalar(select(func.count()).select_from(OutboxPart).where(*mine)) or 0
    for number in range(1, count + 1):
        with begin() as session:
            key = (package.office, package.epoch, package.seq, number)
            data = session.get_one(OutboxPart, key).data
        yield number, count, data


def drop_files(session: Session, package: OutboxPackage) -> None:
    """The county has it: the bytes are not needed any more, the row stays."""
    session.execute(
        delete(OutboxPart).where(
            OutboxPart.office == package.office,
            OutboxPart.epoch == package.epoch,
            OutboxPart.seq <= package.seq,
        )
    )
