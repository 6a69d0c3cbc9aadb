"""Lines grouped by duty: Enter or a double click opens one, Space ticks one that can be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.ui import theme
from app.ui.icons import icon

__all__ = ["DutyLine", "DutyTree"]

DATA = Qt.ItemDataRole.UserRole
KEY = DATA + 1


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


class DutyTree(QTreeWidget):
    """The list. ``opened`` carries what a line opens, ``ticks_changed`` how many are ticked."""

    opened = Signal(object)
    ticks_changed = Signal(int)

    def __init__(self, name: str, *, share: int = 0) -> None:
        """``share``: the width of a second column, none when it is 0."""
        super().__init__()
        self.setAccessibleName(name)
        self.setColumnCount(2 if share else 1)
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
        self.itemActivated.connect(self._open)
        self.itemChanged.connect(lambda *_: self.ticks_changed.emit(len(self.ticked())))

    def show_lines(self, lines: Iterable[DutyLine]) -> None:
        """Show these; what was ticked and is still there stays ticked, and the cursor its place."""
        ticked = {str(key) for key in self.ticked()}
        at = str(self.current())
        self.blockSignals(True)
        self.clear()
        group, duty, chosen = None, "", None
        for line in lines:
            if group is None or line.duty != duty:
                duty = line.duty
                group = QTreeWidgetItem(self, [duty])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                theme_font = group.font(0)
                theme_font.setBold(True)
                group.setFont(0, theme_font)
            item = self._item(group, line, ticked)
            if at == str(line.opens):
                chosen = item
        self.expandAll()
        self.blockSignals(False)
        first = self.topLevelItem(0)
        if chosen is None and first is not None:
            chosen = first.child(0)
        if chosen is not None:
            self.setCurrentItem(chosen)
        self.ticks_changed.emit(len(self.ticked()))

    def _item(self, group: QTreeWidgetItem, line: DutyLine, ticked: set[str]) -> QTreeWidgetItem:
        item = QTreeWidgetItem(group, list(line.cells))
        item.setData(0, DATA, line.opens)
        item.setData(0, KEY, line.key)
        for column, words in enumerate(line.cells):
            item.setToolTip(column, "\n".join(line.cells))
            item.setData(column, Qt.ItemDataRole.AccessibleTextRole, words)
        if self.columnCount() > 1:
            item.setForeground(1, theme.colour("muted"))
        if line.sign:
            item.setIcon(0, icon(line.sign))
        if line.key is not None:
            on = str(line.key) in ticked
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        return item

    def _items(self) -> Iterable[QTreeWidgetItem]:
        for at in range(self.topLevelItemCount()):
            group = self.topLevelItem(at)
            if group is not None:
                yield from (group.child(row) for row in range(group.childCount()))

    def ticked(self) -> list[Any]:
        """The keys of the lines with a tick, each once."""
        on = Qt.CheckState.Checked
        keys = (
            item.data(0, KEY)
            for item in self._items()
            if item.data(0, KEY) is not None and item.checkState(0) == on
        )
        return list(dict.fromkeys(keys))

    def current(self) -> Any:
        """What the line under the cursor opens."""
        item = self.currentItem()
        return item.data(0, DATA) if item is not None else None

    def lines(self) -> list[str]:
        """What every line says, for looking through."""
        return [
            "\t".join(item.text(column) for column in range(self.columnCount()))
            for item in self._items()
        ]

    def _open(self, item: QTreeWidgetItem) -> None:
        if (opens := item.data(0, DATA)) is not None:
            self.opened.emit(opens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the line under the cursor and goes on to the next."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None and item.data(0, KEY) is not None:
            on = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            if (below := self.itemBelow(item)) is not None:
                self.setCurrentItem(below)
            return
        super().keyPressEvent(event)
