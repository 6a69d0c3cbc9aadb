"""A register (台账) as a paper: title, one line of particulars, and a table that goes on over pages.

The columns are those of the ``Register`` that the screen and the workbook read, each as wide as its
words want. What is too wide for upright paper is printed across; the head of the table stands on
every page, and the foot says which page of how many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from app.forms.definition import Field, Kind, Register, Values
from app.forms.display import show
from app.printing import grid
from app.printing import text as typeset
from app.printing.flow import Block, NewPage
from app.printing.fonts import MissingGlyph, missing_in_fields
from app.printing.grid import Cell, Grid
from app.printing.page import MM, Meta, PageInfo, PageSetup, Part, Printed, Sheet, build_pdf
from app.printing.text import WU_HAO, Align, Span, Style, Text, blank

__all__ = ["missing_in_register", "register_paper"]

TITLE = replace(typeset.TITLE, size=typeset.XIAO_ER, leading=28.0, after=6.0)
NOTE = replace(typeset.NOTE, align=Align.LEFT, after=4.0)
SIGNED = replace(NOTE, before=10.0)
WORDS = Style(size=WU_HAO, leading=15.0, align=Align.LEFT)

SMALL = 9.0 / WU_HAO  # 小五, for a register that is too wide in 五号
FINE = 480  # all rows share so many narrow columns, so that their edges meet
PAD_X, SMALL_PAD_X = grid.PAD_X, 2.5  # a register of many columns has less room beside its words
ROUNDING = 3.0  # what a column needs beside its words and their room
LEAST, MOST = 22.0, 170.0  # points: what the words of a column are sure of unbroken
WISH = 270.0
NARROW = 44.0  # points: words may be broken into lines of four characters, not of fewer
NUMBERS = re.compile(r"[0-9A-Za-z]+(?:[.,:/\\-][0-9A-Za-z]+)*")
CJK = 0x2E7F  # from here on words may be broken anywhere; figures may not
PEN = "口" * 3  # a column of an empty register has room for so many, by its weight
SAMPLE = 400  # rows that are measured; the rest of a long register looks alike
FOOT = 9.0
ALIGNED = {
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY), Align.RIGHT),
    **dict.fromkeys((Kind.DATE, Kind.CHOICE, Kind.BOOL), Align.CENTRE),
}

UPRIGHT = PageSetup(top=25, bottom=20, binding=25, outer=15)
ACROSS = PageSetup(top=25, bottom=15, binding=15, outer=15, landscape=True)
"""Margins: the wider one is where the sheet is bound, above when the table lies across."""


def _silent(_done: int, _total: int) -> None:
    """Nobody is watching."""


def register_paper(
    register: Register,
    rows: Sequence[Values],
    *,
    author: str,
    setup: PageSetup,
    title: str = "",
    note: str = "",
    above: Sequence[Block] = (),
    below: str = "",
    deal: tuple[int, int] = (0, 0),
    progress: Callable[[int, int], None] = _silent,
) -> Printed:
    """The register with these rows; without rows an empty table to fill in by hand.

    ``title`` replaces that of the register, e.g. with the year in it; ``note`` stands above the
    table (office, period, day), then the blocks of ``above``, such as a picture; ``below`` stands
    under it, as where somebody signs. ``author`` is the office code. ``progress`` may raise to stop.

    With ``deal`` (first, most) a table of many columns becomes several, each on pages of its own:
    the ``first`` columns and at most so many of the others.
    """
    tables = [_Listed.of(columns, rows) for columns in _dealt(register.columns, *deal)]
    widest = max(_whole(one.wants, FULL) for one in tables)
    shape = UPRIGHT if widest <= UPRIGHT.width else ACROSS
    size = FULL if widest <= shape.width else SMALLER
    setup = replace(
        shape,
        offset_x=setup.offset_x,
        offset_y=setup.offset_y,
        practice=setup.practice,
        header=setup.header,
        footer=_foot,
    )
    heading = title or register.title
    blocks: list[Block] = [Text(heading, TITLE)]
    if note:
        blocks.append(Text(note, NOTE))
    blocks += above
    for number, one in enumerate(tables):
        if number:
            blocks.append(NewPage())
        widths = _widths(one.wants, size, shape.width)
        blocks.append(_table(one.columns, one.lines, widths, size))
    if below:
        blocks.append(Text(_ruled(below), SIGNED))
    return build_pdf(
        [Part(heading, blocks, numbered=False)],
        meta=Meta(heading, author),
        setup=setup,
        progress=progress,
    )


def _ruled(words: str) -> list[Span]:
    """Words to sign under; underscores are lines for the pen."""
    parts = re.split(r"(_+)", words)
    return [blank("", len(one) / 2) if one.startswith("_") else Span(one) for one in parts if one]


@dataclass(frozen=True, slots=True)
class _Size:
    """How large a table is set: of the full size, and the room beside the words."""

    scale: float
    pad_x: float

    @property
    def beside(self) -> float:
        """What a column needs beside its words."""
        return 2 * self.pad_x + ROUNDING


FULL, SMALLER = _Size(1.0, PAD_X), _Size(SMALL, SMALL_PAD_X)


@dataclass(frozen=True, slots=True)
class _Listed:
    """One table: its columns, the words in its lines, and what room they want."""

    columns: Sequence[Field]
    lines: Sequence[Sequence[str]]
    wants: Sequence[_Want]

    @classmethod
    def of(cls, columns: Sequence[Field], rows: Iterable[Values]) -> _Listed:
        lines = [tuple(_words(field, row) for field in columns) for row in rows]
        wants = [
            _want(field, [line[n] for line in lines] or [PEN * field.weight])
            for n, field in enumerate(columns)
        ]
        return cls(columns, lines, wants)


def _dealt(columns: Sequence[Field], first: int, most: int) -> list[Sequence[Field]]:
    """The columns of each table: all in one, or the first ones with some of the others."""
    rest = columns[first:]
    if not most or len(rest) <= most:
        return [columns]
    return [(*columns[:first], *rest[at : at + most]) for at in range(0, len(rest), most)]


def missing_in_register(register: Register, rows: Iterable[Values]) -> list[MissingGlyph]:
    """Characters that would print as an empty box, and the line and column each stands in (F46)."""
    return missing_in_fields(
        {
            f"第{number}行{field.label}": _words(field, row)
            for number, row in enumerate(rows, 1)
            for field in register.columns
        }
    )


def _words(field: Field, row: Values) -> str:
    """A cell; dates short, as a table has no room for 年月日."""
    value = row.get(field.name)
    if field.kind is Kind.DATE and value:
        return f"{value:%Y-%m-%d}"
    if field.kind is Kind.DATETIME and value:
        return f"{value:%Y-%m-%d %H:%M}"
    return show(field, value)


@dataclass(frozen=True, slots=True)
class _Want:
    """What a column wants at full size, so that no words of it are broken or only the longest are.

    ``longest`` is the width of its longest words, ``natural`` what it gets before other columns
    get more, ``least`` what it can do with: no number is ever broken.
    """

    longest: float
    natural: float
    least: float

    @property
    def wish(self) -> float:
        """What it begins with: a column of long texts with more, or its rows would be very high."""
        return WISH if self.longest > 2 * WISH else self.natural


def _want(field: Field, words: Sequence[str]) -> _Want:
    sample = words[:SAMPLE]
    head = _natural(_broken(field.label))
    longest = max(head, _natural(max(sample, key=_length, default="")), LEAST)
    natural = min(longest, MOST)
    number = max((word for one in sample for word in NUMBERS.findall(one)), key=len, default="")
    return _Want(longest, natural, min(natural, max(head, NARROW, _natural(number))))


def _length(words: str) -> int:
    return sum(2 if ord(sign) > CJK else 1 for sign in words)


def _natural(words: str) -> float:
    return Text(words, WORDS).natural_width()


def _whole(wants: Sequence[_Want], size: _Size) -> float:
    """The width at which no words are broken."""
    return sum(want.natural * size.scale + size.beside for want in wants)


def _widths(wants: Sequence[_Want], size: _Size, width: float) -> list[float]:
    """The columns' widths: all fill the page; what is to spare goes first to the longest words.

    Where the page is too narrow long words give way.
    """
    spare = width - sum(want.wish * size.scale + size.beside for want in wants)
    if spare >= 0:
        lacking = sum(want.longest - want.wish for want in wants) * size.scale
        more = min(spare / lacking, 1.0) if lacking else 0.0
        wide = [want.wish + (want.longest - want.wish) * more for want in wants]
    else:
        yielding = sum(want.wish - want.least for want in wants) * size.scale
        give = min(-spare / yielding, 1.0) if yielding else 0.0
        wide = [want.wish - (want.wish - want.least) * give for want in wants]
    return [words * size.scale + size.beside for words in wide]


def _broken(label: str) -> str:
    """A long heading may stand on two lines."""
    if len(label) <= 3:
        return label
    middle = (len(label) + 1) // 2
    return f"{label[:middle]}\n{label[middle:]}"


def _table(
    columns: Sequence[Field], rows: Sequence[Sequence[str]], widths: Sequence[float], size: _Size
) -> Grid:
    edges = [round(FINE * part / sum(widths)) for part in accumulate(widths)]
    shares = [right - left for left, right in zip([0, *edges], edges, strict=False)]
    words = replace(WORDS, size=WORDS.size * size.scale, leading=WORDS.leading * size.scale)
    centred = replace(words, align=Align.CENTRE)
    styles = [replace(words, align=ALIGNED.get(field.kind, Align.LEFT)) for field in columns]

    def row(cells: Iterable[Cell], least: float = 22.0, *, listed: bool = True) -> grid.Row:
        sized = zip(cells, shares, strict=True)
        return grid.Row(tuple(replace(cell, columns=share) for cell, share in sized), least, listed)

    def title(label: str, wide: float) -> str:
        room = (wide - size.beside) / size.scale
        return label if _natural(label) <= room else _broken(label)

    labels = [title(field.label, wide) for field, wide in zip(columns, widths, strict=True)]
    head = row((grid.cell(label, centred) for label in labels), listed=False)
    body = [
        row(grid.cell(text, style) for style, text in zip(styles, line, strict=True))
        for line in rows
    ]
    empty = [row((Cell() for _ in columns), 26.0)] * (0 if rows else 12)
    return Grid([1] * FINE, [head, *body, *empty], repeat=1, pad_x=size.pad_x)


def _foot(sheet: Sheet, info: PageInfo) -> None:
    """第1页 共2页."""
    words = f"第{info.index}页 共{len(sheet.pages.pages)}页"
    middle = (sheet.left + sheet.right) / 2
    sheet.words(words, middle, sheet.bottom - 6 * MM - FOOT / 2, FOOT, at=0.5)
