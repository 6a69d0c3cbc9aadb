"""E4: what is copied is gone after a minute, and no clipboard manager keeps it."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QTextEdit,
)

from app.ui import clipboard as module
from app.ui.clipboard import MARKS, ClipboardGuard, MarkedCopying

NUMBER = "640122198001019985"


class Guard(ClipboardGuard):
    """A screen that is none (offscreen) never says whose its clipboard is; here it is always ours."""

    def is_ours(self) -> bool:
        return True


@pytest.fixture
def board(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


@pytest.fixture
def copied(qtbot, board, monkeypatch):
    """A clerk copies a number out of a line; the minute is short here."""
    monkeypatch.setattr(module, "KEPT", 60)
    guard = Guard(board)
    line = QLineEdit(NUMBER)
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    yield guard
    guard.clear()
    shiboken6.delete(guard)


def test_a_copy_can_be_pasted_and_carries_the_marks(copied, board):
    assert board.text() == NUMBER
    assert all(board.mimeData().hasFormat(mark) for mark in MARKS)


def test_it_is_gone_when_its_minute_is_over(copied, board, qtbot):
    qtbot.waitUntil(lambda: board.text() == "", timeout=5000)


def test_a_later_copy_has_a_minute_of_its_own(copied, board, qtbot, monkeypatch):
    copied._over.setInterval(100_000)
    board.setText("another")
    qtbot.wait(150)
    assert board.text() == "another"
    assert all(board.mimeData().hasFormat(mark) for mark in MARKS)


def test_locking_takes_it_away_at_once(copied, board):
    copied.clear()
    assert board.text() == ""


def test_what_another_program_copies_is_left_alone(qtbot, board):
    guard = ClipboardGuard(board)  # offscreen says: not ours
    board.setText("of another program")
    guard.clear()
    assert board.text() == "of another program"
    assert not any(board.mimeData().hasFormat(mark) for mark in MARKS)
    shiboken6.delete(guard)


def test_nothing_is_taken_away_that_was_not_copied_here(qtbot, board):
    board.setText("before")
    guard = ClipboardGuard(board)
    guard.clear()
    assert board.text() == "before"
    shiboken6.delete(guard)


# --- marked from the first -------------------------------------------------------------------------


@pytest.fixture
def copies(qapp, qtbot):
    """What is copied by the program itself, in order; the widget's own copying never comes to it."""
    seen: list[str] = []
    copying = MarkedCopying(qapp, seen.append, lambda: seen.append("marked"))
    yield seen
    shiboken6.delete(copying)


def focused(qtbot, widget):
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    return widget


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_the_keys_copy_and_cut_what_is_selected(qtbot, board, copies, make):
    """E4: Windows tells its history at once; marks that come afterwards may come too late."""
    board.setText("before")
    edit = focused(qtbot, make(NUMBER))
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copies == [NUMBER]
    qtbot.keyClick(edit, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert copies == [NUMBER, NUMBER]
    assert (edit.text() if make is QLineEdit else edit.toPlainText()) == ""
    edit.undo()
    assert (edit.text() if make is QLineEdit else edit.toPlainText()) == NUMBER
    assert board.text() == "before", "the widget itself copied nothing"


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit, QTextEdit])
@pytest.mark.parametrize("name", ["edit-copy", "edit-cut"])
def test_what_the_menu_of_the_right_button_copies_is_marked_in_the_same_moment(
    qtbot, board, copies, make, name
):
    edit = focused(qtbot, make(NUMBER))
    edit.selectAll()
    menu = edit.createStandardContextMenu()
    menu.ensurePolished()  # as it is when it is shown
    next(a for a in menu.actions() if a.objectName() == name).trigger()
    assert board.text() == NUMBER
    assert copies == ["marked"]


def test_a_cell_of_a_list_is_copied_as_it_is_shown(qtbot, copies):
    table = focused(qtbot, QTableWidget(1, 1))
    table.setItem(0, 0, QTableWidgetItem("640122********9985"))
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copies == ["640122********9985"]


def test_a_password_is_not_copied_and_what_is_only_read_is_not_cut(qtbot, copies):
    secret = focused(qtbot, QLineEdit("a sentence 9"))
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    secret.selectAll()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    read = focused(qtbot, QLineEdit(NUMBER))
    read.setReadOnly(True)
    read.selectAll()
    qtbot.keyClick(read, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert copies == []
    assert read.text() == NUMBER


def test_what_the_program_copies_carries_the_marks_from_the_first(board):
    guard = Guard(board)
    seen: list[bool] = []

    def look() -> None:
        seen.append(all(board.mimeData().hasFormat(mark) for mark in MARKS))

    board.dataChanged.connect(look)
    guard.copy(NUMBER)
    board.dataChanged.disconnect(look)
    assert board.text() == NUMBER
    assert set(seen) == {True}
    guard.clear()
    shiboken6.delete(guard)
