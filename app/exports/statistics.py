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
    checks: Sequence[tuple[str, int, int]],
    rates: Sequence[tuple[str, str, int, int, str]],
    *,
    creator: str,
    made_at: datetime,
) -> bytes:
    """The xlsx file. ``checks`` are words and both sides, ``rates`` label, rate, counts, target."""
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
    for label, rate, part, whole, target in rates:
        for column, value in enumerate(("四率", label, "%", rate, f"{part}/{whole} {target}"), 1):
            put(sheet, at, column, value)
        at += 1
    for words, left, right in checks:
        said = "平" if left == right else f"不平：{left} 与 {right}"
        for column, value in enumerate(("勾稽", words, "", said), start=1):
            put(sheet, at, column, value)
        at += 1
    set_up_page(sheet, header_rows=(1, top), first_row=top + 1)
    fit_columns(sheet, top, len(heads))
    return to_bytes(book)
