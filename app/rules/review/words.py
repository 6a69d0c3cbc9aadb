"""How a finding speaks of people and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.rules.review.snapshot import MarkSeen

__all__ = ["name_of", "names_in", "signers"]


def name_of(row: Mapping[str, Any]) -> str:
    """The name on a row, whether a plain text or a person."""
    name = row.get("name")
    return str(getattr(name, "name", name) or "").strip()


def signers(marks: Iterable[MarkSeen]) -> str:
    """The people who have still to sign, as a list."""
    return "、".join(dict.fromkeys(mark.person for mark in marks))


def names_in(text: object, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that ``text`` holds."""
    words = str(text or "")
    return [name for name in names if name and name in words]
