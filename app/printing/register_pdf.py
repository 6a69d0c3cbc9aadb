"""A register (台账) as a paper: title, one line of particulars, and a table that goes on over pages.

The columns are those of the ``Register`` that the screen and the workbook read, each as wide as its
words want. What is too wide for upright paper is printed across; the head of the table stands on
every page, and the foot says which page of how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from app.forms.definition import Field, Kind, Register, Values
from app.forms.display import show
from app.printing import grid
from app.printing import text as typeset
from app.printing.flow import Block
from app.printing.fonts import MissingGlyph, missing_in_fields
from app.printing.grid import Cell, Grid
from app.printing.page import MM, Meta, PageInfo, PageSetup, Part, Printed, Sheet, build_pdf
from app.printing.text import WU_HAO, Align, Style, Text

__all__ = ["missing_in_register", "register_paper"]

TITLE = replace(typeset.TITLE, size=typeset.XIAO_ER, leading=28.0, after=6.0)
NOTE = replace(typeset.NOTE, align=Align.LEFT, after=4.0)
WORDS = Style(size=WU_HAO, leading=15.0, align=Align.LEFT)
CENTRED = replace(WORDS, align=Align.CENTRE)
RIGHT = replace(WORDS, align=Align.RIGHT)

FINE = 240  # all rows share so many narrow columns, so that their edges meet
LEAST, MOST = 26.0, 170.0  # points: what the words of a column get without being broken
SAMPLE = 400  # rows that are measured; the rest of a long register looks alike
FOOT = 9.0
SHORT_KINDS = frozenset({Kind.DATE, Kind.CHOICE, Kind.BOOL})

UPRIGHT = PageSetup(top=25, bottom=20, binding=25, outer=15)
ACROSS = PageSetup(top=25, bottom=15, binding=15, outer=15, landscape=True)
"""Margins: the wider one is where the sheet is bound, above when the table lies across."""


def _silent(_done: int, _total: int) -> None:
    """Nobody is watching."""


def register_paper(
    register: Register,
    rows: Iterable[Values],
    *,
    author: str,
    setup: PageSetup,
    title: str = "",
    note: str = "",
    progress: Callable[[int, int], None] = _silent,
) -> Printed:
    """The register with these rows; without rows an empty table to fill in by hand.

    ``title`` replaces that of the register, e.g. with the year in it; ``note`` stands above the
    table (office, period, day). ``author`` is the office code. ``progress`` may raise to stop.
    """
    listed = [tuple(_words(f, row) for f in register.columns) for row in rows]
    wants = _wants(register.columns, listed)
    shape = ACROSS if sum(wants) > UPRIGHT.width else UPRIGHT
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
    blocks.append(_table(register.columns, listed, wants))
    return build_pdf(
        [Part(heading, blocks, numbered=False)],
        meta=Meta(heading, author),
        setup=setup,
        progress=progress,
    )


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


def _wants(columns: Sequence[Field], rows: Sequence[Sequence[str]]) -> list[float]:
    """The width in points at which each column breaks no words, within bounds."""
    wanted = []
    for place, field in enumerate(columns):
        longest = max((row[place] for row in rows[:SAMPLE]), key=_length, default="")
        head = _natural(_broken(field.label)) if len(field.label) > 2 else _natural(field.label)
        wanted.append(min(max(head, _natural(longest), LEAST), MOST) + 2 * grid.PAD_X + 1)
    return wanted


def _length(words: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in words)


def _natural(words: str) -> float:
    return Text(words, WORDS).natural_width()


def _broken(label: str) -> str:
    """A long heading may stand on two lines."""
    if len(label) <= 3:
        return label
    middle = (len(label) + 1) // 2
    return f"{label[:middle]}\n{label[middle:]}"


def _table(columns: Sequence[Field], rows: Sequence[Sequence[str]], wants: Sequence[float]) -> Grid:
    edges = [round(FINE * part / sum(wants)) for part in accumulate(wants)]
    shares = [right - left for left, right in zip([0, *edges], edges, strict=False)]

    def row(cells: Iterable[Cell], least: float = 22.0) -> grid.Row:
        sized = zip(cells, shares, strict=True)
        return grid.Row(tuple(replace(cell, columns=share) for cell, share in sized), least)

    head = row(grid.cell(_broken(field.label), CENTRED) for field in columns)
    body = [
        row(grid.cell(words, _style(field)) for field, words in zip(columns, line, strict=True))
        for line in rows
    ]
    empty = [row((Cell() for _ in columns), 26.0)] * (0 if rows else 12)
    return Grid([1] * FINE, [head, *body, *empty], repeat=1)


def _style(field: Field) -> Style:
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return RIGHT
    return CENTRED if field.kind in SHORT_KINDS else WORDS


def _foot(sheet: Sheet, info: PageInfo) -> None:
    """第1页 共2页."""
    words = f"第{info.index}页 共{len(sheet.pages.pages)}页"
    middle = (sheet.left + sheet.right) / 2
    sheet.words(words, middle, sheet.bottom - 6 * MM - FOOT / 2, FOOT, at=0.5)
