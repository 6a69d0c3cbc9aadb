"""One repeated row on screen: a card that opens and closes, or one line of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Field, Kind
from app.forms.values import is_blank
from app.ui import theme
from app.ui.editors.base import FormContext, PersonHit
from app.ui.editors.cell import FieldCell
from app.ui.editors.people import PersonEditor
from app.ui.editors.relevance import details, labels, needless, summary, tell
from app.ui.editors.simple import simple_editor
from app.ui.elided import ElidedLabel
from app.ui.icons import icon
from app.ui.layouts import GridFlow, LineLayout

__all__ = ["CardRow", "LineRow", "RowFrame"]

LONG = 500
"""A remark: text of this many characters gets a double column."""

WIDE = frozenset({Kind.LONG_TEXT, Kind.MULTI_CHOICE, Kind.TIME_RANGE})


class RowFrame(QFrame):
    """What both looks share: values, cells, and what one value tells about the others.

    ``opened`` is for the look that can be closed.
    """

    changed = Signal()
    left = Signal()
    entered = Signal(object)
    restructured = Signal()
    remove_asked = Signal()
    move_asked = Signal(int)

    def __init__(
        self,
        rows: Field,
        columns: Sequence[Field],
        context: FormContext,
        values: Mapping[str, Any],
        *,
        opened: bool = True,
    ) -> None:
        super().__init__()
        self.rows = rows
        self.columns = columns
        self.context = context
        self._kept = dict(values)  # what no cell shows: uid, columns kept off the screen
        self._cells: dict[str, FieldCell] = {}
        self._needless: frozenset[str] | None = None
        self._read_only = False
        self._buttons = {
            "up": _button("up", "上移"),
            "down": _button("down", "下移"),
            "remove": _button("remove", "删除这一行"),
        }
        self._buttons["up"].clicked.connect(lambda: self.move_asked.emit(-1))
        self._buttons["down"].clicked.connect(lambda: self.move_asked.emit(1))
        self._buttons["remove"].clicked.connect(self.remove_asked)

    def values(self) -> dict[str, Any]:
        """The row as it stands, with what is kept off the screen."""
        shown = {name: cell.editor.value() for name, cell in self._cells.items()}
        return {**self._kept, **shown}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show other values."""
        self._kept = dict(values)
        for name, cell in self._cells.items():
            cell.editor.set_value(values.get(name))
            cell.mark("")
        self._settle()

    def set_read_only(self, read_only: bool) -> None:
        """Look, do not touch."""
        self._read_only = read_only
        for button in self._buttons.values():
            button.setVisible(not read_only)
        for cell in self._cells.values():
            cell.editor.set_read_only(read_only)

    def cells(self) -> Iterator[FieldCell]:
        """The cells built so far, in order."""
        return iter(self._cells.values())

    def reveal(self, column: str) -> FieldCell | None:
        """The cell of ``column``, made visible."""
        return self._cells.get(column)

    def first(self) -> QWidget:
        """Where the keyboard starts in this row."""
        return next((cell.editor.first() for cell in self._asked()), self)

    def stops(self) -> Iterator[QWidget]:
        """Where Enter halts."""
        for cell in self._asked():
            yield from cell.editor.stops()

    def focusable(self) -> Iterator[QWidget]:
        """Where Tab halts: the buttons of the row, then its fields."""
        yield from self._buttons.values()
        for cell in self._cells.values():
            yield from cell.editor.focusable()

    def number(self, index: int, count: int) -> None:
        """Be the row ``index`` of ``count``."""
        self._buttons["up"].setEnabled(index > 0)
        self._buttons["down"].setEnabled(index < count - 1)

    def _build(self, layout: LineLayout) -> None:
        for column in self.columns:
            editor = simple_editor(column, self.context)
            editor.set_value(self._kept.get(column.name))
            editor.set_read_only(self._read_only)
            cell = FieldCell(editor)
            self._cells[column.name] = cell
            editor.changed.connect(lambda name=column.name: self._typed(name))
            editor.left.connect(lambda name=column.name: self._left(name))
            editor.entered.connect(lambda cell=cell: self.entered.emit(cell))
            if isinstance(editor, PersonEditor):
                editor.picked.connect(self._picked)
            self._place(layout, column, cell)
        self._settle()

    def _place(self, layout: LineLayout, column: Field, cell: FieldCell) -> None:
        raise NotImplementedError

    def _typed(self, name: str) -> None:
        self._cells[name].mark("")
        if self._cells[name].field.kind in {Kind.CHOICE, Kind.BOOL, Kind.DATE}:
            self._settle()
        self.changed.emit()

    def _left(self, name: str) -> None:
        told = tell(name, self.values(), self.context.today())
        self._cells[name].note(told.note, warn=told.warn)
        self._fill(told.values, over=name)
        self._settle()
        self.left.emit()

    def _picked(self, hit: PersonHit) -> None:
        self._fill(hit.values)
        self._settle()

    def _fill(self, values: Mapping[str, Any], over: str = "") -> None:
        """Fill blanks only; nothing typed is replaced, but ``over`` is put into its usual form."""
        filled = False
        for name, value in values.items():
            cell = self._cells.get(name)
            if cell is None or is_blank(value):
                continue
            now = cell.editor.value()
            if (name == over and now != value) or (name != over and is_blank(now)):
                cell.editor.set_value(value)
                filled = True
        if filled:
            self.changed.emit()

    def _settle(self) -> None:
        """Show the columns that matter for what stands in the row now."""
        values = self.values()
        hidden = needless(self.rows.name, values, self.context.today())
        named = labels(self.rows.name, values)
        for name, cell in self._cells.items():
            cell.setHidden(name in hidden)
            cell.set_label(named.get(name, cell.field.label))
        if hidden != self._needless:
            self._needless = hidden
            self.restructured.emit()

    def _asked(self) -> Iterator[FieldCell]:
        """The cells that matter for this row."""
        return (c for name, c in self._cells.items() if name not in (self._needless or ()))


