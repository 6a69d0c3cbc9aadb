"""Records as rows of a package, and rows of a package as records; for every table there is.

Nothing here knows a duty: columns, types and lengths come from the models. A row that comes in is
checked against them column by column before it goes near the store, and must belong to the office
that signed the package (P8).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    CompoundSelect,
    Connection,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from app.models import migrate
from app.models.base import Base, Record
from app.sync import strict_json
from app.sync.manifest import Total
from app.sync.objection import NotMerged, Objection
from app.sync.refusal import Refusal, Refused

__all__ = [
    "Row",
    "as_dict",
    "blob_columns",
    "cells_of",
    "changed_rows",
    "content_hash",
    "count_changed",
    "decode",
    "encode",
    "schema_version",
    "status_of",
    "table_named",
    "tables",
    "totals",
]

Row = dict[str, Any]
"""One record, column name → value: as JSON holds it in a package, as Python holds it in a store."""

LIVING, DELETED = "living", "deleted"
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PAGE = 500
"""Rows read at a time, so that a large store never stands in memory as a whole."""


@cache
def tables() -> Mapping[str, Table]:
    """Every table of records by name, a table after those it refers to."""
    migrate.metadata()
    mapped = {m.local_table for m in Base.registry.mappers if issubclass(m.class_, Record)}
    return {t.name: t for t in Base.metadata.sorted_tables if t in mapped}


def table_named(name: str) -> Table:
    """The table of records called ``name``; raises ``NotMerged`` when this program has none."""
    try:
        return tables()[name]
    except KeyError:
        raise NotMerged(Objection.UNKNOWN_DATA, name) from None


@cache
def schema_version() -> int:
    """The schema of the rows this program writes: the number of its newest revision."""
    return int(migrate.head())


# --- one value -----------------------------------------------------------------------------------


def _is_text(limit: int | None) -> Callable[[Any], Any]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or (limit is not None and len(value) > limit):
            raise ValueError("text")
        return value

    return read


def _is_integer(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError("integer")
    return value


def _is_boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("boolean")
    return value


def _is_date(value: Any) -> date:
    if not isinstance(value, str) or len(value) != len("2026-11-22"):
        raise ValueError("date")
    return date.fromisoformat(value)


def _is_time(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("time")
    time = datetime.fromisoformat(value)
    if time.tzinfo is not None:
        raise ValueError("time zone")
    return time


def _is_uid(value: Any) -> str:
    if not isinstance(value, str) or not _UID.fullmatch(value):
        raise ValueError("uid")
    return value


def _is_json(value: Any) -> Any:
    return value  # strict_json has bounded it already


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column goes out and comes in."""

    nullable: bool
    default: Any
    out: Callable[[Any], Any] | None  # None: as it is
    read: Callable[[Any], Any]


def _iso(value: Any) -> Any:
    return None if value is None else value.isoformat()


def _cell(column: Column[Any]) -> Cell:
    kind = column.type
    out: Callable[[Any], Any] | None = None
    match kind:
        case Uuid():
            read: Callable[[Any], Any] = _is_uid
        case String():
            read = _is_text(kind.length)
        case Boolean():
            read = _is_boolean
        case Integer():
            read = _is_integer
        case DateTime():
            read, out = _is_time, _iso
        case Date():
            read, out = _is_date, _iso
        case JSON():
            read = _is_json
        case _:
            raise TypeError(f"{column} has a type that packages do not carry: {kind!r}")
    return Cell(bool(column.nullable), _default(column), out, read)


def _default(column: Column[Any]) -> Any:
    """What a column holds that the sender's older program did not know."""
    default: Any = column.default
    match default:
        case ScalarElementColumnDefault():
            return default.arg
        case CallableColumnDefault() if isinstance(column.type, JSON):
            empty: Any = default.arg  # list or dict
            return empty(None)
    return None


@cache
def cells_of(table: Table) -> Mapping[str, Cell]:
    """How each column of a table goes out and comes in."""
    return {column.name: _cell(column) for column in table.columns}


# --- one row -------------------------------------------------------------------------------------


def encode(table: Table, stored: Mapping[Any, Any]) -> Row:
    """A row of the store as a package holds it: dates as ISO text."""
    return {
        name: cell.out(stored[name]) if cell.out else stored[name]
        for name, cell in cells_of(table).items()
    }


