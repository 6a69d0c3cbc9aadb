"""统计表的栏目: which figures a table of statistics shows, in which order; data a county may replace.

Each table is ``resources/reports/NAME.toml``. A column names a figure the program can count; the
services list what they can count, and a test holds that every column is one of those.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.forms.definition import Field, Kind, Register
from app.paths import resource_dir

__all__ = ["ReportColumn", "ReportTable", "report_table"]

FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One figure: its key, its words, the block it stands under."""

    key: str
    label: str
    group: str
    unit: str = ""
    small: bool = False  # identifies people when it is small: may be merged (不足3人)
    money: bool = False  # counted in fen, shown in yuan
    proposed: bool = False  # the program's proposal: in no published sheet, to be confirmed

    def worth(self, amount: int) -> int | Decimal:
        """What is counted, in the unit that is shown."""
        return Decimal(amount) / FEN_PER_YUAN if self.money else amount


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of statistics."""

    name: str
    title: str
    source: str
    confirmed: bool
    columns: tuple[ReportColumn, ...]

    @property
    def proposed(self) -> tuple[str, ...]:
        """The columns that nobody has confirmed, by their words."""
        return tuple(f"{c.group}·{c.label}" for c in self.columns if c.proposed)

    def register(self, code: str) -> Register:
        """The same columns as a 台账, for the county's workbook."""
        return Register(
            code=code,
            title=self.title,
            source=self.source,
            columns=tuple(
                Field(column.key, column.label, Kind.NUMBER, unit=column.unit)
                for column in self.columns
            ),
        )


@cache
def report_table(name: str) -> ReportTable:
    """The table called ``name``, read once; ``KeyError`` if a figure stands in it twice."""
    raw = tomllib.loads((resource_dir() / "reports" / f"{name}.toml").read_text("utf-8"))
    columns = tuple(
        ReportColumn(group=block["title"], **column)
        for block in raw["group"]
        for column in block["columns"]
    )
    keys = [column.key for column in columns]
    if len(set(keys)) != len(keys):
        raise KeyError(f"{name}: the same figure twice")
    return ReportTable(name, raw["title"], raw["source"], raw["confirmed"], columns)
