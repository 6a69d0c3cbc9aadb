"""Damaged and forged packages: none is taken, and nothing but a refusal comes out (G1, G2, G10)."""

from __future__ import annotations

import hashlib
import json
import struct
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sync.letter import open_front
from app.sync.manifest import Manifest
from app.sync.members import Rows, Scans
from app.sync.package import open_package, peek
from app.sync.refusal import Refusal, Refused
from app.sync.seal import CHUNK, TAG, Envelope, Purpose
from tests.sync.parties import (
    BUREAU_KEYS,
    CASES,
    FACTS,
    OFFICE_KEYS,
    READER,
    forged,
    forged_body,
    noise,
    reason,
    sealed,
)

FRONT = 142  # header and wrapped key, docs/package-format.md §3


@pytest.fixture(scope="module")
def volume() -> bytes:
    """A package of a bit more than 20 KB."""
    (only,) = sealed().volumes
    assert len(only) >= 20_000
    return only


@pytest.fixture(scope="module")
def chunked() -> bytes:
    """A package of five chunks, the last one short."""
    (only,) = sealed([Rows("mediation_case", CASES), Scans([noise(4 * CHUNK)])]).volumes
    assert len(chunks(only)) == 5
    return only


def chunks(volume: bytes) -> list[bytes]:
    step = CHUNK + TAG
    return [volume[at : at + step] for at in range(FRONT, len(volume), step)]


# --- G1 ------------------------------------------------------------------------------------------


def test_every_byte_counts(volume):
    """G1: each byte of a ≥ 20 KB package changed, 0 accepted, no traceback."""
    bad = bytearray(volume)
    accepted = []
    for place in range(len(volume)):
        change = 1 << place % 8
        bad[place] ^= change
        if reason(bytes(bad)) is None:
            accepted.append(place)
        bad[place] ^= change
    assert accepted == []


def test_every_truncation_is_refused(volume):
    """G1."""
    reasons = {reason(volume[:kept]) for kept in range(len(volume))}
    assert reasons == {Refusal.TRUNCATED}


def test_every_addition_up_to_a_kibibyte_is_refused(volume):
    """G1: bytes behind the end, and in front."""
    assert {reason(volume + bytes(more)) for more in range(1, 1025)} == {Refusal.DAMAGED}
    in_front = {reason(noise(more) + volume) for more in range(1, 1025)}
    assert in_front == {Refusal.NOT_A_PACKAGE}


@pytest.mark.parametrize("change", [-1, -TAG, -CHUNK, -CHUNK - TAG])
def test_a_truncation_that_also_corrects_the_header_is_refused(chunked, change):
    """The length in the header is authenticated with everything behind it."""
    true = peek(chunked).length
    for length in range(true + change - 40, true + change + 1):
        front = chunked[:54] + struct.pack(">Q", length) + chunked[62:FRONT]
        kept = length + TAG * -(-length // CHUNK)
        assert reason(front + chunked[FRONT : FRONT + kept]) is Refusal.DAMAGED


def test_what_is_no_package_is_called_so():
    for data in (b"PK\x03\x04" + noise(100), b"\xd0\xcf\x11\xe0" * 50, "受理登记表".encode() * 9):
        assert reason(data) is Refusal.NOT_A_PACKAGE
    text_mode = sealed().volumes[0].replace(b"\r\n", b"\n", 1)
    assert reason(text_mode) is Refusal.NOT_A_PACKAGE
    assert reason(b"") is Refusal.TRUNCATED


def test_an_empty_file_is_said_to_be_empty():
    """Not that its end is missing: that is what a stick pulled out too early leaves."""
    (whole,) = sealed([]).volumes
    for data, words in ((b"", "文件是空的"), (whole[:30], "后面缺了一段")):
        for read in (peek, lambda rest: open_front(rest, Purpose.KEY_OFFER)):
            with pytest.raises(Refused, match=words) as refused:
                read(data if read is peek or not data else data[:10])
            assert refused.value.reason is Refusal.TRUNCATED


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 200))
def test_noise_behind_a_true_beginning_is_refused(tail, kept):
    front = sealed([]).volumes[0]
    assert reason(front[:kept] + tail) is not None


