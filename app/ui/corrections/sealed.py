"""封存记录: the list without names; looking needs a legal basis and two people, and is kept (D2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.codes import label
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_transfer import SEAL_LIFTED, SEALED_VIEW
from app.forms.definition import Values
from app.forms.dossier import DossierPlan
from app.forms.sealed_note import sealed_words
from app.services.corrections.sealed_file import FILE, SHEET
from app.services.corrections.seals import SealedRow
from app.services.desk import Desk
from app.ui import background, dialogs, theme
from app.ui.buttons import Button
from app.ui.corrections.lists import words_label
from app.ui.desk_tools import DeskTools, show_pdf
from app.ui.reading_tables import only_read
from app.ui.sizes import open_at

__all__ = ["SealedDialog", "ledger_compared", "say_marks"]

HEADS = ("编号", "姓名", "封存日期", "封存人", "查阅次数")
ABOUT = (
    "这里只列编号。查阅只限司法机关办案需要，或者有关单位根据国家规定查询"
    "（刑事诉讼法第二百八十六条）；每次由两个人登记，留下记录。"
    "内容只在本机和本所的备份里，县局没有：请按提醒把备份复制到U盘或移动硬盘。"
)
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


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
        only_read(self.table)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(LEFT)
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
        open_at(self, 760, 460)
        self.reload()

    def _button(self, words: str, act: object) -> Button:
        button = Button(words)
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
                item.setTextAlignment(LEFT)
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
            f"{label('sealed_scope', look['scope'] or SHEET)}  "
            f"{look['unit']}  {look['document_number']}  查阅人：{look['viewer']}、{look['second_viewer']}"
            for look in self._seals.views(row.uid)
        ]
        self.views.setText("\n".join(lines) or "还没有人查阅过。")

    def look(self) -> None:
        """Ask for the basis, keep it, and show the basic sheet or the whole file, every page marked."""
        row = self._current()
        if row is None:
            return
        shown: list[Callable[[], None]] = []

        def register(values: dict[str, Any]) -> None:
            if values.get("scope") == FILE:
                plan = self._seals.view_file(row.uid, values)
                shown.append(lambda: self._show_file(plan, self._mark(values)))
            else:
                sheet = self._seals.view(row.uid, values)
                shown.append(lambda: self._show_sheet(sheet, self._mark(values)))

        if self._tools.fill(
            self,
            SEALED_VIEW,
            register,
            scope=f"{SEALED_VIEW.code}/{row.uid}",
            values={"basis": "judicial", "scope": SHEET},
            yes="登记并查阅",
        ):
            self.reload()
            shown[0]()

    def _mark(self, values: Values) -> str:
        """What stands on every page: whose look it was, for whom, when."""
        now = self._tools.desk.clock()
        return (
            f"封存记录，只供{values['unit']}依法查阅，不得复制、扩散"
            f"　查阅人：{values['viewer']}、{values['second_viewer']}　{now:%Y-%m-%d %H:%M}"
        )

    @property
    def _file_name(self) -> str:
        return f"{self._tools.desk.identity.code}-SEALED-{self._tools.today():%Y%m%d}"

    def _show_sheet(self, sheet: Values, mark: str) -> None:
        self._tools.preview_paper(self, BASIC_SHEET, sheet, self._file_name, sealed=mark)

    def _show_file(self, plan: DossierPlan, mark: str) -> None:
        """Bind the file in memory; it is shown and printed, never saved."""
        from app.printing.dossier import missing_in_dossier, print_file
        from app.ui.mediation.case_print import may_print
        from app.ui.page_setup import page_setup

        if not may_print(self, [str(glyph) for glyph in missing_in_dossier(plan)]):
            return
        setup = replace(page_setup(self._tools.desk), sealed=mark)
        author, name = self._tools.desk.identity.code, self._file_name
        background.run(
            self,
            f"正在排印{plan.title}",
            lambda progress: print_file(plan, author=author, setup=setup, progress=progress).pdf,
            done=lambda pdf: show_pdf(self, plan.title, pdf, name, can_save=False),
        )

    def lift(self) -> None:
        """Lift the seal on a document that orders it."""
        row = self._current()
        freed: list[str] = []
        if row is not None and self._tools.fill(
            self,
            SEAL_LIFTED,
            lambda values: freed.extend(self._seals.lift(row.uid, values)),
            scope=f"{SEAL_LIFTED.code}/{row.uid}",
            values={"lifted_on": self._tools.today()},
            yes="解除封存",
        ):
            self.reload()
            say_marks(self, freed, "不再标明", "已经印好的档案封面和目录，请换成新印的。")


def say_marks(parent: QWidget, names: Sequence[str], how: str, do: str) -> None:
    """Say whose files are marked, or marked no longer: what is on paper has to follow."""
    if names:
        whose = "、".join(names)
        dialogs.inform(parent, f"同案成年人的档案{how}“{sealed_words()}”：{whose}。", do)


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
