"""The county's figures as the tables of 汇总: offices down, figures across, the total below.

The same columns and sums as the workbook (``exports.county``), where the totals are formulas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.days import month_words
from app.exports.county import WHOLE_COUNTY, CountyFigures
from app.forms.corrections import month_register
from app.forms.county import RATES, TRAINING, rate_blocks, report_blocks
from app.forms.definition import Field
from app.forms.report_columns import report_table

__all__ = [
    "Grid",
    "GridModel",
    "cases",
    "corrections",
    "notes",
    "people",
    "rates",
    "resettlement",
    "training",
]

Index = QModelIndex | QPersistentModelIndex
TOTAL = "合计"
MET = "达标"
FIGURE = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as shown: ``heads`` above, ``sides`` at the left, words in the cells.

    ``names`` are the columns' names and ``rows`` the (office, record) of each line, by which a
    figure is opened; the total has no office, a line of figures no record.
    """

    heads: tuple[str, ...]
    sides: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    total: bool = False  # the last row is the total
    words: bool = False  # cells are words, not figures


def cases(figures: CountyFigures, *, only_used: bool) -> Grid:
    """人民调解案件情况统计表; ``only_used`` leaves out columns that are nought everywhere."""
    used = {name for office in figures.offices for name in office.cases}
    report = report_table("mediation", figures.until, used=used)
    by_hand = {column.key for column in report.columns if column.by_hand}
    columns = [
        (_head(block.title, field), field.name)
        for block in report_blocks(report)
        for field in block.columns
        if field.name not in by_hand
    ]
    rows = [_with_rate(office.cases) for office in figures.offices]
    total = _with_rate(_sum([office.cases for office in figures.offices]))
    if only_used:
        kept = {"total", "success", "success_rate"}
        columns = [(head, name) for head, name in columns if name in kept or total.get(name)]
    return _grid(figures, columns, rows, total)


def corrections(figures: CountyFigures, *, only_used: bool = False) -> Grid:
    """The month's figures of community corrections."""
    columns = [(field.label, field.name) for field in month_register(figures.until).columns]
    rows = [office.corrections for office in figures.offices]
    return _grid(figures, _used(columns, _sum(rows), only_used), rows, _sum(rows))


def resettlement(figures: CountyFigures, *, only_used: bool = False) -> Grid:
    """安置帮教统计, its columns as the county has them."""
    columns = [
        (_head(block.title, field), field.name)
        for block in report_blocks(report_table("resettlement", figures.until))
        for field in block.columns
    ]
    rows = [office.resettlement for office in figures.offices]
    return _grid(figures, _used(columns, _sum(rows), only_used), rows, _sum(rows))


def _used(
    columns: list[tuple[str, str]], total: Mapping[str, Any], only_used: bool
) -> list[tuple[str, str]]:
    """The columns that are not nought everywhere; the first stays, so that there is a table."""
    if not only_used:
        return columns
    return [one for place, one in enumerate(columns) if not place or total.get(one[1])]


def rates(figures: CountyFigures) -> Grid:
    """四率和再犯罪率, each beside its two counts."""
    columns = [
        (_head(block.title, field), field.name)
        for block in rate_blocks()
        for field in block.columns
    ]
    rows = [_rated(office.rates) for office in figures.offices]
    return _grid(figures, columns, rows, _rated(_sum([office.rates for office in figures.offices])))


def _rated(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        f"{key}.rate": _rate(row.get(f"{key}.part", 0), row.get(f"{key}.whole", 0)) for key in RATES
    }
    return {**row, **found}


def _head(block: str, field: Field) -> str:
    return f"{block}\n{field.label}" + (f"（{field.unit}）" if field.unit else "")


def training(figures: CountyFigures) -> Grid:
    """Training days per office: how many people, days owed and done, how many have met them."""
    columns = [
        ("人数", "people"),
        ("应训天数", "required_days"),
        ("已计天数", "credited_days"),
        ("尚缺天数", "short_days"),
        ("达标人数", "met"),
        ("达标率", "rate"),
    ]
    counted = [_of_people(office.training) for office in figures.offices]
    total = _of_people([person for office in figures.offices for person in office.training])
    return _grid(figures, columns, counted, total)


def people(figures: CountyFigures) -> Grid:
    """The list behind the training days."""
    rows = [(office, person) for office in figures.offices for person in office.training]
    columns = [field for field in TRAINING if field.name != "office"]
    return Grid(
        tuple(field.label for field in columns),
        tuple(office.name for office, _ in rows),
        tuple(tuple(shown(person.get(field.name)) for field in columns) for _, person in rows),
        names=tuple(field.name for field in columns),
        rows=tuple((office.code, person["uid"]) for office, person in rows),
        words=True,
    )


def notes(figures: CountyFigures) -> Grid:
    """How far each office has reported, and what does not add up."""
    rows = [
        (office.name, month_words(office.newest_month) or "没有收到报送包", level, message)
        for office in figures.offices
        for _, level, message in office.mismatches or (("", "", "没有发现问题"),)
    ]
    rows += [(WHOLE_COUNTY, "", "", remark) for remark in figures.remarks]
    heads = ("最近收到的月份", "程度", "说明")
    return Grid(heads, tuple(row[0] for row in rows), tuple(row[1:] for row in rows), words=True)


def shown(value: Any) -> str:
    """A figure as it is read: no decimals that say nothing, nought as 0."""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}" if value else "0"
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def _grid(
    figures: CountyFigures,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Mapping[str, Any]],
    total: Mapping[str, Any],
) -> Grid:
    return Grid(
        tuple(head for head, _ in columns),
        (*(office.name for office in figures.offices), TOTAL),
        tuple(tuple(shown(row.get(name, 0)) for _, name in columns) for row in (*rows, total)),
        names=tuple(name for _, name in columns),
        rows=(*((office.code, "") for office in figures.offices), ("", "")),
        total=True,
    )


def _sum(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: sum(row.get(name, 0) for row in rows) for name in names}


def _with_rate(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "success_rate": _rate(row.get("success", 0), row.get("total", 0))}


def _of_people(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    met = sum(row["verdict"] == MET for row in rows)
    days = ("required_days", "credited_days", "short_days")
    sums = {name: sum((row[name] or Decimal(0) for row in rows), Decimal(0)) for name in days}
    return {"people": len(rows), "met": met, "rate": _rate(met, len(rows)), **sums}


def _rate(part: int, whole: int) -> str:
    return f"{Decimal(100 * part) / whole:.1f}%" if whole else "—"


class GridModel(QAbstractTableModel):
    """Shows a grid; the offices stand in the side header, so that they stay when one scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = Grid((), (), ())
        self._bold = QFont()
        self._bold.setBold(True)

    def show_grid(self, grid: Grid) -> None:
        """Show another grid."""
        self.beginResetModel()
        self._grid = grid
        self.endResetModel()

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self._grid

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Offices and the total."""
        return 0 if parent.isValid() else len(self._grid.sides)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Figures."""
        return 0 if parent.isValid() else len(self._grid.heads)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """What a figure is, and whose."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        across = orientation is Qt.Orientation.Horizontal
        names = self._grid.heads if across else self._grid.sides
        return names[section] if section < len(names) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The figure in words."""
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._grid.cells[index.row()][index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                words = self._grid.words and not FIGURE.fullmatch(
                    self._grid.cells[index.row()][index.column()]
                )
                side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                return self._bold if self._total(index.row()) else None
        return None

    def _total(self, row: int) -> bool:
        return self._grid.total and row == len(self._grid.sides) - 1