# --- G2 ------------------------------------------------------------------------------------------


def test_chunks_swapped_dropped_or_doubled_are_refused(chunked):
    parts = chunks(chunked)
    front = chunked[:FRONT]
    for one in range(5):
        dropped = parts[:one] + parts[one + 1 :]
        doubled = parts[: one + 1] + parts[one:]
        overlaid = list(parts)
        overlaid[one] = parts[(one + 1) % 4]
        swapped = list(parts)
        swapped[one], swapped[one - 1] = parts[one - 1], parts[one]
        for forgery in (dropped, doubled, overlaid, swapped):
            assert forgery != parts
            assert reason(front + b"".join(forgery)) in {Refusal.DAMAGED, Refusal.TRUNCATED}


def test_a_chunk_of_another_package_is_refused(chunked):
    (other,) = sealed([Rows("mediation_case", CASES), Scans([noise(4 * CHUNK)])]).volumes
    for one in range(5):
        mixed = chunks(chunked)
        mixed[one] = chunks(other)[one]
        assert reason(chunked[:FRONT] + b"".join(mixed)) is Refusal.DAMAGED
    assert reason(other[:FRONT] + chunked[FRONT:]) is Refusal.DAMAGED
    assert reason(chunked[:62] + other[62:FRONT] + chunked[FRONT:]) is Refusal.DAMAGED


# --- bodies that only a forger writes ------------------------------------------------------------


def manifest_with(**changes: Any) -> bytes:
    """The manifest of an empty package, with names changed; ``...`` leaves a name out."""
    values = json.loads(sealed([]).manifest.encode()) | changes
    return json.dumps({k: v for k, v in values.items() if v is not ...}).encode()


def rows_entry(data: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "rows",
        "table": "party",
        "length": len(data),
        "size": 3,
        "sha256": hashlib.sha256(data).hexdigest(),
        "records": 1,
    } | changes


def member(data: bytes) -> bytes:
    return struct.pack(">Q", len(data)) + data


def with_rows(plain: bytes, **changes: Any) -> bytes:
    data = changes.pop("data", None)
    memory_kib = changes.pop("memory_kib", 64)
    data = zlib.compress(plain) if data is None else data
    entry = rows_entry(data, size=len(plain), records=plain.count(b"\n")) | changes
    return forged(manifest_with(members=[entry]), member(data), memory_kib=memory_kib)


def with_scans(data: bytes, records: int) -> bytes:
    entry = rows_entry(data, kind="scans", table="", size=len(data), records=records)
    return forged(manifest_with(members=[entry]), member(data))


def test_the_forgers_tools_make_good_packages_too():
    """Else the tests below would prove nothing."""
    assert reason(forged(manifest_with())) is None
    assert reason(with_rows(b"{}\n")) is None
    assert reason(with_scans(struct.pack(">I", 3) + b"abc", 1)) is None


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"{}", Refusal.MALFORMED),
        (b"{}\n{}", Refusal.MALFORMED),
        (b"[]\n", Refusal.MALFORMED),
        (b"1\n", Refusal.MALFORMED),
        (b"\n", Refusal.MALFORMED),
        (b'{"a":1,"a":2}\n', Refusal.MALFORMED),
        (b'{"a":NaN}\n', Refusal.MALFORMED),
        (b'{"a":1e999}\n', Refusal.MALFORMED),
        (b'{"a":9223372036854775808}\n', Refusal.MALFORMED),
        (b'{"a":"\\ud800"}\n', Refusal.MALFORMED),
        (b'{"a":"\xff"}\n', Refusal.MALFORMED),
        (b'{"a":' + b"[" * 16 + b"]" * 16 + b"}\n", Refusal.MALFORMED),
        (b'{"a":"' + b"x" * 65537 + b'"}\n', Refusal.TOO_LARGE),
        (b"{" + b'"' + b"k" * 65537 + b'":0}\n', Refusal.TOO_LARGE),
    ],
)
def test_rows_that_are_not_rows_are_refused_whoever_signed_them(plain, expected):
    """P11."""
    assert reason(with_rows(plain)) is expected


