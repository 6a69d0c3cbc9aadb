"""What is refused before anything of it is used: wrong hands, wrong keys, damage, foreign content."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.models.local import Setting
from app.models.people import Person
from app.models.sync import Partner
from app.sync import outbox, records
from app.sync.enrolment import NotEnrolled
from app.sync.manifest import Total
from app.sync.objection import NotMerged
from tests.sync.county import (
    BUREAU,
    LIGANG,
    XIGANG,
    County,
    Office,
    make_county,
    refusal,
    rows_of,
)


def test_a_package_for_another_bureau_is_refused(county: County, make_store, tmp_path):
    elsewhere = make_county(make_store, tmp_path / "elsewhere")
    file = elsewhere.office().send()
    assert refusal(county, file) == "P12"


def test_an_office_whose_key_nobody_confirmed_is_refused(county: County, office: Office):
    """P7: unknown signer. Its package is sealed to us; we never compared its fingerprint."""
    file = office.send()
    with county.store.begin() as session:
        session.execute(update(Partner).values(state="offered"))
    assert refusal(county, file) == "P13"


def test_a_revoked_key_is_refused(county: County, office: Office):
    """P7, G5."""
    file = office.send()
    county.bureau.keys.revoke(office.code)
    assert refusal(county, file) == "P14"


def test_a_newer_schema_is_refused_and_an_older_one_is_taken(
    county: County, office: Office, monkeypatch
):
    """P7, G6, F64."""
    office.add_person("王五")
    here = records.schema_version()
    monkeypatch.setattr(outbox, "schema_version", lambda: here + 1)
    newer = office.send()
    monkeypatch.setattr(outbox, "schema_version", lambda: here - 1)
    older = office.send()
    assert refusal(county, newer) == "P18"
    assert county.accept(older).result == "merged"


@pytest.mark.parametrize("change", ["flipped", "cut", "extended"])
def test_a_damaged_file_is_refused(county: County, office: Office, change: str):
    """J6."""
    file = office.send()
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "cut": whole[:middle],
            "extended": whole + b"\0",
        }[change]
    )
    assert refusal(county, file) in {"P08", "P09"}


def test_practice_and_real_never_meet(county: County, office: Office, make_store, tmp_path):
    """F78: a mark in the signed manifest, and key files that do not mix."""
    school = make_county(make_store, tmp_path / "school", practice=True)
    pupil = school.office(practice=True)
    pupil.add_person("虚构人")
    assert school.accept(pupil.send()).result == "merged"

    for bureau, stranger, code in ((county, pupil, "K11"), (school, office, "K12")):
        with pytest.raises(NotEnrolled) as refused:
            bureau.bureau.keys.read_offer(stranger.reports.keys.export_offer(stranger.stick))
        assert refused.value.code == code


@pytest.mark.parametrize(("practice", "code"), [(True, "P31"), (False, "P32")])
def test_a_practice_package_is_refused_even_under_a_registered_key(
    county: County, office: Office, monkeypatch, practice, code
):
    """The manifest says it; a real bureau answers in words, and a practice bureau likewise."""
    file = office.send()
    store, code_of = (office.store, office.code) if practice else (county.store, BUREAU)
    with store.begin() as session:
        setting = session.get_one(Setting, (code_of, "identity"))
        setting.value = {**setting.value, "practice": True}
    if practice:
        file = office.send()
    assert refusal(county, file) == code


def test_one_office_cannot_touch_anothers_rows(county: County, office: Office, monkeypatch):
    """Trust §2: a signed package that carries a row of another office is refused whole."""
    other = county.office(LIGANG)
    victim = other.add_person("受害人")
    county.accept(other.send())
    office.add_person("王五")
    encode = records.encode

    def forge(table, stored):
        row = encode(table, stored)
        return row | {"office": LIGANG, "uid": victim, "revision": 99}

    monkeypatch.setattr(records, "encode", forge)
    file = office.send()
    monkeypatch.undo()
    assert refusal(county, file) == "P34"
    with pytest.raises(NotMerged):
        county.accept(file)
    assert county.names(LIGANG) == ["受害人"]
    assert county.names(XIGANG) == []


def test_totals_that_differ_roll_the_import_back(county: County, office: Office, monkeypatch):
    """P9."""
    office.add_person("王五")
    monkeypatch.setattr(outbox, "totals", lambda _c, _o: (Total("person", "living", 2),))
    file = office.send()
    assert refusal(county, file) == "P41"
    with pytest.raises(NotMerged):
        county.accept(file)
    assert rows_of(county.store, office.code) == {}
    assert county.bureau.received() == []


def test_a_reference_to_nothing_rolls_the_import_back(county: County, office: Office, monkeypatch):
    """Foreign keys are checked at commit: the package contradicts itself."""
    office.add_case(1)
    original = records.changed_rows

    def without_committee(connection, table, *rest):
        return iter(()) if table.name == "committee" else original(connection, table, *rest)

    monkeypatch.setattr(outbox, "changed_rows", without_committee)
    monkeypatch.setattr(
        outbox,
        "totals",
        lambda c, o: tuple(t for t in records.totals(c, o) if t.table != "committee"),
    )
    file = office.send()
    with pytest.raises(NotMerged) as refused:
        county.accept(file)
    assert refused.value.code == "P40"
    assert rows_of(county.store, office.code) == {}


def test_cancelling_a_merge_leaves_nothing(county: County, office: Office):
    office.add_case(1)
    (parcel,) = county.bureau.gather([office.send()])

    class Cancelled(Exception):
        pass

    def cancel(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        county.bureau.accept(parcel, progress=cancel)
    assert rows_of(county.store, office.code) == {}
    assert county.bureau.accept(parcel).result == "merged"


def test_merged_records_keep_the_revision_time_and_author_of_the_office(
    county: County, office: Office, clock
):
    """P8: the merge writes past the listener that stamps edits."""
    office.store.actor = "u7"
    uid = office.add_person("王五")
    made = clock()
    clock.advance(days=3)
    county.accept(office.send())
    with county.store.begin() as session:
        held = session.get_one(Person, (office.code, uid))
        assert (held.revision, held.changed_at, held.changed_by) == (1, made, "u7")


def test_a_copy_cut_short_does_not_spoil_the_good_file_beside_it(
    county: County, office: Office, tmp_path
):
    """J6: each file on the stick stands for itself; the good one merges though another fails."""
    office.add_person("王五")
    stick = tmp_path / "stick-of-two"
    stick.mkdir()
    good = stick / "b.sfs"
    good.write_bytes(office.send().read_bytes())
    (stick / "a.sfs").write_bytes(good.read_bytes()[:-40])
    found = {i.parcel.label: i for i in county.bureau.inspect([stick])}
    assert found["b.sfs"].acceptable
    assert not found["a.sfs"].acceptable
    assert county.bureau.accept(found["b.sfs"].parcel).merged
