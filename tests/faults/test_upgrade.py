"""F9, trust L7: from every schema there was, killed at each step, the old opens or the new is whole."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.models import integrity, keyslots, migrate, room
from app.models.database import connect
from app.paths import Profile
from app.services import setup, upgrading
from app.services.mediation.register import RegisterQuery
from app.services.upgrading import NotUpgraded
from tests.conftest import Clock
from tests.faults import saver
from tests.faults.counts import TIER
from tests.faults.killing import killed_at
from tests.faults.old_stores import ROWS, make_old, older_than
from tests.real_office import EVENING, PASSWORD

OLDER = older_than(migrate.head())
TRIED = OLDER if TIER else OLDER[-1:]
"""Every revision each night, the last one at every push."""

STEPS = ("backup", "copy", "revisions", "commit", "check", "force", "swap", "done")


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "desk")


def look(profile: Profile, what: Any) -> Any:
    """What ``what`` says of the file as it lies on the disk."""
    key = keyslots.open_with_password(profile.key_slots, PASSWORD, clock=Clock(EVENING))
    with closing(connect(profile.database, key)) as raw:
        return what(raw)


def revision(profile: Profile) -> str:
    return str(
        look(profile, lambda raw: raw.execute("SELECT * FROM alembic_version").fetchone()[0])
    )


def rows(profile: Profile) -> dict[str, int]:
    """How many records each table holds, those of older programs and the new ones.

    Without what opening a store writes by itself: the index, settings, the log of who came in.
    """
    totals = look(profile, integrity.control_totals)
    by_itself = ("search_", "setting", "audit_")
    return {t: n for t, (n, _) in totals.items() if not t.startswith(by_itself)}


def opened(profile: Profile) -> None:
    setup.open_desk(profile, PASSWORD, clock=Clock(EVENING)).close()


@pytest.mark.parametrize("older", OLDER)
def test_every_schema_there_was_comes_up_to_date_with_all_its_rows(profile, older):
    make_old(profile, older)
    before = rows(profile)
    assert set(before.values()) >= {ROWS}
    opened(profile)
    assert revision(profile) == migrate.head()
    assert {table: count for table, count in rows(profile).items() if table in before} == before
    assert look(profile, integrity.damage) is None
    assert not profile.upgrading.exists()


@pytest.mark.parametrize("older", TRIED)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_the_old_file_opens_or_the_new_is_complete(profile, older, step):
    """A real process, killed; what lies on the disk is looked at before anything mends it."""
    make_old(profile, older)
    before = rows(profile)
    assert killed_at(saver.upgrade_until, profile.root, PASSWORD, step) == step
    assert revision(profile) == (migrate.head() if step == "done" else older)
    assert {table: rows(profile)[table] for table in before} == before
    assert look(profile, integrity.damage) is None
    opened(profile)
    assert revision(profile) == migrate.head()
    assert {table: rows(profile)[table] for table in before} == before
    assert not profile.upgrading.exists()


@pytest.fixture
def old(profile):
    make_old(profile, OLDER[-1])
    return profile


def test_the_steps_tried_are_all_there_are(old, monkeypatch):
    taken: list[str] = []
    upgrade = upgrading.upgrade
    monkeypatch.setattr(upgrading, "upgrade", lambda d, p: upgrade(d, p, taken.append))
    opened(old)
    assert tuple(taken) == STEPS


def test_a_revision_that_fails_leaves_the_old_file_and_says_so(old, monkeypatch):
    def fails(*_):
        raise OperationalError("ALTER TABLE", {}, Exception("near"))

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "upgrade", fails)
        with pytest.raises(NotUpgraded) as caught:
            opened(old)
    assert "没有变化" in caught.value.safe
    assert revision(old) == OLDER[-1]
    assert not old.upgrading.exists()
    opened(old)


def test_a_revision_that_loses_a_row_is_found_out_before_the_swap(old, monkeypatch):
    """L7: control totals of the copy against those of the store."""
    true_upgrade = migrate.upgrade

    def loses(connection):
        true_upgrade(connection)
        connection.exec_driver_sql("DELETE FROM draft WHERE scope = '字2'")

    before = rows(old)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "upgrade", loses)
        with pytest.raises(NotUpgraded, match="检查没有通过"):
            opened(old)
    assert rows(old) == before
    opened(old)


def test_the_room_is_asked_for_before_anything_is_written(old, monkeypatch):
    """L7, L4: the message names how much is needed and how much to clear."""
    monkeypatch.setattr(room, "free", lambda _: room.RESERVE + 1000)
    with pytest.raises(room.NoRoom) as caught:
        opened(old)
    need = -(-3 * old.database.stat().st_size // room.MB)
    assert f"升级数据需要约 {need} MB" in caught.value.what
    assert not old.backups.exists()


def test_the_old_store_stays_as_a_backup(old):
    desk = setup.open_desk(old, PASSWORD, clock=Clock(EVENING))
    assert [backup.reason for backup in desk.backups.listed()] == ["upgrade"]
    desk.close()


def test_an_index_that_a_revision_threw_away_is_built_anew(profile):
    """Revision 0030: what an older program had found is found again, each entry by its new number."""
    make_old(profile, "0029")
    desk = setup.open_desk(profile, PASSWORD, clock=Clock(EVENING))
    found = {hit.kind for hit in desk.search.find("字1").hits}
    assert found >= {"person", "case", "corrections", "resettlement", "staff"}
    assert desk.mediation.register.page(RegisterQuery(text="字1")).total == 1
    desk.close()
