"""The sealed package: a signed manifest and its members in one encrypted body.

``docs/package-format.md`` describes every byte. Sealing and opening know nothing of the store:
rows go in as plain values and come out as plain values, and none comes out before the whole
package has been proved: every chunk, the signature, every hash, every limit (trust P2, P3, P11).
"""

from __future__ import annotations

import hashlib
import struct
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.utils import Buffer

from app.sync.manifest import PACKAGE_LIMIT, Facts, Manifest, MemberEntry, MemberKind, check_members
from app.sync.members import Packed, Row, Rows, Scans, pack, unpack_rows, unpack_scans
from app.sync.refusal import Refusal, Refused
from app.sync.seal import (
    ALLOWED_SUITES,
    CHUNK,
    Envelope,
    PrivateKeys,
    PublicKeys,
    Purpose,
    Signer,
)
from app.sync.volumes import Body, Source, open_body, peek, purpose_of, write_volumes

__all__ = [
    "OpenedPackage",
    "Reader",
    "SealedPackage",
    "open_package",
    "peek",
    "purpose_of",
    "seal_package",
    "verify_package",
]

MIB = 1024 * 1024
VOLUME_MIB = 10
VOLUME_MIB_RANGE = range(5, 46)  # trust rule P13

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class SealedPackage:
    """What goes into the outbox: the files as they will be written, for ever the same bytes (P6).

    ``digest`` names the content: SHA-256 of the signed manifest, which holds every member's hash.
    """

    manifest: Manifest
    digest: str
    volumes: tuple[bytes, ...]


