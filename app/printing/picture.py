"""Pictures of days and rings on paper, drawn from ``forms/pictures.py`` in greys and patterns.

Office printers print black: each look has a pattern or a grey of its own, and the legend stands
below. A picture of many lines goes on over pages with its head repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.forms.pictures import Box, Line, Look, Picture, Ring
from app.printing.flow import Block
from app.printing.fonts import Typeface, font
from app.printing.text import ASCENT, NOTE, Align, Text

if TYPE_CHECKING:
    from app.printing.page import Sheet

__all__ = ["PictureBlock", "RingBlock", "picture_blocks"]

GREY = {
    Look.PLAIN: 1.0,
    Look.OUTSIDE: 0.85,
    Look.SOFT: 0.93,
    Look.SOLID: 0.45,
    Look.HATCH: 1.0,
    Look.ALARM: 0.0,
    Look.REST: 1.0,
}
LIGHT = frozenset({Look.SOLID, Look.ALARM})
"""Looks so dark that what stands in them is white."""

MOST, LABEL = 15.0, 62.0  # points: side of a box, room for the label of a line
LABEL_SHARE = 0.3  # of the width, for the longest label
BESIDE = 4.0  # between a label and the boxes
SIZE = 0.62  # of a box's side: its character
FRAME = 0.4
WORDS = replace(NOTE, align=Align.LEFT, after=4.0)
SAMPLE = 10.0
CIRCLE = 360.0


def picture_blocks(picture: Picture) -> list[Block]:
    """The picture, its sentence above it and its legend below."""
    return [Text(picture.spoken, WORDS), PictureBlock(picture), LegendBlock(picture.legend)]


def paint_box(sheet: Sheet, x: float, y: float, side: float, box: Box, height: float = 0) -> None:
    """One day with its lower left corner at ``x``, ``y``."""
    height = height or side
    sheet.saveState()
    sheet.setLineWidth(FRAME * (3 if box.look is Look.ALARM else 1))
    sheet.setStrokeGray(0.0 if box.look is Look.ALARM else 0.6)
    sheet.setFillGray(GREY[box.look])
    sheet.rect(x, y, side, height, stroke=1, fill=1)
    if box.look is Look.HATCH:
        _hatch(sheet, x, y, side, height)
    elif box.look is Look.REST:
        sheet.setFillGray(0.4)
        for part in (0.25, 0.5, 0.75):
            sheet.circle(x + side * part, y + height * part, side * 0.05, stroke=0, fill=1)
    if box.sign:
        sheet.setFillGray(1.0 if box.look in LIGHT else 0.0)
        size = side * SIZE
        sheet.words(box.sign, x + side / 2, y + (height - size * ASCENT) / 2 + 0.6, size, at=0.5)
    sheet.restoreState()


def _hatch(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """Slanting lines inside a box."""
    clip = sheet.beginPath()
    clip.rect(x, y, width, height)
    sheet.clipPath(clip, stroke=0, fill=0)
    sheet.setLineWidth(0.5)
    sheet.setStrokeGray(0.45)
    step = 3.0
    for number in range(int((width + height) / step) + 1):
        sheet.line(x - height + number * step, y, x + number * step, y + height)


class PictureBlock(Block):
    """The boxes with head and labels."""

    after = 4.0

    def __init__(self, picture: Picture, longest: float = 0.0) -> None:
        self._picture = picture
        # as wide as the longest label of all pages, so that the days stand below each other
        self._longest = longest or max((_wide(line.label) for line in picture.lines), default=0.0)

    def _label(self, width: float) -> float:
        """Room for the labels; a longer one is set smaller."""
        return min(max(LABEL, self._longest + BESIDE + 2), width * LABEL_SHARE)

    def _side(self, width: float) -> float:
        return min(MOST, (width - self._label(width)) / len(self._picture.head))

    def height(self, width: float) -> float:
        """A head and a line of boxes for each line."""
        return (len(self._picture.lines) + 1) * self._side(width)

    def split(self, width: float, height: float) -> tuple[Block, Block] | None:
        """As many lines as fit, and the rest under the same head."""
        fits = int(height / self._side(width)) - 1
        lines = self._picture.lines
        if not 0 < fits < len(lines):
            return None
        return self._part(lines[:fits]), self._part(lines[fits:])

    def _part(self, lines: Sequence[Line]) -> PictureBlock:
        return PictureBlock(replace(self._picture, lines=tuple(lines)), self._longest)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Head, labels, boxes."""
        side = self._side(width)
        room = self._label(width)
        left = x + room
        size = side * SIZE
        for number, words in enumerate(self._picture.head):
            sheet.words(words, left + (number + 0.5) * side, top - side + 2.5, size, at=0.5)
        for number, line in enumerate(self._picture.lines):
            y = top - (number + 2) * side
            wide = _wide(line.label) * side / MOST
            small = size * min((room - BESIDE) / max(wide, 1.0), 1.0)
            up = (side - small * ASCENT) / 2 + 0.6
            sheet.words(line.label, left - BESIDE, y + up, small, at=1.0)
            for column, box in enumerate(line.boxes):
                if box is not None:
                    paint_box(sheet, left + column * side, y, side, box)


