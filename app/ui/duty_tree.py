"""Lines grouped by duty: Enter or a double click opens one, Space ticks one that can be ticked.

A first package may hold tens of thousands of lines, so the view asks for those it shows, and nothing
is made for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeView

from app.ui import theme
from app.ui.icons import icon

__all__ = ["DutyLine", "DutyTree"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOWHERE = QModelIndex()
CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
TICKED = CHOSEN | Qt.ItemFlag.ItemIsUserCheckable
A_GROUP = 0
"""Internal id of the line of a duty; a line below it has the place of its duty, counted from one."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A line: its duty in words, what it says in each column, and what it opens.

    ``key`` is what ``ticked`` gives; a line without one has no box.
    """

    duty: str
    cells: Sequence[str]
    opens: Any = None
    key: Any = None
    sign: str = ""


class _Lines(QAbstractItemModel):
    """Two levels: duties, and their lines."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._groups: list[tuple[str, list[DutyLine]]] = []
        self.on: dict[str, Any] = {}
        """Keys with a tick, by their text."""

    def put(self, lines: Iterable[DutyLine]) -> None:
        self.beginResetModel()
        by_duty = groupby(lines, key=lambda line: line.duty)
        self._groups = [(duty, list(some)) for duty, some in by_duty]
        there = {str(line.key) for line in self.lines() if line.key is not None} if self.on else ()
        self.on = {text: key for text, key in self.on.items() if text in there}
        self.endResetModel()

    def lines(self) -> Iterator[DutyLine]:
        return (line for _, some in self._groups for line in some)

    def line(self, index: Index) -> DutyLine | None:
        """The line at ``index``; ``None`` for a duty and for nothing."""
        if not index.isValid() or index.internalId() == A_GROUP:
            return None
        return self._groups[index.internalId() - 1][1][index.row()]

    def index_of(self, number: int) -> QModelIndex:
        """The line of this number, counted through all duties."""
        for place, (_, some) in enumerate(self._groups, 1):
            if number < len(some):
                return self.createIndex(number, 0, place)
            number -= len(some)
        return QModelIndex()

    # --- as Qt asks for it -----------------------------------------------------------------------

    # The view asks for every line that is unfolded, so what it asks for is answered in few steps.

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not 0 <= row < self.rowCount(parent) or not 0 <= column < self._columns:
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else A_GROUP)

    def parent(self, child: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]  # the other parent() is QObject's
        if not child.isValid() or child.internalId() == A_GROUP:
            return QModelIndex()
        return self.createIndex(child.internalId() - 1, 0, A_GROUP)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._groups)
        return len(self._groups[parent.row()][1]) if self._is_group(parent) else 0

    def hasChildren(self, parent: Index = NOWHERE) -> bool:  # noqa: N802
        return not parent.isValid() or self._is_group(parent)

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return self._columns

    @staticmethod
    def _is_group(index: Index) -> bool:
        return index.internalId() == A_GROUP and index.column() == 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.ItemIsEnabled
        return TICKED if line.key is not None and index.column() == 0 else CHOSEN

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        line = self.line(index)
        if line is None:
            return self._of_group(index, role)
        column = index.column()
        found: Any = None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            found = line.cells[column]
        elif role == Role.ToolTipRole:
            found = "\n".join(line.cells)
        elif role == Role.ForegroundRole and column == 1:
            found = theme.colour("muted")
        elif column == 0 and role == Role.DecorationRole and line.sign:
            found = icon(line.sign)
        elif column == 0 and role == Role.CheckStateRole and line.key is not None:
            found = self._state(line)
        return found

    def _state(self, line: DutyLine) -> Qt.CheckState:
        return Qt.CheckState.Checked if str(line.key) in self.on else Qt.CheckState.Unchecked

    def _of_group(self, index: Index, role: int) -> Any:
        if not index.isValid() or index.column() != 0:
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._groups[index.row()][0]
        if role != Role.FontRole:
            return None
        bold = QFont()
        bold.setBold(True)
        return bold

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: N802
        line = self.line(index)
        if role != Role.CheckStateRole or line is None or line.key is None:
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.on[str(line.key)] = line.key
        else:
            self.on.pop(str(line.key), None)
        self.dataChanged.emit(index, index)
        return True


class DutyTree(QTreeView):
    """The list. ``opened`` carries what a line opens, ``ticks_changed`` how many are ticked."""

    opened = Signal(object)
    ticks_changed = Signal(int)

    def __init__(self, name: str, *, share: int = 0, words: bool = False) -> None:
        """``share``: the width of a second column, none when it is 0; one of ``words`` takes half."""
        super().__init__()
        self._share, self._words = share, words
        self._lines = _Lines(2 if share else 1)
        self.setModel(self._lines)
        self.setAccessibleName(name)
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(theme.px(64))
        header = self.header()
        header.setStretchLastSection(not share)
        if share:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(1, theme.px(share))
        self.activated.connect(self._open)
        self._lines.dataChanged.connect(lambda *_: self.ticks_changed.emit(len(self._lines.on)))

    def show_lines(self, lines: Iterable[DutyLine]) -> None:
        """Show these; what was ticked and is still there stays ticked, and the cursor its place."""
        at = self.current()
        self._lines.put(lines)
        self.expandAll()
        self.go_to_what(at)
        self.ticks_changed.emit(len(self._lines.on))

    def go_to(self, number: int) -> None:
        """Put the cursor on the line of this number, counted through all duties."""
        self.setCurrentIndex(self._lines.index_of(number))

    def go_to_what(self, opens: Any) -> None:
        """Put the cursor on the line that opens this, or on the first one."""
        there = (n for n, line in enumerate(self._lines.lines()) if opens and line.opens == opens)
        self.go_to(next(there, 0))

    def ticked(self) -> list[Any]:
        """The keys of the lines with a tick, each once, in the order of the lines."""
        if not self._lines.on:
            return []
        keys = (line.key for line in self._lines.lines() if line.key is not None)
        return list(dict.fromkeys(key for key in keys if str(key) in self._lines.on))

    def current(self) -> Any:
        """What the line under the cursor opens."""
        line = self._lines.line(self.currentIndex())
        return line.opens if line else None

    def lines(self) -> list[str]:
        """What every line says, for looking through."""
        return ["\t".join(line.cells) for line in self._lines.lines()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words get their half of a wide list."""
        super().resizeEvent(event)
        if self._words:
            self.setColumnWidth(1, max(theme.px(self._share), self.viewport().width() // 2))

    def _open(self, index: QModelIndex) -> None:
        line = self._lines.line(index)
        if line is not None and line.opens is not None:
            self.opened.emit(line.opens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the line under the cursor and goes on to the next."""
        at = self.currentIndex().siblingAtColumn(0)
        line = self._lines.line(at)
        if event.key() == Qt.Key.Key_Space and line is not None and line.key is not None:
            on = str(line.key) in self._lines.on
            state = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
            self._lines.setData(at, state, Role.CheckStateRole)
            if (below := self.indexBelow(at)).isValid():
                self.setCurrentIndex(below)
            return
        super().keyPressEvent(event)
