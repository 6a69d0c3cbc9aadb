"""What an office seals: cumulative, frozen before it is written, the same bytes for ever."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from app.models.history import bury
from app.models.local import Blob
from app.models.mediation import Scan
from app.models.sync import OutboxPackage, OutboxPart
from app.sync import outbox
from app.sync.audit_heads import head_of_log
from app.sync.carrier import NotCarried
from app.sync.outbox import NotSealed
from tests.sync.county import County, Office, rows_of


def test_a_package_goes_the_whole_way_and_the_county_holds_what_the_office_holds(
    county: County, office: Office
):
    office.add_case(1)
    office.add_person("王五")

    accepted = county.accept(office.send())

    assert accepted.result == "merged"
    assert rows_of(county.store, office.code) == rows_of(office.store, office.code)


def test_the_file_name_says_office_month_and_number_and_nothing_else(office: Office):
    """F54, trust §2."""
    office.add_person("王五")
    assert office.send("2026-11").name == "640122100-2026-11-001.sfs"
    assert office.send("2026-11").name == "640122100-2026-11-002.sfs"


def test_exporting_again_gives_the_same_bytes_whatever_was_edited_meanwhile(office: Office):
    """P6: never two contents under one number."""
    office.add_person("王五")
    package = office.seal()
    first = office.export(package).read_bytes()
    office.add_person("赵六")
    assert office.export(package).read_bytes() == first


def test_a_package_is_frozen_before_any_file_is_written(office: Office, tmp_path):
    """P6, P12: a stick that cannot be written leaves the number and its bytes in the outbox."""
    office.add_person("王五")
    package = office.seal()
    with pytest.raises(NotCarried):
        office.reports.export(package.epoch, package.number, tmp_path / "no-such-stick")
    assert [p.number for p in office.reports.packages()] == [1]
    assert office.export(package).exists()


def test_every_package_holds_all_that_was_not_answered(county: County, office: Office):
    """P5: one lost stick never blocks."""
    office.add_person("王五")
    office.send()  # lost
    office.add_person("赵六")
    accepted = county.accept(office.send())
    assert (accepted.result, accepted.missing) == ("merged", (1,))
    assert county.names() == ["王五", "赵六"]


def test_after_a_receipt_only_later_edits_are_sent(county: County, office: Office):
    """P5: the watermark moves with the receipt, not with the sealing."""
    uid = office.add_person("王五")
    county.answer(office, county.accept(office.send()))
    office.add_person("赵六")
    office.rename(uid, "王伍")
    assert office.seal().counts == {"person": 2}
    assert office.seal().counts == {"person": 2}  # not answered yet


def to_send(office: Office) -> dict[str, int]:
    with office.store.begin() as session:
        return outbox.to_send(session, office.code)


def test_what_is_to_be_sent_is_counted_from_the_last_receipt_of_this_epoch(
    county: County, office: Office
):
    """P5, C2: nothing after a receipt; everything again in a new epoch, until its first."""
    uid = office.add_person("王五")
    office.add_person("赵六")
    assert to_send(office) == {"person": 2}
    county.answer(office, county.accept(office.send()))
    assert to_send(office) == {}
    office.rename(uid, "王伍")
    assert to_send(office) == {"person": 1}
    county.bureau.lift_stop(office.code)
    county.certify(office)
    package = office.seal()
    assert (package.epoch, package.number, package.counts) == (2, 1, {"person": 2})
    assert to_send(office) == {"person": 2}
    county.answer(office, county.accept(office.export(package)))
    assert to_send(office) == {}


def test_a_full_package_holds_everything_again(county: County, office: Office):
    """P5: one click."""
    office.add_person("王五")
    county.answer(office, county.accept(office.send()))
    assert office.seal(full=False).records == 0
    assert office.seal(full=True).records == 1


def test_an_edit_made_while_a_package_is_being_sealed_goes_into_the_next(office: Office):
    """P6: the snapshot is one moment; the change number decides, not the clock."""
    office.add_person("王五")
    reports = office.reports

    def meanwhile(done: int, _total: int) -> None:
        if done == 0:
            office.add_person("赵六")

    package = reports.seal_month("2026-03", progress=meanwhile)
    assert package.records == 1
    assert reports.status().unsent == 1


def test_a_frozen_package_remembers_the_head_of_the_log_it_carries(office: Office):
    """U2: of a later cut the office can say itself which package still knew the tail."""
    office.add_person("王五")
    with office.store.begin() as session:
        head = head_of_log(session, office.code)
    office.seal()
    with office.store.begin() as session:
        (row,) = session.scalars(select(OutboxPackage))
    assert head is not None
    assert (row.audit_entries, row.audit_head) == (head.entries, head.sha256)


def test_two_windows_never_seal_two_packages_under_one_number(office: Office):
    """P6: the number is taken in the transaction that keeps the bytes."""
    office.add_person("王五")

    def other_window(done: int, _total: int) -> None:
        if done == 0:
            office.seal()

    with pytest.raises(NotSealed) as refused:
        office.reports.seal_month("2026-03", progress=other_window)
    assert refused.value.code == "R03"
    assert [p.number for p in office.reports.packages()] == [1]


def test_cancelling_while_sealing_leaves_no_package(office: Office):
    office.add_person("王五")

    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        office.reports.seal_month("2026-03", progress=cancel)
    assert office.reports.packages() == []
    assert office.seal().number == 1


def test_a_deleted_record_travels_as_a_tombstone(county: County, office: Office):
    """P8."""
    uid = office.add_person("王五")
    county.accept(office.send())
    office.bury(uid)
    accepted = county.accept(office.send())
    assert [count.deleted for count in accepted.counts] == [1]
    assert county.names() == []
    assert rows_of(county.store, office.code)["person"][uid]["deleted"] is True


def test_scans_travel_with_the_records_that_name_them(county: County, office: Office):
    case = office.add_case(1)
    image = b"\xff\xd8 an invented photograph"
    sha256 = hashlib.sha256(image).hexdigest()
    office.add_blob(sha256, image)
    with office.store.begin() as session:
        session.add(
            Scan(
                case_uid=case,
                part="evidence",
                title="照片",
                media_type="image/jpeg",
                sha256=sha256,
                size=len(image),
            )
        )
    county.accept(office.send())
    county.accept(office.send(full=True))  # once is enough
    with county.store.begin() as session:
        from app.models.local import Blob

        assert session.get_one(Blob, (office.code, sha256)).data == image


def test_the_bytes_of_a_scan_that_was_taken_off_do_not_travel(county: County, office: Office):
    """Its tombstone does; who took it off does not want it read elsewhere."""
    case = office.add_case(1)
    image = b"\xff\xd8 taken off before anybody saw it"
    sha256 = hashlib.sha256(image).hexdigest()
    office.add_blob(sha256, image)
    kept = {"part": "evidence", "title": "照片", "media_type": "image/jpeg"}
    with office.store.begin() as session:
        scan = Scan(case_uid=case, sha256=sha256, size=len(image), **kept)
        session.add(scan)
        session.flush()
        bury([scan])
    package = office.seal()
    assert package.counts["scan"] == 1
    county.accept(office.export(package))
    with county.store.begin() as session:
        assert session.scalars(select(Blob)).all() == []


def test_sealing_is_heard_scan_by_scan(office: Office):
    """The bar moves while scans are read: steps done, of one for each and one for the rest."""
    case = office.add_case(1)
    for number in range(2):
        data = bytes([number]) * 100
        sha256 = hashlib.sha256(data).hexdigest()
        office.add_blob(sha256, data)
        with office.store.begin() as session:
            kind = {"part": "evidence", "title": "照片", "media_type": "image/jpeg", "size": 100}
            session.add(Scan(case_uid=case, sha256=sha256, **kind))
    heard: list[tuple[int, int]] = []
    office.reports.seal_month("2026-03", progress=lambda done, whole: heard.append((done, whole)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_missing_scan_stops_the_sealing_in_words(office: Office):
    case = office.add_case(1)
    with office.store.begin() as session:
        session.add(
            Scan(
                case_uid=case,
                part="evidence",
                title="照片",
                media_type="image/jpeg",
                sha256="0" * 64,
                size=1,
            )
        )
    with pytest.raises(NotSealed, match="扫描件"):
        office.seal()


def test_a_month_without_records_is_a_zero_report(county: County, office: Office):
    """F11: a signed statement that nothing happened."""
    preflight = office.reports.preflight("2026-03")
    assert preflight.zero
    accepted = county.accept(office.send())
    assert (accepted.result, accepted.records) == ("merged", 0)
    assert county.bureau.board(["2026-03"]).cells[office.code, "2026-03"].state == "zero"


def test_the_bytes_are_dropped_once_the_county_has_them(county: County, office: Office):
    office.add_person("王五")
    county.answer(office, county.accept(office.send()))
    with office.store.begin() as session:
        assert session.query(OutboxPart).count() == 0
        row = session.query(OutboxPackage).one()
    assert list(outbox.volumes(office.store.begin, row)) == []


def test_more_records_than_a_reader_takes_are_refused_before_anything_is_read(
    office: Office, monkeypatch
):
    """P11."""
    monkeypatch.setattr(outbox, "MOST_RECORDS", 2)
    for number in range(2):
        office.add_person(f"第{number}人")
    assert office.seal().counts == {"person": 2}
    office.add_person("第三人")
    with pytest.raises(NotSealed) as refused:
        office.seal()
    assert refused.value.code == "R01"


def test_a_text_no_package_may_hold_is_said_at_the_office(office: Office):
    """P11: found before it is sealed, not when the county refuses it."""
    office.add_person("王五", note="长" * 30_000)
    with pytest.raises(NotSealed) as refused:
        office.seal()
    assert refused.value.code == "R05"
    assert office.reports.packages() == []
