"""文号: the series of papers this office numbers, and going on from a register kept on paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.mediation.committee import NUMBERS
from app.forms.registry import form as form_of
from app.services.corrections.paper_numbers import Series
from app.ui import theme
from app.ui.buttons import Button
from app.ui.desk_tools import DeskTools
from app.ui.reading_tables import choose_lines, only_read
from app.ui.shortcuts import bind
from app.ui.sizes import open_at

__all__ = ["NumbersDialog"]

ABOUT = (
    "本所编号的文书，每种每年一列，连续编号。年中开始使用的，选中一种，按“接着纸质台账编号”，"
    "填上台账的下一个号；已经编出去的号不能退回。"
)


class NumbersDialog(QDialog):
    """Each kind of paper with its next number of this year."""

    def __init__(self, parent: QWidget, tools: DeskTools) -> None:
        super().__init__(parent)
        self.setWindowTitle("文书编号")
        self._tools = tools
        self._papers = tools.desk.corrections.papers
        self._rows: list[Series] = []
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        theme.set_role(about, "muted")
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels(["文书", "下一个文号"])
        choose_lines(self.table)
        only_read(self.table)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.doubleClicked.connect(lambda _: self.start())
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            bind(self.table, key, self.start)
        self.go_on = Button("接着纸质台账编号…")
        self.go_on.setAutoDefault(False)
        self.go_on.clicked.connect(lambda _=False: self.start())
        close = Button("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.go_on)
        foot.addStretch(1)
        foot.addWidget(close)
        side = theme.px(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        layout.addWidget(about)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        open_at(self, 760, 520)
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """Read the series of this year again; the cursor stays."""
        at = max(self.table.currentRow(), 0)
        self._rows = self._papers.series(self._tools.today().year)
        self.table.setRowCount(len(self._rows))
        for line, row in enumerate(self._rows):
            for place, words in enumerate((form_of(row.form).title, row.words)):
                self.table.setItem(line, place, QTableWidgetItem(words))
        self.table.setCurrentCell(at, 0)

    def start(self) -> None:
        """Ask for year and number, and go on from there."""
        line = self.table.currentRow()
        if not 0 <= line < len(self._rows):
            return
        row = self._rows[line]

        def keep(values: dict[str, Any]) -> None:
            self._papers.start_numbers_at(row.form, values["year"], values["sequence"])

        if self._tools.fill(
            self,
            NUMBERS,
            keep,
            scope=f"{NUMBERS.code}/{row.form}",
            title=f"接着纸质台账编号：{form_of(row.form).title}",
            values={"year": row.year, "sequence": row.next},
        ):
            self.reload()
