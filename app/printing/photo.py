"""The place of a photograph on a paper: the photograph, or an empty frame to paste one into."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.utils import ImageReader

from app.forms.photo import PHOTO_MM
from app.printing.flow import Block
from app.printing.page import MM
from app.printing.text import CELL

if TYPE_CHECKING:
    from app.printing.page import Sheet

__all__ = ["PhotoPlace"]

WIDTH, HEIGHT = (side * MM for side in PHOTO_MM)


class PhotoPlace(Block):
    """一寸: in its true size, smaller only where the box is."""

    def __init__(self, label: str, data: bytes | None) -> None:
        self._label = label
        self._data = data

    def height(self, width: float) -> float:
        """In proportion to what fits."""
        return HEIGHT * min(1.0, width / WIDTH)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """In the middle of the box."""
        high = self.height(width)
        wide = high * WIDTH / HEIGHT
        if self._data is None:
            y = top - (high + CELL.size) / 2
            sheet.words(self._label, x + width / 2, y, CELL.size, at=0.5)
            return
        image = ImageReader(BytesIO(self._data))
        sheet.drawImage(image, x + (width - wide) / 2, top - high, wide, high)
