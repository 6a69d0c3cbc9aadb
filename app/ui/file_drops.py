"""Files dropped on a window instead of chosen from a list: the same as its button does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

__all__ = ["FileDrops"]


class FileDrops(QObject):
    """Hands the files dropped on ``widget`` to ``take``; of a folder those called like ``names``.

    Files of other names are not welcome: the pointer shows it while they are held over the window.
    """

    def __init__(
        self, widget: QWidget, names: Sequence[str], take: Callable[[list[Path]], object]
    ) -> None:
        super().__init__(widget)
        self._names, self._take = tuple(names), take
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what is held over the window, and take what is let go."""
        if isinstance(event, QDropEvent) and event.type() in {
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        }:
            found = self._fitting(event)
            if not found:
                event.ignore()
                return True
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                self._take(found)
            return True
        return super().eventFilter(watched, event)

    def _fitting(self, event: QDropEvent) -> list[Path]:
        found: list[Path] = []
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            inside = path.iterdir() if path.is_dir() else [path]
            found += sorted(p for p in inside if any(p.match(name) for name in self._names))
        return found
