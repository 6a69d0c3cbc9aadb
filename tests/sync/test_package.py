"""What a sealed package promises to who sends it and to who opens it (trust P1-P7, P13)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.sync import seal
from app.sync.manifest import AuditHead, Total
from app.sync.members import Rows, Scans
from app.sync.package import open_package, peek, purpose_of, seal_package, verify_package
from app.sync.refusal import Refusal, Refused
from app.sync.seal import Envelope, PrivateKeys, Purpose, Signer
from app.sync.volumes import open_body
from tests.sync.parties import (
    BUREAU,
    BUREAU_KEYS,
    CASES,
    FACTS,
    OFFICE,
    OFFICE_KEYS,
    OTHER_BUREAU,
    OTHER_BUREAU_KEYS,
    OTHER_OFFICE,
    OTHER_OFFICE_KEYS,
    PARTIES,
    READER,
    SCANS,
    forged,
    forged_body,
    noise,
    reason,
    sealed,
)

# --- there and back ------------------------------------------------------------------------------


def test_what_the_office_seals_the_bureau_reads():
    package = sealed()
    opened = open_package(package.volumes, READER)
    assert opened.manifest == package.manifest
    assert opened.manifest.facts == FACTS
    assert opened.digest == package.digest
    assert opened.signer.owner == OFFICE
    assert opened.tables == ("mediation_case", "party")
    assert list(opened.rows("mediation_case")) == CASES
    assert list(opened.rows("party")) == PARTIES
    assert list(opened.scans()) == SCANS
    assert list(opened.rows("not there")) == []


def test_a_package_reads_the_same_from_a_file_as_from_memory(tmp_path):
    (volume,) = sealed().volumes
    path = tmp_path / "package.sfs"
    path.write_bytes(volume)
    with path.open("rb") as file:
        opened = open_package(file, READER)
        assert list(opened.rows("mediation_case")) == CASES
        assert list(opened.scans()) == SCANS


def test_rows_and_scans_may_be_read_twice_and_at_the_same_time():
    opened = open_package(sealed().volumes, READER)
    pairs = zip(opened.rows("mediation_case"), opened.rows("mediation_case"), strict=True)
    assert all(one == other for one, other in pairs)
    assert list(opened.scans()) == list(opened.scans())


def test_an_empty_month_is_a_package_too():
    opened = open_package(sealed([]).volumes, READER)
    assert opened.tables == ()
    assert list(opened.scans()) == []
    nothing = open_package(sealed([Rows("party", []), Scans([])]).volumes, READER)
    assert list(nothing.rows("party")) == []
    assert [member.kind for member in nothing.manifest.members] == ["rows"]


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
value = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | text
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
rows = st.lists(st.dictionaries(text, value, max_size=4), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cases=rows,
    parties=rows,
    scans=st.lists(st.binary(max_size=300), max_size=4),
    totals=st.lists(
        st.builds(
            Total,
            st.sampled_from(["mediation_case", "party"]),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
            st.integers(0, 2**40),
        ),
        max_size=4,
    ),
    head=st.none() | st.builds(AuditHead, st.integers(0, 2**40), st.just("0f" * 32)),
    epoch=st.integers(2, 2**31),
    seq=st.integers(1, 2**31),
    when=st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31)),
)
def test_any_content_comes_back_as_it_was(cases, parties, scans, totals, head, epoch, seq, when):
    """I3: rare characters, controls, formulas, markup: text is text."""
    facts = {
        "totals": tuple(totals),
        "audit_head": head,
        "epoch": epoch,
        "seq": seq,
        "base_seq": seq - 1,
        "created_at": when.replace(microsecond=0),
    }
    package = sealed([Rows("mediation_case", cases), Rows("party", parties), Scans(scans)], **facts)
    opened = open_package(package.volumes, READER)
    assert opened.manifest.facts == replace(FACTS, **facts)
    assert list(opened.rows("mediation_case")) == cases
    assert list(opened.rows("party")) == parties
    assert list(opened.scans()) == scans


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_no_size_is_special_at_the_edge_of_a_chunk(size):
    """One body per length around the chunk boundary, whatever stands before the scan."""
    for around in (0, 1, 15, 16, 17) if size else (0,):
        blob = noise(size + around)
        assert list(open_package(sealed([Scans([blob])]).volumes, READER).scans()) == [blob]


def test_a_table_of_equal_rows_is_not_taken_for_a_bomb():
    """P11 bounds expansion at 100 past 100 KiB; honest rows that shrink further travel stored."""
    same = [{"uid": "x" * 50}] * 20_000
    package = sealed([Rows("party", same)])
    (member,) = package.manifest.members
    assert member.length > member.size / 100
    assert sum(1 for _ in open_package(package.volumes, READER).rows("party")) == 20_000


# --- what stands outside -------------------------------------------------------------------------


def test_the_clear_header_names_no_office_and_no_date():
    """P1; trust §2: a finder learns that it is a report, and no more."""
    (volume,) = sealed().volumes
    for clear in (OFFICE, BUREAU, "2026-11", "mediation", PARTIES[0]["name"]):
        assert len(clear.encode()) > 5, "a shorter word stands in ciphertext by chance"
        assert clear.encode() not in volume
    header = peek(volume)
    assert (header.volume, header.volumes) == (1, 1)
    assert header.recipient_id == BUREAU_KEYS.public.exchange_id
    assert purpose_of(volume) is Purpose.PACKAGE


def test_sealing_again_gives_other_bytes_under_the_same_digest():
    """P6: so the outbox keeps the bytes, and the digest names the content."""
    one, other = sealed(), sealed()
    assert one.volumes != other.volumes
    assert one.digest == other.digest
    assert sealed(seq=8).digest != one.digest


def test_the_manifest_commits_to_every_member():
    assert sealed([Scans([b"a"])]).digest != sealed([Scans([b"b"])]).digest


# --- who to whom (G5) ----------------------------------------------------------------------------


def test_a_package_for_another_bureau_stays_shut():
    assert reason(sealed(to=OTHER_BUREAU_KEYS).volumes) is Refusal.OTHER_RECIPIENT


def test_a_signed_manifest_encrypted_anew_to_another_bureau_is_refused():
    """P4: the other bureau opens it and encrypts the same signed body to ours."""
    other = replace(READER, owner=OTHER_BUREAU, keys=(OTHER_BUREAU_KEYS,))
    theirs = sealed(to=OTHER_BUREAU_KEYS, recipient=OTHER_BUREAU)
    assert open_package(theirs.volumes, other)
    body = open_body(theirs.volumes, purpose=Purpose.PACKAGE, keys=other.keys, suites=other.suites)
    assert reason(forged_body(body.take(0, body.length))) is Refusal.OTHER_RECIPIENT


def test_a_bureau_still_reads_what_was_sealed_to_its_former_key():
    new = PrivateKeys.generate()
    assert reason(sealed().volumes, replace(READER, keys=(new, BUREAU_KEYS))) is None
    assert reason(sealed().volumes, replace(READER, keys=(new,))) is Refusal.OTHER_RECIPIENT


def test_a_stranger_a_revoked_key_and_a_forged_signature_each_have_their_code():
    stranger = PrivateKeys.generate()
    assert reason(sealed(by=stranger).volumes) is Refusal.UNKNOWN_SIGNER
    revoked = replace(READER, signers=(Signer(OFFICE, OFFICE_KEYS.public, revoked=True),))
    assert reason(sealed().volumes, revoked) is Refusal.REVOKED_SIGNER
    good = Envelope.signed(Purpose.PACKAGE, sealed().manifest.encode(), stranger)
    lying = replace(good, signer_id=OFFICE_KEYS.public.signing_id)
    assert reason(forged_body(lying.to_bytes())) is Refusal.BAD_SIGNATURE


def test_one_office_cannot_speak_for_another():
    """Trust §2: a known office that signs in the name of its neighbour."""
    assert reason(sealed(by=OTHER_OFFICE_KEYS).volumes) is Refusal.WRONG_SENDER
    assert reason(sealed(sender=OTHER_OFFICE).volumes) is Refusal.WRONG_SENDER


def test_the_manifest_and_the_envelope_name_the_same_key():
    manifest = replace(sealed([]).manifest, signer=OTHER_OFFICE_KEYS.public.signing_id.hex())
    assert reason(forged(manifest.encode())) is Refusal.BAD_SIGNATURE


def test_a_new_key_never_reopens_old_numbers():
    """K4: the office's key is certified from epoch 2 on."""
    assert reason(sealed(epoch=1).volumes) is Refusal.OLD_EPOCH
    assert reason(sealed(epoch=2).volumes) is None
    assert reason(sealed(epoch=3).volumes) is None


