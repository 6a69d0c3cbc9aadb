"""A register as a table model that asks for a page of rows at a time, never for all of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor

from app.forms.definition import Field, Kind, Register
from app.forms.display import show
from app.ui import theme
from app.ui.icons import icon

__all__ = ["Column", "Fetch", "RegisterModel", "columns_of"]

PAGE = 100
"""Rows asked for at once."""

KEEP = 30
"""Pages remembered: three thousand rows, whatever the register holds."""

AGAIN = 300
"""Milliseconds until a busy store is asked again."""

Fetch = Callable[[int, int, str, bool, Mapping[str, Any]], tuple[Sequence[Any], int]]
"""``fetch(offset, limit, sort, descending, filters)`` → rows of that page, and how many there are.

``sort`` is the ``sort`` of a ``Column``, or empty for the register's own order; ``filters`` holds
what the filter bar says.
"""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: how a row reads in it.

    ``tone`` may colour a cell: bad, warn, good, muted. ``sort`` is the name the service sorts by;
    a column without it cannot be sorted by.
    """

    title: str
    text: Callable[[Any], str]
    sort: str = ""
    width: int = 120
    right: bool = False
    tone: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None
    tip: Callable[[Any], str] | None = None


def columns_of(register: Register, *, sortable: bool = True) -> tuple[Column, ...]:
    """The columns of a 台账 as the forms define it; rows are mappings or objects by field name."""
    return tuple(
        Column(
            title=field.label,
            text=_reader(field),
            sort=field.name if sortable else "",
            width=WIDTHS.get(field.kind, 120) * field.weight,
            right=field.kind in {Kind.NUMBER, Kind.MONEY},
        )
        for field in register.columns
        if field.on_screen
    )


WIDTHS = {Kind.DATE: 120, Kind.NUMBER: 80, Kind.CHOICE: 110, Kind.LONG_TEXT: 240, Kind.BOOL: 60}


def _reader(field: Field) -> Callable[[Any], str]:
    def read(row: Any) -> str:
        value = row.get(field.name) if isinstance(row, Mapping) else getattr(row, field.name)
        return show(field, value)

    return read


class RegisterModel(QAbstractTableModel):
    """Rows by page. A row not yet here reads empty and is fetched as soon as it is looked at."""

    counted = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch,
        *,
        busy: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._busy = busy
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._total = 0
        self._sort, self._descending = "", False
        self._filters: dict[str, Any] = {}
        self._wanted: list[int] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fetch_wanted)

    # -- for the view ---------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many rows the register holds under the filters."""
        return self._total

    @property
    def filters(self) -> Mapping[str, Any]:
        """What the rows are narrowed by."""
        return dict(self._filters)

    def refresh(self) -> None:
        """Read again from the store."""
        rows, total = self._fetch(0, PAGE, self._sort, self._descending, self._filters)
        self.beginResetModel()
        self._pages.clear()
        self._wanted.clear()
        self._pages[0] = rows
        self._total = total
        self.endResetModel()
        self.counted.emit(total)

    def narrow(self, filters: Mapping[str, Any]) -> None:
        """Show only what fits ``filters``; empty values do not count."""
        self._filters = {name: value for name, value in filters.items() if value not in (None, "")}
        self.refresh()

    def row(self, number: int) -> Any:
        """The record in line ``number``, fetched now if need be; ``None`` past the end."""
        if not 0 <= number < self._total:
            return None
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            self._load(page)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    # -- Qt -------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """All rows, here or not."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One for each column."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles above, nothing at the side."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"点一下按“{column.title}”排序" if column.sort else column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """How the row reads in the column."""
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        page, place = divmod(index.row(), PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if role == Qt.ItemDataRole.DisplayRole:
                self._want(page)
            return None
        if place >= len(rows):
            return None
        reader = READERS.get(role)
        return reader(column, rows[place]) if reader else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the store sort, and begin from the top."""
        chosen = self.columns[column].sort if 0 <= column < len(self.columns) else ""
        self._sort = chosen
        self._descending = bool(chosen) and order is Qt.SortOrder.DescendingOrder
        self.refresh()

    # -- pages ------------------------------------------------------------------------------------

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted.append(page)
        if not self._timer.isActive():
            self._timer.start(0)

    def _fetch_wanted(self) -> None:
        if self._busy():
            self._timer.start(AGAIN)
            return
        wanted, self._wanted = self._wanted[-2:], []  # what was scrolled past is not needed
        for page in wanted:
            if page not in self._pages and page * PAGE < self._total:
                self._load(page)
                last = min((page + 1) * PAGE, self._total) - 1
                self.dataChanged.emit(
                    self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1)
                )

    def _load(self, page: int) -> None:
        rows, _ = self._fetch(page * PAGE, PAGE, self._sort, self._descending, self._filters)
        self._pages[page] = rows
        if len(self._pages) > KEEP:
            self._pages.popitem(last=False)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tone(column: Column, row: Any) -> QColor | None:
    tone = column.tone(row) if column.tone else ""
    return QColor(theme.COLOURS[tone]) if tone else None


def _icon(column: Column, row: Any) -> Any:
    name = column.icon(row) if column.icon else ""
    return icon(name) if name else None


READERS: dict[int, Callable[[Column, Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row).replace("\n", " "),
    Qt.ItemDataRole.ToolTipRole: lambda column, row: (column.tip or column.text)(row),
    Qt.ItemDataRole.ForegroundRole: _tone,
    Qt.ItemDataRole.DecorationRole: _icon,
}
"""What Qt asks about a cell, and how it is answered."""
