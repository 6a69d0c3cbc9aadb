"""Keys, ciphers and signatures (trust K2, K3, P2, P3, §11)."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl as rust_openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.sync import seal
from app.sync.refusal import Refusal, Refused
from app.sync.seal import (
    CHUNK,
    ChunkCipher,
    Envelope,
    PrivateKeys,
    PublicKeys,
    Purpose,
    Signer,
    new_file_key,
    pae,
    suite_of,
)
from tests.vectors import read_package

HPKE_VECTOR = json.loads(
    Path(read_package.__file__).with_name("hpke-rfc9180.json").read_text("utf-8")
)
VECTOR = {name: bytes.fromhex(text) for name, text in HPKE_VECTOR.items() if name != "source"}

SUITE = suite_of(1)
KEYS = PrivateKeys.generate()
SIGNERS = {KEYS.public.signing_id: Signer("640122100", KEYS.public)}


def refused(reason: Refusal):
    return pytest.raises(Refused, check=lambda error: error.reason is reason)


# --- suite 1 against RFC 9180 --------------------------------------------------------------------


def test_the_library_agrees_with_rfc_9180():
    """Its suite object is the one of suite 1; the private call only adds the vector's AAD."""
    opened = rust_openssl.hpke._decrypt_with_aad(
        seal._Suite1._hpke,
        VECTOR["enc"] + VECTOR["ct"],
        X25519PrivateKey.from_private_bytes(VECTOR["skRm"]),
        VECTOR["info"],
        VECTOR["aad"],
    )
    assert opened == VECTOR["pt"]


def test_the_second_reader_agrees_with_rfc_9180():
    derived = read_package.hpke_key(VECTOR["enc"], VECTOR["skRm"], VECTOR["info"])
    assert derived == (VECTOR["key"], VECTOR["base_nonce"])
    opened = read_package.hpke_open(
        VECTOR["enc"] + VECTOR["ct"], VECTOR["skRm"], VECTOR["info"], VECTOR["aad"]
    )
    assert opened == VECTOR["pt"]


def test_a_file_key_wrapped_by_the_program_opens_by_hand():
    key = new_file_key()
    wrapped = SUITE.wrap(key, KEYS.public.exchange, b"info")
    assert len(wrapped) == SUITE.wrapped_length
    assert read_package.hpke_open(wrapped, KEYS.exchange, b"info") == key
    assert SUITE.unwrap(wrapped, KEYS.exchange, b"info") == key
    with pytest.raises(InvalidTag):
        read_package.hpke_open(wrapped, KEYS.exchange, b"other")


def test_a_wrapped_key_opens_only_whole_with_its_key_and_its_header():
    wrapped = SUITE.wrap(new_file_key(), KEYS.public.exchange, b"info")
    for place in range(len(wrapped)):
        bad = bytearray(wrapped)
        bad[place] ^= 1
        with refused(Refusal.DAMAGED):
            SUITE.unwrap(bytes(bad), KEYS.exchange, b"info")
    with refused(Refusal.DAMAGED):
        SUITE.unwrap(wrapped, KEYS.exchange, b"another header")
    with refused(Refusal.DAMAGED):
        SUITE.unwrap(wrapped, PrivateKeys.generate().exchange, b"info")
    with refused(Refusal.DAMAGED):
        SUITE.unwrap(bytes(len(wrapped)), KEYS.exchange, b"info")


def test_a_public_key_that_shares_no_secret_is_refused():
    """A point of small order would make every file key wrapped to it public."""
    for point in (bytes(32), bytes([1]) + bytes(31)):
        with refused(Refusal.MALFORMED):
            SUITE.wrap(new_file_key(), point, b"info")


# --- suites --------------------------------------------------------------------------------------


def test_an_unknown_suite_and_a_forbidden_one_are_told_apart():
    """G6: suite 99; minimum suite raised."""
    for number in (0, 2, 3, 99):
        with refused(Refusal.UNKNOWN_SUITE):
            suite_of(number)
    with refused(Refusal.SUITE_TOO_WEAK):
        suite_of(1, allowed=frozenset({2, 3}))


