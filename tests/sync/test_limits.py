"""Each limit of trust P11 at its edge: the last that passes, the first that does not."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import replace

import pytest

from app.sync.manifest import (
    Manifest,
    MemberEntry,
    MemberKind,
    Total,
    check_member,
    check_members,
)
from app.sync.members import Rows, unpack_rows, unpack_scans
from app.sync.package import open_package, peek
from app.sync.refusal import Refusal, Refused
from tests.sync.parties import FACTS, READER, forged, reason, sealed

MIB = 1024 * 1024


def entry(**changes) -> MemberEntry:
    good = MemberEntry(MemberKind.ROWS, "party", 1000, 1000, "00" * 32, 1)
    return replace(good, **changes)


def too_large():
    return pytest.raises(Refused, check=lambda error: error.reason is Refusal.TOO_LARGE)


def test_a_member_has_at_most_256_mebibytes_stored_and_expanded():
    check_member(entry(length=256 * MIB, size=256 * MIB))
    for name in ("length", "size"):
        with too_large():
            check_member(
                entry(**({"length": 256 * MIB, "size": 256 * MIB} | {name: 256 * MIB + 1}))
            )


def test_a_member_expands_at_most_a_hundredfold_past_a_hundred_kibibytes():
    check_member(entry(length=1, size=102_400))
    check_member(entry(length=5000, size=500_000))
    for length, size in ((1, 102_401), (5000, 500_001)):
        with too_large():
            check_member(entry(length=length, size=size))


def test_a_bomb_of_good_rows_that_is_honest_about_its_size_is_refused():
    """Every row would pass; the ratio alone gives it away, before anything unfolds."""
    plain = b"{}\n" * 150_000
    data = zlib.compress(plain, 9)
    assert len(plain) > 100 * len(data)
    bomb = entry(
        length=len(data), size=len(plain), sha256=hashlib.sha256(data).hexdigest(), records=150_000
    )
    signer = sealed([]).manifest.signer
    body = Manifest(FACTS, signer, (replace(bomb, size=len(data)),)).encode()
    body = body.replace(b'"size":%d' % len(data), b'"size":%d' % len(plain))
    assert reason(forged(body, struct.pack(">Q", len(data)) + data)) is Refusal.TOO_LARGE


def test_scans_do_not_expand():
    check_member(entry(kind=MemberKind.SCANS, table="", length=10, size=10))
    with pytest.raises(Refused):
        check_member(entry(kind=MemberKind.SCANS, table="", length=10, size=11))


def test_a_package_has_at_most_a_thousand_members():
    full = tuple(entry(table=f"t{n}") for n in range(1000))
    check_members(full)
    assert len(Manifest.decode(Manifest(FACTS, "ab" * 16, full).encode()).members) == 1000
    with too_large():
        check_members((*full, entry(table="t1000")))


def test_a_package_has_at_most_two_hundred_thousand_records():
    check_members((entry(records=199_999), entry(table="other", records=1)))
    with too_large():
        check_members((entry(records=200_000), entry(table="other", records=1)))


def test_a_package_has_at_most_two_gibibytes():
    eight = tuple(entry(table=f"t{n}", length=256 * MIB, size=256 * MIB) for n in range(8))
    check_members(eight)
    with too_large():
        check_members((*eight, entry(length=1, size=1)))


def test_there_are_at_most_ten_thousand_totals_in_a_manifest():
    """The mebibyte of the manifest is reached at about as many."""
    totals = tuple(Total("party", str(n), n) for n in range(10_000))
    assert Manifest.decode(Manifest(replace(FACTS, totals=totals), "ab" * 16, ()).encode())
    with too_large():
        Manifest(replace(FACTS, totals=(*totals, Total("party", "", 0))), "ab" * 16, ()).encode()


@pytest.mark.parametrize("wrong", [1, None, "false"])
def test_the_practice_mark_is_yes_or_no(wrong):
    with pytest.raises(Refused):
        Manifest(replace(FACTS, practice=wrong), "ab" * 16, ()).encode()


def row_of(size: int) -> dict[str, str]:
    """A row whose line, with its line feed, has exactly ``size`` bytes."""
    row = {f"k{n:02}": "x" * 60_000 for n in range(size // 60_007)}
    rest = size - len(line_of(row)) - len(',"z":""')
    return row | {"z": "y" * rest}


def line_of(row: dict[str, str]) -> bytes:
    return ("{" + ",".join(f'"{k}":"{v}"' for k, v in row.items()) + "}\n").encode()


def test_a_row_has_at_most_two_mebibytes():
    longest = row_of(2 * MIB)
    package = sealed([Rows("party", [longest])])
    assert list(open_package(package.volumes, READER).rows("party")) == [longest]
    with too_large():
        sealed([Rows("party", [row_of(2 * MIB + 1)])])


@pytest.mark.parametrize(("longest", "passes"), [(10, True), (9, False)])
def test_no_row_is_longer_than_the_sender_said(longest, passes):
    line = b'{"a":"b"}\n'
    data = zlib.compress(line)
    member = entry(length=len(data), size=len(line))
    if passes:
        assert list(unpack_rows(member, [data], longest)) == [{"a": "b"}]
    else:
        with too_large():
            list(unpack_rows(member, [data], longest))


@pytest.mark.parametrize(("longest", "passes"), [(3, True), (2, False)])
def test_no_scan_is_longer_than_the_sender_said(longest, passes):
    data = struct.pack(">I", 3) + b"abc"
    member = entry(kind=MemberKind.SCANS, table="", length=7, size=7)
    if passes:
        assert list(unpack_scans(member, [data], longest)) == [b"abc"]
    else:
        with too_large():
            list(unpack_scans(member, [data], longest))


@pytest.mark.parametrize("step", [1, 2, 3, 7])
def test_pieces_may_break_anywhere(step):
    """A member lies across chunks as it happens; its rows and scans are the same."""
    plain = b'{"a":"b"}\n{"a":"c"}\n'
    data = zlib.compress(plain)
    cut = [data[at : at + step] for at in range(0, len(data), step)]
    rows = unpack_rows(entry(size=len(plain), records=2), cut, 100)
    assert list(rows) == [{"a": "b"}, {"a": "c"}]
    scans = struct.pack(">I", 3) + b"abc" + struct.pack(">I", 0) + struct.pack(">I", 1) + b"d"
    cut = [scans[at : at + step] for at in range(0, len(scans), step)]
    found = unpack_scans(entry(kind=MemberKind.SCANS, records=3), cut, 100)
    assert list(found) == [b"abc", b"", b"d"]


def claiming(volume: bytes, number: int, volumes: int, length: int) -> bytes:
    """A volume whose clear header claims other things."""
    front = struct.pack(">HH", number, volumes) + volume[50:54] + struct.pack(">Q", length)
    return volume[:46] + front + volume[62:]


@pytest.mark.parametrize(
    ("number", "volumes", "length", "expected"),
    [
        (0, 1, 1000, Refusal.DAMAGED),
        (2, 1, 1000, Refusal.DAMAGED),
        (0, 0, 1000, Refusal.DAMAGED),
        (1, 1, 0, Refusal.DAMAGED),
        (1, 1001, 1000, Refusal.TOO_LARGE),
        (1, 1000, 1000, Refusal.VOLUMES_MISSING),
        (1, 1, 2048 * MIB, Refusal.TRUNCATED),
        (1, 1, 2048 * MIB + 1, Refusal.TOO_LARGE),
    ],
)
def test_a_header_that_makes_no_sense_is_refused_before_anything_is_read(
    number, volumes, length, expected
):
    assert reason(claiming(sealed([]).volumes[0], number, volumes, length)) is expected


@pytest.mark.parametrize(("rest", "expected"), [(1, Refusal.TOO_LARGE), (0, Refusal.TRUNCATED)])
def test_all_volumes_together_have_at_most_two_gibibytes(rest, expected):
    volume = sealed([]).volumes[0]
    claims = [claiming(volume, 1, 2, 1024 * MIB), claiming(volume, 2, 2, 1024 * MIB + rest)]
    assert reason(claims) is expected


def test_what_no_bureau_would_take_as_a_whole_is_never_sealed(monkeypatch):
    """The members' own sum is bounded before; lengths and manifest come on top."""
    length = peek(sealed([]).volumes[0]).length
    monkeypatch.setattr("app.sync.package.PACKAGE_LIMIT", length)
    assert sealed([])
    monkeypatch.setattr("app.sync.package.PACKAGE_LIMIT", length - 1)
    with too_large():
        sealed([])
