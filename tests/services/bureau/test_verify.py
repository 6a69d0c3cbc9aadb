"""``python -m app verify`` as a script would use it (product §5)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import ActionableError
from app.models.password_cost import Argon2Cost
from app.paths import Profile
from app.services import setup
from app.services.settings import Identity
from app.services.verify import verify
from tests.conftest import Clock
from tests.sync.county import BUREAU, XIGANG, County, Office

PASSWORD = "相当长的密码 1"
QUICK = Argon2Cost(1024, 1, 1, test_only=True)


@pytest.fixture
def bureau(tmp_path: Path, clock: Clock) -> Profile:
    """A bureau in a data folder of its own."""
    profile = Profile(tmp_path / "bureau")
    identity = Identity(kind="bureau", code=BUREAU, name="贺兰县司法局")
    setup.create(profile, identity, PASSWORD, clock=clock, cost=QUICK)[0].close()
    return profile


@pytest.fixture
def files(bureau: Profile, county: County, clock: Clock) -> list[Path]:
    """Two packages of one office: a good one and one that was altered on its way."""
    office = county.office(enrolled=False)
    desk = setup.open_desk(bureau, PASSWORD, clock=clock)
    _enrol(desk.bureau, office)
    desk.close()
    office.add_person("王五")
    good, bad = office.send(), office.send("2026-04")
    whole = bytearray(bad.read_bytes())
    whole[-1] ^= 1
    bad.write_bytes(whole)
    return [good, bad]


def _enrol(bureau, office: Office) -> None:
    read = bureau.keys.read_offer(office.reports.keys.export_offer(office.stick))
    bureau.keys.confirm(XIGANG, read.fingerprint)
    office.reports.keys.read_answer(bureau.keys.export_answer(XIGANG, office.stick))
    office.reports.keys.confirm_county(BUREAU, bureau.keys.own().fingerprint)


def test_one_line_per_package_and_nothing_changes(bureau, files, clock, capsys):
    for _ in range(2):
        assert verify(files, bureau, password=PASSWORD, clock=clock) == 1
        first, second = capsys.readouterr().out.splitlines()
        assert first == "accepted"
        assert second == "refused P09 文件已损坏或被改动。请让对方重新导出，再拷贝一次。"
    assert verify(files[:1], bureau, password=PASSWORD, clock=clock) == 0


def test_a_package_that_was_merged_is_still_a_good_one(bureau, files, clock, capsys):
    """Importing it again would change nothing and give the same receipt (P7)."""
    desk = setup.open_desk(bureau, PASSWORD, clock=clock)
    (parcel,) = desk.bureau.gather(files[:1])
    desk.bureau.accept(parcel)
    desk.close()
    assert verify(files[:1], bureau, password=PASSWORD, clock=clock) == 0
    assert capsys.readouterr().out == "accepted\n"


def test_the_command_reads_the_password_from_standard_input(bureau, files):
    def run(password: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", "verify", *arguments],
            input=password + "\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[3],
            encoding="utf-8",
        )

    where = ("--profile", str(bureau.root), "--password-stdin")
    good = run(PASSWORD, str(files[0]), *where)
    assert (good.returncode, good.stdout) == (0, "accepted\n")
    both = run(PASSWORD, *map(str, files), *where)
    assert both.returncode == 1
    assert both.stdout.splitlines()[1].startswith("refused P09 ")
    wrong = run("别的密码", str(files[0]), *where)
    assert wrong.returncode == 1
    assert "密码不对" in wrong.stderr


def test_an_office_is_no_bureau(tmp_path, clock):
    profile = Profile(tmp_path / "office")
    identity = Identity(kind="office", code=XIGANG, name="习岗司法所")
    setup.create(profile, identity, PASSWORD, clock=clock, cost=QUICK)[0].close()
    with pytest.raises(ActionableError) as refused:
        verify([tmp_path], profile, password=PASSWORD, clock=clock)
    assert refused.value.code == "V01"
