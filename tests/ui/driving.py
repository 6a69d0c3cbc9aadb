"""Driving dialogs in tests: what happens next is said before the dialog opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui.form_dialog import FormDialog

__all__ = ["fill_in", "focused", "in_dialog", "office_desk"]


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

    QTimer.singleShot(0, go)


def fill_in(qtbot: Any, **values: Any) -> None:
    """Fill the next dialog and save it."""

    def act(dialog: FormDialog) -> None:
        for name, value in values.items():
            dialog.view.put(name, value)
        dialog.submit()

    in_dialog(qtbot, act)
