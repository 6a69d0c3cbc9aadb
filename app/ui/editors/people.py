"""A person's name, with the people this office already knows offered while it is typed (F38)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.forms.definition import Field, PersonRef
from app.ui import theme
from app.ui.editors.base import Editor, EnterGoesOn, FormContext, PersonHit

__all__ = ["PersonEditor"]

LIST_WIDTH = 420
"""Pixels at 100 % that tell two people of one name apart."""

PAUSE = 120
"""Milliseconds of rest in typing before the store is asked."""


class PersonEditor(Editor):
    """A name, and the card behind it once one was picked; value ``PersonRef``.

    ``picked`` carries the ``PersonHit``, so that a repeated row can fill in what is known. Typing
    on after a pick keeps the card only while the name stays the same.
    """

    picked = Signal(object)
    least_width = 170

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.line = QLineEdit()
        self.line.setMaxLength(field.max_length)
        self.tag = QLabel("已登记")
        self.tag.setProperty("role", "tag-good")
        self.tag.setToolTip("与本所已有的人员卡相连，资料不必重填")
        self.tag.hide()
        self._ref: PersonRef | None = None
        self._hits: Sequence[PersonHit] = ()
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.line)
        self._completer.popup().setProperty("role", "popup")
        EnterGoesOn(self._completer, self.line)
        self._completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]
        self._rest = QTimer(self, singleShot=True, interval=PAUSE)
        self._rest.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.line, 1)
        layout.addWidget(self.tag)
        self.watch(self.line)

    def value(self) -> PersonRef | None:
        """The name, with its card when there is one."""
        name = self.line.text().strip()
        if not name:
            return None
        return PersonRef(name, self._ref.uid if self._ref and self._ref.name == name else None)

    def set_value(self, value: Any) -> None:
        """Show ``value``, a ``PersonRef`` or a bare name."""
        ref = PersonRef(value) if isinstance(value, str) else value
        self._ref = ref
        self.line.setText(ref.name if ref else "")
        self.line.setCursorPosition(0)
        self._say()

    def set_read_only(self, read_only: bool) -> None:
        """The name stays selectable."""
        self.line.setReadOnly(read_only)

    def hint(self) -> str:
        """How to pick."""
        return "输入姓名或拼音首字母，已登记的人会列出，↓ 选择、回车确认"

    def first(self) -> QWidget:
        """The line."""
        return self.line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Down asks at once."""
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not self.line.isReadOnly()
        ):
            self._ask()
            return True
        return super().eventFilter(watched, event)

    def on_leave(self) -> None:
        """Nothing pops up after the clerk has gone on."""
        self._rest.stop()
        self._completer.popup().hide()

    def _typed(self) -> None:
        self._say()
        self.changed.emit()
        self._rest.start()

    def _ask(self) -> None:
        typed = self.line.text().strip()
        self._hits = self.context.people(self.field.name, typed)
        self._lines.setStringList([f"{hit.ref.name}  {hit.detail}".rstrip() for hit in self._hits])
        if self._hits and self.line.hasFocus():
            below = self.line.rect()
            below.setWidth(max(below.width(), theme.px(LIST_WIDTH)))
            self._completer.complete(below)
        else:
            self._completer.popup().hide()

    def _pick(self, index: QModelIndex) -> None:
        hit = self._hits[index.row()]
        self._ref = hit.ref
        self.line.setText(hit.ref.name)
        self._say()
        self.changed.emit()
        self.picked.emit(hit)

    def _say(self) -> None:
        value = self.value()
        self.tag.setVisible(value is not None and value.uid is not None)
