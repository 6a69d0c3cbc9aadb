"""Places for what a pen, a seal and a finger put on paper: signature line, seal, fingerprint.

A place says in small words what belongs there, so that nobody signs where a seal should stand.
Lengths in points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.printing.flow import Block
from app.printing.fonts import Typeface, font
from app.printing.text import FIELD, NOTE, Align, Content, Style, Text

if TYPE_CHECKING:
    from app.printing.page import Sheet

MM = 72 / 25.4
SEAL_DIAMETER = 42 * MM  # the round seal of a committee or an office
FINGER_WIDTH, FINGER_HEIGHT = 16 * MM, 20 * MM
LINE_HEIGHT = 34.0  # room for a signature in handwriting
LEAST_LINE = 32 * MM  # nobody signs on less
SEAL_EDGE = 11.0  # between the circle and the words in it
SEAL_WORDS = replace(NOTE, size=8.5, leading=13.0, align=Align.CENTRE)
GAP = 5.0
GREY = 0.55  # the helper marks are paler than the words


class Mark(Enum):
    """What is put on paper at a place."""

    SIGNATURE = auto()
    FINGERPRINT = auto()
    SIGNATURE_AND_FINGERPRINT = auto()
    SEAL = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its label, and what is put there.

    ``name`` is the person or body expected, in small print below the line, for the clerk.
    """

    label: str
    mark: Mark = Mark.SIGNATURE
    name: str = ""

    @property
    def least(self) -> float:
        """Height that the mark itself needs."""
        if self.mark is Mark.SEAL:
            return SEAL_DIAMETER + 6
        return LINE_HEIGHT if self.mark is Mark.SIGNATURE else FINGER_HEIGHT + 6


