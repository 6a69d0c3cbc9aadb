"""A password asked for: its line, both lines of a new one, and what makes one too easy."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import ActionableError
from app.ui.theme import px, set_role

__all__ = ["NewPassword", "note", "problem_line", "say_refusal", "secret_line", "weakness"]

LEAST_PASSWORD = 8
GOOD_LENGTH = 12


def note(words: str) -> QLabel:
    """Words beside the work, in grey, wrapped."""
    return _wrapped(words, "muted")


def _wrapped(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    set_role(label, role)
    return label


def problem_line() -> QLabel:
    """Where a dialog says what has to be put right; empty at first."""
    return _wrapped("", "problem")


def say_refusal(verdict: QLabel, error: BaseException, again: Callable[[], None]) -> bool:
    """Show what a person can put right beside the entry and go back to it; false of our faults."""
    if not isinstance(error, ActionableError):
        return False
    verdict.setText(f"{error.what}{error.do}")
    again()
    return True


def secret_line(placeholder: str) -> QLineEdit:
    """A line whose letters nobody sees, and no input method learns."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)  # hides, and hints to input methods to forget
    line.setPlaceholderText(placeholder)
    return line


def weakness(password: str) -> str:
    """Why a password is too easy, in words; empty if it will do."""
    if len(password) < LEAST_PASSWORD:
        return f"还差 {LEAST_PASSWORD - len(password)} 个字符。"
    if password.isdigit():
        return "只有数字太容易猜，请加上字母或汉字。"
    if len(set(password)) < 4:
        return "重复的字符太多。"
    return ""


class NewPassword(QWidget):
    """A new password, twice, with a word on its strength. ``changed`` follows every key."""

    changed = Signal()

    def __init__(self, words: str = "密码") -> None:
        super().__init__()
        self.first, self.second = secret_line("至少 8 个字符"), secret_line("再输入一次")
        self.form = QFormLayout()
        self.form.setVerticalSpacing(px(10))
        self.form.addRow(words, self.first)
        self.form.addRow("再输一次", self.second)
        self.hint = note("")
        self._above: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(self.form)
        column.addWidget(self.hint)
        for line in (self.first, self.second):
            line.textChanged.connect(self._typed)

    def ask_before(self, words: str, line: QWidget) -> None:
        """Ask something else above the password; Tab comes by it first."""
        self.form.insertRow(0, words, line)
        self._above = line

    def showEvent(self, event: QShowEvent) -> None:
        """Order what Tab comes by: only beside the buttons of its window is there an order to set."""
        super().showEvent(event)
        self.put_in_order()

    def put_in_order(self) -> None:
        """Let Tab come by what is asked above first; also for a page of a wizard, before it shows."""
        if self._above is None:
            return
        before = self._above
        for widget in cast("list[QWidget]", self._above.findChildren(QWidget)):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                before = widget
        QWidget.setTabOrder(before, self.first)
        QWidget.setTabOrder(self.first, self.second)

    def text(self) -> str:
        """The password as typed in the first line."""
        return self.first.text()

    def problem(self) -> str:
        """Why it cannot be taken yet, in words; empty if it can."""
        if found := weakness(self.first.text()):
            return found
        return "" if self.first.text() == self.second.text() else "两次输入的密码不一样。"

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()

    def _typed(self) -> None:
        first = self.first.text()
        problem = self.problem() if self.second.text() else weakness(first)
        strength = "很好。" if len(first) >= GOOD_LENGTH else "可以。再长一些更安全。"
        self.hint.setText((problem or strength) if first else "")
        self.changed.emit()
