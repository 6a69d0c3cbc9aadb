"""A paper as an entry form: the lines of a ``Form`` from top to bottom, as on the printed page.

How a page uses it::

    view = FormView(ACCEPTANCE, FormContext(today=desk.today, people=find_people))
    view.set_values(values)                      # Python values, as forms.values.from_plain gives
    view.keep_drafts(desk.drafts, "mediation.acceptance/new", "受理登记表")
    ...
    if view.readable():                          # marks what cannot be read as a date or a number
        try:
            service.accept(view.values(), own=view.own())
        except Rejected as rejected:
            view.mark(rejected.problems)         # red under each field, and a bar that jumps
        else:
            view.saved()                         # the draft goes, the form counts as unchanged

``changed`` is sent for whatever the clerk does, never for ``set_values``; ``dirty`` says whether
anything was done since the last ``set_values`` or ``saved``. Fields kept off the screen and keys
the form does not know travel through ``set_values`` → ``values`` untouched.

Facts of the case carry a small switch 本案共用/只改本文书; ``own`` names those set apart. A form of
its own, outside any case, says ``shared_facts=False``.

Keys: Enter goes to the next field (in long text it begins a paragraph, there Ctrl+Enter goes on),
Tab and Shift+Tab as usual, F1 explains the field. In a repeated row nothing else is needed: the
button after the last row adds one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.days import short_day
from app.forms.definition import Field, Form, Problem, Values
from app.forms.values import empty, from_plain, is_blank, to_plain
from app.ui import theme
from app.ui.autosave import Autosave, Drafts
from app.ui.editors import FieldCell, FormContext, PersonHit, RowsEditor
from app.ui.editors.relevance import tell
from app.ui.form_bars import HelpBubble, HintStrip, NoticeBar, ProblemBar
from app.ui.form_page import FormPage

__all__ = ["FormView"]


class FormView(QWidget):
    """The widget; see the module for its use."""

    changed = Signal()
    person_picked = Signal(str, object)
    draft_kept = Signal(datetime)

    def __init__(self, form: Form, context: FormContext, *, shared_facts: bool = True) -> None:
        super().__init__()
        self.form = form
        self.context = context
        self.page = FormPage(form, context, shared_facts=shared_facts)
        self._cells = self.page.fields
        self._kept: dict[str, Any] = {}
        self._told: tuple[Values, Values] = ({}, {})  # from the records, and how it read on screen
        self._autosave: Autosave | None = None
        self._dirty = False
        self._quiet = False
        self._here: FieldCell | None = None
        self.problem_bar = ProblemBar()
        self.notice = NoticeBar()
        self.hint_strip = HintStrip()
        self.bubble = HelpBubble(self)
        self.problem_bar.jump.connect(self._jump)
        self.page.changed.connect(self._changed)
        self.page.left.connect(self._left)
        self.page.entered.connect(self._entered)
        self.page.picked.connect(self._picked)
        self._frame()
        for cell in self._cells.values():
            if not isinstance(cell.editor, RowsEditor):  # rows are dear: they wait to be seen
                cell.editor.set_value(empty(cell.field))
        self.page.refresh(self.values())

    # -- values ---------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Everything the form holds, as Python values."""
        return {**self._kept, **{name: c.editor.value() for name, c in self._cells.items()}}

    def set_values(self, values: Values) -> None:
        """Show ``values``; fields they do not name begin with their default."""
        self._kept = dict(values)
        with self._silence():
            for name, cell in self._cells.items():
                value = values[name] if name in values else empty(cell.field)
                cell.editor.set_value(value)
                cell.mark("")
            for cell in self._cells.values():
                if cell.field.name in TELLING:
                    self._note(cell)
        self.problem_bar.say([])
        self._dirty = False
        self._told = (dict(values), self.values())
        self.page.refresh(self.values())
        self.retab()

    def renew(self, values: Values) -> None:
        """Show what the records say by now; what was typed here since stays.

        A form that waits behind another tab would put back with its next save what was changed there.
        """
        before, shown = self._told[0], dict(self._told[1])
        here = self.values()
        with self._silence():
            for name, cell in self._cells.items():
                news = name in values and values[name] != before.get(name)
                if news and here[name] == shown.get(name):
                    cell.editor.set_value(values[name])
                    shown[name] = cell.editor.value()
                    if name in TELLING:
                        self._note(cell)
        self._kept.update(values)
        self._told = (dict(values), shown)
        self.page.refresh(self.values())
        self.retab()

    def put(self, name: str, value: Any) -> None:
        """Fill one field as if the clerk had done it."""
        self._cells[name].editor.set_value(value)
        self._changed(self._cells[name])

    def own(self) -> frozenset[str]:
        """The facts set apart for this paper (只改本文书)."""
        return frozenset(name for name, cell in self._cells.items() if cell.own)

    def set_own(self, names: frozenset[str]) -> None:
        """Show which facts are set apart."""
        with self._silence():
            for name, cell in self._cells.items():
                cell.set_own(name in names)

    @property
    def dirty(self) -> bool:
        """Whether something was typed since the last save."""
        return self._dirty

    def saved(self) -> None:
        """What stands here is kept: the draft goes, the problems go."""
        self._dirty = False
        self._told = (self.values(), self.values())
        self.clear_marks()
        self.notice.clear()
        if self._autosave is not None:
            self._autosave.drop()

    def set_read_only(self, read_only: bool) -> None:
        """Look, do not touch; words stay selectable."""
        for cell in self._cells.values():
            cell.editor.set_read_only(read_only)
            if cell.switch is not None:
                cell.switch.setEnabled(not read_only)

    # -- problems -------------------------------------------------------------------------------

    def readable(self) -> bool:
        """Whether everything typed can be read; what cannot is marked as by ``mark``."""
        here = self._here
        if here is not None and here.field.name in TELLING and here in self._cells.values():
            self._tell(here)  # it was not left: what stands under it speaks of what it held before
        found = [
            Problem(name, _about(self.form.field(name), complaint))
            for name, cell in self._cells.items()
            if (complaint := cell.editor.complaint())
        ]
        if found:
            self.mark(found)
        return not found

    def mark(self, problems: Sequence[Problem]) -> None:
        """Say under each field what is wrong and lead the keyboard to the first."""
        self.clear_marks()
        for problem in problems:
            cell = self.page.cell_of(problem)
            if cell is not None and not cell.message:
                cell.mark(problem.message)
        self.problem_bar.say(problems)
        self.retab()
        if problems:
            self._jump(problems[0])
            QTimer.singleShot(0, self, self._bring_into_sight)  # once the words have their room

    def clear_marks(self) -> None:
        """Nothing is wrong (any more)."""
        for cell in self.cells():
            cell.mark("")
        self.problem_bar.say([])

    def go_to(self, name: str, row: int | None = None, column: str = "") -> bool:
        """Bring a field into sight and give it the keyboard; false when it is not on screen."""
        return self._jump(Problem(name, "", row=row, column=column))

    # -- drafts ---------------------------------------------------------------------------------

    def keep_drafts(self, drafts: Drafts, scope: str, title: str) -> bool:
        """Keep what is typed every ten seconds and when a field is left.

        Where an earlier draft waits it is shown at once, with a bar to give it up; returns
        whether that was so.
        """
        self._autosave = Autosave(
            self, drafts, scope, title, plain=self._plain, busy=self.context.busy
        )
        self._autosave.kept.connect(self.draft_kept)
        draft = self._autosave.find()
        if draft is None:
            return False
        before, told = self.values(), self._told
        own = self.own()
        plain = dict(draft.values)
        drafted_own = frozenset(plain.pop(OWN, ()))
        self.set_values({**before, **from_plain(self.form, plain)})
        self.set_own(drafted_own)
        self._dirty, self._told = True, told
        when = draft.saved_at

        def give_up() -> None:
            self.set_values(before)
            self.set_own(own)
            self.saved()

        self.notice.say(
            f"找回了 {short_day(when)} {when:%H:%M} 没有保存的内容，请核对后保存。",
            ("不要了，用已保存的内容", give_up),
        )
        return True

    def keep_now(self) -> None:
        """Keep the draft at once, as before the program locks."""
        if self._autosave is not None:
            self._autosave.flush()

    def _plain(self) -> dict[str, Any]:
        plain = to_plain(self.form, self.values())
        return {**plain, OWN: sorted(self.own())} if self.own() else plain

    # -- building -------------------------------------------------------------------------------

    def _frame(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "plain")
        centre = QVBoxLayout(inner)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addWidget(self.page)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.notice)
        layout.addWidget(self.problem_bar)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(self.hint_strip)

    # -- what the clerk does ------------------------------------------------------------------

    def cells(self) -> Iterator[FieldCell]:
        """Every cell, those of repeated rows after the cell of their list."""
        return self.page.cells()

    def cell(self, name: str) -> FieldCell:
        """The cell of the field called ``name``; ``KeyError`` when it is not on screen."""
        return self._cells[name]

    def retab(self) -> None:
        """Let Tab follow the order of reading."""
        self.page.retab()

    def next_field(self) -> None:
        """Go where Enter leads from the field that has the keyboard."""
        if (stop := self.page.next_stop()) is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextChild()

    def focus_first(self) -> None:
        """Begin where the paper begins."""
        if (stop := self.page.first_stop()) is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, F1 explains."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = QApplication.focusWidget()
            press = getattr(focus, "click", None)
            if press is not None and not getattr(focus, "isCheckable", bool)():
                press()
            else:
                self.next_field()
            event.accept()
        elif event.key() == Qt.Key.Key_F1 and self._here is not None:
            self.bubble.explain(self._here)
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self.bubble.isVisible():
            self.bubble.hide()
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low form keeps its lines for the fields."""
        super().resizeEvent(event)
        self.hint_strip.make_room(low=self.height() < theme.px(LOW))

    def event(self, event: QEvent) -> bool:
        """F1 belongs to the field while one has the keyboard, not to the help menu."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F1
            and self._here is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def _changed(self, cell: FieldCell) -> None:
        if self._quiet:
            return
        self._dirty = True
        if cell.message:
            cell.mark("")
            self.problem_bar.forget(cell.field.name)
        self.page.refresh(self.values())
        if self._autosave is not None:
            self._autosave.touch()
        self.changed.emit()

    def _left(self, cell: FieldCell) -> None:
        self.bubble.hide()
        if not isinstance(cell.editor, RowsEditor):
            complaint = cell.editor.complaint()
            cell.mark(complaint)
            self._tell(cell)
        if self._autosave is not None:
            self._autosave.flush()

    def _tell(self, cell: FieldCell) -> None:
        """Let a value fill the blanks it tells about (F36)."""
        told = tell(cell.field.name, self.values(), self.context.today())
        cell.note(told.note, warn=told.warn)
        for name, value in told.values.items():
            other = self._cells.get(name)
            if other is None or is_blank(value):
                continue
            now = other.editor.value()
            if is_blank(now) or (other is cell and now != value):
                other.editor.set_value(value)
                self._note(other)
                self._changed(other)

    def _note(self, cell: FieldCell) -> None:
        if not isinstance(cell.editor, RowsEditor):
            told = tell(
                cell.field.name,
                {cell.field.name: cell.editor.value()} | self._kinds(),
                self.context.today(),
            )
            cell.note(told.note, warn=told.warn)

    def _kinds(self) -> dict[str, Any]:
        kind = self._cells.get("id_kind")
        return {"id_kind": kind.editor.value()} if kind is not None else {}

    def _entered(self, cell: FieldCell) -> None:
        if self._here is not None and self._here is not cell:
            self._here.editor.on_leave()  # a list still open has swallowed the news of leaving
        self._here = cell
        self.hint_strip.say(cell.field, cell.editor.hint())
        self._bring_into_sight()

    def _picked(self, name: str, hit: PersonHit) -> None:
        for column, value in hit.values.items():
            cell = self._cells.get(column)
            if cell is not None and is_blank(cell.editor.value()):
                self.put(column, value)
        self.person_picked.emit(name, hit)

    def _jump(self, problem: Problem) -> bool:
        cell = self.page.cell_of(problem)
        if cell is None:
            return False
        cell.editor.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self._bring_into_sight()
        return True

    def _bring_into_sight(self) -> None:
        """Scroll to what has the keyboard, with its label and what is said under it."""
        focus = QApplication.focusWidget()
        if focus is not None and self.page.isAncestorOf(focus):
            self.scroll_area.ensureWidgetVisible(focus, 0, theme.px(44))

    @contextmanager
    def _silence(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _about(field: Field, complaint: str) -> str:
    """What is said under a field, for where it does not stand beside the words."""
    return complaint if field.label in complaint else f"“{field.label}”{complaint}"


LOW = 300
"""Pixels at 100 % below which a form has no line to spare."""

TELLING = frozenset({"id_number", "guardian_id_number", "credit_code", "birth_date"})
"""Fields whose value says something under them as soon as it is shown."""

OWN = "#own"
"""Where a draft remembers the facts set apart; no field is called so."""