def decode(table: Table, row: Mapping[str, Any], office: str) -> Row:
    """A row of a package as the store holds it.

    A column that an older program did not know yet is filled with its default. Raises
    ``NotMerged`` for a row of another office or an unknown column, ``Refused`` (``MALFORMED``).
    """
    if row.get("office") != office:
        raise NotMerged(Objection.FOREIGN_ROW, table.name)
    cells = cells_of(table)
    if unknown := row.keys() - cells.keys():
        raise NotMerged(Objection.UNKNOWN_DATA, f"{table.name}: {len(unknown)} unknown columns")
    values: Row = {}
    for name, cell in cells.items():
        value = row.get(name, cell.default)
        if value is None:
            if not cell.nullable:
                raise Refused(Refusal.MALFORMED, f"{table.name}.{name} is empty")
            values[name] = None
            continue
        try:
            values[name] = cell.read(value)
        except ValueError:
            raise Refused(Refusal.MALFORMED, f"{table.name}.{name}") from None
    return values


def content_hash(table: Table, stored: Mapping[Any, Any]) -> str:
    """SHA-256 over every column of a stored row; the last word between two versions (P8)."""
    row = encode(table, stored)
    return hashlib.sha256(strict_json.dumps(dict(sorted(row.items())))).hexdigest()


def status_of(table: Table, stored: Mapping[Any, Any]) -> str:
    """Under which status a row counts in the control totals: deleted, its state, or living."""
    if stored["deleted"]:
        return DELETED
    return str(stored["state"]) if "state" in table.columns else LIVING


@cache
def blob_columns(table: Table) -> tuple[str, ...]:
    """Columns that name the bytes of a scan or photo by their SHA-256."""
    return tuple(c.name for c in table.columns if re.fullmatch(r"(.*_)?sha256", c.name))


# --- what a store holds --------------------------------------------------------------------------


def count_changed(connection: Connection, office: str, after: int) -> dict[str, int]:
    """Table → how many records of ``office`` were edited after change number ``after``."""
    rows = connection.execute(_edits(), {"of": office, "after": after})
    return {name: number for name, number in rows if number}


@cache
def _edits() -> CompoundSelect[Any]:
    """One statement over all tables: building it takes longer than running it."""
    return union_all(
        *(
            select(literal(name), func.count()).where(
                table.c.office == bindparam("of"), table.c.change > bindparam("after")
            )
            for name, table in tables().items()
        )
    )


def changed_rows(
    connection: Connection, table: Table, office: str, after: int, until: int
) -> Iterator[Row]:
    """Rows of ``table`` with ``after`` < change ≤ ``until``, in the order of their edits."""
    order = (table.c.change, table.c.uid)
    at: tuple[int, str] | None = None
    while True:
        query = (
            select(table)
            .where(table.c.office == office, table.c.change > after, table.c.change <= until)
            .order_by(*order)
            .limit(PAGE)
        )
        if at is not None:  # a merged store may hold one change number twice
            query = query.where(
                (table.c.change > at[0]) | ((table.c.change == at[0]) & (table.c.uid > at[1]))
            )
        page = connection.execute(query).mappings().all()
        for stored in page:
            yield encode(table, stored)
        if len(page) < PAGE:
            return
        at = (page[-1]["change"], page[-1]["uid"])


def totals(connection: Connection, office: str) -> tuple[Total, ...]:
    """Rows of ``office`` per table and status, counted over the whole store (P4, P9)."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in connection.execute(_census(), {"of": office}).mappings():
        table = tables()[row["name"]]
        counts[table.name, status_of(table, row)] += row["n"]
    by_table = {name: place for place, name in enumerate(tables())}
    in_order = sorted(counts.items(), key=lambda found: (by_table[found[0][0]], found[0][1]))
    return tuple(Total(name, status, n) for (name, status), n in in_order)


@cache
def _census() -> CompoundSelect[Any]:
    """One statement over all tables: deleted, state and how many, for each there is."""
    parts = []
    for name, table in tables().items():
        by = [table.c.deleted, *([table.c.state] if "state" in table.columns else [])]
        state = table.c.state if len(by) > 1 else literal("").label("state")
        columns = (literal(name).label("name"), table.c.deleted, state, func.count().label("n"))
        parts.append(select(*columns).where(table.c.office == bindparam("of")).group_by(*by))
    return union_all(*parts)


def as_dict(found: Iterable[Total]) -> dict[str, dict[str, int]]:
    """Totals as table → status → number."""
    result: dict[str, dict[str, int]] = {}
    for total in found:
        result.setdefault(total.table, {})[total.status] = total.count
    return result
