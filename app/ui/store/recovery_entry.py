"""Where the recovery key is typed in: the whole key, or two of the three shares (trust K1)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.passwords import note
from app.ui.theme import px

__all__ = ["RecoveryEntry"]

WHOLE_DIGITS = 48


class RecoveryEntry(QWidget):
    """A line; a second one comes when what was typed is longer than a whole key. ``changed`` follows."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first.setPlaceholderText("保险柜里那张纸上的 48 位数字")
        self.first.setAccessibleName("恢复密钥")
        self.first.setToolTip("恢复密钥分成三份的，输入第一位保管人的 60 位数字，会多出一行。")
        self.second.setPlaceholderText("另一位保管人那一份的 60 位数字")
        self.second.setAccessibleName("恢复密钥的另一份")
        self.about = note("这是三份里的一份。请另一位保管人在下面一行输入他那一份。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        for widget in (self.first, self.about, self.second):
            column.addWidget(widget)
        self.setFocusProxy(self.first)
        for line in (self.first, self.second):
            line.textChanged.connect(self._typed)
        self._typed()

    def text(self) -> str:
        """What was typed: one line, or one for each share."""
        if not self._is_share():
            return self.first.text()
        return f"{self.first.text()}\n{self.second.text()}"

    def clear(self) -> None:
        """Keep nothing of it."""
        self.first.clear()
        self.second.clear()

    def again(self) -> None:
        """Back to the line, with what was typed marked."""
        self.first.selectAll()
        self.first.setFocus()

    def _is_share(self) -> bool:
        return sum(map(str.isdigit, self.first.text())) > WHOLE_DIGITS

    def _typed(self) -> None:
        for widget in (self.about, self.second):
            widget.setVisible(self._is_share())
        self.changed.emit()
