"""An office's own records on their way home: the return package (trust P14, C2).

The bureau seals to the office's present key all it holds of the office, tombstones and scans too,
and says how far it had come. The office merges the rows by the rule of every merge (P8). The file
also countersigns a new epoch: whatever another copy of the old store seals is refused from the
moment this package is made. It quotes the request that the office read aloud, so that an older
return package cannot be brought back after a second restore.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.history import Counter, next_changes
from app.models.local import Blob
from app.models.sync import OfficeHead, ReceivedPackage
from app.sync.manifest import Facts
from app.sync.members import Rows, Scans
from app.sync.merge import Changes, Importer, Told
from app.sync.outbox import MOST_RECORDS, RETURNED
from app.sync.package import OpenedPackage, Reader, open_package, seal_package
from app.sync.receiving import UNDONE, feed, head_of
from app.sync.records import (
    Row,
    blob_columns,
    changed_rows,
    count_changed,
    schema_version,
    tables,
    totals,
)
from app.sync.refusal import Refusal, Refused
from app.sync.seal import ALLOWED_SUITES, PrivateKeys, PublicKeys, Purpose, Signer
from app.sync.volumes import Source

__all__ = [
    "Held",
    "Standing",
    "hold_of",
    "merge_return",
    "put_own_behind",
    "read_return",
    "seal_return",
    "standing_of",
    "too_much",
]

TABLE = "standing"
EVERY_CHANGE = 2**62
NO_CHANGE = -1

Progress = Callable[[int, int], None]


def too_much() -> ActionableError:
    """More than a reader takes in one file (P11)."""
    return ActionableError(
        "B13",
        f"这个所的记录超过 {MOST_RECORDS:,} 条，或者扫描件超过 2 GB，一个归还包装不下。",
        do="请不带扫描件再做一次；仍不行时联系维护人员。",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the county had come with the office when it gave the records back.

    ``epoch`` is the life the office's store begins now; ``packages`` lists (epoch, number, month,
    digest, result) of what came; ``series`` maps counters of numbers to the highest number used;
    ``certificate`` is the county's answer file for the office's key, in hex.
    """

    office: str
    request: str
    epoch: int
    head_epoch: int
    head_seq: int
    head_digest: str
    packages: tuple[tuple[int, int, str, str, str], ...]
    series: dict[str, int]
    certificate: str
    made_at: datetime

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        row = asdict(self)
        row["packages"] = [list(package) for package in self.packages]
        row["made_at"] = self.made_at.isoformat(timespec="seconds")
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Standing:
        """The standing again, every value of its type; raises ``Refused``."""
        try:
            values = {field.name: row[field.name] for field in fields(cls)}
            values["made_at"] = datetime.fromisoformat(values["made_at"])
            values["packages"] = tuple(
                (int(e), int(n), str(month), str(digest), str(result))
                for e, n, month, digest, result in values["packages"]
            )
            values["series"] = {str(name): int(n) for name, n in values["series"].items()}
            numbers = (values["epoch"], values["head_epoch"], values["head_seq"])
            texts = [values[n] for n in ("office", "request", "head_digest", "certificate")]
            if not all(type(n) is int and n >= 0 for n in numbers):
                raise TypeError("number")
            if not all(isinstance(text, str) for text in texts):
                raise TypeError("text")
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused(Refusal.MALFORMED, "standing") from None
        return cls(**values)


# --- at the bureau -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What the bureau holds of an office: rows by table, scans by SHA-256."""

    rows: dict[str, list[Row]]
    scans: tuple[str, ...]

    @property
    def records(self) -> int:
        """How many rows."""
        return sum(map(len, self.rows.values()))


def hold_of(session: Session, office: str, *, scans: bool) -> Held:
    """Every row of ``office``, tombstones too; raises ``ActionableError`` beyond what a file holds."""
    connection = session.connection()
    if sum(count_changed(connection, office, NO_CHANGE).values()) > MOST_RECORDS:
        raise too_much()
    rows: dict[str, list[Row]] = {}
    wanted: dict[str, None] = {}
    for name, table in tables().items():
        if found := list(changed_rows(connection, table, office, NO_CHANGE, EVERY_CHANGE)):
            rows[name] = found
            for column in blob_columns(table) if scans else ():
                wanted |= dict.fromkeys(r[column] for r in found if r[column] and not r["deleted"])
    query = select(Blob.sha256).where(Blob.office == office)
    here = set(session.scalars(query)) if wanted else set()
    return Held(rows, tuple(sha256 for sha256 in wanted if sha256 in here))


