"""What every reader takes: one file, or the volumes of one package, each with what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.sync.seal import Purpose
from tests.vectors import kit
from tests.vectors.kit import Made, body_of, letter, offer, package, rows, scans, volumes

__all__ = ["CASE", "PARTY", "good"]

Good = tuple[str, str, Made, list[bytes], str, int]
"""Name, what it is about, what is in it, its files, who reads, for which purpose."""

CASE = {"uid": "1", "summary": "宅基地边界纠纷", "fen": 1_000_000, "closed": True}
PARTY = {"uid": "2", "name": "王𠮷·阿不都", "phone": None, "share": 0.5}
ODD = {
    "uid": "3",
    "formula": "=1+1",
    "markup": '<b>&amp;"引号"\\',
    "controls": "\u0000\t\u007f\u0085\u2028",
    "right to left": "\u202e逆\u202c",
    "emoji": "👩🏽‍⚖️",
    "rare": "𠮷𫝆𬺰𱍐﨎",
    "空": "",
}
NUMBERS = {"most": 2**63 - 1, "least": -(2**63), "small": 5e-324, "large": 1.7e308, "minus": -0.0}
NESTED: Any = 1
for _ in range(15):
    NESTED = [NESTED]
CHUNK = 65_536


def _filled(size: int) -> Made:
    """A package whose body has exactly ``size`` bytes."""
    scan = b"\x89" * (size - 1000)
    for _ in range(3):
        made = package(scans(scan))
        scan = scan[:1] * (len(scan) + size - len(body_of(made)))
    return package(scans(scan))


def sealed() -> Iterator[tuple[str, str, Made]]:
    """Packages of the office to the bureau."""
    yield "empty-month", "no member at all", package()
    yield "one-table", "rows of one table", package(rows("party", PARTY))
    yield (
        "two-tables-and-scans",
        "all kinds of member",
        package(
            rows("mediation_case", CASE, {}),
            rows("party", PARTY),
            scans(b"\xff\xd8scan", b"", b"x"),
        ),
    )
    yield "empty-members", "a table of no rows", package(rows("party"))
    yield (
        "scans-between",
        "members in any order, scans in two",
        package(scans(b"1"), rows("party", PARTY), scans(b"2", b"3")),
    )
    yield "odd-texts", "text is text", package(rows("party", ODD))
    yield "numbers", "the edges of numbers", package(rows("party", NUMBERS))
    yield "nesting-16", "an object with lists in it, 16 deep", package(rows("party", {"a": NESTED}))
    yield (
        "stored-rows",
        "a zlib stream that does not compress",
        package(rows("party", CASE, PARTY, level=0)),
    )
    spaced = json.dumps(kit.manifest(rows("party", PARTY)), indent=3).encode() + b"\r\n"
    yield (
        "spaced-manifest",
        "signed as sent: escapes, spaces, line ends",
        package(rows("party", PARTY), body=spaced),
    )
    turned = dict(reversed(kit.manifest().items()))
    yield (
        "names-in-another-order",
        "an object has no order",
        package(body=json.dumps(turned, ensure_ascii=False).encode()),
    )
    spaces = kit.plain_rows("party", b'{ "uid" : "\\u0032" }\n')
    yield (
        "spaced-row",
        "spaces and escapes in a row",
        package(replace(spaces, rows=[{"uid": "2"}])),
    )
    yield (
        "memory-to-the-byte",
        "a scan as long as the header says",
        package(scans(b"m" * 65 * 1024), memory=65),
    )
    yield "chunk-to-the-byte", "a body of one whole chunk", _filled(CHUNK)
    yield "two-chunks", "one byte more than a chunk", _filled(CHUNK + 1)
    yield "no-month", "a file that reports no month", package(month="")
    yield "practice", "from a practice office", package(practice=True)
    yield (
        "first-of-its-life",
        "nothing came before",
        package(epoch=2, seq=1, base_seq=0, prev_digest="", audit_head=None, totals=[]),
    )
    yield (
        "large-numbers",
        "epoch and seq beyond 32 bits",
        package(epoch=2**62, seq=2**62, base_seq=2**62 - 1),
    )
    yield "older-schema", "written by an older program", package(schema=1)
    yield (
        "longest-code-and-version",
        "as long as they may be",
        package(
            app_version="版" * 100, totals=[{"table": "t" * 63, "status": "状" * 100, "count": 0}]
        ),
    )
    yield "leap-day", "a day that there is", package(created_at="2028-02-29T23:59:59")
    yield "other-office", "another office that the bureau knows", package(by="other_office")
    yield "former-key", "sealed to a key the bureau had before", package(to="former_bureau")


def good() -> Iterator[Good]:
    """All of them."""
    for name, about, made in sealed():
        yield name, about, made, [made.data], "bureau", Purpose.PACKAGE
    parts = package(rows("party", PARTY), scans(b"s" * 300))
    cut = volumes(body_of(parts), [200, 1])
    yield "volumes-in-order", "three volumes", parts, cut, "bureau", Purpose.PACKAGE
    yield "volumes-shuffled", "in any order", parts, cut[::-1], "bureau", Purpose.PACKAGE
    for purpose in (Purpose.RECEIPT, Purpose.RETURN, Purpose.ANSWER):
        back = package(
            rows("party", PARTY),
            by="bureau",
            to="office",
            purpose=purpose,
            recipient=kit.CODES["office"],
        )
        about = f"a {purpose.name.lower()} of the bureau"
        yield purpose.name.lower(), about, back, [back.data], "office", purpose
    for name, about, made in (
        ("key-offer", "public keys of the office", offer()),
        ("key-offer-practice", "of a practice office", offer(practice=True, name="")),
        ("key-offer-long-name", "a name of 100 characters", offer(name="所" * 100)),
    ):
        yield name, about, made, [made.data], "bureau", Purpose.KEY_OFFER
    about = "the bytes are the bureau's own"
    for purpose in (Purpose.BUNDLE, Purpose.COUNTY_BUNDLE):
        notice = letter(b"any bytes \xff", purpose, by="bureau")
        name = purpose.name.lower().replace("_", "-")
        yield name, about, notice, [notice.data], "office", purpose
