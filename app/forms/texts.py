"""Fixed wording of the papers: statutory sentences, dated and sourced, replaceable by the bureau.

A FIXED field names one as ``text:KEY``. The texts stand in ``resources/texts/*.toml``; a bureau's
signed bundle may lay files of the same shape over them from a day on. What a sentence said earlier
stands below it as ``before``: an old paper keeps the words of its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.data_files import cached, editions, names, today_here

__all__ = ["FixedText", "read_texts", "spoken", "text", "texts"]


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
        """The wording in force on a day, or today; the oldest for a day before all."""
        on = on or today_here()
        if on is None or on >= self.since or not self.before:
            return self
        return next((one for one in self.before if on >= one.since), self.before[-1])


@cached
def texts() -> Mapping[str, FixedText]:
    """Every text by its key."""
    files = [edition for name in names("texts") for edition in editions("texts", name)]
    found: dict[str, FixedText] = {}
    for edition in sorted(files, key=lambda one: one.since or date.min):
        for one in read_texts(edition.data):
            known = found.get(one.key)
            found[one.key] = _over(known, one, edition.since) if known and edition.since else one
    return found


def _over(known: FixedText, later: FixedText, since: date) -> FixedText:
    """What ``later`` says from ``since`` on, with what was said until then."""
    ours = [replace(one, since=max(one.since, since), before=()) for one in _spoken(later)]
    first = min(one.since for one in ours)
    ours = [one for n, one in enumerate(ours) if n == 0 or one.since < ours[n - 1].since]
    earlier = [replace(one, before=()) for one in _spoken(known) if one.since < first]
    return replace(ours[0], before=(*ours[1:], *earlier))


def _spoken(one: FixedText) -> tuple[FixedText, ...]:
    return (one, *one.before)


def text(key: str, on: date | None = None) -> str:
    """The words behind ``key`` as they stood on a day; ``KeyError`` when there are none."""
    return texts()[key].at(on).text


def spoken(words: str, on: date | None = None) -> str:
    """The words of a paper as they stood on a day: ``text:KEY`` names one of these texts.

    A key with a blank of its own (``{formula}``) waits for the values of the paper.
    """
    if words.startswith("text:") and "{" not in words:
        return text(words.removeprefix("text:"), on)
    return words


def read_texts(level: Mapping[str, Any], prefix: str = "") -> Iterator[FixedText]:
    """The texts of one file's content; ``KeyError`` where one does not say since when or why."""
    for name, entry in level.items():
        key = f"{prefix}{name}"
        if isinstance(entry, Mapping) and isinstance(entry.get("text"), str):
            earlier = sorted(entry.get("before", ()), key=lambda one: one["since"], reverse=True)
            yield _one(key, entry, tuple(_one(key, one) for one in earlier))
        elif isinstance(entry, Mapping):
            yield from read_texts(entry, f"{key}.")


def _one(key: str, entry: Mapping[str, Any], before: tuple[FixedText, ...] = ()) -> FixedText:
    words = entry["text"].strip()
    return FixedText(key, words, entry["source"], entry["since"], entry["confirmed"], before)
