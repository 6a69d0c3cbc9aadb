"""Ruled tables: the boxes of a form, with a heavier frame outside and thin lines inside.

Rows grow with their words. A row that does not fit on the page goes on the next one, and a row
of long text is continued there, with its frame closed on both pages: nothing is ever cut off.
The line of a list stays whole unless it is very high, and the last row, where a form is signed,
never stands alone on a page.
Lengths in points; column widths are shares of the full measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from app.printing.flow import FUZZ, Block, Placed, Space, bottom, take
from app.printing.text import CELL, CELL_LABEL, Content, Style, Text

if TYPE_CHECKING:
    from app.printing.page import Sheet

OUTER, INNER = 1.0, 0.5  # line weights
PAD_X, PAD_Y = 5.0, 3.5  # between a line and the words
LEAST_ROOM = 60.0  # a row is not divided for the sake of less room than this
WHOLE = 300.0  # the line of a list is divided only if it is higher than this
FEWEST = 2  # lines for the pen in a box that was to have more
HIGH = 200.0  # a box that is higher does not go along as a whole with the row below it


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

    Columns still taken by a box of a row above are left out. ``listed`` is the line of a list.
    """

    cells: tuple[Cell, ...]
    least: float = 26.0
    listed: bool = False


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
    """A box with a value in body type; ``lines`` and ``fit`` as in ``Text``. No number is cut."""
    return Cell((Text(content, style, lines=lines, fit=fit, uncut=True),), columns, rows)


def heading(words: str, style: Style = CELL_LABEL, *, columns: int = 1, rows: int = 1) -> Cell:
    """A box with a label, centred."""
    return Cell((Text(words, style),), columns, rows, label=True)


