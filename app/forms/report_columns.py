"""统计表的栏目: which figures a table of statistics shows, in which order; data a county may replace.

Each table is ``resources/reports/NAME.toml``; a county's bundle may bring a later edition, which counts
for periods that end from its day on. A column names a figure the program can count; the
services list what they can count, and a test holds that every column is one of those. A group may
take its columns from a dated code table: what the county adds there becomes a column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.data_files import cached, edition_at, shipped
from app.forms.codes import table
from app.forms.definition import Field, Kind, Register

__all__ = [
    "ALIKE",
    "BALANCE",
    "PROPOSED",
    "ReportColumn",
    "ReportTable",
    "read_report",
    "report_figures",
    "report_groups",
    "report_table",
]

BALANCE = {
    "corrections-month": frozenset(
        {"opening", "new", "released", "terminated", "moved_out", "closing"}
    ),
    "mediation": frozenset({"total", "success"}),
}
"""Figures whose sum or share a sheet checks by formula: without them it could not be checked."""

ALIKE = {
    "corrections": ("corrections", "corrections-month"),
    "corrections-month": ("corrections-month", "corrections"),
}
"""Tables counted alike, so that each may show what the other has."""

PROPOSED = "※"
"""Stands behind a column that was not read in any published table."""
TEN_THOUSAND = "万元"
FEN_PER_YUAN, FEN_PER_TEN_THOUSAND_YUAN = 100, 1_000_000


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One figure: its key, its words, the block it stands under."""

    key: str
    label: str
    group: str
    unit: str = ""
    small: bool = False  # identifies people when it is small: may be merged (不足3人)
    money: bool = False  # counted in fen, shown in yuan, or in the unit 万元
    proposed: bool = False  # the program's proposal: in no published sheet, to be confirmed
    rate: bool = False  # a share of two other figures: nobody counts it
    by_hand: bool = False  # the program keeps no record of it: left empty for the pen

    def worth(self, amount: int) -> int | Decimal:
        """What is counted, in the unit that is shown."""
        if not self.money:
            return amount
        if self.unit == TEN_THOUSAND:
            return plainly(Decimal(amount) / FEN_PER_TEN_THOUSAND_YUAN)
        return Decimal(amount) / FEN_PER_YUAN

    @property
    def words(self) -> str:
        """The label, with the mark of what is only proposed."""
        return self.label + PROPOSED if self.proposed else self.label


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

    @property
    def counted(self) -> ReportTable:
        """The same without rates, which stand apart."""
        return replace(self, columns=tuple(c for c in self.columns if not c.rate))


def report_table(name: str, on: date | None = None, *, used: Collection[str] = ()) -> ReportTable:
    """The table called ``name`` for a period that ends ``on``.

    ``used`` names further figures that were counted: an old kind of dispute, or a head whose part
    nobody chose. ``KeyError`` if a figure stands in it twice.
    """
    return _table(name, on, frozenset(used))


@cached
def _table(name: str, on: date | None, used: frozenset[str]) -> ReportTable:
    edition = edition_at("reports", name, on)
    table = read_report(name, edition.data, on, used)
    if edition.since is None:
        return table
    own = report_figures(name)
    columns = tuple(_as_counted(column, own.get(column.key)) for column in table.columns)
    return replace(table, columns=columns, source=edition.source or table.source)


def read_report(
    name: str, raw: Mapping[str, Any], on: date | None = None, used: frozenset[str] = frozenset()
) -> ReportTable:
    """The table a file's content describes; ``KeyError`` if a figure stands in it twice."""
    blocks = (_counted_block(name, block) for block in raw["group"])
    columns = tuple(column for block in blocks for column in _columns(block, on, used))
    keys = [column.key for column in columns]
    if len(set(keys)) != len(keys):
        raise KeyError(f"{name}: the same figure twice")
    return ReportTable(name, raw["title"], raw["source"], raw["confirmed"], columns)


@cached
def report_figures(name: str) -> dict[str, ReportColumn]:
    """Every single figure the program can put into a table, as it brings the column itself."""
    found: dict[str, ReportColumn] = {}
    for one in ALIKE.get(name, (name,)):
        for block in _own_blocks(one):
            for column in () if "codes" in block else _columns(block, None, frozenset()):
                found.setdefault(column.key, column)
    return found


@cached
def report_groups(name: str) -> dict[str, Mapping[str, Any]]:
    """The groups whose columns are the entries of a code table, by the beginning of their keys."""
    return {block["prefix"]: block for block in _own_blocks(name) if "codes" in block}


def _own_blocks(name: str) -> list[dict[str, Any]]:
    own = shipped("reports", name)
    return list(own.data["group"]) if own else []


def _counted_block(name: str, block: Mapping[str, Any]) -> Mapping[str, Any]:
    """A group by codes is the program's own, whatever a county calls it."""
    own = report_groups(name).get(block.get("prefix", ""))
    return {**own, "title": block["title"]} if own else block


def _as_counted(column: ReportColumn, own: ReportColumn | None) -> ReportColumn:
    """A county names a figure and puts it somewhere; what it counts stays the program's."""
    if own is None:
        return column
    return replace(own, label=column.label, group=column.group)


def _columns(
    block: Mapping[str, Any], on: date | None, used: frozenset[str]
) -> Iterator[ReportColumn]:
    """The columns of a group: those it lists, or one for each code in force.

    Of a code table leaves only, or with ``heads`` heads and the parts under them.
    """
    title, proposed = block["title"], block.get("proposed", False)
    if "codes" not in block:
        for column in block["columns"]:
            yield ReportColumn(group=title, **{"proposed": proposed, **column})
        return
    codes, prefix, heads = table(block["codes"]), block["prefix"], block.get("heads", False)
    parents = {entry.parent for entry in codes}
    for entry in codes:
        name = f"{prefix}.{entry.code}"
        shown = entry.valid(on) and (heads or entry.code not in parents)
        if not shown and name not in used:
            continue
        label = ("其中" if heads and entry.parent else "") + entry.label
        for part in block.get("parts", [{"key": "", "unit": block.get("unit", "")}]):
            key = f"{name}.{part['key']}" if part["key"] else name
            yield ReportColumn(key, label, title, part["unit"], proposed=proposed)


def plainly(number: Decimal) -> Decimal:
    """Without noughts that say nothing, and never as a power of ten."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
