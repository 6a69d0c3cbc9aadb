"""What stands in front on the page of a duty: its lists, somebody's page, a form; one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.layouts import Stack, drop

__all__ = ["PageStack"]


class PageStack(Stack):
    """Widgets that come and go; the first, the lists, stays."""

    def bring(self, widget: QWidget) -> None:
        """Put ``widget`` in front, known or new."""
        if self.indexOf(widget) < 0:
            self.addWidget(widget)
        self.setCurrentWidget(widget)

    def drop(self, widget: QWidget | None) -> None:
        """Done with ``widget``; another one comes into its place."""
        if widget is not None:
            self.removeWidget(widget)
            drop(widget)
