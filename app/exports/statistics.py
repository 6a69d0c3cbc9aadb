"""统计表 as a workbook: a figure a row, categories across, checks and rates below; never a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.exports.workbook import (
    add_sheet,
    fit_columns,
    heading,
    new_workbook,
    put,
    set_up_page,
    style_header,
    to_bytes,
)

__all__ = ["statistics_workbook"]


def statistics_workbook(
    title: str,
    note: str,
    rows: Sequence[Mapping[str, Any]],
    categories: Sequence[str],
    checks: Sequence[tuple[str, str]],
    rates: Sequence[tuple[str, str, str]],
    *,
    creator: str,
    made_at: datetime,
    rates_title: str = "四率",
    remarks: Sequence[str] = (),
) -> bytes:
    """The xlsx file. ``checks`` are words and what came of them, ``rates`` label, rate, counts and
    target; ``remarks`` stand below.
    """
    book = new_workbook(creator, made_at)
    sheet = add_sheet(book, title)
    heads = ("类别", "项目", "单位", "合计", *categories)
    top = heading(sheet, title, len(heads), note=note)
    for column, words in enumerate(heads, start=1):
        put(sheet, top, column, words)
    style_header(sheet, top, len(heads))
    at = top + 1
    for row in rows:
        values = [row["group"], row["label"], row["unit"], row["total"]]
        values += [row[name] for name in categories]
        for column, value in enumerate(values, start=1):
            put(sheet, at, column, value)
        at += 1
    below = [(rates_title, label, "%", rate, counts) for label, rate, counts in rates]
    below += [("勾稽", words, "", said, "") for words, said in checks]
    below += [("说明", words, "", "", "") for words in remarks if words]
    for line in below:
        for column, value in enumerate(line, start=1):
            if value:
                put(sheet, at, column, value)
        at += 1
    set_up_page(sheet, header_rows=(1, top), first_row=top + 1)
    fit_columns(sheet, top, len(heads))
    return to_bytes(book)