def test_rows_of_promised_limits_pass():
    deep = b'{"a":' + b"[" * 15 + b"]" * 15 + b"}\n"
    long = b'{"a":"' + b"x" * 65536 + b'"}\n'
    assert reason(with_rows(deep)) is None
    assert reason(with_rows(long, data=zlib.compress(long, 0), memory_kib=65)) is None
    assert reason(with_rows(b"{}\n" + deep)) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sha256": "00" * 32}, Refusal.MALFORMED),
        ({"length": 10}, Refusal.MALFORMED),
        ({"size": 2}, Refusal.TOO_LARGE),
        ({"size": 4}, Refusal.MALFORMED),
        ({"records": 0}, Refusal.MALFORMED),
        ({"records": 2}, Refusal.MALFORMED),
        ({"table": "unknown"}, Refusal.MALFORMED),
        ({"table": "../../etc"}, Refusal.MALFORMED),
        ({"table": ""}, Refusal.MALFORMED),
        ({"kind": "scans", "table": "", "size": 11}, Refusal.TOO_LARGE),
        ({"kind": "macro"}, Refusal.NEWER_FORMAT),
        ({"kind": ["rows"]}, Refusal.NEWER_FORMAT),
        ({"path": "x"}, Refusal.NEWER_FORMAT),
        ({"length": 2**63 - 1}, Refusal.TOO_LARGE),
        ({"length": 2**63}, Refusal.MALFORMED),
        ({"length": -1}, Refusal.MALFORMED),
        ({"length": 11.0}, Refusal.MALFORMED),
        ({"length": True}, Refusal.MALFORMED),
        ({"size": 256 * 1024**2 + 1, "length": 256 * 1024**2}, Refusal.TOO_LARGE),
        ({"records": 200_001}, Refusal.TOO_LARGE),
    ],
)
def test_a_member_that_is_not_as_promised_is_refused(changes, expected):
    data = zlib.compress(b"{}\n")
    assert len(data) == 11
    assert reason(with_rows(b"{}\n", data=data)) is None
    assert reason(with_rows(b"{}\n", data=data, **changes)) is expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"not zlib",
        zlib.compress(b"{}\n")[:-1],
        zlib.compress(b"{}\n") + b"\0",
        b"\0" * 9,
    ],
)
def test_a_broken_compressed_stream_is_refused(data):
    assert reason(with_rows(b"{}\n", data=data)) is Refusal.MALFORMED


def test_members_that_overlap_the_end_or_leave_a_rest_are_refused():
    data = zlib.compress(b"{}\n")
    whole = manifest_with(members=[rows_entry(data)])
    assert reason(forged(whole, member(data))) is None
    assert reason(forged(whole)) is Refusal.MALFORMED
    assert reason(forged(whole, member(data)[:-1])) is Refusal.MALFORMED
    assert reason(forged(whole, member(data) + b"\0")) is Refusal.MALFORMED
    assert reason(forged(whole, struct.pack(">Q", 2**63) + data)) is Refusal.MALFORMED
    assert reason(forged(manifest_with(), b"\0")) is Refusal.MALFORMED


