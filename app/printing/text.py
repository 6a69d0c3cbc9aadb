"""Chinese text on a page: paragraphs, filled-in blanks and ruled lines.

A ``Text`` sets its characters on measured widths: first lines indented by two characters, lines
flush on both sides with the slack spread between the characters, punctuation where GB/T 15834
wants it, full-width marks full width. A character that a typeface lacks comes from the next font
of its chain, inside the same line. Long text goes on over as many pages as it needs; no character
is ever dropped.

One line is one text object, and flush lines are spaced by character spacing, so that copying and
searching the PDF give the words as they were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.printing.flow import Block, Space
from app.printing.fonts import DRAWN_BOXES, Typeface
from app.printing.typesetting import (
    Align,
    Line,
    Run,
    Span,
    Style,
    laid_out,
    longest_word,
    measured,
    operators,
)

if TYPE_CHECKING:
    from app.printing.page import PageMap, Sheet

__all__ = ["Align", "Late", "Span", "Style", "Text", "blank", "fill", "label", "tick", "whole"]

# Sizes as Chinese offices name them, in points.
ER_HAO, XIAO_ER, SAN_HAO, XIAO_SAN = 22.0, 18.0, 16.0, 15.0
SI_HAO, XIAO_SI, WU_HAO = 14.0, 12.0, 10.5

BODY = Style(indent=2)
FIELD = Style()
TITLE = Style(Typeface.TITLE, ER_HAO, 34.0, Align.CENTRE, before=4, after=14, keep_with_next=True)
HEADING = Style(Typeface.HEI, keep_with_next=True)
CENTRE = Style(align=Align.CENTRE)
RIGHT = Style(align=Align.RIGHT)
CELL = Style(size=XIAO_SI, leading=19.0)
CELL_LABEL = Style(size=XIAO_SI, leading=19.0, align=Align.CENTRE)
NOTE = Style(size=WU_HAO, leading=17.0)

RULE_WEIGHT = 0.5  # points
RULE_DROP = 0.22  # how far below the base line a blank is ruled, in characters
ASCENT = 0.88  # the em square reaches so far above the base line
LEAST_FIT = 0.7  # how small a text may be set to stay on one line
WIDOWS = 2  # a text leaves no fewer lines on either page

Content = str | Span | Sequence[str | Span]


def blank(value: str, width: float = 4.0) -> Span:
    """A value on a ruled blank at least ``width`` characters wide; empty, it waits for the pen."""
    return Span(value, underline=True, width=width)


def fill(value: str) -> Span:
    """A value on lines ruled to the right edge, as many as it needs; a text's last span."""
    return Span(value, fill=True)


def label(words: str) -> Span:
    """A label in 黑体 before a value."""
    return Span(words, typeface=Typeface.HEI)


def whole(words: str) -> Span:
    """Words, such as a name, that are not divided between two lines."""
    return Span(words, whole=True)


def tick(chosen: bool) -> str:
    """A box, ticked or empty, drawn as lines wherever it stands in a ``Text``."""
    return "☑" if chosen else "☐"


