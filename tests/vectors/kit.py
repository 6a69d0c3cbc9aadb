"""Files of package format 1 as somebody writes them who may write anything: good, odd, forged.

The keys are in ``keys.json``: test keys, of nobody. Nothing here checks what it writes.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.sync.header import Header, Prefix
from app.sync.seal import (
    CHUNK,
    ChunkCipher,
    Envelope,
    PrivateKeys,
    Purpose,
    new_file_key,
    suite_of,
)
from app.sync.volumes import WRAP_INFO, write_volumes

FOLDER = Path(__file__).parent
KEYS = {
    name: PrivateKeys.from_bytes(bytes.fromhex(pair))
    for name, pair in json.loads((FOLDER / "keys.json").read_text("utf-8")).items()
}
CODES = {
    "office": "640122100",
    "other_office": "640122101",
    "revoked_office": "640122102",
    "stranger": "640122103",
    "bureau": "640122",
    "former_bureau": "640122",
    "other_bureau": "640121",
}


def _signer(name: str, epoch: int = 1, *, revoked: bool = False) -> dict[str, Any]:
    public = KEYS[name].public.to_bytes().hex()
    return {"owner": CODES[name], "keys": public, "epoch": epoch, "revoked": revoked}


def _private(*names: str) -> list[str]:
    return [KEYS[name].to_bytes().hex() for name in names]


_BUREAU: dict[str, Any] = {
    "owner": CODES["bureau"],
    "keys": _private("bureau", "former_bureau"),
    "signers": [
        _signer("office", epoch=2),
        _signer("other_office"),
        _signer("revoked_office", revoked=True),
    ],
    "schema": 3,
    "tables": ["mediation_case", "party"],
    "suites": [1],
}
READERS: dict[str, dict[str, Any]] = {
    "bureau": _BUREAU,
    "bureau without suite 1": _BUREAU | {"suites": [2]},
    "office": _BUREAU
    | {
        "owner": CODES["office"],
        "keys": _private("office"),
        "signers": [_signer("bureau"), _signer("other_bureau", revoked=True)],
    },
}


@dataclass(frozen=True)
class Member:
    """A member: what the manifest says of it, its bytes, and what is in it."""

    entry: dict[str, Any]
    data: bytes
    rows: list[Any] = field(default_factory=list)
    scans: list[bytes] = field(default_factory=list)

    def saying(self, **changes: Any) -> Member:
        """The same bytes under another promise; ``...`` leaves a name out."""
        return replace(self, entry=without(self.entry | changes))


@dataclass(frozen=True)
class Made:
    """A file, what its signed bytes say, and the digest that names it."""

    data: bytes
    signed: Any
    digest: str
    members: tuple[Member, ...] = ()

    def with_bytes(self, at: int, other: bytes) -> bytes:
        """The file with ``other`` laid over it at a place."""
        return self.data[:at] + other + self.data[at + len(other) :]

    def flipped(self, at: int) -> bytes:
        """The file with one bit changed."""
        return self.with_bytes(at, bytes([self.data[at] ^ 1]))


def without(values: dict[str, Any]) -> dict[str, Any]:
    """Values with every ``...`` left out."""
    return {name: value for name, value in values.items() if value is not ...}


def member(kind: str, table: str, data: bytes, size: int, records: int) -> Member:
    """A member whose entry fits its bytes."""
    digest = hashlib.sha256(data).hexdigest()
    names = ("kind", "table", "length", "size", "sha256", "records")
    values = (kind, table, len(data), size, digest, records)
    return Member(dict(zip(names, values, strict=True)), data)


def plain_rows(table: str, plain: bytes, level: int = 6) -> Member:
    """Bytes that may or may not be rows, compressed."""
    return member("rows", table, zlib.compress(plain, level), len(plain), plain.count(b"\n"))


def rows(table: str, *content: dict[str, Any], level: int = 6) -> Member:
    """Rows as the format wants them."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in content]
    plain = "".join(line + "\n" for line in lines).encode()
    return replace(plain_rows(table, plain, level), rows=list(content))


def scans(*blobs: bytes) -> Member:
    """Scans as the format wants them."""
    data = b"".join(struct.pack(">I", len(blob)) + blob for blob in blobs)
    return replace(member("scans", "", data, len(data), len(blobs)), scans=list(blobs))


