"""Official code tables: what may stand in a field with a fixed choice, since when and until when.

Each table is ``resources/codes/NAME.toml``: its title, where it comes from, whether the source was
read, and its entries in official order. An entry may lie under a head, may have dates of validity,
and may name the codes that took its place. A code, once shipped, keeps its meaning: records keep
codes, people read labels, and an old paper keeps saying what it said.

A county's bundle may bring a later edition of a table. Both are joined into one: what the later one
leaves out may be chosen until the day before it counts, what it adds from that day on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.data_files import cached, editions, names, today_here

__all__ = ["CodeTable", "Entry", "code_table", "label", "read_table", "table", "table_names"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``valid_to`` is the last day it may be chosen; either end may be open."""

    code: str
    label: str
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    becomes: tuple[str, ...] = ()
    """The codes of a later edition that took its place; several where it was split."""
    note: str = ""

    def valid(self, on: date | None) -> bool:
        """Whether the code may be chosen on that day; without a day, whether it still may."""
        if on is None and (on := today_here()) is None:
            return self.valid_to is None
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on <= self.valid_to)


class CodeTable:
    """One official list. Iterating gives every entry, heads and leaves, old and new, in order."""

    def __init__(
        self, name: str, title: str, source: str, *, confirmed: bool, entries: tuple[Entry, ...]
    ) -> None:
        self.name = name
        self.title = title
        self.source = source
        self.confirmed = confirmed
        self.entries = entries
        self._by_code = {entry.code: entry for entry in entries}
        self._heads = frozenset(entry.parent for entry in entries)
        self._check()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Entry:
        return self._by_code[code]

    def __repr__(self) -> str:
        return f"CodeTable({self.name}, {len(self.entries)} entries)"

    def label(self, code: str | None) -> str:
        """What people read for a code: nothing for none, the code itself for an unknown one."""
        if not code:
            return ""
        entry = self._by_code.get(code)
        return entry.label if entry else code

    def at(self, on: date | None = None) -> tuple[Entry, ...]:
        """What may be chosen on a day (without one: still), in order: leaves, not their heads."""
        return tuple(e for e in self.entries if e.valid(on) and e.code not in self._heads)

    def children(self, parent: str = "", on: date | None = None) -> tuple[Entry, ...]:
        """The entries right under ``parent`` valid on a day; without a parent the top level."""
        return tuple(e for e in self.entries if e.parent == parent and e.valid(on))

    def is_head(self, code: str) -> bool:
        """Whether other codes stand under this one, so that it is not to be chosen itself."""
        return code in self._heads

    def head(self, code: str) -> Entry:
        """The top-level entry a code stands under, or its own."""
        entry = self[code]
        while entry.parent:
            entry = self[entry.parent]
        return entry

    def code_of(self, words: str, on: date | None = None) -> str | None:
        """The code a label names, as a list from elsewhere gives it; ``None`` if none does.

        What may be chosen that day goes before heads and before what is no longer valid.
        """
        wanted = words.strip()
        for entry in (*self.at(on), *self.entries):
            if wanted in {entry.label, entry.code}:
                return entry.code
        return None

    def now_called(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """The codes valid on a day that stand for ``code``: itself, or what took its place.

        Several where it was split; none where it was dropped without a successor.
        """
        entry = self[code]
        if entry.valid(on):
            return (code,)
        heirs = [heir for successor in entry.becomes for heir in self.now_called(successor, on)]
        return tuple(dict.fromkeys(heirs))

    def _check(self) -> None:
        """A table that contradicts itself never reaches a clerk."""
        if len(self._by_code) != len(self.entries):
            raise ValueError(f"{self.name}: the same code twice")
        named = {e.parent for e in self.entries if e.parent}
        named |= {successor for e in self.entries for successor in e.becomes}
        if missing := named - self._by_code.keys():
            raise ValueError(f"{self.name}: no such codes: {sorted(missing)}")


@cached
def table(name: str) -> CodeTable:
    """The table called ``name``, read once; ``KeyError`` when there is none of that name."""
    found = [(one.since, code_table(name, one.data)) for one in editions("codes", name)]
    if not found:
        raise KeyError(name)
    return found[0][1] if len(found) == 1 else _joined(found)


def label(name: str, code: str | None) -> str:
    """What people read for ``code`` of the table called ``name``."""
    return table(name).label(code)


def table_names() -> tuple[str, ...]:
    """The names of all code tables; other resources in their folder are passed over."""
    return tuple(n for n in names("codes") if "entries" in editions("codes", n)[-1].data)


def read_table(path: Path) -> CodeTable:
    """The table in one file; ``ValueError`` if it contradicts itself."""
    return code_table(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def code_table(name: str, raw: Mapping[str, Any]) -> CodeTable:
    """The table a file's content describes; ``ValueError`` if it contradicts itself."""
    return CodeTable(
        name,
        raw["title"],
        raw["source"],
        confirmed=raw["confirmed"],
        entries=tuple(
            Entry(**{**line, "becomes": tuple(line.get("becomes", ()))}) for line in raw["entries"]
        ),
    )


def _joined(found: Sequence[tuple[date | None, CodeTable]]) -> CodeTable:
    """Editions, the oldest first, as one table in the order of the newest; what that leaves out
    stands where it stood.
    """
    newest = found[-1][1]
    order = [entry.code for entry in newest]
    for _, one in reversed(found[:-1]):
        place = 0
        for entry in one:
            if entry.code not in order:
                order.insert(place, entry.code)
            place = order.index(entry.code) + 1
    entries = tuple(_dated(code, found) for code in order)
    return CodeTable(
        newest.name, newest.title, newest.source, confirmed=newest.confirmed, entries=entries
    )


def _dated(code: str, found: Sequence[tuple[date | None, CodeTable]]) -> Entry:
    """The newest wording of a code, to be chosen while some edition in force holds it."""
    holding = [number for number, (_, one) in enumerate(found) if code in one]
    first, last = holding[0], holding[-1]
    entry = found[last][1][code]
    since = [found[first][0], found[first][1][code].valid_from]
    until = [entry.valid_to]
    if last + 1 < len(found) and (next_since := found[last + 1][0]) is not None:
        until.append(next_since - timedelta(days=1))
    return replace(
        entry,
        valid_from=max((day for day in since if day), default=None),
        valid_to=min((day for day in until if day), default=None),
    )
