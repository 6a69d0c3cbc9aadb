"""Pages behind tabs, which only a click or a key turns: a wheel over the bar goes to the page around."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

__all__ = ["TabPages"]


class TabPages(QTabWidget):
    """What every window takes for pages behind tabs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_StillBar())


class _StillBar(QTabBar):
    """Qt's own turns a page at every notch, and with it goes what stood on the screen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Not for the bar."""
        event.ignore()
