"""Fixed wording of the papers: statutory sentences, dated and sourced, replaceable by the bureau.

A FIXED field names one as ``text:KEY``. The texts stand in ``resources/texts/*.toml``; a bureau's
signed bundle may put files of the same shape before them. What a sentence said before a day stands
below it as ``before``, with ``until``: an old paper keeps the words of its time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.paths import resource_dir

__all__ = ["FixedText", "text", "texts"]


@dataclass(frozen=True, slots=True)
class FixedText:
    """A sentence of a paper; ``confirmed`` says whether a source with these words was read."""

    key: str
    text: str
    source: str
    since: date
    confirmed: bool
    before: tuple[FixedText, ...] = ()  # what it said earlier, the newest first

    def at(self, on: date | None) -> FixedText:
        """The wording in force on a day; the newest without one, the oldest for a day before all."""
        if on is None or on >= self.since or not self.before:
            return self
        return next((one for one in self.before if on >= one.since), self.before[-1])


@cache
def texts() -> Mapping[str, FixedText]:
    """Every text by its key."""
    found: dict[str, FixedText] = {}
    for path in sorted((resource_dir() / "texts").glob("*.toml")):
        found.update((t.key, t) for t in _read(tomllib.loads(path.read_text("utf-8"))))
    return found


def text(key: str, on: date | None = None) -> str:
    """The words behind ``key`` as they stood on a day; ``KeyError`` when there are none."""
    return texts()[key].at(on).text


def _read(level: Mapping[str, Any], prefix: str = "") -> Iterator[FixedText]:
    for name, entry in level.items():
        key = f"{prefix}{name}"
        if isinstance(entry, Mapping) and isinstance(entry.get("text"), str):
            earlier = sorted(entry.get("before", ()), key=lambda one: one["since"], reverse=True)
            yield _one(key, entry, tuple(_one(key, one) for one in earlier))
        elif isinstance(entry, Mapping):
            yield from _read(entry, f"{key}.")


def _one(key: str, entry: Mapping[str, Any], before: tuple[FixedText, ...] = ()) -> FixedText:
    words = entry["text"].strip()
    return FixedText(key, words, entry["source"], entry["since"], entry["confirmed"], before)