@pytest.mark.parametrize(
    ("sent", "wanted"),
    list(permutations([Purpose.PACKAGE, Purpose.RECEIPT, Purpose.RETURN], 2)),
)
def test_a_receipt_is_no_package_and_a_package_no_receipt(sent, wanted):
    """P3, and again when the clear header is made to lie."""
    package = sealed(purpose=sent)
    assert reason(package.volumes, purpose=sent) is None
    assert reason(package.volumes, purpose=wanted) is Refusal.WRONG_PURPOSE
    body = open_body(package.volumes, purpose=sent, keys=READER.keys, suites=READER.suites)
    relabelled = forged_body(body.take(0, body.length), purpose=wanted)
    assert reason(relabelled, purpose=wanted) is Refusal.WRONG_PURPOSE


def test_a_receipt_travels_back_the_same_way():
    """P10: signed by the bureau, encrypted to the office."""
    facts = replace(FACTS, sender=BUREAU, recipient=OFFICE)
    answer = [{"digest": "ab" * 32, "result": "merged", "rejected": []}]
    receipt = seal_package(
        facts,
        [Rows("receipt", answer)],
        BUREAU_KEYS,
        OFFICE_KEYS.public,
        purpose=Purpose.RECEIPT,
    )
    office = replace(
        READER,
        owner=OFFICE,
        keys=(OFFICE_KEYS,),
        signers=(Signer(BUREAU, BUREAU_KEYS.public),),
        tables=frozenset({"receipt"}),
    )
    opened = open_package(receipt.volumes, office, purpose=Purpose.RECEIPT)
    assert list(opened.rows("receipt")) == answer


