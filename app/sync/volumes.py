"""A body of bytes, sealed into one or more files, and read back from them (trust P1, P2, P13).

Each volume is whole in itself: its own header, its own file key wrapped to the recipient, its own
chunks. Together they carry one body; any order will do, none may be missing, and reading needs
one chunk of memory however large they are.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import BinaryIO

from cryptography.utils import Buffer

from app.sync.header import Header, Prefix
from app.sync.manifest import PACKAGE_LIMIT
from app.sync.refusal import Refusal, Refused
from app.sync.seal import (
    CHUNK,
    TAG,
    ChunkCipher,
    PrivateKeys,
    PublicKeys,
    Purpose,
    Suite,
    new_file_key,
    suite_of,
)

__all__ = ["Body", "Source", "open_body", "peek", "purpose_of", "write_volumes"]

Source = bytes | BinaryIO
"""A volume: its bytes, or a seekable file open for reading, which the caller closes."""

WRAP_INFO = b"sfs file key 1 "


# --- writing -------------------------------------------------------------------------------------


def write_volumes(
    pieces: Iterable[Buffer],
    length: int,
    *,
    purpose: Purpose,
    recipient: PublicKeys,
    memory_kib: int,
    volume_size: int,
) -> Iterator[bytes]:
    """The files that carry ``pieces``, ``length`` bytes in all, readable by ``recipient`` only.

    ``volume_size`` counts plaintext bytes and is a multiple of the chunk. Each call draws fresh
    keys, so the same body sealed again is other bytes: whoever must repeat, keeps the bytes.
    """
    suite = suite_of(recipient.suite)
    package_id = secrets.token_bytes(16)
    volumes = -(-length // volume_size)
    blocks = _blocks(pieces)
    for number in range(1, volumes + 1):
        header = Header(
            Prefix(suite.number, purpose),
            package_id,
            recipient.exchange_id,
            volume=number,
            volumes=volumes,
            memory_kib=memory_kib,
            length=min(volume_size, length - (number - 1) * volume_size),
        )
        front, file_key = header.encode(), new_file_key()
        front += suite.wrap(file_key, recipient.exchange, WRAP_INFO + front)
        cipher = ChunkCipher(suite, file_key, front)
        last = header.chunks - 1
        sealed = (cipher.seal(i, next(blocks), last=i == last) for i in range(header.chunks))
        yield b"".join((front, *sealed))


def _blocks(pieces: Iterable[Buffer]) -> Iterator[Buffer]:
    """The same bytes in chunks, all full but the last; long pieces are not copied."""
    held = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        if held:
            missing = CHUNK - len(held)
            held += view[:missing]
            view = view[missing:]
            if len(held) < CHUNK:
                continue
            yield held
            held = bytearray()
        while len(view) >= CHUNK:
            yield view[:CHUNK]
            view = view[CHUNK:]
        held += view
    if held:
        yield held


# --- reading -------------------------------------------------------------------------------------


def peek(source: Source) -> Header:
    """The clear header of a volume: to sort files before opening. Nothing of it is proved yet."""
    return Header.read(_File(source).take)


def purpose_of(source: Source) -> Purpose:
    """What a file of this program says it is for, sealed or in clear. Nothing is proved yet."""
    return Prefix.read(_File(source).take).purpose


class _File:
    """A volume's bytes; whatever goes wrong while reading is a ``Refused``."""

    def __init__(self, source: Source) -> None:
        self._stream = io.BytesIO(source) if isinstance(source, bytes) else source
        self.at = 0

    @property
    def length(self) -> int:
        try:
            return self._stream.seek(0, io.SEEK_END)
        except OSError:
            raise Refused(Refusal.UNREADABLE) from None

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        data = self.read(self.at, count)
        self.at += count
        return data

    def read(self, at: int, count: int) -> bytes:
        try:
            self._stream.seek(at)
            data = self._stream.read(count)
        except OSError:
            raise Refused(Refusal.UNREADABLE) from None
        if len(data) != count:
            raise Refused(Refusal.TRUNCATED, empty=self.length == 0)
        return data


