"""How often a fault is tried: at every push, each night, before a release (fault-tests.md).

The numbers are data: ``tiers.toml`` beside this file, one line a test. ``FAULTS=nightly`` or
``FAULTS=release`` chooses a tier; without it the tests run as at every push.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

__all__ = ["TIER", "asked", "parts", "times"]

TIERS = {"": "push", "push": "push", "nightly": "nightly", "release": "release"}
TIER = os.environ.get("FAULTS", "").replace("push", "")
"""Empty at every push: then loops that could try every k-th operation try a spread of them."""

_COUNTS = tomllib.loads(Path(__file__).with_name("tiers.toml").read_text("utf-8"))


def times(test: str) -> int:
    """How often ``test`` (a name of ``tiers.toml``) tries its fault in this tier."""
    return int(_COUNTS[test][TIERS[TIER]])


def parts(test: str, each: int) -> range:
    """The numbers of the parts in which ``test`` tries its fault, ``each`` times a part at most."""
    return range(-(-times(test) // each))


def asked(fault: str) -> dict[str, int]:
    """Every count of a fault in this tier, by what is counted: ``{"saves": 24, …}``."""
    names = [name.partition("-") for name in _COUNTS]
    return {what: times(f"{of}-{what}") for of, _, what in names if of == fault}
