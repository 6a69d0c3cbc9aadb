"""K2-K4: keys go by file, trust goes by voice."""

from __future__ import annotations

import pytest

from app.sync.enrolment import Certificate, NotEnrolled, Who, certify, digits, offer, read_answer
from app.sync.refusal import Refused
from app.sync.seal import PrivateKeys
from tests.sync.county import BUREAU, LIGANG, XIGANG, County, Office


def test_keys_are_exchanged_and_compared_on_the_telephone(county: County):
    """K3, step by step."""
    office = county.office(enrolled=False)
    mine = office.reports.keys

    file = mine.export_offer(office.stick)
    assert file.name == "640122100-key.sfk"
    read = county.bureau.keys.read_offer(file)
    assert (read.code, read.state) == (XIGANG, "offered")
    assert read.fingerprint == mine.own().fingerprint  # what the two clerks read to each other
    assert len(digits(read.fingerprint)) == 24

    assert county.bureau.keys.confirm(XIGANG, read.fingerprint).state == "confirmed"
    answer = county.bureau.keys.export_answer(XIGANG, office.stick)
    assert answer.name == "640122100-answer.sfk"
    offered = mine.read_answer(answer)
    assert (offered.code, offered.state) == (BUREAU, "offered")
    assert not office.reports.status().enrolled
    mine.confirm_county(BUREAU, county.bureau.keys.own().fingerprint)
    assert office.reports.status().enrolled
    assert office.reports.status().county == "贺兰县司法局"


def test_nothing_is_sealed_before_the_county_is_confirmed(county: County):
    office = county.office(enrolled=False)
    with pytest.raises(NotEnrolled) as refused:
        office.seal()
    assert refused.value.code == "K16"


def test_other_digits_confirm_nothing(county: County):
    office = county.office(enrolled=False)
    read = county.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    wrong = read.fingerprint[:-1] + str((int(read.fingerprint[-1]) + 1) % 10)
    with pytest.raises(NotEnrolled) as refused:
        county.bureau.keys.confirm(XIGANG, wrong)
    assert refused.value.code == "K13"
    assert [card.state for card in county.bureau.keys.offices()] == ["offered"]
    with pytest.raises(NotEnrolled):
        county.bureau.keys.export_answer(XIGANG, office.stick)


def test_digits_may_be_typed_in_any_grouping(county: County):
    office = county.office(enrolled=False)
    read = county.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    county.bureau.keys.confirm(XIGANG, digits(read.fingerprint))
    assert [card.state for card in county.bureau.keys.offices()] == ["confirmed"]


def test_the_same_key_file_twice_changes_nothing(county: County, office: Office):
    county.bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    assert [card.state for card in county.bureau.keys.offices()] == ["confirmed"]


def test_a_key_file_cannot_speak_for_itself(county: County):
    """A stranger offers a key under the office's code: it stays unconfirmed, the old one counts."""
    office = county.office()
    stranger = PrivateKeys.generate()
    file = office.stick / "stranger.sfk"
    file.write_bytes(offer(Who(XIGANG, "习岗司法所", practice=False), stranger))
    county.bureau.keys.read_offer(file)
    states = {card.fingerprint: card.state for card in county.bureau.keys.offices()}
    assert states[stranger.public.fingerprint] == "offered"
    assert county.accept(office.send()).result == "merged"


def test_a_second_confirmed_key_revokes_the_first(county: County, office: Office):
    """K4."""
    keys = PrivateKeys.generate()
    file = office.stick / "new.sfk"
    file.write_bytes(offer(Who(XIGANG, "习岗司法所", practice=False), keys))
    county.bureau.keys.read_offer(file)
    county.bureau.keys.confirm(XIGANG, keys.public.fingerprint)
    assert sorted(card.state for card in county.bureau.keys.offices()) == ["confirmed", "revoked"]


def test_a_revoked_key_cannot_be_confirmed_again(county: County, office: Office):
    """K4: it would re-open old numbers."""
    county.bureau.keys.revoke(XIGANG)
    with pytest.raises(NotEnrolled):
        county.bureau.keys.confirm(XIGANG, office.reports.keys.own().fingerprint)


def test_an_answer_for_another_office_is_refused(county: County, office: Office):
    """J7."""
    other = county.office(LIGANG)
    answer = county.bureau.keys.export_answer(XIGANG, office.stick)
    with pytest.raises(NotEnrolled) as refused:
        other.reports.keys.read_answer(answer)
    assert refused.value.code == "K14"


def test_an_answer_signed_by_somebody_else_is_refused(county: County, office: Office, clock):
    """The certificate must carry the signature of the key that comes with it."""
    bureau = Who(BUREAU, "贺兰县司法局", practice=False)
    mine = PrivateKeys.generate()
    certificate = Certificate(XIGANG, mine.public, 1, clock())
    honest, forged = PrivateKeys.generate(), PrivateKeys.generate()
    by_honest, by_forged = (certify(bureau, keys, certificate) for keys in (honest, forged))
    who = Who(XIGANG, "习岗司法所", practice=False)
    assert read_answer(by_honest, who, (mine,))[1] == certificate
    spliced = by_honest[: len(by_honest) // 2] + by_forged[len(by_forged) // 2 :]
    with pytest.raises(Refused):
        read_answer(spliced, who, (mine,))


@pytest.mark.parametrize("keep", [0, 3, 10, 200])
def test_a_cut_answer_is_refused(county: County, office: Office, keep: int):
    answer = county.bureau.keys.export_answer(XIGANG, office.stick)
    answer.write_bytes(answer.read_bytes()[:keep])
    with pytest.raises(Refused):
        office.reports.keys.read_answer(answer)


def test_every_flipped_byte_of_an_answer_is_refused(county: County, office: Office):
    answer = county.bureau.keys.export_answer(XIGANG, office.stick)
    whole = answer.read_bytes()
    for at in range(len(whole)):
        answer.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((Refused, NotEnrolled)):
            office.reports.keys.read_answer(answer)


def test_a_large_file_is_not_read_as_keys(county: County, office: Office):
    """P11: the size is checked before anything is read."""
    file = office.stick / "film.sfk"
    file.write_bytes(bytes(70_000))
    with pytest.raises(Refused) as refused:
        county.bureau.keys.read_offer(file)
    assert refused.value.code == "P07"


def test_key_files_hold_no_private_half(county: County, office: Office):
    """K2."""
    from app.sync.enrolment import keys_of

    with office.store.begin() as session:
        (keys,) = keys_of(session, office.store)
    public = office.reports.keys.export_offer(office.stick).read_bytes()
    for secret in (keys.signing, keys.exchange):
        assert secret not in public
        assert secret.hex().encode() not in public
