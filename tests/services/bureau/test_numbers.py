"""P7 on real stores: replay, late packages, gaps, forks, new epochs."""

from __future__ import annotations

from app.models.sync import OwnKeys
from app.sync.seal import PrivateKeys
from tests.sync.county import (
    County,
    Office,
    clone,
    refusal,
    rows_of,
)


def test_the_same_package_a_hundred_times_gives_one_receipt_and_changes_nothing(
    county: County, office: Office
):
    """G3, F57."""
    office.add_case(1)
    file = office.send()
    first = county.accept(file)
    receipt = county.bureau.write_receipt(office.code, first.digest, county.stick).read_bytes()
    held = rows_of(county.store, office.code)
    for _ in range(100):
        again = county.accept(file)
        assert again.result == "repeated"
    assert rows_of(county.store, office.code) == held
    same = county.bureau.write_receipt(office.code, first.digest, county.stick).read_bytes()
    assert same == receipt
    assert [str(line) for line in county.bureau.verify([file])] == ["accepted"]


def test_a_package_that_comes_late_is_superseded(county: County, office: Office):
    """P7, G7: seq - 1."""
    office.add_person("王五")
    first = office.send()
    office.add_person("赵六")
    county.accept(office.send())
    assert refusal(county, first) == "P38"
    accepted = county.accept(first)
    assert (accepted.result, accepted.merged) == ("superseded", True)
    county.answer(office, accepted)
    assert office.reports.packages()[1].state == "县局已收到"
    assert county.names() == ["王五", "赵六"]


def test_a_late_package_leaves_no_number_missing(county: County, office: Office):
    """F58."""
    first = office.send()
    assert county.accept(office.send()).missing == (1,)
    county.accept(first)
    assert county.accept(office.send()).missing == ()


def test_a_late_package_is_merged_once_the_later_one_was_taken_back(county: County, office: Office):
    """Its answer was that a later one holds it all; that one is not here any more."""
    office.add_person("王五")
    first = office.send()
    office.add_person("赵六")
    county.accept(office.send())
    assert county.accept(first).result == "superseded"
    county.bureau.undo(office.code)
    assert county.names() == []
    assert county.accept(first).result == "merged"
    assert county.names() == ["王五"]


def test_a_package_on_top_of_one_we_do_not_hold_waits_for_a_full_one(
    county: County, office: Office, make_store, tmp_path
):
    """P7: base_seq > head, after the county restored an old backup."""
    office.add_person("王五")
    accepted = county.accept(office.send())
    county.answer(office, accepted)
    county.bureau.undo(office.code)  # the county is back where it was before

    office.add_person("赵六")
    file = office.send()
    assert refusal(county, file) == "P39"
    held = county.accept(file)
    assert (held.result, held.merged, county.names()) == ("held", False, [])
    county.answer(office, held)
    assert office.reports.status().needs_full
    assert office.reports.packages()[0].state == "县局要求报送完整包"

    assert county.accept(office.send(full=True)).result == "merged"
    assert county.names() == ["王五", "赵六"]


def test_a_held_package_is_merged_once_its_predecessor_has_come(county: County, office: Office):
    office.add_person("王五")
    first = office.send()
    county.answer(office, county.accept(first))
    county.bureau.undo(office.code)
    office.add_person("赵六")
    second = office.send()
    assert county.accept(second).result == "held"
    assert county.accept(first).result == "merged"
    assert county.accept(second).result == "merged"


def test_two_pcs_with_one_store_raise_the_alarm_and_stop_the_office(county: County, office: Office):
    """P7, G8: fork."""
    office.add_person("王五")
    county.accept(office.send())
    copy = clone(county, office, "copy")
    office.add_person("赵六")
    copy.add_person("孙七")
    county.accept(office.send())
    file = copy.send()
    assert refusal(county, file) == "P36"

    alarm = county.accept(file)
    assert (alarm.result, alarm.merged) == ("fork", False)
    assert county.names() == ["王五", "赵六"]
    (view,) = county.bureau.offices()
    assert view.stopped
    assert refusal(county, office.send()) == "P37"
    copy.store.close()


def test_a_copy_that_reports_first_is_found_by_the_chain_of_digests(county: County, office: Office):
    """G7: broken prev_digest; the number itself is new."""
    county.accept(office.send())
    copy = clone(county, office, "copy")
    copy.send()  # never arrives
    office.add_person("赵六")
    county.accept(office.send())
    copy.add_person("孙七")
    assert refusal(county, copy.send()) == "P36"
    copy.store.close()


def test_after_the_telephone_call_the_office_reports_in_a_new_epoch(county: County, office: Office):
    """C2: the county countersigns the new epoch; what the clone sealed stays shut out."""
    office.add_person("王五")
    county.accept(office.send())
    copy = clone(county, office, "copy")
    county.accept(office.send())
    copy.add_person("孙七")
    forked = copy.send()
    county.accept(forked)
    county.bureau.lift_stop(office.code)
    assert refusal(county, copy.send()) == "P35"

    county.certify(office)  # the office takes the answer file
    office.add_person("赵六")
    package = office.seal()
    assert (package.epoch, package.number) == (2, 1)
    assert county.accept(office.export(package)).result == "merged"
    assert county.names() == ["王五", "赵六"]
    copy.store.close()


def test_an_office_back_from_an_old_backup_cannot_overwrite_what_the_county_has(
    county: County, office: Office
):
    """C2, G9: it seals a number anew, is stopped, and in a new epoch its gap shows (P9)."""
    office.add_person("王五")
    county.answer(office, county.accept(office.send()))
    backup = clone(county, office, "backup")
    office.add_person("赵六")
    county.answer(office, county.accept(office.send()))

    backup.add_person("孙七")
    county.accept(backup.send())
    assert county.names() == ["王五", "赵六"]
    county.bureau.lift_stop(office.code)
    county.certify(backup)
    assert refusal(county, backup.send()) == "P41"  # 赵六 is missing: ask for a return package
    assert county.names() == ["王五", "赵六"]
    backup.store.close()


def test_a_rotated_key_signs_nothing_of_before(county: County, office: Office):
    """K4."""
    office.add_person("王五")
    old = office.send()
    with office.store.begin() as session:
        private = PrivateKeys.generate().to_bytes()
        now = office.store.clock()
        session.add(OwnKeys(office=office.code, number=2, private=private, made_at=now))
    county.enrol(office)
    assert refusal(county, old) == "P14"
    package = office.seal()
    assert package.epoch == 2
    assert county.accept(office.export(package)).result == "merged"
