"""Which backups stay: the newest of each of 12 days, 10 weeks and 9 months (trust L6).

And the last few of all: who made a mistake at ten goes back to the backup of nine, though another
was made on the way to restoring it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

__all__ = ["DAYS", "LAST", "MONTHS", "WEEKS", "kept"]

DAYS, WEEKS, MONTHS = 12, 10, 9
LAST = 6

PERIODS: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Of all backups, those that stay; days without one are not counted."""
    newest_first = sorted(set(moments), reverse=True)
    staying = set(newest_first[:LAST])
    for limit, period_of in PERIODS:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(moment), moment)
        staying.update(list(newest.values())[:limit])
    return staying
