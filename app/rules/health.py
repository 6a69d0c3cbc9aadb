"""暂予监外执行: a body report every calendar month, a recheck every three months (实施办法 24).

The month of reception counts unless it was nearly over (the grace of first meetings). Rechecks are
counted from the day of reception by whole months, always from the first: an approved extension moves
its own day only, and the next recheck stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.rules.calendar import DAY, month_length
from app.rules.profiles import RuleBook, Ruling
from app.rules.terms import last_day_of_months

BODY, RECHECK = "body", "recheck"


@dataclass(frozen=True, slots=True)
class Handed:
    """A report that came in; ``counts_for`` a day of the period it makes up for."""

    kind: str
    on: date
    counts_for: date | None = None


@dataclass(frozen=True, slots=True)
class HealthDuty:
    """One report owed: it counts from ``first`` on, and is due on ``due_on``."""

    kind: str
    first: date
    natural_due: date
    due_on: date
    done_on: date | None
    ruling: Ruling

    def overdue(self, today: date) -> bool:
        """Whether its day has passed without a report."""
        return self.done_on is None and today > self.due_on


def health_duties(
    kind: str,
    received: date,
    ends: date | None,
    handed: Iterable[Handed],
    extensions: Mapping[tuple[str, date], date],
    rules: RuleBook,
    today: date,
) -> list[HealthDuty]:
    """All duties of a kind from reception up to the one that holds ``today``."""
    made = sorted((h for h in handed if h.kind == kind), key=lambda h: h.on)
    found = []
    for first, due, ruling in _periods(kind, received, rules):
        if first > today or (ends is not None and first > ends):
            break
        moved = extensions.get((kind, due), due)
        done = next((h.on for h in made if first <= (h.counts_for or h.on) <= moved), None)
        made = [h for h in made if h.on != done]
        if ends is not None and due > ends and kind == RECHECK:
            break  # the term is over before it falls due
        found.append(HealthDuty(kind, first, due, moved, done, ruling))
    return found


def _periods(kind: str, received: date, rules: RuleBook) -> Iterator[tuple[date, date, Ruling]]:
    """First day, natural due day and rule of each period, one after another."""
    key = "health.report_months" if kind == BODY else "health.recheck_months"
    if kind == RECHECK:
        first, count = received, 0
        while True:
            ruling = rules.resolve(key, first)
            count += ruling.integer
            due = last_day_of_months(received, count)
            yield first, due, ruling
            first = due + DAY
    grace = rules.find("checkin.first_grace", received, category="month")
    first = received
    while True:
        ruling = rules.resolve(key, first)
        last = first.replace(day=month_length(first.year, first.month))
        if not (grace and first == received and received.day >= grace.integer):
            yield first, last, ruling
        first = last + DAY
