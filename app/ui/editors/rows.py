"""Repeated rows: parties as cards, instalments and evidence as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.definition import Field
from app.forms.values import is_blank
from app.ui import theme
from app.ui.editors.base import Editor, FormContext
from app.ui.editors.cell import FieldCell
from app.ui.editors.relevance import new_row, summary
from app.ui.editors.row import CardRow, LineRow, RowFrame
from app.ui.icons import icon
from app.ui.layouts import drop

__all__ = ["RowsEditor"]

LINE_WIDTH = 900
"""Pixels at 100 %: columns that fit into this stand in one line, others make a card."""


class RowsEditor(Editor):
    """Any number of rows; value is a list of dicts by column, with ``uid`` where a record exists.

    Rows in which nothing was typed are left out of the value. A removed row can be taken back.
    ``cell_entered`` tells which column of which row has the keyboard.
    """

    cell_entered = Signal(object)
    restructured = Signal()
    enter_moves_on = True
    least_width = 420

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self._columns = tuple(c for c in field.columns if c.on_screen)
        self._as_lines = _fits_a_line(self._columns)
        self._rows: list[RowFrame] = []
        self._read_only = False
        self._asked = False
        self._gone: tuple[int, dict[str, Any]] | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(4 if self._as_lines else 8))
        self._undo_bar, self._undo_text, undo = _undo_bar()
        undo.clicked.connect(self._take_back)
        self.add_button = QPushButton("添加一行" if self._as_lines else f"添加{field.label}")
        self.add_button.setIcon(icon("add"))
        self.add_button.clicked.connect(self._add_by_hand)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(self._list)
        layout.addWidget(self._undo_bar)
        layout.addLayout(foot)
        self.watch(self.add_button)

    # -- values ---------------------------------------------------------------------------------

    def value(self) -> list[dict[str, Any]]:
        """The rows in which something stands."""
        return [row.values() for row in self._filled()]

    def set_value(self, value: Any) -> None:
        """Show ``value``; a required list that is empty shows one blank row to begin with."""
        rows: Sequence[Mapping[str, Any]] = value or ()
        self._asked = True
        self._forget_removed()
        for row in [row for row in self._rows if self._untouched(row.values())]:
            self._drop(row)  # a blank row would lend its open card to the first of the rows
        while len(self._rows) > len(rows):
            self._drop(self._rows[-1])
        for row, given in zip(self._rows, rows, strict=False):
            row.set_values(given)
        for given in rows[len(self._rows) :]:
            self._append(given, opened=False)
        if not self._rows and self.field.required and not self._read_only:
            self._append(new_row(self.field, ()), opened=True)
        self._renumber()

    def showEvent(self, event: QShowEvent) -> None:
        """A form that was never given values begins with a blank row."""
        if not self._asked:
            self.set_value(None)
            self.restructured.emit()
        super().showEvent(event)

    def set_read_only(self, read_only: bool) -> None:
        """Rows can be read, not changed."""
        self._read_only = read_only
        self.add_button.setVisible(not read_only)
        for row in self._rows:
            row.set_read_only(read_only)

    def complaint(self) -> str:
        """Which row cannot be read."""
        for number, row in enumerate(self._rows, 1):
            for cell in row.cells():
                if complaint := cell.editor.complaint():
                    return f"第{number}行“{cell.field.label}”：{complaint}"
        return ""

    # -- for the form ---------------------------------------------------------------------------

    def add(self) -> RowFrame:
        """A fresh row at the end, open and ready."""
        row = self._append(new_row(self.field, [r.values() for r in self._rows]), opened=True)
        self._renumber()
        self.restructured.emit()
        return row

    def cell(self, row: int, column: str) -> FieldCell | None:
        """The cell of a ``Problem``: row as counted in the value, opened so that it can be seen."""
        filled = list(self._filled())
        if not 0 <= row < len(filled):
            return None
        return filled[row].reveal(column)

    def cells(self) -> Iterator[FieldCell]:
        """Every cell that has been built, row by row."""
        for row in self._rows:
            yield from row.cells()

    def rows(self) -> tuple[RowFrame, ...]:
        """The rows on screen."""
        return tuple(self._rows)

    def hint(self) -> str:
        """What the button does."""
        return "回车添加一行，Tab 到下一栏"

    def first(self) -> QWidget:
        """The first field of the first row, or the button."""
        return self._rows[0].first() if self._rows else self.add_button

    def parts(self) -> Sequence[QWidget]:
        """The list has no frame of its own to redden."""
        return ()

    def stops(self) -> Iterator[QWidget]:
        """Row by row, then the button that adds one."""
        for row in self._rows:
            yield from row.stops()
        yield self.add_button

    def focusable(self) -> Iterator[QWidget]:
        """Row by row, with the buttons of each, then those of the list."""
        for row in self._rows:
            yield from row.focusable()
        yield from (*self._undo_bar.findChildren(QPushButton), self.add_button)

    # -- rows -----------------------------------------------------------------------------------

    def _filled(self) -> Iterator[RowFrame]:
        return (row for row in self._rows if not self._untouched(row.values()))

    def _untouched(self, values: Mapping[str, Any]) -> bool:
        if values.get("uid"):
            return False
        fresh = {"side"} | {c.name for c in self.field.columns if c.default is not None}
        return all(
            name in fresh or is_blank(value) or value is False for name, value in values.items()
        )

    def _append(self, values: Mapping[str, Any], *, opened: bool) -> RowFrame:
        kind: type[RowFrame] = LineRow if self._as_lines else CardRow
        row = kind(self.field, self._columns, self.context, values, opened=opened)
        row.set_read_only(self._read_only)
        row.changed.connect(self.changed)
        row.entered.connect(self.cell_entered)
        row.left.connect(self.left)
        row.restructured.connect(self.restructured)
        row.remove_asked.connect(lambda: self._remove(row))
        row.move_asked.connect(lambda by: self._move(row, by))
        self._rows.append(row)
        self._list.addWidget(row)
        row.show()
        return row

    def _drop(self, row: RowFrame) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        drop(row)

    def _add_by_hand(self) -> None:
        row = self.add()
        row.first().setFocus()
        self.changed.emit()

    def _remove(self, row: RowFrame) -> None:
        index = self._rows.index(row)
        self._gone = (index, row.values())
        name = summary(self.field, row.values()) or f"第 {index + 1} 行"
        self._drop(row)
        self._renumber()
        self._undo_text.setText(f"已删除{self.field.label}“{name}”。")
        self._undo_bar.show()
        after = self._rows[min(index, len(self._rows) - 1)].first() if self._rows else None
        (after or self.add_button).setFocus()
        self.restructured.emit()
        self.changed.emit()

    def _take_back(self) -> None:
        if self._gone is None:
            return
        index, values = self._gone
        row = self._append(values, opened=True)
        self._place(row, index)
        self._forget_removed()
        self._renumber()
        row.first().setFocus()
        self.restructured.emit()
        self.changed.emit()

    def _forget_removed(self) -> None:
        self._gone = None
        self._undo_bar.hide()

    def _move(self, row: RowFrame, by: int) -> None:
        index = self._rows.index(row) + by
        if 0 <= index < len(self._rows):
            self._place(row, index)
            self._renumber()
            row.setFocus()
            self.restructured.emit()
            self.changed.emit()

    def _place(self, row: RowFrame, index: int) -> None:
        self._rows.remove(row)
        self._rows.insert(index, row)
        self._list.removeWidget(row)
        self._list.insertWidget(index, row)

    def _renumber(self) -> None:
        for index, row in enumerate(self._rows):
            row.number(index, len(self._rows))


def _fits_a_line(columns: Sequence[Field]) -> bool:
    from app.ui.editors.simple import SIMPLE_EDITORS

    return sum(SIMPLE_EDITORS[c.kind].least_width + 10 for c in columns) <= LINE_WIDTH


def _undo_bar() -> tuple[QFrame, QLabel, QPushButton]:
    bar = QFrame()
    bar.setProperty("role", "notice")
    text = QLabel()
    undo = QPushButton("撤销删除")
    undo.setProperty("role", "link")
    undo.setIcon(icon("undo"))
    line = QHBoxLayout(bar)
    line.setContentsMargins(theme.px(10), theme.px(3), theme.px(6), theme.px(3))
    line.addWidget(text)
    line.addWidget(undo)
    line.addStretch(1)
    bar.hide()
    return bar, text, undo