def _wide(label: str) -> float:
    """Width of a label beside boxes of full size."""
    return font(Typeface.BODY).stringWidth(label, MOST * SIZE)


class LegendBlock(Block):
    """A sample of each look and what it means, in one line or more."""

    after = 8.0
    leading = 15.0

    def __init__(self, legend: Sequence[tuple[Box, str]]) -> None:
        self._legend = legend

    def _lines(self, width: float) -> list[list[tuple[float, Box, str]]]:
        lines: list[list[tuple[float, Box, str]]] = [[]]
        at = 0.0
        for box, words in self._legend:
            wants = SAMPLE + 8 + Text(words, WORDS).natural_width() * 0.85 + 12
            if at + wants > width and lines[-1]:
                lines.append([])
                at = 0.0
            lines[-1].append((at, box, words))
            at += wants
        return lines

    def height(self, width: float) -> float:
        """As many lines as the words need."""
        return len(self._lines(width)) * self.leading

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Samples and words."""
        for number, line in enumerate(self._lines(width)):
            y = top - (number + 1) * self.leading + 3
            for at, box, words in line:
                paint_box(sheet, x + at, y, SAMPLE, box)
                sheet.words(words, x + at + SAMPLE + 4, y + 1.5, 9.0)


class RingBlock(Block):
    """A ring with its whole in the middle and its parts in words beside it."""

    after = 8.0
    size = 72.0
    thick = 14.0

    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    def height(self, width: float) -> float:
        """The ring's own."""
        del width
        return self.size

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Wedges, a white middle, the words."""
        del width
        ring = self._ring
        radius = self.size / 2
        middle_x, middle_y = x + radius, top - radius
        begin = 90.0
        for share in ring.shares:
            if share.number:
                span = -CIRCLE * share.number / ring.total
                self._wedge(sheet, middle_x, middle_y, begin, span, share.look)
                begin += span
        sheet.saveState()
        sheet.setFillGray(1.0)
        sheet.setStrokeGray(0.6)
        sheet.setLineWidth(FRAME)
        sheet.circle(middle_x, middle_y, radius - self.thick, stroke=1, fill=1)
        if not ring.total:
            sheet.circle(middle_x, middle_y, radius, stroke=1, fill=0)
        sheet.restoreState()
        sheet.words(str(ring.total), middle_x, middle_y - 6, 16.0, at=0.5)
        line = 17.0
        y = middle_y + line * (len(ring.shares) - 1) / 2 - 4
        sheet.words(ring.title, x + self.size + 16, top - 9, 10.5)
        for number, share in enumerate(ring.shares):
            at = y - number * line - 5
            paint_box(sheet, x + self.size + 16, at, SAMPLE, Box(share.look))
            words = f"{share.words}  {share.number}"
            sheet.words(words, x + self.size + 32, at + 1.5, 9.5)

    def _wedge(
        self, sheet: Sheet, x: float, y: float, begin: float, span: float, look: Look
    ) -> None:
        radius = self.size / 2
        sheet.saveState()
        sheet.setLineWidth(FRAME)
        sheet.setStrokeGray(0.3)
        sheet.setFillGray(GREY[look])
        path = sheet.beginPath()
        path.moveTo(x, y)
        corners = (x - radius, y - radius, x + radius, y + radius)
        path.arcTo(*corners, begin, span)  # type: ignore[arg-type]
        path.close()
        sheet.drawPath(path, stroke=1, fill=1)
        if look is Look.HATCH:
            sheet.clipPath(path, stroke=0, fill=0)
            sheet.setLineWidth(0.5)
            for number in range(int(2 * self.size / 3) + 1):
                left = x - radius - self.size + number * 3.0
                sheet.line(left, y - radius, left + self.size, y + radius)
        sheet.restoreState()
