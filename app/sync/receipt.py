"""The county's answer to one package: signed by it, sealed to the office (P10).

A receipt travels in the same format as a package, with its own purpose, so that neither reads as
the other. The short code is the same thing for the telephone: both sides compute it, so reading it
aloud shows that the county holds exactly this package; only the file itself counts as received.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from app.sync.manifest import AuditHead, Facts, Total
from app.sync.members import Rows
from app.sync.package import Reader, open_package, seal_package
from app.sync.refusal import Refusal, Refused
from app.sync.seal import ALLOWED_SUITES, PrivateKeys, PublicKeys, Purpose, Signer
from app.sync.volumes import Source

__all__ = ["SCHEMA", "SYMBOLS", "Answer", "issue", "phone_code", "read_receipt"]

SCHEMA = 1
"""Of the receipt itself, apart from the schema of records: an old office reads a new receipt."""
TABLE = "receipt"

SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32, none like another: no 0 and O, no 1 and I


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a package.

    ``digest`` names it; ``result`` is a ``Verdict``; ``reason`` is the code of a refusal;
    ``rejects`` lists records the county sends back as (table, uid, reason); ``head_*`` is how far
    the county has come; ``missing`` are numbers that never came.
    """

    office: str
    digest: str
    epoch: int
    seq: int
    month: str
    result: str
    reason: str
    records: int
    new: int
    changed: int
    deleted: int
    rejects: tuple[tuple[str, str, str], ...]
    head_epoch: int
    head_seq: int
    head_digest: str
    missing: tuple[int, ...]
    bundle: int  # version of the county's newest bundle; 0: none yet
    received_at: datetime

    @property
    def code(self) -> str:
        """The twelve characters for the telephone."""
        return phone_code(self.digest, self.result)

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        row = asdict(self)
        row["received_at"] = self.received_at.isoformat(timespec="seconds")
        row["rejects"] = [list(reject) for reject in self.rejects]
        row["missing"] = list(self.missing)
        return row

    @classmethod
    def from_row(cls, row: Any) -> Answer:
        """The answer again; raises ``Refused``."""
        try:
            values = {field.name: row[field.name] for field in fields(cls)}
            values["received_at"] = datetime.fromisoformat(values["received_at"])
            rejects = tuple(tuple(map(str, reject)) for reject in values["rejects"])
            values |= {"rejects": rejects, "missing": tuple(map(int, values["missing"]))}
            for field in fields(cls):
                _check_type(values[field.name], str(field.type))
        except (KeyError, TypeError, ValueError):
            raise Refused(Refusal.MALFORMED, "receipt") from None
        return cls(**values)


def _check_type(value: Any, wanted: str) -> None:
    plain = {"str": str, "int": int}.get(wanted)
    if plain is not None and type(value) is not plain:
        raise TypeError(wanted)


def phone_code(digest: str, result: str) -> str:
    """``7KQ2-MN4X-9BTR``: sixty bits over the package and what became of it."""
    hashed = hashlib.sha256(f"sfs receipt code 1 {digest} {result}".encode()).digest()
    number = int.from_bytes(hashed, "big")
    code = "".join(SYMBOLS[number >> 5 * place & 31] for place in range(12))
    return "-".join((code[:4], code[4:8], code[8:]))


def issue(
    answer: Answer,
    *,
    county: str,
    signer: PrivateKeys,
    recipient: PublicKeys,
    practice: bool,
    app_version: str,
    totals: Sequence[Total] = (),
    audit_head: AuditHead | None = None,
) -> bytes:
    """The receipt as a file for the office; its manifest carries the county's totals, and the head
    of the office's log that the county holds from now on (U2).
    """
    facts = Facts(
        sender=county,
        recipient=answer.office,
        epoch=1,
        seq=answer.seq,
        base_seq=0,
        prev_digest=answer.digest,
        schema=SCHEMA,
        app_version=app_version,
        created_at=answer.received_at,
        totals=tuple(totals),
        month=answer.month,
        practice=practice,
        audit_head=audit_head,
    )
    sealed = seal_package(
        facts, [Rows(TABLE, [answer.as_row()])], signer, recipient, purpose=Purpose.RECEIPT
    )
    (file,) = sealed.volumes
    return file


def read_receipt(
    source: Source,
    *,
    office: str,
    keys: tuple[PrivateKeys, ...],
    signers: tuple[Signer, ...],
    suites: Collection[int] = ALLOWED_SUITES,
) -> tuple[Answer, tuple[Total, ...]]:
    """The answer in a receipt for ``office``, and the county's totals; raises ``Refused``."""
    reader = Reader(office, keys, signers, SCHEMA, frozenset({TABLE}), suites)
    opened = open_package(source, reader, purpose=Purpose.RECEIPT)
    rows = list(opened.rows(TABLE))
    if len(rows) != 1:
        raise Refused(Refusal.MALFORMED, "receipt")
    answer = Answer.from_row(rows[0])
    facts = opened.manifest.facts
    if answer.office != office or answer.digest != facts.prev_digest:
        raise Refused(Refusal.MALFORMED, "receipt")
    return answer, facts.totals
