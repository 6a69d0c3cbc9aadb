"""How the values of a form are kept: to what JSON can hold, and back.

A paper's own values, drafts and printed texts are JSON. Each ``Kind`` has one pair of functions;
an empty value of any kind is ``None`` both ways. A repeated row may carry ``uid``, the record
behind it, besides its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.forms.definition import VALUELESS, Field, Form, Kind, PersonRef, TimeRange, Values

__all__ = ["empty", "from_plain", "is_blank", "person", "to_plain"]

Codec = Callable[[Field, Any], Any]


def to_plain(fields: Form | Iterable[Field], values: Values) -> dict[str, Any]:
    """``values`` as JSON can hold them; names that no field has are left out."""
    return {
        field.name: _pack(field, values[field.name])
        for field in _valued(fields)
        if field.name in values
    }


def from_plain(fields: Form | Iterable[Field], plain: Mapping[str, Any]) -> dict[str, Any]:
    """The Python values behind ``plain``; names that no field has are left out."""
    return {
        field.name: _unpack(field, plain[field.name])
        for field in _valued(fields)
        if field.name in plain
    }


def empty(field: Field) -> Any:
    """What a field holds before anybody has filled it: its default, no rows, no ticks, or None."""
    if field.default is not None:
        return field.default
    return {Kind.ROWS: list, Kind.MULTI_CHOICE: tuple, Kind.BOOL: bool}.get(field.kind, _none)()


def is_blank(value: Any) -> bool:
    """Whether nothing has been filled in; zero and "no" are answers."""
    if isinstance(value, PersonRef):
        return not value.name.strip()
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple)) and not value)


def person(value: PersonRef | str | None) -> PersonRef | None:
    """A person given by name alone or by name and card; ``None`` for an empty name."""
    if isinstance(value, str):
        value = PersonRef(value)
    return None if value is None or is_blank(value) else value


def _none() -> None:
    return None


def _valued(fields: Form | Iterable[Field]) -> Iterable[Field]:
    listed = fields.fields() if isinstance(fields, Form) else fields
    return (field for field in listed if field.kind not in VALUELESS)


def _pack(field: Field, value: Any) -> Any:
    return None if value is None else PACK[field.kind](field, value)


def _unpack(field: Field, plain: Any) -> Any:
    return None if plain is None else UNPACK[field.kind](field, plain)


def _same(_: Field, value: Any) -> Any:
    return value


def _iso(_: Field, value: date) -> str:
    return value.isoformat()


def _pack_range(_: Field, value: TimeRange) -> list[str | None]:
    return [value.start.isoformat(), value.end.isoformat() if value.end else None]


def _unpack_range(_: Field, plain: list[str | None]) -> TimeRange:
    start, end = plain
    return TimeRange(
        datetime.fromisoformat(start or ""), datetime.fromisoformat(end) if end else None
    )


def _pack_number(_: Field, value: int | Decimal) -> int | str:
    return str(value) if isinstance(value, Decimal) else value  # JSON has no exact fractions


def _unpack_number(_: Field, plain: int | str) -> int | Decimal:
    return Decimal(plain) if isinstance(plain, str) else plain


def _pack_person(_: Field, value: PersonRef | str) -> dict[str, str | None]:
    named = PersonRef(value) if isinstance(value, str) else value
    return {"name": named.name, "uid": named.uid}


def _unpack_person(_: Field, plain: Mapping[str, str | None]) -> PersonRef:
    return PersonRef(plain["name"] or "", plain.get("uid"))


def _pack_rows(field: Field, rows: Iterable[Values]) -> list[dict[str, Any]]:
    return [{**_identity(row), **to_plain(field.columns, row)} for row in rows]


def _unpack_rows(field: Field, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**_identity(row), **from_plain(field.columns, row)} for row in rows]


def _identity(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"uid": row["uid"]} if row.get("uid") else {}


PACK: dict[Kind, Codec] = {
    Kind.TEXT: _same,
    Kind.LONG_TEXT: _same,
    Kind.DATE: _iso,
    Kind.DATETIME: _iso,
    Kind.TIME_RANGE: _pack_range,
    Kind.NUMBER: _pack_number,
    Kind.MONEY: _same,
    Kind.CHOICE: _same,
    Kind.MULTI_CHOICE: lambda _, value: list(value),
    Kind.BOOL: _same,
    Kind.PERSON: _pack_person,
    Kind.ROWS: _pack_rows,
}

UNPACK: dict[Kind, Codec] = {
    Kind.TEXT: _same,
    Kind.LONG_TEXT: _same,
    Kind.DATE: lambda _, plain: date.fromisoformat(plain),
    Kind.DATETIME: lambda _, plain: datetime.fromisoformat(plain),
    Kind.TIME_RANGE: _unpack_range,
    Kind.NUMBER: _unpack_number,
    Kind.MONEY: _same,
    Kind.CHOICE: _same,
    Kind.MULTI_CHOICE: lambda _, plain: tuple(plain),
    Kind.BOOL: _same,
    Kind.PERSON: _unpack_person,
    Kind.ROWS: _unpack_rows,
}
