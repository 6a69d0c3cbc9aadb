"""Figures that can be opened: whatever is counted keeps the persons it was counted from (F69).

A figure is the sum of its entries; an entry names a person and how much of the figure is theirs.
Exports take the numbers only, so that no name ever stands in a statistic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.rules.crosscheck import Check

__all__ = ["Check", "Tally"]


@dataclass(slots=True)
class Tally:
    """Figure → its entries, in the order they were found.

    ``kinds`` names the kind of record behind a figure that is not counted from the duty's persons.
    """

    entries: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, uid: str, amount: int = 1, *, kind: str = "") -> None:
        """Count ``amount`` of ``uid`` towards ``key``; nothing counts as nothing."""
        if amount:
            self.entries.setdefault(key, []).append((uid, int(amount)))
            if kind:
                self.kinds[key] = kind

    def also(self, key: str, uid: str) -> None:
        """``uid`` stands behind ``key`` without adding to it: others of one session."""
        self.entries.setdefault(key, []).append((uid, 0))

    def number(self, key: str, of: Callable[[str], bool] = lambda _: True) -> int:
        """The figure, over those persons ``of`` lets through."""
        return sum(amount for uid, amount in self.entries.get(key, ()) if of(uid))

    def people(self, key: str) -> tuple[str, ...]:
        """The persons behind a figure, each once."""
        return tuple(dict.fromkeys(uid for uid, _ in self.entries.get(key, ())))

    def numbers(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The figures of ``keys``."""
        return {key: self.number(key) for key in keys}
