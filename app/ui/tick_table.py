"""A list of persons to tick off: Space ticks a line, Ctrl+A all that are owed, Enter opens one.

``owed`` says which lines Ctrl+A ticks, ``open`` which can be ticked at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from app.ui import theme
from app.ui.reading_tables import choose_lines, only_read

__all__ = ["TICK", "TickLine", "TickTable"]

TICK = 0
"""The column of the ticks."""


@dataclass(frozen=True, slots=True)
class TickLine:
    """One line: what stands in the columns after the tick, and the tone of some of them."""

    uid: str
    cells: tuple[str, ...]
    tones: dict[int, str]
    owed: bool
    open: bool


class TickTable(QTableWidget):
    """The table. ``counted`` when the ticks changed, ``alone`` carries the line Enter was hit on."""

    counted = Signal()
    alone = Signal(int)

    def __init__(self, heads: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__(0, len(heads))
        self._lines: list[TickLine] = []
        self.setHorizontalHeaderLabels(list(heads))
        choose_lines(self)
        only_read(self, height=34)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, theme.px(width))
        self.itemChanged.connect(self._changed)
        self.doubleClicked.connect(lambda _: self.alone.emit(self.currentRow()))

    def show_lines(self, lines: Sequence[TickLine]) -> None:
        """Show these lines, none of them ticked."""
        self._lines = list(lines)
        self.blockSignals(True)
        self.setRowCount(len(self._lines))
        for number, line in enumerate(self._lines):
            for place, text in enumerate(("", *line.cells)):
                self.setItem(number, place, self._item(line, place, text))
        self.blockSignals(False)
        if self._lines:
            self.setCurrentCell(0, TICK + 1)

    def take_up(self, uid: str, ticked: Sequence[str]) -> None:
        """Tick again whoever was ticked and may still be; the cursor goes to the line of ``uid``."""
        for number, line in enumerate(self._lines):
            item = self.item(number, TICK)
            if item is not None and line.open and line.uid in ticked:
                item.setCheckState(Qt.CheckState.Checked)
            if line.uid == uid:
                self.setCurrentCell(number, TICK + 1)

    def _item(self, line: TickLine, place: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if place == TICK:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if line.open:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
        if tone := line.tones.get(place):
            item.setForeground(theme.colour(tone))
        return item

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == TICK:
            self.counted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Ctrl+A and Enter."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentRow())
            self.setCurrentCell(min(self.currentRow() + 1, len(self._lines) - 1), TICK + 1)
        elif event.key() == Qt.Key.Key_A and control:
            self.tick_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.alone.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _toggle(self, line: int) -> None:
        item = self.item(line, TICK)
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def tick_all(self) -> None:
        """Tick everybody who owes it; a second time none."""
        owing = [n for n, line in enumerate(self._lines) if line.owed and line.open]
        items = [item for n in owing if (item := self.item(n, TICK)) is not None]
        every = all(item.checkState() == Qt.CheckState.Checked for item in items)
        for item in items:
            item.setCheckState(Qt.CheckState.Unchecked if every else Qt.CheckState.Checked)

    def ticked(self) -> list[str]:
        """The uids of those ticked."""
        return [
            line.uid
            for number, line in enumerate(self._lines)
            if (item := self.item(number, TICK)) is not None
            and item.checkState() == Qt.CheckState.Checked
        ]
