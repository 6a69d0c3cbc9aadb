"""The content of a package, packed and unpacked piece by piece (trust P11).

Rows of a table are JSON objects, one a line, compressed as one zlib stream. Scans are raw bytes,
each behind its length. Unpacking holds one row or one scan at a time, whatever the member claims.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.utils import Buffer

from app.sync import strict_json
from app.sync.manifest import (
    EXPANSION_FREE,
    EXPANSION_LIMIT,
    MEMBER_LIMIT,
    MemberEntry,
    MemberKind,
    check_member,
)
from app.sync.refusal import Refusal, Refused

__all__ = [
    "PIECE_LIMIT",
    "Packed",
    "Row",
    "Rows",
    "Scans",
    "pack",
    "unpack_rows",
    "unpack_scans",
]

Row = Mapping[str, Any]

ROW_LIMIT = 2 * 1024 * 1024
"""Bytes of one row as JSON."""
PIECE_LIMIT = 64 * 1024 * 1024
"""Bytes of one scan: the most a reader holds at once."""
STEP = 64 * 1024
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Rows:
    """Rows of one table to be packed; each becomes one JSON object."""

    table: str
    rows: Iterable[Row]


@dataclass(frozen=True)
class Scans:
    """Scans to be packed; a reader knows each by the SHA-256 of its bytes."""

    blobs: Sequence[bytes]


@dataclass(frozen=True)
class Packed:
    """A member ready to be sealed: what the manifest says of it, its bytes, its longest piece."""

    entry: MemberEntry
    pieces: tuple[Buffer, ...]
    longest: int


def pack(contents: Iterable[Rows | Scans]) -> list[Packed]:
    """Members of all ``contents``; scans take as many members as they need.

    Raises ``Refused`` for what no reader would take: a row beyond 2 MiB, a scan beyond 64 MiB.
    """
    packed: list[Packed] = []
    for content in contents:
        if isinstance(content, Rows):
            packed.append(_pack_rows(content))
        else:
            packed.extend(_pack_scans(group) for group in _groups(content.blobs))
    return packed


def _pack_rows(content: Rows) -> Packed:
    lines = [strict_json.dumps(row) + b"\n" for row in content.rows]
    longest = max(map(len, lines), default=0)
    if longest > ROW_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "row")
    size = sum(map(len, lines))
    pieces = _compress(lines, level=6)
    # A table of near-identical rows shrinks like a bomb; stored plainly it passes the limit.
    if size > max(EXPANSION_FREE, EXPANSION_LIMIT * sum(map(len, pieces))):
        pieces = _compress(lines, level=0)
    return _packed(MemberKind.ROWS, content.table, pieces, size, len(lines), longest)


def _compress(lines: list[bytes], level: int) -> tuple[bytes, ...]:
    packer = zlib.compressobj(level)
    pieces = [piece for line in lines if (piece := packer.compress(line))]
    return (*pieces, packer.flush())


def _groups(blobs: Sequence[bytes]) -> Iterator[list[bytes]]:
    """As many scans as one member holds, and again."""
    group: list[bytes] = []
    room = MEMBER_LIMIT
    for blob in blobs:
        if len(blob) > PIECE_LIMIT:
            raise Refused(Refusal.TOO_LARGE, "scan")
        if len(blob) + _LENGTH.size > room:
            yield group
            group, room = [], MEMBER_LIMIT
        group.append(blob)
        room -= len(blob) + _LENGTH.size
    if group:
        yield group


def _pack_scans(blobs: list[bytes]) -> Packed:
    pieces = tuple(piece for blob in blobs for piece in (_LENGTH.pack(len(blob)), blob))
    size = sum(map(len, pieces))
    return _packed(MemberKind.SCANS, "", pieces, size, len(blobs), max(map(len, blobs)))


def _packed(
    kind: MemberKind, table: str, pieces: tuple[bytes, ...], size: int, records: int, longest: int
) -> Packed:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    length = sum(map(len, pieces))
    entry = MemberEntry(kind, table, length, size, digest.hexdigest(), records)
    check_member(entry)
    return Packed(entry, pieces, longest)


def unpack_rows(entry: MemberEntry, pieces: Iterable[Buffer], longest: int) -> Iterator[Row]:
    """The rows of a member, exactly as many as promised, none beyond ``longest`` bytes.

    Raises ``Refused``, possibly after the first rows: act on them when all have come.
    """
    limit = min(longest, ROW_LIMIT)
    held = bytearray()
    count = 0
    for piece in _expand(entry, pieces):
        first, *others = piece.split(b"\n")
        held += first
        for rest in others:
            _check(len(held) < limit, Refusal.TOO_LARGE, "row")
            row = strict_json.loads(bytes(held))
            count += 1
            _check(isinstance(row, dict) and count <= entry.records, Refusal.MALFORMED, "rows")
            yield row
            held = bytearray(rest)
        _check(len(held) < limit, Refusal.TOO_LARGE, "row")
    _check(not held and count == entry.records, Refusal.MALFORMED, "rows")


def _expand(entry: MemberEntry, pieces: Iterable[Buffer]) -> Iterator[bytes]:
    """The zlib stream in steps, stopped at the promised size: a bomb never unfolds."""
    unpacker = zlib.decompressobj()
    size = 0
    for piece in pieces:
        data, plain = bytes(piece), b""
        while data or len(plain) == STEP:
            try:
                plain = unpacker.decompress(data, STEP)
            except zlib.error:
                raise Refused(Refusal.MALFORMED, "zlib") from None
            size += len(plain)
            _check(size <= entry.size, Refusal.TOO_LARGE, "expansion")
            _check(not unpacker.unused_data, Refusal.MALFORMED, "after the zlib stream")
            yield plain
            data = unpacker.unconsumed_tail
    _check(unpacker.eof and size == entry.size, Refusal.MALFORMED, "end of the zlib stream")


def unpack_scans(entry: MemberEntry, pieces: Iterable[Buffer], longest: int) -> Iterator[bytes]:
    """The scans of a member, exactly as many as promised, none beyond ``longest`` bytes.

    Raises ``Refused``, possibly after the first scans: act on them when all have come.
    """
    limit = min(longest, PIECE_LIMIT)
    held = bytearray()
    count, due = 0, _LENGTH.size
    in_scan = False
    for piece in pieces:
        held += memoryview(piece)
        while len(held) >= due:
            part = bytes(held[:due])
            del held[:due]
            if in_scan:
                count += 1
                yield part
                due = _LENGTH.size
            else:
                (due,) = _LENGTH.unpack(part)
                _check(due <= limit, Refusal.TOO_LARGE, "scan")
                _check(count < entry.records, Refusal.MALFORMED, "number of scans")
            in_scan = not in_scan
    whole = not held and not in_scan and count == entry.records
    _check(whole, Refusal.MALFORMED, "number of scans")


def _check(kept: bool, reason: Refusal, detail: str) -> None:
    if not kept:
        raise Refused(reason, detail)
