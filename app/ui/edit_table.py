"""A table that is edited in place: texts, numbers, choices and ticks, and lines that change places.

The rows are plain dictionaries; ``locked`` says for each cell why it cannot be changed (empty text:
it cannot, and needs no words), or ``None`` where it can.

Keys: typing or F2 begins to edit, Space ticks, Alt+Up and Alt+Down move a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.ui import theme

__all__ = ["EditColumn", "EditTable"]

Index = QModelIndex | QPersistentModelIndex
Row = dict[str, Any]
LONGEST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class EditColumn:
    """One column: the key of its value, its title, what is edited in it."""

    key: str
    title: str
    width: int
    kind: str = "text"  # text, number, choice, tick, shown
    options: Mapping[Any, str] | None = None  # choice: value → words
    tip: str = ""


class EditTable(QTableWidget):
    """The table. ``edited`` is sent for whatever the clerk does."""

    edited = Signal()

    def __init__(
        self, columns: Sequence[EditColumn], locked: Callable[[Row, str], str | None]
    ) -> None:
        super().__init__(0, len(columns))
        self.columns = tuple(columns)
        self._locked = locked
        self.lines: list[Row] = []
        self.setHorizontalHeaderLabels([column.title for column in columns])
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(32))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        self._delegate = _Editors(self)
        self.setItemDelegate(self._delegate)
        for place, column in enumerate(columns):
            self.setColumnWidth(place, theme.px(column.width))
            head = self.horizontalHeaderItem(place)
            if head is not None:
                head.setToolTip(column.tip)
        self.itemChanged.connect(self._changed)

    # --- rows ------------------------------------------------------------------------------------

    def show_lines(self, lines: Sequence[Row], at: int = 0) -> None:
        """Show these rows, the cursor in line ``at``."""
        column = max(self.currentColumn(), 0)
        self.lines = [dict(line) for line in lines]
        self.blockSignals(True)
        self.setRowCount(len(self.lines))
        for number in range(len(self.lines)):
            self._fill(number)
        self.blockSignals(False)
        if self.lines:
            self.setCurrentCell(min(max(at, 0), len(self.lines) - 1), column)

    def current(self) -> Row | None:
        """The row under the cursor."""
        number = self.currentRow()
        return self.lines[number] if 0 <= number < len(self.lines) else None

    def commit(self) -> None:
        """Take what is being typed."""
        self.setFocus()

    def insert(self, line: Row, at: int, column: int = 0) -> None:
        """A new line, ready for typing."""
        lines = [*self.lines[:at], line, *self.lines[at:]]
        self.show_lines(lines, at)
        self.setCurrentCell(at, column)
        self.edited.emit()
        self.setFocus()
        if (item := self.item(at, column)) is not None:
            self.editItem(item)

    def drop(self, number: int) -> None:
        """Take a line away."""
        self.show_lines([*self.lines[:number], *self.lines[number + 1 :]], number)
        self.edited.emit()

    def move_line(self, by: int, may: Callable[[Row, Row], bool]) -> bool:
        """Let the line under the cursor change places with the next one ``may`` allows."""
        here = self.currentRow()
        there = here + by
        if not (0 <= here < len(self.lines) and 0 <= there < len(self.lines)):
            return False
        if not may(self.lines[here], self.lines[there]):
            return False
        lines = list(self.lines)
        lines[here], lines[there] = lines[there], lines[here]
        self.show_lines(lines, there)
        self.edited.emit()
        return True

    # --- cells -----------------------------------------------------------------------------------

    def _fill(self, number: int) -> None:
        line = self.lines[number]
        for place, column in enumerate(self.columns):
            item = self.item(number, place) or QTableWidgetItem()
            why = self._locked(line, column.key)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            value = line.get(column.key)
            if column.kind == "tick":
                item.setCheckState(Qt.CheckState.Checked if value else Qt.CheckState.Unchecked)
                if why is None:
                    flags |= Qt.ItemFlag.ItemIsUserCheckable
                else:
                    flags &= ~Qt.ItemFlag.ItemIsEnabled  # a box that looks as if it could not
            else:
                item.setText(_words(column, value))
                item.setToolTip(item.text())
                if why is None and column.kind != "shown":
                    flags |= Qt.ItemFlag.ItemIsEditable
            item.setForeground(theme.colour("ink" if why is None else "muted"))
            if why:
                item.setToolTip(why)
            item.setFlags(flags)
            if item.tableWidget() is None:
                self.setItem(number, place, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        column, line = self.columns[item.column()], self.lines[item.row()]
        if column.kind == "tick":
            value: Any = item.checkState() == Qt.CheckState.Checked
        elif column.kind == "number":
            value = int(item.text()) if item.text().isdecimal() else None
        elif column.kind == "choice":
            value = item.data(Qt.ItemDataRole.UserRole) or line.get(column.key)
        else:
            value = " ".join(item.text().split())
        if value == line.get(column.key):
            return
        line[column.key] = value
        self.blockSignals(True)
        self._fill(item.row())  # one cell may lock another
        self.blockSignals(False)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter goes down; the rest is the table's own."""
        place, column = self.currentRow(), self.currentColumn()
        item = self.item(place, column)
        if event.key() == Qt.Key.Key_Space and item and self.columns[column].kind == "tick":
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                on = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() is not QAbstractItemView.State.EditingState:  # it ends that by itself
                self.setCurrentCell(min(place + 1, self.rowCount() - 1), column)
        else:
            super().keyPressEvent(event)


def _words(column: EditColumn, value: Any) -> str:
    if column.options is not None:
        return column.options.get(value, str(value or ""))
    return "" if value is None else str(value)


class _Editors(QStyledItemDelegate):
    """A line for texts, a line of figures for numbers, a list for choices."""

    def __init__(self, table: EditTable) -> None:
        super().__init__(table)
        self._table = table

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """What a cell is edited in."""
        column = self._table.columns[index.column()]
        if column.kind == "choice" and column.options is not None:
            box = QComboBox(parent)
            for value, words in column.options.items():
                box.addItem(words, value)
            box.activated.connect(lambda _: self._done(box))
            return box
        line = QLineEdit(parent)
        line.setFrame(False)
        if column.kind == "number":
            line.setValidator(QIntValidator(0, LONGEST_NUMBER, line))
        return line

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Begin with what stands there."""
        if isinstance(editor, QComboBox):
            column = self._table.columns[index.column()]
            value = self._table.lines[index.row()].get(column.key)
            editor.setCurrentIndex(max(editor.findData(value), 0))
        else:
            super().setEditorData(editor, index)

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Take what was typed or chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.UserRole)
        else:
            super().setModelData(editor, model, index)
