"""文件 → 安全: another password of one's own, another recovery key (F71, trust K1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.services.access import Work
from app.services.desk import Desk
from app.services.setup import RecoveryKey
from app.ui import background, dialogs
from app.ui.buttons import Button
from app.ui.passwords import NewPassword, note, problem_line, say_refusal, secret_line
from app.ui.sizes import grow_to_words, keep_on_screen
from app.ui.store.recovery_proof import RecoveryProof
from app.ui.theme import px

__all__ = ["ChangePassword", "RenewRecovery", "SecurityDialog"]

WHY_CHANGE = (
    "怀疑别人知道了密码，就换一个。换了以后您的旧密码不能再打开这里的数据；"
    "以前做的备份仍要用当时的密码（或当时的恢复密钥）打开。"
)
WHY_RENEW = (
    "装恢复密钥的信封被拆过、丢失或被拍过照，就换一份。新的打印出来、照着输入核对无误之后才生效，"
    "在那以前旧的一直有效；生效后请把旧的销毁。也可以分成三张由三个人保管，任意两张合起来才能打开。"
)


class SecurityDialog(QDialog):
    """Two things a person may do about the ways into the store, each with its reason."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle("安全")
        self.setMinimumWidth(px(560))
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        self.change = Button("修改密码…")
        self.renew = Button("更换恢复密钥…")
        for title, words, button, act in (
            ("密码", WHY_CHANGE, self.change, self.change_password),
            ("恢复密钥", WHY_RENEW, self.renew, self.renew_recovery),
        ):
            box = QGroupBox(title)
            inside = QVBoxLayout(box)
            inside.addWidget(note(words))
            line = QHBoxLayout()
            line.addStretch()
            line.addWidget(button)
            inside.addLayout(line)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            box.setVisible(button is self.change or desk.may(Work.OFFICE))
            column.addWidget(box)
        column.addWidget(note("密码和恢复密钥都丢失时，数据谁也打不开，请不要只靠记性。"))
        buttons = dialogs.closing(self)
        column.addWidget(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Every line of both reasons."""
        grow_to_words(self)
        super().showEvent(event)

    def change_password(self) -> None:
        """Ask for the old and the new one."""
        if ChangePassword(self, self._desk).exec():
            dialogs.inform(self, "密码已修改。", "从下次打开或解锁起，用新密码。")

    def renew_recovery(self) -> None:
        """Print, prove and put in force a new recovery key."""
        dialog = RenewRecovery(self, self._desk)
        if dialog.exec():
            dialogs.inform(
                self,
                "新的恢复密钥已生效。",
                "请把三张当场交给三位保管人，各自封好。旧的（整张的或者那三张）现在已经没有用，请收回销毁。"
                if dialog.proof.parted.isChecked()
                else "请把新打印的那张封好锁进保险柜，旧的（整张的或者那三张）现在已经没有用，请销毁。",
            )


class _Asks(QDialog):
    """A dialog that asks for the password, does its work beside the window, and says what failed."""

    def __init__(self, parent: QWidget | None, desk: Desk, title: str, go: str) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(title)
        self.setMinimumWidth(px(520))
        self.column = QVBoxLayout(self)
        self.column.setSpacing(px(10))
        self.password = secret_line("现在用的密码")
        self.verdict = problem_line()
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It grows with what it asks; on a low screen it moves up with it."""
        super().resizeEvent(event)
        if self.isVisible():
            keep_on_screen(self)

    def submit(self) -> None:
        """What the first button does."""
        raise NotImplementedError

    def _work(self, title: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.verdict.clear()
        self.go.setEnabled(False)
        background.run(
            self, title, lambda _: work(), done=done, failed=self._refused, can_cancel=False
        )

    def _refused(self, error: BaseException) -> bool:
        self.go.setEnabled(True)
        return say_refusal(self.verdict, error, self._again)

    def _again(self) -> None:
        self.password.selectAll()
        self.password.setFocus()


class ChangePassword(_Asks):
    """The password in use, and the new one twice."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent, desk, "修改密码", "修改")
        self.new = NewPassword("新密码")
        self.new.ask_before("旧密码", self.password)
        for widget in (self.new, self.verdict, self.buttons):
            self.column.addWidget(widget)
        self.password.setFocus()

    def submit(self) -> None:
        """Rewrite the slot of this password; the store itself is not touched."""
        old, new = self.password.text(), self.new.text()
        problem = self.new.problem()
        if not problem and old == new:
            problem = "新密码和旧密码一样。"
        if problem:
            self.verdict.setText(problem)
            return
        desk = self._desk
        self._work(
            "正在修改密码",
            lambda: desk.accounts.change_own_password(old, new),
            lambda _: self.accept(),
        )


class RenewRecovery(_Asks):
    """First the password; then the new key is printed, typed again, and only then in force."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent, desk, "更换恢复密钥", "继续")
        self.setMinimumWidth(px(610))
        self._recovery: RecoveryKey | None = None
        self._typed = ""
        self.words = note("先输入密码，确认是本人操作。旧的恢复密钥要到最后一步才作废。")
        self.proof = RecoveryProof()
        self.proof.hide()
        self.proof.changed.connect(self._proved)
        for widget in (self.words, self.password, self.proof, self.verdict, self.buttons):
            self.column.addWidget(widget)

    def submit(self) -> None:
        """Make a new key; with the key proved, put it in force."""
        desk = self._desk
        if self._recovery is None:
            self._typed = self.password.text()
            self._work(
                "正在核对密码",
                lambda: desk.accounts.new_recovery(self._typed),
                self._show,
            )
            return
        recovery, password = self._recovery, self._typed
        parted = self.proof.parted.isChecked()
        self._work(
            "正在更换恢复密钥",
            lambda: desk.accounts.adopt_recovery(password, recovery, parted=parted),
            lambda _: self.accept(),
        )

    def _show(self, recovery: RecoveryKey) -> None:
        self._recovery = recovery
        self.password.hide()
        self.words.setText("请打印新的恢复密钥。确认以后旧的就不能再用。")
        self.proof.show_key(self._desk.identity, recovery, self._desk.clock().date())
        self.proof.show()
        self.go.setText("确认更换")
        self._proved()
        self.adjustSize()

    def _proved(self) -> None:
        self.go.setEnabled(self.proof.proved())
