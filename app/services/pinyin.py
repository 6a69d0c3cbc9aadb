"""How a name is typed: full pinyin and initials, under every reading of its surname (F35)."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from app.paths import resource_dir

__all__ = ["initials", "readings"]

MOST_READINGS = 4


@cache
def _surnames() -> dict[str, list[str]]:
    data = tomllib.loads((resource_dir() / "codes" / "surnames.toml").read_text("utf-8"))
    return {surname: list(readings) for surname, readings in data["readings"].items()}


def readings(name: str) -> tuple[str, ...]:
    """The ways to spell ``name``, syllables parted by spaces, the likeliest first.

    A character without a reading (a rare one, a middle dot) is left out; Latin letters stay.
    """
    from pypinyin import Style, lazy_pinyin

    heads = [""]
    rest = name
    for length in (2, 1):
        if spelled := _surnames().get(name[:length]):
            heads, rest = spelled, name[length:]
            break
    spelled_rest = " ".join(lazy_pinyin(rest, style=Style.NORMAL))
    tail = " ".join(re.findall(r"[a-z0-9]+", spelled_rest.lower()))
    return tuple(f"{head} {tail}".strip() for head in heads[:MOST_READINGS])


def initials(name: str) -> tuple[str, ...]:
    """Initials, lml for 李明朗; each distinct reading once."""
    short = ("".join(s[0] for s in reading.split()) for reading in readings(name))
    return tuple(dict.fromkeys(i for i in short if i))
