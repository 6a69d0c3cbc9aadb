"""Choices from official code tables: a list that is typed into, ticked boxes, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.codes import table
from app.forms.definition import Field
from app.services.pinyin import initials
from app.ui import theme
from app.ui.editors.base import Editor, EnterGoesOn, FormContext, Option
from app.ui.layouts import LineLayout

__all__ = ["BoolEditor", "ChoiceEditor", "MultiChoiceEditor", "RadioEditor", "TypedCombo"]


def options(field: Field, context: FormContext) -> list[Option]:
    """What may be chosen today: what the surroundings offer, or the field's code table."""
    offered = context.choices(field.name)
    if offered is not None:
        return list(offered)
    return [(entry.code, entry.label) for entry in table(field.codes).at(context.today())]


def label_of(field: Field, context: FormContext, code: str) -> str:
    """The label of ``code``, also of one no longer to be chosen."""
    for offered, label in context.choices(field.name) or ():
        if offered == code:
            return label
    return table(field.codes).label(code) if field.codes else code


def fits(label: str, typed: str) -> bool:
    """Whether ``label`` holds what was typed, or its pinyin initials begin with it."""
    typed = typed.strip().lower()
    if not typed or typed in label.lower():
        return True
    return typed.isascii() and any(short.startswith(typed) for short in _initials(label))


_initials = lru_cache(maxsize=4096)(initials)


