"""Dated data files: those the program brings, and what the county's signed bundle lays over them.

Code lists, rules, form sets and fixed wording are TOML files in ``resources/``. A county replaces or
adds files by a bundle (trust K3); each of its files counts from a day on and names the document it
rests on. A reader asks for the ``editions`` of a file, the program's own first and then the county's
by their days, and joins them in its own way, so that every question is answered for the day of the
event it is about.

One process works at one desk: opening a store lays its county's files over the program's, for all
readers at once. Nothing here is ever run; a file is text that a reader parses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from app.paths import resource_dir

__all__ = [
    "FOLDERS",
    "Cached",
    "Edition",
    "cached",
    "edition_at",
    "editions",
    "laid_over",
    "lay_over",
    "names",
    "shipped",
    "shipped_names",
    "today_here",
]

FOLDERS = ("codes", "rules", "formsets", "texts", "forms", "reports", "papers")
"""The folders of ``resources/`` a county may lay files over; ``forms`` holds only the county's."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edition:
    """One file as it counts from a day on; the program's own has no day and counts always."""

    path: str  # codes/risk.toml
    text: str
    since: date | None = None
    source: str = ""  # the county's document

    @property
    def folder(self) -> str:
        """Which family it belongs to."""
        return self.path.partition("/")[0]

    @property
    def name(self) -> str:
        """What readers call it: ``risk``."""
        return self.path.partition("/")[2].removesuffix(".toml")

    @property
    def data(self) -> dict[str, Any]:
        """Its content; numbers with a point are exact."""
        return tomllib.loads(self.text, parse_float=Decimal)


_county: tuple[Edition, ...] = ()
_clock: Callable[[], date] | None = None
_readers: list[Cached[..., Any]] = []


class Cached(Generic[P, T]):
    """A reader that keeps what it has read until other files are laid over."""

    def __init__(self, reader: Callable[P, T]) -> None:
        self._kept = cache(reader)
        update_wrapper(self, reader)
        _readers.append(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the reader says."""
        return self._kept(*args, **kwargs)  # type: ignore[arg-type]  # arguments are hashable

    def forget(self) -> None:
        """Read anew next time."""
        self._kept.cache_clear()


def cached(reader: Callable[P, T]) -> Cached[P, T]:
    """As ``functools.cache``, for whatever is read from dated files."""
    return Cached(reader)


def lay_over(files: Iterable[Edition], today: Callable[[], date] | None = None) -> None:
    """From now on these files of the county count from their days on, and no others.

    ``today`` is the day at this desk: what is asked without a day is then answered as of today, so
    that a file that counts from next month is not used before.
    """
    global _county, _clock  # noqa: PLW0603 - one process, one desk
    _clock = today
    wanted = tuple(sorted(files, key=lambda one: (one.path, one.since or date.min)))
    if wanted != _county:
        _county = wanted
        for reader in _readers:
            reader.forget()


def laid_over() -> tuple[Edition, ...]:
    """The county's files in force here, by path and day."""
    return _county


def today_here() -> date | None:
    """The day at this desk while a county's files are laid over; else nobody needs to know."""
    return _clock() if _clock is not None and _county else None


def shipped(folder: str, name: str) -> Edition | None:
    """The program's own file; ``None`` when it brings none of that name."""
    path = resource_dir() / folder / f"{name}.toml"
    if not path.is_file():
        return None
    return Edition(f"{folder}/{name}.toml", path.read_text("utf-8"))


def shipped_names(folder: str) -> tuple[str, ...]:
    """The names of the files of a folder that the program brings."""
    return tuple(sorted(path.stem for path in (resource_dir() / folder).glob("*.toml")))


def editions(folder: str, name: str) -> tuple[Edition, ...]:
    """Every edition of a file, the program's own first, then the county's by their days."""
    own = shipped(folder, name)
    county = tuple(one for one in _county if (one.folder, one.name) == (folder, name))
    return ((own,) if own else ()) + county


def edition_at(folder: str, name: str, on: date | None) -> Edition:
    """The edition in force on a day, or today; the oldest for a day before all."""
    on = on or today_here()
    found = editions(folder, name)
    if not found:
        raise KeyError(f"{folder}/{name}")
    begun = [e for e in found if on is None or e.since is None or e.since <= on]
    return begun[-1] if begun else found[0]


def names(folder: str) -> tuple[str, ...]:
    """The names of all files of a folder, the county's among them."""
    county = {one.name for one in _county if one.folder == folder}
    return tuple(sorted({*shipped_names(folder), *county}))
