"""An answer is one kind of file and nothing else; what is in it is checked before it is believed."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from app.sync import answer
from app.sync.answer import Reply
from app.sync.members import Rows, Scans
from app.sync.package import seal_package
from app.sync.refusal import Refusal, Refused
from app.sync.seal import PrivateKeys, Purpose, Signer
from tests.sync.parties import (
    BUREAU,
    BUREAU_KEYS,
    FACTS,
    OFFICE,
    OFFICE_KEYS,
    OTHER_BUREAU_KEYS,
    OTHER_OFFICE,
    OTHER_OFFICE_KEYS,
)
from tests.vectors import read_package

PDF, BUNDLE = b"%PDF- pretended", bytes(range(256)) * 300
NOTICE = {
    "office": OFFICE,
    "uid": "00000000-0000-4000-8000-000000000001",
    "number": 2,
    "title": "报送培训计划",
    "text": "请于月底前报送。",
    "due_on": "2026-11-30",
    "issued_at": "2026-11-22T09:30:15",
    "issued_by": "",
    "attachment": sha256(PDF).hexdigest(),
    "attachment_name": "计划.pdf",
    "withdrawn": False,
}
VERDICT = {
    "office": OFFICE,
    "kind": "case",
    "uid": "00000000-0000-4000-8000-000000000002",
    "number": 1,
    "verdict": "returned",
    "reason": "缺协议日期",
    "epoch": 1,
    "change": 40,
    "judged_at": "2026-11-22T09:00:00",
    "judged_by": "",
}

HEAD = {"office": OFFICE, "base_epoch": 0, "base_number": 0, "upto": 2, "bundle": ""}
GOOD = {"answer": [HEAD], "receipt": [], "verdict": [VERDICT], "notice": [], "decision": []}


def file_of(
    rows: dict[str, list[dict[str, Any]]],
    *,
    by: PrivateKeys = BUREAU_KEYS,
    to: PrivateKeys = OFFICE_KEYS,
    purpose: Purpose = Purpose.ANSWER,
    scans: tuple[bytes, ...] = (),
    **facts: Any,
) -> bytes:
    """Whatever a bureau may sign."""
    usual: dict[str, Any] = {
        "sender": BUREAU,
        "recipient": OFFICE,
        "schema": 1,
        "totals": (),
        "audit_head": None,
    }
    contents = [Rows(table, content) for table, content in rows.items()]
    sealed = seal_package(
        replace(FACTS, **(usual | facts)),
        [*contents, Scans(scans)],
        by,
        to.public,
        purpose=purpose,
    )
    return sealed.volumes[0]


def read(data: bytes, *, office: str = OFFICE, keys: PrivateKeys = OFFICE_KEYS) -> Reply:
    signers = (Signer(BUREAU, BUREAU_KEYS.public),)
    return answer.read(data, office=office, keys=(keys,), signers=signers)


def reason(data: bytes, **reader: Any) -> Refusal | None:
    try:
        read(data, **reader)
    except Refused as refused:
        return refused.reason
    return None


def test_a_good_one_is_read():
    assert [row["uid"] for row in read(file_of(GOOD)).rows["verdict"]] == [VERDICT["uid"]]


def test_each_refusal_has_its_own_code():
    """J7: another office's, forged, readdressed, a receipt in its place, newer than we are."""
    found = {
        "another office": reason(file_of(GOOD), office=OTHER_OFFICE, keys=OTHER_OFFICE_KEYS),
        "unknown bureau": reason(file_of(GOOD, by=OTHER_BUREAU_KEYS)),
        "receipt": reason(file_of({"receipt": []}, purpose=Purpose.RECEIPT)),
        "newer": reason(file_of(GOOD, schema=2)),
        "office as bureau": reason(file_of(GOOD, sender=OTHER_OFFICE)),
    }
    assert found == {
        "another office": Refusal.OTHER_RECIPIENT,
        "unknown bureau": Refusal.UNKNOWN_SIGNER,
        "receipt": Refusal.WRONG_PURPOSE,
        "newer": Refusal.NEWER_SCHEMA,
        "office as bureau": Refusal.WRONG_SENDER,
    }


def test_a_receipt_cannot_be_turned_into_an_answer_by_its_front():
    """P1, P3: the purpose stands in the header that is authenticated, and in what is signed."""
    volume = bytearray(file_of({"receipt": []}, purpose=Purpose.RECEIPT))
    volume[12] = Purpose.ANSWER
    assert reason(bytes(volume)) is Refusal.DAMAGED


@pytest.mark.parametrize(
    "rows",
    [
        {**GOOD, "answer": []},
        {**GOOD, "answer": [HEAD, HEAD]},
        {**GOOD, "answer": [HEAD | {"office": OTHER_OFFICE}]},
        {**GOOD, "answer": [HEAD | {"upto": "2"}]},
        {**GOOD, "answer": [HEAD | {"bundle": "ab" * 32}]},
        {**GOOD, "verdict": [VERDICT | {"office": OTHER_OFFICE}]},
        {**GOOD, "verdict": [VERDICT | {"uid": "x"}]},
        {**GOOD, "verdict": [VERDICT | {"change": None}]},
        {**GOOD, "notice": [NOTICE]},  # its attachment is not there
        {**GOOD, "receipt": [{"office": OFFICE}]},
    ],
)
def test_a_bureau_that_signs_nonsense_is_not_believed(rows):
    assert reason(file_of(rows)) is Refusal.MALFORMED


def test_a_second_reader_finds_in_it_what_the_page_says():
    """docs/package-format.md, section 10."""
    reply = Reply(
        office=OFFICE,
        epoch=1,
        number=3,
        base=(1, 2),
        upto=2,
        made_at=FACTS.created_at,
        receipts=(),
        rows={"verdict": [VERDICT], "notice": [NOTICE]},
        blobs={str(NOTICE["attachment"]): PDF},
        bundle=BUNDLE,
    )
    sealed = answer.issue(
        reply,
        county=BUREAU,
        previous="ab" * 32,
        signer=BUREAU_KEYS,
        recipient=OFFICE_KEYS.public,
        practice=False,
        app_version="0.1.0",
    )
    bureau = (BUREAU, BUREAU_KEYS.public.to_bytes(), 1, False)
    theirs = read_package.Reader(OFFICE, [OFFICE_KEYS.to_bytes()], [bureau], 1)
    found = read_package.read(sealed.volumes, read_package.ANSWER, theirs)
    assert (found.signed["seq"], found.signed["base_seq"]) == (3, 2)
    assert list(found.rows) == ["answer", "receipt", "verdict", "notice", "decision"]
    assert found.rows["verdict"] == [VERDICT]
    assert found.rows["notice"] == [NOTICE]
    assert found.rows["answer"][0]["bundle"] == sha256(BUNDLE).hexdigest()
    assert found.scans == [PDF, BUNDLE]


def test_a_column_of_a_newer_program_is_left_out():
    """An old office reads a new answer of the same schema."""
    rows = {**GOOD, "verdict": [VERDICT | {"colour": "red"}]}
    assert "colour" not in read(file_of(rows)).rows["verdict"][0]


def test_the_bundle_comes_out_as_it_went_in():
    """Bytes in, bytes out."""
    reply = Reply(OFFICE, 1, 1, (0, 0), 0, FACTS.created_at, (), {}, {}, bundle=BUNDLE)
    sealed = answer.issue(
        reply,
        county=BUREAU,
        previous="",
        signer=BUREAU_KEYS,
        recipient=OFFICE_KEYS.public,
        practice=False,
        app_version="0.1.0",
    )
    assert read(sealed.volumes[0]).bundle == BUNDLE
