"""The recovery key in three shares: any two give it back, one tells nothing (trust K1).

``tests/vectors/recovery-shares.json`` is published; here a second reader, written from
``docs/recovery-key.md`` alone, reads it as well.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import keyslots
from app.models.recovery_key import BadRecoveryKey, RecoveryKey
from app.models.recovery_shares import Share, combine, recovery_key_of, split
from tests.real_office import CHEAP

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "recovery-shares.json").read_text("utf-8")
)["vectors"]

blocks = st.binary(min_size=16, max_size=16)
keys = blocks.map(RecoveryKey)
numbers = st.integers(0, 16383)


def shares_of(key: RecoveryKey, slope: bytes, number: int) -> tuple[Share, ...]:
    """The split with this randomness."""
    coming = iter((slope, number.to_bytes(2, "big")))
    return split(key, lambda _size: next(coming))


@given(key=keys, slope=blocks, number=numbers)
def test_any_two_of_three_give_the_key_back_in_either_order(key, slope, number):
    for one, other in permutations(shares_of(key, slope, number), 2):
        assert combine(one, other) == key
        assert recovery_key_of(f"{one.digits}\n{other.digits}") == key


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_share_is_as_likely_under_every_secret(number):
    """All 256 secrets of a byte with all 256 random bytes: each share byte comes equally often."""
    seen: Counter[tuple[int, int]] = Counter()
    for secret in range(256):
        for slope in range(256):
            share = shares_of(RecoveryKey(bytes([secret] * 16)), bytes([slope] * 16), 0)[number - 1]
            seen[secret, share.raw[0]] += 1
    assert len(seen) == 256 * 256
    assert set(seen.values()) == {1}


@given(key=keys, other=keys, drawn=blocks, number=st.sampled_from((1, 2, 3)))
def test_for_a_share_in_hand_any_key_is_possible(key, other, drawn, number):
    """There is another split, of any other key, with this very share: so it tells nothing."""
    share = shares_of(key, drawn, 77)[number - 1]
    partner = number % 3 + 1
    slope = bytes(
        next(r for r in range(256) if slow_product(share.number, r) == a ^ s)
        for a, s in zip(share.raw, other.raw, strict=True)
    )
    again = shares_of(other, slope, share.set_number)
    assert again[share.number - 1] == share
    assert combine(share, again[partner - 1]) == other


@given(key=keys, slope=blocks, number=numbers)
def test_a_share_reads_back_as_it_was_printed(key, slope, number):
    for share in shares_of(key, slope, number):
        assert Share.parse(share.digits) == share
        assert Share.parse(share.digits.replace("-", " ")) == share
        assert len(share.digits.replace("-", "")) == 60


@given(key=keys, slope=blocks, number=numbers, at=st.integers(0, 59), more=st.integers(1, 9))
def test_a_wrong_digit_names_its_group(key, slope, number, at, more):
    for share in shares_of(key, slope, number):
        digits = list(share.digits.replace("-", ""))
        digits[at] = str((int(digits[at]) + more) % 10)
        with pytest.raises(BadRecoveryKey) as refused:
            Share.parse("".join(digits))
        assert refused.value.group == at // 6 + 1


@given(key=keys, slope=blocks, one=st.integers(0, 59), other=st.integers(0, 59))
def test_two_digits_exchanged_show(key, slope, one, other):
    digits = list(shares_of(key, slope, 77)[0].digits.replace("-", ""))
    if digits[one] == digits[other]:
        return
    digits[one], digits[other] = digits[other], digits[one]
    with pytest.raises(BadRecoveryKey) as refused:
        Share.parse("".join(digits))
    assert refused.value.group == min(one, other) // 6 + 1


@pytest.mark.parametrize("at", range(10))
def test_a_group_from_another_sheet_is_found_out(at):
    """Each group is right in its place; the checksum says that the sheet is not."""
    one, other, _ = shares_of(RecoveryKey(bytes(range(16))), bytes(range(16, 32)), 4821)
    groups = one.digits.split("-")
    groups[at] = other.digits.split("-")[at]
    with pytest.raises(BadRecoveryKey, match="混进了另一张纸"):
        Share.parse("-".join(groups))


def test_shares_of_two_sets_are_refused_in_words():
    key = RecoveryKey.generate()
    old = shares_of(key, bytes(16), 4821)
    new = shares_of(key, bytes(range(16)), 77)
    with pytest.raises(BadRecoveryKey, match=r"不是同一套：一份的套号是 04821，另一份是 00077"):
        combine(old[0], new[1])


def test_one_share_twice_is_refused_in_words():
    one, _, _ = split(RecoveryKey.generate())
    with pytest.raises(BadRecoveryKey, match="两次输入的都是第 1 份"):
        recovery_key_of(f"{one.digits}\n{one.digits}")


def test_one_share_alone_asks_for_another():
    _, two, _ = shares_of(RecoveryKey.generate(), bytes(16), 4821)
    with pytest.raises(BadRecoveryKey, match=r"第 2 份（套号 04821），单独一份打不开"):
        recovery_key_of(two.digits)


def test_a_whole_key_among_shares_is_said():
    key = RecoveryKey.generate()
    one, _, _ = split(key)
    with pytest.raises(BadRecoveryKey, match="第二行是整张的恢复密钥"):
        recovery_key_of(f"{one.digits}\n{key.digits}")
    assert recovery_key_of(key.digits) == key


def test_two_shares_open_the_store_and_a_renewed_key_withdraws_them(tmp_path):
    """K1: the old sheets open nothing once another key is in force."""
    slots = tmp_path / "keys.json"
    key, recovery = keyslots.create(slots, "a sentence 9", cost=CHEAP)
    old = split(recovery)
    for one, other in combinations(old, 2):
        assert keyslots.open_with_recovery(slots, f"{one.digits}\n{other.digits}") == key
    new = split(keyslots.renew_recovery(slots, key))
    assert keyslots.open_with_recovery(slots, f"{new[0].digits}\n{new[2].digits}") == key
    with pytest.raises(BadRecoveryKey, match="已被新的恢复密钥代替"):
        keyslots.open_with_recovery(slots, f"{old[0].digits}\n{old[2].digits}")
    with pytest.raises(BadRecoveryKey, match="不是同一套"):
        keyslots.open_with_recovery(slots, f"{old[0].digits}\n{new[2].digits}")


# --- the published vectors and a second reader ---------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_published_vectors(vector):
    key = RecoveryKey(bytes.fromhex(vector["key"]))
    made = shares_of(key, bytes.fromhex(vector["random"]), vector["set"])
    assert key.digits == vector["key_digits"]
    assert [share.raw.hex() for share in made] == [one["share"] for one in vector["shares"]]
    assert [share.digits for share in made] == [one["digits"] for one in vector["shares"]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_a_second_reader_puts_two_sheets_together(vector):
    for one, other in combinations(vector["shares"], 2):
        assert read_apart(one["digits"], other["digits"]) == bytes.fromhex(vector["key"])


def slow_product(a: int, b: int) -> int:
    """FIPS 197, 4.2: multiply as polynomials, then reduce."""
    wide = 0
    for bit in range(8):
        if a >> bit & 1:
            wide ^= b << bit
    for bit in range(15, 7, -1):
        if wide >> bit & 1:
            wide ^= 0x11B << (bit - 8)
    return wide


def test_the_field_is_that_of_aes():
    """The examples of FIPS 197."""
    assert slow_product(0x57, 0x83) == 0xC1
    assert slow_product(0x57, 0x13) == 0xFE


def read_apart(first: str, second: str) -> bytes:
    """By the page alone: words of the groups, line through two points, its value at nought."""
    points = []
    for printed in (first, second):
        words = [int(group) // 13 for group in printed.split("-")]
        raw = b"".join(word.to_bytes(2, "big") for word in words[1:9])
        points.append((words[0] % 4, raw))
    (n, a), (m, b) = points
    inverse = next(i for i in range(256) if slow_product(i, n ^ m) == 1)
    return bytes(
        slow_product(inverse, slow_product(m, x) ^ slow_product(n, y))
        for x, y in zip(a, b, strict=True)
    )
