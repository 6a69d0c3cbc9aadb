"""罪名大类 as the tables count it: heads of ``offence_class``, the rest 其他, an empty one 未填."""

from __future__ import annotations

from app.forms.codes import table

__all__ = ["offence_keys"]

OFFENCES = frozenset(
    {
        *("state_security", "public_security", "economic", "person", "property"),
        *("social_order", "bribery"),
    }
)
"""Heads of ``offence_class`` with a column of their own; the others are 其他."""


def offence_keys(code: str | None, prefix: str) -> tuple[str, ...]:
    """The figures an offence of class ``code`` counts in; drugs stand under their head as well."""
    codes = table("offence_class")
    if not code or code not in codes:
        return (f"{prefix}_unknown",)
    head = codes.head(code).code
    key = f"{prefix}_{head if head in OFFENCES else 'other'}"
    return (key, f"{prefix}_drugs") if code == "drugs" else (key,)
