"""First start, opening with a password, opening with the paper from the safe."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.models.database import StoreUnusable
from app.models.keyslots import WrongPassword
from app.paths import Profile
from app.services import setup
from app.services.settings import Identity, sample_offices

LIGANG = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")


def noon() -> datetime:
    return datetime(2026, 11, 22, 12, 0)


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "office")


@pytest.fixture
def recovery(profile):
    desk, recovery = setup.create(profile, LIGANG, "相当长的密码 1", clock=noon)
    desk.close()
    return recovery


def test_a_new_office_opens_with_its_password(profile, recovery):
    desk = setup.open_desk(profile, "相当长的密码 1", clock=noon)
    assert desk.identity == LIGANG
    desk.close()


def test_a_wrong_password_says_so_and_changes_nothing(profile, recovery):
    with pytest.raises(WrongPassword) as caught:
        setup.open_desk(profile, "相当长的密码 2", clock=noon)
    assert "密码不对" in str(caught.value)


def test_the_paper_from_the_safe_opens_it_and_sets_a_new_password(profile, recovery):
    setup.open_with_recovery(profile, recovery.digits, "新的密码 123", clock=noon).close()
    setup.open_desk(profile, "新的密码 123", clock=noon).close()


def test_the_file_on_disk_is_not_a_readable_database(profile, recovery):
    """Trust L1: a thief of the disk reads nothing, not even that it is SQLite."""
    assert not profile.database.read_bytes().startswith(b"SQLite format 3")


def test_a_second_set_up_over_an_office_is_refused(profile, recovery):
    with pytest.raises(setup.AlreadySetUp):
        setup.create(profile, LIGANG, "另一个密码 99", clock=noon)


def test_a_store_in_use_is_refused_in_words(profile, recovery):
    """Trust L3: one writer; the second start is told what to do."""
    desk = setup.open_desk(profile, "相当长的密码 1", clock=noon)
    desk.settings.put("touched", True)
    with pytest.raises(StoreUnusable, match="另一个窗口"):
        setup.open_desk(profile, "相当长的密码 1", clock=noon)
    desk.close()


def test_a_set_up_cut_short_can_be_done_again(profile):
    profile.root.mkdir()
    profile.key_slots.write_text("{}")  # keys were written, the power went
    profile.database.with_suffix(".part").write_bytes(b"half")
    desk, _ = setup.create(profile, LIGANG, "相当长的密码 1", clock=noon)
    assert desk.settings.identity() == LIGANG
    desk.close()


def test_the_sample_county_has_seven_offices():
    offices = sample_offices()
    assert len(offices) == 7
    assert all(office.county_name == "贺兰县" and office.villages for office in offices)
