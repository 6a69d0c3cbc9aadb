"""A register (台账) as a paper: title, one line of particulars, and a table that goes on over pages.

The columns are those of the ``Register`` that the screen and the workbook read, each as wide as its
words want. What is too wide for upright paper is printed across; the head of the table stands on
every page, and the foot says which page of how many.
"""

from __future__ import annotations

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
from app.printing.text import WU_HAO, Align, Style, Text

__all__ = ["missing_in_register", "register_paper"]

TITLE = replace(typeset.TITLE, size=typeset.XIAO_ER, leading=28.0, after=6.0)
NOTE = replace(typeset.NOTE, align=Align.LEFT, after=4.0)
SIGNED = replace(NOTE, before=10.0)
WORDS = Style(size=WU_HAO, leading=15.0, align=Align.LEFT)

SMALL = 9.0 / WU_HAO  # 小五, for a register that is too wide in 五号
FINE = 480  # all rows share so many narrow columns, so that their edges meet
SLACK = 2 * grid.PAD_X + 3.0  # what a column needs beside its words, rounding included
LEAST, MOST = 22.0, 170.0  # points: what the words of a column get without being broken
NARROW = 44.0  # points: words may be broken into lines of four characters, not of fewer
CJK = 0x2E7F  # from here on words may be broken anywhere; figures may not
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
    widest = max(_whole(one.wants, 1.0) for one in tables)
    shape = UPRIGHT if widest <= UPRIGHT.width else ACROSS
    scale = 1.0 if widest <= shape.width else SMALL
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
        widths = _widths(one.wants, scale, shape.width)
        blocks.append(_table(one.columns, one.lines, widths, scale))
    if below:
        blocks.append(Text(below, SIGNED))
    return build_pdf(
        [Part(heading, blocks, numbered=False)],
        meta=Meta(heading, author),
        setup=setup,
        progress=progress,
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """One table: its columns, the words in its lines, and what room they want."""

    columns: Sequence[Field]
    lines: Sequence[Sequence[str]]
    wants: Sequence[_Want]

    @classmethod
    def of(cls, columns: Sequence[Field], rows: Iterable[Values]) -> _Listed:
        lines = [tuple(_words(field, row) for field in columns) for row in rows]
        wants = [_want(field, [line[n] for line in lines]) for n, field in enumerate(columns)]
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
    """What a column wants at full size: room for its longest words, and the least it can do with."""

    natural: float
    least: float


def _want(field: Field, words: Sequence[str]) -> _Want:
    longest = max(words[:SAMPLE], key=_length, default="")
    head = _natural(_broken(field.label))
    natural = min(max(head, _natural(longest), LEAST), MOST)
    figures = all(ord(sign) < CJK for sign in longest)
    return _Want(natural, natural if figures else min(natural, max(head, NARROW)))


def _length(words: str) -> int:
    return sum(2 if ord(sign) > CJK else 1 for sign in words)


def _natural(words: str) -> float:
    return Text(words, WORDS).natural_width()


def _whole(wants: Sequence[_Want], scale: float) -> float:
    """The width at which no words are broken."""
    return sum(want.natural * scale + SLACK for want in wants)


def _widths(wants: Sequence[_Want], scale: float, width: float) -> list[float]:
    """The columns' widths: all fill the page, and where it is too narrow long words give way."""
    spare = width - _whole(wants, scale)
    yielding = sum(want.natural - want.least for want in wants) * scale
    if spare >= 0 or not yielding:
        return [want.natural * scale + SLACK for want in wants]
    give = min(-spare / yielding, 1.0)
    return [(want.natural - (want.natural - want.least) * give) * scale + SLACK for want in wants]


def _broken(label: str) -> str:
    """A long heading may stand on two lines."""
    if len(label) <= 3:
        return label
    middle = (len(label) + 1) // 2
    return f"{label[:middle]}\n{label[middle:]}"


def _table(
    columns: Sequence[Field], rows: Sequence[Sequence[str]], widths: Sequence[float], scale: float
) -> Grid:
    edges = [round(FINE * part / sum(widths)) for part in accumulate(widths)]
    shares = [right - left for left, right in zip([0, *edges], edges, strict=False)]
    words = replace(WORDS, size=WORDS.size * scale, leading=WORDS.leading * scale)
    centred = replace(words, align=Align.CENTRE)
    styles = [replace(words, align=ALIGNED.get(field.kind, Align.LEFT)) for field in columns]

    def row(cells: Iterable[Cell], least: float = 22.0) -> grid.Row:
        sized = zip(cells, shares, strict=True)
        return grid.Row(tuple(replace(cell, columns=share) for cell, share in sized), least)

    head = row(grid.cell(_broken(field.label), centred) for field in columns)
    body = [
        row(grid.cell(text, style) for style, text in zip(styles, line, strict=True))
        for line in rows
    ]
    empty = [row((Cell() for _ in columns), 26.0)] * (0 if rows else 12)
    return Grid([1] * FINE, [head, *body, *empty], repeat=1)


def _foot(sheet: Sheet, info: PageInfo) -> None:
    """第1页 共2页."""
    words = f"第{info.index}页 共{len(sheet.pages.pages)}页"
    middle = (sheet.left + sheet.right) / 2
    sheet.words(words, middle, sheet.bottom - 6 * MM - FOOT / 2, FOOT, at=0.5)