def upright(words: str, *, rows: int = 1) -> Cell:
    """A narrow box with its label set from top to bottom, one character below the other."""
    return Cell((Text("\n".join(words), CELL_LABEL),), rows=rows, label=True)


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell and its place: its row within the band, its column."""

    cell: Cell
    row: int
    column: int

    @property
    def end(self) -> int:
        """The row below its last."""
        return self.row + self.cell.rows


@dataclass(frozen=True, slots=True)
class _Pads:
    """Room between the lines around a box and its words: beside them, and above and below."""

    x: float
    y: float

    def inside(self, box: _Box, edges: Sequence[float]) -> float:
        """Width that a box leaves to its blocks."""
        return edges[box.column + box.cell.columns] - edges[box.column] - 2 * self.x


class _Band:
    """Rows that a box spanning them ties together; most often one row.

    It is laid out once. A table of a thousand rows goes over forty pages, and every page but the
    last leaves a rest: the rest takes its bands over as they are.
    """

    def __init__(
        self, boxes: Sequence[_Box], leasts: Sequence[float], pads: _Pads, *, listed: bool
    ) -> None:
        self.boxes = tuple(boxes)
        self.leasts = tuple(leasts)
        self.pads = pads
        self.listed = listed
        self.heights: list[float] = []
        self.content: list[list[Placed]] = []

    def lay_out(self, edges: Sequence[float]) -> float:
        """Set every box in its width, make every row as high as its boxes need; the height."""
        self.content = []
        needed: list[tuple[_Box, float]] = []
        for box in self.boxes:
            placed, left = take(box.cell.blocks, self.pads.inside(box, edges), float("inf"))
            if left:
                raise ValueError("A new page cannot begin inside a table.")
            self.content.append(placed)
            needed.append((box, bottom(placed) + 2 * self.pads.y))
        self.heights = list(self.leasts)
        for box, height in sorted(needed, key=lambda pair: pair[0].cell.rows):
            lacking = height - sum(self.heights[box.row : box.end])
            self.heights[box.end - 1] += max(lacking, 0.0)
        return sum(self.heights)

    def divide(self, edges: Sequence[float], height: float) -> tuple[_Band, _Band] | None:
        """What of the band fits into ``height`` and the rest; None if nothing does."""
        used, count = 0.0, 0
        while used + self.heights[count] <= height + FUZZ:
            used += self.heights[count]
            count += 1
        room = height - used
        if self.listed and self.heights[count] <= WHOLE:
            room = 0.0
        if self.heights[count] >= 2 * LEAST_ROOM and room >= LEAST_ROOM:
            divided = self._cut(edges, count, room)
            if divided:
                return divided
        return self._cut(edges, count) if count else None

    def _cut(
        self, edges: Sequence[float], count: int, room: float = 0.0
    ) -> tuple[_Band, _Band] | None:
        """``count`` rows and the upper ``room`` of the next one, and the rest.

        None if nothing in that row can be divided there: lines left for the pen are no words.
        """
        reach = count + (room > 0)  # rows of the upper band
        upper: list[_Box] = []
        lower: list[_Box] = []
        continued = False
        for box in self.boxes:
            place = max(box.row, count) - count
            if box.end <= count:
                upper.append(box)
                continue
            if box.row >= reach:
                lower.append(replace(box, row=place))
                continue
            inside = sum(self.heights[box.row : count]) + room - 2 * self.pads.y
            placed, left = take(box.cell.blocks, self.pads.inside(box, edges), inside)
            if left and box.row == count and (box.cell.label or not placed):
                return None
            continued = continued or any(not isinstance(block, Space) for block in left)
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
        leasts = (*self.leasts[:count], *[0.0] * (reach - count))
        return (
            _Band(upper, leasts, self.pads, listed=self.listed),
            _Band(lower, self.leasts[count:], self.pads, listed=self.listed),
        )


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
        pad: float = PAD_Y,
        pad_x: float = PAD_X,
    ) -> None:
        self._shares = tuple(shares)
        self._pads = _Pads(pad_x, pad)
        self._bands, self._head = _bands(rows, len(self._shares), repeat, self._pads)
        self._weights = (outer, inner)
        self._width = -1.0
        self._edges: list[float] = []
        self._heights: list[float] = []  # of the bands
        self.after = 8.0

    def height(self, width: float) -> float:
        """Height of all rows when set ``width`` points wide."""
        if width != self._width:
            self._width = width
            scale = width / sum(self._shares)
            self._edges = [scale * part for part in accumulate(self._shares, initial=0.0)]
            self._heights = [self._lay_out_band(band) for band in self._bands]
        return sum(self._heights)

    def _lay_out_band(self, band: _Band) -> float:
        return band.lay_out(self._edges)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the boxes' blocks, the thin lines between them and the frame around all."""
        low = top - self.height(width)
        thin: list[tuple[float, float, float, float]] = []
        above = top
        for band in self._bands:
            tops = [above - down for down in accumulate(band.heights, initial=0.0)]
            above = tops[-1]
            for box, placed in zip(band.boxes, band.content, strict=True):
                upper, lower = tops[box.row], tops[box.end]
                left = x + self._edges[box.column]
                right = x + self._edges[box.column + box.cell.columns]
                slack = upper - lower - bottom(placed) - 2 * self._pads.y
                start = upper - self._pads.y - (slack / 2 if box.cell.middle else 0.0)
                inside = self._pads.inside(box, self._edges)
                for item in placed:
                    item.block.draw(sheet, left + self._pads.x, start - item.depth, inside)
                if box.end < len(band.heights) or band is not self._bands[-1]:
                    thin.append((left, lower, right, lower))
                if box.column + box.cell.columns < len(self._shares):
                    thin.append((right, upper, right, lower))
        outer, inner = self._weights
        if inner and thin:
            sheet.setLineWidth(inner)
            sheet.lines(thin)
        if outer:
            sheet.setLineWidth(outer)
            sheet.rect(x, low, width, top - low)

    def shortened(self, width: float, height: float) -> Grid | None:
        """The table with fewer lines left for the pen in the row above the last, two at least."""
        lacking = self.height(width) - height
        if len(self._bands) < 2 or self._bands[-2].listed or len(self._bands[-2].heights) != 1:
            return None
        before = self._bands[-2]
        room = max(before.heights[0] - lacking, before.leasts[0]) - 2 * self._pads.y
        boxes = [self._tight(box, room) for box in before.boxes]
        if all(box is old for box, old in zip(boxes, before.boxes, strict=True)):
            return None
        band = _Band(boxes, before.leasts, self._pads, listed=False)
        bands = [*self._bands[:-2], band, self._bands[-1]]
        return self._with(bands, [*self._heights[:-2], self._lay_out_band(band), self._heights[-1]])

    def _tight(self, box: _Box, room: float) -> _Box:
        """A box of one text that is higher than ``room``, with fewer spare lines."""
        text = box.cell.blocks[0] if len(box.cell.blocks) == 1 else None
        if not isinstance(text, Text):
            return box
        inside = self._pads.inside(box, self._edges)
        least = FEWEST * text.height(inside) / max(len(text.lines(inside)), 1)
        short = text.shortened(inside, max(room, least))
        return box if short is None else replace(box, cell=replace(box.cell, blocks=(short,)))

    def split(self, width: float, height: float) -> tuple[Block, Block] | None:
        """The rows that fit into ``height`` and the rest; the row between may be divided."""
        self.height(width)
        used, count = 0.0, 0
        while count < len(self._bands) and used + self._heights[count] <= height + FUZZ:
            used += self._heights[count]
            count += 1
        if count == len(self._bands) or count < self._head:
            return None
        divided = self._bands[count].divide(self._edges, height - used)
        if divided is None:
            return self._above(count)
        return self._parts(count, divided[:1], divided[1:], count + 1)

    def _above(self, count: int) -> tuple[Grid, Grid] | None:
        """``count`` rows and the rest; the last row takes its neighbour along, or its last lines."""
        if count <= self._head:
            return None
        before = count - 1
        if count == len(self._bands) - 1 and not self._bands[-1].listed:
            height = self._heights[before]
            if height > HIGH:
                divided = self._bands[before].divide(self._edges, height - LEAST_ROOM)
                if divided:
                    return self._parts(before, divided[:1], divided[1:], count)
            if before > self._head:
                return self._parts(before, [], [], before)
            upper, rest = self._parts(count, [], [], count)
            rest.lonely = True  # both rows on the next page, unless they begin this one
            return upper, rest
        return self._parts(count, [], [], count)

    def _parts(
        self, count: int, upper: Sequence[_Band], lower: Sequence[_Band], follows: int
    ) -> tuple[Grid, Grid]:
        """``count`` bands and ``upper``; the head, ``lower`` and the bands from ``follows`` on."""
        head = slice(self._head)
        high = [self._lay_out_band(band) for band in upper]
        low = [self._lay_out_band(band) for band in lower]
        return (
            self._with([*self._bands[:count], *upper], [*self._heights[:count], *high]),
            self._with(
                [*self._bands[head], *lower, *self._bands[follows:]],
                [*self._heights[head], *low, *self._heights[follows:]],
            ),
        )

    def _with(self, bands: list[_Band], heights: list[float]) -> Grid:
        """A table like this one, of bands that are laid out already."""
        outer, inner = self._weights
        pads = self._pads
        other = Grid(self._shares, (), outer=outer, inner=inner, pad=pads.y, pad_x=pads.x)
        other._bands, other._heights, other._head = bands, heights, self._head
        other._width, other._edges = self._width, self._edges
        other.before, other.after = self.before, self.after
        other.keep_tail = self.keep_tail
        return other


def _bands(rows: Sequence[Row], columns: int, repeat: int, pads: _Pads) -> tuple[list[_Band], int]:
    """The rows in bands, and how many bands are the head."""
    tied: list[tuple[int, list[_Box]]] = []  # first row of the band, its boxes
    end = 0
    for box in _tiled(rows, columns):
        if box.row == end:
            tied.append((box.row, []))
        end = max(end, box.end)
        first, boxes = tied[-1]
        boxes.append(replace(box, row=box.row - first) if first else box)
    starts = [first for first, _ in tied]
    if repeat and repeat != len(rows) and repeat not in starts:
        raise ValueError("The head of a table ends inside a box.")
    stops = [*starts[1:], len(rows)]
    bands = [
        _Band(boxes, [row.least for row in rows[first:stop]], pads, listed=rows[first].listed)
        for (first, boxes), stop in zip(tied, stops, strict=False)
    ]
    return bands, sum(first < repeat for first in starts)


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
