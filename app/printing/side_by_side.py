"""Short fields that share one line, each with its own ruled blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.printing.flow import Block, Placed, bottom, take
from app.printing.page import Sheet

GAP = 6.0  # points between two fields


class SideBySide(Block):
    """Columns of blocks next to each other; ``shares`` divide the measure. Not divided by a page."""

    def __init__(self, shares: Sequence[float], columns: Sequence[Sequence[Block]]) -> None:
        self._shares = tuple(shares)
        self._columns = tuple(tuple(column) for column in columns)

    def height(self, width: float) -> float:
        """The height of the highest column."""
        return max(bottom(placed) for _, _, placed in self._placed(width))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw every column from the same top."""
        for offset, measure, placed in self._placed(width):
            for item in placed:
                item.block.draw(sheet, x + offset, top - item.depth, measure)

    def _placed(self, width: float) -> Iterator[tuple[float, float, list[Placed]]]:
        """Each column: how far to the right it begins, how wide it is, its blocks placed."""
        room = width - GAP * (len(self._columns) - 1)
        total, x = sum(self._shares), 0.0
        for share, column in zip(self._shares, self._columns, strict=True):
            measure = room * share / total
            yield x, measure, take(column, measure, float("inf"))[0]
            x += measure + GAP
