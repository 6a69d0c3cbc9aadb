"""A restored office waits for its county, and gets back what it had sent (C2, P14, G9)."""

from __future__ import annotations

import hashlib
import random
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import ActionableError
from app.models.local import Blob
from app.models.mediation import Scan
from app.models.people import Person
from app.paths import Profile
from app.services.backups.archive import Backup
from app.services.recovery import mark
from app.services.recovery.mark import Behind, Kind, Locked
from app.services.recovery.service import RecoveryService
from app.sync.refusal import Refused
from tests.services.recovery.life import Life
from tests.sync.county import LIGANG, XIGANG, County, rows_of

MONTHS = 7
SCAN = {"part": "4", "title": "调查笔录原件", "media_type": "application/pdf"}


@pytest.fixture
def new_pc(tmp_path):
    return Profile(tmp_path / "new" / "desk")


def live(life: Life, months: int = MONTHS) -> list[Backup]:
    """Months of work, each reported; before each of them a backup. Returns the backups."""
    backups = []
    uids: list[str] = []
    for month in range(1, months + 1):
        life.clock.set(date(2026, month, 20))
        backups.append(life.desk.backups.make("exit"))
        office = life.office
        uids += [office.add_person(f"测试{month}甲"), office.add_person(f"测试{month}乙")]
        office.rename(uids[0], f"改名{month}")
        if month % 3 == 0:
            office.bury(uids[2 * month - 3])
        office.add_blob(f"{month:064x}", random.Random(month).randbytes(3000))
        life.report(f"2026-{month:02}")
    return backups


@pytest.mark.parametrize("age", [1, 2, 6])
def test_a_backup_months_old_exports_nothing_until_all_is_back(life: Life, new_pc, age):
    """G9: blocked until the county has answered; then 0 records are missing."""
    backup = live(life)[-age]
    life.bring_back(backup, new_pc)
    before = rows_of(life.county.store, XIGANG)
    with pytest.raises(Locked):
        life.office.seal("2026-08")
    assert rows_of(life.office.store, XIGANG) != before

    home = life.brings_home(life.given_back())
    assert home.came > 0
    assert home.epoch == 2
    assert rows_of(life.office.store, XIGANG) == before, "0 records missing, tombstones too"
    assert life.desk.recovery.arrival() is None

    life.office.add_person("恢复以后")
    package = life.office.seal("2026-08")
    assert (package.epoch, package.number) == (2, 1)
    accepted = life.county.accept(life.office.export(package))
    assert accepted.result == "merged"
    assert rows_of(life.county.store, XIGANG) == rows_of(life.office.store, XIGANG)


def test_work_goes_on_while_the_county_is_asked(life: Life, new_pc):
    """A6: only sealing and exporting wait."""
    life.bring_back(live(life, 2)[-1], new_pc)
    life.office.add_person("照常登记")
    with pytest.raises(Locked) as caught:
        life.office.reports.seal_month("2026-03")
    assert caught.value.code == "B11"
    assert "登记和打印照常" in caught.value.safe
    life.brings_home(life.given_back())
    with life.office.store.begin() as session:
        assert "照常登记" in set(session.scalars(select(Person.name)))


def test_a_package_sealed_before_is_not_exported_either(life: Life, new_pc):
    life.office.add_person("甲")
    package = life.office.seal("2026-01")
    backup = life.desk.backups.make("exit")
    life.bring_back(backup, new_pc)
    with pytest.raises(Locked):
        life.office.export(package)
    life.brings_home(life.given_back())
    (old,) = life.desk.reports.packages()
    assert old.state == "已作废，内容进入新编号的包"
    life.report("2026-01")


def test_a_receipt_of_a_lost_package_says_what_is_missing(life: Life, new_pc):
    """C2: the county's head exceeds ours: numbers and months are shown."""
    backup = live(life, 3)[1]
    receipts = [
        life.county.bureau.write_receipt(view.office, view.digest, life.stick)
        for view in life.county.bureau.received(XIGANG)
    ]
    life.bring_back(backup, new_pc)
    for receipt in receipts[:-1]:
        with pytest.raises(Behind) as caught:
            life.desk.reports.import_receipt(receipt)
        assert "归还数据" in caught.value.do
    arrival = life.desk.recovery.arrival()
    assert arrival is not None
    assert arrival.county == (1, 3)
    assert arrival.missing == ((2, "2026-02"), (3, "2026-03"))
    with pytest.raises(Locked):
        life.office.seal()


