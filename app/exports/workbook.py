"""Workbooks that are safe to open and ready to print (F50, trust E2).

Whatever a clerk or a party ever typed becomes a string cell: nothing typed is run as a formula by
the program that opens the file, and no ID number loses its last digits. Numbers, money and dates
are typed cells, so that they add up and sort. Formulas are those written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.in_memory import to_bytes
from app.forms.definition import Field, Kind, Register, Values
from app.forms.display import cell as typed_cell

__all__ = [
    "SHARE",
    "WHOLE",
    "Formula",
    "add_register",
    "add_sheet",
    "fit_columns",
    "fit_rows",
    "head_width",
    "heading",
    "new_workbook",
    "page_columns",
    "put",
    "register_workbook",
    "set_up_page",
    "style_header",
    "sums",
    "to_bytes",
]

LONGEST_TEXT = 32_767
"""Characters that a cell of xlsx holds."""
CUT = "……（表格放不下，全文见系统）"
WIDEST, NARROWEST = 40, 6
"""Column widths, in half-width characters."""

TEXT, WHOLE, YUAN, DAY, MOMENT, SHARE = (
    "@",
    "0",
    "#,##0.00",
    "yyyy-mm-dd",
    "yyyy-mm-dd hh:mm",
    "0.0%",
)

WIDE_SCALE = 80
"""Per cent, for a table of several pages: small, but read without a glass."""
ROOM = 128
"""Half-width characters across an A4 page on its side, at that scale."""
HEAD_LINES = 3
"""Lines a column head may be broken into where figures stand below it."""
ROW_LINE, MOST_LINES = 15, 27
"""Points that a line of a row is high, and how many lines a row can show (409 points)."""
NOTE_LINE = 14
"""Points that a line of the words below a title is high."""
BODY = Font(name="宋体", size=11)
"""The face of every cell that is no heading: what an office PC has and prints with."""

LEFT, RIGHT, CENTRE = (
    Alignment(horizontal=side, vertical="center", wrap_text=True)
    for side in ("left", "right", "center")
)
_THIN = Side(style="thin", color="FF808080")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADER_FILL = PatternFill("solid", start_color="FFEFEFEF")
_TITLE = re.compile(r"[\[\]:*?/\\]")

# What a spreadsheet takes for the start of a formula or a command, full-width forms as well.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own, e.g. ``=SUM(B5:B11)``; no user text ever becomes one."""

    text: str
    number_format: str = WHOLE


def new_workbook(creator: str, made_at: datetime) -> Workbook:
    """An empty workbook; ``creator`` is an office code, never a person (E2)."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    book.properties.creator = creator
    book.properties.lastModifiedBy = creator
    book.properties.created = made_at
    return book


# --- one cell ------------------------------------------------------------------------------------


def put(sheet: Worksheet, row: int, column: int, value: Any, *, grid: bool = True) -> Cell:
    """Write one value; text is text whatever it begins with."""
    cell = sheet.cell(row=row, column=column)
    if not isinstance(cell, Cell):
        raise TypeError("a merged cell cannot be written")
    if isinstance(value, Formula):
        cell.value = value.text
        cell.number_format = value.number_format
    elif isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value
        cell.number_format = _format_of(value)
    cell.font = BODY
    cell.alignment = LEFT if isinstance(value, str) else RIGHT
    if grid:
        cell.border = GRID
    return cell


def _put_text(cell: Cell, text: str) -> None:
    clean = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)  # xlsx cannot hold them; shown as lost
    if len(clean.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        clean = _cut(clean)
    cell.value = clean
    cell.data_type = "s"  # openpyxl takes "=…" for a formula
    cell.number_format = TEXT
    if clean.startswith(_FORMULA_START):
        cell.quotePrefix = True


def _cut(text: str) -> str:
    """As much as a cell holds, counted as spreadsheets count: in UTF-16 units."""
    units = (LONGEST_TEXT - len(CUT)) * 2
    return text.encode("utf-16-le")[:units].decode("utf-16-le", errors="ignore") + CUT


def _format_of(value: Any) -> str:
    match value:
        case datetime():
            return MOMENT
        case date():
            return DAY
        case Decimal():
            return YUAN
    return WHOLE


# --- a sheet -------------------------------------------------------------------------------------


def add_sheet(book: Workbook, title: str) -> Worksheet:
    """A sheet whose tab shows ``title``, shortened to what a tab may hold."""
    sheet: Worksheet = book.create_sheet(_TITLE.sub(" ", title)[:31])
    return sheet


def heading(
    sheet: Worksheet,
    title: str,
    columns: int,
    *,
    note: str = "",
    first: int = 1,
    width: int = 0,
) -> int:
    """The printed title over ``columns``, and a line below it; returns the next free row.

    A table of several pages has one over the columns of each, the next from column ``first`` on.
    Over columns of a known ``width`` in letters the line below is as high as its words need.
    """
    below = max(_note_height(note, width), sheet.row_dimensions[2].height or 0)
    for row, (text, size, height) in enumerate(((title, 16, 30), (note, 10, below)), start=1):
        cell = put(sheet, row, first, text, grid=False)
        end = first + columns - 1
        if columns > 1:
            sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=end)
        cell.font = Font(name="宋体", size=size, bold=row == 1)
        cell.alignment = CENTRE if row == 1 else LEFT
        sheet.row_dimensions[row].height = height
    return 3


def _note_height(note: str, width: int) -> float:
    room = width - 2 if width > 2 else _width(note) or 1
    return sum(-(-_width(line) // room) or 1 for line in note.split("\n")) * NOTE_LINE + 4


def style_header(sheet: Worksheet, row: int, columns: int) -> None:
    """The look of a header row."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row=row, column=column)
        cell.font = Font(name="宋体", size=10, bold=True)
        cell.fill = HEADER_FILL
        cell.border = GRID
        cell.alignment = CENTRE


