"""The lines of a form as widgets, and the ways the keyboard takes through them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from app.forms.definition import VALUELESS, Field, Form, Problem, Values
from app.ui import theme
from app.ui.editors import SHOWN, FieldCell, FormContext, RowsEditor, Shown, make_editor
from app.ui.editors.people import PersonEditor
from app.ui.layouts import LineLayout

__all__ = ["FormPage"]

PAGE_WIDTH = 1040
"""Pixels at 100 %: lines wider than this are hard to follow."""

SWITCH_WIDTH = 170
"""A label with its 本案共用 needs this much."""


class FormPage(QFrame):
    """One cell for every field on screen, laid out line by line."""

    changed = Signal(object)
    left = Signal(object)
    entered = Signal(object)
    picked = Signal(str, object)

    def __init__(self, form: Form, context: FormContext, *, shared_facts: bool) -> None:
        super().__init__()
        self.form = form
        self.fields: dict[str, FieldCell] = {}
        self._context = context
        self._shown: list[Shown] = []
        self.setProperty("role", "page")
        self.setMaximumWidth(theme.px(PAGE_WIDTH))
        page = QVBoxLayout(self)
        side = theme.px(18)
        page.setContentsMargins(side, theme.px(14), side, theme.px(18))
        page.setSpacing(theme.px(12))
        for row in form.rows:
            shown = [field for field in row if field.on_screen]
            if shown:
                line = LineLayout(gap=theme.px(16), line_gap=theme.px(10))
                for field in shown:
                    self._add(line, field, shared=shared_facts and field.fact)
                page.addLayout(line)
        page.addStretch(1)

    def cells(self) -> Iterator[FieldCell]:
        """Every cell, those of repeated rows after the cell of their list."""
        for cell in self.fields.values():
            yield cell
            if isinstance(cell.editor, RowsEditor):
                yield from cell.editor.cells()

    def cell_of(self, problem: Problem) -> FieldCell | None:
        """The cell a problem speaks of, opened so that it can be seen; ``None`` off the screen."""
        cell = self.fields.get(problem.field)
        if cell is not None and isinstance(cell.editor, RowsEditor) and problem.row is not None:
            return cell.editor.cell(problem.row, problem.column) or cell
        return cell

    def refresh(self, values: Values) -> None:
        """Bring fixed sentences and places for signatures up to date."""
        for label in self._shown:
            label.refresh(values)

    def retab(self) -> None:
        """Let Tab follow the order of reading."""
        before: QWidget | None = None
        for widget in self._halts():
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802
        """Tab takes the same way, also where Qt would lead from a text back to the list before it."""
        focus = QApplication.focusWidget()
        halts = [halt for halt in self._halts() if halt.isVisible() and halt.isEnabled()]
        here = halts.index(focus) if focus in halts else None
        if focus is None or here is None:
            return super().focusNextPrevChild(next)
        there = here + (1 if next else -1)
        beyond = None if 0 <= there < len(halts) else self._beyond(focus, forward=next)
        stop = beyond or halts[there % len(halts)]
        way = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stop.setFocus(way)
        return True

    def _beyond(self, last: QWidget, *, forward: bool) -> QWidget | None:
        """Where Tab leads out of the page."""
        found = last
        while near := found.nextInFocusChain() if forward else found.previousInFocusChain():
            found = near
            if found is last:
                break
            if found.focusProxy() is not None or self.isAncestorOf(found):
                continue
            takes_tab = found.isEnabled() and found.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes_tab and found.isVisible() and found.window() is self.window():
                return found
        return None

    def _halts(self) -> Iterator[QWidget]:
        for cell in self.fields.values():
            yield from cell.editor.focusable()

    def next_stop(self) -> QWidget | None:
        """Where Enter leads from the field that has the keyboard; ``None`` after the last."""
        focus = QApplication.focusWidget()
        stops = [stop for stop in self._stops() if stop.isVisible() and stop.isEnabled()]
        here = next((i for i, stop in enumerate(stops) if _within(focus, stop)), None)
        return stops[here + 1] if here is not None and here + 1 < len(stops) else None

    def first_stop(self) -> QWidget | None:
        """Where a paper begins."""
        return next(self._stops(), None)

    def _stops(self) -> Iterator[QWidget]:
        for cell in self.fields.values():
            yield from cell.editor.stops()

    def _add(self, line: LineLayout, field: Field, *, shared: bool) -> None:
        if field.kind in VALUELESS:
            label = SHOWN[field.kind](self.form, field)
            self._shown.append(label)
            line.add(label, weight=field.weight * 2, at_least=theme.px(320))
            return
        editor = make_editor(field, self._context)
        cell = FieldCell(editor, shared=shared)
        self.fields[field.name] = cell
        editor.changed.connect(lambda: self.changed.emit(cell))
        editor.left.connect(lambda: self.left.emit(cell))
        editor.entered.connect(lambda: self.entered.emit(cell))
        cell.own_toggled.connect(lambda _: self.changed.emit(cell))
        if isinstance(editor, RowsEditor):
            editor.cell_entered.connect(self.entered)
            editor.restructured.connect(self.retab)
        if isinstance(editor, PersonEditor):
            editor.picked.connect(lambda hit: self.picked.emit(field.name, hit))
        least = max(editor.least_width, SWITCH_WIDTH if shared else 0)
        line.add(cell, weight=field.weight * 2, at_least=theme.px(least))


def _within(widget: QWidget | None, stop: QWidget) -> bool:
    return widget is not None and (widget is stop or stop.isAncestorOf(widget))
