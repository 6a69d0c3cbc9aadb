"""Driving dialogs in tests: what happens next is said before the dialog opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui.form_dialog import FormDialog
from tests.ui.conftest import type_chinese

__all__ = ["fill_by_keys", "fill_in", "focused", "in_dialog", "office_desk", "type_into"]


def office_desk(store: Any, clock: Any, folder: Any, now: datetime) -> Desk:
    """The desk of the office whose store it is, on a day."""
    clock.set(now)
    identity = Identity(
        kind="office",
        code="640122100",
        name="习岗司法所",
        county_code="640122",
        county_name="贺兰县",
    )
    return Desk(store, Profile(folder), identity)


def focused() -> QWidget:
    """The widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def in_dialog(qtbot: Any, act: Callable[[Any], None]) -> None:
    """Do something in the next dialog as soon as it has the keyboard; then it is closed."""

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        try:
            qtbot.waitUntil(dialog.isActiveWindow)
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.view.saved()
                dialog.reject()

    QTimer.singleShot(50, go)  # a key press takes its time to open the dialog


def fill_in(qtbot: Any, **values: Any) -> None:
    """Fill the next dialog and save it."""

    def act(dialog: FormDialog) -> None:
        for name, value in values.items():
            dialog.view.put(name, value)
        dialog.submit()

    in_dialog(qtbot, act)


def type_into(qtbot: Any, view: Any, **words: str | tuple[str, str]) -> None:
    """Type into fields of a form as a clerk does; a moment is typed as day and time of day."""
    for name, said in words.items():
        view.go_to(name)
        for part in (said,) if isinstance(said, str) else said:
            qtbot.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            if part.isascii():
                qtbot.keyClicks(focused(), part)
            else:
                type_chinese(focused(), part)
            if not isinstance(focused(), QPlainTextEdit):  # Enter would begin a paragraph
                qtbot.keyClick(focused(), Qt.Key.Key_Return)


def fill_by_keys(qtbot: Any, button: QAbstractButton, **words: str | tuple[str, str]) -> None:
    """Click a button, fill the dialog it opens with the keyboard, save with Ctrl+S."""
    done: list[bool] = []

    def act(dialog: Any) -> None:
        type_into(qtbot, dialog.view, **words)
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        wrong = [p.message for p in dialog.view.problem_bar.problems]
        assert not dialog.isVisible(), wrong
        done.append(True)

    qtbot.waitUntil(button.isVisible)
    assert button.isEnabled()
    window = button.window()  # the button may go with what the dialog changes
    in_dialog(qtbot, act)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done, "no dialog was filled"
    window.activateWindow()  # a real desktop gives it the keyboard back by itself
    qtbot.waitUntil(window.isActiveWindow)