def seal_package(
    facts: Facts,
    contents: Iterable[Rows | Scans],
    signer: PrivateKeys,
    recipient: PublicKeys,
    *,
    purpose: Purpose = Purpose.PACKAGE,
    volume_mib: int = VOLUME_MIB,
) -> SealedPackage:
    """Sign ``facts`` and ``contents`` and seal them to ``recipient``, 10 MiB a volume.

    Receipts and return packages are sealed in the same way, with their own ``purpose``. Raises
    ``Refused`` for content that no reader would take.
    """
    if volume_mib not in VOLUME_MIB_RANGE:
        raise ValueError("a volume has 5 to 45 MiB")
    if signer.suite != recipient.suite:
        raise ValueError("signer and recipient use different suites")
    packed = pack(contents)
    entries = tuple(member.entry for member in packed)
    check_members(entries)
    manifest = Manifest(facts, signer.public.signing_id.hex(), entries)
    envelope = Envelope.signed(purpose, manifest.encode(), signer)
    front = envelope.to_bytes()
    length = len(front) + sum(_LENGTH.size + entry.length for entry in entries)
    if length > PACKAGE_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "package")
    longest = max(CHUNK, len(front), *(member.longest for member in packed))
    volumes = write_volumes(
        _pieces(front, packed),
        length,
        purpose=purpose,
        recipient=recipient,
        memory_kib=-(-longest // 1024),
        volume_size=volume_mib * MIB,
    )
    return SealedPackage(manifest, envelope.digest, tuple(volumes))


def _pieces(front: bytes, members: Iterable[Packed]) -> Iterator[Buffer]:
    yield front
    for member in members:
        yield _LENGTH.pack(member.entry.length)
        yield from member.pieces


@dataclass(frozen=True)
class Reader:
    """Who is reading and what they take: their own code and keys (the old ones too), the signers
    they know, the newest schema and the tables they understand, the suites they still allow.
    """

    owner: str
    keys: tuple[PrivateKeys, ...]
    signers: tuple[Signer, ...]
    schema: int
    tables: frozenset[str]
    suites: Collection[int] = ALLOWED_SUITES

    @cached_property
    def signers_by_id(self) -> dict[bytes, Signer]:
        """The signers by the id that stands in an envelope."""
        return {signer.keys.signing_id: signer for signer in self.signers}


@dataclass(frozen=True)
class OpenedPackage:
    """A package that has been proved from the first byte to the last.

    The sources must stay open while rows or scans are read; they are decrypted anew, and a byte
    that changed since the proof raises ``Refused``.
    """

    manifest: Manifest
    digest: str
    signer: Signer
    package_id: bytes
    _body: Body
    _places: tuple[tuple[MemberEntry, int], ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it carries rows of, in the sender's order."""
        return tuple(e.table for e, _ in self._places if e.kind is MemberKind.ROWS)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of ``table`` in the sender's order; none when it carries none."""
        for entry, at in self._places:
            if entry.kind is MemberKind.ROWS and entry.table == table:
                pieces = self._body.pieces(at, entry.length)
                yield from unpack_rows(entry, pieces, self._body.longest)

    def scans(self) -> Iterator[bytes]:
        """All scans, one at a time."""
        for entry, at in self._places:
            if entry.kind is MemberKind.SCANS:
                pieces = self._body.pieces(at, entry.length)
                yield from unpack_scans(entry, pieces, self._body.longest)


def open_package(
    sources: Source | Sequence[Source], reader: Reader, *, purpose: Purpose = Purpose.PACKAGE
) -> OpenedPackage:
    """Prove a package, given as one volume or all of them in any order, and open it.

    Raises ``Refused`` and no other exception, whatever the bytes are; then nothing was used.
    """
    listed = sources if isinstance(sources, list | tuple) else (sources,)
    body = open_body(listed, purpose=purpose, keys=reader.keys, suites=reader.suites)
    cursor = _Cursor(body)
    envelope = Envelope.read(cursor.take)
    signer = envelope.check(purpose, body.suite, reader.signers_by_id)
    manifest = Manifest.decode(envelope.body)
    _check_sender(manifest, envelope, signer, reader)
    opened = OpenedPackage(
        manifest,
        envelope.digest,
        signer,
        body.package_id,
        body,
        tuple(_prove_hashes(manifest.members, cursor)),
    )
    for table in opened.tables:  # only now are bytes of members parsed, and dropped at once
        deque(opened.rows(table), maxlen=0)
    deque(opened.scans(), maxlen=0)
    return opened


def verify_package(
    sources: Source | Sequence[Source], reader: Reader, *, purpose: Purpose = Purpose.PACKAGE
) -> Manifest:
    """The manifest of a package that passes every check of ``open_package``."""
    return open_package(sources, reader, purpose=purpose).manifest


class _Cursor:
    """A place in the body that moves on as bytes are taken."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.at = 0

    def take(self, count: int) -> bytes:
        data = self.body.take(self.at, count)
        self.at += count
        return data


def _check_sender(manifest: Manifest, envelope: Envelope, signer: Signer, reader: Reader) -> None:
    """Trust P7, before any row is read: for us, from whom it says, of a time we understand."""
    facts = manifest.facts
    if facts.recipient != reader.owner:
        raise Refused(Refusal.OTHER_RECIPIENT, "readdressed")
    if facts.sender != signer.owner:
        raise Refused(Refusal.WRONG_SENDER)
    if manifest.signer != envelope.signer_id.hex():
        raise Refused(Refusal.BAD_SIGNATURE, "signer of the manifest")
    if facts.epoch < signer.epoch:
        raise Refused(Refusal.OLD_EPOCH)
    if facts.schema > reader.schema:
        raise Refused(Refusal.NEWER_SCHEMA, f"schema {facts.schema}")
    tables = {m.table for m in manifest.members if m.kind is MemberKind.ROWS}
    if tables - reader.tables:
        raise Refused(Refusal.MALFORMED, "unknown table")


def _prove_hashes(
    members: Iterable[MemberEntry], cursor: _Cursor
) -> Iterator[tuple[MemberEntry, int]]:
    """Each member and where it lies; every byte of the body belongs to one and has its hash."""
    body = cursor.body
    for entry in members:
        if cursor.take(_LENGTH.size) != _LENGTH.pack(entry.length):
            raise Refused(Refusal.MALFORMED, "length of a member")
        digest = hashlib.sha256()
        for piece in body.pieces(cursor.at, entry.length):
            digest.update(piece)
        if digest.hexdigest() != entry.sha256:
            raise Refused(Refusal.MALFORMED, "hash of a member")
        yield entry, cursor.at
        cursor.at += entry.length
    if cursor.at != body.length:
        raise Refused(Refusal.MALFORMED, "after the last member")
