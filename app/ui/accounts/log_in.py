"""Log-in: from a password, or the paper from the safe, to somebody's desk.

This is the first thing a clerk sees, so it imports little: even the ciphers come when a password is
there. The rest of the program is loaded beside the typing (``warm_up.py``); ``loaded`` waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.paths import Profile
from app.services.doors import FIRST_USER, doors_of
from app.ui import background, dialogs
from app.ui.accounts.account_tiles import AccountTiles
from app.ui.buttons import Button
from app.ui.passwords import NewPassword, note, problem_line, say_refusal, secret_line
from app.ui.sizes import grow_to_words
from app.ui.store.recovery_entry import RecoveryEntry
from app.ui.theme import px, set_role

if TYPE_CHECKING:
    from app.services.desk import Desk

__all__ = ["LogIn", "Recover"]

Clock = Callable[[], datetime]

DAMAGED = "S17"
"""The refusal of a store that is damaged where opening needs it (``database.unopenable``)."""


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
        user: str = "",
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._profile, self._clock, self._loaded = profile, clock, loaded
        self._user, self._names = user, names or {}
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


class _OwnPasswordWanted(Exception):
    """The start password fitted; its owner chooses an own one before anything opens."""


class LogIn(_Opening):
    """Who it is, and the password; or the paper from the safe.

    ``user`` is who is expected (the last one, or who locked the window), ``names`` what is known of
    names since the program was started. An office with one account is not asked who it is.
    """

    def _make(self) -> None:
        self.setWindowTitle("司法所工作台")
        self.setMinimumWidth(px(420))
        self._column = column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.setContentsMargins(px(28), px(24), px(28), px(20))
        title = QLabel("司法所工作台")
        set_role(title, "title")
        column.addWidget(title)
        self.words = note("")
        column.addWidget(self.words)
        self.tiles = AccountTiles(doors_of(self._profile), self._names, self._user)
        self.tiles.chosen.connect(self._chosen)
        column.addWidget(self.tiles)
        self.tiles.setVisible(len(doors_of(self._profile)) > 1)
        self.password = secret_line("密码")
        column.addWidget(self.password)
        self._own_asked = False
        column.addWidget(self.verdict)
        self.restore = Button("数据损坏或要退回某一天？从备份恢复…")
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
        self._say()
        self.password.setFocus()

    @cached_property
    def own(self) -> NewPassword:
        """Where who opened with a start password chooses an own one; nobody else needs it made."""
        made = NewPassword("自己的密码")
        made.hide()
        self._column.insertWidget(self._column.indexOf(self.verdict), made)
        return made

    def _say(self) -> None:
        """What is asked of whom."""
        name = self._names.get(self._user, "")
        if name:
            others = "；别人用时，先点自己的名字" if self.tiles.isVisibleTo(self) else ""
            self.words.setText(f"{name}已锁定。请输入密码继续{others}。")
        elif self.tiles.isVisibleTo(self):
            self.words.setText("请点自己的号，再输入密码。")
        else:
            self.words.setText("请输入密码打开数据。")

    def _chosen(self) -> None:
        self.verdict.clear()
        self.password.clear()
        self.password.setFocus()

    def try_password(self) -> None:
        """Open with what was typed; a wrong password stays here, and says so."""
        user, password = self.tiles.user or FIRST_USER, self.password.text()
        if self.tiles.isVisibleTo(self) and not self.tiles.user:
            self.verdict.setText("请先点自己的号。")
            return
        if self._own_asked:
            own = self.own.text()
            problem = self.own.problem()
            if not problem and own == password:
                problem = "请另想一个密码，不要用起始密码。"
            if problem:
                self.verdict.setText(problem)
                return
            self._start(lambda: self._open_with_own(user, password, own))
        else:
            self._start(lambda: self._open(user, password))

    def _start(self, open_: Callable[[], Desk]) -> None:
        self.open_button.setEnabled(False)
        self.tiles.setEnabled(False)
        self._begin(open_)

    def _open(self, user: str, password: str) -> Desk:
        """Stretching the password leaves the interpreter free, so what loads goes on beside it."""
        from app.services import setup

        unlocked = setup.unlock(self._profile, password, clock=self._clock, user=user)
        if unlocked.once:
            raise _OwnPasswordWanted
        self._loaded()
        return setup.open_unlocked(self._profile, unlocked, clock=self._clock)

    def _open_with_own(self, user: str, start: str, own: str) -> Desk:
        from app.services import setup

        setup.change_password(self._profile, start, own, clock=self._clock, user=user)
        return self._open(user, own)

    def _refused(self, error: BaseException) -> bool:
        self.open_button.setEnabled(True)
        self.tiles.setEnabled(True)
        if isinstance(error, _OwnPasswordWanted):
            self._ask_own()
            return True
        said = super()._refused(error)
        grow_to_words(self)
        if isinstance(error, ActionableError) and error.code == DAMAGED:
            self._offer_backup(error)
        return said

    def _offer_backup(self, error: ActionableError) -> None:
        """Nothing opens any more: the backup is one Enter away."""
        if dialogs.ask(
            self, error.what, f"{error.safe}{error.do}", yes="从备份恢复…", no="以后再说"
        ):
            self.use_backup()

    def _ask_own(self) -> None:
        """The start password opens nothing but this: choosing one that nobody else knows."""
        self.words.setText("起始密码正确。请设定只有您自己知道的密码，起始密码随即作废。")
        for widget in (self.tiles, self.password, self.restore, self.forgotten):
            widget.hide()
        self._own_asked = True
        self.own.show()
        self.open_button.setText("设定并打开")
        self.own.first.setFocus()
        self.adjustSize()

    def _again(self) -> None:
        self.password.selectAll()
        self.password.setFocus()

    def use_backup(self) -> None:
        """Put a backup in the place of the store; then the password is asked as before."""
        self._loaded()  # nothing else is imported before that
        from app.ui.store.restore_dialog import RestoreDialog

        if RestoreDialog(self._profile, self._clock, self).exec():
            self.verdict.clear()
            self.words.setText("已恢复。请输入密码打开数据。")
            self.password.setFocus()

    def _use_recovery(self) -> None:
        dialog = Recover(
            self._profile, self._clock, self, loaded=self._loaded, user=self.tiles.user
        )
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.desk is not None:
            self._opened(dialog.desk)


class Recover(_Opening):
    """The recovery key from the safe, and a new password in place of the forgotten one."""

    def _make(self) -> None:
        self.setWindowTitle("用恢复密钥打开")
        self.setMinimumWidth(px(620))
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        doors = doors_of(self._profile)
        self.tiles = AccountTiles(doors, self._names, self._user)
        self.who = note("给哪个账号设新密码？")
        for widget in (self.who, self.tiles):
            column.addWidget(widget)
            widget.setVisible(len(doors) > 1)
        self.recovery = RecoveryEntry()
        self.digits = self.recovery.first
        self.new = NewPassword("新密码")
        self.new.ask_before("恢复密钥", self.recovery)
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
        user = self.tiles.user or ("" if self.tiles.isVisibleTo(self) else FIRST_USER)
        digits, password = self.recovery.text(), self.new.text()
        if problem := "" if user else "请先点要设新密码的账号。":
            self.verdict.setText(problem)
            return
        if problem := self.new.problem():
            self.verdict.setText(problem)
            return
        self._begin(lambda: self._open(user, digits, password))

    def _open(self, user: str, digits: str, password: str) -> Desk:
        from app.services import setup

        self._loaded()
        return setup.open_with_recovery(
            self._profile, digits, password, clock=self._clock, user=user
        )

    def _again(self) -> None:
        self.digits.setFocus()
