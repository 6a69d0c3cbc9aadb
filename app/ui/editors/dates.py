"""Days and hours: typed as people do (0315, 明天, 3.15; 0930, 下午3点), or picked from a calendar."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.forms.definition import Field, TimeRange
from app.ui import theme
from app.ui.editors.base import Editor, FormContext
from app.ui.editors.date_line import DateLine

__all__ = ["DateEditor", "DateTimeEditor", "TimeRangeEditor", "read_time"]

WEEKDAYS = "一二三四五六日"


def read_time(typed: str) -> time:
    """A time of day from ``0930``, ``9:30``, ``9点半``, ``下午3点``, ``15``.

    ``ValueError`` when it is none.
    """
    clean = unicodedata.normalize("NFKC", typed).strip().replace(" ", "")
    afternoon = clean.startswith(("下午", "晚上", "傍晚"))
    clean = re.sub(r"^(上午|早上|早晨|中午|下午|晚上|傍晚)", "", clean)
    clean = clean.replace("点半", "点30").replace("时半", "时30")
    clean = re.sub(r"点一刻|时一刻", "点15", clean).replace("整", "")
    if match := re.fullmatch(r"(\d{1,2})[点时:.](?:(\d{1,2})分?)?", clean) or re.fullmatch(
        r"(\d{1,2})(\d{2})?", clean
    ):
        hour, minute = int(match[1]), int(match[2] or 0)
        if afternoon and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(typed)


def _time_line() -> QLineEdit:
    line = QLineEdit()
    line.setFixedWidth(theme.px(74))
    line.setPlaceholderText("时：分")
    return line


def _time_in(line: QLineEdit) -> time | None:
    try:
        return read_time(line.text()) if line.text().strip() else None
    except ValueError:
        return None


def _tidy_time(line: QLineEdit) -> None:
    if (read := _time_in(line)) is not None:
        line.setText(f"{read:%H:%M}")


class DateEditor(Editor):
    """A day; value ``date``."""

    least_width = 204

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.day_line = DateLine(context.today)
        self.day_line.setMaximumWidth(theme.px(220))
        self.day_line.edited.connect(self._typed)
        self.weekday = QLabel()
        self.weekday.setProperty("role", "muted")
        self.weekday.setFixedWidth(theme.px(34))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.day_line, 10)
        layout.addWidget(self.weekday)
        layout.addStretch(1)
        self.watch(self.day_line.line)

    def value(self) -> date | None:
        """The day."""
        return self.day_line.day

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        self.day_line.show_day(value)
        self._say_weekday()

    def set_read_only(self, read_only: bool) -> None:
        """The date stays selectable."""
        self.day_line.set_read_only(read_only)

    def complaint(self) -> str:
        """Not a day."""
        return self.day_line.complaint

    def hint(self) -> str:
        """How days are typed."""
        return "可写 0315、3.15、明天，↑↓ 逐日增减，Alt+↓ 翻日历；回车到下一栏"

    def first(self) -> QWidget:
        """The line."""
        return self.day_line.line

    def on_leave(self) -> None:
        """Write the date in full."""
        self.day_line.tidy()
        self._say_weekday()

    def _typed(self) -> None:
        self._say_weekday()
        self.changed.emit()

    def _say_weekday(self) -> None:
        day = self.value()
        self.weekday.setText("" if day is None else f"周{WEEKDAYS[day.weekday()]}")


class DateTimeEditor(Editor):
    """A day and an hour; value ``datetime``."""

    least_width = 256

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.day_line = DateLine(context.today)
        self.day_line.setMaximumWidth(theme.px(200))
        self.time_line = _time_line()
        self.day_line.edited.connect(self.changed)
        self.time_line.textEdited.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.day_line, 10)
        layout.addWidget(self.time_line)
        layout.addStretch(1)
        self.watch(self.day_line.line, self.time_line)

    def value(self) -> datetime | None:
        """The moment; ``None`` until both day and hour stand."""
        day, at = self.day_line.day, _time_in(self.time_line)
        return datetime.combine(day, at) if day is not None and at is not None else None

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        self.day_line.show_day(value.date() if value is not None else None)
        self.time_line.setText("" if value is None else f"{value:%H:%M}")

    def set_read_only(self, read_only: bool) -> None:
        """Both stay selectable."""
        self.day_line.set_read_only(read_only)
        self.time_line.setReadOnly(read_only)

    def complaint(self) -> str:
        """Half of a moment, or something else."""
        if complaint := self.day_line.complaint:
            return complaint
        if self.time_line.text().strip() and _time_in(self.time_line) is None:
            return "看不懂这个时间，例如 0930、9:30、下午3点。"
        if (self.day_line.day is None) != (_time_in(self.time_line) is None):
            return "日期和时间要一起填。"
        return ""

    def hint(self) -> str:
        """How moments are typed."""
        return "日期可写 0315、明天；时间可写 0930、下午3点；回车到下一栏"

    def first(self) -> QWidget:
        """The line of the day."""
        return self.day_line.line

    def parts(self) -> tuple[QWidget, ...]:
        """Day and hour."""
        return (self.day_line.line, self.time_line)

    def on_leave(self) -> None:
        """Write both in full."""
        self.day_line.tidy()
        _tidy_time(self.time_line)


class TimeRangeEditor(Editor):
    """From when to when; value ``TimeRange``. The end's day is the first day unless given."""

    least_width = 530

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, context)
        self.start_day, self.end_day = DateLine(context.today), DateLine(context.today)
        self.start_time, self.end_time = _time_line(), _time_line()
        self.end_day.line.setPlaceholderText("同日可不填")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        for widget in (self.start_day, self.start_time, QLabel("至"), self.end_day, self.end_time):
            layout.addWidget(widget)
            if isinstance(widget, DateLine):
                widget.setMaximumWidth(theme.px(190))
                widget.edited.connect(self.changed)
            elif isinstance(widget, QLineEdit):
                widget.textEdited.connect(self.changed)
        layout.addStretch(1)
        self.watch(self.start_day.line, self.start_time, self.end_day.line, self.end_time)

    def value(self) -> TimeRange | None:
        """The range; ``None`` until its start stands."""
        day, at = self.start_day.day, _time_in(self.start_time)
        if day is None or at is None:
            return None
        start = datetime.combine(day, at)
        until = _time_in(self.end_time)
        if until is None:
            return TimeRange(start)
        return TimeRange(start, datetime.combine(self.end_day.day or day, until))

    def set_value(self, value: Any) -> None:
        """Show ``value``; the end's day only where it is another one."""
        start: datetime | None = value.start if value is not None else None
        end: datetime | None = value.end if value is not None else None
        self.start_day.show_day(start.date() if start else None)
        self.start_time.setText(f"{start:%H:%M}" if start else "")
        other_day = start and end and end.date() != start.date()
        self.end_day.show_day(end.date() if end and other_day else None)
        self.end_time.setText(f"{end:%H:%M}" if end else "")

    def set_read_only(self, read_only: bool) -> None:
        """All four stay selectable."""
        for day in (self.start_day, self.end_day):
            day.set_read_only(read_only)
        for at in (self.start_time, self.end_time):
            at.setReadOnly(read_only)

    def complaint(self) -> str:
        """Something unreadable, half a start, or an end before the start."""
        if complaint := self.start_day.complaint or self.end_day.complaint:
            return complaint
        if any(t.text().strip() and _time_in(t) is None for t in (self.start_time, self.end_time)):
            return "看不懂这个时间，例如 0930、9:30、下午3点。"
        if (self.start_day.day is None) != (_time_in(self.start_time) is None):
            return "开始的日期和时间要一起填。"
        value = self.value()
        if value is None and (self.end_time.text().strip() or self.end_day.line.text().strip()):
            return "请先填开始的日期和时间。"
        if value and value.end and value.end < value.start:
            return "结束时间早于开始时间。"
        return ""

    def hint(self) -> str:
        """How ranges are typed."""
        return "日期可写 0315、明天；时间可写 0930、下午3点；当天结束的，第二个日期不用填"

    def first(self) -> QWidget:
        """The line of the first day."""
        return self.start_day.line

    def parts(self) -> tuple[QWidget, ...]:
        """All four lines."""
        return (self.start_day.line, self.start_time, self.end_day.line, self.end_time)

    def on_leave(self) -> None:
        """Write everything in full."""
        for day in (self.start_day, self.end_day):
            day.tidy()
        for at in (self.start_time, self.end_time):
            _tidy_time(at)
