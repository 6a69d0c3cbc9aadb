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
    def height(self) -> float:
        """Room the place takes."""
        if self.mark is Mark.SEAL:
            return SEAL_DIAMETER + 6
        return LINE_HEIGHT if self.mark is Mark.SIGNATURE else FINGER_HEIGHT + 6


class Places(Block):
    """Places to sign, seal and press, side by side in ``columns``. Never divided by a page end."""

    before = 6.0
    after = 6.0

    def __init__(self, *places: Place, columns: int = 1, style: Style = FIELD) -> None:
        self._rows = [places[start : start + columns] for start in range(0, len(places), columns)]
        self._columns = columns
        self._style = replace(style, indent=0.0, align=Align.LEFT)
        self._width = 0.0

    def height(self, width: float) -> float:
        """Height of all rows of places."""
        self._width = width
        return sum(max(place.height for place in row) for row in self._rows)

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw every place with its label and its mark."""
        wide = self._width / self._columns
        for row in self._rows:
            for number, place in enumerate(row):
                self._draw_place(sheet, place, x + number * wide, top, wide - 10)
            top -= max(place.height for place in row)

    def _draw_place(self, sheet: Sheet, place: Place, x: float, top: float, width: float) -> None:
        if place.mark is Mark.SEAL:
            draw_seal_place(
                sheet, x + width - SEAL_DIAMETER / 2, top - place.height / 2, place.label
            )
            return
        label = Text(place.label, self._style)
        label_width = min(label.natural_width(), width * 0.7) + 0.1
        label_top = top - (place.height - label.height(label_width)) / 2
        label.draw(sheet, x, label_top)
        finger = FINGER_WIDTH if place.mark is not Mark.SIGNATURE else 0.0
        line_y = label_top - self._style.leading / 2 - self._style.size * 0.62
        if place.mark is not Mark.FINGERPRINT:
            left, right = x + label_width + 4, x + width - (finger + 6 if finger else 0.0)
            sheet.setLineWidth(0.5)
            sheet.line(left, line_y, right, line_y)
            if place.name:
                _small(sheet, place.name, (left + right) / 2, line_y - 9)
        if finger:
            draw_finger_place(sheet, x + width - finger, top - (place.height + FINGER_HEIGHT) / 2)


def draw_seal_place(sheet: Sheet, x: float, y: float, words: str) -> None:
    """A dotted circle around ``x``, ``y`` with ``words`` in it, where a round seal belongs."""
    sheet.saveState()
    sheet.setStrokeGray(GREY)
    sheet.setLineWidth(0.5)
    sheet.setDash([2, 2])
    sheet.circle(x, y, SEAL_DIAMETER / 2)
    sheet.restoreState()
    text = Text(words, replace(NOTE, align=Align.CENTRE))
    width = SEAL_DIAMETER - 16
    text.draw(sheet, x - width / 2, y + text.height(width) / 2)


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


def seal_over(content: Content, words: str, style: Style = FIELD) -> Block:
    """Closing words, such as the committee's name and the date, with the place of its seal on them."""
    return _Sealed(content, words, style)


class _Sealed(Block):
    """Words at the right with a seal's place over them, as a seal is put on name and date."""

    before = 6.0

    def __init__(self, content: Content, words: str, style: Style) -> None:
        self._text = Text(content, replace(style, align=Align.RIGHT, indent=0.0))
        self._words = words
        self._width = 0.0

    def height(self, width: float) -> float:
        """Room for the circle, or the words if they need more."""
        self._width = width
        return max(self._text.height(width), SEAL_DIAMETER + 6)

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """The circle first, the words across its middle."""
        height = self.height(self._width)
        centre = x + self._width - SEAL_DIAMETER * 0.75
        draw_seal_place(sheet, centre, top - height / 2, "\n\n\n" + self._words)
        self._text.draw(sheet, x, top - (height - self._text.height(self._width)) / 2)
