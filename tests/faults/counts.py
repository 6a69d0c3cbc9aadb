"""How often a fault is tried: at every push, each night, before a release (fault-tests.md).

The numbers are data: ``tiers.toml`` beside this file, one line a test. ``FAULTS=nightly`` or
``FAULTS=release`` chooses a tier; without it the tests run as at every push.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

__all__ = ["TIER", "times"]

TIERS = {"": "push", "nightly": "nightly", "release": "release"}
TIER = os.environ.get("FAULTS", "")
"""Empty at every push: then loops that could try every k-th operation try a spread of them."""

_COUNTS = tomllib.loads(Path(__file__).with_name("tiers.toml").read_text("utf-8"))


def times(test: str) -> int:
    """How often ``test`` (a name of ``tiers.toml``) tries its fault in this tier."""
    return int(_COUNTS[test][TIERS[TIER]])