class CardRow(RowFrame):
    """A card: closed, it is one line that says who; open, a grid of fields.

    The fields are built when the card is first opened.
    """

    def __init__(
        self,
        rows: Field,
        columns: Sequence[Field],
        context: FormContext,
        values: Mapping[str, Any],
        *,
        opened: bool = True,
    ) -> None:
        super().__init__(rows, columns, context, values, opened=opened)
        self.setProperty("role", "card")
        self._arrow = _button("right", "展开或收起")
        self._arrow.clicked.connect(self.toggle)
        self._title = ElidedLabel()
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._title.setProperty("role", "heading")
        self._about = ElidedLabel()
        self._about.setProperty("role", "muted")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(theme.px(6), theme.px(4), theme.px(6), theme.px(4))
        head.setSpacing(theme.px(6))
        head.addWidget(self._arrow)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        for button in self._buttons.values():
            head.addWidget(button)
        self._body = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._body)
        self._body.hide()
        self.setFocusProxy(self._arrow)
        self._index = 0
        if opened:
            self.open()

    @property
    def is_open(self) -> bool:
        """Whether the fields are in sight."""
        return not self._body.isHidden()

    def toggle(self) -> None:
        """Open the closed card, close the open one."""
        if self.is_open:
            self._body.hide()
            self._arrow.setIcon(icon("right"))
            self.number(self._index, 0)
        else:
            self.open()
            self.first().setFocus()
        self.restructured.emit()

    def open(self) -> None:
        """Show the fields."""
        if not self._cells:
            grid = GridFlow(
                self._body, gap=theme.px(14), line_gap=theme.px(8), unit=theme.px(188), most=4
            )
            side = theme.px(14)
            grid.setContentsMargins(side, theme.px(2), side, theme.px(12))
            self._build(grid)
        self._body.show()
        self._arrow.setIcon(icon("down"))
        self._say()

    def reveal(self, column: str) -> FieldCell | None:
        """Open the card for ``column``."""
        if not self.is_open:
            self.open()
        cell = self._cells.get(column)
        if cell is not None:
            cell.show()
        return cell

    def first(self) -> QWidget:
        """The first field of an open card that is empty, or the first; the arrow of a closed one."""
        if not self.is_open:
            return self._arrow
        shown = list(self._asked())
        blank = (c for c in shown if c.field.required and is_blank(c.editor.value()))
        return next((c.editor.first() for c in (*blank, *shown)), self._arrow)

    def stops(self) -> Iterator[QWidget]:
        """A closed card is one halt."""
        if self.is_open:
            yield from super().stops()
        else:
            yield self._arrow

    def focusable(self) -> Iterator[QWidget]:
        """The arrow first."""
        yield self._arrow
        yield from super().focusable()

    def number(self, index: int, count: int) -> None:
        """Say which row this is."""
        if count:
            super().number(index, count)
        self._index = index
        self._say()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show other values."""
        super().set_values(values)
        self._say()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the head opens and closes."""
        if self._head.geometry().contains(event.position().toPoint()):
            self.toggle()
            event.accept()
        else:
            super().mousePressEvent(event)

    def _typed(self, name: str) -> None:
        super()._typed(name)
        self._say()

    def _settle(self) -> None:
        super()._settle()
        self._say()

    def _place(self, layout: LineLayout, column: Field, cell: FieldCell) -> None:
        span = 4 if column.kind in WIDE else 1
        long = column.kind is Kind.TEXT and (column.weight > 1 or column.max_length == LONG)
        if column.kind is Kind.BOOL or long:
            span = 2
        layout.add(cell, weight=span)

    def _say(self) -> None:
        values = self.values()
        name = summary(self.rows, values)
        self._title.setText(name or f"{self.rows.label} {self._index + 1}")
        self._about.setText(
            " · ".join(details(self.rows, values, self.context.read, short=self.is_open))
        )


class LineRow(RowFrame):
    """One line of a table; labels stand over the first line, or over all where lines break."""

    def __init__(
        self,
        rows: Field,
        columns: Sequence[Field],
        context: FormContext,
        values: Mapping[str, Any],
        *,
        opened: bool = True,
    ) -> None:
        super().__init__(rows, columns, context, values, opened=opened)
        self._index = 0
        self._order = QLabel()
        self._order.setProperty("role", "muted")
        self._order.setFixedWidth(theme.px(20))
        self._order.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        body = QWidget()
        self._line = LineLayout(body, gap=theme.px(8), line_gap=theme.px(6))
        self._build(self._line)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(4))
        line.addWidget(self._order, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(body, 1)
        for button in self._buttons.values():
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)

    def number(self, index: int, count: int) -> None:
        """Say which line this is."""
        super().number(index, count)
        self._index = index
        self._order.setText(str(index + 1))
        self._head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A broken line needs its labels."""
        super().resizeEvent(event)
        self._head()

    def _place(self, layout: LineLayout, column: Field, cell: FieldCell) -> None:
        least = theme.px(cell.editor.least_width)
        layout.add(cell, weight=max(column.weight, 1) * least, at_least=least)

    def _head(self) -> None:
        needed = sum(theme.px(c.editor.least_width) + theme.px(8) for c in self._cells.values())
        broken = needed > self.width() - theme.px(130)
        for cell in self._cells.values():
            cell.show_label(self._index == 0 or broken)


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setIconSize(QSize(theme.px(16), theme.px(16)))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