# --- newer than we are (G6) ----------------------------------------------------------------------


def test_a_newer_schema_is_refused_politely():
    with pytest.raises(Refused, match="更新") as refusal:
        open_package(sealed(schema=4).volumes, READER)
    assert refusal.value.reason is Refusal.NEWER_SCHEMA
    assert reason(sealed(schema=1).volumes) is None


def test_a_suite_no_longer_allowed_is_refused_before_anything_is_decrypted(monkeypatch):
    monkeypatch.setattr(seal._Suite1, "unwrap", None)
    assert reason(sealed().volumes, replace(READER, suites={2})) is Refusal.SUITE_TOO_WEAK


@pytest.mark.parametrize(
    ("place", "byte", "expected"),
    [
        (9, 2, Refusal.NEWER_FORMAT),
        (11, 99, Refusal.UNKNOWN_SUITE),
        (12, 200, Refusal.NEWER_FORMAT),
        (12, Purpose.RECEIPT, Refusal.WRONG_PURPOSE),
        (12, Purpose.KEY_OFFER, Refusal.WRONG_PURPOSE),
        (13, 1, Refusal.NEWER_FORMAT),
        (0, 0x50, Refusal.NOT_A_PACKAGE),
    ],
)
def test_each_byte_of_the_prefix_that_differs_has_its_own_answer(place, byte, expected):
    volume = bytearray(sealed().volumes[0])
    volume[place] = byte
    assert reason(bytes(volume)) is expected


# --- volumes (P13, G2) ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def three():
    """A package of three volumes of 5 MiB."""
    package = sealed([Rows("party", PARTIES), Scans([noise(12_000_000)])], volume_mib=5)
    assert len(package.volumes) == 3
    return package


def test_volumes_come_in_any_order(three):
    for order in permutations(three.volumes):
        opened = open_package(order, READER)
        assert list(opened.scans()) == [noise(12_000_000)]
        assert list(opened.rows("party")) == PARTIES


def test_missing_volumes_are_named_by_number(three):
    first, second, third = three.volumes
    for given_, missing in (
        ([first], (2, 3)),
        ([third, first], (2,)),
        ([second, third], (1,)),
    ):
        with pytest.raises(Refused) as refusal:
            open_package(given_, READER)
        assert refusal.value.reason is Refusal.VOLUMES_MISSING
        assert refusal.value.missing == missing
        assert "、".join(map(str, missing)) in refusal.value.what


def test_doubled_and_mixed_volumes_are_refused(three):
    first, second, third = three.volumes
    assert reason([first, second, third, third]) is Refusal.VOLUMES_MIXED
    again = sealed([Rows("party", PARTIES), Scans([noise(12_000_000)])], volume_mib=5)
    assert reason([first, second, again.volumes[2]]) is Refusal.VOLUMES_MIXED
    assert reason([*three.volumes, sealed().volumes[0]]) is Refusal.VOLUMES_MIXED


