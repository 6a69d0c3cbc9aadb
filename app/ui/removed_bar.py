"""已移出《…》 撤销: the way back directly after something was taken out (F42)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.desk import Desk
from app.ui import dialogs
from app.ui.form_bars import NoticeBar

__all__ = ["RemovedBar"]


class RemovedBar(QWidget):
    """Shown until something else is done; afterwards the way back is the 回收站.

    Ctrl+Z works while the bar is there; a field in hand keeps its own Ctrl+Z for its words.
    """

    restored = Signal(str, str)  # kind, uid

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._last: tuple[str, str] | None = None
        self.bar = NoticeBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        self._key = QShortcut(QKeySequence("Ctrl+Z"), self, self.undo)
        self.forget()

    def say(self, kind: str, uid: str, title: str) -> None:
        """``title`` was taken out."""
        self._last = (kind, uid)
        self._key.setEnabled(True)
        self.bar.say(f"已移出《{title}》。", ("撤销（Ctrl+Z）", self.undo))
        self.show()

    def undo(self) -> None:
        """Bring back what was taken out last."""
        if self._last is None:
            return
        kind, uid = self._last
        self.forget()
        try:
            self._desk.trash.restore(kind, uid)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.restored.emit(kind, uid)

    def forget(self) -> None:
        """Something else is being done."""
        self._last = None
        self._key.setEnabled(False)
        self.bar.clear()
        self.hide()
