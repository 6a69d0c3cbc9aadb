"""How often a fault is tried: at every push, each night, before a release (fault-tests.md)."""

from __future__ import annotations

import os

__all__ = ["TIER", "times"]

TIERS = {"": 1, "nightly": 20, "release": 200}
TIER = os.environ.get("FAULTS", "")


def times(push: int) -> int:
    """``push`` times at every push, more in the tier that FAULTS names."""
    return push * TIERS[TIER]
