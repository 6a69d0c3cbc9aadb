"""离职交接: who takes the open work over; then the account is off (F30, J10)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.services.access import is_bureau
from app.services.accounts import AccountView
from app.services.desk import Desk
from app.ui.passwords import note, problem_line
from app.ui.theme import px, set_role

__all__ = ["HandoverDialog"]

ABOUT = (
    "办完的事仍记在他名下。没办完的改由接手的人负责，以前的负责人在历史里查得到。"
    "名册里的这个人记为今天离开，账号随即停用。"
)


class HandoverDialog(QDialog):
    """Accepted once the work has another owner and the account is off."""

    def __init__(self, parent: QWidget | None, desk: Desk, leaver: AccountView) -> None:
        super().__init__(parent)
        self._desk, self._leaver = desk, leaver
        self.setWindowTitle("离职交接")
        self.setMinimumWidth(px(480))
        here = "本局" if is_bureau(desk.identity.code) else "本所"
        heading = QLabel(f"{leaver.name}（{leaver.number} 号）离开{here}")
        set_role(heading, "heading")
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setVerticalSpacing(px(8))
        work = desk.handover.open_work(leaver.id)
        for one in work:
            form.addRow(one.words, QLabel(f"{one.count} 项" if one.count else "没有"))
        self.heir = QComboBox()
        self.heir.setAccessibleName("接手的人")
        self.heir.addItem("请选择", "")
        for account in desk.accounts.listed():
            if account.disabled_at is None and account.id != leaver.id:
                self.heir.addItem(f"{account.name}（{account.number} 号）", account.id)
        self.heir.currentIndexChanged.connect(self._ready)
        form.addRow("接手的人", self.heir)
        self.verdict = problem_line()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("交接并停用账号", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.addWidget(heading)
        column.addWidget(note(ABOUT))
        column.addLayout(form)
        column.addWidget(self.verdict)
        column.addWidget(buttons)
        self._ready()
        self.heir.setFocus()

    def _ready(self) -> None:
        self.go.setEnabled(bool(self.heir.currentData()))

    def submit(self) -> None:
        """Hand over; what is refused is said here."""
        try:
            self._desk.handover.hand_over(self._leaver.id, self.heir.currentData())
        except ActionableError as refusal:
            self.verdict.setText(f"{refusal.what}{refusal.do}")
            return
        self.accept()