@pytest.mark.parametrize(
    ("data", "records", "expected"),
    [
        (b"", 0, None),
        (b"", 1, Refusal.MALFORMED),
        (b"\0\0\0\0", 1, None),
        (b"\0\0\0\0", 0, Refusal.MALFORMED),
        (b"\0\0\0\0" * 2, 1, Refusal.MALFORMED),
        (b"\0\0\0", 1, Refusal.MALFORMED),
        (b"\0\0\0\5abcd", 1, Refusal.MALFORMED),
        (b"\0\0\0\4abcd\0", 1, Refusal.MALFORMED),
        (b"\xff\xff\xff\xffabcd", 1, Refusal.TOO_LARGE),
    ],
)
def test_scans_are_exactly_as_many_as_promised(data, records, expected):
    assert reason(with_scans(data, records)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"minimum_reader": 2, "another": 1}, Refusal.NEWER_FORMAT),
        ({"minimum_reader": 2, "members": "changed"}, Refusal.NEWER_FORMAT),
        ({"minimum_reader": 0}, Refusal.MALFORMED),
        ({"minimum_reader": ...}, Refusal.MALFORMED),
        ({"another": 1}, Refusal.NEWER_FORMAT),
        ({"seq": ...}, Refusal.MALFORMED),
        ({"seq": 0}, Refusal.MALFORMED),
        ({"seq": "7"}, Refusal.MALFORMED),
        ({"seq": 6}, Refusal.MALFORMED),
        ({"epoch": None}, Refusal.MALFORMED),
        ({"base_seq": -1}, Refusal.MALFORMED),
        ({"sender": "贺兰"}, Refusal.MALFORMED),
        ({"sender": "a" * 65}, Refusal.MALFORMED),
        ({"sender": "640122100\n"}, Refusal.MALFORMED),
        ({"signer": "AB" * 16}, Refusal.MALFORMED),
        ({"prev_digest": "ab"}, Refusal.MALFORMED),
        ({"created_at": "2026-13-01T00:00:00"}, Refusal.MALFORMED),
        ({"created_at": "2026-11-22T09:00:00+08:00"}, Refusal.MALFORMED),
        ({"app_version": "x" * 101}, Refusal.MALFORMED),
        ({"members": {}}, Refusal.MALFORMED),
        ({"members": [[]]}, Refusal.MALFORMED),
        ({"totals": [{"table": "party", "status": "", "count": -1}]}, Refusal.MALFORMED),
        ({"totals": [{"table": "party", "status": 1, "count": 1}]}, Refusal.MALFORMED),
        ({"audit_head": {"entries": 1}}, Refusal.MALFORMED),
        ({"audit_head": "x"}, Refusal.MALFORMED),
    ],
)
def test_a_manifest_with_one_wrong_value_is_refused(changes, expected):
    """P4; P7: what asks for a newer reader is refused as newer, however else it looks."""
    assert reason(forged(manifest_with(**changes))) is expected


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"null", b"1", b"{", b"\xff", b'{"seq":1,"seq":2}', b"{}" * 2]
)
def test_a_signed_body_that_is_no_manifest_is_refused(manifest):
    assert reason(forged(manifest)) is Refusal.MALFORMED


def test_a_table_stands_in_a_package_once():
    data = zlib.compress(b"{}\n")
    twice = manifest_with(members=[rows_entry(data), rows_entry(data)])
    assert reason(forged(twice, member(data) * 2)) is Refusal.MALFORMED


