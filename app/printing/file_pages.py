"""工作档案 of corrections: its cover, its contents list document by document, its 卷内备考表.

Columns of the list as of the national rules on file contents (DA/T 22): 序号, 文号, 责任者, 题名, 日期,
页号, 备注.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.forms.definition import Field, Kind, Values
from app.forms.display import show
from app.forms.dossier import DossierPart, Entry, FiledPaper
from app.forms.fitting import fitted
from app.forms.sealed_note import SEALED_NOTE
from app.printing import grid
from app.printing import text as typeset
from app.printing.dossier_pages import (
    COVER_FIELD,
    COVER_NAME,
    PAGE_CELL,
    counted,
    keys_of,
    pages_of,
)
from app.printing.flow import Block, Space
from app.printing.fonts import Typeface
from app.printing.grid import Cell, Grid
from app.printing.side_by_side import GAP, SideBySide
from app.printing.text import Align, Late, Span, Style, Text, fill

__all__ = ["closing_sheet", "file_contents", "file_cover"]

COVER_TITLE = Style(Typeface.TITLE, 36.0, 60.0, Align.CENTRE)
MARK = Style(Typeface.HEI, 14.0, 22.0, Align.CENTRE)
MARK_LINE = Style(Typeface.HEI, 12.0, 20.0, Align.RIGHT, keep_with_next=True)
SMALL = Style(size=10.5, leading=16.0, align=Align.LEFT)
SMALL_CENTRE = Style(size=10.5, leading=16.0, align=Align.CENTRE)
SHARES = (30, 80, 70, 136, 50, 37, 38)  # points, as near as no matter
PAD_X = 3.0
HEADS = ("序号", "文号", "责任者", "题名", "日期", "页号", "备注")
LEAST_LINES = 12  # the list leaves lines for what is added by hand
TIMES = Style(size=12.0, leading=22.0)
SIGNED = Style(size=14.0, leading=30.0)
LINE_WIDTH = 440.0  # points


def file_cover(filed: FiledPaper) -> list[Block]:
    """The office, the title in large type, then the labels with their blanks."""
    form = fitted(filed.form, filed.values)
    shown = [field for row in form.rows for field in row if field.on_paper]
    head, *rest = [field for field in shown if field.name != SEALED_NOTE]
    mark = filed.values.get(SEALED_NOTE)
    blocks: list[Block] = [
        *([_mark(str(mark))] if mark else [Space(40)]),
        Text(show(head, filed.values.get(head.name)) or "________________", COVER_NAME),
        Space(16),
        Text(filed.form.title, COVER_TITLE),
        Space(44),
    ]
    return blocks + _labelled(rest, filed.values, COVER_FIELD, LINE_WIDTH)


def _labelled(fields: Sequence[Field], values: Values, style: Style, measure: float) -> list[Block]:
    """Labels with their values on ruled lines, which all begin below each other."""
    labels = [Text(Span(f"{field.label}:", typeface=Typeface.HEI), style) for field in fields]
    wide = max((words.natural_width() for words in labels), default=0.0) + 1.0
    lines = [Text(fill(show(field, values.get(field.name))), style) for field in fields]
    shares = (wide, measure - GAP - wide)
    return [SideBySide(shares, ((a,), (b,))) for a, b in zip(labels, lines, strict=True)]


def _mark(words: str) -> Block:
    """A mark in a frame at the upper edge of the cover, where it is seen when the file lies closed."""
    box = Grid((1,), [grid.Row((grid.cell(words, MARK),), 34.0)])
    return SideBySide((3, 2), ((Space(34.0),), (box,)))


def file_contents(parts: Sequence[DossierPart], mark: str = "") -> list[Block]:
    """卷内目录: one line for each document, with the real page on which it begins.

    ``mark`` stands below the title. The last line shows its range, so that a page torn off at the end is missed.
    """
    documents = list(_documents(parts))
    rows = [grid.Row(tuple(grid.heading(words) for words in HEADS))]
    for number, (title, entry, key) in enumerate(documents, 1):
        pages = pages_of([key], whole=number == len(documents))
        day = f"{entry.on:%Y%m%d}" if entry.on else ""  # 8 digits, as DA/T 22 writes dates
        rows.append(
            grid.Row(
                (
                    grid.cell(str(number), PAGE_CELL),
                    grid.cell(entry.number, SMALL),
                    grid.cell(entry.author, SMALL),
                    grid.cell(title, SMALL),
                    grid.cell(day, SMALL_CENTRE),
                    Cell((Late(pages, SMALL_CENTRE),)),
                    grid.cell(entry.note, SMALL),
                )
            )
        )
    spare = max(LEAST_LINES - len(documents), 0)
    rows += [grid.Row(tuple(Cell() for _ in SHARES))] * spare
    head: list[Block] = [Text("卷内目录", typeset.TITLE)]
    if mark:
        head.append(Text(mark, MARK_LINE))
    return [*head, Grid(SHARES, rows, repeat=1, pad_x=PAD_X)]


def _documents(parts: Sequence[DossierPart]) -> Iterator[tuple[str, Entry, str]]:
    for part in parts:
        if part.listed:
            titles = [(p.form.title, p.entry) for p in part.papers]
            titles += [(s.title, s.entry) for s in part.scans]
            for (title, entry), key in zip(titles, keys_of(part), strict=True):
                yield title, entry, key


def closing_sheet(filed: FiledPaper) -> list[Block]:
    """卷内备考表: what is to be known of the file, its real number of pages, who bound it when."""
    words: list[Block] = []
    signed: list[Field] = []
    for row in filed.form.rows:
        for field in (f for f in row if f.on_paper):
            if field.kind is Kind.FIXED:
                words.append(Late(counted(filed, field), Style(size=14.0, leading=26.0)))
            elif field.kind is Kind.LONG_TEXT:
                words.append(Text(show(field, filed.values.get(field.name)), TIMES, lines=18))
            else:
                signed.append(field)
    lines = _labelled(signed, filed.values, SIGNED, LINE_WIDTH * 3 / 4)
    box = Grid((1, 3), [grid.Row((Cell(), Cell(tuple(lines))))], outer=0.0, inner=0.0)
    return [
        Text(filed.form.title, typeset.TITLE),
        Grid((1,), [grid.Row((Cell((*words, Space(30), box), middle=False),))]),
    ]
