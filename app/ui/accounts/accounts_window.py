"""账号与权限: who may open this store and what they may do here (F71, L9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.services.access import Work
from app.services.accounts import AccountView
from app.services.desk import Desk
from app.ui import dialogs
from app.ui.accounts.account_dialogs import AccountDialog, StartPasswordDialog
from app.ui.accounts.handover_dialog import HandoverDialog
from app.ui.buttons import Button
from app.ui.page import Page
from app.ui.passwords import note
from app.ui.reading_tables import choose_lines, only_read
from app.ui.sizes import open_at
from app.ui.store.sealed_rekey import LATER, rekey_if_due
from app.ui.theme import colour, px, set_role

__all__ = ["AccountsPage", "AccountsPanel", "AccountsWindow"]

HEADS = ("编号", "姓名", "角色", "状态", "最近登录")
ABOUT = (
    "一人一个账号，密码只有本人知道。新账号用起始密码登录一次，本人随即设定自己的密码。"
    "离开的人停用账号，不删除：他办过的事仍记在他名下。"
)


class AccountsPanel(QWidget):
    """The list, and what can be done with the account the cursor is on. ``said`` what was done."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[AccountView] = []
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(HEADS)
        choose_lines(self.table)
        only_read(self.table, height=34)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setAccessibleName("账号")
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._tell)
        self.table.doubleClicked.connect(lambda _: self.change())
        self.new = self._button("新建账号…", self.add, role="primary")
        self.edit = self._button("修改…", self.change)
        self.fresh = self._button("重发起始密码…", self.give_password)
        self.switch = self._button("停用…", self.turn)
        self.leave = self._button("离职交接…", self.hand_over)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        for button in (self.new, self.edit, self.fresh, self.switch, self.leave):
            line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(note(ABOUT))
        column.addWidget(self.table, 1)
        column.addLayout(line)
        self.refresh()

    def _button(self, words: str, act: Callable[[], None], role: str = "") -> Button:
        button = Button(words)
        button.setAutoDefault(False)
        if role:
            set_role(button, role)
        button.clicked.connect(act)
        return button

    # --- the list ---------------------------------------------------------------------------

    def refresh(self, user: str = "") -> None:
        """Read the accounts again; the cursor goes to ``user`` or stays where it was."""
        here = self.current()
        wanted = user or (here.id if here else "")
        self._rows = self._desk.accounts.listed()
        self.table.setRowCount(len(self._rows))
        for row, one in enumerate(self._rows):
            self._fill(row, one)
        places = [row for row, one in enumerate(self._rows) if one.id == wanted]
        self.table.selectRow(next(iter(places), 0))
        self._tell()

    def _fill(self, row: int, one: AccountView) -> None:
        seen = f"{one.last_in:%Y-%m-%d %H:%M}" if one.last_in else "—"
        own = "（您）" if one.id == self._desk.user else ""
        cells = (f"{one.number} 号", one.name + own, one.role_words, one.state, seen)
        for place, words in enumerate(cells):
            item = QTableWidgetItem(words)
            if one.disabled_at is not None:
                item.setForeground(colour("faint"))
            elif place == 3 and one.state != "在用":
                item.setForeground(colour("warn"))
            self.table.setItem(row, place, item)

    def current(self) -> AccountView | None:
        """The account the cursor is on."""
        row = self.table.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _tell(self) -> None:
        here = self.current()
        off = here is not None and here.disabled_at is not None
        own = here is not None and here.id == self._desk.user
        self.edit.setEnabled(here is not None)
        self.fresh.setEnabled(here is not None and not off and not own)
        self.switch.setEnabled(here is not None and not own)
        self.switch.setText("启用…" if off else "停用…")
        self.leave.setEnabled(here is not None and not off and not own)

    # --- what the buttons do ------------------------------------------------------------------

    def add(self) -> None:
        """A new account, and its start password to hand over."""
        dialog = AccountDialog(self, self._desk, None)
        if dialog.exec() and dialog.made is not None:
            one, password = dialog.made
            self.refresh(one.id)
            StartPasswordDialog(self, self._desk, one, password).exec()

    def change(self) -> None:
        """Another name, other roles."""
        here = self.current()
        if here is not None and AccountDialog(self, self._desk, here).exec():
            self.refresh()
            self.said.emit("已修改，下次登录起有效。")
            self._rekey(here)

    def give_password(self) -> None:
        """For somebody who forgot theirs."""
        here = self.current()
        if here is not None and dialogs.ask(
            self,
            f"给{here.name}重发起始密码？",
            "现在的密码随即作废；本人用起始密码登录后，再设定自己的密码。",
            yes="重发",
            no="取消",
        ):
            self._hand_over(partial(self._desk.accounts.give_start_password, here.id))

    def turn(self) -> None:
        """Off, or on again."""
        here = self.current()
        if here is None:
            return
        if here.disabled_at is not None:
            self._hand_over(partial(self._desk.accounts.enable, here.id))
        elif dialogs.ask(
            self,
            f"停用{here.name}的账号？",
            "停用以后他的密码打不开这里的数据；他办过的事仍记在他名下。需要时可以再启用。",
            yes="停用",
            no="取消",
        ):
            try:
                self._desk.accounts.disable(here.id)
            except ActionableError as refusal:
                dialogs.tell(self, refusal)
            self.refresh()
            self._rekey(here)

    def hand_over(self) -> None:
        """Somebody leaves: open work to a colleague, the account off."""
        here = self.current()
        if here is not None and HandoverDialog(self, self._desk, here).exec():
            self.refresh()
            self.said.emit(f"{here.name}的工作已交接，账号已停用。")
            self._rekey(here)

    def _rekey(self, before: AccountView) -> None:
        """Who may no longer look at sealed records still knows their key: it is changed (D2)."""
        now = next((one for one in self._rows if one.id == before.id), None)
        could, can = (one is not None and one.may(Work.SEALED) for one in (before, now))
        gone = could and (not can or (now is not None and now.disabled_at is not None))
        if gone and not self._desk.may(Work.SEALED):
            self.said.emit(LATER)
        elif gone:
            rekey_if_due(self, self._desk, said=self.said.emit)

    def _hand_over(self, act: Callable[[], tuple[AccountView, str]]) -> None:
        try:
            one, password = act()
        except ActionableError as refusal:
            dialogs.tell(self, refusal)
            return
        self.refresh(one.id)
        StartPasswordDialog(self, self._desk, one, password).exec()


class AccountsWindow(QDialog):
    """文件 → 账号与权限."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("账号与权限")
        open_at(self, 860, 500)
        self.panel = AccountsPanel(desk)
        buttons = dialogs.closing(self)
        column = QVBoxLayout(self)
        side = px(16)
        column.setContentsMargins(side, side, side, side)
        column.addWidget(self.panel, 1)
        column.addWidget(buttons)
        self.panel.table.setFocus()


class AccountsPage(Page):
    """The same as a tab, for an administrator who sees no cases."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.panel = AccountsPanel(desk)
        self.panel.said.connect(self.said)
        column = QVBoxLayout(self)
        side = px(18)
        column.setContentsMargins(side, px(14), side, px(14))
        column.addWidget(self.panel)

    def refresh(self) -> None:
        """Read what may have changed."""
        self.panel.refresh()
