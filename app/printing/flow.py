"""Blocks that flow down a page and on to the next: text, tables, signature places, space.

A block tells its height for a width, can be split where a page ends, and draws itself below a
point. ``take`` fills one page (or one table cell) and says what is left over. Much smaller than
reportlab's platypus, whose import alone takes 0.3 s, and laid out wholly before anything is drawn,
so that page numbers are known on every page. All lengths in points.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.printing.page import Sheet

FUZZ = 1e-6
GIVEN = 110.0  # points: so much room for the pen is given up rather than begin a page
EMPTY = 200.0  # points: a blank that is higher stays behind; it would leave the page as empty


class Overfull(Exception):
    """A block is higher than a whole page and cannot be split: a mistake in the paper's layout."""


class Block(ABC):
    """Something that takes room on a page."""

    before: float = 0.0  # room above, unless at the top of a page
    after: float = 0.0  # room below; of two neighbours the larger counts
    keep_with_next: bool = False  # not last on a page while something follows
    keep_tail: bool = False  # its last lines, or all of it, go along with what follows
    lonely: bool = False  # does not stand alone on a page if what it is the rest of can go along

    @abstractmethod
    def height(self, width: float) -> float:
        """Height when set ``width`` points wide."""

    @abstractmethod
    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw ``width`` points wide with the upper left corner at ``x``, ``top``."""

    def split(self, width: float, height: float) -> tuple[Block, Block] | None:
        """A part no higher than ``height`` and the rest; None if it cannot be divided there."""
        del width, height
        return None

    def shortened(self, width: float, height: float) -> Block | None:
        """The block without lines left for the pen, down to ``height`` if it has so many.

        None if it has none to give.
        """
        del width, height
        return None


class Space(Block):
    """Empty room; none of it goes on to the next page."""

    def __init__(self, height: float) -> None:
        self._height = height

    def height(self, width: float) -> float:
        """The height asked for."""
        del width
        return self._height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Nothing to draw."""


class NewPage(Space):
    """What follows begins on a new page, unless the page is still empty."""

    def __init__(self) -> None:
        super().__init__(0.0)


class Together(Block):
    """Blocks kept on one page, if one page can hold them: a signature and its date."""

    def __init__(self, *blocks: Block) -> None:
        self.blocks = blocks

    def height(self, width: float) -> float:
        """Height of all blocks with the room between them."""
        return bottom(take(self.blocks, width, float("inf"))[0])

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the blocks one below the other."""
        for placed in take(self.blocks, width, float("inf"))[0]:
            placed.block.draw(sheet, x, top - placed.depth, width)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, how far below the top it begins and how high it is."""

    block: Block
    depth: float
    height: float


def bottom(placed: Sequence[Placed]) -> float:
    """How far down the last block reaches."""
    return placed[-1].depth + placed[-1].height if placed else 0.0


def take(blocks: Sequence[Block], width: float, height: float) -> tuple[list[Placed], list[Block]]:
    """The blocks that fit into ``height``, placed, and what is left over, perhaps split."""
    placed: list[Placed] = []
    queue = deque(blocks)
    while queue:
        block = queue.popleft()
        if isinstance(block, NewPage):
            if placed:
                break
            continue
        gap = max(placed[-1].block.after, block.before) if placed else 0.0
        depth = bottom(placed) + gap
        needed = block.height(width)
        if depth + needed <= height + FUZZ:
            placed.append(Placed(block, depth, needed))
            continue
        if isinstance(block, Space):
            break
        if whole := _tightened([*placed, Placed(block, depth, needed)], queue, width, height):
            return whole, []
        parts = block.split(width, height - depth)
        if parts and not (placed and parts[1].lonely):
            placed.append(Placed(parts[0], depth, parts[0].height(width)))
            if isinstance(parts[1], Space):
                continue  # only lines for the pen are left over: what follows still sees the block
            queue.appendleft(parts[1])
            break
        queue.appendleft(block)
        _along(placed, queue, width)
        break
    return placed, list(queue)


def _tightened(
    placed: Sequence[Placed], queue: Sequence[Block], width: float, height: float
) -> list[Placed] | None:
    """All that is left on this page, if a few lines less for the pen make it fit; else None.

    They are given up one by one, each where there is most room.
    """
    blocks = [item.block for item in placed]
    whole, left = take([*blocks, *queue], width, float("inf"))
    lacking = bottom(whole) - height
    if left or lacking > GIVEN:
        return None
    blocks = [item.block for item in whole]
    heights = [item.height for item in whole]
    giving = set(range(len(blocks)))
    while giving and lacking > FUZZ:
        place = max(giving, key=lambda at: heights[at])
        short = blocks[place].shortened(width, heights[place] - 1.0)
        if short is None:
            giving.discard(place)
            continue
        lacking -= heights[place] - short.height(width)
        blocks[place], heights[place] = short, short.height(width)
    return None if lacking > FUZZ else take(blocks, width, float("inf"))[0]


def _along(placed: list[Placed], queue: deque[Block], width: float) -> None:
    """What may not stay behind goes along with the block that did not fit."""
    while placed:
        last = placed[-1]
        if last.block.keep_tail:
            parts = _tail(last, width)
            if parts and not (parts[1].lonely and len(placed) > 1):
                placed[-1] = Placed(parts[0], last.depth, parts[0].height(width))
                if not isinstance(parts[1], Space):
                    queue.appendleft(parts[1])
                return
        elif not last.block.keep_with_next:
            return
        if len(placed) == 1:
            return
        queue.appendleft(placed.pop().block)


def _tail(last: Placed, width: float) -> tuple[Block, Block] | None:
    """A block and its last words, which go along; of a high blank nothing does."""
    parts = last.block.split(width, last.height - 1.0)
    if parts is None or not isinstance(parts[1], Space):
        return parts
    written = last.block.shortened(width, 0.0) or last.block
    ends = written.split(width, written.height(width) - 1.0)
    return (last.block, parts[1]) if ends is None and last.height > EMPTY else ends


def paginate(blocks: Sequence[Block], width: float, height: float) -> list[list[Placed]]:
    """All blocks, page by page. Raises Overfull."""
    pages: list[list[Placed]] = []
    rest = list(blocks)
    while rest:
        placed, left = take(rest, width, height)
        if not placed and left:
            head = left[0]
            if not isinstance(head, Together):
                raise Overfull(
                    f"{type(head).__name__} needs {head.height(width):.0f} of {height:.0f}"
                )
            left = [*head.blocks, *left[1:]]
        if placed:
            pages.append(placed)
        rest = left
    return pages
