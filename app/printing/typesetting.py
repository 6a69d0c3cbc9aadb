"""From spans of text to lines of glyphs: measuring, breaking, spacing, and the PDF operators.

The inner part of ``text.py``: no flowable and no page here, so that it can be tested on numbers.
A character with the invisible signs that follow it is one *piece*; all arrays of a ``Run`` go
piece by piece. Lengths in points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from app.printing import line_breaks
from app.printing.fonts import DRAWN_BOXES, Typeface, font, is_invisible, is_selector

SI_HAO = 14.0
MAX_GAP = line_breaks.MAX_GAP
NARROW = 10.0  # characters: in a narrower box words would fall apart, it stays ragged
LEAST_BLANK = 3  # characters of a blank that stay together where it goes on in the next line
PAD = "\ufffc"  # stands for empty width inside a blank; copies as nothing


class Align(Enum):
    """How a line stands between its edges."""

    JUSTIFY = auto()
    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. Lengths in points, but ``indent`` and ``hang`` in characters."""

    typeface: Typeface = Typeface.BODY
    size: float = SI_HAO
    leading: float = 26.0  # from base line to base line
    align: Align = Align.JUSTIFY
    indent: float = 0.0  # of each paragraph's first line
    further: float = 0.0  # the same of all paragraphs but the first, which has a label before it
    hang: float = 0.0  # of every line
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text set alike.

    ``underline`` rules the words; ``width`` (characters) is what such a blank takes at least. Empty,
    it may go on in the next line. ``after`` puts the room before the words: the 年 after a year.
    ``fill`` rules every line from here to the right edge: only for a text's last span.
    ``whole`` keeps the words on one line if one line can hold them.
    """

    text: str
    typeface: Typeface | None = None
    size: float | None = None
    underline: bool = False
    width: float = 0.0
    fill: bool = False
    whole: bool = False
    after: bool = False


@dataclass(slots=True)
class Run:
    """The pieces of a text: what is copied and shown, how wide, how firmly held, which span."""

    copied: list[str] = field(default_factory=list)
    shown: str = ""
    widths: list[float] = field(default_factory=list)
    held: bytearray = field(default_factory=bytearray)
    owners: list[int] = field(default_factory=list)
    fill_from: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of a line that are shown with one operator: from ``start`` to ``end`` at ``x``."""

    start: int
    end: int
    x: float
    width: float
    spacing: float


@dataclass(slots=True)
class Line:
    """One line laid out: pieces ``start`` to ``end``, of which those before ``inked`` are drawn."""

    start: int
    end: int
    inked: int
    left: float = 0.0
    gap: float = 0.0  # added after each piece that may move
    squeeze: float = 0.0  # taken off each pause mark

    def spacing(self, run: Run, place: int) -> float:
        """What is added after the piece at ``place``."""
        if self.squeeze and run.shown[place] in line_breaks.SQUEEZABLE:
            return -self.squeeze
        if not self.gap or self.inked - self.start < 2:
            return 0.0
        # Nothing follows the last piece; it goes with the one before, to be shown together.
        after = min(place + 1, self.inked - 1)
        return self.gap if run.held[after] < line_breaks.WORD else 0.0

    def stretches(self, run: Run) -> Iterator[Stretch]:
        """The line in stretches of one span and one spacing; pads and boxes stand alone."""
        x, start = self.left, self.start
        while start < self.inked:
            spacing, owner, end = self.spacing(run, start), run.owners[start], start + 1
            if run.shown[start] not in _ALONE:
                while (
                    end < self.inked
                    and run.owners[end] == owner
                    and run.shown[end] not in _ALONE
                    and self.spacing(run, end) == spacing
                ):
                    end += 1
            spaced = end - start - (end == self.inked and self._ends_free(run))
            width = sum(run.widths[start:end]) + spacing * spaced
            yield Stretch(start, end, x, width, spacing)
            x, start = x + width, end

    def _ends_free(self, run: Run) -> bool:
        """Whether what is added after the last piece shows nowhere; a squeezed mark does end there."""
        return not (self.squeeze and run.shown[self.inked - 1] in line_breaks.SQUEEZABLE)


