"""A statistical table as it was reported: what was printed, and the records behind every figure.

One shape for the tables of the duties and of the county, so that one window compares them all.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.statistics import Counted

__all__ = ["Behind", "Cell", "TableAsReported", "from_counted", "from_people"]


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that a figure counts, and what it is worth in it."""

    office: str
    kind: str  # corrections, resettlement, staff, case: what opens it
    uid: str
    worth: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: what it is called, what was printed, and the records it is the sum of."""

    label: str
    shown: str
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class TableAsReported:
    """``cells`` are (row, column) → figure; ``rows`` and ``columns`` in the order printed."""

    code: str
    title: str
    period: str
    first: date
    last: date
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def printed(self) -> list[list[str]]:
        """The table line by line: the words of the row, then its figures."""
        return [
            [
                row,
                *(self.cells[row, c].shown if (row, c) in self.cells else "" for c in self.columns),
            ]
            for row in self.rows
        ]

    @property
    def checksum(self) -> str:
        """SHA-256 over what is printed; the same figures give the same one."""
        said = [self.code, self.title, self.period, ["", *self.columns], *self.printed]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def pack(self) -> bytes:
        """As it is kept; records are named once and then counted through."""
        names: dict[tuple[str, str, str], int] = {}
        cells = []
        for (row, column), cell in self.cells.items():
            behind = [
                (names.setdefault((b.office, b.kind, b.uid), len(names)), b.worth)
                for b in cell.behind
            ]
            cells.append((row, column, cell.label, cell.shown, behind))
        whole = {
            "head": [self.code, self.title, self.period, str(self.first), str(self.last)],
            "rows": self.rows,
            "columns": self.columns,
            "records": list(names),
            "cells": cells,
        }
        return zlib.compress(json.dumps(whole, ensure_ascii=False).encode(), 9)

    @classmethod
    def unpack(cls, kept: bytes) -> TableAsReported:
        """What ``pack`` kept."""
        whole: dict[str, Any] = json.loads(zlib.decompress(kept))
        code, title, period, first, last = whole["head"]
        records: list[tuple[str, str, str]] = [(o, k, u) for o, k, u in whole["records"]]

        def behind_of(at: int, worth: str) -> Behind:
            office, kind, uid = records[at]
            return Behind(office, kind, uid, worth)

        cells = {
            (row, column): Cell(label, shown, tuple(behind_of(*one) for one in behind))
            for row, column, label, shown, behind in whole["cells"]
        }
        return cls(
            code,
            title,
            period,
            date.fromisoformat(first),
            date.fromisoformat(last),
            tuple(whole["rows"]),
            tuple(whole["columns"]),
            cells,
        )


def from_counted(found: Counted, *, office: str, merge_small: bool) -> TableAsReported:
    """The table of a duty: figures down, categories across, rates below."""
    name, code = found.table.name.partition("-")[0], found.kept_as
    columns = ("合计", *found.categories)
    cells: dict[tuple[str, str], Cell] = {}
    rows = []
    for one in found.table.columns:
        unit = f"（{one.unit}）" if one.unit else ""  # 教育学习 is counted twice: 场次, 人次
        row = f"{one.group} {one.words}{unit}"
        rows.append(row)
        for column in columns:
            category = "" if column == "合计" else column
            inside = found.categories.get(category)
            behind = tuple(
                Behind(office, found.kind(one.key) or name, uid, str(one.worth(amount)))
                for uid, amount in found.tally.entries.get(one.key, ())
                if inside is None or uid in inside
            )
            shown = str(found.shown(one.key, category, merge_small=merge_small))
            label = one.label if column == "合计" else f"{one.label}·{column}"
            cells[row, column] = Cell(label, shown, behind)
    for rate in found.rates:
        alone = rate.label == found.rates_title  # 再犯罪率 is the only rate of its duty
        row = rate.label if alone else f"{found.rates_title} {rate.label}"
        rows.append(row)
        part = set(rate.part)
        behind = tuple(Behind(office, name, uid, str(int(uid in part))) for uid in rate.whole)
        cells[row, "合计"] = Cell(rate.label, rate.words, behind)
    period = found.period
    return TableAsReported(
        code,
        found.table.title,
        period.words,
        period.first,
        period.last,
        tuple(rows),
        columns,
        cells,
    )


def from_people(
    rows: Iterable[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    code: str,
    title: str,
    year: int,
    office: str,
) -> TableAsReported:
    """A table with a line for each person: the yearly table of training."""
    cells: dict[tuple[str, str], Cell] = {}
    names = []
    for one in rows:
        name = f"{one['name']} {one['role']}".strip()
        names.append(name)
        for key, label in columns.items():
            value = "" if one[key] is None else str(one[key])
            cells[name, label] = Cell(
                f"{name}·{label}", value, (Behind(office, "staff", one["uid"], value),)
            )
    return TableAsReported(
        code,
        title,
        f"{year}年",
        date(year, 1, 1),
        date(year, 12, 31),
        tuple(names),
        tuple(columns.values()),
        cells,
    )
