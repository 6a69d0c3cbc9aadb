"""A short list of dated entries beside a person: see them, add, correct, take away.

How a page uses it::

    section = DatedRows(
        "管理类别", CONTROL_CHANGE, ("control_class", "from_on", "reason"), tools,
        load=lambda: persons.rows(uid, "control_change"),
        add=lambda values: persons.add_row(uid, "control_change", values),
        edit=lambda row_uid, values: persons.edit_row("control_change", row_uid, values),
        remove=lambda row_uid: persons.remove_row("control_change", row_uid),
        scope=f"corrections.control_change/{uid}",
        empty="还没有确定管理类别。",
    )

Keys in the list: Enter corrects, Insert adds, Delete takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.forms.definition import Field, Form, Problem, Values
from app.forms.display import show
from app.services.veil import veiled_as
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.editors import FormContext
from app.ui.reading_tables import choose_lines, only_read
from app.ui.shortcuts import bind

__all__ = ["DatedRows", "KeepsRows", "RowActions", "RowStep"]

MOST_LINES = 6

SHORT = 150
"""Pixels at 100 % up to which a column is shown whole: a day, a number, a name."""


class KeepsRows(Protocol):
    """A service that keeps lists of dated entries beside a person, each under a name."""

    def rows(self, uid: str, name: str, /) -> Sequence[dict[str, Any]]:
        """The entries of the person ``uid``."""

    def add_row(self, uid: str, name: str, values: dict[str, Any], /) -> Any:
        """One more."""

    def edit_row(self, name: str, row: str, values: dict[str, Any], /) -> Any:
        """Correct one."""

    def remove_row(self, name: str, row: str, /) -> Any:
        """Take one off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowActions:
    """What a service does with the entries; ``remove`` and ``edit`` may be missing."""

    load: Callable[[], Sequence[dict[str, Any]]]
    add: Callable[[dict[str, Any]], Any]
    edit: Callable[[str, dict[str, Any]], Any] | None = None
    remove: Callable[[str], Any] | None = None
    ask: Callable[[dict[str, Any], str | None], Sequence[Problem]] | None = None
    """What is to be looked at again before it is kept; the uid of a row that is corrected."""

    @classmethod
    def of(cls, service: KeepsRows, uid: str, name: str) -> RowActions:
        """What ``service`` does with the list ``name`` of one person."""
        return cls(
            load=lambda: service.rows(uid, name),
            add=lambda values: service.add_row(uid, name, values),
            edit=lambda row, values: service.edit_row(name, row, values),
            remove=lambda row: service.remove_row(name, row),
        )


@dataclass(frozen=True, slots=True)
class RowStep:
    """Something more to do with the entry under the cursor, as a button of the list."""

    words: str
    act: Callable[[dict[str, Any]], None]
    fits: Callable[[dict[str, Any]], bool] = lambda _: True


