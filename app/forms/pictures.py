"""Pictures of days: one description, drawn on the screen (``ui/picture_view.py``) and on paper
(``printing/picture.py``).

A ``Picture`` is a small table of days: a line for each month or person, a box for each day. A box
carries a look and at most one character. Looks differ by pattern as well as by colour, so that they
are told apart without colours and in black print; ``spoken`` says in a sentence what the eye sees.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

__all__ = ["Box", "Line", "Look", "Picture", "Ring", "Share", "months_picture", "so_far"]

MOST_DAYS = 31


class Look(Enum):
    """How a box is filled; each pattern is used by one look only."""

    PLAIN = "plain"  # empty
    OUTSIDE = "outside"  # not part of what is counted
    SOFT = "soft"  # something usual happened: tinted
    SOLID = "solid"  # what the picture is about: filled
    HATCH = "hatch"  # beside it: slanting lines
    ALARM = "alarm"  # too much, too late: filled and framed
    REST = "rest"  # supervision rests: dotted


@dataclass(frozen=True, slots=True)
class Box:
    """One day: its look, one character in it, what to say when it is pointed at, which day."""

    look: Look = Look.PLAIN
    sign: str = ""
    tip: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of boxes; ``None`` where there is no such day."""

    label: str
    boxes: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Lines under one head, what the looks mean, and the same in words."""

    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[Box, str], ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: how many, of what."""

    look: Look
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Ring:
    """How a whole is divided, drawn as a ring with the whole in its middle."""

    title: str
    shares: tuple[Share, ...]
    nothing: str

    @property
    def total(self) -> int:
        """All together."""
        return sum(share.number for share in self.shares)

    @property
    def spoken(self) -> str:
        """The ring in a sentence."""
        if not self.total:
            return self.nothing
        parts = "，".join(f"{share.words}{share.number}" for share in self.shares)
        return f"{self.title}：共{self.total}，{parts}。"


def months_picture(
    title: str,
    first: date,
    last: date,
    marks: Mapping[date, Box],
    *,
    legend: Sequence[tuple[Box, str]],
    spoken: str,
    inside: tuple[date, date] | None = None,
) -> Picture:
    """A line for each month from that of ``first`` to that of ``last``.

    Days without a mark are plain from ``inside`` (the days asked for by default) and outside beyond.
    """
    begins, ends = inside or (first, last)
    lines = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        length = monthrange(year, month)[1]
        days = [date(year, month, number) for number in range(1, length + 1)]
        plain = [Look.PLAIN if begins <= day <= ends else Look.OUTSIDE for day in days]
        boxes = [
            replace(marks.get(day) or Box(look), day=day)
            for day, look in zip(days, plain, strict=True)
        ]
        gap: list[None] = [None] * (MOST_DAYS - length)
        lines.append(Line(f"{year}年{month}月", (*boxes, *gap)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    head = tuple(str(number) for number in range(1, MOST_DAYS + 1))
    return Picture(title, head, tuple(lines), tuple(legend), spoken)


def so_far(picture: Picture, today: date) -> Picture:
    """The picture for paper: months still to come are left out, but for the last and what is marked."""

    def tells(line: Line) -> bool:
        boxes = [box for box in line.boxes if box is not None and box.day is not None]
        marked = any(box.look not in (Look.PLAIN, Look.OUTSIDE) for box in boxes)
        return marked or any(box.day <= today for box in boxes if box.day)

    *months, last = picture.lines
    kept = [line for line in months if tells(line)]
    if len(kept) == len(months):
        return picture
    spoken = f"{picture.spoken}未到的月份只印期满的一个月。"
    return replace(picture, lines=(*kept, last), spoken=spoken)
