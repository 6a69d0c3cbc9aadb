"""更新程序 from the desk: proved, backed up, installed beside (V1); bad files change nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.models.database import Database
from app.services.updates import UpdateService
from app.updates.problem import NotUpdated, Why
from app.updates.versions import Versions
from tests.updates.conftest import home, keys, make, rooted, roots

__all__ = ["home", "keys", "make", "roots"]


@pytest.fixture
def backups() -> list[str]:
    return []


@pytest.fixture
def updates(store: Database, home: Path, roots, backups: list[str]) -> UpdateService:
    return UpdateService(
        store,
        backup=lambda _: backups.append("made"),
        roots=lambda: roots,
        home=lambda: home,
    )


def test_a_version_is_looked_at_backed_up_for_and_installed(updates, make, home, backups):
    path = make("9.1.0")
    offer = updates.look(path)
    assert (offer.version, offer.notes, offer.warnings) == ("9.1.0", "修正打印", ())
    assert backups == []
    assert updates.install(path) == "9.1.0"
    assert backups == ["made"]
    assert updates.waiting() == "9.1.0"
    assert (home / "versions" / "9.1.0" / "_internal" / "data.bin").is_file()


def test_the_same_or_an_older_version_is_not_taken_again(updates, make):
    updates.install(make("9.1.0"))
    for version in ("9.1.0", "9.0.5", "0.1.0"):
        with pytest.raises(NotUpdated) as problem:
            updates.install(make(version))
        assert problem.value.why is Why.NOT_NEWER


def test_expiry_warns_and_never_blocks(store, home, keys, make, backups):
    """An office without a network must be able to go on."""
    old = (rooted(1, keys, keys[:2], expires=date(2020, 1, 1)),)
    updates = UpdateService(
        store, backup=lambda _: backups.append("made"), roots=lambda: old, home=lambda: home
    )
    path = make("9.1.0", expires=date(2020, 1, 1))
    assert len(updates.look(path).warnings) == 2
    updates.install(path)
    assert updates.waiting() == "9.1.0"


def test_a_cancelled_install_leaves_nothing(updates, make, home):
    class Stop(Exception):
        pass

    def stop(done: int, _all: int) -> None:
        if done:
            raise Stop

    with pytest.raises(Stop):
        updates.install(make("9.1.0"), progress=stop)
    assert Versions(home).standing.use == ""
    assert list((home / "versions").glob("9*")) == []
    assert updates.waiting() == ""


def test_what_is_not_an_update_is_said_calmly(updates, make, tmp_path: Path):
    other = tmp_path / "other.sfu"
    other.write_bytes(b"PK\x03\x04 something else")
    for path, reason in ((other, Why.NOT_AN_UPDATE), (tmp_path / "gone.sfu", Why.UNREADABLE)):
        with pytest.raises(NotUpdated) as problem:
            updates.look(path)
        assert problem.value.why is reason
        assert "没有变化" in problem.value.safe


def test_a_program_run_from_its_sources_has_no_use_for_it(store, make):
    updates = UpdateService(store, backup=lambda _: None, roots=tuple, home=lambda: None)
    with pytest.raises(NotUpdated) as problem:
        updates.look(make())
    assert problem.value.why is Why.NOT_FROZEN
