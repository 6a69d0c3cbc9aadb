"""What every editor of a field can do, and what editors are told about the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCompleter, QWidget

from app.forms.definition import Field, PersonRef
from app.services.veil import veil

__all__ = ["Editor", "EnterGoesOn", "FormContext", "Option", "PersonHit"]


@dataclass(frozen=True, slots=True)
class PersonHit:
    """Somebody this office already knows, offered while a name is typed (F38)."""

    ref: PersonRef
    detail: str = ""  # what tells two people of one name apart
    values: Mapping[str, Any] = field(default_factory=dict)  # facts to fill into a repeated row


Option = tuple[str, str]
"""What may be chosen: the code that is kept, and the words that are read."""


def _nobody(_field: str, _typed: str) -> Sequence[PersonHit]:
    return ()


def _by_table(_field: str) -> Sequence[Option] | None:
    return None


def _nothing(_field: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What a form asks its surroundings; fields are named as in the form, or as in their row.

    Only ``today`` must be given: it decides what 明天 and 0315 mean and which code entries are in
    force.

    ``people(field, typed)`` answers with registered people for a PERSON field (F38).
    ``choices(field)`` replaces the code table by a list of the moment, as the parties of the case
    for 委托人; ``None`` leaves the table.
    ``suggest(field)`` offers words for a TEXT field that may also be written otherwise.
    ``busy`` says that the store is held by long work, so that autosave comes back later.
    ``read`` cuts numbers where a form only shows them, as on a closed card of a row (E3).
    """

    today: Callable[[], date]
    people: Callable[[str, str], Sequence[PersonHit]] = _nobody
    choices: Callable[[str], Sequence[Option] | None] = _by_table
    suggest: Callable[[str], Sequence[str]] = _nothing
    busy: Callable[[], bool] = lambda: False
    read: Callable[[str, str], str] = veil


class Editor(QWidget):
    """One field on screen: shows a value of the field's kind and gives it back.

    ``changed`` is sent for what the clerk does, never for ``set_value``. ``left`` is sent when the
    focus goes from the editor to somewhere outside it.
    """

    changed = Signal()
    left = Signal()
    entered = Signal()

    enter_moves_on = True
    """Whether Enter leads to the next field; in long text it begins a paragraph."""

    own_label = False
    """Whether the editor shows the field's label itself, as a tick box does."""

    least_width = 150
    """Pixels at 100 % below which the field goes to a line of its own."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__()
        self.field = field
        self.context = context

    def value(self) -> Any:
        """What stands here, as the Python type of the field's kind; ``None`` when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show ``value``; ``None`` empties the editor."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Whether the clerk may only look."""
        self.setEnabled(not read_only)

    def complaint(self) -> str:
        """Why what was typed cannot be read, in the clerk's words; empty when it can."""
        return ""

    def hint(self) -> str:
        """What the keys do here, for the line of help."""
        return "回车到下一栏"

    def first(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self

    def parts(self) -> Sequence[QWidget]:
        """The widgets typed into: Enter goes through them, and all redden when the value is wrong."""
        return (self.first(),)

    def stops(self) -> Iterator[QWidget]:
        """Where Enter halts, in reading order."""
        yield from self.parts()

    def focusable(self) -> Iterator[QWidget]:
        """Where Tab halts, in reading order."""
        widget: QWidget
        for widget in self.findChildren(QWidget):
            takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes_tab and widget.focusProxy() is None and widget.window() is self.window():
                yield widget

    def set_wrong(self, wrong: bool) -> None:
        """Frame the editor in red, or no longer."""
        for part in self.parts():
            if bool(part.property("wrong")) != wrong:
                part.setProperty("wrong", wrong)
                part.style().unpolish(part)
                part.style().polish(part)

    def watch(self, *widgets: QWidget) -> None:
        """Report focus coming to and going from ``widgets`` as that of the editor."""
        for widget in widgets:
            widget.installEventFilter(self)
        if self.focusProxy() is None and widgets:
            self.setFocusProxy(widgets[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See focus pass; a popup of the editor itself is not leaving."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        elif (
            event.type() == QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason()
            not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        ):
            self.on_leave()
            self.left.emit()
        return super().eventFilter(watched, event)

    def on_leave(self) -> None:
        """Put what was typed into its usual shape; called when the focus goes."""


class EnterGoesOn(QObject):
    """Enter over the open list of a completer goes on as Tab does, where no line was gone to.

    Qt would only close the list, and the next words would be typed after these.
    """

    def __init__(self, completer: QCompleter, line: QWidget) -> None:
        super().__init__(completer)
        self._popup, self._line = completer.popup(), line
        self._popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand Enter to the line."""
        if (
            watched is self._popup
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not self._popup.currentIndex().isValid()
        ):
            self._popup.hide()
            QApplication.sendEvent(self._line, event)
            return True
        return super().eventFilter(watched, event)
