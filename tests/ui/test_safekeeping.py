"""What keeps the store safe beside the work: locking with the system, room, checks, backups."""

from __future__ import annotations

import pytest
import shiboken6

from app.models import integrity, room
from app.services import health
from app.services.backups import service
from app.services.reminders import Target
from app.ui import background, dialogs
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.store import safekeeping
from app.ui.store.backup_dialog import BackupDialog
from app.ui.tabs import tabs_of
from tests.real_office import add_people

LONG = 20_000


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No pauses, and nobody is asked."""
    monkeypatch.setattr(safekeeping, "SETTLED", 0)
    monkeypatch.setattr(health, "BREATH", 0)
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: False)


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def window(qtbot, desk):
    """The window over a whole office, given back before its store is closed."""
    window = MainWindow(desk, Preferences(desk.profile), tabs_of(desk))
    with qtbot.waitExposed(window):
        window.show()
    yield window
    if shiboken6.isValid(window):
        window.release()
        shiboken6.delete(window)


def checked(window):
    """The start's check is over: it writes down that it ran."""
    window.safe.begin()
    window.safe._beside.join()


def test_the_system_s_lock_locks_the_store(window, qtbot):
    """Trust L8."""
    qtbot.waitUntil(lambda: window.safe._system is not None)
    with qtbot.waitSignal(window.locked):
        window.safe._system.asked.emit()


def test_a_lock_held_up_by_work_comes_when_the_work_is_done(window, qtbot, monkeypatch):
    """A package being written or a backup is not cut in two; the lock is not forgotten."""
    window.safe._again.setInterval(10)
    busy = iter([True, True, False])
    monkeypatch.setattr(type(window.desk), "busy", property(lambda _: next(busy)))
    with qtbot.waitSignal(window.locked):
        window.lock()


@pytest.mark.parametrize(
    ("left", "words", "role"),
    [
        (5_000_000_000, "", ""),
        (800_000_000, "磁盘剩余 800 MB", "tag-warn"),
        (150_000_000, "磁盘只剩 150 MB", "tag-bad"),
    ],
)
def test_a_full_disk_is_said_in_the_status_bar(window, monkeypatch, left, words, role):
    """Trust L4: at 1 GB, and again when only the reserve is left."""
    monkeypatch.setattr(room, "free", lambda _: left)
    window.safe.show_room()
    assert window.safe.room.isVisible() is bool(words)
    if words:
        assert words in window.safe.room.text()
        assert window.safe.room.property("role") == role


def test_leaving_makes_a_backup_of_what_changed(window, desk, qtbot):
    """F74: the window closes when the copy was opened again and found complete."""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    (made,) = desk.backups.listed()
    assert made.reason == "exit"
    assert not desk.backups.due()


def test_leaving_without_a_change_makes_none(window, desk):
    checked(window)
    desk.backups.make("hand")
    window.close()
    assert not window.isVisible()
    assert len(desk.backups.listed()) == 1


def test_a_cancelled_backup_does_not_keep_the_clerk(window, desk, qtbot, monkeypatch):
    true_make = service.BackupService.make

    def slow(self, reason, report):
        while True:  # until the clerk cancels
            report(0, 1)

    monkeypatch.setattr(service.BackupService, "make", slow)
    window.close()
    assert window.isVisible(), "it waits for the backup"
    (job,) = window.findChildren(background.Job)
    job.cancel()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    monkeypatch.setattr(service.BackupService, "make", true_make)
    assert desk.backups.listed() == []


def test_a_backup_that_fails_is_said_and_does_not_keep_the_clerk(window, desk, qtbot, monkeypatch):
    said: list[BaseException] = []
    monkeypatch.setattr(dialogs, "report", lambda _, error: said.append(error))
    monkeypatch.setattr(room, "free", lambda _: 0)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert isinstance(said[0], room.NoRoom)


def test_a_backup_missed_on_leaving_is_made_after_the_next_start(open_office, qtbot):
    """A PC switched off with the program open: the next morning makes up for it, quietly."""
    desk = open_office()
    desk.backups.make("exit")
    add_people(desk, 1)
    window = MainWindow(desk, Preferences(desk.profile), tabs_of(desk))
    window.show()
    qtbot.waitUntil(lambda: len(desk.backups.listed()) == 2 or not desk.backups.due(), timeout=LONG)
    assert "start" in [backup.reason for backup in desk.backups.listed()]
    window.release()
    shiboken6.delete(window)


def test_damage_is_said_and_leads_to_the_backups(window, desk, qtbot, monkeypatch):
    """Trust L5: read-only, the restore offered, the file kept."""
    checked(window)
    said: list[str] = []
    shown: list[bool] = []

    def yes(_parent, heading, *_, **__):
        said.append(heading)
        return True

    monkeypatch.setattr(dialogs, "ask", yes)
    monkeypatch.setattr(BackupDialog, "exec", lambda dialog: shown.append(dialog.now.isEnabled()))
    monkeypatch.setattr(integrity, "failed", lambda _: True)
    window.safe._work_beside()
    assert "只能查看" in said[0]
    assert shown == [False], "the backups are shown; a damaged store makes none"
    assert desk.health.damaged
    assert "损坏" in window.safe.room.text()
    assert not desk.backups.due(), "a damaged store is not copied over good backups"


def test_the_desk_of_the_day_leads_to_the_backups(window, desk, evening, monkeypatch):
    """A week without a second medium: one line of 今日, Enter, and the button is there."""
    checked(window)
    desk.backups.make("exit")
    evening.advance(days=7)
    today = window.current()
    today.refresh()
    lines = [today.list.item(row).text() for row in range(today.list.count())]
    assert "把备份复制到U盘或移动硬盘" in lines
    shown: list[str] = []
    monkeypatch.setattr(BackupDialog, "exec", lambda dialog: shown.append(dialog.carry.text()))
    window.go(Target("backups", None, "carry"))
    assert shown == ["复制到U盘或移动硬盘…"]


def test_a_wish_to_restore_closes_the_window_s_desk(window, qtbot, monkeypatch):
    def wish(dialog):
        dialog.restore_asked.emit()

    monkeypatch.setattr(BackupDialog, "exec", wish)
    (security, _accounts, backups, _index) = window.safe.actions()
    assert security.text() == "安全(&A)…"
    with qtbot.waitSignal(window.restore_asked):
        backups.trigger()


def test_closing_ends_what_runs_beside(window, qtbot, monkeypatch):
    qtbot.waitUntil(lambda: window.safe._beside is not None)
    window.release()
    assert not window.safe._beside.is_alive()
