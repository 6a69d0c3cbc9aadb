"""Between a form and the columns of its record: same names, so one loop each way."""

from __future__ import annotations

from typing import Any

from app.forms.definition import VALUELESS, Form, Kind, Values
from app.forms.values import from_plain, to_plain
from app.models.base import Record

__all__ = ["assign", "read", "row"]

JSON_KINDS = frozenset({Kind.ROWS, Kind.MULTI_CHOICE})
"""Kinds whose column holds JSON; the column of any other kind holds the value itself."""


def assign(record: Record, form: Form, values: Values) -> None:
    """Put ``values`` into the columns the form names; other names and other columns stay."""
    for field in form.fields():
        if field.kind in VALUELESS or field.name not in values or not hasattr(record, field.name):
            continue
        value = values[field.name]
        if field.kind in JSON_KINDS:
            value = to_plain((field,), {field.name: value})[field.name] or []
        elif field.kind is Kind.PERSON and value is not None:
            value = getattr(value, "name", value)
        elif isinstance(value, str):
            value = value.strip() or None
        setattr(record, field.name, value)


def read(record: Record, form: Form) -> dict[str, Any]:
    """The values of the form, from the columns; names without a column are left out."""
    values: dict[str, Any] = {}
    for field in form.fields():
        if field.kind in VALUELESS or not hasattr(record, field.name):
            continue
        value = getattr(record, field.name)
        if field.kind in JSON_KINDS:
            value = from_plain((field,), {field.name: value or []})[field.name]
        values[field.name] = value
    return values


def row(record: Record, form: Form) -> dict[str, Any]:
    """As ``read``, with the record's ``uid``."""
    return {"uid": record.uid, **read(record, form)}
