"""What opens a backup: the password, or the recovery key from the safe."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.services.backups.restore import Secret
from app.services.doors import FIRST_USER, doors
from app.ui.passwords import secret_line
from app.ui.store.recovery_entry import RecoveryEntry

__all__ = ["SecretEntry"]


class SecretEntry(QWidget):
    """A choice of two, and the line for it. ``changed`` follows every key."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.by_password = QRadioButton("用密码")
        self.by_digits = QRadioButton("用恢复密钥")
        group = QButtonGroup(self)
        self.who = QComboBox()
        self.who.setAccessibleName("账号")
        self.password = secret_line("备份那天的密码，或现在的密码")
        self.recovery = RecoveryEntry()
        self.digits = self.recovery.first
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for button, line in (
            (self.by_password, self.password),
            (self.by_digits, self.recovery),
        ):
            group.addButton(button)
            column.addWidget(button)
            if line is self.password:
                column.addWidget(self.who)
            column.addWidget(line)
        self.password.textChanged.connect(self.changed)
        self.recovery.changed.connect(self.changed)
        self.by_password.toggled.connect(self._turned)
        self.by_password.setChecked(True)

    def show_accounts(self, slots: Path | None, user: str = "") -> None:
        """Whose password it may be: the accounts of a slot file; of one only, nobody is asked."""
        wanted = user or self.who.currentData()
        self.who.clear()
        for door in doors(slots) if slots else ():
            self.who.addItem(f"{door.number} 号账号", door.user)
        self.who.setCurrentIndex(max(0, self.who.findData(wanted)))
        self.who.setVisible(self.by_password.isChecked() and self.who.count() > 1)

    def secret(self) -> Secret:
        """What was typed."""
        if self.by_password.isChecked():
            user = self.who.currentData() or FIRST_USER
            return Secret(password=self.password.text(), user=user)
        return Secret(digits=self.recovery.text())

    def typed(self) -> bool:
        """Whether there is something to try."""
        return bool((self.password if self.by_password.isChecked() else self.recovery).text())

    def again(self) -> None:
        """Back to the line, with what was wrong marked."""
        if self.by_digits.isChecked():
            self.recovery.again()
            return
        self.password.selectAll()
        self.password.setFocus()

    def forget(self) -> None:
        """Keep nothing of it."""
        self.password.clear()
        self.recovery.clear()

    def _turned(self) -> None:
        password = self.by_password.isChecked()
        self.password.setVisible(password)
        self.who.setVisible(password and self.who.count() > 1)
        self.recovery.setVisible(not password)
        (self.password if password else self.digits).setFocus()
        self.changed.emit()
