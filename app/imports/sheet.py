"""A sheet as text: what the child process hands over, and nothing else of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["RawCell", "RawRow", "RawSheet", "column_name", "from_plain", "to_plain"]


class RawCell(NamedTuple):
    """One cell. ``kind``: t text, n number, d date (ISO), b truth, e error, f formula without value."""

    text: str
    kind: str = "t"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row by column number from 0; empty cells are left out."""

    number: int  # from 1, as the spreadsheet shows it
    cells: Mapping[int, RawCell]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet. Merged areas are (first row, first column, last row, last column), rows from 1."""

    name: str
    hidden: bool = False
    rows: tuple[RawRow, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = field(default_factory=frozenset)


def column_name(number: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def to_plain(sheets: list[RawSheet]) -> list[Any]:
    """As JSON can hold it."""
    return [
        {
            "name": s.name,
            "hidden": s.hidden,
            "rows": [
                [
                    row.number,
                    [[at, cell.text, cell.kind] for at, cell in row.cells.items()],
                    sorted(row.formulas),
                ]
                for row in s.rows
            ],
            "merged": [list(area) for area in s.merged],
            "hidden_columns": sorted(s.hidden_columns),
        }
        for s in sheets
    ]


def from_plain(plain: list[Any]) -> list[RawSheet]:
    """Back from JSON; raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    return [
        RawSheet(
            str(s["name"]),
            bool(s["hidden"]),
            tuple(
                RawRow(
                    int(number),
                    {int(at): RawCell(str(text), str(kind)) for at, text, kind in cells},
                    frozenset(int(at) for at in formulas),
                )
                for number, cells, formulas in s["rows"]
            ),
            tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in s["merged"]),
            frozenset(int(at) for at in s["hidden_columns"]),
        )
        for s in plain
    ]
