"""期满解矫: who is due within the days of the rule, and their discharge papers in one go (F22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.codes import label
from app.forms.definition import Field, Form
from app.services.corrections.discharge import DueRow
from app.ui import dialogs, theme
from app.ui.corrections.file_print import print_several
from app.ui.desk_tools import DeskTools

__all__ = ["DischargePage"]

HEADS = ("姓名", "矫正类别", "矫正止日", "剩余", "解矫文书", "证明书文号", "情况")
WIDTHS = (130, 120, 120, 110, 110, 240, 260)
ROW = Qt.ItemDataRole.UserRole

NUMBERS = Form(
    code="corrections.discharge_numbers",
    title="登记县级文号",
    source="《社区矫正法》第四十四条；《社区矫正法实施办法》第五十三条",
    rows=(
        (
            Field(
                "certificate",
                "解除社区矫正证明书文号",
                help="照县级社区矫正机构编的文号抄写，本所不编。",
            ),
        ),
        (Field("notice", "解除社区矫正通知书文号", help="照抄；还没有收到的先留空。"),),
    ),
)


class DischargePage(QWidget):
    """The page. ``opened`` carries the person whose file is wanted, ``left`` leads back."""

    opened = Signal(str)
    left = Signal()
    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._discharge = tools.desk.corrections.discharge
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(HEADS))
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName("期满解矫名单")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in enumerate(WIDTHS):
            self.list.setColumnWidth(place, theme.px(width))
        self.list.itemActivated.connect(lambda *_: self._open())
        self.list.currentItemChanged.connect(lambda *_: self._changed())
        self.empty = QLabel("现在没有期满前三十日以内的对象。")
        theme.set_role(self.empty, "muted")
        self.make = _button("制作解矫文书", self.prepare)
        theme.set_role(self.make, "primary")
        self.numbers = _button("登记县级文号…", self.type_numbers)
        self.print = _button("打印解矫文书（Ctrl+P）", self.print_current)
        self.open = _button("打开工作档案", self._open)
        back = _button("返回花名册", self.left.emit)
        title = QLabel("期满解矫")
        theme.set_role(title, "title")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for widget in (back, title):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.open, self.print, self.numbers, self.make):
            head.addWidget(button)
        about = QLabel(
            "个人总结、期满鉴定表、解矫宣告书、解除证明书（带存根）、解除通知书一次做好。"
            "证明书和通知书由县级编号盖章，文号收到后登记；登记解除在“状态”页。"
        )
        about.setWordWrap(True)
        theme.set_role(about, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(about)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def show_due(self, person: str = "") -> None:
        """Read the list again; the cursor goes to ``person``, or stays."""
        wanted = person or (row.uid if (row := self.current()) else "")
        self.list.clear()
        for row in self._discharge.due():
            item = QTreeWidgetItem(_cells(row, self._discharge.papers_in_all))
            item.setData(0, ROW, row)
            if row.left < 0 or row.pending:
                item.setForeground(3 if not row.pending else 6, theme.colour("bad"))
            self.list.addTopLevelItem(item)
            if row.uid == wanted:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.topLevelItemCount():
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self.empty.setVisible(not self.list.topLevelItemCount())
        self._changed()

    def current(self) -> DueRow | None:
        """The person under the cursor."""
        item = self.list.currentItem()
        row: DueRow | None = item.data(0, ROW) if item is not None else None
        return row

    def _changed(self) -> None:
        row = self.current()
        for button in (self.make, self.numbers, self.print, self.open):
            button.setEnabled(row is not None)
        self.print.setEnabled(row is not None and row.made > 0)
        self.numbers.setEnabled(row is not None and not row.pending)

    # --- acts -------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make what is missing of the five papers, then ask for the county's numbers."""
        row = self.current()
        if row is None:
            return
        made: list[str] = []
        if not self._tools.attempt(self, lambda: made.extend(self._discharge.prepare(row.uid))):
            return
        self.show_due(row.uid)
        if row.pending:
            dialogs.warn(
                self,
                f"有在途程序（{row.pending}），只做了个人总结和期满鉴定表。",
                "证明书、通知书和宣告书要等县级社区矫正机构的书面意见（司办通〔2021〕94号）。",
            )
        elif made:
            self.said.emit(f"已做好{len(made)}份解矫文书。个人总结和鉴定在工作档案里填写。")
        else:
            self.said.emit("解矫文书已经都在了。")

    def type_numbers(self) -> None:
        """Ask for the county's numbers of the certificate and the notice."""
        row = self.current()
        if row is None:
            return
        certificate, notice = self._discharge.numbers(row.uid)

        def keep(values: dict[str, Any]) -> None:
            self._discharge.type_numbers(
                row.uid, certificate=values["certificate"], notice=values["notice"]
            )

        if self._tools.fill(
            self,
            NUMBERS,
            keep,
            scope=f"{NUMBERS.code}/{row.uid}",
            title=f"登记县级文号：{row.name}",
            values={"certificate": certificate, "notice": notice},
        ):
            self.show_due(row.uid)
            self.said.emit("县级文号已登记，印在证明书、存根和通知书上。")

    def print_current(self) -> None:
        """The discharge papers of the person as one PDF."""
        row = self.current()
        if row is None or not row.made:
            return
        papers = self._discharge.papers(row.uid)
        print_several(self, self._tools, "解矫文书", [(p.form.title, p) for p in papers])

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row.uid)


def _cells(row: DueRow, in_all: int) -> list[str]:
    left = f"还有{row.left}天" if row.left >= 0 else f"已过{-row.left}天"
    state = row.pending or ("" if row.appraised else "鉴定意见还没有写")
    if not state:
        state = "等县级证明书" if not row.certificate else "可以登记解除"
    return [
        row.name,
        label("corrections_category", row.category),
        f"{row.ends_on:%Y-%m-%d}",
        left,
        f"{row.made}/{in_all}",
        row.certificate,
        state,
    ]


def _button(words: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda _=False: act())
    return button
