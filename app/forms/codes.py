"""Official code tables, each with its source, its entries dated.

A table is a TOML file in ``resources/codes`` that a bureau may replace. Codes are what the store
keeps; labels are what people read. An entry that is no longer valid still has its label, so that
an old paper keeps saying what it said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from app.paths import resource_dir

__all__ = ["CodeTable", "Entry", "label", "table", "table_names"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a code table. ``becomes`` names the codes that follow it in a later edition."""

    code: str
    label: str
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    becomes: tuple[str, ...] = ()
    note: str = ""

    def valid(self, on: date | None) -> bool:
        """Whether the entry may be chosen on that day; without a day, whether it still is."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A code table with its source; ``confirmed`` says whether the official text was read."""

    name: str
    title: str
    source: str
    confirmed: bool
    entries: tuple[Entry, ...]
    _by_code: dict[str, Entry] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_code.update({entry.code: entry for entry in self.entries})

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Entry:
        return self._by_code[code]

    def at(self, on: date | None = None) -> tuple[Entry, ...]:
        """The entries that may be chosen on that day, in the table's order."""
        return tuple(entry for entry in self.entries if entry.valid(on))

    def leaves(self, on: date | None = None) -> tuple[Entry, ...]:
        """The entries that may be chosen and are not headings of others."""
        headings = {entry.parent for entry in self.entries}
        return tuple(entry for entry in self.at(on) if entry.code not in headings)

    def label(self, code: str | None) -> str:
        """What people read; an unknown code is shown as it is, nothing as nothing."""
        if not code:
            return ""
        entry = self._by_code.get(code)
        return entry.label if entry else code

    def code_of(self, words: str, on: date | None = None) -> str | None:
        """The code whose label is ``words`` (as an imported list gives it); ``None`` if none."""
        words = words.strip()
        for entry in (*self.at(on), *self.entries):
            if words in (entry.label, entry.code):
                return entry.code
        return None


@cache
def table(name: str) -> CodeTable:
    """The table called ``name``; raises ``KeyError`` when the program has none of that name."""
    path = resource_dir() / "codes" / f"{name}.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise KeyError(name) from None
    return CodeTable(
        name=name,
        title=data["title"],
        source=data["source"],
        confirmed=data.get("confirmed", False),
        entries=tuple(_entry(line) for line in data["entries"]),
    )


def _entry(line: dict[str, Any]) -> Entry:
    return Entry(**{**line, "becomes": tuple(line.get("becomes", ()))})


def label(name: str, code: str | None) -> str:
    """The label of ``code`` in the table called ``name``."""
    return table(name).label(code)


def table_names() -> tuple[str, ...]:
    """All tables the program has."""
    folder = resource_dir() / "codes"
    return tuple(
        sorted(
            path.stem
            for path in folder.glob("*.toml")
            if "entries" in tomllib.loads(path.read_text("utf-8"))
        )
    )
