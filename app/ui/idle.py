"""Whether anybody is at the desk: keys, clicks and the wheel put off the lock (trust L8).

Only windows are watched, not widgets: a filter on the whole application would be asked about every
event of every widget and slow each page down by a third.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

__all__ = ["IdleWatch"]

INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Sends ``idle`` when nothing came in for the time given to ``start``."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.idle)
        self._watched: QWindow | None = None
        self._listening = True
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
            self._watch(application.focusWindow())

    def start(self, milliseconds: int) -> None:
        """Begin to wait; from now on every input begins the wait anew."""
        self.timer.start(milliseconds)

    def stop(self) -> None:
        """Nobody is waited for any more; may be said twice."""
        self.timer.stop()
        application = QGuiApplication.instance()
        if self._listening and isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._watch)
        self._listening = False
        self._watch(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Somebody is there."""
        if event.type() in INPUT and self.timer.isActive():
            self.timer.start()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None
