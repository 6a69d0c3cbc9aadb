"""Cutting a picture to a one-inch photograph: by mouse, by keys, and seen as it will print."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.forms.photo import PHOTO_MM
from app.services.photos import LEAST, RawPhoto, cut
from app.ui import theme
from app.ui.buttons import Button

__all__ = ["CutView", "PhotoDialog"]

FRAME = 320
"""Height of the frame in pixels at 100 %."""

STEP, LEAP = 4, 24
"""Pixels an arrow key moves, alone and with Shift."""

CLOSER = 1.08
MOST = 8.0  # times the size at which the picture just fills the frame

ABOUT = "拖动或按方向键移动，滚轮或按加号、减号缩放，按 R 键转正。框里的就是印在表上的照片。"


class CutView(QWidget):
    """The picture behind a frame that stands still."""

    changed = Signal()

    def __init__(self, raw: RawPhoto) -> None:
        super().__init__()
        self._raw = raw
        self._upright = QImage.fromData(raw.data)
        self._image = self._upright
        self.turns = 0
        self._closer = 1.0
        self._middle = QPointF()  # of the frame, in pixels of the picture
        self._grabbed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("裁剪照片")
        self.setAccessibleDescription(ABOUT)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        high = theme.px(FRAME)
        self._frame = QSize(high * PHOTO_MM[0] // PHOTO_MM[1], high)
        self.setFixedSize(self._frame.width() + theme.px(200), high + theme.px(60))
        self._begin()

    def _begin(self) -> None:
        """In the middle, a little above it: a face is there."""
        self._closer = 1.0
        self._middle = QPointF(self._image.width() / 2, self._image.height() * 0.45)
        self._stay_inside()

    @property
    def _scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        fits = max(
            self._frame.width() / self._image.width(), self._frame.height() / self._image.height()
        )
        return fits * self._closer

    def _stay_inside(self) -> None:
        """The frame never looks beyond the picture."""
        half_wide = self._frame.width() / self._scale / 2
        half_high = self._frame.height() / self._scale / 2
        x = min(max(self._middle.x(), half_wide), self._image.width() - half_wide)
        y = min(max(self._middle.y(), half_high), self._image.height() - half_high)
        self._middle = QPointF(x, y)
        self.update()
        self.changed.emit()

    def box(self) -> tuple[float, float, float, float]:
        """What the frame shows: left, top, right, bottom as parts of the turned picture."""
        wide, high = self._image.width(), self._image.height()
        half_wide = self._frame.width() / self._scale / 2
        half_high = self._frame.height() / self._scale / 2
        x, y = self._middle.x(), self._middle.y()
        return (
            max((x - half_wide) / wide, 0.0),
            max((y - half_high) / high, 0.0),
            min((x + half_wide) / wide, 1.0),
            min((y + half_high) / high, 1.0),
        )

    def coarse(self) -> bool:
        """Whether too few pixels are left for a print."""
        return self._frame.width() / self._scale < LEAST[0]

    def result(self) -> bytes:
        """The photograph as it is kept."""
        return cut(self._raw, self.box(), turns=self.turns)

    # -- moving -----------------------------------------------------------------------------------

    def turn(self) -> None:
        """A quarter to the right."""
        self.turns = (self.turns + 1) % 4
        self._image = self._upright.transformed(QTransform().rotate(90 * self.turns))
        self._begin()

    def zoom(self, factor: float) -> None:
        """Closer or further away, about the middle of the frame."""
        self._closer = min(max(self._closer * factor, 1.0), MOST)
        self._stay_inside()

    def move_by(self, x: float, y: float) -> None:
        """Move the picture by pixels of the screen."""
        self._middle -= QPointF(x / self._scale, y / self._scale)
        self._stay_inside()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the picture, plus and minus change its size, R turns it."""
        step = LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        moves = {
            Qt.Key.Key_Left: (-step, 0),
            Qt.Key.Key_Right: (step, 0),
            Qt.Key.Key_Up: (0, -step),
            Qt.Key.Key_Down: (0, step),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.move_by(*moves[key])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(CLOSER)
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.zoom(1 / CLOSER)
        elif key is Qt.Key.Key_R:
            self.turn()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel changes the size."""
        if event.angleDelta().y():
            self.zoom(CLOSER if event.angleDelta().y() > 0 else 1 / CLOSER)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._grabbed = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._grabbed is not None:
            moved = event.position() - self._grabbed
            self._grabbed = event.position()
            self.move_by(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        del event
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    # -- drawing ----------------------------------------------------------------------------------

    def _place(self) -> QRectF:
        """The frame on the widget."""
        return QRectF(
            (self.width() - self._frame.width()) / 2,
            (self.height() - self._frame.height()) / 2,
            self._frame.width(),
            self._frame.height(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, what is outside the frame dimmed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(theme.COLOURS["raised"]))
        scale = self._scale
        left = self.width() / 2 - self._middle.x() * scale
        top = self.height() / 2 - self._middle.y() * scale
        whole = QRectF(left, top, self._image.width() * scale, self._image.height() * scale)
        painter.drawImage(whole, self._image)
        dim = QColor(theme.COLOURS["raised"])
        dim.setAlpha(190)
        frame = self._place()
        painter.fillRect(QRectF(0, 0, self.width(), frame.top()), dim)
        painter.fillRect(QRectF(0, frame.bottom(), self.width(), self.height()), dim)
        painter.fillRect(QRectF(0, frame.top(), frame.left(), frame.height()), dim)
        painter.fillRect(QRectF(frame.right(), frame.top(), self.width(), frame.height()), dim)
        painter.setPen(QPen(QColor(theme.COLOURS["accent" if self.hasFocus() else "ink"]), 2))
        painter.drawRect(frame)


class PhotoDialog(QDialog):
    """The view with its buttons; ``photo`` holds the result once accepted."""

    def __init__(self, parent: QWidget | None, raw: RawPhoto) -> None:
        super().__init__(parent)
        self.setWindowTitle("裁剪照片")
        self.photo = b""
        self.view = CutView(raw)
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        theme.set_role(about, "muted")
        bar = QHBoxLayout()
        for words, act in (
            ("放大", lambda: self.view.zoom(CLOSER)),
            ("缩小", lambda: self.view.zoom(1 / CLOSER)),
            ("向右转", self.view.turn),
        ):
            button = Button(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            bar.addWidget(button)
        self.view.changed.connect(self._say)
        self.note = QLabel()
        bar.addWidget(self.note, 1)
        buttons = QDialogButtonBox()
        self.ok = buttons.addButton("用这张照片", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        side = theme.px(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        layout.addWidget(about)
        layout.addWidget(self.view, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(bar)
        layout.addWidget(buttons)
        self._say()
        self.view.setFocus()

    def _say(self) -> None:
        """Warn while too little of the picture is left to print well."""
        self.note.setText("照片的点数少，印出来会模糊。" if self.view.coarse() else "")
        theme.set_role(self.note, "warning")

    def accept(self) -> None:
        """Cut, and close."""
        self.photo = self.view.result()
        super().accept()
