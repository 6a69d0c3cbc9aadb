"""Fixed wording of the papers: statutory sentences, dated and sourced, replaceable by the bureau.

A FIXED field names one as ``text:KEY``. The texts stand in ``resources/texts/*.toml``; a bureau's
signed bundle may put files of the same shape before them.
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


@cache
def texts() -> Mapping[str, FixedText]:
    """Every text by its key."""
    found: dict[str, FixedText] = {}
    for path in sorted((resource_dir() / "texts").glob("*.toml")):
        found.update((t.key, t) for t in _read(tomllib.loads(path.read_text("utf-8"))))
    return found


def text(key: str) -> str:
    """The words behind ``key``; ``KeyError`` when there are none."""
    return texts()[key].text


def _read(level: Mapping[str, Any], prefix: str = "") -> Iterator[FixedText]:
    for name, entry in level.items():
        key = f"{prefix}{name}"
        if isinstance(entry.get("text"), str):
            yield FixedText(
                key, entry["text"].strip(), entry["source"], entry["since"], entry["confirmed"]
            )
        else:
            yield from _read(entry, f"{key}.")
