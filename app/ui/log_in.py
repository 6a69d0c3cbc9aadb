"""Log-in: from a password, or the paper from the safe, to a desk.

This is the first thing a clerk sees, so it imports little: even the ciphers come when a password is
there. The rest of the program is loaded beside the typing (``warm_up.py``); ``loaded`` waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import Profile
from app.ui import background
from app.ui.passwords import NewPassword, note, problem_line, say_refusal, secret_line
from app.ui.theme import px, set_role

if TYPE_CHECKING:
    from app.services.desk import Desk

__all__ = ["LogIn", "Recover"]

Clock = Callable[[], datetime]


def _loaded() -> None:
    """Nothing is being loaded."""


class _Opening(QDialog):
    """A dialog that ends with a desk: ``desk`` is the opened one once it was accepted.

    ``loaded`` returns when opening a store may import what it needs; it is called off this thread.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        loaded: Callable[[], None] = _loaded,
    ) -> None:
        super().__init__(parent)
        self._profile, self._clock, self._loaded = profile, clock, loaded
        self.desk: Desk | None = None
        self.verdict = problem_line()
        self._make()

    def _make(self) -> None:
        """Set up what the dialog asks for."""
        raise NotImplementedError

    def _begin(self, open_: Callable[[], Desk]) -> None:
        background.run(self, "正在打开", lambda _: open_(), done=self._opened, failed=self._refused)

    def _opened(self, desk: Desk) -> None:
        self.desk = desk
        self.accept()

    def _refused(self, error: BaseException) -> bool:
        return say_refusal(self.verdict, error, self._again)

    def _again(self) -> None:
        """To where what was wrong is typed again."""
        raise NotImplementedError


class LogIn(_Opening):
    """The password, or the paper from the safe."""

    def _make(self) -> None:
        self.setWindowTitle("司法所工作台")
        self.setMinimumWidth(px(420))
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.setContentsMargins(px(28), px(24), px(28), px(20))
        title = QLabel("司法所工作台")
        set_role(title, "title")
        column.addWidget(title)
        self.words = note("请输入密码打开本所的数据。")
        column.addWidget(self.words)
        self.password = secret_line("密码")
        column.addWidget(self.password)
        column.addWidget(self.verdict)
        self.restore = QPushButton("数据损坏或要退回某一天？从备份恢复…")
        set_role(self.restore, "link")
        self.restore.setAutoDefault(False)
        self.restore.clicked.connect(self.use_backup)
        column.addWidget(self.restore)
        buttons = QDialogButtonBox()
        self.open_button = buttons.addButton("打开", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("退出", QDialogButtonBox.ButtonRole.RejectRole)
        self.forgotten = buttons.addButton("用恢复密钥打开…", QDialogButtonBox.ButtonRole.HelpRole)
        buttons.accepted.connect(self.try_password)
        buttons.rejected.connect(self.reject)
        self.forgotten.clicked.connect(self._use_recovery)
        column.addWidget(buttons)
        self.password.setFocus()

    def try_password(self) -> None:
        """Open with what was typed; a wrong password stays here, and says so."""
        password = self.password.text()
        self.open_button.setEnabled(False)
        self._begin(lambda: self._open(password))

    def _open(self, password: str) -> Desk:
        """Stretching the password leaves the interpreter free, so what loads goes on beside it."""
        from app.services import setup

        key = setup.unlock(self._profile, password, clock=self._clock)
        self._loaded()
        return setup.open_unlocked(self._profile, key, clock=self._clock)

    def _refused(self, error: BaseException) -> bool:
        self.open_button.setEnabled(True)
        return super()._refused(error)

    def _again(self) -> None:
        self.password.selectAll()
        self.password.setFocus()

    def use_backup(self) -> None:
        """Put a backup in the place of the store; then the password is asked as before."""
        self._loaded()  # nothing else is imported before that
        from app.ui.restore_dialog import RestoreDialog

        if RestoreDialog(self._profile, self._clock, self).exec():
            self.verdict.clear()
            self.words.setText("已恢复。请输入密码打开数据。")
            self.password.setFocus()

    def _use_recovery(self) -> None:
        dialog = Recover(self._profile, self._clock, self, loaded=self._loaded)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.desk is not None:
            self._opened(dialog.desk)


class Recover(_Opening):
    """The recovery key from the safe, and a new password in place of the forgotten one."""

    def _make(self) -> None:
        self.setWindowTitle("用恢复密钥打开")
        self.setMinimumWidth(px(480))
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        self.digits = QLineEdit()
        self.digits.setPlaceholderText("保险柜里那张纸上的数字")
        self.new = NewPassword("新密码")
        self.new.form.insertRow(0, "恢复密钥", self.digits)
        column.addWidget(self.new)
        column.addWidget(self.verdict)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.try_digits)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def try_digits(self) -> None:
        """Open, and set the new password."""
        digits, password = self.digits.text(), self.new.text()
        if problem := self.new.problem():
            self.verdict.setText(problem)
            return
        self._begin(lambda: self._open(digits, password))

    def _open(self, digits: str, password: str) -> Desk:
        from app.services import setup

        self._loaded()
        return setup.open_with_recovery(self._profile, digits, password, clock=self._clock)

    def _again(self) -> None:
        self.digits.setFocus()
