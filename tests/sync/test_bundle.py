"""The county bundle as a file: one signature over everything, limits before anything is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from app.data_files import Edition
from app.sync import bundle as bundles
from app.sync.bundle import (
    Bundle,
    BundleRefused,
    OfficeKey,
    Reason,
    read_bundle,
    read_kept,
    write_bundle,
)
from app.sync.letter import write_letter
from app.sync.refusal import Refusal, Refused
from app.sync.seal import Purpose, Signer
from tests.sync.parties import (
    BUREAU,
    BUREAU_KEYS,
    OFFICE,
    OFFICE_KEYS,
    OTHER_BUREAU,
    OTHER_BUREAU_KEYS,
    sealed,
)

SIGNERS = [Signer(BUREAU, BUREAU_KEYS.public)]
RISK = 'title = "风险等级"\n'
BUNDLE = Bundle(
    county=BUREAU,
    version=3,
    made_at=datetime(2026, 11, 27, 9, 30),
    practice=False,
    program="0.1.0",
    note="十二月起执行",
    keys=(
        OfficeKey(OFFICE, OFFICE_KEYS.public, 2, "confirmed", datetime(2026, 1, 5, 8, 0)),
        OfficeKey(OFFICE, BUREAU_KEYS.public, 1, "revoked", datetime(2025, 1, 5, 8, 0)),
    ),
    files=(
        Edition("codes/risk.toml", RISK, date(2026, 12, 15), "贺司发〔2026〕21号"),
        Edition("texts/mediation.toml", "# 空\n", date(2027, 1, 1), "贺司发〔2026〕22号"),
    ),
)
FILE = write_bundle(BUNDLE, BUREAU_KEYS)


def refused(data: bytes, signers: list[Signer] = SIGNERS) -> str:
    with pytest.raises((Refused, BundleRefused)) as caught:
        read_bundle(data, signers)
    return caught.value.code


def test_what_was_signed_reads_back():
    found = read_bundle(FILE, SIGNERS)
    assert replace(found, digest="") == BUNDLE
    assert read_kept(FILE) == found


def test_every_flipped_byte_is_refused():
    """Target G1: front, body, signature and the files behind them."""
    for at in range(len(FILE)):
        broken = bytearray(FILE)
        broken[at] ^= 1
        assert refused(bytes(broken)).startswith("P")


def test_a_cut_or_lengthened_bundle_is_refused():
    assert {refused(FILE[:end]) for end in range(0, len(FILE), 7)} <= {"P02", "P08"}
    assert refused(FILE + b" ") == Refusal.DAMAGED


def test_another_county_an_office_or_a_revoked_key_does_not_count():
    """Target G5."""
    foreign = write_bundle(replace(BUNDLE, county=OTHER_BUREAU), OTHER_BUREAU_KEYS)
    assert refused(foreign) == Refusal.UNKNOWN_SIGNER
    claimed = write_bundle(replace(BUNDLE, county=OTHER_BUREAU), BUREAU_KEYS)
    assert refused(claimed) == Refusal.WRONG_SENDER
    revoked = [Signer(BUREAU, BUREAU_KEYS.public, revoked=True)]
    assert refused(FILE, signers=revoked) == Refusal.REVOKED_SIGNER


def test_a_package_or_a_certificate_is_no_bundle():
    assert refused(sealed([]).volumes[0]) == Refusal.WRONG_PURPOSE
    assert refused(write_letter(Purpose.BUNDLE, b"{}", BUREAU_KEYS)) == Refusal.WRONG_PURPOSE


def test_a_bundle_for_a_newer_program_says_so(monkeypatch):
    """Target G6: a newer reader, a suite of tomorrow."""
    tomorrow = bundles.READER + 1
    monkeypatch.setattr(bundles, "READER", tomorrow)
    monkeypatch.setattr(bundles, "ALLOWED_SUITES", frozenset({1, 2}))
    reader = write_bundle(replace(BUNDLE, minimum_reader=tomorrow), BUREAU_KEYS)
    suite = write_bundle(replace(BUNDLE, minimum_suite=2), BUREAU_KEYS)
    monkeypatch.undo()
    assert refused(reader) == refused(suite) == Reason.NEWER_PROGRAM


PAPER = Edition("forms/revisit.toml", "# 空\n", date(2026, 12, 15), "贺司发〔2026〕21号")


def test_only_a_bundle_with_changed_papers_asks_for_the_newer_reader(monkeypatch):
    """F64: a program of last year says that it must be updated, not that the file is broken."""
    assert read_bundle(FILE, SIGNERS).minimum_reader == 1, "what old programs know they still read"
    newer = write_bundle(replace(BUNDLE, files=(*BUNDLE.files, PAPER)), BUREAU_KEYS)
    assert read_bundle(newer, SIGNERS).minimum_reader == 2
    monkeypatch.setattr(bundles, "READER", 1)
    monkeypatch.setattr(bundles, "_PATH", re.compile(r"(codes|rules|formsets|texts)/[a-z_]+\.toml"))
    assert refused(newer) == Reason.NEWER_PROGRAM


def test_a_bundle_that_asks_too_little_for_what_it_holds_is_malformed(monkeypatch):
    monkeypatch.setattr(bundles, "SINCE_READER", {})
    claimed = write_bundle(replace(BUNDLE, files=(PAPER,)), BUREAU_KEYS)
    monkeypatch.undo()
    assert refused(claimed) == Refusal.MALFORMED


@pytest.mark.parametrize(
    "path",
    [
        "../keys.json",
        "codes/../../keys.toml",
        "/etc/passwd",
        "codes/risk.py",
        "codes/Risk.toml",
        "codes/sub/risk.toml",
        "help/start.toml",
        "codes\\risk.toml",
        "codes/.toml",
    ],
)
def test_no_path_leads_out_of_the_folders(path):
    with pytest.raises(Refused, match="不合格式"):
        write_bundle(replace(BUNDLE, files=(replace(BUNDLE.files[0], path=path),)), BUREAU_KEYS)


def test_sizes_are_limited(monkeypatch):
    """P11: each file, all files, their number."""
    big = replace(BUNDLE.files[0], text="#" * (bundles.FILE_LIMIT + 1))
    many = tuple(replace(BUNDLE.files[0], path=f"codes/a{n}.toml") for n in range(501))
    for files in ((big,), many):
        with pytest.raises(Refused) as caught:
            write_bundle(replace(BUNDLE, files=files), BUREAU_KEYS)
        assert caught.value.reason is Refusal.TOO_LARGE
    assert refused(bytes(bundles.LARGEST + 1)) == Refusal.TOO_LARGE


def test_the_same_file_twice_is_refused():
    with pytest.raises(Refused, match="不合格式"):
        write_bundle(replace(BUNDLE, files=(BUNDLE.files[0],) * 2), BUREAU_KEYS)