def test_nothing_inside_is_parsed_before_the_signature_is_good(monkeypatch):
    """Trust §2: rejected before anything is parsed beyond the header unless a known office signed."""
    parsed: list[bytes] = []
    envelope = Envelope.signed(Purpose.PACKAGE, manifest_with(), OFFICE_KEYS)
    monkeypatch.setattr(Manifest, "decode", parsed.append)
    broken = Envelope(envelope.payload_type, envelope.body, envelope.signer_id, bytes(64))
    assert reason(forged_body(broken.to_bytes())) is Refusal.BAD_SIGNATURE
    assert parsed == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mangled_body_from_a_known_office_is_refused_or_read_never_worse(data):
    """G11 in small: bytes that pass decryption but were not made by this program."""
    package = sealed([Rows("party", [{"uid": "a"}]), Scans([b"x"])])
    envelope = Envelope.signed(Purpose.PACKAGE, package.manifest.encode(), OFFICE_KEYS).to_bytes()
    plain = zlib.compress(b'{"uid":"a"}\n', 6)
    whole = envelope + member(plain) + member(struct.pack(">I", 1) + b"x")
    place = data.draw(st.integers(0, len(whole) - 1))
    mangled = whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + 1 :]
    assert (reason(forged_body(mangled)) is None) == (mangled == whole)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mangled_manifest_signed_by_a_known_office_is_refused_or_read_never_worse(data):
    manifest = sealed([Rows("party", [{"uid": "a"}])]).manifest.encode()
    place = data.draw(st.integers(0, len(manifest) - 1))
    insert = data.draw(
        st.sampled_from(["", "0", "-", '"', "null", "[", "}", "1e5", "\\u0000", ","])
    )
    mangled = manifest[:place] + insert.encode() + manifest[place + 1 :]
    reason(forged(mangled, member(zlib.compress(b'{"uid":"a"}\n', 6))))  # Refused or fine


# --- G10: bombs ----------------------------------------------------------------------------------


