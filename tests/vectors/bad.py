"""What every reader refuses: one thing wrong each, and the code it is refused with (§8)."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from app.sync.seal import CHUNK, TAG, Purpose
from tests.vectors import kit
from tests.vectors.good import PARTY
from tests.vectors.kit import (
    KEYS,
    Member,
    body_of,
    letter,
    manifest,
    member,
    offer,
    package,
    plain_rows,
    rows,
    scans,
    sealed_body,
    signed,
)

__all__ = ["bad"]

Bad = tuple[str, str, list[bytes], str, int]
"""Name, code, files, who reads, for which purpose."""

FRONT, HEADER = 62, 142
WHOLE = package(rows("party", PARTY), scans(b"scan"))
TWO = package(scans(b"c" * CHUNK))  # two chunks, the second short
ONE_ROW = rows("party", PARTY)
SMALL_ORDER = bytes(32)
"""A point that shares no secret with anybody."""


def fronts() -> Iterator[tuple[str, str, bytes]]:
    """Prefix and header."""
    data = WHOLE.data
    yield "no-magic", "P02", WHOLE.flipped(0)
    yield "sent-as-text", "P02", data.replace(b"\r\n", b"\n", 1)
    yield "a-zip", "P02", b"PK\x03\x04" + bytes(60)
    yield "empty-file", "P08", b""
    yield "ends-in-the-prefix", "P08", data[:13]
    yield "format-2", "P03", WHOLE.with_bytes(8, b"\0\2")
    yield "suite-2", "P05", WHOLE.with_bytes(10, b"\0\2")
    yield "suite-99", "P05", WHOLE.with_bytes(10, b"\0\x63")
    yield "purpose-200", "P03", WHOLE.with_bytes(12, b"\xc8")
    yield "purpose-0", "P03", WHOLE.with_bytes(12, b"\0")
    yield "says-receipt", "P04", WHOLE.with_bytes(12, b"\2")
    yield "says-key-offer", "P04", WHOLE.with_bytes(12, b"\4")
    yield "a-flag", "P03", WHOLE.with_bytes(13, b"\1")
    yield "other-package-id", "P09", WHOLE.flipped(14)
    yield "other-recipient-id", "P12", WHOLE.flipped(30)
    yield "volume-0", "P09", WHOLE.with_bytes(46, b"\0\0\0\1")
    yield "volume-2-of-1", "P09", WHOLE.with_bytes(46, b"\0\2\0\1")
    yield "volumes-0", "P09", WHOLE.with_bytes(46, b"\0\0\0\0")
    yield "volumes-1001", "P07", WHOLE.with_bytes(46, struct.pack(">HH", 1, 1001))
    yield "one-of-two", "P10", WHOLE.with_bytes(46, b"\0\1\0\2")
    yield "memory-beyond-64-mib", "P07", WHOLE.with_bytes(50, struct.pack(">I", 65_537))
    yield "memory-raised", "P09", WHOLE.with_bytes(50, struct.pack(">I", 65))
    yield "length-0", "P09", WHOLE.with_bytes(54, bytes(8))
    yield "length-beyond-2-gib", "P07", WHOLE.with_bytes(54, struct.pack(">Q", 2**31 + 1))
    yield "length-2-to-the-63", "P07", WHOLE.with_bytes(54, struct.pack(">Q", 2**63))
    yield "length-one-more", "P08", WHOLE.with_bytes(61, bytes([data[61] + 1]))
    yield "length-one-less", "P09", WHOLE.with_bytes(61, bytes([data[61] - 1]))


def wrappings() -> Iterator[tuple[str, str, bytes]]:
    """Wrapped key and chunks."""
    data, two = WHOLE.data, TWO.data
    yield "ends-in-the-header", "P08", data[: FRONT - 1]
    yield "ends-in-the-wrapped-key", "P08", data[: HEADER - 1]
    yield "ends-behind-the-header", "P08", data[:HEADER]
    yield "ends-one-byte-early", "P08", data[:-1]
    yield "one-byte-more", "P09", data + b"\0"
    yield "a-kibibyte-more", "P09", data + bytes(1024)
    yield "byte-in-front", "P02", b"\0" + data
    yield "enc-changed", "P09", WHOLE.flipped(FRONT)
    yield "enc-of-small-order", "P09", WHOLE.with_bytes(FRONT, SMALL_ORDER)
    yield "wrapped-key-changed", "P09", WHOLE.flipped(FRONT + 40)
    yield "wrapped-key-of-another", "P09", WHOLE.with_bytes(FRONT, TWO.data[FRONT:HEADER])
    yield "first-byte-of-a-chunk", "P09", WHOLE.flipped(HEADER)
    yield "last-byte-of-a-tag", "P09", WHOLE.flipped(len(data) - 1)
    yield (
        "chunks-swapped",
        "P09",
        two[:HEADER] + two[HEADER + CHUNK + TAG :] + two[HEADER : HEADER + CHUNK + TAG],
    )
    yield "first-chunk-dropped", "P08", two[:HEADER] + two[HEADER + CHUNK + TAG :]
    whole = struct.pack(">Q", CHUNK)
    yield "last-chunk-dropped", "P09", two[:54] + whole + two[FRONT : HEADER + CHUNK + TAG]


def several() -> Iterator[tuple[str, str, list[bytes]]]:
    """Volumes."""
    body = body_of(WHOLE)
    first, second, third = kit.volumes(body, [300, 300])
    other = kit.volumes(body, [300, 300])[2]
    alien = kit.package(rows("party", PARTY)).data
    yield "volume-missing", "P10", [first, third]
    yield "only-the-last", "P10", [third]
    yield "volume-twice", "P11", [first, second, third, second]
    yield "volume-of-another-package", "P11", [first, second, alien]
    renumbered = second[:46] + third[46:48] + second[48:]
    yield "volume-renumbered", "P09", [first, third[:46] + second[46:48] + third[48:], renumbered]
    yield "volume-with-anothers-front", "P09", [first, second, other[:HEADER] + third[HEADER:]]


def signatures() -> Iterator[tuple[str, str, bytes]]:
    """Who to whom."""
    text = json.dumps(manifest()).encode()
    office, bureau = KEYS["office"].public, KEYS["bureau"].public
    yield "to-another-bureau", "P12", package(to="other_bureau").data
    yield "readdressed", "P12", package(recipient=kit.CODES["other_bureau"]).data
    yield "stranger", "P13", package(by="stranger").data
    yield "revoked-signer", "P14", package(by="revoked_office").data
    yield "signed-by-nobody", "P15", package(envelope={"signature": bytes(64)}).data
    yield "signature-short", "P15", package(envelope={"signature": bytes(63)}).data
    yield "signature-empty", "P15", package(envelope={"signature": b""}).data
    yield "signed-for-other-bytes", "P15", sealed_body(signed(text, body=text + b" ").to_bytes())
    forged = signed(text, by="stranger", signer_id=office.signing_id)
    yield "signed-in-anothers-name", "P15", sealed_body(forged.to_bytes())
    yield "exchange-id-as-signer", "P13", package(envelope={"signer_id": bureau.exchange_id}).data
    receipt = signed(text, purpose=Purpose.RECEIPT)
    yield "a-receipt-inside", "P04", sealed_body(receipt.to_bytes())
    yield "an-unknown-type", "P04", package(envelope={"payload_type": b"sfs/package/2"}).data
    yield "sender-is-another-office", "P16", package(sender=kit.CODES["other_office"]).data
    other = KEYS["other_office"].public.signing_id.hex()
    yield "manifest-names-another-key", "P15", package(signer=other).data
    yield "epoch-before-the-key", "P17", package(epoch=1).data
    yield "newer-schema", "P18", package(schema=4).data
    long_type = struct.pack(">H", 65) + b"t" * 65
    yield "type-of-65-bytes", "P07", sealed_body(long_type + bytes(40))
    kind = struct.pack(">H", 13) + b"sfs/package/1"
    yield "manifest-beyond-1-mib", "P07", sealed_body(kind + struct.pack(">I", 2**20 + 1))
    yield (
        "signature-beyond-16-kib",
        "P07",
        sealed_body(kind + struct.pack(">I", 2) + b"{}" + bytes(16) + struct.pack(">H", 2**14 + 1)),
    )
    yield "ends-in-the-envelope", "P19", sealed_body(kind + struct.pack(">I", 9) + b"{}")


TEXTS: dict[str, tuple[str, bytes]] = {
    "empty": ("P19", b""),
    "a-list": ("P19", b"[]"),
    "null": ("P19", b"null"),
    "cut": ("P19", b'{"minimum_reader":1'),
    "two-objects": ("P19", b"{}{}"),
    "not-utf-8": ("P19", b"\xff"),
    "byte-order-mark": ("P19", b"\xef\xbb\xbf{}"),
    "a-name-twice": ("P19", b'{"minimum_reader":1,"minimum_reader":1}'),
    "deep": ("P19", b"[" * 5000 + b"]" * 5000),
}
MANIFESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "asks-for-reader-2": ("P03", {"minimum_reader": 2, "another": 1}),
    "asks-for-reader-0": ("P19", {"minimum_reader": 0}),
    "asks-for-no-reader": ("P19", {"minimum_reader": ...}),
    "additional-name": ("P03", {"another": 1}),
    "no-seq": ("P19", {"seq": ...}),
    "seq-0": ("P19", {"seq": 0}),
    "seq-as-text": ("P19", {"seq": "7"}),
    "seq-as-fraction": ("P19", {"seq": 7.0}),
    "seq-true": ("P19", {"seq": True, "base_seq": 0}),
    "seq-beyond-64-bits": ("P19", {"seq": 2**63}),
    "seq-not-above-base": ("P19", {"seq": 6}),
    "epoch-null": ("P19", {"epoch": None}),
    "base-negative": ("P19", {"base_seq": -1}),
    "sender-a-name": ("P19", {"sender": "贺兰"}),
    "sender-with-line-feed": ("P19", {"sender": "640122100\n"}),
    "sender-of-65": ("P19", {"sender": "6" * 65}),
    "signer-in-capitals": ("P19", {"signer": "AB" * 16}),
    "previous-digest-short": ("P19", {"prev_digest": "ab"}),
    "month-13": ("P19", {"month": "2026-13"}),
    "month-in-full-width": ("P19", {"month": "２０２６-11"}),
    "practice-as-number": ("P19", {"practice": 0}),
    "thirteenth-month": ("P19", {"created_at": "2026-13-01T00:00:00"}),
    "time-with-zone": ("P19", {"created_at": "2026-11-22T09:00:00+08:00"}),
    "time-without-noughts": ("P19", {"created_at": "2026-1-2T9:00:00"}),
    "version-of-101": ("P19", {"app_version": "x" * 101}),
    "version-with-control": ("P19", {"app_version": "0.1\u0000"}),
    "members-an-object": ("P19", {"members": {}}),
    "member-a-list": ("P19", {"members": [[]]}),
    "members-1001": ("P07", {"members": [0] * 1001}),
    "totals-10001": ("P07", {"totals": [0] * 10_001}),
    "total-negative": ("P19", {"totals": [{"table": "party", "status": "", "count": -1}]}),
    "total-without-count": ("P19", {"totals": [{"table": "party", "status": ""}]}),
    "audit-head-a-text": ("P19", {"audit_head": "x"}),
    "audit-head-short": ("P19", {"audit_head": {"entries": 1}}),
}
ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    "hash-of-other-bytes": ("P19", {"sha256": "00" * 32}),
    "length-one-less": ("P19", {"length": len(ONE_ROW.data) - 1}),
    "length-negative": ("P19", {"length": -1}),
    "length-as-fraction": ("P19", {"length": float(len(ONE_ROW.data))}),
    "size-one-less": ("P07", {"size": ONE_ROW.entry["size"] - 1}),
    "size-one-more": ("P19", {"size": ONE_ROW.entry["size"] + 1}),
    "one-row-too-few": ("P19", {"records": 2}),
    "one-row-too-many": ("P19", {"records": 0}),
    "records-200001": ("P07", {"records": 200_001}),
    "beyond-256-mib": ("P07", {"length": 2**28, "size": 2**28 + 1}),
    "a-hundredfold": ("P07", {"size": 102_401, "length": 1000}),
    "table-unknown": ("P19", {"table": "setting"}),
    "table-a-path": ("P19", {"table": "../../etc"}),
    "table-empty": ("P19", {"table": ""}),
    "kind-unknown": ("P03", {"kind": "macro"}),
    "kind-a-list": ("P03", {"kind": ["rows"]}),
    "additional-name": ("P03", {"path": "x"}),
    "scans-that-expand": ("P19", {"kind": "scans", "table": "", "size": 5}),
    "scans-of-a-table": ("P19", {"kind": "scans"}),
}
LINES: dict[str, tuple[str, bytes]] = {
    "no-line-feed": ("P19", b"{}"),
    "empty-line": ("P19", b"\n"),
    "list": ("P19", b"[]\n"),
    "name-twice": ("P19", b'{"a":1,"a":2}\n'),
    "not-a-number": ("P19", b'{"a":NaN}\n'),
    "infinity": ("P19", b'{"a":-Infinity}\n'),
    "too-large-a-number": ("P19", b'{"a":1e999}\n'),
    "beyond-64-bits": ("P19", b'{"a":9223372036854775808}\n'),
    "lone-surrogate": ("P19", b'{"a":"\\ud800"}\n'),
    "not-utf-8": ("P19", b'{"a":"\xff"}\n'),
    "nesting-17": ("P19", b'{"a":' + b"[" * 16 + b"]" * 16 + b"}\n"),
    "text-beyond-64-kib": ("P07", b'{"a":"' + b"x" * 65_537 + b'"}\n'),
    "name-beyond-64-kib": ("P07", b'{"' + b"k" * 65_537 + b'":0}\n'),
    "longer-than-memory": ("P07", b'{"a":"' + b"x" * 65_529 + b'"}\n'),
}
SCANS: dict[str, tuple[str, bytes, int]] = {
    "none-of-one": ("P19", b"", 1),
    "one-of-none": ("P19", bytes(4), 0),
    "two-of-one": ("P19", bytes(8), 1),
    "length-cut": ("P19", bytes(3), 1),
    "scan-cut": ("P19", b"\0\0\0\5abcd", 1),
    "bytes-behind": ("P19", b"\0\0\0\4abcd\0", 1),
    "longer-than-memory": ("P07", struct.pack(">I", 65_537) + b"abcd", 1),
}
STREAMS: dict[str, bytes] = {
    "empty": b"",
    "no-zlib": b"not zlib",
    "cut": zlib.compress(b"{}\n")[:-1],
    "bytes-behind": zlib.compress(b"{}\n") + b"\0",
    "two-streams": zlib.compress(b"{}\n") + zlib.compress(b""),
    "raw-deflate": zlib.compress(b"{}\n")[2:-4],
}


def contents() -> Iterator[tuple[str, str, bytes]]:
    """Manifest, members, rows and scans of an office that signs whatever it likes."""
    for name, (code, text) in TEXTS.items():
        yield f"manifest-{name}", code, package(body=text).data
    for name, (code, changes) in MANIFESTS.items():
        yield f"manifest-{name}", code, package(**changes).data
    for name, (code, changes) in ENTRIES.items():
        yield f"member-{name}", code, package(ONE_ROW.saying(**changes)).data
    yield "member-table-twice", "P19", package(ONE_ROW, ONE_ROW).data
    yield "member-missing", "P19", package(ONE_ROW, behind=b"").data
    framed = kit.framed(ONE_ROW)
    yield "member-cut", "P19", package(ONE_ROW, behind=framed[:-1]).data
    yield "member-bytes-behind", "P19", package(ONE_ROW, behind=framed + b"\0").data
    huge = struct.pack(">Q", 2**63) + ONE_ROW.data
    yield "member-length-2-to-the-63", "P19", package(ONE_ROW, behind=huge).data
    for name, (code, plain) in LINES.items():
        yield f"row-{name}", code, package(plain_rows("party", plain)).data
    for name, (code, data, records) in SCANS.items():
        yield f"scan-{name}", code, package(member("scans", "", data, len(data), records)).data
    for name, data in STREAMS.items():
        yield f"zlib-{name}", "P19", package(member("rows", "party", data, 3, 1)).data
    bomb = zlib.compress(bytes(10 * 1024**2))
    yield (
        "bomb-that-lies",
        "P07",
        package(Member(member("rows", "party", bomb, 9, 1).entry, bomb)).data,
    )


def letters() -> Iterator[tuple[str, str, bytes, str, int]]:
    """Clear files."""
    whole = offer()
    office = KEYS["office"].public.to_bytes()
    for name, code, data in (
        ("is-a-package", "P04", WHOLE.data),
        ("cut", "P08", whole.data[:-1]),
        ("bytes-behind", "P09", offer(behind=b"\0").data),
        ("changed", "P15", whole.data.replace("习岗".encode(), "立岗".encode())),
        ("signed-by-another", "P13", offer(signed_by="stranger").data),
        ("additional-name", "P19", offer(more=1).data),
        ("no-practice", "P19", offer(practice=...).data),
        ("owner-a-name", "P19", offer(owner="习岗").data),
        ("name-with-control", "P19", offer(name="所\n").data),
        ("name-of-101", "P19", offer(name="所" * 101).data),
        ("keys-cut", "P19", offer(keys=office.hex()[:-2]).data),
        ("keys-of-suite-9", "P05", offer(keys="0009" + office.hex()[4:]).data),
        ("exchange-of-small-order", "P19", offer(keys=(office[:38] + SMALL_ORDER).hex()).data),
    ):
        yield f"key-offer-{name}", code, data, "bureau", Purpose.KEY_OFFER
    for name, code, by in (("stranger", "P13", "stranger"), ("revoked", "P14", "other_bureau")):
        made = letter(b"{}", Purpose.BUNDLE, by=by)
        yield f"bundle-{name}", code, made.data, "office", Purpose.BUNDLE
    made = letter(b"{}", Purpose.BUNDLE, by="bureau", signature=bytes(64))
    yield "bundle-forged", "P15", made.data, "office", Purpose.BUNDLE


def bad() -> Iterator[Bad]:
    """All of them."""
    for name, code, data in (*fronts(), *wrappings(), *signatures(), *contents()):
        yield name, code, [data], "bureau", Purpose.PACKAGE
    for name, code, files in several():
        yield name, code, files, "bureau", Purpose.PACKAGE
    yield "suite-no-longer-allowed", "P06", [WHOLE.data], "bureau without suite 1", Purpose.PACKAGE
    for name, code, data, reader, purpose in letters():
        yield name, code, [data], reader, purpose
