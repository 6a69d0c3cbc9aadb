"""卷宗封面, 卷内目录, 封底: the pages around the papers of a dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.forms.definition import Field, Kind, Values
from app.forms.display import pieces, show
from app.forms.dossier import DossierPart, FiledPaper
from app.printing import grid
from app.printing import text as typeset
from app.printing.flow import Block, Space
from app.printing.fonts import Typeface
from app.printing.grid import Cell, Grid
from app.printing.page import PageMap
from app.printing.side_by_side import SideBySide
from app.printing.text import Align, Late, Span, Style, Text, blank, fill

__all__ = ["back_cover", "blank_line", "contents", "counted", "cover", "keys_of", "pages_of"]

COVER_NAME = Style(Typeface.TITLE, 24.0, 40.0, Align.CENTRE)
COVER_TITLE = Style(Typeface.TITLE, 44.0, 70.0, Align.CENTRE)
COVER_FIELD = Style(size=16.0, leading=40.0, align=Align.LEFT)
PAGE_CELL = Style(size=12.0, leading=19.0, align=Align.CENTRE)
LEAST_LINES = 14  # a contents list leaves lines for what is added by hand
SHARES = (3, 20, 5, 7)


def cover(filed: FiledPaper) -> list[Block]:
    """The committee's name, 调解卷宗 in large type, then the labels with their blanks."""
    values = filed.values
    name = str(values.get("committee_name") or "")
    head = Span(name) if name else blank("", 8)
    suffix = "" if name.endswith("委员会") else "人民调解委员会"
    blocks: list[Block] = [
        Space(50),
        Text([head, Span(suffix)], COVER_NAME),
        Space(24),
        Text("　".join(filed.form.title), COVER_TITLE),
        Space(60),
    ]
    for row in filed.form.rows:
        fields = [f for f in row if f.on_paper and f.name != "committee_name"]
        if len(fields) > 1:
            shares = [len(field.label) + 8.0 for field in fields]
            blocks.append(SideBySide(shares, [[blank_line(f, values)] for f in fields]))
        elif fields:
            blocks.append(blank_line(fields[0], values))
    return blocks


def blank_line(field: Field, values: Values, style: Style = COVER_FIELD) -> Block:
    """A label and its value on a ruled line."""
    return Text(
        [Span(f"{field.label}:", typeface=Typeface.HEI), fill(show(field, values.get(field.name)))],
        style,
    )


def keys_of(part: DossierPart) -> list[str]:
    """How the page map calls the documents of a part: its papers, then its scans."""
    count = len(part.papers) + len(part.scans)
    return [f"{part.code}#{number}" for number in range(count)]


def contents(title: str, parts: Sequence[DossierPart], *, ranges: bool) -> list[Block]:
    """卷内目录 with the real page numbers; ``ranges`` gives first and last page of each part.

    The last listed part always shows its range, so that a page torn off at the end is missed.
    """
    listed = [part for part in parts if part.listed and not part.empty]
    rows = [grid.Row(tuple(grid.heading(w) for w in ("序号", "文书名称", "页号", "备注")))]
    numbered = [part for part in listed if part.numbered]
    for number, part in enumerate(listed, 1):
        whole = ranges or (bool(numbered) and part is numbered[-1])
        rows.append(
            grid.Row(
                (
                    grid.cell(str(number), PAGE_CELL),
                    grid.cell(part.title),
                    Cell((Late(pages_of(keys_of(part), whole=whole), PAGE_CELL),)),
                    grid.cell(part.note),
                )
            )
        )
    rows += [grid.Row(tuple(Cell() for _ in SHARES))] * (LEAST_LINES - len(listed))
    return [Text(title, typeset.TITLE), Grid(SHARES, rows, repeat=1)]


def pages_of(keys: Sequence[str], *, whole: bool) -> Callable[[PageMap], str]:
    """The page on which the documents called ``keys`` begin, or first and last of them."""

    def words(pages: PageMap) -> str:
        first, last = pages.first(keys[0]), pages.last(keys[-1])
        if first is None or last is None:
            return ""  # 封底 carries no number
        return f"{first}—{last}" if whole and last != first else str(first)

    return words


def back_cover(filed: FiledPaper) -> list[Block]:
    """The sentence with the real total of pages, and who bound and checked the dossier."""
    blocks: list[Block] = [Space(180)]
    for row in filed.form.rows:
        for field in (f for f in row if f.on_paper):
            if field.kind is Kind.FIXED:
                blocks += [Late(counted(filed, field), Style(size=18.0, leading=44.0)), Space(40)]
            else:
                blocks.append(blank_line(field, filed.values))
    return blocks


def counted(filed: FiledPaper, field: Field) -> Callable[[PageMap], list[Span]]:
    """A sentence with the real number of pages, all of them or those that carry a number."""

    def words(pages: PageMap) -> list[Span]:
        totals = {"total_pages": pages.total, "numbered_pages": pages.numbered}
        values = {**filed.values, **totals}
        return [
            blank(piece.text, 0.0) if piece.filled else Span(piece.text)
            for piece in pieces(filed.form, field, values)
        ]

    return words
