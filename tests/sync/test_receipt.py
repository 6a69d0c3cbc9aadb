"""P10: only a valid receipt says 县局已收到; everything else is refused."""

from __future__ import annotations

import pytest

from app.services.base import Missing
from app.sync.receipt import Answer, phone_code
from app.sync.refusal import Refused
from tests.sync.county import LIGANG, County, Office


def test_a_package_counts_as_received_only_when_the_receipt_is_here(county: County, office: Office):
    office.add_person("王五")
    accepted = county.accept(office.send())
    assert office.reports.status().last_received is None
    county.answer(office, accepted)
    received = office.reports.status().last_received
    assert received is not None
    assert (received.received, received.state) == (True, "县局已收到")


def test_a_receipt_says_what_was_taken_and_what_never_came(county: County, office: Office):
    office.add_person("王五")
    office.send()  # lost
    accepted = county.accept(office.send())
    file = county.bureau.write_receipt(office.code, accepted.digest, office.stick)
    outcome = office.reports.import_receipt(file)
    assert file.name == "640122100-2026-03-002.sfr"
    assert (outcome.answer.new, outcome.answer.missing) == (1, (1,))
    assert (outcome.answer.head_epoch, outcome.answer.head_seq) == (1, 2)
    assert "县局已收到" in outcome.message
    assert "第 1 号包" in outcome.message


def test_the_receipt_of_a_later_package_answers_the_earlier_ones_too(
    county: County, office: Office
):
    office.add_person("王五")
    office.send()
    office.send()
    county.answer(office, county.accept(office.send()))
    assert office.reports.status().unanswered == ()


def test_the_same_receipt_twice_changes_nothing(county: County, office: Office):
    office.add_person("王五")
    accepted = county.accept(office.send())
    county.answer(office, accepted)
    before = office.reports.packages()
    county.answer(office, accepted)
    assert office.reports.packages() == before


def test_another_offices_receipt_is_refused(county: County, office: Office):
    """J7."""
    office.add_person("王五")
    accepted = county.accept(office.send())
    file = county.bureau.write_receipt(office.code, accepted.digest, office.stick)
    other = county.office(LIGANG)
    with pytest.raises(Refused) as refused:
        other.reports.import_receipt(file)
    assert refused.value.code == "P12"


def test_a_package_is_no_receipt(office: Office):
    """P3, G5."""
    office.add_person("王五")
    with pytest.raises(Refused) as refused:
        office.reports.import_receipt(office.send())
    assert refused.value.code == "P04"


def test_every_flipped_byte_of_a_receipt_is_refused(county: County, office: Office):
    """G1."""
    accepted = county.accept(office.send())
    file = county.bureau.write_receipt(office.code, accepted.digest, office.stick)
    whole = file.read_bytes()
    for at in range(0, len(whole), 7):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Refused):
            office.reports.import_receipt(file)
    assert office.reports.status().last_received is None


def test_a_receipt_for_a_package_of_a_cloned_pc_is_not_ours(county: County, office: Office):
    """The outbox does not know the digest."""
    accepted = county.accept(office.send())
    file = county.bureau.write_receipt(office.code, accepted.digest, office.stick)
    fresh = county.office(office.code, enrolled=False)
    with office.store.begin() as here, fresh.store.begin() as there:
        from app.models.sync import OwnKeys, Partner

        for table in (OwnKeys, Partner):
            for row in here.query(table):
                here.expunge(row)
                there.merge(row)
    with pytest.raises(Missing):
        fresh.reports.import_receipt(file)


def test_the_telephone_code_is_the_same_at_both_ends(county: County, office: Office):
    """P10: twelve characters, none mistaken for another."""
    office.add_person("王五")
    package = office.seal()
    accepted = county.accept(office.export(package))
    assert accepted.phone_code == package.phone_code
    assert len(package.phone_code.replace("-", "")) == 12
    assert not set(package.phone_code) & set("01OI")
    assert (
        office.reports.check_phone_code(accepted.phone_code.lower()) == office.reports.packages()[0]
    )
    assert office.reports.check_phone_code("2222-2222-2222") is None
    assert office.reports.status().last_received is None  # only the file counts


def test_the_code_of_a_held_package_is_another_one():
    assert phone_code("a" * 64, "merged") != phone_code("a" * 64, "held")


@pytest.mark.parametrize("name", ["seq", "result", "missing", "rejects", "received_at"])
def test_a_receipt_of_wrong_shape_is_refused(county: County, office: Office, name: str):
    accepted = county.accept(office.send())
    with county.store.begin() as session:
        from app.models.sync import Receipt

        row = dict(session.get_one(Receipt, (office.code, accepted.digest)).body)
    for wrong in (row | {name: object()}, {k: v for k, v in row.items() if k != name}):
        with pytest.raises(Refused):
            Answer.from_row(wrong)


def test_after_five_days_the_office_asks(county: County, office: Office, clock):
    """P10."""
    office.add_person("王五")
    accepted = county.accept(office.send())
    clock.advance(days=4)
    assert office.reports.status().asks == ()
    clock.advance(days=1)
    assert [p.days_waiting for p in office.reports.status().asks] == [5]
    (reminder,) = office.reports.reminders(clock().date())
    assert (reminder.kind, reminder.overdue) == ("sync.unanswered", True)
    county.answer(office, accepted)
    assert office.reports.status().asks == ()
