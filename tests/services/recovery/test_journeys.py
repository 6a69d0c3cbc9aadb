"""J8: the PC dies. J9: the stick is lost. Real data folders, folders as sticks."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest

from app.models.keyslots import BadRecoveryKey, WrongPassword
from app.models.recovery_key import RecoveryKey
from app.paths import Profile
from app.services import setup
from app.services.backups import archive, restore
from app.services.backups.restore import Secret
from app.sync.package import Reader, open_package
from app.sync.records import schema_version, tables
from app.sync.refusal import Refused
from app.sync.seal import PrivateKeys
from tests.services.recovery.life import Life
from tests.sync.county import XIGANG, rows_of


def numbers(life: Life) -> list[str]:
    return sorted(
        str(row["number"])
        for row in rows_of(life.office.store, XIGANG)["mediation_case"].values()
        if row["number"]
    )


@pytest.fixture
def new_pc(tmp_path):
    return Profile(tmp_path / "new" / "desk")


def until_the_pc_dies(life: Life, tmp_path) -> tuple[str, list[str], archive.Backup]:
    """Cases 1 to 3 in the backup, 4 and 5 at the county, 6 on paper only."""
    committee = life.committee()
    given = [life.case(committee) for _ in range(3)]
    stick = tmp_path / "second-medium" / "backup"
    shutil.copytree(life.desk.backups.make("exit").folder, stick)
    life.clock.advance(days=2)
    given += [life.case(committee) for _ in range(2)]
    life.report("2026-03")
    life.clock.advance(days=1)
    given.append(life.case(committee))
    life.desk.close()
    shutil.rmtree(life.profile.root)
    (backup,) = archive.find(stick)
    return committee, given, backup


def test_j8_the_pc_dies_and_no_number_is_given_twice(life: Life, new_pc, tmp_path):
    """J8: a three-day-old backup, the paper from the safe, the county's return package."""
    committee, given, backup = until_the_pc_dies(life, tmp_path)
    life.bring_back(backup, new_pc)
    assert numbers(life) == given[:3]
    (series,) = [g for g in life.desk.recovery.numbers() if g.year == 2026]
    assert series.following == 4
    life.desk.recovery.used_up_to(series, 6)  # the paper register shows number 6
    at_once = life.case(committee)
    home = life.brings_home(life.given_back())
    assert home.new > 0
    later = life.case(committee)
    assert numbers(life) == sorted([*given[:5], at_once, later])
    assert len({*given, at_once, later}) == 8, "six of the old PC and two new ones, all different"
    life.report("2026-03")
    assert rows_of(life.county.store, XIGANG) == rows_of(life.office.store, XIGANG)


def test_j8_a_number_given_too_early_gives_way_to_the_reported_one(life: Life, new_pc, tmp_path):
    """Nobody looked into the paper register: the county's case keeps the number, ours is named."""
    committee, given, backup = until_the_pc_dies(life, tmp_path)
    life.bring_back(backup, new_pc)
    too_early = life.case(committee)
    assert too_early == given[3]
    home = life.brings_home(life.given_back())
    (again,) = home.renumbered
    assert again.old == too_early
    assert again.new not in given[:5]
    assert len(set(numbers(life))) == 6
    life.report("2026-03")


def test_j8_on_the_same_pc_the_old_store_s_numbers_are_remembered(life: Life):
    """The store is restored over a newer one that still opens: its counters stay counted."""
    committee = life.committee()
    life.case(committee)
    backup = life.desk.backups.make("exit")
    lost = [life.case(committee) for _ in range(2)]
    life.bring_back(backup, life.profile)
    assert life.case(committee) not in lost


def test_j8_the_restored_office_knows_when_it_is_whole_again(life: Life, new_pc, tmp_path):
    _, _, backup = until_the_pc_dies(life, tmp_path)
    life.bring_back(backup, new_pc)
    status = life.desk.reports.status()
    assert status.arrival is not None
    assert status.arrival.made_at == datetime(2026, 3, 2, 9, 0)
    life.brings_home(life.given_back())
    status = life.desk.reports.status()
    assert status.arrival is None
    assert status.unanswered == ()
    assert not status.needs_full


# --- J9 ------------------------------------------------------------------------------------------


def test_j9_the_finder_of_the_stick_reads_nothing(life: Life, tmp_path):
    """Trust §2: no name in any byte, the package opens for no other key, the backup for no guess."""
    life.office.add_person("白萨纳里", id_number="640122197806189995")
    package = life.office.send("2026-03")
    stick = life.stick / "backup"
    shutil.copytree(life.desk.backups.make("hand").folder, stick)
    for file in (p for p in life.stick.rglob("*") if p.is_file()):
        content = file.read_bytes()
        for secret in ("白萨纳里", "640122197806189995"):
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert secret.encode(encoding) not in content, file.name
            assert secret not in file.name
    finder = PrivateKeys.generate()
    reader = Reader(XIGANG[:6], (finder,), (), schema_version(), frozenset(tables()))
    with package.open("rb") as sealed, pytest.raises(Refused):
        open_package(sealed, reader)
    (backup,) = archive.find(stick)
    desk = Profile(tmp_path / "finder" / "desk")
    for guess in (Secret(password="123456"), Secret(digits=RecoveryKey.generate().digits)):
        with pytest.raises((WrongPassword, BadRecoveryKey)):
            restore.restore(desk, backup, guess, clock=life.clock, report=lambda _d, _a: None)
    assert not desk.database.exists()
    with pytest.raises(WrongPassword):
        setup.unlock(Profile(stick), "password", clock=life.clock)


def test_j9_the_same_package_is_written_again_byte_for_byte(life: Life):
    """P6, J9: and the county hears by telephone which one it is."""
    life.office.add_person("甲")
    package = life.office.seal("2026-03")
    lost = life.office.export(package).read_bytes()
    shutil.rmtree(life.stick)
    life.stick.mkdir()
    again = life.office.export(package)
    assert again.read_bytes() == lost
    accepted = life.county.accept(again)
    told = life.desk.reports.check_phone_code(accepted.phone_code.lower().replace("-", " "))
    assert told is not None
    assert told.number == package.number
    assert not life.desk.reports.packages()[0].received, "only the receipt makes it received (P10)"


def test_j9_or_the_next_package_carries_everything(life: Life):
    """P5: the lost one is never needed."""
    life.office.add_person("甲")
    life.office.send("2026-02").unlink()
    life.office.add_person("乙")
    accepted = life.county.accept(life.office.send("2026-03"))
    assert accepted.result == "merged"
    assert accepted.missing == (1,)
    assert rows_of(life.county.store, XIGANG) == rows_of(life.office.store, XIGANG)
