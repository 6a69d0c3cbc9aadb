"""封存记录: the list without names; looking needs a legal basis and two people, and is kept (D2)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.codes import label
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_transfer import SEAL_LIFTED, SEALED_VIEW
from app.services.corrections.seals import SealedRow
from app.services.desk import Desk
from app.ui import dialogs, theme
from app.ui.corrections_lists import words_label
from app.ui.desk_tools import DeskTools

__all__ = ["SealedDialog", "ledger_compared"]

HEADS = ("编号", "姓名", "封存日期", "封存人", "查阅次数")
ABOUT = (
    "这里只列编号。查阅只限司法机关办案需要，或者有关单位根据国家规定查询"
    "（刑事诉讼法第二百八十六条）；每次由两个人登记，留下记录。"
    "内容只在本机和本所的备份里，县局没有：请按提醒把备份复制到U盘或移动硬盘。"
)


class SealedDialog(QDialog):
    """The dialog."""

    def __init__(self, parent: QWidget, tools: DeskTools) -> None:
        super().__init__(parent)
        self.setWindowTitle("封存记录")
        self._tools = tools
        self._seals = tools.desk.corrections.seals
        self._rows: list[SealedRow] = []
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._say_views)
        self.views = words_label("muted")
        self.look_button = self._button("依法查阅", self.look)
        self.lift_button = self._button("解除封存", self.lift)
        close = self._button("关闭", self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.look_button)
        foot.addWidget(self.lift_button)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        side = theme.px(14)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        for widget in (about, self.table, self.views):
            layout.addWidget(widget)
        layout.addLayout(foot)
        self.resize(theme.px(760), theme.px(460))
        self.reload()

    def _button(self, words: str, act: object) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def reload(self) -> None:
        """Read the list again."""
        self._rows = self._seals.listed()
        self.table.setRowCount(len(self._rows))
        for line, row in enumerate(self._rows):
            cells = (row.number, row.hint, f"{row.sealed_on:%Y-%m-%d}", row.sealed_by, row.views)
            for place, text in enumerate(cells):
                item = QTableWidgetItem(str(text))
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(line, place, item)
        if self._rows:
            self.table.setCurrentCell(0, 0)
        for button in (self.look_button, self.lift_button):
            button.setEnabled(bool(self._rows))
        self._say_views()

    def _current(self) -> SealedRow | None:
        line = self.table.currentRow()
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def _say_views(self) -> None:
        row = self._current()
        if row is None:
            self.views.setText("没有封存的记录。")
            return
        lines = [
            f"{look['viewed_at']:%Y-%m-%d %H:%M}  {label('sealed_view_basis', look['basis'])}  "
            f"{look['unit']}  {look['document_number']}  查阅人：{look['viewer']}、{look['second_viewer']}"
            for look in self._seals.views(row.uid)
        ]
        self.views.setText("\n".join(lines) or "还没有人查阅过。")

    def look(self) -> None:
        """Ask for the basis, keep it, and show the basic sheet."""
        row = self._current()
        if row is None:
            return
        found: dict[str, object] = {}
        if self._tools.fill(
            self,
            SEALED_VIEW,
            lambda values: found.update(self._seals.view(row.uid, values)),
            scope=f"{SEALED_VIEW.code}/{row.uid}",
            values={"basis": "judicial"},
            yes="登记并查阅",
        ):
            self.reload()
            number = f"{self._tools.desk.identity.code}-SEALED-{self._tools.today():%Y%m%d}"
            self._tools.preview_paper(self, BASIC_SHEET, found, number)

    def lift(self) -> None:
        """Lift the seal on a document that orders it."""
        row = self._current()
        if row is not None and self._tools.fill(
            self,
            SEAL_LIFTED,
            lambda values: self._seals.lift(row.uid, values),
            scope=f"{SEAL_LIFTED.code}/{row.uid}",
            values={"lifted_on": self._tools.today()},
            yes="解除封存",
        ):
            self.reload()


def ledger_compared(parent: QWidget, desk: Desk) -> bool:
    """Say what is the matter with the ledger of seals and what to do; whether it was compared."""
    words = desk.corrections.seals.ledger_words()
    if words is None or not dialogs.ask(
        parent,
        f"封存台账（sealed.json）{words}。",
        "它放在数据文件夹里，使恢复旧备份时不会把封存解开。本机已经封存的没有解开。\n"
        "请打开“社区矫正”“更多”里的“封存记录”，对照纸质的封存登记逐份核对：少了的，重新封存。"
        "刚恢复过备份的，先把县局归还的数据读进来，县局知道哪些人已经封存。\n"
        "被改过的台账文件留在数据文件夹里，文件名以 sealed- 开头，请不要删除，交县局查看。",
        yes="已核对",
        no="以后再核对",
        careful=True,
    ):
        return False
    desk.corrections.seals.compared()
    return True
