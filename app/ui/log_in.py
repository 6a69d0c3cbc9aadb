"""Log-in: from a password, or the paper from the safe, to a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

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
from app.services import setup
from app.services.desk import Desk
from app.ui import background
from app.ui.passwords import NewPassword, note, problem_line, say_refusal, secret_line
from app.ui.theme import px, set_role

__all__ = ["LogIn", "Recover"]

Clock = Callable[[], datetime]


class LogIn(QDialog):
    """The password, or the paper from the safe; ``desk`` is the opened desk once accepted."""

    def __init__(self, profile: Profile, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile, self._clock = profile, clock
        self.desk: Desk | None = None
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
        self.verdict = problem_line()
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
        background.run(
            self,
            "正在打开",
            lambda _: setup.open_desk(self._profile, password, clock=self._clock),
            done=self._opened,
            failed=self._refused,
        )

    def _opened(self, desk: Desk) -> None:
        self.desk = desk
        self.accept()

    def _refused(self, error: BaseException) -> bool:
        self.open_button.setEnabled(True)
        return say_refusal(self.verdict, error, self._again)

    def _again(self) -> None:
        self.password.selectAll()
        self.password.setFocus()

    def use_backup(self) -> None:
        """Put a backup in the place of the store; then the password is asked as before."""
        from app.ui.restore_dialog import RestoreDialog

        if RestoreDialog(self._profile, self._clock, self).exec():
            self.verdict.clear()
            self.words.setText("已恢复。请输入密码打开数据。")
            self.password.setFocus()

    def _use_recovery(self) -> None:
        dialog = Recover(self._profile, self._clock, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.desk is not None:
            self._opened(dialog.desk)


class Recover(QDialog):
    """The recovery key from the safe, and a new password in place of the forgotten one."""

    def __init__(self, profile: Profile, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile, self._clock = profile, clock
        self.desk: Desk | None = None
        self.setWindowTitle("用恢复密钥打开")
        self.setMinimumWidth(px(480))
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        self.digits = QLineEdit()
        self.digits.setPlaceholderText("保险柜里那张纸上的数字")
        self.new = NewPassword("新密码")
        self.new.form.insertRow(0, "恢复密钥", self.digits)
        column.addWidget(self.new)
        self.verdict = problem_line()
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
        background.run(
            self,
            "正在打开",
            lambda _: setup.open_with_recovery(self._profile, digits, password, clock=self._clock),
            done=self._opened,
            failed=self._refused,
        )

    def _opened(self, desk: Desk) -> None:
        self.desk = desk
        self.accept()

    def _refused(self, error: BaseException) -> bool:
        return say_refusal(self.verdict, error, self.digits.setFocus)
