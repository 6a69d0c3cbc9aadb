"""Ruled tables: the boxes of a form, with a heavier frame outside and thin lines inside.

Rows grow with their words. A row that does not fit on the page goes on the next one, and a row
of long text is continued there, with its frame closed on both pages: nothing is ever cut off.
Lengths in points; column widths are shares of the full measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.printing.flow import FUZZ, Block, Placed, bottom, take
from app.printing.text import CELL, CELL_LABEL, Content, Style, Text

if TYPE_CHECKING:
    from app.printing.page import Sheet

OUTER, INNER = 1.0, 0.5  # line weights
PAD_X, PAD_Y = 5.0, 3.5  # between a line and the words
LEAST_ROOM = 60.0  # a row is not divided for the sake of less room than this


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: its blocks, how many columns and rows it spans, whether they stand in the middle.

    A ``label`` stands again where its row is continued on the next page.
    """

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    rows: int = 1
    middle: bool = True
    label: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side, at least ``least`` points high.

    Columns still taken by a box of a row above are left out.
    """

    cells: tuple[Cell, ...]
    least: float = 26.0


def row(*cells: Cell, least: float = 26.0) -> Row:
    """A row of boxes."""
    return Row(cells, least)


def cell(
    content: Content,
    style: Style = CELL,
    *,
    columns: int = 1,
    rows: int = 1,
    lines: int = 0,
    fit: bool = False,
) -> Cell:
    """A box with a value in body type; ``lines`` and ``fit`` as in ``Text``."""
    return Cell((Text(content, style, lines=lines, fit=fit),), columns, rows)


def heading(words: str, *, columns: int = 1, rows: int = 1) -> Cell:
    """A box with a label, centred."""
    return Cell((Text(words, CELL_LABEL),), columns, rows, label=True)


def upright(words: str, *, rows: int = 1) -> Cell:
    """A narrow box with its label set from top to bottom, one character below the other."""
    return Cell((Text("\n".join(words), CELL_LABEL),), rows=rows, label=True)


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell and its place in the grid."""

    cell: Cell
    row: int
    column: int

    @property
    def end(self) -> int:
        """The row below its last."""
        return self.row + self.cell.rows