@pytest.fixture
def bounded():
    """At most 64 MiB beside what the test itself holds: what is never inflated takes no time either."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 64 * 1024**2


BOMB = zlib.compress(bytes(100 * 1024**2))


@pytest.mark.parametrize("size", [100 * 1024**2, 99 * len(BOMB), 100])
def test_a_decompression_bomb_never_unfolds(size, bounded):
    """Honest about its size, lying within the ratio allowed, or lying outright."""
    assert len(BOMB) < 110_000
    entry = rows_entry(BOMB, size=size)
    bomb = forged(manifest_with(members=[entry]), member(BOMB))
    assert reason(bomb) is Refusal.TOO_LARGE


def endless(block: bytes, count: int) -> bytes:
    """A zlib stream of ``count`` equal blocks, made without unfolding them; its end is missing."""
    packer = zlib.compressobj(9)
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (count - 1)


@pytest.mark.parametrize(
    ("block", "count"),
    [(bytes(1024**2), 10 * 1024), (b"{}\n" * 349_525, 1024)],
    ids=["noughts", "rows"],
)
@pytest.mark.parametrize("claim", [10 * 1024**3, 256 * 1024**2], ids=["honest", "lying"])
def test_ten_gibibytes_in_ten_mebibytes_never_unfold(block, count, claim, bounded):
    """G10: refused by the size it admits, or by the first limit its rows meet."""
    data = endless(block, count)
    assert len(data) < 11 * 1024**2
    entry = rows_entry(data, size=claim, records=200_000)
    found = reason(forged(manifest_with(members=[entry]), member(data), memory_kib=64 * 1024))
    assert found in {Refusal.TOO_LARGE, Refusal.MALFORMED}


def test_a_million_members_are_refused(bounded):
    one = '{"kind":"rows","table":"a","length":1}'
    many = ("[" + ",".join([one] * 26_000) + "]").encode()
    body = manifest_with(members="HERE").replace(b'"HERE"', many)
    assert len(body) < 1024**2
    assert reason(forged(body)) is Refusal.TOO_LARGE
    front = body[:1000]  # a million would need more than a manifest's 1 MiB
    claim = struct.pack(">H", 13) + b"sfs/package/1" + struct.pack(">I", 40 * len(body)) + front
    assert reason(forged_body(claim)) is Refusal.TOO_LARGE


def test_one_member_too_many_is_refused(bounded):
    entries = [rows_entry(b"", table=f"t{n}") for n in range(1001)]
    assert reason(forged(manifest_with(members=entries))) is Refusal.TOO_LARGE


def test_depth_costs_no_stack(bounded):
    deep = b"[" * 100_000 + b"]" * 100_000
    assert reason(forged(deep)) is Refusal.MALFORMED
    row = b'{"a":' + deep + b"}\n"
    package = with_rows(row, data=zlib.compress(row, 0), memory_kib=64 * 1024)
    assert reason(package) is Refusal.MALFORMED


@pytest.mark.parametrize("length", [2**31 + 1, 2**63, 2**64 - 1])
def test_a_length_beyond_the_limit_is_refused_before_a_byte_is_taken(length, bounded):
    volume = sealed([]).volumes[0]
    claim = volume[:54] + struct.pack(">Q", length) + volume[62:]
    assert reason(claim) is Refusal.TOO_LARGE


def test_a_reader_is_asked_for_no_more_memory_than_it_has():
    """P1: max reader memory."""
    volume = sealed([]).volumes[0]
    claim = volume[:50] + struct.pack(">I", 64 * 1024 + 1) + volume[54:]
    assert reason(claim) is Refusal.TOO_LARGE


def test_a_piece_longer_than_the_header_says_is_refused():
    blob = bytes(200_000)
    entry = rows_entry(b"", kind="scans", table="", length=200_004, size=200_004)
    entry["sha256"] = hashlib.sha256(struct.pack(">I", 200_000) + blob).hexdigest()
    data = member(struct.pack(">I", 200_000) + blob)
    assert reason(forged(manifest_with(members=[entry]), data, memory_kib=195)) is Refusal.TOO_LARGE
    assert reason(forged(manifest_with(members=[entry]), data, memory_kib=196)) is None


def test_a_row_without_an_end_is_refused_at_its_limit(bounded):
    """2 MiB a row, even where the header allows more."""
    plain = noise(3 * 1024**2).hex().encode()[: 3 * 1024**2] + b"\n"
    data = zlib.compress(plain, 1)
    entry = rows_entry(data, size=len(plain))
    package = forged(manifest_with(members=[entry]), member(data), memory_kib=64 * 1024)
    assert reason(package) is Refusal.TOO_LARGE


# --- what the office is told before it seals -----------------------------------------------------


@pytest.mark.parametrize(
    "contents",
    [
        [Rows("party", [{"a": "字" * 22_000}])],
        [Rows("party", [{str(n): "x" * 60_000 for n in range(40)}])],
        [Scans([bytes(64 * 1024**2 + 1)])],
        [Rows("party", [{}] * 200_001)],
        [Rows(f"t{n}", []) for n in range(1001)],
    ],
)
def test_what_no_bureau_would_take_is_never_sealed(contents):
    with pytest.raises(Refused) as refusal:
        sealed(contents)
    assert refusal.value.reason is Refusal.TOO_LARGE


def test_a_table_twice_is_never_sealed():
    with pytest.raises(Refused):
        sealed([Rows("party", []), Rows("party", [])])


@pytest.mark.parametrize("facts", [{"seq": 0}, {"base_seq": 7}, {"sender": "张三"}, {"schema": 0}])
def test_facts_no_bureau_would_take_are_never_sealed(facts):
    with pytest.raises(Refused):
        sealed([], **facts)


def test_the_promise_of_the_manifest_covers_large_scans_in_several_members(monkeypatch):
    """Scans beyond one member's 256 MiB go on in the next; here with small limits."""
    monkeypatch.setattr("app.sync.members.MEMBER_LIMIT", 1000)
    scans = [noise(400, n) for n in range(7)]
    package = sealed([Scans(scans)])
    assert [m.records for m in package.manifest.members] == [2, 2, 2, 1]
    assert list(open_package(package.volumes, READER).scans()) == scans


def test_refusals_read_as_plain_chinese_and_name_nobody():
    """E6: what happened, that nothing changed, what to do, and a code for the telephone."""
    for code in Refusal:
        shown = str(Refused(code))
        assert code.value in shown
        assert "已保存的数据没有变化" in shown
        assert Refused(code).do
    assert len({Refused(code).what for code in Refusal}) == len(Refusal)
    assert BUREAU_KEYS.public.exchange_id.hex() not in str(Refused(Refusal.OTHER_RECIPIENT))
    assert FACTS.sender not in str(Refused(Refusal.WRONG_SENDER))