def set_up_page(
    sheet: Worksheet,
    *,
    header_rows: tuple[int, int],
    first_row: int,
    pages: Sequence[tuple[int, int]] = (),
) -> None:
    """A4 landscape, header on every page and frozen on screen.

    As wide as one page; or, with the first and last columns of several ``pages``, at one scale,
    the first column again on each: a table of sixty columns on one page cannot be read.
    """
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape"
    if len(pages) > 1:
        sheet.page_setup.scale = WIDE_SCALE
        sheet.print_title_cols = "A:A"
        for _, last in pages[:-1]:
            sheet.col_breaks.append(Break(id=last))
    else:
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页，共 &N 页"
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom = 0.6, 0.75
    margins.header = margins.footer = 0.35
    sheet.freeze_panes = f"B{first_row}"


def fit_columns(sheet: Worksheet, first_row: int, columns: int) -> None:
    """Widths by what stands in them from ``first_row`` down, within bounds."""
    for column in range(1, columns + 1):
        cells = sheet.iter_rows(min_row=first_row, min_col=column, max_col=column, values_only=True)
        widest = max((_width(value) for (value,) in cells), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(
            max(widest + 2, NARROWEST), WIDEST
        )


def fit_rows(sheet: Worksheet, first_row: int, columns: int) -> None:
    """Rows as high as their words need in columns of these widths: not every program sees to it."""
    widths = [
        int(sheet.column_dimensions[get_column_letter(column)].width) - 2
        for column in range(1, columns + 1)
    ]
    for row in range(first_row, sheet.max_row + 1):
        values = (sheet.cell(row=row, column=column).value for column in range(1, columns + 1))
        lines = max(
            sum(-(-_width(line) // width) or 1 for line in str(value or "").split("\n"))
            for value, width in zip(values, widths, strict=True)
        )
        if lines > 1:
            sheet.row_dimensions[row].height = min(lines, MOST_LINES) * ROW_LINE + 3


def head_width(label: str) -> int:
    """How wide a column of figures must be for its label, broken into a few lines."""
    return max(-(-_width(label) // HEAD_LINES) + 2, NARROWEST + 1)


def page_columns(widths: Sequence[int], blocks: Sequence[int] = ()) -> list[tuple[int, int]]:
    """First and last columns of the pages that columns of these widths need, evenly filled.

    The first column stands again on every page. ``blocks`` are how many columns stand under each
    head from the second column on: a block that fits on one page is not parted.
    """
    room = ROOM - widths[0]
    fewest = len(_filled(widths[1:], room, blocks))
    even = -(-sum(widths[1:]) // fewest)
    ends = next(
        ends
        for limit in range(min(even, room), room + 1)
        if len(ends := _filled(widths[1:], limit, blocks)) == fewest
    )
    return list(zip((1, *(end + 1 for end in ends[:-1])), ends, strict=True))


def _filled(widths: Sequence[int], limit: int, blocks: Sequence[int]) -> list[int]:
    """Last columns of pages that hold ``limit`` each; ``widths`` begin with the second column."""
    starts = dict(zip(accumulate((0, *blocks)), blocks, strict=False))  # place → columns of a block
    ends: list[int] = []
    taken = 0
    for place, width in enumerate(widths):
        block = sum(widths[place : place + starts.get(place, 1)])
        asked = block if block <= limit else width
        if taken and taken + asked > limit:
            ends.append(place + 1)
            taken = 0
        taken += width
    return [*ends, len(widths) + 1]


def _width(value: Any) -> int:
    """Half-width characters of the longest line; a formula shows a short number."""
    if value is None:
        return 0
    text = str(value)
    if text.startswith("=") and text.endswith(")"):
        return NARROWEST
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in s) for s in lines)


# --- a register ----------------------------------------------------------------------------------


def add_register(
    book: Workbook, register: Register, rows: Iterable[Values], *, note: str = ""
) -> Worksheet:
    """A sheet with one row per entry, columns as in the official table (F50)."""
    sheet = add_sheet(book, register.title)
    columns = register.columns
    header = heading(sheet, register.title, len(columns), note=note)
    for column, field in enumerate(columns, start=1):
        put(sheet, header, column, _label(field))
    style_header(sheet, header, len(columns))
    for row, values in enumerate(rows, start=header + 1):
        for column, field in enumerate(columns, start=1):
            put(sheet, row, column, typed_cell(field, values.get(field.name)))
    set_up_page(sheet, header_rows=(1, header), first_row=header + 1)
    fit_columns(sheet, header, len(columns))
    fit_rows(sheet, header + 1, len(columns))
    whole = sum(
        int(sheet.column_dimensions[get_column_letter(column)].width)
        for column in range(1, len(columns) + 1)
    )
    sheet.row_dimensions[2].height = _note_height(note, whole)
    return sheet


def register_workbook(
    register: Register,
    rows: Iterable[Values],
    *,
    creator: str,
    made_at: datetime,
    note: str = "",
) -> bytes:
    """A workbook of one register; ``creator`` is an office code."""
    book = new_workbook(creator, made_at)
    add_register(book, register, rows, note=note)
    return to_bytes(book)


def _label(field: Field) -> str:
    unit = {Kind.MONEY: "元"}.get(field.kind, field.unit)
    return f"{field.label}（{unit}）" if unit else field.label


def sums(first: int, last: int, columns: Iterable[int]) -> dict[int, Formula]:
    """Column → ``=SUM(…)`` over these rows."""
    return {
        column: Formula(
            f"=SUM({get_column_letter(column)}{first}:{get_column_letter(column)}{last})"
        )
        for column in columns
    }
