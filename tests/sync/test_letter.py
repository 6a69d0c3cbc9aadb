"""Signed files in clear: key offers and notices (trust K3)."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.header import Prefix
from app.sync.letter import KeyOffer, read_letter, write_letter
from app.sync.package import peek, purpose_of
from app.sync.refusal import Refusal, Refused
from app.sync.seal import Envelope, PrivateKeys, PublicKeys, Purpose, Signer
from tests.sync.parties import BUREAU, BUREAU_KEYS, OFFICE, OFFICE_KEYS, noise, reason, sealed

SIGNERS = (Signer(BUREAU, BUREAU_KEYS.public),)
OFFER = KeyOffer(OFFICE, OFFICE_KEYS.public, name="习岗司法所", practice=True)


def refused(reason: Refusal):
    return pytest.raises(Refused, check=lambda error: error.reason is reason)


def test_a_notice_of_the_bureau_reads_back_with_its_signer():
    notice = read_letter(
        write_letter(Purpose.BUNDLE, b'{"version":3}', BUREAU_KEYS), Purpose.BUNDLE, SIGNERS
    )
    assert notice.body == b'{"version":3}'
    assert notice.signer.owner == BUREAU


def test_a_notice_of_a_stranger_or_of_a_revoked_key_is_refused():
    notice = write_letter(Purpose.BUNDLE, b"{}", OFFICE_KEYS)
    with refused(Refusal.UNKNOWN_SIGNER):
        read_letter(notice, Purpose.BUNDLE, SIGNERS)
    with refused(Refusal.REVOKED_SIGNER):
        read_letter(notice, Purpose.BUNDLE, [Signer(OFFICE, OFFICE_KEYS.public, revoked=True)])


def test_what_must_be_sealed_is_never_written_in_clear():
    """A purpose is always sealed or always clear, so nobody can be talked into the weaker form."""
    for purpose in (Purpose.PACKAGE, Purpose.RECEIPT, Purpose.RETURN):
        with pytest.raises(ValueError, match="sealed"):
            write_letter(purpose, b"{}", BUREAU_KEYS)
    envelope = Envelope.signed(Purpose.PACKAGE, sealed([]).manifest.encode(), OFFICE_KEYS)
    in_clear = Prefix(1, Purpose.PACKAGE).encode() + envelope.to_bytes()
    assert reason(in_clear) is not None
    with refused(Refusal.WRONG_PURPOSE):
        read_letter(sealed([]).volumes[0], Purpose.BUNDLE, SIGNERS)
    with refused(Refusal.WRONG_PURPOSE):
        peek(OFFER.sign(OFFICE_KEYS))


def test_a_file_says_what_it_is_for():
    assert purpose_of(OFFER.sign(OFFICE_KEYS)) is Purpose.KEY_OFFER
    assert purpose_of(sealed([], to=BUREAU_KEYS).volumes[0]) is Purpose.PACKAGE
    with refused(Refusal.NOT_A_PACKAGE):
        purpose_of(noise(100))


def test_a_key_offer_brings_the_keys_and_their_fingerprint():
    read = KeyOffer.read(OFFER.sign(OFFICE_KEYS))
    assert read == OFFER
    assert read.keys.fingerprint == OFFICE_KEYS.public.fingerprint


def test_nobody_offers_keys_they_do_not_hold():
    with pytest.raises(ValueError, match="offers"):
        OFFER.sign(BUREAU_KEYS)
    public = OFFICE_KEYS.public.to_bytes().hex()
    stolen = {"owner": OFFICE, "keys": public, "name": "", "practice": False}
    with refused(Refusal.UNKNOWN_SIGNER):
        KeyOffer.read(offer_of(stolen, BUREAU_KEYS))


def offer_of(values: object, keys: PrivateKeys) -> bytes:
    return write_letter(Purpose.KEY_OFFER, json.dumps(values).encode(), keys)


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "习岗"},
        {"owner": 1},
        {"keys": ""},
        {"keys": "zz"},
        {"keys": "00" * 70},
        {"keys": PublicKeys(1, OFFICE_KEYS.public.signing, bytes(32)).to_bytes().hex()},
        {"practice": 1},
        {"name": "a\n"},
        {"more": 1},
    ],
)
def test_an_offer_with_one_wrong_value_is_refused(change):
    """Among them an exchange key of small order, to which anything sealed would lie open."""
    good = {
        "owner": OFFICE,
        "keys": OFFICE_KEYS.public.to_bytes().hex(),
        "name": "",
        "practice": False,
    }
    assert KeyOffer.read(offer_of(good, OFFICE_KEYS)).owner == OFFICE
    with pytest.raises(Refused):
        KeyOffer.read(offer_of(good | change, OFFICE_KEYS))


@pytest.mark.parametrize("values", [[], None, "x", 1, {}])
def test_an_offer_that_is_no_offer_is_refused(values):
    with refused(Refusal.MALFORMED):
        KeyOffer.read(offer_of(values, OFFICE_KEYS))


def test_every_byte_of_an_offer_counts():
    data = OFFER.sign(OFFICE_KEYS)
    for place in range(len(data)):
        bad = bytearray(data)
        bad[place] ^= 1 << place % 8
        with pytest.raises(Refused):
            KeyOffer.read(bytes(bad))
    for kept in range(len(data)):
        with refused(Refusal.TRUNCATED):
            KeyOffer.read(data[:kept])
    with refused(Refusal.DAMAGED):
        KeyOffer.read(data + b"\0")


@given(st.binary(max_size=200), st.booleans())
def test_noise_is_never_an_offer(data, begins_well):
    front = Prefix(1, Purpose.KEY_OFFER).encode() if begins_well else b""
    with pytest.raises(Refused):
        KeyOffer.read(front + data)


def test_an_offer_of_a_suite_we_lack_is_refused_by_its_name():
    data = OFFER.sign(OFFICE_KEYS)
    with refused(Refusal.UNKNOWN_SUITE):
        KeyOffer.read(data[:10] + struct.pack(">H", 2) + data[12:])
    with refused(Refusal.SUITE_TOO_WEAK):
        KeyOffer.read(data, suites={3})