class _Narrowed(QSortFilterProxyModel):
    """The options that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typed = ""

    def narrow(self, typed: str) -> None:
        """Keep what fits ``typed``; everything when it is empty."""
        self._typed = typed
        self.invalidateFilter()

    def filterAcceptsRow(self, source_row: int, source_parent: Any) -> bool:  # noqa: N802
        """Qt asks whether to keep a row."""
        return fits(str(self.sourceModel().index(source_row, 0, source_parent).data()), self._typed)


class TypedCombo(QComboBox):
    """A list opened by its arrow, or narrowed by typing part of a label or its initials."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self._narrowed = _Narrowed(self)
        self._completer = completer = QCompleter(self._narrowed, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(Qt.ItemDataRole.DisplayRole)
        completer.setMaxVisibleItems(14)
        completer.popup().setProperty("role", "popup")
        self.setCompleter(completer)
        self.line.textEdited.connect(self._narrowed.narrow)
        EnterGoesOn(completer, self.line)

    def offer(self, offered: Sequence[Option]) -> None:
        """Replace the options; the first line stays empty, so that a choice can be taken back."""
        chosen = self.code()
        model = QStandardItemModel(self)
        model.appendRow(QStandardItem(""))
        for code, label in offered:
            item = QStandardItem(label)
            item.setData(code, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        with QSignalBlocker(self):
            self.setModel(model)
            self._narrowed.setSourceModel(model)
            self._completer.setModel(self._narrowed)  # setModel has put the whole list there
            self.choose(chosen)

    def code(self) -> str | None:
        """The code behind the words in the line; ``None`` for no words or unknown ones."""
        meant = self._meant()
        code = self.itemData(meant) if meant > 0 else None
        return str(code) if code is not None else None

    def _meant(self) -> int:
        """The line of the option typed: its own words, or the only one they can mean; else -1."""
        typed = self.line.text().strip()
        exact = self.findText(typed, Qt.MatchFlag.MatchExactly)
        if exact >= 0 or not typed:
            return exact
        fitting = [n for n in range(1, self.count()) if fits(self.itemText(n), typed)]
        return fitting[0] if len(fitting) == 1 else -1

    def choose(self, code: str | None, label: str = "") -> None:
        """Show ``code``; one the list does not offer any more is added with its ``label``."""
        found = self.findData(code) if code is not None else 0
        if code is not None and found < 0 and label:
            self.addItem(label, code)
            found = self.count() - 1
        self.setCurrentIndex(max(found, 0))
        self.line.setCursorPosition(0)

    def settle(self) -> None:
        """Write the option that was meant in full."""
        if (meant := self._meant()) >= 0:
            self.setCurrentIndex(meant)
            self.line.setCursorPosition(0)
        self._narrowed.narrow("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the form, never a choice."""
        event.ignore()


class ChoiceEditor(Editor):
    """One entry of a code table; value is its code."""

    least_width = 130

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.combo = TypedCombo()
        offered = options(field, context)
        longest = max((len(words) for _, words in offered), default=0)
        self.combo.setMaximumWidth(theme.px(max(360, 14 * longest + 48)))  # no choice is cut off
        self.combo.offer(offered)
        self._shown: str | None = None
        self.combo.activated.connect(self._chosen)
        self.combo.line.textEdited.connect(lambda _: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        self.watch(self.combo)

    def value(self) -> str | None:
        """The code."""
        return self.combo.code()

    def set_value(self, value: Any) -> None:
        """Show the entry of ``value``, also one no longer in force."""
        self.refresh()
        label = label_of(self.field, self.context, str(value)) if value else ""
        self.combo.choose(str(value) if value else None, label)

    def refresh(self) -> None:
        """Ask again what may be chosen, where the surroundings decide it."""
        if self.context.choices(self.field.name) is not None:
            self.combo.offer(options(self.field, self.context))

    def complaint(self) -> str:
        """Words that are no entry."""
        typed = self.combo.line.text().strip()
        return f"“{typed}”不在列表中，请从列表选择。" if typed and self.value() is None else ""

    def hint(self) -> str:
        """How to choose."""
        return "输入几个字或拼音首字母查找，↑↓ 选择；回车到下一栏"

    def first(self) -> QWidget:
        """The list."""
        return self.combo

    def on_leave(self) -> None:
        """Settle on what was typed."""
        self.combo.settle()

    def _chosen(self) -> None:
        self.changed.emit()


class RadioEditor(Editor):
    """One entry of a short table, all of them in sight; value is its code."""

    least_width = 240

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QRadioButton] = {}
        layout = LineLayout(self, gap=theme.px(20), line_gap=theme.px(2), fill=False)
        for code, label in options(field, context):
            button = QRadioButton(label)
            self._group.addButton(button)
            self._buttons[code] = button
            layout.add(button, weight=1, at_least=button.sizeHint().width())
        self._group.buttonClicked.connect(lambda _: self.changed.emit())
        self.watch(*self._buttons.values())

    def value(self) -> str | None:
        """The code of the entry marked."""
        return next((code for code, b in self._buttons.items() if b.isChecked()), None)

    def set_value(self, value: Any) -> None:
        """Mark ``value``, or nothing."""
        self._group.setExclusive(False)
        for code, button in self._buttons.items():
            button.setChecked(code == value)
        self._group.setExclusive(True)

    def hint(self) -> str:
        """How to mark."""
        return "←→ 选择；回车到下一栏"

    def first(self) -> QWidget:
        """The entry marked, or the first."""
        marked = (b for b in self._buttons.values() if b.isChecked())
        return next(marked, next(iter(self._buttons.values()), self))


class MultiChoiceEditor(Editor):
    """Ticked boxes; value is the tuple of ticked codes in table order."""

    least_width = 420

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self._boxes: dict[str, QCheckBox] = {}
        layout = LineLayout(self, gap=theme.px(20), line_gap=theme.px(2), fill=False)
        for code, label in options(field, context):
            box = QCheckBox(label)
            box.clicked.connect(self.changed)
            self._boxes[code] = box
            layout.add(box, weight=1, at_least=box.sizeHint().width())
        self.watch(*self._boxes.values())

    def value(self) -> tuple[str, ...]:
        """The ticked codes."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Tick ``value``."""
        ticked = set(value or ())
        for code, box in self._boxes.items():
            box.setChecked(code in ticked)

    def hint(self) -> str:
        """How to tick."""
        return "空格打勾，可选几项；回车到下一项"

    def first(self) -> QWidget:
        """The first box."""
        return next(iter(self._boxes.values()), self)


class BoolEditor(Editor):
    """Yes or no; value ``bool``. The box carries the label."""

    own_label = True
    least_width = 130

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.box = QCheckBox(field.label)
        self.least_width = max(self.least_width, 34 + 14 * len(field.label))  # nothing cut off
        self.box.clicked.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.watch(self.box)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick the box for true."""
        self.box.setChecked(bool(value))

    def hint(self) -> str:
        """How to tick."""
        return "空格打勾；回车到下一栏"

    def first(self) -> QWidget:
        """The box."""
        return self.box
