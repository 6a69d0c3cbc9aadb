"""导入模板: an empty sheet with the official headings as text columns, and a page of notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openpyxl.utils import get_column_letter

from app.exports.workbook import (
    TEXT,
    add_sheet,
    fit_columns,
    new_workbook,
    put,
    style_header,
    to_bytes,
)

__all__ = ["template_workbook"]

ROWS = 500
"""Rows whose cells are text from the start, so that no ID number becomes a number."""


def template_workbook(
    title: str, columns: Sequence[tuple[str, str, str]], *, creator: str, made_at: datetime
) -> bytes:
    """The xlsx file. ``columns`` are heading, how to fill it, an example (on the notes' page)."""
    book = new_workbook(creator, made_at)
    sheet = add_sheet(book, title)
    for at, (heading, _, _) in enumerate(columns, start=1):
        put(sheet, 1, at, heading)
        for row in range(2, ROWS + 2):
            sheet.cell(row=row, column=at).number_format = TEXT
        sheet.column_dimensions[get_column_letter(at)].width = max(len(heading) * 2 + 6, 14)
    style_header(sheet, 1, len(columns))
    sheet.freeze_panes = "A2"
    notes = add_sheet(book, "填表说明")
    for at, words in enumerate(("栏目", "怎么填", "例子"), start=1):
        put(notes, 1, at, words)
    style_header(notes, 1, 3)
    for row, line in enumerate(columns, start=2):
        for at, words in enumerate(line, start=1):
            put(notes, row, at, words)
    fit_columns(notes, 1, 3)
    return to_bytes(book)
