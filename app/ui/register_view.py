"""A register on screen: table, filter bar, keyboard, and what to do when there is nothing yet.

How a page uses it::

    register = RegisterView(
        (Column(title="案号", text=lambda c: c.number, sort="number"), …),
        fetch,                                   # see Fetch: one page of rows, and the total
        filters=(Filter("state", "状态", (("open", "调解中"), ("closed", "已结案"))),),
        empty="还没有调解案件。按 Ctrl+N 新建第一件。",
    )
    register.opened.connect(lambda case: self.open_case(case.uid))
    register.refresh()                           # after anything changed

``columns_of`` makes the columns from a ``Register`` of the forms. The line for words arrives in
``filters["text"]``; each ``Filter`` under its own name. Rows are whatever ``fetch`` returns.

Keys: Enter or a double click opens; ``/`` or Ctrl+F goes to the filter; there Down or Enter goes
back to the rows and Escape clears it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.icons import icon
from app.ui.layouts import LineLayout, left_and_right
from app.ui.preferences import Preferences
from app.ui.register_model import Column, Fetch, RegisterModel, columns_of
from app.ui.register_table import EmptyState, RegisterTable

__all__ = ["Column", "Fetch", "Filter", "RegisterModel", "RegisterView", "columns_of"]

REST = 180
"""Milliseconds of rest in typing before the register is narrowed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A list in the filter bar; the first entry, everything, is added by itself."""

    name: str
    label: str
    options: Sequence[tuple[Any, str]]
    chosen: Any = None


class RegisterView(QWidget):
    """The widget; see the module for its use. ``opened`` and ``selected`` carry the row."""

    opened = Signal(object)
    selected = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch,
        *,
        filters: Sequence[Filter] = (),
        searchable: bool = True,
        empty: str = "还没有记录。",
        empty_action: tuple[str, Callable[[], None]] | None = None,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.model = RegisterModel(columns, fetch, busy=busy, parent=self)
        self.table = RegisterTable(self.model)
        self.search = QLineEdit()
        self.bar_actions = QHBoxLayout()
        self._combos: dict[str, QComboBox] = {}
        self._empty = EmptyState(empty, empty_action)
        self._empty.clear_asked.connect(self.clear_filters)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._narrow)
        self._menu_actions: list[QAction] = []
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar(filters, searchable=searchable))
        layout.addWidget(body, 1)
        self._connect()

    # -- for the page -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again; the line under the cursor stays where it is, and so does the keyboard.

        While nothing is under the cursor a page's buttons are off, and Qt hands the keyboard on to
        whatever comes next: the next Enter would press another button.
        """
        holder = QApplication.focusWidget()
        here = holder is not None and holder.window() is self.window()
        at = self.table.currentIndex()
        top = self.table.verticalScrollBar().value()
        self.model.refresh()
        if self.model.total:
            row = min(max(at.row(), 0), self.model.total - 1)
            self.table.setCurrentIndex(self.model.index(row, max(at.column(), 0)))
            self.table.verticalScrollBar().setValue(top)
        if holder is None or not here:
            return
        if not shiboken6.isValid(holder):  # what shows the row was made anew, its buttons with it
            self.table.setFocus()
        elif not holder.hasFocus():
            (holder if holder.isEnabled() and holder.isVisible() else self.table).setFocus()

    def current(self) -> Any:
        """The row under the cursor, or ``None``."""
        return self.model.row(self.table.currentIndex().row())

    @property
    def has_rows(self) -> bool:
        """Whether anything is listed."""
        return self.model.total > 0

    def set_filter(self, name: str, value: Any) -> None:
        """Choose in the filter bar as the clerk would; ``text`` is the line for words."""
        if name == "text":
            self.search.setText(value or "")
        else:
            combo = self._combos[name]
            combo.setCurrentIndex(max(combo.findData(value), 0))
        self._narrow()

    def filters(self) -> dict[str, Any]:
        """What the filter bar says now, as ``fetch`` is told it."""
        return self._filters()

    def clear_filters(self) -> None:
        """Show everything."""
        self.search.clear()
        for combo in self._combos.values():
            combo.setCurrentIndex(0)
        self._narrow()
        self.table.setFocus()

    def add_row_action(self, words: str, act: Callable[[Any], None], shortcut: str = "") -> QAction:
        """Offer ``act`` for the row under the cursor, in its context menu and by ``shortcut``."""
        action = QAction(words, self)
        if shortcut:
            action.setShortcut(shortcut)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._act(act))
        self.table.addAction(action)
        self._menu_actions.append(action)
        return action

    def keep_layout(self, preferences: Preferences, name: str) -> None:
        """Remember the widths of the columns under ``name``."""
        header = self.table.horizontalHeader()
        if kept := preferences.layout(f"register.{name}"):
            header.restoreState(kept)
        header.sectionResized.connect(
            lambda: preferences.keep_layout(f"register.{name}", header.saveState())
        )

    # -- inside -------------------------------------------------------------------------------------

    def _bar(self, filters: Sequence[Filter], *, searchable: bool) -> LineLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.search.setPlaceholderText("在本页查找（按 /）")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(theme.px(96))
        self.search.setMaximumWidth(theme.px(300))
        bar.addWidget(self.search, 2)
        if not searchable:
            self.search.hide()
        for one in filters:
            label = QLabel(one.label)
            label.setProperty("role", "muted")
            combo = QComboBox()
            combo.addItem("全部", None)
            for value, words in one.options:
                combo.addItem(words, value)
            combo.setCurrentIndex(max(combo.findData(one.chosen), 0))
            combo.currentIndexChanged.connect(lambda _: self._narrow())
            label.setBuddy(combo)
            self._combos[one.name] = combo
            bar.addWidget(label)
            bar.addWidget(combo)
        bar.addWidget(self._count)
        bar.addStretch(1)
        return left_and_right(bar, self.bar_actions, gap=theme.px(8), line_gap=theme.px(6))

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _: self._rest.start())
        self.search.textChanged.connect(lambda text: None if text else self._rest.start())
        self.search.installEventFilter(self)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(lambda _: self._open())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().currentRowChanged.connect(
            lambda *_: self.selected.emit(self.current())
        )
        self.model.counted.connect(self._counted)
        self._usual = self._filters()
        self.model.narrow(self._usual)

    def _filters(self) -> dict[str, Any]:
        chosen = {name: combo.currentData() for name, combo in self._combos.items()}
        return {"text": self.search.text().strip(), **chosen}

    def _narrow(self) -> None:
        self._rest.stop()
        self.model.narrow(self._filters())
        if self.model.total:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.scrollToTop()

    def _counted(self, total: int) -> None:
        self._count.setText(f"共 {total:,} 条")
        self._count.setVisible(total > 0)
        # what a page narrows by from the start is not what the clerk asked for
        self._empty.say(filtered=self._filters() != self._usual)
        self._stack.setCurrentIndex(0 if total else 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on: into the rows, or where there are none to what can be done.

        No focus proxy: to Qt a widget with one is a single stop of Tab, which then passes over the
        filters, and stays for ever before a table that is not shown.
        """
        super().focusInEvent(event)
        inner = self._inner()
        if inner is not None:
            inner.setFocus(event.reason())

    def _inner(self) -> QWidget | None:
        if self.model.total:
            return self.table
        searching = None if self.search.isHidden() else self.search
        return self._empty.button() or searching or next(iter(self._combos.values()), None)

    def _open(self) -> None:
        if (row := self.current()) is not None:
            self.opened.emit(row)

    def _act(self, act: Callable[[Any], None]) -> None:
        if (row := self.current()) is not None:
            act(row)

    def _menu(self, at: QPoint) -> None:
        if self.current() is None:
            return
        menu = QMenu(self)
        menu.addAction("打开", self._open)
        menu.addActions(self._menu_actions)
        menu.exec(self.table.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the table and of the filter line."""
        if isinstance(event, QKeyEvent):
            find = event.key() == Qt.Key.Key_F and event.modifiers() == CONTROL
            if event.type() == QEvent.Type.ShortcutOverride:
                if find and watched is self.table:  # the window's own search box waits
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.KeyPress:
                keys = self._table_key if watched is self.table else self._search_key
                if keys(event.key(), find=find):
                    return True
        return super().eventFilter(watched, event)

    def _table_key(self, key: int, *, find: bool) -> bool:
        if key in ENTER:
            self._open()
        elif (key == Qt.Key.Key_Slash or find) and not self.search.isHidden():
            self.search.setFocus()
            self.search.selectAll()
        else:
            return False
        return True

    def _search_key(self, key: int, *, find: bool) -> bool:
        if find:
            return False
        if key in {*ENTER, Qt.Key.Key_Down}:
            self._narrow()
            self.table.setFocus()
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self._narrow()
        else:
            return False
        return True


ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
CONTROL = Qt.KeyboardModifier.ControlModifier