def test_a_receipt_newer_than_the_restore_sets_it_right(life: Life, new_pc):
    """C2: nothing was lost, and the county has said so since."""
    life.office.add_person("甲")
    file = life.office.send("2026-01")
    backup = life.desk.backups.make("exit")
    life.clock.advance(days=1)
    life.bring_back(backup, new_pc)
    life.clock.advance(days=1)
    life.county.answer(life.office, life.county.accept(file))
    assert life.desk.recovery.arrival() is None
    life.report("2026-02")


def test_a_receipt_older_than_the_restore_sets_nothing_right(life: Life, new_pc):
    """It may have been followed by packages that the backup does not know."""
    life.office.add_person("甲")
    file = life.office.send("2026-01")
    backup = life.desk.backups.make("exit")
    life.clock.advance(minutes=5)
    accepted = life.county.accept(file)
    life.clock.advance(days=1)
    life.bring_back(backup, new_pc)
    life.county.answer(life.office, accepted)
    with pytest.raises(Locked):
        life.office.seal("2026-02")


def test_what_was_edited_since_the_restore_and_later_at_the_county_is_named(life: Life, new_pc):
    """P8: the greater revision stays; ours is in the record's history, and the clerk is told."""
    uid = life.office.add_person("起初")
    life.report("2026-01")
    backup = life.desk.backups.make("exit")
    for name in ("第二次", "第三次"):
        life.office.rename(uid, name)
    life.report("2026-02")
    life.bring_back(backup, new_pc)
    life.office.rename(uid, "恢复后改")
    home = life.brings_home(life.given_back())
    assert [item.uid for item in home.overwritten] == [uid]
    with life.office.store.begin() as session:
        assert session.get_one(Person, (XIGANG, uid)).name == "第三次"


def test_returned_people_are_found_by_name(life: Life, new_pc):
    """The search index comes along, in full: this is their own office."""
    backup = life.desk.backups.make("exit")
    life.office.add_person("马归来", id_number="640122197806189995")
    life.report("2026-01")
    life.bring_back(backup, new_pc)
    life.brings_home(life.given_back())
    assert [hit.title for hit in life.desk.search.find("马归来").hits]


def test_scans_come_home_too_unless_they_are_left_out(life: Life, new_pc):
    backup = life.desk.backups.make("exit")
    uid = life.case_uid(life.committee())
    scan = b"%PDF a scan of nobody"
    sha256 = hashlib.sha256(scan).hexdigest()
    life.office.add_blob(sha256, scan)
    with life.office.store.begin() as session:
        session.add(Scan(case_uid=uid, sha256=sha256, size=len(scan), **SCAN))
    life.report("2026-03")
    life.bring_back(backup, new_pc)
    assert life.given_back(scans=False).scans == 0
    given = life.given_back()
    assert given.scans == 1
    assert life.brings_home(given).scans == 1
    with life.office.store.begin() as session:
        assert session.get_one(Blob, (XIGANG, sha256)).data == scan


# --- not every return package is taken -----------------------------------------------------------


def test_a_return_package_of_an_earlier_restore_is_refused(life: Life, new_pc, tmp_path):
    """Its request was read aloud before this restore: the county may hold more by now."""
    backup = live(life, 2)[0]
    life.bring_back(backup, new_pc)
    first = life.given_back()
    life.brings_home(first)
    life.office.add_person("其后")
    life.report("2026-03")
    life.bring_back(backup, Profile(tmp_path / "third" / "desk"))
    with pytest.raises(ActionableError) as caught:
        life.brings_home(first)
    assert caught.value.code == "B17"
    second = life.given_back()
    assert second.epoch == 3
    life.brings_home(second)
    life.report("2026-04")


def test_the_same_request_gets_the_same_epoch(life: Life, new_pc):
    """The stick was lost on the way back: the file is written again."""
    life.bring_back(live(life, 1)[0], new_pc)
    assert [life.given_back().epoch, life.given_back().epoch] == [2, 2]
    last = life.county.bureau.give_back.last(XIGANG)
    assert last is not None
    assert last.epoch == 2


def test_an_office_in_its_place_takes_none(life: Life):
    life.report("2026-01")
    given = life.given_back("23456789")
    with pytest.raises(ActionableError) as caught:
        life.brings_home(given)
    assert caught.value.code == "B16"


