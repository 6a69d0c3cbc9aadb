"""A button that Enter presses wherever it stands.

Qt lets Enter press a focused button only when it may become the default of its dialog; otherwise
Enter goes to the default instead, so that one who had walked to 取消 would have said 确定.
"""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from app.ui.qt_lists import qt_lists

__all__ = ["Button", "pressed_by"]


class Button(QPushButton):
    """A button; Enter on it is a click, also where it is never the default."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, as the space bar does."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)


def pressed_by(button: QPushButton, event: QKeyEvent) -> bool:
    """Click ``button`` if ``event`` is Enter; whether it was."""
    Qt = qt_lists()  # noqa: N806 - it takes a while: not before a key is pressed

    if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.modifiers() not in {
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    }:
        return False
    button.click()
    return True
