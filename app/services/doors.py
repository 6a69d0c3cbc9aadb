"""Which accounts of a data folder have a way in; asked before the rest is loaded."""

from __future__ import annotations

from app.models.doors import FIRST_USER, Door, doors
from app.paths import Profile

__all__ = ["FIRST_USER", "Door", "doors", "doors_of"]


def doors_of(profile: Profile) -> list[Door]:
    """The accounts that have a password, by number; no names (``models/doors.py``)."""
    return doors(profile.key_slots)
