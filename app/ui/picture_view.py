"""Pictures of days and rings on the screen, drawn from ``forms/pictures.py``.

Each look has its own pattern beside its colour; a screen reader gets the sentence the picture says.
Pointing at a box tells its day.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.forms.pictures import Box, Look, Picture, Ring
from app.ui import theme
from app.ui.layouts import LineLayout, drop

__all__ = ["Legend", "PictureView", "RingView"]

SIDE = 18
"""A box in pixels at 100 %: wide enough for a two-digit number."""

CIRCLE = 5760  # sixteenths of a degree

GROUND = {
    Look.PLAIN: "surface",
    Look.OUTSIDE: "raised",
    Look.SOFT: "accent_soft",
    Look.SOLID: "accent",
    Look.HATCH: "warn_soft",
    Look.ALARM: "bad",
    Look.REST: "surface",
}
INK = {Look.SOLID: "surface", Look.ALARM: "surface", Look.OUTSIDE: "muted"}
PATTERN = {
    Look.HATCH: (Qt.BrushStyle.BDiagPattern, "warn_line"),
    Look.REST: (Qt.BrushStyle.Dense6Pattern, "strong_line"),
}


def paint_box(painter: QPainter, place: QRect, box: Box) -> None:
    """One day: ground, pattern, frame, character."""
    look = box.look
    painter.fillRect(place, QColor(theme.COLOURS[GROUND[look]]))
    if look in PATTERN:
        style, colour = PATTERN[look]
        painter.fillRect(place, QBrush(QColor(theme.COLOURS[colour]), style))
    framed = look is Look.ALARM
    painter.setPen(QPen(QColor(theme.COLOURS["ink" if framed else "line"]), 2 if framed else 1))
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    if box.sign:
        painter.setPen(QColor(theme.COLOURS[INK.get(look, "ink")]))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, box.sign)


class PictureView(QWidget):
    """The boxes with their head and labels; the legend is a widget of its own.

    ``pointed`` carries the box a clerk clicked.
    """

    pointed = Signal(object)

    def __init__(self, *, side: int = SIDE) -> None:
        super().__init__()
        self._side = side
        self._picture: Picture | None = None

    def show_picture(self, picture: Picture | None) -> None:
        """Draw this; nothing takes no room."""
        self._picture = picture
        self.setVisible(picture is not None)
        if picture is not None:
            self.setAccessibleName(picture.title)
            self.setAccessibleDescription(picture.spoken)
        self.setFixedSize(self.sizeHint())
        self.update()

    @property
    def picture(self) -> Picture | None:
        """What is drawn."""
        return self._picture

    # -- measures ---------------------------------------------------------------------------------

    def _font(self) -> QFontMetrics:
        font = self.font()
        font.setPixelSize(max(theme.px(self._side) * 6 // 10, 8))
        return QFontMetrics(font)

    def _label_width(self) -> int:
        labels = [line.label for line in self._picture.lines] if self._picture else []
        widest = max((self._font().horizontalAdvance(words) for words in labels), default=0)
        return widest + theme.px(8)

    def _place(self, line: int, column: int) -> QRect:
        side = theme.px(self._side)
        return QRect(self._label_width() + column * side, (line + 1) * side, side + 1, side + 1)

    def sizeHint(self) -> QSize:
        """As much as the boxes need."""
        if self._picture is None:
            return QSize(0, 0)
        side = theme.px(self._side)
        width = self._label_width() + len(self._picture.head) * side + 2
        return QSize(width, (len(self._picture.lines) + 1) * side + 2)

    # -- drawing ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head, labels, boxes; only the lines in sight."""
        if self._picture is None:
            return
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(max(theme.px(self._side) * 6 // 10, 8))
        painter.setFont(font)
        side = theme.px(self._side)
        width = self._label_width()
        painter.setPen(QColor(theme.COLOURS["muted"]))
        for column, words in enumerate(self._picture.head):
            place = QRect(width + column * side, 0, side, side)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        first = max((event.rect().top() - side) // side, 0)
        last = event.rect().bottom() // side + 1
        for number, line in enumerate(self._picture.lines):
            if not first <= number <= last:
                continue
            painter.setPen(QColor(theme.COLOURS["muted"]))
            label = QRect(0, (number + 1) * side, width - theme.px(6), side)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.label
            )
            for column, box in enumerate(line.boxes):
                if box is not None:
                    paint_box(painter, self._place(number, column), box)

    def box_at(self, at: QPoint) -> Box | None:
        """The box under a point."""
        if self._picture is None:
            return None
        side = theme.px(self._side)
        line, column = at.y() // side - 1, (at.x() - self._label_width()) // side
        if 0 <= line < len(self._picture.lines) and 0 <= column < len(self._picture.head):
            return self._picture.lines[line].boxes[column]
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box."""
        if (box := self.box_at(event.position().toPoint())) is not None:
            self.pointed.emit(box)

    def event(self, event: QEvent) -> bool:
        """Pointing at a box tells its day."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            box = self.box_at(event.pos())
            QToolTip.showText(event.globalPos(), box.tip if box else "", self)
            return True
        return super().event(event)


class _Sample(QWidget):
    """One box of the legend."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self._box = box
        self.setFixedSize(theme.px(SIDE), theme.px(SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box as it stands in the picture."""
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(theme.px(SIDE) * 6 // 10)
        painter.setFont(font)
        paint_box(painter, self.rect(), self._box)


class Legend(QWidget):
    """What the looks mean, in words beside a sample of each."""

    def __init__(self) -> None:
        super().__init__()
        self._flow: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_legend(self, picture: Picture | None) -> None:
        """The legend of a picture, or nothing."""
        if self._flow is not None:
            self._column.removeWidget(self._flow)
            drop(self._flow)
        self._flow = QWidget()
        flow = LineLayout(self._flow, gap=theme.px(12), line_gap=theme.px(4), fill=False)
        for box, words in picture.legend if picture else ():
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(5))
            row.addWidget(_Sample(box))
            label = QLabel(words)
            label.setProperty("role", "muted")
            row.addWidget(label)
            flow.add(entry, at_least=entry.sizeHint().width())
        self._column.addWidget(self._flow)
        self.setVisible(picture is not None)


class RingView(QWidget):
    """A ring with its whole in the middle and its parts in words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._ring: Ring | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def ring(self) -> Ring | None:
        """What is drawn."""
        return self._ring

    def show_ring(self, ring: Ring) -> None:
        """Draw this."""
        self._ring = ring
        self.setAccessibleName(ring.title)
        self.setAccessibleDescription(ring.spoken)
        self.setToolTip(ring.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """A ring of four lines and the words beside it."""
        return QSize(theme.px(210), theme.px(96))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ring, whole, and a line of words for each part."""
        ring = self._ring
        if ring is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.px(84)
        thick = theme.px(15)
        place = QRectF(
            thick / 2 + 1, (self.height() - size + thick) / 2, size - thick, size - thick
        )
        painter.setPen(QPen(QColor(theme.COLOURS["raised"]), thick))
        painter.drawEllipse(place)
        begin = 90 * 16
        for share in ring.shares:
            if not share.number:
                continue
            span = -round(CIRCLE * share.number / ring.total)
            _arc(painter, place, begin, span, share.look, thick)
            begin += span
        painter.setPen(QColor(theme.COLOURS["ink"]))
        font = painter.font()
        font.setPixelSize(theme.px(20))
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(ring.total))
        font.setPixelSize(theme.px(13))
        font.setBold(False)
        painter.setFont(font)
        left, line = size + theme.px(14), theme.px(22)
        top = (self.height() - line * max(len(ring.shares), 1)) // 2
        if not ring.total:
            painter.setPen(QColor(theme.COLOURS["muted"]))
            words = QRect(left, 0, self.width() - left, self.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(words, int(flags), ring.nothing)
            return
        for number, share in enumerate(ring.shares):
            y = top + number * line
            sample = QRect(left, y + line // 6, line * 2 // 3, line * 2 // 3)
            paint_box(painter, sample, Box(share.look))
            painter.setPen(QColor(theme.COLOURS["ink"]))
            words = QRect(left + line, y, self.width() - left - line, line)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"{share.words}  {share.number}")


def _arc(painter: QPainter, place: QRectF, begin: int, span: int, look: Look, thick: int) -> None:
    """A stretch of the ring in a look: its colour, and its pattern over it."""
    painter.setPen(_pen(QBrush(QColor(theme.COLOURS[GROUND[look]])), thick))
    painter.drawArc(place, begin, span)
    if look in PATTERN:
        style, colour = PATTERN[look]
        painter.setPen(_pen(QBrush(QColor(theme.COLOURS[colour]), style), thick))
        painter.drawArc(place, begin, span)


def _pen(brush: QBrush, thick: int) -> QPen:
    pen = QPen(brush, thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
