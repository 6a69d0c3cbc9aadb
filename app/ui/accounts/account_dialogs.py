"""An account's name and roles, and the start password that is handed over once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.printing.start_slip import start_slip
from app.services.access import Role, is_bureau, role_names
from app.services.accounts import AccountView, NewAccount
from app.services.desk import Desk
from app.ui import pdf_view
from app.ui.buttons import Button
from app.ui.passwords import note, problem_line
from app.ui.theme import px, set_role

__all__ = ["AccountDialog", "StartPasswordDialog"]

FEW = "可以勾选几个角色。人手少的所，所长可以同时担任管理。"
FEW_AT_A_BUREAU = "可以勾选几个角色。人手少的，负责人可以同时担任管理。"


class AccountDialog(QDialog):
    """A new account (``account`` is ``None``) or another name and other roles for one.

    ``made`` is the new account with its start password.
    """

    def __init__(self, parent: QWidget | None, desk: Desk, account: AccountView | None) -> None:
        super().__init__(parent)
        self._desk, self._account = desk, account
        self.made: tuple[AccountView, str] | None = None
        self.setWindowTitle(f"修改账号（{account.number} 号）" if account else "新建账号")
        self.setMinimumWidth(px(560))
        self.name = QLineEdit(account.name if account else "")
        self.staff = QComboBox()
        self.staff.addItem("不在人员名册中", None)
        for uid, name in desk.accounts.staff():
            self.staff.addItem(name, uid)
        self.staff.setCurrentIndex(
            max(0, self.staff.findData(account.staff_uid if account else None))
        )
        self.staff.activated.connect(self._take_name)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setVerticalSpacing(px(10))
        form.addRow("名册中的人", self.staff)
        form.addRow("姓名", self.name)
        self.roles: dict[Role, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        words = role_names(desk.identity.code)
        for row, role in enumerate(Role):
            title, about = words[role]
            tick = QCheckBox(title)
            tick.setChecked(account is not None and role in account.roles)
            self.roles[role] = tick
            grid.addWidget(tick, row, 0)
            grid.addWidget(note(about), row, 1)
        grid.setColumnStretch(1, 1)
        form.addRow("角色", grid)
        self.verdict = problem_line()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(
            "保存" if account else "新建", QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.addLayout(form)
        column.addWidget(note(FEW_AT_A_BUREAU if is_bureau(desk.identity.code) else FEW))
        column.addWidget(self.verdict)
        column.addWidget(buttons)
        self.name.setFocus()

    def _take_name(self) -> None:
        if self.staff.currentData() is not None:
            self.name.setText(self.staff.currentText())

    def submit(self) -> None:
        """Make or change the account; what is refused is said beside the entry."""
        wanted = NewAccount(
            self.name.text(),
            frozenset(role for role, tick in self.roles.items() if tick.isChecked()),
            self.staff.currentData(),
        )
        try:
            if self._account is None:
                self.made = self._desk.accounts.add(wanted)
            else:
                self._desk.accounts.change(self._account.id, wanted)
        except ActionableError as refusal:
            self.verdict.setText(f"{refusal.what}{refusal.do}")
            return
        self.accept()


class StartPasswordDialog(QDialog):
    """Shown once; closing it forgets the password for good."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, account: AccountView, password: str
    ) -> None:
        super().__init__(parent)
        self._desk, self._account, self._password = desk, account, password
        self.setWindowTitle("起始密码")
        self.setMinimumWidth(px(460))
        heading = QLabel(f"{account.name}用 {account.number} 号登录")
        set_role(heading, "heading")
        self.shown = QLabel(password)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self.shown, "key")
        self.print_button = Button("打印起始密码…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_out)
        buttons = QDialogButtonBox()
        self.close_button = buttons.addButton("已交给本人", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        for widget in (
            heading,
            self.shown,
            note("抄下来或打印出来交给本人。关上这个窗口以后不再显示；弄丢了可以重发。"),
            self.print_button,
            buttons,
        ):
            column.addWidget(widget)

    def print_out(self) -> None:
        """The slip, in the preview."""
        identity = self._desk.identity
        slip = start_slip(
            identity.name,
            identity.code,
            self._account.number,
            self._password,
            self._desk.clock().date(),
        )
        pdf_view.preview(self, "起始密码", slip, file_name=f"{identity.code}-start")
