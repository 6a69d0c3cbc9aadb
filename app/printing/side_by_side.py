"""Short fields that share one line, each with its own ruled blank."""

from __future__ import annotations

from collections.abc import Sequence

from app.printing.flow import Block, Placed, bottom, take
from app.printing.page import Sheet

GAP = 6.0  # points between two fields


class SideBySide(Block):
    """Columns of blocks next to each other; ``shares`` divide the measure. Not divided by a page."""

    def __init__(self, shares: Sequence[float], columns: Sequence[Sequence[Block]]) -> None:
        self._shares = tuple(shares)
        self._columns = tuple(tuple(column) for column in columns)
        self._placed: list[tuple[float, list[Placed]]] = []

    def height(self, width: float) -> float:
        """The height of the highest column."""
        room = width - GAP * (len(self._columns) - 1)
        total, x = sum(self._shares), 0.0
        self._placed = []
        for share, column in zip(self._shares, self._columns, strict=True):
            measure = room * share / total
            placed, _ = take(column, measure, float("inf"))
            self._placed.append((x, placed))
            x += measure + GAP
        return max(bottom(placed) for _, placed in self._placed)

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw every column from the same top."""
        for offset, placed in self._placed:
            for item in placed:
                item.block.draw(sheet, x + offset, top - item.depth)