def test_a_volume_passed_off_as_another_of_the_same_package_is_refused(three):
    """Even with the package id and the count put right by hand."""
    first, second, third = three.volumes
    swapped = second[:46] + first[46:48] + second[48:]
    other = first[:46] + second[46:48] + first[48:]
    assert reason([swapped, other, third]) is Refusal.DAMAGED
    again = sealed([Rows("party", PARTIES), Scans([noise(12_000_000)])], volume_mib=5)
    grafted = again.volumes[2][:14] + first[14:30] + again.volumes[2][30:]
    assert reason([first, second, grafted]) is Refusal.DAMAGED


def test_a_whole_package_claiming_to_be_one_of_many_is_refused():
    volume = bytearray(sealed().volumes[0])
    volume[49] = 2
    with pytest.raises(Refused) as refusal:
        open_package(bytes(volume), READER)
    assert refusal.value.missing == (2,)


@pytest.mark.parametrize("size", [4, 46, 0])
def test_a_volume_has_five_to_forty_five_mebibytes(size):
    with pytest.raises(ValueError, match="5 to 45"):
        sealed(volume_mib=size)


def test_a_package_is_of_one_suite():
    other = replace(BUREAU_KEYS.public, suite=2)
    with pytest.raises(ValueError, match="different suites"):
        seal_package(FACTS, [], OFFICE_KEYS, other)


# --- between proof and use -----------------------------------------------------------------------


class Exchanged(io.BytesIO):
    """A stick whose file is exchanged after the proof."""

    def exchange(self, data: bytes) -> None:
        self.seek(0)
        self.truncate()
        self.write(data)


def test_a_file_exchanged_after_the_proof_is_found_out():
    """P2: nothing is acted on that was not proved, though rows are decrypted anew when read."""
    (volume,) = sealed([Rows("mediation_case", CASES), Scans([noise(200_000)])]).volumes
    stick = Exchanged(volume)
    opened = open_package(stick, READER)
    stick.exchange(volume[:-70_000] + bytes([volume[-70_000] ^ 1]) + volume[-69_999:])
    with pytest.raises(Refused) as refusal:
        list(opened.scans())
    assert refusal.value.reason is Refusal.DAMAGED


def test_even_the_holder_of_the_file_key_cannot_exchange_a_chunk(monkeypatch):
    """An office knows its own file key and could write a second, equally well-formed chunk."""
    monkeypatch.setattr("app.sync.volumes.new_file_key", lambda: bytes(32))
    wrapped = seal.suite_of(1).wrap(bytes(32), BUREAU_KEYS.public.exchange, b"")
    monkeypatch.setattr(seal._Suite1, "wrap", lambda *_args: wrapped)
    monkeypatch.setattr(seal._Suite1, "unwrap", lambda *_args: bytes(32))
    monkeypatch.setattr("app.sync.volumes.secrets.token_bytes", bytes)
    proved, other = (sealed([Scans([noise(200_000, seed)])]).volumes[0] for seed in (1, 2))
    stick = Exchanged(proved)
    opened = open_package(stick, READER)
    assert open_package(other, READER)
    stick.exchange(other)
    with pytest.raises(Refused) as refusal:
        list(opened.scans())
    assert refusal.value.detail == "changed while being read"


class Pulled(io.BytesIO):
    """A stick pulled out after so many reads."""

    def __init__(self, data: bytes, reads: int) -> None:
        super().__init__(data)
        self.left = reads

    def read(self, size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_stick_pulled_while_reading_is_a_refusal_at_every_moment():
    """F5; nothing but Refused may come out."""
    (volume,) = sealed([Scans([noise(200_000)])]).volumes
    outcomes = [reason(Pulled(volume, reads)) for reads in range(30)]
    whole = outcomes.index(None)
    assert whole > 8
    assert set(outcomes[:whole]) == {Refusal.UNREADABLE}
    opened = open_package(Pulled(volume, whole), READER)
    with pytest.raises(Refused) as refusal:
        list(opened.scans())
    assert refusal.value.reason is Refusal.UNREADABLE


class Gone(io.BytesIO):
    """A stick that is no longer there."""

    def seek(self, _place: int, _whence: int = 0) -> int:
        raise OSError(5, "Input/output error")


class Endless(io.BytesIO):
    """A stick on which only the end of the file cannot be found."""

    def seek(self, place: int, whence: int = 0) -> int:
        if whence:
            raise OSError(5, "Input/output error")
        return super().seek(place)


@pytest.mark.parametrize("kind", [Gone, Endless])
def test_a_stick_that_is_gone_is_a_refusal(kind):
    assert reason(kind(sealed().volumes[0])) is Refusal.UNREADABLE


def test_verifying_only_gives_the_manifest():
    package = sealed()
    assert verify_package(package.volumes, READER) == package.manifest
