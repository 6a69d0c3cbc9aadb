"""Two offices, two bureaus, a package between them, and the means to forge one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.sync.manifest import AuditHead, Facts, Total
from app.sync.members import Rows, Scans
from app.sync.package import Reader, SealedPackage, open_package, seal_package
from app.sync.refusal import Refusal, Refused
from app.sync.seal import Envelope, PrivateKeys, Purpose, Signer
from app.sync.volumes import Source, write_volumes

OFFICE, OTHER_OFFICE, BUREAU, OTHER_BUREAU = "640122100", "640122101", "640122", "640121"

OFFICE_KEYS = PrivateKeys.generate()
OTHER_OFFICE_KEYS = PrivateKeys.generate()
BUREAU_KEYS = PrivateKeys.generate()
OTHER_BUREAU_KEYS = PrivateKeys.generate()

TABLES = frozenset({"mediation_case", "party"})
SCHEMA = 3

FACTS = Facts(
    sender=OFFICE,
    recipient=BUREAU,
    epoch=2,
    seq=7,
    base_seq=6,
    prev_digest="ab" * 32,
    schema=SCHEMA,
    app_version="0.1.0",
    created_at=datetime(2026, 11, 22, 9, 30, 15),
    totals=(Total("mediation_case", "调解中", 3), Total("mediation_case", "成功", 9)),
    audit_head=AuditHead(1234, "cd" * 32),
)

READER = Reader(
    owner=BUREAU,
    keys=(BUREAU_KEYS,),
    signers=(
        Signer(OFFICE, OFFICE_KEYS.public, epoch=2),
        Signer(OTHER_OFFICE, OTHER_OFFICE_KEYS.public),
    ),
    schema=SCHEMA,
    tables=TABLES,
)

CASES: list[dict[str, Any]] = [
    {"uid": f"case-{n}", "number": f"〔2026〕第{n}号", "fen": 12_345 * n, "closed": n % 2 == 0}
    for n in range(1, 21)
]
PARTIES: list[dict[str, Any]] = [{"uid": "p-1", "name": "王𠮷·阿不都", "phone": None}]


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that do not compress, the same every time."""
    return random.Random(seed).randbytes(size)


SCANS = [noise(20_000, 1), b"", noise(700, 2)]


def sealed(
    contents: Iterable[Rows | Scans] | None = None,
    *,
    by: PrivateKeys = OFFICE_KEYS,
    to: PrivateKeys = BUREAU_KEYS,
    purpose: Purpose = Purpose.PACKAGE,
    volume_mib: int = 10,
    **facts: Any,
) -> SealedPackage:
    """A good package of the office to the bureau, unless told otherwise."""
    if contents is None:
        contents = [Rows("mediation_case", CASES), Rows("party", PARTIES), Scans(SCANS)]
    return seal_package(
        replace(FACTS, **facts),
        contents,
        by,
        to.public,
        purpose=purpose,
        volume_mib=volume_mib,
    )


def forged_body(body: bytes, *, purpose: Purpose = Purpose.PACKAGE, memory_kib: int = 64) -> bytes:
    """Any body, encrypted to the bureau as only its public key allows anyone to do."""
    (volume,) = write_volumes(
        [body],
        len(body),
        purpose=purpose,
        recipient=BUREAU_KEYS.public,
        memory_kib=memory_kib,
        volume_size=1 << 30,
    )
    return volume


def forged(
    manifest: bytes,
    members: bytes = b"",
    *,
    memory_kib: int = 64,
) -> bytes:
    """A package of an office that signs whatever it likes."""
    envelope = Envelope.signed(Purpose.PACKAGE, manifest, OFFICE_KEYS)
    return forged_body(envelope.to_bytes() + members, memory_kib=memory_kib)


def reason(
    sources: Source | Sequence[Source],
    reader: Reader = READER,
    *,
    purpose: Purpose = Purpose.PACKAGE,
) -> Refusal | None:
    """Why the reader refuses, or None; any exception but ``Refused`` fails the test."""
    try:
        open_package(sources, reader, purpose=purpose)
    except Refused as refused:
        return refused.reason
    return None
