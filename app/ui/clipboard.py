"""What is copied here leaves the clipboard after a minute and stays out of its history (trust E4).

Names and numbers are copied between windows all day. A clipboard is read by every program and some
systems keep, show and synchronise what was in it; so each copy made here carries the marks by which
Windows and KDE leave it out, and is taken away when its minute is over, unless something else was
copied meanwhile.

Windows tells its history at the same moment as it tells us, so marks put on afterwards may come too
late. ``MarkedCopying`` therefore stands before the widget that has the keyboard and copies in its
place, with the marks from the first; after the menu of the right button it puts them on at once.
What comes by another way is put back with them when the system tells of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

__all__ = ["ClipboardGuard", "MarkedCopying"]

KEPT = 60_000
"""Milliseconds."""

MARKS = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
}
"""Formats beside the text by which clipboard managers know to leave it alone, and their value."""


class ClipboardGuard(QObject):
    """Watches one clipboard for as long as it lives."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._mine = False
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(KEPT)
        self._over.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._changed)

    def clear(self) -> None:
        """Take away what was copied here: when its minute is over, when locking, when leaving."""
        self._over.stop()
        if self._mine and self.is_ours():
            self._mine = False
            self._clipboard.clear()

    def is_ours(self) -> bool:
        """Whether what lies on the clipboard was put there by this program."""
        return self._clipboard.ownsClipboard()

    def _changed(self) -> None:
        if not self.is_ours():
            self._mine = False
            self._over.stop()
            return
        found = self._clipboard.mimeData()
        if found is None or not found.formats() or all(found.hasFormat(mark) for mark in MARKS):
            return
        again = QMimeData()
        for kind in found.formats():
            again.setData(kind, found.data(kind))
        self._put(again)

    def mark(self) -> None:
        """What was just copied here gets its marks now, not when the system tells of it."""
        self._changed()

    def copy(self, text: str) -> None:
        """Put text on the clipboard, marked from the first; its minute begins."""
        fresh = QMimeData()
        fresh.setText(text)
        self._put(fresh)

    def _put(self, content: QMimeData) -> None:
        for mark, value in MARKS.items():
            content.setData(mark, QByteArray(value))
        self._mine = True
        self._clipboard.setMimeData(content)
        self._over.start()


class MarkedCopying(QObject):
    """Copies and cuts by key in the place of the widget that has the keyboard.

    What the menu of the right button copies is marked in the same moment.
    """

    def __init__(
        self, application: QApplication, copy: Callable[[str], None], mark: Callable[[], None]
    ) -> None:
        super().__init__(application)
        self._copy, self._mark = copy, mark
        application.focusChanged.connect(self._follow)
        self._follow(None, application.focusWidget())

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Whether the event was seen to here."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            for key, cuts in ((QKeySequence.StandardKey.Copy, False), (_CUT, True)):
                if event.matches(key):
                    return self._take(watched, cuts=cuts)
        if event.type() is QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            menu = event.child()  # the standard menu, just before it is shown
            for action in menu.actions() if isinstance(menu, QMenu) else ():
                if action.objectName() in {"edit-copy", "edit-cut", "link-copy"}:
                    action.triggered.connect(self._marked)  # after Qt's own copying
        return False

    def _marked(self) -> None:
        self._mark()

    def _take(self, widget: QObject, *, cuts: bool) -> bool:
        text = _selected(widget)
        if not text or (cuts and not _editable(widget)):
            return False
        self._copy(text)
        if cuts and isinstance(widget, QLineEdit):
            widget.del_()
        elif cuts and isinstance(widget, QPlainTextEdit | QTextEdit):
            widget.textCursor().removeSelectedText()
        return True


_CUT = QKeySequence.StandardKey.Cut


def _selected(widget: QObject) -> str:
    """What a copy would take; nothing of a password."""
    if isinstance(widget, QLineEdit):
        shown = widget.echoMode() is QLineEdit.EchoMode.Normal
        return widget.selectedText() if shown else ""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.textCursor().selection().toPlainText()
    if isinstance(widget, QLabel):
        return widget.selectedText()
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        cell = widget.currentIndex().data()
        return "" if cell is None else str(cell)
    return ""


def _editable(widget: QObject) -> bool:
    writes = isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit)
    return writes and not widget.isReadOnly()  # type: ignore[attr-defined]
