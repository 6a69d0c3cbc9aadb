"""县局反馈包: all the county has to say to one office, in one sealed file (F59, F33).

It travels as a package does, with its own purpose, from the bureau to the office. It is cumulative:
it holds everything since the answer the office is known to have, so a lost one never matters. Its
number rises per office; an older one taken in later changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.models.county import CountyDecision, CountyNotice, CountyVerdict
from app.sync import strict_json
from app.sync.manifest import AuditHead, Facts
from app.sync.members import Rows, Scans
from app.sync.package import Reader, SealedPackage, open_package, seal_package
from app.sync.receipt import Answer as Receipt
from app.sync.records import cells_of
from app.sync.refusal import Refusal, Refused
from app.sync.seal import ALLOWED_SUITES, PrivateKeys, PublicKeys, Purpose, Signer
from app.sync.volumes import Source

__all__ = ["SCHEMA", "TABLES", "Reply", "issue", "read", "row_of"]

SCHEMA = 1
"""Of the answer itself, apart from the schema of records; a reader takes the columns it knows."""

TABLES: dict[str, type[CountyVerdict | CountyNotice | CountyDecision]] = {
    "verdict": CountyVerdict,
    "notice": CountyNotice,
    "decision": CountyDecision,
}
"""Member → the table whose rows it carries."""
KEPT_BACK = frozenset({"earlier"})
"""Columns that stay at the bureau."""
HEAD, RECEIPT = "answer", "receipt"
VOLUME_MIB = 45


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer says.

    ``base`` is the answer on which it builds, (epoch, number), (0, 0) when on none; ``rows`` are
    the county's rows by member; ``blobs`` the attachments of notices by SHA-256; ``bundle`` the
    file of the county's newest signed bundle, or nothing.
    """

    office: str
    epoch: int
    number: int
    base: tuple[int, int]
    upto: int
    made_at: datetime
    receipts: tuple[Receipt, ...]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    blobs: Mapping[str, bytes]
    bundle: bytes = b""
    digest: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How much of each there is."""
        counted = {name: len(rows) for name, rows in self.rows.items()}
        return {RECEIPT: len(self.receipts), **counted, "bundle": int(bool(self.bundle))}

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not any(self.counts.values())

    @property
    def content(self) -> str:
        """SHA-256 of what is said, whatever its number and day."""
        said = {name: list(rows) for name, rows in self.rows.items()}
        bundle = _sha256(self.bundle) if self.bundle else ""
        plain = {**said, RECEIPT: [r.as_row() for r in self.receipts], "bundle": bundle}
        return _sha256(strict_json.dumps(plain))

    def _head(self) -> dict[str, Any]:
        return {
            "office": self.office,
            "base_epoch": self.base[0],
            "base_number": self.base[1],
            "upto": self.upto,
            "bundle": _sha256(self.bundle) if self.bundle else "",
        }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- one row -------------------------------------------------------------------------------------


def row_of(name: str, record: Any) -> dict[str, Any]:
    """A row of the county as an answer holds it."""
    cells = cells_of(TABLES[name].__table__)
    return {
        column: cell.out(getattr(record, column)) if cell.out else getattr(record, column)
        for column, cell in cells.items()
        if column not in KEPT_BACK
    }


def _read_row(name: str, row: Mapping[str, Any], office: str) -> dict[str, Any]:
    """A row as the store holds it; a column this program does not know is left out."""
    if row.get("office") != office:
        raise Refused(Refusal.MALFORMED, f"{name}: a row of another office")
    values: dict[str, Any] = {}
    for column, cell in cells_of(TABLES[name].__table__).items():
        value = row.get(column, [] if column in KEPT_BACK else cell.default)
        try:
            values[column] = None if value is None else cell.read(value)
        except ValueError:
            raise Refused(Refusal.MALFORMED, f"{name}.{column}") from None
        if value is None and not cell.nullable:
            raise Refused(Refusal.MALFORMED, f"{name}.{column} is empty")
    return values


# --- the file ------------------------------------------------------------------------------------


def issue(
    reply: Reply,
    *,
    county: str,
    previous: str,
    signer: PrivateKeys,
    recipient: PublicKeys,
    practice: bool,
    app_version: str,
    audit_head: AuditHead | None = None,
) -> SealedPackage:
    """The answer as a file for its office; ``previous`` is the digest of the one before it.

    ``audit_head`` is the head of the office's log that the county holds (U2).
    """
    facts = Facts(
        sender=county,
        recipient=reply.office,
        epoch=reply.epoch,
        seq=reply.number,
        base_seq=reply.base[1] if reply.base[0] == reply.epoch else 0,
        prev_digest=previous,
        schema=SCHEMA,
        app_version=app_version,
        created_at=reply.made_at,
        practice=practice,
        audit_head=audit_head,
    )
    contents = [
        Rows(HEAD, [reply._head()]),
        Rows(RECEIPT, [receipt.as_row() for receipt in reply.receipts]),
        *(Rows(name, reply.rows.get(name, ())) for name in TABLES),
    ]
    blobs = [*reply.blobs.values(), *([reply.bundle] if reply.bundle else [])]
    return seal_package(
        facts,
        [*contents, Scans(blobs)],
        signer,
        recipient,
        purpose=Purpose.ANSWER,
        volume_mib=VOLUME_MIB,
    )


def read(
    sources: Source | Sequence[Source],
    *,
    office: str,
    keys: tuple[PrivateKeys, ...],
    signers: tuple[Signer, ...],
    suites: Collection[int] = ALLOWED_SUITES,
    check: Callable[[bool], None] = lambda practice: None,
) -> Reply:
    """What an answer for ``office`` says; raises ``Refused``.

    ``check`` is told whether it is a practice bureau's, and raises where that must not be taken.
    """
    reader = Reader(office, keys, signers, SCHEMA, frozenset({HEAD, RECEIPT, *TABLES}), suites)
    opened = open_package(sources, reader, purpose=Purpose.ANSWER)
    facts = opened.manifest.facts
    check(facts.practice)
    heads = list(opened.rows(HEAD))
    if len(heads) != 1 or heads[0].get("office") != office:
        raise Refused(Refusal.MALFORMED, "answer")
    head = heads[0]
    numbers = [head.get(name) for name in ("base_epoch", "base_number", "upto")]
    if any(type(number) is not int for number in numbers):
        raise Refused(Refusal.MALFORMED, "answer")
    blobs = {_sha256(blob): blob for blob in opened.scans()}
    rows = {name: [_read_row(name, row, office) for row in opened.rows(name)] for name in TABLES}
    receipts = tuple(Receipt.from_row(row) for row in opened.rows(RECEIPT))
    wanted = {row["attachment"] for row in rows["notice"] if row["attachment"]}
    bundle = str(head.get("bundle") or "")
    if any(r.office != office for r in receipts) or (wanted | {bundle} - {""}) - blobs.keys():
        raise Refused(Refusal.MALFORMED, "answer")
    reply = Reply(
        office=office,
        epoch=facts.epoch,
        number=facts.seq,
        base=(numbers[0], numbers[1]),  # type: ignore[arg-type]
        upto=numbers[2],  # type: ignore[arg-type]
        made_at=facts.created_at,
        receipts=receipts,
        rows=rows,
        blobs={sha: blob for sha, blob in blobs.items() if sha in wanted},
        bundle=blobs[bundle] if bundle else b"",
    )
    return replace(reply, digest=opened.digest)
