"""Whether the clock of a PC can be right (trust C3). Nothing here decides order or blocks saving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["AHEAD", "BEHIND", "Doubt", "doubt"]

BEHIND, AHEAD = "behind", "ahead"
SLACK = timedelta(minutes=10)
"""A clock may be set right by this much without anybody noticing (C3)."""
EARLY = timedelta(hours=48)
"""A package sealed this long after the county received it was sealed by a wrong clock (C3)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """In which direction the clock is wrong, and at least by how much."""

    kind: str
    by: timedelta


def doubt(
    now: datetime,
    *,
    highest: datetime | None = None,
    told: datetime | None = None,
    sealed: datetime | None = None,
) -> Doubt | None:
    """What speaks against ``now``; ``None``: nothing.

    ``highest`` is the latest time ever seen here, ``told`` when the county received our newest
    answered package by its clock, ``sealed`` when that package was sealed by ours.
    """
    latest = max((time for time in (highest, told) if time is not None), default=None)
    if latest is not None and latest - now > SLACK:
        return Doubt(BEHIND, latest - now)
    if told is not None and sealed is not None and sealed - told > EARLY and now >= sealed:
        return Doubt(AHEAD, sealed - told)
    return None
