"""Where the header stands, and which column is which: synonyms, two-row headers, merged cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.imports.cells import clean
from app.imports.limits import MAX_COLUMNS
from app.imports.sheet import RawCell, RawRow, RawSheet

__all__ = ["Header", "filled_down", "find_header"]

LOOK_AT = 20
"""Rows in which a header is looked for."""
TWO_ROWS = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows and field → column. ``unknown`` are headings nobody asked for."""

    first: int
    last: int
    columns: Mapping[str, int]
    labels: Mapping[int, str]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that are no field of the import."""
        used = set(self.columns.values())
        return tuple(label for at, label in self.labels.items() if at not in used and label)


def find_header(
    sheet: RawSheet, synonyms: Mapping[str, Sequence[str]], required: Iterable[str]
) -> Header | None:
    """The header that names most fields; none if a required field is in no column.

    ``synonyms`` are the headings of each field, the best first.
    """
    needed = set(required)
    best: Header | None = None
    by_number = {row.number: row for row in sheet.rows[:LOOK_AT]}
    for number in by_number:
        for height in (1, TWO_ROWS):
            if height == TWO_ROWS and number + 1 not in by_number:
                continue
            labels = _labels(sheet, by_number, number, height)
            columns = _columns(labels, synonyms)
            if not needed <= columns.keys():
                continue
            if best is None or len(columns) > len(best.columns):
                best = Header(number, number + height - 1, columns, labels)
    return best


def _labels(sheet: RawSheet, rows: Mapping[int, RawRow], first: int, height: int) -> dict[int, str]:
    """Column → heading; below a merged heading its part."""
    labels: dict[int, str] = {}
    for number in range(first, first + height):
        for at, cell in rows[number].cells.items():
            if words := heading(cell):
                labels[at] = words
    if height == TWO_ROWS:
        # a part under a heading merged across: 当事人 / 电话 beside 对方当事人 / 电话
        for top, left, bottom, right in sheet.merged:
            if top == bottom == first and right > left:
                parent = heading(rows[first].cells.get(left))
                for at in range(left, min(right, MAX_COLUMNS) + 1):
                    part = heading(rows[first + 1].cells.get(at))
                    if part:
                        labels[at] = f"{parent}/{part}"
    return labels


def heading(cell: RawCell | None) -> str:
    """A heading without blanks, brackets and remarks: 身份证号码（必填） → 身份证号码."""
    return re.sub(r"[（(].*?[)）]|[\s:：*＊]", "", clean(cell))


def _columns(labels: Mapping[int, str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, words in synonyms.items():
        for word in words:
            at = next(
                (
                    at
                    for at, label in labels.items()
                    if at not in found.values()
                    and (label == word or label.rpartition("/")[2] == word)
                ),
                None,
            )
            if at is not None:
                found[field] = at
                break
    return found


def filled_down(sheet: RawSheet) -> dict[tuple[int, int], RawCell]:
    """Cells that only a merged area above them fills: (row, column) → the cell of its corner."""
    cells = {row.number: row.cells for row in sheet.rows}
    numbers = sorted(cells)
    filled: dict[tuple[int, int], RawCell] = {}
    for top, left, bottom, right in sheet.merged:
        corner = cells.get(top, {}).get(left)
        if corner is None or left != right:
            continue
        for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)]:
            if (number, left) in filled:  # areas of a true spreadsheet never overlap
                break
            filled[number, left] = corner
    return filled
