"""Who is away in a month, day by day: the calendar on the screen and on paper (F17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.days import short_day
from app.forms.definition import Field, Kind, Register
from app.forms.pictures import Box, Line, Look, Picture
from app.rules.calendar import DAY, month_length, work_calendar
from app.services.corrections.leave_view import AwayRow

__all__ = ["AWAY_REGISTER", "AwayMonth", "away_month"]

BACK, LATE = "返", "逾"
WEEKDAYS = "一二三四五六日"

AWAY_REGISTER = Register(
    code="corrections.away",
    title="外出一览",
    source="《社区矫正法实施办法》第二十八条",
    columns=(
        Field("name", "姓名", weight=2),
        Field("destination", "目的地", weight=3),
        Field("reason", "事由", Kind.CHOICE, codes="leave_reason", weight=2),
        Field("since", "外出", Kind.DATE, weight=2),
        Field("until", "应返", Kind.DATE, weight=2),
        Field("back", "实返", Kind.DATE, weight=2),
        Field("late", "逾期天数", Kind.NUMBER),
        Field("phone", "联系电话", weight=2),
    ),
)

LEGEND = (
    (Box(Look.SOLID), "外出"),
    (Box(Look.HATCH), "已批准，未登记离开"),
    (Box(Look.ALARM, LATE), "逾期未归"),
    (Box(Look.SOFT, BACK), "返回销假"),
    (Box(Look.OUTSIDE), "休息日"),
)


@dataclass(frozen=True, slots=True)
class AwayMonth:
    """One month: its days, who is away, and a box for each of them on each day."""

    first: date
    rows: tuple[AwayRow, ...]
    boxes: tuple[tuple[Box, ...], ...]
    today: date

    @property
    def days(self) -> list[date]:
        """The days of the month."""
        return [self.first + timedelta(days=n) for n in range(month_length(*self._place))]

    @property
    def _place(self) -> tuple[int, int]:
        return self.first.year, self.first.month

    @property
    def title(self) -> str:
        """2025年3月外出日历."""
        return f"{self.first.year}年{self.first.month}月外出日历"

    def out_on(self, day: date) -> list[AwayRow]:
        """Who is away on a day of the month."""
        place = (day - self.first).days
        away = {Look.SOLID, Look.HATCH, Look.ALARM}
        return [
            r for r, boxes in zip(self.rows, self.boxes, strict=True) if boxes[place].look in away
        ]

    def said(self, day: date) -> str:
        """A day in words: what day it is, how many are away, who."""
        status = work_calendar().status(day)
        out = self.out_on(day)
        words = f"{short_day(day)}（{status.reason}）"
        if not out:
            return f"{words}没有人外出。"
        names = "、".join(f"{r.name}（{r.destination}）" for r in out)
        return f"{words}外出{len(out)}人：{names}。"

    def picture(self) -> Picture:
        """The month as one picture, a line for each leave."""
        late = sum(row.late > 0 and row.back is None for row in self.rows)
        spoken = f"{self.title}：外出{len(self.rows)}次"
        spoken += f"，现在逾期未归{late}人。" if late else "。"
        head = tuple(str(day.day) for day in self.days)
        lines = tuple(
            Line(row.name, boxes) for row, boxes in zip(self.rows, self.boxes, strict=True)
        )
        return Picture(self.title, head, lines, LEGEND, spoken)


def away_month(first: date, rows: Sequence[AwayRow], today: date) -> AwayMonth:
    """The month that begins on ``first``; whoever leaves first comes first."""
    ordered = tuple(sorted(rows, key=lambda r: (r.since, r.name)))
    days = [first + timedelta(days=n) for n in range(month_length(first.year, first.month))]
    boxes = tuple(tuple(_box(row, day, today) for day in days) for row in ordered)
    return AwayMonth(first, ordered, boxes, today)


def _box(row: AwayRow, day: date, today: date) -> Box:
    where = f"{row.name}  {row.destination}，{short_day(row.until)}应返"
    last = row.back or max(row.until, today if row.departed else row.until)
    if not row.since <= day <= last:
        return Box() if work_calendar().is_workday(day) else Box(Look.OUTSIDE)
    if day > row.until:
        return Box(Look.ALARM, LATE, f"{where}，逾期第{(day - row.until).days}天")
    if day == row.back:
        return Box(Look.SOFT, BACK, f"{where}，当日返回")
    if not row.departed:
        return Box(Look.HATCH, "", f"{where}，还没有登记离开")
    return Box(Look.SOLID, "", where)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - DAY).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return first + timedelta(days=month_length(first.year, first.month))
