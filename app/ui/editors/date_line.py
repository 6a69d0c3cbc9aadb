"""A line for one day: typed, turned by the arrow keys, or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.rules.dates import parse_date
from app.ui import theme
from app.ui.icons import icon

__all__ = ["DateLine"]


class DateLine(QWidget):
    """A line for one day with a calendar behind a button; used alone and inside other editors."""

    edited = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._popup: _CalendarPopup | None = None
        self.line = QLineEdit()
        self.line.setMinimumWidth(theme.px(128))  # 2026年11月22日
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.button = QToolButton()
        self.button.setIcon(icon("calendar"))
        self.button.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.button.setToolTip("翻日历（Alt+↓）")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        layout.addWidget(self.line)
        layout.addWidget(self.button)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)

    @property
    def day(self) -> date | None:
        """The day typed, or ``None`` when nothing readable stands."""
        return parse_date(self.line.text(), self._today()).day

    @property
    def complaint(self) -> str:
        """Why what stands is no day; empty for a day and for nothing."""
        return (
            parse_date(self.line.text(), self._today()).reason if self.line.text().strip() else ""
        )

    def show_day(self, day: date | None) -> None:
        """Put ``day`` into the line."""
        self.line.setText("" if day is None else show_date(day))

    def tidy(self) -> None:
        """Write what was typed as a full date."""
        if (day := self.day) is not None:
            self.show_day(day)

    def set_read_only(self, read_only: bool) -> None:
        """The date stays selectable; the calendar goes."""
        self.line.setReadOnly(read_only)
        self.button.setEnabled(not read_only)

    def open_calendar(self) -> None:
        """Show the calendar under the line."""
        if self._popup is None:
            self._popup = _CalendarPopup(self)
            self._popup.picked.connect(self._picked)
        self._popup.show_at(self.line, self.day or self._today())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Alt+Down opens the calendar; Up and Down alone turn the day."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_Down and alt:
                self.open_calendar()
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.line.isReadOnly():
                step = 1 if event.key() == Qt.Key.Key_Up else -1
                day = self.day
                self.show_day(self._today() if day is None else day + timedelta(days=step))
                self.edited.emit()
                return True
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self.tidy()
        return super().eventFilter(watched, event)

    def _picked(self, day: date) -> None:
        self.show_day(day)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edited.emit()


class _CalendarPopup(QFrame):
    """A month to pick a day from; Enter picks, Escape goes back."""

    picked = Signal(date)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "bubble")
        self.calendar = QCalendarWidget()
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.calendar.setMinimumSize(theme.px(340), theme.px(270))
        weekend = QTextCharFormat()
        weekend.setForeground(theme.colour("warn"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, weekend)
        self.calendar.clicked.connect(self._pick)
        self.calendar.activated.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)

    def show_at(self, line: QWidget, day: date) -> None:
        """Open under ``line``, or above it where the screen ends."""
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        below = line.mapToGlobal(line.rect().bottomLeft())
        screen = line.screen().availableGeometry()
        if below.y() + self.height() > screen.bottom():
            below = line.mapToGlobal(line.rect().topLeft())
            below.setY(below.y() - self.height())
        below.setX(min(below.x(), screen.right() - self.width()))
        self.move(below)
        self.show()
        self.calendar.setFocus()

    def _pick(self, chosen: QDate) -> None:
        self.hide()
        self.picked.emit(date(chosen.year(), chosen.month(), chosen.day()))