def test_another_office_cannot_open_it(life: Life, new_pc):
    life.bring_back(live(life, 1)[0], new_pc)
    given = life.given_back()
    other = life.county.office(LIGANG)
    service = RecoveryService(other.store, new_pc)
    with other.store.begin() as session:
        asked = mark.Arrival(Kind.RESTORED, datetime(2026, 1, 1), "23456789")
        mark.write(session, LIGANG, asked)
    with pytest.raises(Refused) as caught:
        service.import_return(given.files)
    assert caught.value.reason.value == "P12"


def test_a_flipped_bit_changes_nothing(life: Life, new_pc):
    life.bring_back(live(life, 1)[0], new_pc)
    (file,) = life.given_back().files
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    before = rows_of(life.office.store, XIGANG)
    with pytest.raises(Refused):
        life.desk.recovery.import_return([file])
    assert rows_of(life.office.store, XIGANG) == before
    assert life.desk.recovery.arrival() is not None


def test_a_package_is_no_return_and_a_return_is_no_package(life: Life, new_pc):
    """P3: a distinct type per purpose."""
    life.office.add_person("甲")
    sealed = life.office.send("2026-01")
    life.bring_back(live(life, 1)[0], new_pc)
    with pytest.raises(Refused) as caught:
        life.desk.recovery.import_return([sealed])
    assert caught.value.reason.value in {"P04", "P12"}
    (given,) = life.given_back().files
    (inspection,) = life.county.bureau.inspect([given])
    assert inspection.problem is not None
    assert inspection.problem.code == "P04"


@pytest.mark.parametrize("typed", ["", "7KQ2", "0KQ2-MN4X", "7KQ2-MN4I", "７ＫＱ２ＭＮ４Ｘ"])
def test_a_request_misheard_is_said_before_anything_happens(county: County, tmp_path: Path, typed):
    county.office()
    with pytest.raises(ActionableError) as caught:
        county.bureau.give_back.write(XIGANG, typed, tmp_path)
    assert caught.value.code == "B14"
    assert county.bureau.offices()[0].epoch in {0, 1}


def test_a_stolen_pc_a_new_key_and_the_old_one_signs_nothing_more(life: Life, new_pc):
    """K4, P14: the return is sealed to the new key; the thief's packages are refused."""
    backup = live(life, 1)[0]
    old = life.copied("stolen")
    life.bring_back(backup, new_pc)
    life.desk.reports.keys.renew()
    offered = life.county.bureau.keys.read_offer(life.desk.reports.keys.export_offer(life.stick))
    assert offered.state == "offered"
    life.county.bureau.keys.confirm(XIGANG, offered.fingerprint)
    home = life.brings_home(life.given_back())
    assert home.epoch >= 2
    life.report("2026-02")
    thief = life.open(old)
    thief.recovery.answer(Kind.RESTORED)
    with thief._database.begin() as session:
        mark.remove(session, XIGANG)
    (inspection,) = life.county.bureau.inspect([life.at(thief).send("2026-02")])
    assert inspection.problem is not None
    assert inspection.problem.code == "P14"


def test_the_county_s_file_names_no_person(life: Life, new_pc):
    life.bring_back(live(life, 1)[0], new_pc)
    (file,) = life.given_back().files
    assert file.name == f"{XIGANG}-2026-01-002.sfg"
    assert "测试".encode() not in file.read_bytes()


def test_what_is_not_sent_yet_is_counted_right_afterwards(life: Life, new_pc):
    """What came back is at the county; what was recorded here since is not."""
    backup = live(life, 3)[0]
    life.bring_back(backup, new_pc)
    life.office.add_person("恢复以后")
    life.brings_home(life.given_back())
    assert life.desk.reports.status().unsent_by_table == {"person": 1}


def test_a_record_held_back_after_the_return_stays_out_and_the_totals_fit(life: Life, new_pc):
    """F60 with C2: what the county gave back it knows; only what is new may be held."""
    committee = life.committee()
    life.case(committee)
    backup = life.desk.backups.make("exit")
    life.case(committee)
    life.report("2026-03")
    life.bring_back(backup, new_pc)
    life.brings_home(life.given_back())
    fresh = life.case(committee)
    cases = rows_of(life.office.store, XIGANG)["mediation_case"]
    (unsent,) = (uid for uid, case in cases.items() if case["number"] == fresh)
    known = next(uid for uid in cases if uid != unsent)
    for uid in (known, unsent):
        life.desk.reports.holds.hold("mediation_case", uid, "材料不齐", "2026-04")
    life.report("2026-04")
    held = rows_of(life.county.store, XIGANG)["mediation_case"]
    assert known in held
    assert unsent not in held
