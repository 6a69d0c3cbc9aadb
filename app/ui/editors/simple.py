"""The editor of each kind that may also stand inside a repeated row."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from app.forms.codes import table
from app.forms.definition import Field, Kind
from app.ui.editors.base import Editor, EnterGoesOn, FormContext
from app.ui.editors.choices import BoolEditor, ChoiceEditor, MultiChoiceEditor, RadioEditor
from app.ui.editors.dates import DateEditor, DateTimeEditor, TimeRangeEditor
from app.ui.editors.numbers import MoneyEditor, NumberEditor
from app.ui.editors.people import PersonEditor
from app.ui.editors.text import LongTextEditor, TextEditor

__all__ = ["SIMPLE_EDITORS", "simple_editor"]

SIMPLE_EDITORS: dict[Kind, type[Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.LONG_TEXT: LongTextEditor,
    Kind.DATE: DateEditor,
    Kind.DATETIME: DateTimeEditor,
    Kind.TIME_RANGE: TimeRangeEditor,
    Kind.NUMBER: NumberEditor,
    Kind.MONEY: MoneyEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.MULTI_CHOICE: MultiChoiceEditor,
    Kind.BOOL: BoolEditor,
    Kind.PERSON: PersonEditor,
}

MOST_RADIOS = 5


def simple_editor(field: Field, context: FormContext) -> Editor:
    """The editor for ``field``: by its kind, or a list where the surroundings offer choices."""
    if field.kind is Kind.TEXT and context.choices(field.name) is not None:
        return ChoiceEditor(field, context)
    if (
        field.kind is Kind.CHOICE
        and field.boxes
        and context.choices(field.name) is None
        and len(table(field.codes).at(context.today())) <= MOST_RADIOS
    ):
        return RadioEditor(field, context)
    editor = SIMPLE_EDITORS[field.kind](field, context)
    if isinstance(editor, TextEditor) and (words := context.suggest(field.name)):
        _offer(editor, words)
    return editor


def _offer(editor: TextEditor, words: object) -> None:
    completer = QCompleter(editor)
    completer.setModel(QStringListModel(list(words), completer))  # type: ignore[call-overload]
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.popup().setProperty("role", "popup")
    editor.line.setCompleter(completer)
    EnterGoesOn(completer, editor.line)
    completer.activated[str].connect(lambda _: editor.changed.emit())  # type: ignore[index]