class Text(Block):
    """Text that flows. A newline in the content begins a new paragraph.

    ``lines`` asks for at least so many lines; with ``fill`` the spare ones are ruled for the pen.
    ``free`` leaves at least so many below the words, however many these are.
    ``fit`` sets a text a little smaller where that keeps it on one line: a long name in a box.
    ``uncut`` does so where a number or a Western word would be cut in two: a telephone in a box.
    """

    def __init__(
        self,
        content: Content,
        style: Style = BODY,
        *,
        lines: int = 0,
        free: int = 0,
        fit: bool = False,
        uncut: bool = False,
    ) -> None:
        parts = (content,) if isinstance(content, str | Span) else tuple(content)
        self._spans = [part if isinstance(part, Span) else Span(part) for part in parts]
        self._style = self._full = style
        self._least, self._free = lines, free
        self._fit, self._uncut = fit, uncut
        self._run: Run | None = None
        self._lines: list[Line] = []
        self._spare = 0  # of these, lines that are left for the pen
        self._measure = 0.0
        self.before, self.after = style.before, style.after
        self.keep_with_next = style.keep_with_next

    def lines(self, width: float) -> list[str]:
        """The words of each line when set ``width`` points wide; a newline ends its line."""
        run = self._set(width)
        return ["".join(run.copied[line.start : line.end]) for line in self._lines]

    def natural_width(self) -> float:
        """Width in points of the longest paragraph if nothing had to be broken."""
        run = measured(self._spans, self._style)
        lines = laid_out(run, replace(self._style, align=Align.LEFT), 1e9)
        return max(line.left + sum(run.widths[line.start : line.inked]) for line in lines)

    def height(self, width: float) -> float:
        """Height of all lines when set ``width`` points wide."""
        self._set(width)
        return len(self._lines) * self._style.leading

    def split(self, width: float, height: float) -> tuple[Block, Block] | None:
        """The lines that fit into ``height``, and those that go on afterwards."""
        self._set(width)
        count = len(self._lines)
        written = count - self._spare
        fits = int(height / self._style.leading + 1e-6)
        if not 0 < fits < count:
            return None
        if fits >= max(written, min(WIDOWS, count - written)) and not self._free:
            return self._part(0, fits), Space(0.0)  # only lines left for the pen: none overleaf
        fits = min(fits, written - WIDOWS)
        return (self._part(0, fits), self._part(fits, count)) if fits >= WIDOWS else None

    def shortened(self, width: float, height: float) -> Text | None:
        """The text with fewer lines left for the pen, of a blank one at least."""
        self._set(width)
        written = max(len(self._lines) - self._spare + self._free, 1)
        fits = max(int(height / self._style.leading + 1e-6), written)
        return self._part(0, fits) if fits < len(self._lines) else None

    def _part(self, first: int, last: int) -> Text:
        """Some of the lines as a text of their own, set as they are."""
        begins, ends = first == 0, last >= len(self._lines) - self._spare
        part = Text(self._spans, self._style)  # already as small as it is to be
        part.before = self.before if begins else 0.0
        part.after = self.after if ends else 0.0
        part.keep_with_next = self.keep_with_next and ends
        part.keep_tail = self.keep_tail and ends
        part._run, part._measure = self._run, self._measure
        part._lines = self._lines[first:last]
        part._spare = max(last - max(first, len(self._lines) - self._spare), 0)
        return part

    def _set(self, width: float) -> Run:
        """Lay out the lines, unless they are already so wide."""
        if self._run is not None and abs(width - self._measure) < 0.01:
            return self._run
        if self._fit:
            self._style = self._fitted(width)
        if self._run is None or self._fit:
            self._run = measured(self._spans, self._style)
        if self._uncut and (scale := width / max(longest_word(self._run), 1.0)) < 1.0:
            self._style = self._smaller(scale * self._style.size / self._full.size)
            self._run = measured(self._spans, self._style)
        self._measure = width
        self._lines = list(laid_out(self._run, self._style, width))
        end = len(self._run.copied)
        self._spare = max(self._least - len(self._lines), self._free)
        self._lines += [Line(end, end, end) for _ in range(self._spare)]
        return self._run

    def _fitted(self, width: float) -> Style:
        """The style in the size that keeps the text on one line, if that is not too small."""
        self._style = self._full
        return self._smaller(min(width / max(self.natural_width(), 1.0), 1.0))

    def _smaller(self, scale: float) -> Style:
        """The style set smaller by so much, unless that is too small to read."""
        if scale < LEAST_FIT:
            return self._full
        return replace(self._full, size=self._full.size * scale)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the lines from ``top`` down."""
        style, run = self._style, self._set(width)
        y = top - (style.leading - style.size) / 2 - ASCENT * style.size
        code: list[str] = []
        for line in self._lines:
            code += operators(line, run, self._spans, style, (x, y), sheet.document)
            code += self._boxes(line, run, x, y)
            code += self._rules(line, run, x, y - RULE_DROP * style.size)
            y -= style.leading
        if code:
            sheet.addLiteral("\n".join(code))

    def _rules(self, line: Line, run: Run, x: float, y: float) -> list[str]:
        """Operators that rule a line: below its blanks, and from a fill to the right edge."""
        ruled: list[tuple[float, float]] = []
        end, fill_left = line.left, None
        for stretch in line.stretches(run):
            span = self._spans[run.owners[stretch.start]]
            end = stretch.x + stretch.width
            if span.fill and fill_left is None:
                fill_left = stretch.x
            if span.underline:
                left = ruled.pop()[0] if ruled and ruled[-1][1] == stretch.x else stretch.x
                ruled.append((left, end))
        if run.fill_from is not None and line.end >= run.fill_from:
            if line.start > run.fill_from or line.start == line.end == len(run.copied):
                fill_left = 0.0  # a further line is ruled over the full measure
            ruled.append((end if fill_left is None else fill_left, self._measure))
        if not ruled:
            return []
        paths = [f"{x + left:.3f} {y:.3f} m {x + right:.3f} {y:.3f} l" for left, right in ruled]
        return [f"q {RULE_WEIGHT} w", *paths, "S Q"]

    def _boxes(self, line: Line, run: Run, x: float, y: float) -> list[str]:
        """Operators that draw the tick boxes of a line."""
        code: list[str] = []
        if DRAWN_BOXES.isdisjoint(run.shown[line.start : line.inked]):
            return code
        for stretch in line.stretches(run):
            sign = run.shown[stretch.start]
            if sign in DRAWN_BOXES:
                size = self._spans[run.owners[stretch.start]].size or self._style.size
                left, base = x + stretch.x + 0.1 * size, y - 0.06 * size
                code += _box(left, base, 0.8 * size, ticked=sign == "☑")
        return code


class Late(Block):
    """One line of text that can only be written when every page is known: a page number, a total.

    ``words`` gets the finished page map when the page is drawn.
    """

    def __init__(self, words: Callable[[PageMap], Content], style: Style = CELL_LABEL) -> None:
        self._words = words
        self._style = style

    def height(self, width: float) -> float:
        """One line."""
        del width
        return self._style.leading

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Ask for the words and draw them."""
        Text(self._words(sheet.pages), self._style, fit=True).draw(sheet, x, top, width)


def _box(x: float, y: float, size: float, *, ticked: bool) -> list[str]:
    """Operators that draw a tick box with its lower left corner at ``x``, ``y``."""
    code = [f"q {size * 0.06:.3f} w {x:.3f} {y:.3f} {size:.3f} {size:.3f} re S"]
    if ticked:
        corners = ((0.18, 0.52), (0.42, 0.22), (0.86, 0.86))
        (x0, y0), (x1, y1), (x2, y2) = ((x + size * a, y + size * b) for a, b in corners)
        path = f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l {x2:.3f} {y2:.3f} l S"
        code.append(f"{size * 0.12:.3f} w {path}")
    return [*code, "Q"]
