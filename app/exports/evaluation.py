"""卷宗评查 as a workbook: the offices, the drawn dossiers, and what was deducted for (F68)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.exports.workbook import add_register, new_workbook, to_bytes
from app.forms.definition import Register, Values

__all__ = ["evaluation_workbook"]


def evaluation_workbook(
    sheets: Iterable[tuple[Register, Sequence[Values]]],
    *,
    note: str,
    creator: str,
    made_at: datetime,
) -> bytes:
    """The xlsx file: a sheet for each register."""
    book = new_workbook(creator, made_at)
    for register, rows in sheets:
        add_register(book, register, rows, note=note)
    return to_bytes(book)
