"""Numbers with their unit, and money typed as people say it: 12000, 1.2万, 3千元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.forms.definition import Field
from app.rules.money import MoneyProblem, in_words, parse_yuan, yuan_text
from app.ui import theme
from app.ui.editors.base import Editor, FormContext

__all__ = ["MoneyEditor", "NumberEditor"]


def _number(typed: str) -> Decimal:
    clean = unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)", clean):
        raise ValueError(typed)
    try:
        return Decimal(clean)
    except InvalidOperation as error:  # pragma: no cover - the pattern has checked it
        raise ValueError(typed) from error


class NumberEditor(Editor):
    """A number; value ``int``, or ``Decimal`` where a fraction was typed."""

    least_width = 96

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.line = QLineEdit()
        self.line.textEdited.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.line)
        self.line.setMaximumWidth(theme.px(140))
        if field.unit:
            layout.addWidget(QLabel(field.unit))
        layout.addStretch(1)
        self.watch(self.line)

    def value(self) -> int | Decimal | None:
        """The number; ``None`` where nothing or nothing readable stands."""
        try:
            number = _number(self.line.text())
        except ValueError:
            return None
        return int(number) if number == number.to_integral_value() else number

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        self.line.setText("" if value is None else str(value))

    def set_read_only(self, read_only: bool) -> None:
        """Numbers stay selectable."""
        self.line.setReadOnly(read_only)

    def complaint(self) -> str:
        """Letters, or a number out of its bounds."""
        if not self.line.text().strip():
            return ""
        number = self.value()
        if number is None:
            return "请填数字，例如 3。"
        if self.field.minimum is not None and number < self.field.minimum:
            return f"不能小于 {self.field.minimum}。"
        if self.field.maximum is not None and number > self.field.maximum:
            return f"不能大于 {self.field.maximum}。"
        return ""

    def first(self) -> QWidget:
        """The line."""
        return self.line


class MoneyEditor(Editor):
    """An amount in yuan; value in fen. The words for it stand under the line."""

    least_width = 190

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.line = QLineEdit()
        self.line.textEdited.connect(self._typed)
        self.line.setMaximumWidth(theme.px(200))
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        keep = self.words.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # the lines below stay where they are
        self.words.setSizePolicy(keep)
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        line.addWidget(self.line)
        line.addWidget(QLabel("元"))
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        layout.addLayout(line)
        layout.addWidget(self.words)
        self.words.hide()
        self.watch(self.line)

    def value(self) -> int | None:
        """Fen; ``None`` where nothing or no amount stands."""
        try:
            return parse_yuan(self.line.text())
        except MoneyProblem:
            return None

    def set_value(self, value: Any) -> None:
        """Show ``value`` fen as yuan."""
        self.line.setText("" if value is None else yuan_text(int(value), grouped=True))
        self._say()

    def set_read_only(self, read_only: bool) -> None:
        """Amounts stay selectable."""
        self.line.setReadOnly(read_only)

    def complaint(self) -> str:
        """Not an amount."""
        if not self.line.text().strip():
            return ""
        try:
            parse_yuan(self.line.text())
        except MoneyProblem as problem:
            return str(problem)
        return ""

    def hint(self) -> str:
        """How amounts are typed."""
        return "按元填写，可写 1.2万；回车到下一栏"

    def first(self) -> QWidget:
        """The line."""
        return self.line

    def on_leave(self) -> None:
        """Show the amount with its thousands parted."""
        if (fen := self.value()) is not None:
            self.line.setText(yuan_text(fen, grouped=True))
            self._say()

    def _typed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        fen = self.value()
        self.words.setText("" if fen is None else f"大写：{in_words(fen)}")
        self.words.setVisible(fen is not None)
