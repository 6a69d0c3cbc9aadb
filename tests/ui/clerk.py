"""A clerk at the mediation desk: keys, clicks, and what the dialogs are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from app.ui.form_dialog import FormDialog
from app.ui.main_window import MainWindow
from app.ui.mediation.case_page import CasePage
from app.ui.mediation.page import MediationPage
from app.ui.pdf_view import PdfPreview

__all__ = ["CONTROL", "LONG", "Clerk", "type_chinese"]

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 30_000
"""Milliseconds that laying out a dossier on a busy machine may take."""


def type_chinese(widget: QWidget, words: str) -> None:
    """Type as an input method does: Chinese never arrives as key presses."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


class Clerk:
    """Types, presses Enter and looks at what happens."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window
        self.keys = 0  # pressed so far, letters and digits included
        self.written = 0  # Chinese characters, which an input method turns into keys

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    @property
    def page(self) -> MediationPage:
        page = self.window.page("mediation")
        assert isinstance(page, MediationPage)
        return page

    @property
    def case(self) -> CasePage:
        assert self.page.case is not None
        return self.page.case

    def press(self, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        self.qtbot.keyClick(self.focus, key, modifier)

    def types(self, words: str) -> None:
        """Digits and letters arrive as keys, Chinese through the input method."""
        if words.isascii():
            self.keys += len(words)
            self.qtbot.keyClicks(self.focus, words)
        else:
            self.written += len(words)
            type_chinese(self.focus, words)

    def walks_to(self, wanted: QWidget) -> None:
        """Press Enter (Ctrl+Enter in long text, Tab on a button) until ``wanted`` is reached."""
        for _ in range(60):
            if self.focus is wanted or wanted.isAncestorOf(self.focus):
                return
            if isinstance(self.focus, QPushButton):  # Enter would press it
                self.press(Qt.Key.Key_Tab)
            elif isinstance(self.focus, QPlainTextEdit):  # Enter would begin a paragraph
                self.press(Qt.Key.Key_Return, CONTROL)
            else:
                self.press(Qt.Key.Key_Return)
        raise AssertionError(f"Enter never came to {wanted}")

    def fills(self, view: Any, **words: str) -> None:
        """Walk to each field in the order of the paper and type."""
        for name, text in words.items():
            self.walks_to(view.cell(name).editor.first())
            self.types(text)

    def fills_row(self, row: Any, **words: str) -> None:
        cells = {cell.field.name: cell for cell in row.cells()}
        for name, text in words.items():
            self.walks_to(cells[name].editor.first())
            if cells[name].field.codes:
                self.press(Qt.Key.Key_A, CONTROL)
            self.types(text)

    def clicks(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def answers(self, act: Callable[[FormDialog], None]) -> None:
        """What to do in the dialog that the next step opens."""

        def go() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, FormDialog)
            try:
                self.qtbot.waitUntil(dialog.isActiveWindow)
                act(dialog)
            finally:
                if dialog.isVisible():  # refused: say why instead of waiting for ever
                    problems = [p.message for p in dialog.view.problem_bar.problems]
                    dialog.view.saved()
                    dialog.reject()
                    raise AssertionError(problems)

        QTimer.singleShot(50, go)

    def takes_step(self, *, by_key: bool = False, tick: str = "", **words: str) -> None:
        """Press the main step's button or F6, fill its form with the keyboard, Enter on 确定."""

        def act(dialog: FormDialog) -> None:
            for name, text in words.items():
                self.walks_to(dialog.view.cell(name).editor.first())
                self.press(Qt.Key.Key_A, CONTROL)
                self.types(text)
            if tick:
                self.walks_to(dialog.view.cell(tick).editor.first())
                self.press(Qt.Key.Key_Space)
            self.walks_to(dialog.ok)
            self.press(Qt.Key.Key_Return)

        self.answers(act)
        if by_key:
            self.press(Qt.Key.Key_F6)
        else:
            self.clicks(self.case.steps.main)
        self.returns()

    def returns(self) -> None:
        """Back in the window: a real desktop gives it the keyboard by itself."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def previews(self) -> bytes:
        """The PDF in the preview that comes up; Escape closes it."""
        self.qtbot.waitUntil(
            lambda: isinstance(QApplication.activeModalWidget(), PdfPreview), timeout=LONG
        )
        preview = QApplication.activeModalWidget()
        assert isinstance(preview, PdfPreview)
        pdf = preview._pdf
        self.keys += 1
        self.qtbot.keyClick(preview, Qt.Key.Key_Escape)
        self.returns()
        return pdf

    def opens(self, part: str) -> Any:
        """Choose a line of the dossier with the mouse; gives the form it opens.

        A paper that is not there yet is made by Enter.
        """
        entry = self.case.list.entry_of(part)
        assert entry is not None, part
        for item in self.case.list._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == entry:
                self.case.list.scrollToItem(item)
                at = self.case.list.visualItemRect(item).center()
                viewport = self.case.list.viewport()
                self.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
                break
        if entry.kind == "want":
            self.press(Qt.Key.Key_Return)
        assert self.case.view is not None
        return self.case.view

    def saves(self) -> None:
        self.press(Qt.Key.Key_S, CONTROL)
        assert self.case.view is not None
        wrong = [problem.message for problem in self.case.view.problem_bar.problems]
        assert not wrong
        assert not self.case.view.dirty