class Places(Block):
    """Places to sign, seal and press, side by side in ``columns``. Never divided by a page end.

    Where a label leaves too little room to sign beside it, the line stands below it.
    """

    before = 6.0
    after = 6.0

    def __init__(self, *places: Place, columns: int = 1, style: Style = FIELD) -> None:
        self._rows = [places[start : start + columns] for start in range(0, len(places), columns)]
        self._columns = columns
        self._style = replace(style, indent=0.0, align=Align.LEFT)

    def height(self, width: float) -> float:
        """Height of all rows of places."""
        return sum(self._row_height(row, self._wide(width)) for row in self._rows)

    def _wide(self, width: float) -> float:
        """Width of one place."""
        return width / self._columns - 2 * GAP

    def _row_height(self, row: tuple[Place, ...], wide: float) -> float:
        return self._pen(row, wide) + max(place.least for place in row) / 2

    def _pen(self, row: tuple[Place, ...], wide: float) -> float:
        """How far below the top of a row everybody signs, whatever else stands in a place."""
        return max(place.least / 2 + self._label_height(place, wide) for place in row)

    def _label_height(self, place: Place, wide: float) -> float:
        """Height of a label that stands above its mark; 0 where it stands beside it."""
        if place.mark is Mark.SEAL:
            return 0.0
        label = Text(place.label, self._style)
        finger = 0.0 if place.mark is Mark.SIGNATURE else FINGER_WIDTH
        pen = 0.0 if place.mark is Mark.FINGERPRINT else LEAST_LINE
        if label.natural_width() + pen + finger + GAP <= wide:
            return 0.0
        return label.height(wide)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw every place with its label and its mark."""
        wide = self._wide(width)
        for row in self._rows:
            height = self._row_height(row, wide)
            for number, place in enumerate(row):
                left = x + number * width / self._columns
                if place.mark is Mark.SEAL:
                    centre = left + wide - SEAL_DIAMETER / 2
                    draw_seal_place(sheet, centre, top - height / 2, place.label)
                else:
                    own = place.least / 2 + self._label_height(place, wide)
                    begin = top - self._pen(row, wide) + own
                    self._draw_place(sheet, place, (left, begin), wide)
            top -= height

    def _draw_place(
        self, sheet: Sheet, place: Place, corner: tuple[float, float], wide: float
    ) -> None:
        """Label, line for the pen and box for the finger."""
        left, top = corner
        right = left + wide
        label = Text(place.label, self._style)
        above = self._label_height(place, wide)
        if above:
            label.draw(sheet, left, top, wide)
            top -= above
        else:
            width = label.natural_width() + 0.1
            label.draw(sheet, left, top - (place.least - label.height(width)) / 2, width)
            left += width + GAP
        if place.mark is not Mark.SIGNATURE:
            right -= FINGER_WIDTH
            draw_finger_place(sheet, right, top - (place.least + FINGER_HEIGHT) / 2)
            right -= GAP
        if place.mark is not Mark.FINGERPRINT:
            y = top - place.least / 2 - self._style.size * 0.6
            sheet.setLineWidth(0.5)
            sheet.line(left, y, right, y)
            if place.name:
                _small(sheet, place.name, (left + right) / 2, y - 9)


def draw_seal_place(sheet: Sheet, x: float, y: float, words: str) -> None:
    """A dotted circle around ``x``, ``y`` with ``words`` in it, where a round seal belongs."""
    sheet.saveState()
    sheet.setStrokeGray(GREY)
    sheet.setLineWidth(0.5)
    sheet.setDash([2, 2])
    sheet.circle(x, y, SEAL_DIAMETER / 2)
    sheet.restoreState()
    width = SEAL_DIAMETER - 2 * SEAL_EDGE
    text = Text(_undivided(words, width), SEAL_WORDS)
    text.draw(sheet, x - width / 2, y + text.height(width) / 2, width)


def _undivided(words: str, width: float) -> str:
    """``words`` with their remark in brackets on a line of its own, if one does not hold them."""
    head, bracket, tail = words.rpartition("（")
    if not bracket or not head.strip() or Text(words, SEAL_WORDS).natural_width() <= width:
        return words
    return f"{head}\n{bracket}{tail}"


def draw_finger_place(sheet: Sheet, x: float, y: float) -> None:
    """A dotted box with its lower left corner at ``x``, ``y``, where a finger is pressed."""
    sheet.saveState()
    sheet.setStrokeGray(GREY)
    sheet.setLineWidth(0.5)
    sheet.setDash([1.5, 1.5])
    sheet.rect(x, y, FINGER_WIDTH, FINGER_HEIGHT)
    sheet.restoreState()
    _small(sheet, "指印", x + FINGER_WIDTH / 2, y + 3)


def _small(sheet: Sheet, words: str, x: float, y: float) -> None:
    """Helper words, pale and centred at ``x``."""
    size = 7.5
    sheet.saveState()
    sheet.setFillGray(GREY)
    sheet.setFont(Typeface.BODY.value, size)
    sheet.drawString(x - font(Typeface.BODY).stringWidth(words, size) / 2, y, words)
    sheet.restoreState()


class Perforation(Block):
    """The line where a paper is torn off its stub, from edge to edge, with the number across it.

    The seal is put over the line, so that both halves prove each other (骑缝章).
    """

    before = 10.0
    after = 10.0
    keep_with_next = True

    def __init__(self, number: str = "") -> None:
        self._words = f"{number}　　骑缝处加盖印章" if number else "骑缝处加盖印章"

    def height(self, width: float) -> float:
        """One line of words."""
        del width
        return NOTE.leading

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Dashes across the whole sheet, the words in a gap in the middle."""
        y = top - NOTE.leading * 0.6
        words = Text(self._words, replace(NOTE, align=Align.CENTRE))
        half = words.natural_width() / 2 + 8
        centre = x + width / 2
        sheet.saveState()
        sheet.setLineWidth(0.6)
        sheet.setDash([4, 3])
        sheet.line(0, y, centre - half, y)
        sheet.line(centre + half, y, sheet.setup.paper[0], y)
        sheet.restoreState()
        words.draw(sheet, x, top, width)


def seal_over(content: Content, words: str, style: Style = FIELD, *, beside: Content = "") -> Block:
    """Closing words, such as the committee's name and the date, with the place of its seal on them.

    ``beside`` stands to the left at the foot: to whom a copy goes.
    """
    return _Sealed(content, words, style, beside)


class _Sealed(Block):
    """Words at the right in the middle of a seal's place, as a seal is put on name and date.

    GB/T 9704-2012 7.3.5.1: name and date stand in the middle of the seal, a little below it.
    """

    before = 6.0

    def __init__(self, content: Content, words: str, style: Style, beside: Content) -> None:
        self._text = Text(content, replace(style, align=Align.CENTRE, indent=0.0))
        self._words = words
        self._beside = Text(beside, replace(style, align=Align.LEFT, indent=0.0))

    def height(self, width: float) -> float:
        """Room for the circle, or the words if they need more."""
        return max(self._text.height(width), SEAL_DIAMETER + 6)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """The circle first, the words across its middle."""
        height = self.height(width)
        wide = min(max(self._text.natural_width() + 0.1, SEAL_DIAMETER), width)
        draw_seal_place(sheet, x + width - wide / 2, top - height / 2, "\n" * 4 + self._words)
        down = (height - self._text.height(wide)) / 2
        self._text.draw(sheet, x + width - wide, top - down, wide)
        room = width - wide - 2 * GAP
        self._beside.draw(sheet, x, top - height + self._beside.height(room), room)
