"""收件, third tab: offices down, months across, what came for each month (F65)."""

from __future__ import annotations

from collections import Counter
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

from app.days import month_words, short_day
from app.services.bureau.views import Board, BoardCell, OfficeView
from app.ui import theme
from app.ui.icons import icon
from app.ui.parts import text
from app.ui.reading_tables import only_read

__all__ = ["BoardModel", "BoardTab", "cell_words"]

Index = QModelIndex | QPersistentModelIndex

LOOKS = {
    "received": ("good", "done"),
    "zero": ("good", "done"),
    "held": ("bad", "warning"),
    "fork": ("bad", "error"),
    "later": ("muted", ""),
    "due": ("muted", ""),
    "overdue": ("bad", "warning"),
    "before": ("muted", ""),
}
"""State → ink, icon. The words say the same without the colours."""

WORDS = {
    "zero": "零报告",
    "held": "已退回，要完整包",
    "fork": "已退回，编号冲突",
    "later": "没单独报",
    "due": "待报",
    "before": "—",
}
MEANINGS = {
    "held": "包收到了，但接不上以前的内容，没有并入；回执请该所报完整包。",
    "fork": "同一编号有两份不同的内容，没有并入，已暂停接收该所。",
    "later": "这个月没有单独的包，内容已在后来月份的包里。",
    "before": "登记该所公钥以前的月份。",
}
"""What the tip adds."""

EMPTY = (
    "还没有登记司法所。\n请到“各所公钥”里读入各所的公钥文件；登记后这里会显示各所每月的报送情况。"
)


def cell_words(cell: BoardCell) -> str:
    """What a cell says: what came, and whether in time."""
    if cell.state == "overdue":
        return f"逾期 {cell.days_late} 天"
    words = WORDS.get(cell.state) or f"已收 {cell.records} 条"
    if cell.packages > 1:
        words += f"（{cell.packages} 包）"
    if cell.returned:
        words += f"，退回 {cell.returned} 条"
    return f"{words}，迟 {cell.days_late} 天" if cell.days_late else words


def _look(cell: BoardCell) -> tuple[str, str]:
    """Ink and icon; what came late is good, but not all well."""
    return ("warn", "done") if cell.packages and cell.days_late else LOOKS[cell.state]


class BoardModel(QAbstractTableModel):
    """The board; the last column says how far each office is, and what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._board = Board((), (), (), {})
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
        months = (
            f"{month_words(month)}\n{short_day(day)}前报"
            for month, day in zip(self._board.months, self._board.due, strict=True)
        )
        return ["司法所", *months, "备注"][section]

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
    when = f"，{cell.received_at:%m-%d %H:%M} 收到" if cell.received_at else ""
    more = MEANINGS.get(cell.state, "")
    left = f"还有 {cell.waiting} 条待审核。" if cell.waiting else ""
    return f"{month_words(cell.month)}：{cell_words(cell)}{when}。{left}{more}"


def _icon(cell: BoardCell) -> QIcon | None:
    sign = _look(cell)[1]
    return icon(sign) if sign else None


READERS: dict[int, Callable[[BoardCell], Any]] = {
    Qt.ItemDataRole.DisplayRole: cell_words,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.ForegroundRole: lambda cell: theme.colour(_look(cell)[0]),
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
        only_read(self.table, height=38)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setMinimumSectionSize(theme.px(120))
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
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        some = bool(board.offices)
        self.table.setVisible(some)
        self.summary.setVisible(some)
        self.empty.setVisible(not some)
        if some:
            self.summary.setText(_summary(board))


def _summary(board: Board) -> str:
    """How the month stands that should have come by now: the second on the board."""
    at = 1 if len(board.months) > 1 else 0
    month, due = board.months[at], board.due[at]
    cells = {name: board.cells[code, month] for code, name in board.offices}
    wanted = {name: cell for name, cell in cells.items() if cell.state != "before"}
    states = Counter(cell.state for cell in wanted.values())
    came = [cell for cell in wanted.values() if cell.packages]
    late = sum(cell.days_late > 0 for cell in came)
    said = [f"{month_words(month)}（{short_day(due)}前）应报 {len(wanted)} 个所"]
    said.append(f"已收 {len(came)} 个")
    said += [
        f"{words} {number} 个"
        for words, number in (
            ("其中零报告", states["zero"]),
            ("迟报", late),
            ("退回", states["held"] + states["fork"]),
            ("没单独报", states["later"]),
        )
        if number
    ]
    open_ones = [name for name, cell in wanted.items() if cell.state in {"due", "overdue"}]
    if not open_ones:
        return "，".join(said) + "，没有未报的。"
    return "，".join(said) + f"，还没有收到：{'、'.join(open_ones)}。"