def manifest(*members: Member, by: str = "office", **changes: Any) -> dict[str, Any]:
    """A manifest that says the truth, but for ``changes``."""
    truth: dict[str, Any] = {
        "minimum_reader": 1,
        "month": "2026-11",
        "practice": False,
        "sender": CODES[by],
        "recipient": CODES["bureau"],
        "signer": KEYS[by].public.signing_id.hex(),
        "epoch": 2,
        "seq": 7,
        "base_seq": 6,
        "prev_digest": "ab" * 32,
        "schema": 3,
        "app_version": "0.1.0",
        "created_at": "2026-11-27T16:30:00",
        "members": [one.entry for one in members],
        "totals": [{"table": "party", "status": "living", "count": 2}],
        "audit_head": {"entries": 12, "sha256": "cd" * 32},
    }
    return without(truth | changes)


def framed(*members: Member) -> bytes:
    """Members as they stand in the body."""
    return b"".join(struct.pack(">Q", len(one.data)) + one.data for one in members)


def sealed_body(
    body: bytes, *, to: str = "bureau", purpose: Purpose = Purpose.PACKAGE, memory: int = 64
) -> bytes:
    """Any body, encrypted to somebody, as one volume."""
    (volume,) = write_volumes(
        [body],
        len(body),
        purpose=purpose,
        recipient=KEYS[to].public,
        memory_kib=memory,
        volume_size=1 << 30,
    )
    return volume


def signed(
    body: bytes, /, *, by: str = "office", purpose: Purpose = Purpose.PACKAGE, **changes: Any
) -> Envelope:
    """An envelope, with something of it exchanged after the signing."""
    return replace(Envelope.signed(purpose, body, KEYS[by]), **changes)


def package(
    *members: Member,
    by: str = "office",
    to: str = "bureau",
    purpose: Purpose = Purpose.PACKAGE,
    memory: int = 64,
    body: bytes | None = None,
    envelope: dict[str, Any] | None = None,
    behind: bytes | None = None,
    **changes: Any,
) -> Made:
    """A sealed file. ``body`` stands for the manifest, ``behind`` for the members after it."""
    says = manifest(*members, by=by, **changes)
    text = json.dumps(says, ensure_ascii=False).encode() if body is None else body
    front = signed(text, by=by, purpose=purpose, **(envelope or {}))
    rest = framed(*members) if behind is None else behind
    data = sealed_body(front.to_bytes() + rest, to=to, purpose=purpose, memory=memory)
    return Made(data, says, front.digest, members)


def body_of(made: Made) -> bytes:
    """The body of a package the office made: its signed bytes are the same when made again."""
    text = json.dumps(made.signed, ensure_ascii=False).encode()
    return signed(text).to_bytes() + framed(*made.members)


def volumes(made: bytes, sizes: list[int]) -> list[bytes]:
    """A body in volumes of these sizes and a last one: smaller than the program writes them."""
    ends = [sum(sizes[:n]) for n in range(len(sizes) + 1)] + [len(made)]
    cut = [made[a:b] for a, b in pairwise(ends)]
    return [_volume(part, number, len(cut)) for number, part in enumerate(cut, start=1)]


def _volume(part: bytes, number: int, count: int) -> bytes:
    keys, suite = KEYS["bureau"].public, suite_of(1)
    prefix = Prefix(1, Purpose.PACKAGE)
    front = Header(prefix, b"volumes together", keys.exchange_id, number, count, 64, len(part))
    header, file_key = front.encode(), new_file_key()
    header += suite.wrap(file_key, keys.exchange, WRAP_INFO + header)
    cipher = ChunkCipher(suite, file_key, header)
    last = front.chunks - 1
    pieces = [
        cipher.seal(i, part[i * CHUNK : (i + 1) * CHUNK], last=i == last)
        for i in range(front.chunks)
    ]
    return header + b"".join(pieces)


def letter(body: bytes, purpose: Purpose, *, by: str, behind: bytes = b"", **changes: Any) -> Made:
    """A clear file."""
    envelope = signed(body, by=by, purpose=purpose, **changes)
    data = Prefix(1, purpose).encode() + envelope.to_bytes() + behind
    return Made(data, body.hex(), envelope.digest)


def offer(by: str = "office", *, signed_by: str = "", behind: bytes = b"", **changes: Any) -> Made:
    """A key offer, with values of it changed."""
    keys = KEYS[by].public.to_bytes().hex()
    truth = {"owner": CODES[by], "keys": keys, "name": "习岗司法所", "practice": False}
    says = without(truth | changes)
    text = json.dumps(says, ensure_ascii=False).encode()
    made = letter(text, Purpose.KEY_OFFER, by=signed_by or by, behind=behind)
    return replace(made, signed=says)