# --- keys ----------------------------------------------------------------------------------------


def test_keys_survive_being_stored():
    assert PrivateKeys.from_bytes(KEYS.to_bytes()) == KEYS
    assert PublicKeys.from_bytes(KEYS.public.to_bytes()) == KEYS.public
    assert PrivateKeys.from_bytes(KEYS.to_bytes()).public == KEYS.public


def test_private_keys_never_show_themselves():
    assert KEYS.signing.hex() not in repr(KEYS)
    assert repr(KEYS) == "PrivateKeys(suite=1)"


@pytest.mark.parametrize("kept", range(70))
def test_a_stored_pair_cut_anywhere_is_refused(kept):
    with pytest.raises(Refused):
        PublicKeys.from_bytes(KEYS.public.to_bytes()[:kept])


def test_a_stored_pair_of_wrong_lengths_or_suite_is_refused():
    with refused(Refusal.MALFORMED):
        PublicKeys.from_bytes(PublicKeys(1, bytes(31), bytes(33)).to_bytes())
    with refused(Refusal.MALFORMED):
        PublicKeys.from_bytes(KEYS.public.to_bytes() + b"x")
    with refused(Refusal.MALFORMED):
        PrivateKeys.from_bytes(KEYS.to_bytes() + b"x")
    with refused(Refusal.UNKNOWN_SUITE):
        PublicKeys.from_bytes(PublicKeys(99, bytes(32), bytes(32)).to_bytes())


def test_key_ids_tell_kinds_and_suites_apart():
    same = bytes(32)
    ids = {
        keys_id
        for suite in (1, 2)
        for keys_id in (
            PublicKeys(suite, same, same).signing_id,
            PublicKeys(suite, same, same).exchange_id,
        )
    }
    assert len(ids) == 4
    assert {len(keys_id) for keys_id in ids} == {16}


def test_a_fingerprint_is_twenty_four_digits_and_covers_both_keys():
    """K3: compared by voice."""
    printed = KEYS.public.fingerprint
    assert [len(group) for group in printed.split(" ")] == [4] * 6
    assert printed.replace(" ", "").isdigit()
    other = PrivateKeys.generate().public
    for changed in (
        PublicKeys(1, other.signing, KEYS.public.exchange),
        PublicKeys(1, KEYS.public.signing, other.exchange),
    ):
        assert changed.fingerprint != printed


def test_a_fingerprint_stays_the_same_for_ever():
    """Read from paper years later; a change of the rule would be noticed here."""
    assert PublicKeys(1, bytes(32), bytes(range(32))).fingerprint == FINGERPRINT


FINGERPRINT = "4699 1966 6735 1798 7742 8495"


# --- signatures ----------------------------------------------------------------------------------


def test_the_signed_encoding_is_that_of_dsse():
    """The example of the DSSE protocol description."""
    assert pae(b"http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_no_two_pairs_of_type_and_body_sign_the_same_bytes():
    parts = [b"", b" ", b"1", b"a", b"a 1", b"1 a", b"a 1 b"]
    pairs = list(itertools.product(parts, parts))
    assert len({pae(kind, body) for kind, body in pairs}) == len(pairs)


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(Purpose, 2)))
def test_a_signature_for_one_purpose_is_none_for_another(one, other):
    """P3: also when the type beside the signature is exchanged."""
    envelope = Envelope.signed(one, b"body", KEYS)
    assert envelope.check(one, SUITE, SIGNERS).owner == "640122100"
    with refused(Refusal.WRONG_PURPOSE):
        envelope.check(other, SUITE, SIGNERS)
    relabelled = Envelope(other.payload_type, b"body", envelope.signer_id, envelope.signature)
    with refused(Refusal.BAD_SIGNATURE):
        relabelled.check(other, SUITE, SIGNERS)


