"""A paper beside the work, as it would be printed; shown from memory (trust E4).

Laying out goes on beside the typing without a word: what is wanted meanwhile is done next, and
only the newest is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRunnable,
    Qt,
    QThreadPool,
    Signal,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme

__all__ = ["PaperPreview"]

log = logging.getLogger(__name__)

LayOut = Callable[[], bytes]


class _Signals(QObject):
    done = Signal(object)


class _Laying(QRunnable):
    def __init__(self, lay_out: LayOut, signals: _Signals) -> None:
        super().__init__()
        self._lay_out, self._signals = lay_out, signals

    def run(self) -> None:
        """Lay the paper out and hand it to the window's thread; ``None`` where it could not be."""
        pdf: bytes | None = None
        try:
            pdf = self._lay_out()
        except Exception:
            log.exception("the preview could not be laid out")
        self._signals.done.emit(pdf)


class PaperPreview(QWidget):
    """The pages, fitted to the width; a new paper keeps the place that was looked at."""

    def __init__(self) -> None:
        super().__init__()
        # owned by this widget and not by the view: the view would be torn down after it
        self._buffer: QBuffer | None = None
        self._wanted: LayOut | None = None
        self.busy = False
        self._signals = _Signals()
        self._signals.done.connect(self._came)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setMinimumWidth(theme.px(300))

    @property
    def pages(self) -> int:
        """How many pages the paper has."""
        return self.document.pageCount()

    def lay_out(self, paper: LayOut) -> None:
        """Show what ``paper`` gives as soon as it is there; it runs off the window's thread."""
        self._wanted = paper
        if not self.busy:
            self._begin()

    def _begin(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.busy = True
            QThreadPool.globalInstance().start(_Laying(wanted, self._signals))

    def _came(self, pdf: bytes | None) -> None:
        self.busy = False
        if pdf is not None and self._wanted is None:
            self._show(pdf)
        self._begin()

    def _show(self, pdf: bytes) -> None:
        place = self.view.verticalScrollBar().value()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.close()
        self.document.load(buffer)
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = buffer
        self.view.verticalScrollBar().setValue(place)
