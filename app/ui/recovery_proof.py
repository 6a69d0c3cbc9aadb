"""The recovery key: shown once, printed, and proved by typing it again from the paper (trust K1)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.printing.recovery import recovery_sheet
from app.services.settings import Identity
from app.ui import pdf_view
from app.ui.passwords import note
from app.ui.theme import px, set_role

__all__ = ["RecoveryProof"]


class RecoveryProof(QWidget):
    """The digits, a button that prints them, and a line to type them in. ``changed`` follows it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._digits = ""
        self._identity: Identity | None = None
        self._today = date.min
        self.shown = QLabel()
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        set_role(self.shown, "key")
        self.print_button = QPushButton("打印恢复密钥…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_out)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("照着纸上的数字输入，空格可有可无")
        self.typed.textChanged.connect(self._typed)
        self.verdict = note("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(self.shown)
        column.addWidget(self.print_button)
        column.addWidget(note("打印好后，请照着纸上的数字输入一遍，确认没有印错、看得清楚。"))
        column.addWidget(self.typed)
        column.addWidget(self.verdict)

    def show_key(self, identity: Identity, digits: str, today: date) -> None:
        """Show the key just made."""
        self._identity, self._digits, self._today = identity, digits, today
        groups = digits.split("-")
        half = (len(groups) + 1) // 2
        self.shown.setText("   ".join(groups[:half]) + "\n" + "   ".join(groups[half:]))

    def proved(self) -> bool:
        """Whether it was typed again without a slip."""
        wanted = self._digits.replace("-", "")
        return bool(wanted) and "".join(filter(str.isalnum, self.typed.text())) == wanted

    def print_out(self) -> None:
        """The sheet for the safe, in the preview."""
        if self._identity is not None:
            code = self._identity.code
            sheet = recovery_sheet(self._identity.name, code, self._digits, self._today)
            pdf_view.preview(self, "恢复密钥", sheet, file_name=f"{code}-recovery")

    def _typed(self) -> None:
        self.verdict.setText("与恢复密钥一致。" if self.proved() else "还不一致。")
        self.shown.setVisible(not self.typed.text())  # proved from the paper, not from the screen
        self.changed.emit()
