"""Words: one line, or paragraphs that grow with what is written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.forms.definition import Field
from app.ui.editors.base import Editor, FormContext

__all__ = ["GrowingText", "LongTextEditor", "TextEditor"]


class TextEditor(Editor):
    """One line of text; value ``str``."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.line = QLineEdit()
        self.line.setMaxLength(field.max_length)
        self.line.textEdited.connect(self.changed)
        _fill(self, self.line)
        self.watch(self.line)

    def value(self) -> str | None:
        """The text without blanks at its ends."""
        return self.line.text().strip() or None

    def set_value(self, value: Any) -> None:
        """Show ``value`` from its beginning."""
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """Text stays selectable, so that it can be copied."""
        self.line.setReadOnly(read_only)

    def first(self) -> QWidget:
        """The line."""
        return self.line


class GrowingText(QPlainTextEdit):
    """A text box as high as its text, between ``least`` and ``most`` lines.

    Tab leaves it, and the wheel turns the page behind it while there is nothing to scroll inside.
    """

    def __init__(self, *, least: int, most: int) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self.grow)

    def grow(self) -> None:
        """Take the height of the text."""
        document = self.document()
        lines = int(document.size().height()) or 1
        shown = min(max(lines, self._least), self._most)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > self._most else policy.ScrollBarAlwaysOff
        )
        frame = self.height() - self.viewport().height() if self.isVisible() else 10
        height = shown * self.fontMetrics().lineSpacing() + 2 * int(document.documentMargin())
        height += max(frame, 8)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap elsewhere in another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form rather than a box that shows everything."""
        if self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            event.ignore()
        else:
            super().wheelEvent(event)


class LongTextEditor(Editor):
    """Paragraphs; value ``str`` with newlines between them."""

    enter_moves_on = False
    least_width = 420
    MOST_LINES = 18

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.box = GrowingText(least=min(max(field.lines, 2), 5), most=self.MOST_LINES)
        self.box.textChanged.connect(self._typed)
        self._showing = False
        self._counted = field.max_length
        _fill(self, self.box)
        self.watch(self.box)

    def value(self) -> str | None:
        """The text without blank lines at its ends."""
        return self.box.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        self._showing = True
        self.box.setPlainText("" if value is None else str(value))
        self._showing = False

    def set_read_only(self, read_only: bool) -> None:
        """Text stays selectable, so that it can be copied."""
        self.box.setReadOnly(read_only)

    def complaint(self) -> str:
        """Text longer than the paper may hold."""
        over = len(self.box.toPlainText()) - self._counted
        return f"超出 {over} 个字，最多 {self._counted} 字。" if over > 0 else ""

    def hint(self) -> str:
        """Enter makes a paragraph here."""
        return "回车另起一段，Tab 或 Ctrl+回车到下一栏"

    def first(self) -> QWidget:
        """The box."""
        return self.box

    def _typed(self) -> None:
        if not self._showing:
            self.changed.emit()


def _fill(editor: Editor, widget: QWidget) -> None:
    layout = QVBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)


def is_plain_enter(event: QKeyEvent) -> bool:
    """Enter alone, on either side of the keyboard."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
