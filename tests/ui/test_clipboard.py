"""E4: what is copied is gone after a minute, and no clipboard manager keeps it."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.ui import clipboard as module
from app.ui.clipboard import MARKS, ClipboardGuard

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
