"""What is due: the plain items from which the desk of the day is made (F77).

Every duty answers ``reminders(today)`` with these; the desk sorts them and opens their target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

__all__ = ["Reminder", "Target", "by_urgency"]


class Target(NamedTuple):
    """Where a click leads: the duty's page, the record on it, and the place inside the record."""

    page: str  # "mediation", "corrections", "resettlement", "training", "sync"
    uid: str | None = None  # the case, person or session; None opens the page's list
    part: str = ""  # a paper, a leave, a field: whatever the page understands
    office: str = ""  # at a bureau, whose record it is: it is looked at, not worked on


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do, in the clerk's words.

    ``kind`` is the rule that asks for it (e.g. ``checkin.weekly_voice``); ``title`` says what and
    for whom; ``due_on`` is the last day on which it is in time; ``detail`` names the ground.
    ``folded`` is how many matters one line stands for that are no task of the day any more.
    """

    kind: str
    title: str
    due_on: date
    overdue: bool
    target: Target
    detail: str = ""
    folded: int = 0


def by_urgency(items: Iterable[Reminder]) -> list[Reminder]:
    """Overdue first, then by due day, then by title."""
    return sorted(items, key=lambda item: (not item.overdue, item.due_on, item.title))
