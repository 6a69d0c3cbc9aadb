"""Today's packages and today's damages, read by two readers that share no code (fault test G12).

The published files and what must come of each are in ``tests/vectors``.
"""

from __future__ import annotations

import random

import pytest

from app.sync.members import Rows, Scans
from app.sync.seal import Purpose
from tests.faults.counts import times
from tests.sync.parties import (
    BUREAU,
    BUREAU_KEYS,
    CASES,
    PARTIES,
    READER,
    SCHEMA,
    TABLES,
    noise,
    reason,
    sealed,
)
from tests.vectors import read_package

THEIRS = read_package.Reader(
    BUREAU,
    [BUREAU_KEYS.to_bytes()],
    [(s.owner, s.keys.to_bytes(), s.epoch, s.revoked) for s in READER.signers],
    SCHEMA,
    TABLES,
)


def test_the_second_reader_reads_what_is_sealed_today():
    scans = [noise(size, size) for size in (0, 65_530, 400_000, 6_000_000)]
    package = sealed(
        [Rows("mediation_case", CASES), Scans(scans), Rows("party", PARTIES)], volume_mib=5
    )
    assert len(package.volumes) == 2
    content = read_package.read(package.volumes[::-1], Purpose.PACKAGE, THEIRS)
    assert content.digest == package.digest
    assert content.rows == {"mediation_case": CASES, "party": PARTIES}
    assert content.scans == scans
    assert content.signed["seq"] == package.manifest.facts.seq


@pytest.fixture(scope="module")
def package() -> bytes:
    return sealed([Rows("party", PARTIES), Scans([noise(70_000)])]).volumes[0]


def their_reason(data: bytes) -> str | None:
    try:
        read_package.read([data], Purpose.PACKAGE, THEIRS)
    except read_package.Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("seed", range(times("G12-damages")))
def test_both_readers_refuse_a_damaged_file_for_the_same_reason(package, seed):
    """G12: half of the damages in the front, where most checks are."""
    dice = random.Random(seed)
    bad = bytearray(package)
    place = dice.randrange(142) if seed % 2 else dice.randrange(len(bad))
    if seed % 10 == 0:
        del bad[place:]
    else:
        bad[place] ^= dice.randrange(1, 256)
    found = reason(bytes(bad))
    assert found is not None
    assert their_reason(bytes(bad)) == found.value