def standing_of(
    session: Session,
    office: str,
    *,
    request: str,
    epoch: int,
    series: Mapping[str, int],
    certificate: bytes,
    now: datetime,
) -> Standing:
    """What the county says of ``office``."""
    head: OfficeHead = head_of(session, office)
    query = (
        select(ReceivedPackage)
        .where(ReceivedPackage.office == office, ReceivedPackage.result != UNDONE)
        .order_by(ReceivedPackage.epoch, ReceivedPackage.seq)
    )
    packages = tuple((p.epoch, p.seq, p.month, p.digest, p.result) for p in session.scalars(query))
    return Standing(
        office,
        request,
        epoch,
        head.epoch,
        head.seq,
        head.digest,
        packages,
        dict(series),
        certificate.hex(),
        now,
    )


def seal_return(
    session: Session,
    standing: Standing,
    held: Held,
    *,
    county: str,
    signer: PrivateKeys,
    recipient: PublicKeys,
    practice: bool,
    app_version: str,
) -> tuple[bytes, ...]:
    """The return package as files; raises ``Refused`` for content that no reader would take."""
    facts = Facts(
        sender=county,
        recipient=standing.office,
        epoch=1,
        seq=max(standing.head_seq, 1),
        base_seq=0,
        prev_digest=standing.head_digest,
        schema=schema_version(),
        app_version=app_version,
        created_at=standing.made_at,
        totals=totals(session.connection(), standing.office),
        practice=practice,
    )
    blobs = [session.get_one(Blob, (standing.office, sha256)).data for sha256 in held.scans]
    contents: list[Rows | Scans] = [
        Rows(TABLE, [standing.as_row()]),
        *(Rows(name, rows) for name, rows in held.rows.items()),
        Scans(blobs),
    ]
    return seal_package(facts, contents, signer, recipient, purpose=Purpose.RETURN).volumes


# --- at the office -------------------------------------------------------------------------------


def read_return(
    sources: Source | Sequence[Source],
    *,
    office: str,
    keys: tuple[PrivateKeys, ...],
    signers: tuple[Signer, ...],
    suites: Collection[int] = ALLOWED_SUITES,
) -> tuple[Standing, OpenedPackage]:
    """A return package proved from the first byte to the last; raises ``Refused``."""
    reader = Reader(office, keys, signers, schema_version(), frozenset({*tables(), TABLE}), suites)
    opened = open_package(sources, reader, purpose=Purpose.RETURN)
    rows = list(opened.rows(TABLE))
    if len(rows) != 1:
        raise Refused(Refusal.MALFORMED, "standing")
    standing = Standing.from_row(rows[0])
    if standing.office != office or standing.head_digest != opened.manifest.facts.prev_digest:
        raise Refused(Refusal.MALFORMED, "standing")
    return standing, opened


def merge_return(
    session: Session,
    opened: OpenedPackage,
    *,
    office: str,
    now: datetime,
    by: str,
    progress: Progress,
    told: Told,
) -> Changes:
    """Merge what came home in the transaction of ``session``: the greater version stays (P8).

    Raises ``NotMerged``, ``Refused``. The counter of edits rises above every edit that came, so
    that the next package holds them all.
    """
    connection = session.connection()
    importer = Importer(
        lambda: nullcontext(connection),
        office=office,
        digest=opened.digest,
        now=now,
        by=by,
        write=True,
        journal=False,
        told=told,
    )
    feed(opened, importer, progress, leaving_out=TABLE)
    _raise_change(session, office)
    return importer.changes


def _raise_change(session: Session, office: str) -> None:
    """The counter of edits stands above every edit that came."""
    connection = session.connection()
    newest = max(
        connection.scalar(select(func.max(t.c.change)).where(t.c.office == office)) or 0
        for t in tables().values()
    )
    _count_to(session, office, "change", newest)


def put_own_behind(session: Session, office: str, opened: OpenedPackage) -> int:
    """Give every record that the county does not hold as it stands a later change number.

    So what is not sent yet is one range again: everything after ``RETURNED``. Returns how many.
    """
    connection = session.connection()
    own: list[tuple[int, str, str]] = []
    for name, table in tables().items():
        theirs = {row["uid"]: _version(row) for row in opened.rows(name)}
        versions = (table.c.uid, table.c.epoch, table.c.revision, table.c.change)
        here = connection.execute(select(*versions).where(table.c.office == office)).mappings()
        own += [
            (row["change"], name, row["uid"])
            for row in here
            if theirs.get(row["uid"]) != _version(row)
        ]
    counter = session.get(Counter, (office, "change"))
    _count_to(session, office, RETURNED, counter.value if counter else 0)
    numbers = next_changes(session, office, len(own)) if own else range(0)
    for number, (_, name, uid) in zip(numbers, sorted(own), strict=True):
        table = tables()[name]
        this = (table.c.office == office, table.c.uid == uid)
        connection.execute(update(table).where(*this).values(change=number))
    return len(own)


def _version(row: Mapping[Any, Any]) -> tuple[int, int, int]:
    return row["epoch"], row["revision"], row["change"]


def _count_to(session: Session, office: str, name: str, value: int) -> None:
    counter = session.get(Counter, (office, name)) or Counter(office=office, name=name, value=0)
    session.add(counter)
    counter.value = max(counter.value, value)
