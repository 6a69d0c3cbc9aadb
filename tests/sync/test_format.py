"""The format itself: files of today stay readable, and a second reader agrees (fault test G12)."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from app.sync.letter import KeyOffer
from app.sync.members import Rows, Scans
from app.sync.package import open_package
from app.sync.seal import PrivateKeys, Purpose, Signer
from tests.sync import independent_reader
from tests.sync.parties import (
    BUREAU,
    BUREAU_KEYS,
    CASES,
    OFFICE,
    OFFICE_KEYS,
    PARTIES,
    READER,
    noise,
    reason,
    sealed,
)

VECTORS = Path(__file__).parent / "vectors"
EXPECTED: dict[str, Any] = json.loads((VECTORS / "expected.json").read_text(encoding="utf-8"))
OFFICE_THEN = PrivateKeys.from_bytes(bytes.fromhex(EXPECTED["office_keys"]))
BUREAU_THEN = PrivateKeys.from_bytes(bytes.fromhex(EXPECTED["bureau_keys"]))
PACKAGE = (VECTORS / "package.sfs").read_bytes()
RECEIPT = (VECTORS / "receipt.sfs").read_bytes()
OFFER = (VECTORS / "key-offer.sfk").read_bytes()


def digests(scans: Iterable[bytes]) -> list[str]:
    return [sha256(scan).hexdigest() for scan in scans]


BUREAU_READER = replace(READER, keys=(BUREAU_THEN,), signers=(Signer(OFFICE, OFFICE_THEN.public),))
OFFICE_READER = replace(
    READER, owner=OFFICE, keys=(OFFICE_THEN,), signers=(Signer(BUREAU, BUREAU_THEN.public),)
)


def test_a_package_of_the_first_day_still_opens():
    opened = open_package(PACKAGE, BUREAU_READER)
    assert opened.digest == EXPECTED["package_digest"]
    assert {table: list(opened.rows(table)) for table in opened.tables} == EXPECTED["rows"]
    assert digests(opened.scans()) == EXPECTED["scans"]
    facts = EXPECTED["package_facts"]
    assert opened.manifest.facts.seq == facts["seq"]
    assert opened.manifest.facts.created_at.isoformat() == facts["created_at"]
    assert [t.count for t in opened.manifest.facts.totals] == [t["count"] for t in facts["totals"]]


def test_a_receipt_of_the_first_day_still_opens():
    opened = open_package(RECEIPT, OFFICE_READER, purpose=Purpose.RECEIPT)
    assert opened.digest == EXPECTED["receipt_digest"]
    assert list(opened.rows("party")) == EXPECTED["rows"]["party"]


def test_a_key_offer_of_the_first_day_still_reads():
    offer = KeyOffer.read(OFFER)
    assert offer == KeyOffer(OFFICE, OFFICE_THEN.public)
    assert offer.keys.fingerprint == EXPECTED["office_fingerprint"]


def test_the_second_reader_reads_the_same_out_of_the_vectors():
    manifest, digest, rows, scans = independent_reader.read_package(
        [PACKAGE], 1, BUREAU_THEN.exchange, OFFICE_THEN.public.signing
    )
    assert digest == EXPECTED["package_digest"]
    assert rows == EXPECTED["rows"]
    assert digests(scans) == EXPECTED["scans"]
    facts = {name: manifest[name] for name in EXPECTED["package_facts"]}
    assert facts == EXPECTED["package_facts"]
    _, digest, rows, _ = independent_reader.read_package(
        [RECEIPT], 2, OFFICE_THEN.exchange, BUREAU_THEN.public.signing
    )
    assert digest == EXPECTED["receipt_digest"]
    assert rows == {"party": EXPECTED["rows"]["party"]}
    offer = independent_reader.read_key_offer(OFFER)
    assert offer["owner"] == OFFICE
    assert bytes.fromhex(offer["keys"]) == OFFICE_THEN.public.to_bytes()


def test_the_second_reader_reads_what_is_sealed_today():
    scans = [noise(size, size) for size in (0, 65_530, 400_000, 6_000_000)]
    package = sealed(
        [Rows("mediation_case", CASES), Scans(scans), Rows("party", PARTIES)], volume_mib=5
    )
    assert len(package.volumes) == 2
    manifest, digest, rows, read = independent_reader.read_package(
        list(package.volumes)[::-1], 1, BUREAU_KEYS.exchange, OFFICE_KEYS.public.signing
    )
    assert digest == package.digest
    assert rows == {"mediation_case": CASES, "party": PARTIES}
    assert read == scans
    assert manifest["seq"] == package.manifest.facts.seq


@pytest.mark.parametrize("seed", range(100))
def test_both_readers_refuse_the_same_damaged_files(seed):
    """G12: a hundred bad files; the header's recipient id is the one thing only ours looks at
    before the key, and theirs finds it through the wrapped key.
    """
    dice = random.Random(seed)
    bad = bytearray(PACKAGE)
    place = dice.randrange(142) if seed % 2 else dice.randrange(len(bad))
    if seed % 10 == 0:
        del bad[place:]
    else:
        bad[place] ^= dice.randrange(1, 256)
    assert reason(bytes(bad), BUREAU_READER) is not None
    with pytest.raises((independent_reader.NotGood, InvalidTag, struct.error)):
        independent_reader.read_package(
            [bytes(bad)], 1, BUREAU_THEN.exchange, OFFICE_THEN.public.signing
        )
