"""收件, third tab: offices down, months across, what came for each month (F65)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.services.bureau.views import Board, BoardCell, OfficeView
from app.ui import theme
from app.ui.icons import icon
from app.ui.reports_parts import month_words, text

__all__ = ["BoardModel", "BoardTab", "cell_words"]

Index = QModelIndex | QPersistentModelIndex

LOOKS = {
    "received": ("good", "done"),
    "zero": ("good", "done"),
    "problem": ("bad", "warning"),
    "missing": ("muted", ""),
}
"""State → ink, icon. The words say the same without the colours."""

EMPTY = (
    "还没有登记司法所。\n请到“各所公钥”里读入各所的公钥文件；登记后这里会显示各所每月的报送情况。"
)


def cell_words(cell: BoardCell) -> str:
    """What a cell says."""
    match cell.state:
        case "received":
            return f"已收 {cell.records} 条" + (
                f"（{cell.packages} 包）" if cell.packages > 1 else ""
            )
        case "zero":
            return "零报告"
        case "problem":
            return "收到但未并入"
    return "未收到"


class BoardModel(QAbstractTableModel):
    """The board; the last column says how far each office is, and what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._board = Board((), (), {})
        self._notes: dict[str, str] = {}

    def show_board(self, board: Board, offices: Sequence[OfficeView]) -> None:
        """Show a board."""
        self.beginResetModel()
        self._board = board
        self._notes = {office.code: _note(office) for office in offices}
        self.endResetModel()

    def cell(self, row: int, column: int) -> BoardCell | None:
        """The cell of an office and a month; ``None`` beside them."""
        if not 1 <= column <= len(self._board.months):
            return None
        code, _ = self._board.offices[row]
        return self._board.cells[code, self._board.months[column - 1]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One for each office."""
        return 0 if parent.isValid() else len(self._board.offices)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The name, the months, a note."""
        return 0 if parent.isValid() else len(self._board.months) + 2

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles above."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heads = ["司法所", *map(month_words, self._board.months), "备注"]
        return heads[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, colours and icon of a cell."""
        cell = self.cell(index.row(), index.column())
        if cell is None:
            code, name = self._board.offices[index.row()]
            words = name if index.column() == 0 else self._notes.get(code, "")
            shown = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
            return words if shown else None
        reader = READERS.get(role)
        return reader(cell) if reader else None


def _tip(cell: BoardCell) -> str:
    when = f",{cell.received_at:%m-%d %H:%M} 收到" if cell.received_at else ""
    return f"{month_words(cell.month)}：{cell_words(cell)}{when}"


def _icon(cell: BoardCell) -> QIcon | None:
    sign = LOOKS[cell.state][1]
    return icon(sign) if sign else None


READERS: dict[int, Callable[[BoardCell], Any]] = {
    Qt.ItemDataRole.DisplayRole: cell_words,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.ForegroundRole: lambda cell: theme.colour(LOOKS[cell.state][0]),
    Qt.ItemDataRole.DecorationRole: _icon,
}
"""What Qt asks about a cell, and how it is answered."""


def _note(office: OfficeView) -> str:
    if office.stopped:
        return "已暂停接收，请到“各所公钥”处理"
    if office.key is None or office.key.state != "confirmed":
        return "公钥还没有核对"
    if office.missing:
        listed = "、".join(map(str, office.missing[:6]))
        return f"第 {listed} 号包没见到（内容已在后来的包里）"
    return ""


class BoardTab(QWidget):
    """The tab."""

    def __init__(self) -> None:
        super().__init__()
        self.model = BoardModel()
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("各所各月报送情况")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(38))
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.summary = text("", "muted")
        self.empty = text(EMPTY, "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        self.empty.hide()

    def show_board(self, board: Board, offices: Sequence[OfficeView]) -> None:
        """Show a board, the newest month first."""
        self.model.show_board(board, offices)
        header = self.table.horizontalHeader()
        for column in range(self.model.columnCount() - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, theme.px(150 if column == 0 else 132))
        some = bool(board.offices)
        self.table.setVisible(some)
        self.summary.setVisible(some)
        self.empty.setVisible(not some)
        if some:
            self.summary.setText(_summary(board))


def _summary(board: Board) -> str:
    """Who has not reported the month that should have come by now: the second on the board."""
    month = board.months[1] if len(board.months) > 1 else board.months[0]
    open_ones = [
        name for code, name in board.offices if board.cells[code, month].state == "missing"
    ]
    if not open_ones:
        return f"{month_words(month)}：{len(board.offices)} 个所都已报送。"
    return f"{month_words(month)}还没有收到：{'、'.join(open_ones)}。"