_ALONE = DRAWN_BOXES | {PAD}


def pieces(text: str) -> list[str]:
    """``text`` cut so that every piece shows one character; nothing is lost.

    Invisible signs belong to the character before them; at the very beginning, to the one after.
    """
    if not any(map(is_invisible, text.replace("\n", ""))):
        return list(text)
    found: list[str] = []
    for character in text:
        visible = character == "\n" or not is_invisible(character)
        if visible and found and not _shows(found[-1]):
            found[-1] += character
        elif visible or not found or found[-1] == "\n":
            found.append(character)
        else:
            found[-1] += character
    return found


def _shows(piece: str) -> str:
    """The character of a piece that is seen, or nothing."""
    return next((c for c in piece if c == "\n" or not is_invisible(c)), "")


def measured(spans: Sequence[Span], style: Style) -> Run:
    """All spans as one run, with the width of every piece and where lines may not be broken."""
    run, shown = Run(), list[str]()
    pads: dict[int, float] = {}
    together: list[tuple[int, int]] = []
    for number, span in enumerate(spans):
        begin = len(run.copied)
        parts = pieces(span.text)
        missing = _missing_width(span, style)
        if missing and not parts:
            count = max(int(span.width), 1)
            pads |= dict.fromkeys(range(begin, begin + count), missing / count)
            parts = [""] * count
            ends = min(LEAST_BLANK, count)
            together += [(begin, begin + ends), (begin + count - ends, begin + count)]
        elif missing:
            padding = [missing] if span.after else [missing / 2] * 2
            pads |= {begin: padding[0], begin + len(parts) + 1: padding[-1]}
            parts = ["", *parts, *[""] * (len(padding) - 1)]
        if span.fill:
            run.fill_from = begin
        if span.whole or (missing and span.text):
            together.append((begin, begin + len(parts)))
        run.copied += parts
        shown += [_shows(part) or PAD for part in parts]
        run.owners += [number] * len(parts)
    run.shown = line_breaks.widened("".join(shown))
    run.held = line_breaks.holds(run.shown)
    for begin, end in together:
        for place in range(begin + 1, end):
            run.held[place] = max(run.held[place], line_breaks.KINSOKU)
    tables = [
        (font(span.typeface or style.typeface).glyphs, span.size or style.size) for span in spans
    ]
    for place, (character, owner) in enumerate(zip(run.shown, run.owners, strict=True)):
        if character in _ALONE or character == "\n":
            size = tables[owner][1]
            run.widths.append(size if character in DRAWN_BOXES else pads.get(place, 0.0))
        else:
            glyphs, size = tables[owner]
            run.widths.append(glyphs[character].width * size)
    return run


def longest_word(run: Run) -> float:
    """Width of the longest number or Western word, which no line should cut; 0 if there is none."""
    longest = width = 0.0
    for place, hold in enumerate(run.held):
        if hold == line_breaks.WORD:
            width += run.widths[place]
            longest = max(longest, width)
            continue
        if hold and run.shown[place] in line_breaks.SQUEEZABLE:  # the mark behind it, squeezed
            longest = max(longest, width + run.widths[place] * line_breaks.SQUEEZE)
        width = run.widths[place]
    return longest


def _missing_width(span: Span, style: Style) -> float:
    """How much narrower the span's words are than the blank they stand in."""
    if not span.width:
        return 0.0
    size = span.size or style.size
    words = font(span.typeface or style.typeface).stringWidth(line_breaks.widened(span.text), size)
    return max(span.width * size - words, 0.0)