def test_every_bit_of_a_signed_body_and_its_signature_counts():
    envelope = Envelope.signed(Purpose.PACKAGE, b"body", KEYS)
    for name in ("body", "signature"):
        whole = getattr(envelope, name)
        for bit in range(8 * len(whole)):
            bad = bytearray(whole)
            bad[bit // 8] ^= 1 << bit % 8
            parts = {"body": envelope.body, "signature": envelope.signature, name: bytes(bad)}
            forged = Envelope(
                envelope.payload_type, parts["body"], envelope.signer_id, parts["signature"]
            )
            with refused(Refusal.BAD_SIGNATURE):
                forged.check(Purpose.PACKAGE, SUITE, SIGNERS)


@pytest.mark.parametrize("length", [0, 1, 63, 65, 1000])
def test_a_signature_of_another_length_is_bad(length):
    envelope = Envelope.signed(Purpose.PACKAGE, b"body", KEYS)
    forged = Envelope(envelope.payload_type, b"body", envelope.signer_id, bytes(length))
    with refused(Refusal.BAD_SIGNATURE):
        forged.check(Purpose.PACKAGE, SUITE, SIGNERS)


def test_unknown_and_revoked_signers_are_told_apart():
    """G5."""
    envelope = Envelope.signed(Purpose.PACKAGE, b"body", KEYS)
    revoked = {KEYS.public.signing_id: Signer("640122100", KEYS.public, revoked=True)}
    with refused(Refusal.REVOKED_SIGNER):
        envelope.check(Purpose.PACKAGE, SUITE, revoked)
    with refused(Refusal.UNKNOWN_SIGNER):
        envelope.check(Purpose.PACKAGE, SUITE, {})


def test_an_envelope_reads_back_and_never_past_its_end():
    envelope = Envelope.signed(Purpose.RECEIPT, "收到".encode(), KEYS)
    data = envelope.to_bytes()
    assert Envelope.read(taker(data)) == envelope
    for kept in range(len(data)):
        with refused(Refusal.TRUNCATED):
            Envelope.read(taker(data[:kept]))


@pytest.mark.parametrize(
    "front", [b"\xff\xff", b"\x00\x01a\xff\xff\xff\xff", b"\x00\x01a\x00\x10\x00\x01"]
)
def test_a_length_beyond_the_limit_is_refused_before_anything_is_taken(front):
    """G10: limits before allocation; 1 MiB + 1 in the last case."""
    with refused(Refusal.TOO_LARGE):
        Envelope.read(taker(front))


def test_a_body_beyond_a_mebibyte_is_never_signed():
    assert Envelope.signed(Purpose.BUNDLE, bytes(1024 * 1024), KEYS)
    with refused(Refusal.TOO_LARGE):
        Envelope.signed(Purpose.BUNDLE, bytes(1024 * 1024 + 1), KEYS)


def taker(data: bytes):
    """Takes from the front, as a stream would."""
    rest = [data]

    def take(count: int) -> bytes:
        if len(rest[0]) < count:
            raise Refused(Refusal.TRUNCATED)
        part, rest[0] = rest[0][:count], rest[0][count:]
        return part

    return take


# --- chunks --------------------------------------------------------------------------------------


def test_a_chunk_opens_only_in_its_place_under_its_header():
    """P2: number, last flag and header are all authenticated."""
    key = new_file_key()
    cipher = ChunkCipher(SUITE, key, b"header")
    sealed = cipher.seal(5, b"plain", last=False)
    assert len(sealed) == len(b"plain") + 16
    assert cipher.open(5, sealed, last=False) == b"plain"
    for index, last in ((4, False), (6, False), (5, True)):
        with refused(Refusal.DAMAGED):
            cipher.open(index, sealed, last=last)
    for other in (
        ChunkCipher(SUITE, key, b"Header"),
        ChunkCipher(SUITE, new_file_key(), b"header"),
    ):
        with refused(Refusal.DAMAGED):
            other.open(5, sealed, last=False)


def test_no_nonce_comes_twice_in_the_largest_package():
    most = 2 * 1024**3 // CHUNK
    nonces = {seal._nonce(index, last) for index in range(most + 1) for last in (False, True)}
    assert len(nonces) == 2 * (most + 1)
    assert {len(nonce) for nonce in nonces} == {12}