class DatedRows(QFrame):
    """The widget; ``changed`` after anything was saved, ``selected`` with the uid under the cursor.

    ``flagged`` says of which rows there is something to say: uid → word before its first column,
    and the tip that tells it whole.
    """

    changed = Signal()
    selected = Signal(str)

    def __init__(
        self,
        title: str,
        form: Form,
        columns: Sequence[str | Field],
        tools: DeskTools,
        actions: RowActions,
        *,
        scope: str,
        empty: str,
        fresh: Callable[[], Values] = dict,
        context: FormContext | None = None,
        steps: Sequence[RowStep] = (),
        flagged: Callable[[], Mapping[str, tuple[str, str]]] = dict,
    ) -> None:
        super().__init__()
        self._flagged = flagged
        self.setProperty("role", "card")
        self._title, self._form, self._tools, self._actions = title, form, tools, actions
        self._fields = [c if isinstance(c, Field) else form.field(c) for c in columns]
        self._scope, self._fresh, self._context = scope, fresh, context
        self._rows: list[dict[str, Any]] = []
        self._closed = False
        self._keys = ""
        self.new = QPushButton("新增")
        self.new.setProperty("role", "link")
        self.new.clicked.connect(self.add)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self._empty = QLabel(empty)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self.table = self._table()
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        self.steps = {step.words: self._step_button(step) for step in steps}
        self._fits = {step.words: step.fits for step in steps}
        for button in self.steps.values():
            head.addWidget(button)
        head.addWidget(self.new)
        layout = QVBoxLayout(self)
        side = theme.px(12)
        layout.setContentsMargins(side, theme.px(8), side, theme.px(10))
        layout.setSpacing(theme.px(6))
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.table)
        layout.addStretch(1)  # beside a longer list the heads stay level
        self.table.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())
        tools.when_unveiled(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the entries again."""
        self._rows = list(self._actions.load())
        table = self.table
        table.setRowCount(len(self._rows))
        flags = self._flagged()
        for line, row in enumerate(self._rows):
            flag, tip = flags.get(row.get("uid", ""), ("", ""))
            for place, field in enumerate(self._fields):
                words = show(field, row.get(field.name)).replace("\n", " ")
                words = self._tools.read(veiled_as(field), words)
                item = QTableWidgetItem(f"【{flag}】{words}" if flag and not place else words)
                item.setToolTip(tip or words)
                table.setItem(line, place, item)
        if self._rows and table.currentRow() < 0:
            table.setCurrentCell(self._newest(), 0)
        self._offer_steps()
        self._empty.setVisible(not self._rows)
        table.setVisible(bool(self._rows))
        self._fit()

    def _newest(self) -> int:
        """The line of the newest entry, whichever way the list runs."""
        for field in self._fields:
            first, last = self._rows[0].get(field.name), self._rows[-1].get(field.name)
            if isinstance(first, date) and isinstance(last, date):
                return 0 if first > last else len(self._rows) - 1
        return len(self._rows) - 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may cut the last column, or leave it room again."""
        super().resizeEvent(event)
        self._fit()

    def only_read(self, why: str) -> None:
        """Nothing can be added, corrected or taken away, and the mouse is told why; "" allows it."""
        self._closed = bool(why)
        for button in (self.new, *self.steps.values()):
            button.setEnabled(not why)
            button.setToolTip(why)
        self.table.setToolTip(why or self._keys)
        if not why:
            self._offer_steps()

    def _fit(self) -> None:
        """High enough for the lines and, where they are wider than the card, for the bar below.

        The last column takes the room there is; a short one, a day or a number, is never cut for it.
        """
        table, bar = self.table, self.table.horizontalScrollBar()
        head, last = table.horizontalHeader(), table.columnCount() - 1
        wide = max(table.sizeHintForColumn(last), head.sectionSizeHint(last))
        before = sum(head.sectionSize(column) for column in range(last))
        cut = before + wide > table.viewport().width()
        head.setStretchLastSection(not (cut and wide <= theme.px(SHORT)))
        lines = min(len(self._rows), MOST_LINES)
        height = table.horizontalHeader().sizeHint().height() + lines * theme.px(32)
        height += bar.sizeHint().height() if bar.maximum() > 0 else 0
        table.setFixedHeight(height + 2 * table.frameWidth() + 2)

    def add(self) -> None:
        """Ask for a new entry."""
        if not self._closed and self._tools.fill(
            self,
            self._form,
            self._actions.add,
            scope=f"{self._scope}/new",
            values=self._fresh(),
            context=self._context,
            ask=self._asking(None),
        ):
            self._saved()

    def correct(self) -> None:
        """Open the entry under the cursor."""
        row = self.current()
        edit = self._actions.edit
        if row is None or edit is None or self._closed:
            return
        uid = row["uid"]
        if self._tools.fill(
            self,
            self._form,
            lambda values: edit(uid, values),
            scope=f"{self._scope}/{uid}",
            title=f"更正：{self._form.title}",
            values=row,
            context=self._context,
            ask=self._asking(uid),
        ):
            self._saved()

    def take_away(self) -> None:
        """Ask, then take the entry under the cursor away."""
        row = self.current()
        remove = self._actions.remove
        if row is None or remove is None or self._closed:
            return
        words = "  ".join(
            self._tools.read(veiled_as(field), show(field, row.get(field.name)))
            for field in self._fields[:3]
        )
        if dialogs.ask(
            self,
            f"删除这条{self._title}？",
            f"{words}\n删除后在“文件”菜单的“回收站”里可以找回。",
            yes="删除",
            careful=True,
        ) and self._tools.attempt(self, lambda: remove(row["uid"])):
            self._saved()

    def _asking(self, uid: str | None) -> Callable[[dict[str, Any]], Sequence[Problem]] | None:
        ask = self._actions.ask
        return None if ask is None else lambda values: ask(values, uid)

    def _step_button(self, step: RowStep) -> QPushButton:
        button = QPushButton(step.words)
        button.setProperty("role", "link")

        def act() -> None:
            if (row := self.current()) is not None:
                step.act(row)

        button.clicked.connect(act)
        return button

    def _offer_steps(self) -> None:
        """Only what fits the entry under the cursor can be pressed."""
        row = self.current()
        for words, button in self.steps.items():
            button.setVisible(bool(self._rows))
            fits = row is not None and self._fits[words](row)
            button.setEnabled(fits and not self._closed)
        self.selected.emit(self.chosen())

    def select(self, uid: str) -> None:
        """Put the cursor on an entry."""
        for line, row in enumerate(self._rows):
            if row["uid"] == uid:
                self.table.setCurrentCell(line, 0)

    def chosen(self) -> str:
        """The uid of the entry under the cursor; empty where there is none."""
        row = self.current()
        return str(row.get("uid", "")) if row is not None else ""

    def current(self) -> dict[str, Any] | None:
        """The entry under the cursor, or ``None``."""
        line = self.table.currentRow()
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def _saved(self) -> None:
        self.reload()
        self.changed.emit()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(self._fields))
        table.setHorizontalHeaderLabels([field.label for field in self._fields])
        choose_lines(table)
        only_read(table, height=32)
        table.setShowGrid(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        table.doubleClicked.connect(lambda _: self.correct())
        table.itemSelectionChanged.connect(self._offer_steps)
        for key, act in (
            (Qt.Key.Key_Return, self.correct),
            (Qt.Key.Key_Enter, self.correct),
            (Qt.Key.Key_Insert, self.add),
            (Qt.Key.Key_Delete, self.take_away),
        ):
            bind(table, key, act)
        hints = ["回车更正"] if self._actions.edit else []
        hints += ["Insert 新增"]
        hints += ["Delete 删除"] if self._actions.remove else []
        self._keys = "，".join(hints)
        table.setToolTip(self._keys)
        return table
