"""文件 → 备份与恢复, the rehearsal and the restore, with real backups of a real office."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.paths import Profile
from app.services import setup
from app.services.settings import Identity
from app.ui import dialogs, files
from app.ui.store.backup_dialog import BackupDialog
from app.ui.store.rehearsal import Rehearsal
from app.ui.store.restore_dialog import RestoreDialog
from tests.real_office import PASSWORD, add_people, rows_of

LONG = 20_000


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def said(monkeypatch):
    """What the clerk was told; every question is answered with yes."""
    words: list[str] = []
    monkeypatch.setattr(dialogs, "inform", lambda _, heading, *__: words.append(heading))
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    return words


def click(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def show(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_backup_made_by_hand_stands_in_the_list_with_its_mark(qtbot, desk, said):
    dialog = show(qtbot, BackupDialog(None, desk))
    assert dialog.empty.isVisible()
    click(qtbot, dialog.now)
    qtbot.waitUntil(lambda: said == ["备份已做好。"], timeout=LONG)
    assert dialog.table.rowCount() == 1
    assert [dialog.table.item(0, column).text() for column in (0, 2, 3)] == [
        "2026-11-27 18:00",
        "手动",
        "✓ 2026-11-27 18:00",
    ]


def test_the_second_medium_is_chosen_and_remembered(qtbot, desk, said, monkeypatch):
    stick = Path("/dev/shm") / f"justice-desk-dialog-{os.getpid()}"
    stick.mkdir()
    monkeypatch.setattr(files, "ask_folder", lambda *_: stick)
    dialog = show(qtbot, BackupDialog(None, desk))
    assert "还没有过" in dialog.state.text()
    click(qtbot, dialog.carry)
    qtbot.waitUntil(lambda: "可以拔出" in "".join(said), timeout=LONG)
    assert "另一个介质：今天" in dialog.state.text()
    shutil.rmtree(stick)


def test_what_is_due_is_said_where_it_is_done(qtbot, desk, evening):
    """L6: the second medium after a week, the rehearsal after a month."""
    desk.backups.make("hand")
    evening.advance(days=8)
    dialog = show(qtbot, BackupDialog(None, desk))
    assert "该复制了" in dialog.state.text()
    assert "该演练了" not in dialog.state.text()
    assert dialog.state.property("role") == "warning"


def test_a_folder_on_the_same_disk_is_refused_in_words(qtbot, desk, monkeypatch, tmp_path):
    told: list[str] = []
    monkeypatch.setattr(dialogs, "report", lambda _, error: told.append(error.what))
    monkeypatch.setattr(files, "ask_folder", lambda *_: tmp_path)
    dialog = show(qtbot, BackupDialog(None, desk))
    click(qtbot, dialog.carry)
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    assert "同一块磁盘" in told[0]


def test_a_rehearsal_asks_for_the_password_and_is_remembered(qtbot, desk, evening):
    backup = desk.backups.make("hand")
    evening.advance(days=2)
    dialog = show(qtbot, Rehearsal(None, desk, backup))
    assert dialog.focusWidget() is dialog.entry.password
    assert not dialog.go.isEnabled()
    dialog.entry.password.setText("wrong one 1")
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: "密码不对" in dialog.verdict.text(), timeout=LONG)
    assert desk.backups.rehearsed() is None
    dialog.entry.password.setText(PASSWORD)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        click(qtbot, dialog.go)
    assert desk.backups.rehearsed() == evening()
    assert desk.backups.listed()[0].checked_at == evening()
    assert dialog.entry.password.text() == ""


def test_restoring_from_the_window_first_backs_up_what_is_there(qtbot, desk, said):
    desk.backups.make("hand")
    add_people(desk, 3)
    dialog = show(qtbot, BackupDialog(None, desk))
    with qtbot.waitSignal(dialog.restore_asked, timeout=LONG):
        click(qtbot, dialog.restore)
    assert [backup.reason for backup in desk.backups.listed()] == ["restore", "hand"]


def test_a_careful_clerk_may_keep_what_is_there(qtbot, desk, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: False)
    dialog = show(qtbot, BackupDialog(None, desk))
    with qtbot.assertNotEmitted(dialog.restore_asked):
        click(qtbot, dialog.restore)


@pytest.fixture
def backup(open_office):
    desk = open_office()
    made = desk.backups.make("hand")
    add_people(desk, 7)
    desk.close()
    return made


def test_a_clerk_goes_back_to_yesterday(qtbot, office_profile, backup, open_office, evening, said):
    """J8: chosen, proved, in place; the password just typed opens it."""
    dialog = show(qtbot, RestoreDialog(office_profile, evening))
    assert dialog.table.chosen() == backup
    assert not dialog.go.isEnabled()
    dialog.entry.password.setText("wrong one 1")
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: "密码不对" in dialog.verdict.text(), timeout=LONG)
    assert dialog.isVisible()
    dialog.entry.by_digits.setChecked(True)
    assert dialog.verdict.text() == "", "that was about the password"
    dialog.entry.by_password.setChecked(True)
    dialog.entry.password.setText(PASSWORD)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        click(qtbot, dialog.go)
    assert said == ["已恢复到 2026-11-27 18:00 的备份。"]
    assert len(rows_of(open_office())["person"]) == 30


def test_a_bureau_is_told_what_a_bureau_has_to_do(qtbot, tmp_path, evening, monkeypatch):
    """No county gives it anything back: it takes the packages again."""
    profile = Profile(tmp_path / "bureau")
    identity = Identity(kind="bureau", code="640122", name="贺兰县司法局", county_code="640122")
    bureau, _ = setup.create(profile, identity, PASSWORD, clock=evening)
    bureau.backups.make("hand")
    bureau.close()
    told: list[str] = []
    monkeypatch.setattr(dialogs, "inform", lambda _parent, _words, more="": told.append(more))
    dialog = show(qtbot, RestoreDialog(profile, evening))
    dialog.entry.password.setText(PASSWORD)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        click(qtbot, dialog.go)
    (words,) = told
    assert "再收一次" in words
    assert "县局" not in words


def test_a_new_pc_restores_from_a_stick_with_the_paper(
    qtbot, backup, tmp_path, office_recovery, evening, said, monkeypatch
):
    new = Profile(tmp_path / "new" / "desk")
    stick = tmp_path / "stick"
    shutil.copytree(backup.folder, stick / "deep" / backup.folder.name)
    monkeypatch.setattr(files, "ask_folder", lambda *_: stick)
    dialog = show(qtbot, RestoreDialog(new, evening))
    assert dialog.empty.isVisible()
    click(qtbot, dialog.elsewhere)
    assert dialog.table.rowCount() == 1
    qtbot.mouseClick(dialog.entry.by_digits, Qt.MouseButton.LeftButton)
    one, two, _ = setup.split_recovery(office_recovery)
    dialog.entry.digits.setText(one.digits)  # the paper may be three shares (K1)
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: "单独一份打不开" in dialog.verdict.text(), timeout=LONG)
    dialog.entry.recovery.second.setText(two.digits)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        click(qtbot, dialog.go)
    setup.open_desk(new, PASSWORD, clock=evening).close()


def test_a_backup_with_a_flipped_bit_is_refused_in_the_dialog(
    qtbot, office_profile, backup, evening
):
    content = bytearray(backup.database.read_bytes())
    content[len(content) // 2] ^= 4
    backup.database.write_bytes(content)
    before = office_profile.database.read_bytes()
    dialog = show(qtbot, RestoreDialog(office_profile, evening))
    dialog.entry.password.setText(PASSWORD)
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: "损坏" in dialog.verdict.text(), timeout=LONG)
    assert office_profile.database.read_bytes() == before
