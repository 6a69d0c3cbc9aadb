"""Who may release: statements signed by several offline keys, and the chain of those keys (V1).

A root names the release keys, how many must sign, and until when they should be used. The first
root is built in; a newer one is believed when enough keys of the root before *and* enough of its
own signed it, so that lost keys can be replaced and a single stolen one does nothing. An expired
root warns and never blocks: offices work for years without a network.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.sync.refusal import Refused
from app.sync.seal import DEFAULT_SUITE, pae, suite_of
from app.updates.problem import NotUpdated, Why

__all__ = ["ROOT", "UPDATE", "Root", "Statement", "follow", "read_roots"]

ROOT, UPDATE = b"sfs/release-root/1", b"sfs/update/1"
"""Types that are signed with the body: a signature for one is none for the other (P3)."""

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of a statement: a release lists some thousand files."""
SIGNATURES_LIMIT = 16
ROOTS_LIMIT = 64
KEY_LENGTH, SIGNATURE_LENGTH = 32, 64  # Ed25519

Take = Callable[[int], bytes]
"""Gives the next n bytes of a file, or raises ``NotUpdated``."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A body and who signed it: public key → signature. The bytes sent are the bytes signed."""

    body: bytes
    signatures: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def signed(cls, kind: bytes, body: bytes, keys: Collection[bytes]) -> Statement:
        """``body`` signed by private ``keys`` of 32 bytes each."""
        suite = suite_of(DEFAULT_SUITE)
        made = []
        for key in keys:
            public, _ = suite.public_of(key, bytes(KEY_LENGTH))
            made.append((public, suite.sign(key, pae(kind, body))))
        return cls(body, tuple(made))

    def to_bytes(self) -> bytes:
        """Length, body, number of signatures, and each key with its signature."""
        parts = [struct.pack(">I", len(self.body)), self.body, bytes([len(self.signatures)])]
        return b"".join((*parts, *(key + signature for key, signature in self.signatures)))

    @classmethod
    def read(cls, take: Take) -> Statement:
        """The statement at the front of a file; every length is checked before it is taken."""
        (length,) = struct.unpack(">I", take(4))
        if length > BODY_LIMIT:
            raise NotUpdated(Why.MALFORMED, "statement")
        body, (count,) = take(length), take(1)
        if count > SIGNATURES_LIMIT:
            raise NotUpdated(Why.MALFORMED, "signatures")
        pairs = [(take(KEY_LENGTH), take(SIGNATURE_LENGTH)) for _ in range(count)]
        return cls(body, tuple(pairs))

    def signers(self, kind: bytes, among: Collection[bytes]) -> frozenset[bytes]:
        """Which of these public keys signed this body as ``kind``; one key counts once."""
        suite, found = suite_of(DEFAULT_SUITE), set()
        for key, signature in self.signatures:
            if key in among:
                try:
                    suite.verify(key, signature, pae(kind, self.body))
                except Refused:
                    continue
                found.add(key)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Root:
    """The release keys (32 bytes each), how many must sign, and until when."""

    version: int
    keys: tuple[bytes, ...]
    threshold: int
    expires: date

    def to_body(self) -> bytes:
        """As it is signed."""
        values = {
            "version": self.version,
            "keys": [key.hex() for key in self.keys],
            "threshold": self.threshold,
            "expires": self.expires.isoformat(),
        }
        return json.dumps(values, separators=(",", ":")).encode()

    @classmethod
    def from_body(cls, body: bytes) -> Root:
        """A root again; raises ``NotUpdated`` for one nobody should follow."""
        values = values_of(body, {"version", "keys", "threshold", "expires"})
        try:
            keys = tuple(bytes.fromhex(key) for key in values["keys"])
            root = cls(
                int(values["version"]),
                keys,
                int(values["threshold"]),
                date.fromisoformat(values["expires"]),
            )
        except (TypeError, ValueError):
            raise NotUpdated(Why.BROKEN_ROOTS, "values") from None
        enough = 2 <= root.threshold <= len(set(keys)) == len(keys) <= SIGNATURES_LIMIT
        if not enough or any(len(key) != KEY_LENGTH for key in keys):
            raise NotUpdated(Why.BROKEN_ROOTS, "keys")
        return root

    def enough(self, statement: Statement, kind: bytes) -> bool:
        """Whether as many of these keys signed as must."""
        return len(statement.signers(kind, self.keys)) >= self.threshold


def values_of(body: bytes, names: set[str]) -> dict[str, Any]:
    """The JSON object of a signed body with exactly these names."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUpdated(Why.MALFORMED, "JSON") from None
    if not isinstance(values, dict) or values.keys() != names:
        raise NotUpdated(Why.MALFORMED, "names")
    return values


def read_roots(data: bytes) -> tuple[Statement, ...]:
    """The statements of a file of roots, one after another."""
    at = 0
    found: list[Statement] = []

    def take(count: int) -> bytes:
        nonlocal at
        part = data[at : at + count]
        if len(part) != count:
            raise NotUpdated(Why.BROKEN_ROOTS, "cut")
        at += count
        return part

    while at < len(data) and len(found) < ROOTS_LIMIT:
        found.append(Statement.read(take))
    return tuple(found)


def follow(built_in: Sequence[Statement], offered: Sequence[Statement] = ()) -> Root:
    """The newest root that the chain from the first built-in one leads to.

    Roots already known are passed over; each new one must be the next, signed by enough keys of
    the one before and of its own. Raises ``NotUpdated``.
    """
    if not built_in:
        raise NotUpdated(Why.NO_RELEASE_KEYS)
    first, *rest = built_in
    root = Root.from_body(first.body)
    if not root.enough(first, ROOT):
        raise NotUpdated(Why.BROKEN_ROOTS, "first")
    for statement in (*rest, *offered):
        new = Root.from_body(statement.body)
        if new.version <= root.version:
            continue
        agreed = root.enough(statement, ROOT) and new.enough(statement, ROOT)
        if new.version != root.version + 1 or not agreed:
            raise NotUpdated(Why.BROKEN_ROOTS, f"root {new.version}")
        root = new
    return root