@dataclass
class _Volume:
    """One volume whose key has been unwrapped.

    The first reading of a chunk pins the bytes it came from: a file exchanged between proof and
    use is found out, even by somebody who holds the file key.
    """

    file: _File
    header: Header
    start: int
    cipher: ChunkCipher
    pinned: dict[int, bytes] = field(default_factory=dict)

    def chunk(self, index: int) -> bytes:
        last = index == self.header.chunks - 1
        size = self.header.length - index * CHUNK if last else CHUNK
        sealed = self.file.read(self.start + index * (CHUNK + TAG), size + TAG)
        plain = self.cipher.open(index, sealed, last=last)
        digest = hashlib.sha256(sealed).digest()
        if self.pinned.setdefault(index, digest) != digest:
            raise Refused(Refusal.DAMAGED, "changed while being read")
        return plain


class Body:
    """The bytes that all volumes carry together, decrypted chunk by chunk as they are asked for.

    ``longest`` is the longest piece the sender says a reader must hold at once.
    """

    def __init__(self, suite: Suite, volumes: Sequence[_Volume]) -> None:
        self.suite = suite
        self.package_id = volumes[0].header.package_id
        self.longest = volumes[0].header.memory_kib * 1024
        self._volumes = volumes
        self._ends = list(accumulate(volume.header.length for volume in volumes))
        self.length = self._ends[-1]
        self._held: tuple[tuple[int, int], bytes] = ((-1, -1), b"")

    def pieces(self, start: int, count: int) -> Iterator[memoryview]:
        """``count`` bytes from ``start`` on, as they lie in chunks; raises ``Refused``."""
        if start + count > self.length:
            raise Refused(Refusal.MALFORMED, "end of the body")
        while count:
            number = bisect_right(self._ends, start)
            begin = self._ends[number - 1] if number else 0
            index, within = divmod(start - begin, CHUNK)
            piece = memoryview(self._chunk(number, index))[within : within + count]
            yield piece
            start += len(piece)
            count -= len(piece)

    def take(self, start: int, count: int) -> bytes:
        """The same in one piece; for a caller that has checked ``count`` against a limit."""
        return b"".join(self.pieces(start, count))

    def _chunk(self, number: int, index: int) -> bytes:
        place = (number, index)
        if self._held[0] != place:
            self._held = (place, self._volumes[number].chunk(index))
        return self._held[1]


def open_body(
    sources: Sequence[Source],
    *,
    purpose: Purpose,
    keys: Collection[PrivateKeys],
    suites: Collection[int],
) -> Body:
    """The body in ``sources``, all volumes of one package in any order.

    Headers, lengths and wrapped keys are proved here, chunks as they are read. Raises ``Refused``.
    """
    files = [_File(source) for source in sources]
    headers = [Header.read(file.take) for file in files]
    for header in headers:
        header.prefix.expect(purpose)
    suite = suite_of(headers[0].prefix.suite, suites)
    _check_complete(headers)
    mine = {own.public.exchange_id: own for own in keys}
    own = mine.get(headers[0].recipient_id)
    if own is None:
        raise Refused(Refusal.OTHER_RECIPIENT)
    volumes = [
        _open_volume(file, header, suite, own) for file, header in zip(files, headers, strict=True)
    ]
    return Body(suite, sorted(volumes, key=lambda volume: volume.header.volume))


def _check_complete(headers: Sequence[Header]) -> None:
    """Refuse volumes of two packages, one twice, or one missing, naming those that are."""
    if len({replace(header, volume=1, length=1) for header in headers}) > 1:
        raise Refused(Refusal.VOLUMES_MIXED)
    numbers = [header.volume for header in headers]
    if len(set(numbers)) < len(numbers):
        raise Refused(Refusal.VOLUMES_MIXED)
    if missing := sorted(set(range(1, headers[0].volumes + 1)) - set(numbers)):
        raise Refused(Refusal.VOLUMES_MISSING, missing=tuple(missing))
    if sum(header.length for header in headers) > PACKAGE_LIMIT:
        raise Refused(Refusal.TOO_LARGE, "all volumes")


def _open_volume(file: _File, header: Header, suite: Suite, own: PrivateKeys) -> _Volume:
    front = header.encode()
    wrapped = file.take(suite.wrapped_length)
    surplus = file.length - (file.at + header.length + header.chunks * TAG)
    if surplus < 0:
        raise Refused(Refusal.TRUNCATED)
    if surplus:
        raise Refused(Refusal.DAMAGED, "bytes after the end")
    file_key = suite.unwrap(wrapped, own.exchange, WRAP_INFO + front)
    return _Volume(file, header, file.at, ChunkCipher(suite, file_key, front + wrapped))