class Grid(Block):
    """A table. The first ``repeat`` rows are its head and stand again on every page.

    Raises ValueError when the cells do not fill the rows exactly.
    """

    def __init__(
        self,
        shares: Sequence[float],
        rows: Sequence[Row],
        *,
        repeat: int = 0,
        outer: float = OUTER,
        inner: float = INNER,
    ) -> None:
        self._shares = tuple(shares)
        self._leasts = [row.least for row in rows]
        self._boxes = list(_tiled(rows, len(self._shares)))
        self._repeat = repeat
        self._weights = (outer, inner)
        self._width = -1.0
        self._edges: list[float] = []
        self._heights: list[float] = []
        self._content: list[list[Placed]] = []
        self.after = 8.0

    def height(self, width: float) -> float:
        """Height of all rows when set ``width`` points wide."""
        if width != self._width:
            self._lay_out(width)
        return sum(self._heights)

    def _lay_out(self, width: float) -> None:
        """Set every box in its width, and make every row as high as its boxes need."""
        self._width = width
        scale = width / sum(self._shares)
        self._edges = [scale * sum(self._shares[:count]) for count in range(len(self._shares) + 1)]
        self._content = []
        needed: list[tuple[_Box, float]] = []
        for box in self._boxes:
            placed, left = take(box.cell.blocks, self._inside(box), float("inf"))
            if left:
                raise ValueError("A new page cannot begin inside a table.")
            self._content.append(placed)
            needed.append((box, bottom(placed) + 2 * PAD_Y))
        self._heights = list(self._leasts)
        for box, height in sorted(needed, key=lambda pair: pair[0].cell.rows):
            lacking = height - sum(self._heights[box.row : box.end])
            self._heights[box.end - 1] += max(lacking, 0.0)

    def _inside(self, box: _Box) -> float:
        """Width that a box leaves to its blocks."""
        return self._edges[box.column + box.cell.columns] - self._edges[box.column] - 2 * PAD_X

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the boxes' blocks, the thin lines between them and the frame around all."""
        self.height(width)
        tops = [top - sum(self._heights[:count]) for count in range(len(self._heights) + 1)]
        thin: list[tuple[float, float, float, float]] = []
        for box, placed in zip(self._boxes, self._content, strict=True):
            upper, lower = tops[box.row], tops[box.end]
            left = x + self._edges[box.column]
            right = x + self._edges[box.column + box.cell.columns]
            slack = upper - lower - bottom(placed) - 2 * PAD_Y
            start = upper - PAD_Y - (slack / 2 if box.cell.middle else 0.0)
            for item in placed:
                item.block.draw(sheet, left + PAD_X, start - item.depth, self._inside(box))
            if box.end < len(self._heights):
                thin.append((left, lower, right, lower))
            if box.column + box.cell.columns < len(self._shares):
                thin.append((right, upper, right, lower))
        outer, inner = self._weights
        if inner and thin:
            sheet.setLineWidth(inner)
            sheet.lines(thin)
        if outer:
            sheet.setLineWidth(outer)
            sheet.rect(x, tops[-1], width, top - tops[-1])

    def split(self, width: float, height: float) -> tuple[Block, Block] | None:
        """The rows that fit into ``height`` and the rest; the row between may be divided."""
        self.height(width)
        used, count = 0.0, 0
        while count < len(self._heights) and used + self._heights[count] <= height + FUZZ:
            used += self._heights[count]
            count += 1
        if count == len(self._heights):
            return None
        if count < self._repeat:
            return None
        room = height - used
        if self._heights[count] >= 2 * LEAST_ROOM and room >= LEAST_ROOM:
            divided = self._cut(count, room)
            if divided:
                return divided
        return self._cut(count) if count > self._repeat else None

    def _cut(self, count: int, room: float = 0.0) -> tuple[Grid, Grid] | None:
        """``count`` rows and the upper ``room`` of the next one, and the rest with the head.

        None if nothing in that row can be divided there.
        """
        reach = count + (room > 0)  # rows of the upper table
        upper: list[_Box] = []
        lower = [box for box in self._boxes if box.row < self._repeat]
        continued = False
        for box in self._boxes:
            place = max(box.row, count) - count + self._repeat
            if box.end <= count:
                upper.append(box)
                continue
            if box.row >= reach:
                lower.append(replace(box, row=place))
                continue
            inside = sum(self._heights[box.row : count]) + room - 2 * PAD_Y
            placed, left = take(box.cell.blocks, self._inside(box), inside)
            if left and box.row == count and (box.cell.label or not placed):
                return None
            continued = continued or bool(left)
            if box.cell.label and left:  # too high for what is left of it above: only below
                placed, left = [], list(box.cell.blocks)
            above = tuple(item.block for item in placed)
            below = box.cell.blocks if box.cell.label else tuple(left)
            rows = min(box.end, reach) - box.row
            upper.append(replace(box, cell=replace(box.cell, blocks=above, rows=rows)))
            rows = box.end - max(box.row, count)
            lower.append(_Box(replace(box.cell, blocks=below, rows=rows), place, box.column))
        if room and not continued:
            return None
        leasts = self._leasts[:count] + [0.0] * (reach - count)
        rest = self._leasts[: self._repeat] + self._leasts[count:]
        return self._with(upper, leasts), self._with(lower, rest)

    def _with(self, boxes: list[_Box], leasts: list[float]) -> Grid:
        """A table like this one with other boxes."""
        outer, inner = self._weights
        other = Grid(self._shares, (), repeat=self._repeat, outer=outer, inner=inner)
        other._boxes, other._leasts = boxes, leasts
        other.before, other.after = self.before, self.after
        return other


def _tiled(rows: Sequence[Row], columns: int) -> Iterator[_Box]:
    """Every cell with its place. Raises ValueError unless they fill the rows exactly."""
    busy = [0] * columns  # first row in which the column is free again
    for number, line in enumerate(rows):
        column = 0
        for content in line.cells:
            while column < columns and busy[column] > number:
                column += 1
            span = range(column, column + content.columns)
            if span.stop > columns or any(busy[place] > number for place in span):
                raise ValueError(f"Row {number + 1} of the table has too many cells.")
            yield _Box(content, number, column)
            for place in span:
                busy[place] = number + content.rows
            column = span.stop
        if min(busy) <= number:
            raise ValueError(f"Row {number + 1} of the table has too few cells.")
    if rows and max(busy) > len(rows):
        raise ValueError("A cell spans more rows than the table has.")
