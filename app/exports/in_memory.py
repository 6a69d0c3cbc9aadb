"""A workbook as bytes, without a trace on the disk.

openpyxl lays every sheet in clear into a temporary file before it goes into the zip, and leaves it
there when the power fails; what a sheet holds may be nowhere but in the file a clerk chose (E4).
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

__all__ = ["to_bytes"]


class _InMemory(ExcelWriter):
    """openpyxl's writer, its sheets made in memory."""

    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        """As openpyxl's own, but for where the sheet is made."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        made: Any = WorksheetWriter(ws, out=io.BytesIO())
        made.write()
        ws._rels = made._rels
        self._archive.writestr(ws.path[1:], made.read())
        self.manifest.append(ws)


def to_bytes(book: Workbook) -> bytes:
    """The xlsx file."""
    target = io.BytesIO()
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return target.getvalue()
