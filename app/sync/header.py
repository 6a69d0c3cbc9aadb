"""The clear front of every file (trust P1): what it is, whom it is for, which volume of how many.

No name, no office, no date stands here. A sealed file's front is authenticated with every chunk
behind it; until then its values are only claims, checked against limits before anything is read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from app.sync.manifest import PACKAGE_LIMIT
from app.sync.members import PIECE_LIMIT
from app.sync.refusal import Refusal, Refused
from app.sync.seal import CHUNK, KEY_ID_LENGTH, Purpose

__all__ = ["FORMAT", "MAGIC", "Header", "Prefix"]

# As in PNG: the high bit and the line ends show a transfer that changed "text" on its way.
MAGIC = b"\x89SFS\r\n\x1a\n"
FORMAT = 1
VOLUMES_LIMIT = 1000
CLEAR = frozenset({Purpose.BUNDLE, Purpose.KEY_OFFER, Purpose.COUNTY_BUNDLE})
"""Purposes whose files are signed but not encrypted: they hold nothing secret."""

_PREFIX = struct.Struct(">8sHHBB")
_HEADER = struct.Struct(f">16s{KEY_ID_LENGTH}sHHIQ")


@dataclass(frozen=True, slots=True)
class Prefix:
    """The first 14 bytes of every file: format, suite, purpose."""

    suite: int
    purpose: Purpose

    def encode(self) -> bytes:
        """The bytes; no flag is defined in format 1."""
        return _PREFIX.pack(MAGIC, FORMAT, self.suite, self.purpose, 0)

    @classmethod
    def read(cls, take: Callable[[int], bytes]) -> Prefix:
        """The prefix at the front of a stream; raises ``Refused``."""
        data = take(_PREFIX.size)
        if data[: len(MAGIC)] != MAGIC:
            raise Refused(Refusal.NOT_A_PACKAGE)
        _, version, suite, purpose, flags = _PREFIX.unpack(data)
        if version != FORMAT or flags or purpose not in set(Purpose):
            raise Refused(Refusal.NEWER_FORMAT, f"format {version}/{purpose}/{flags}")
        return cls(suite, Purpose(purpose))

    def expect(self, purpose: Purpose) -> None:
        """Refuse a file for another purpose."""
        if self.purpose is not purpose:
            raise Refused(Refusal.WRONG_PURPOSE, f"{self.purpose.name} for {purpose.name}")


@dataclass(frozen=True, slots=True)
class Header:
    """The front of one sealed volume. ``length`` counts its plaintext bytes; ``memory_kib`` is
    the longest piece a reader of the package must hold at once.
    """

    prefix: Prefix
    package_id: bytes
    recipient_id: bytes
    volume: int
    volumes: int
    memory_kib: int
    length: int

    @property
    def chunks(self) -> int:
        """How many chunks follow."""
        return -(-self.length // CHUNK)

    def encode(self) -> bytes:
        """The prefix and 48 bytes more."""
        return self.prefix.encode() + _HEADER.pack(
            self.package_id,
            self.recipient_id,
            self.volume,
            self.volumes,
            self.memory_kib,
            self.length,
        )

    @classmethod
    def read(cls, take: Callable[[int], bytes]) -> Header:
        """The header at the front of a stream, within every limit; raises ``Refused``."""
        prefix = Prefix.read(take)
        if prefix.purpose in CLEAR:
            raise Refused(Refusal.WRONG_PURPOSE, f"{prefix.purpose.name} is not sealed")
        header = cls(prefix, *_HEADER.unpack(take(_HEADER.size)))
        if not 1 <= header.volume <= header.volumes or header.length == 0:
            raise Refused(Refusal.DAMAGED, "header")
        if (
            header.volumes > VOLUMES_LIMIT
            or header.length > PACKAGE_LIMIT
            or header.memory_kib > PIECE_LIMIT // 1024
        ):
            raise Refused(Refusal.TOO_LARGE, "header")
        return header