def laid_out(run: Run, style: Style, measure: float) -> Iterator[Line]:
    """The lines of all paragraphs of a run, each placed between edges ``measure`` apart."""
    start, hang = 0, style.hang * style.size
    ends = [place for place, character in enumerate(run.shown) if character == "\n"]
    for end in [*ends, len(run.shown)]:
        shown = run.shown[start:end]
        # Who indents by hand with spaces does not want them on top of ours.
        first = style.indent if start == 0 else style.indent or style.further
        indent = 0.0 if shown[:1] in {" ", "\u3000"} else first * style.size
        widths, held = run.widths[start:end], run.held[start:end]
        room = measure - hang
        breaks = line_breaks.break_lines(shown, widths, held, room, indent, style.size)
        for found in breaks:
            first = 0.0 if found.start else indent
            line = Line(start + found.start, start + found.end, start + found.inked, hang + first)
            last = found is breaks[-1]
            line.end += last and end < len(run.shown)  # the newline belongs to its line
            _place(line, run, style, room - first, found, last=last)
            yield line
        if not breaks:
            yield Line(start, start + (end < len(run.shown)), start, hang + indent)
        start = end + 1


def _place(
    line: Line, run: Run, style: Style, room: float, found: line_breaks.Break, *, last: bool
) -> None:
    """Squeeze, stretch or shift a line between its edges."""
    slack = room - sum(run.widths[line.start : line.inked])
    shown, held, span = run.shown, run.held, (line.start, line.inked)
    if found.squeezed or found.tightened:
        marks = [c for c in shown[line.start : line.inked] if c in line_breaks.SQUEEZABLE]
        line.squeeze = found.squeezed / len(marks) if marks else 0.0
        if found.tightened:
            beside = line_breaks.SQUEEZABLE if line.squeeze else frozenset[str]()
            line.gap = -found.tightened / line_breaks.movable(shown, held, *span, beside=beside)
    elif style.align is Align.CENTRE:
        line.left += max(slack / 2, 0.0)
    elif style.align is Align.RIGHT:
        line.left += max(slack, 0.0)
    elif style.align is Align.JUSTIFY and not last and room >= NARROW * style.size:
        places, most = line_breaks.movable(shown, held, *span), MAX_GAP * style.size
        if places and 0 < slack <= places * most + line_breaks.RAGGED * style.size:
            line.gap = min(slack / places, most)


def operators(
    line: Line,
    run: Run,
    spans: Sequence[Span],
    style: Style,
    origin: tuple[float, float],
    document: Any,
) -> list[str]:
    """The PDF operators that show a line, one text object in all.

    ``origin`` is where the left edge meets the base line.
    """
    left, y = origin
    code: list[str] = []
    reached: float | None = None  # where the words shown so far have led
    for stretch in line.stretches(run):
        shown = run.shown[stretch.start : stretch.end]
        if shown == PAD:
            continue
        span = spans[run.owners[stretch.start]]
        size = span.size or style.size
        copied = [_clean(piece) for piece in run.copied[stretch.start : stretch.end]]
        if stretch.x != reached:  # moved only after a gap: readers take a move for a space
            code.append(f"1 0 0 1 {left + stretch.x:.3f} {y:.3f} Tm")
        reached = stretch.x + stretch.width
        code.append(f"{stretch.spacing:.4f} Tc")
        if shown in DRAWN_BOXES:
            code.append("3 Tr")  # the box is drawn as lines; the text is there to be copied
        typeface = font(span.typeface or style.typeface)
        for resource, codes in typeface.encode_pieces(shown, copied, document):
            code.append(f"/{resource} {size:g} Tf <{codes.hex()}> Tj")
        if shown in DRAWN_BOXES:
            code.append("0 Tr")
    return ["BT", *code, "0 Tc ET"] if code else []


def _clean(piece: str) -> str:
    """What a piece copies as: its character and variation selectors, no other invisible sign."""
    if len(piece) == 1:
        return piece
    return "".join(c for c in piece if is_selector(c) or not is_invisible(c))
