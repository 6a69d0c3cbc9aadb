"""What is copied here leaves the clipboard after a minute and stays out of its history (trust E4).

Names and numbers are copied between windows all day. A clipboard is read by every program and some
systems keep, show and synchronise what was in it; so each copy made here is put back with the marks
by which Windows and KDE leave it out, and is taken away when its minute is over, unless something
else was copied meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

__all__ = ["ClipboardGuard"]

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
        marked = QMimeData()
        for kind in found.formats():
            marked.setData(kind, found.data(kind))
        for mark, value in MARKS.items():
            marked.setData(mark, QByteArray(value))
        self._mine = True
        self._clipboard.setMimeData(marked)
        self._over.start()
