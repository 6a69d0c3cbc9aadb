"""The two months that decide on a leave, drawn day by day, so that anyone can count along (F18)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout

from app.forms.pictures import Picture
from app.services.corrections.assessment import Assessment
from app.services.corrections.leave_picture import window_picture
from app.ui import theme
from app.ui.picture_view import Legend, PictureView

__all__ = ["WindowStrip"]


class _Sight(QScrollArea):
    """The picture from end to end; where it is wider than the panel, with a bar below it.

    Otherwise it would make the panel as wide as itself, and the sentences above it were cut off.
    """

    def __init__(self, view: PictureView) -> None:
        super().__init__()
        self._view = view
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(view)
        view.setAutoFillBackground(False)

    def fit(self) -> None:
        """As high as the picture, and its bar where there is one."""
        wide = self._view.width() > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(self._view.height() + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need the bar."""
        super().resizeEvent(event)
        self.fit()


class WindowStrip(QFrame):
    """The picture, its legend and its sentence; hidden while there is nothing to count."""

    def __init__(self, *, side: int = 18) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.view = PictureView(side=side)
        self.legend = Legend()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self._sight = _Sight(self.view)
        layout = QVBoxLayout(self)
        margin = theme.px(10)
        layout.setContentsMargins(margin, theme.px(6), margin, theme.px(8))
        layout.setSpacing(theme.px(6))
        layout.addWidget(self.words)
        layout.addWidget(self._sight)
        layout.addWidget(self.legend)
        self.setVisible(False)

    @property
    def picture(self) -> Picture | None:
        """What is drawn."""
        return self.view.picture

    def show_assessment(self, found: Assessment | None) -> None:
        """Draw the window of an assessment."""
        picture = window_picture(found) if found is not None else None
        self.view.show_picture(picture)
        self.legend.show_legend(picture)
        self.words.setText(picture.spoken if picture else "")
        self._sight.fit()
        self.setVisible(picture is not None)
