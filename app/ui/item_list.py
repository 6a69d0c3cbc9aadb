"""A calm list: what it is about on the left, the matter in ink, its ground in grey below.

The desk of the day, findings of a check and messages from the county are such lists. Lines are
grouped under headings that cannot be chosen.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui import theme

__all__ = ["ItemList"]

DATA = Qt.ItemDataRole.UserRole
LEAD, TONE, DETAIL = DATA + 1, DATA + 2, DATA + 3
Index = QModelIndex | QPersistentModelIndex


class ItemList(QListWidget):
    """``opened`` carries what was given to ``add`` for the line (Enter, double click)."""

    opened = Signal(object)

    def __init__(self, *, lead_width: int = 96) -> None:
        super().__init__()
        self.setItemDelegate(_Lines(self, theme.px(lead_width)))
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemActivated.connect(self._open)

    def add(
        self, title: str, data: Any = None, *, lead: str = "", tone: str = "muted", detail: str = ""
    ) -> QListWidgetItem:
        """A line; ``tone`` colours ``lead``: bad, warn, good, accent, muted."""
        item = QListWidgetItem(title)
        item.setData(DATA, data)
        item.setData(LEAD, lead)
        item.setData(TONE, tone)
        item.setData(DETAIL, detail)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{lead} {title} {detail}")
        item.setToolTip(f"{title}\n{detail}".strip())
        self.addItem(item)
        return item

    def head(self, words: str) -> QListWidgetItem:
        """A heading over the lines that follow."""
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)
        return item

    def select_first(self) -> None:
        """Put the cursor on the first line that can be opened."""
        for row in range(self.count()):
            item = self.item(row)
            if item.flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentRow(row)
                self.scrollToTop()  # with the heading above it
                return

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(DATA) is not None:
            self.opened.emit(item.data(DATA))


class _Lines(QStyledItemDelegate):
    def __init__(self, parent: ItemList, lead_width: int) -> None:
        super().__init__(parent)
        self._lead_width = lead_width

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line or two, with air."""
        line = QFontMetrics(_font(option)).height()
        if not index.flags() & Qt.ItemFlag.ItemIsSelectable:
            return QSize(100, line + theme.px(14))
        lines = 2 if index.data(DETAIL) else 1
        return QSize(100, line * lines + theme.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        painter.save()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        inner = rect.adjusted(theme.px(12), theme.px(6), -theme.px(12), -theme.px(6))
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self._line(painter, option, index, inner)
        else:
            font = _font(option)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(theme.colour("muted"))
            bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(inner, int(bottom), str(index.data()))
        painter.setPen(theme.colour("raised"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _line(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, inner: QRect
    ) -> None:
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("accent_soft"))  # type: ignore[attr-defined]
        font = _font(option)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        top = QRect(inner.x(), inner.y(), inner.width(), metrics.height())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if index.data(LEAD):
            painter.setPen(theme.colour(str(index.data(TONE))))
            painter.drawText(top, int(left), str(index.data(LEAD)))
        text = top.adjusted(self._lead_width, 0, 0, 0)
        painter.setPen(theme.colour("ink"))
        painter.drawText(text, int(left), _fit(metrics, str(index.data()), text.width()))
        if detail := index.data(DETAIL):
            small = _font(option)
            small.setPixelSize(theme.px(13))
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            below = text.translated(0, metrics.height())
            painter.drawText(
                below, int(left), _fit(QFontMetrics(small), str(detail), below.width())
            )


def _font(option: QStyleOptionViewItem) -> QFont:
    return QFont(option.font)  # type: ignore[attr-defined]


def _fit(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, width)
