"""Electronic positioning (社区矫正法 29): three months at most, each extension without a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.days import show_date
from app.rules.calendar import DAY
from app.rules.profiles import RuleBook
from app.rules.terms import last_day_of_months


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two approvals on which the device had none."""

    first: date
    last: date

    @property
    def message(self) -> str:
        """What to tell the clerk."""
        return f"{show_date(self.first)}至{show_date(self.last)}没有批准，不得使用电子定位装置。"


def longest_until(from_on: date, rules: RuleBook) -> date | None:
    """The last day one approval may reach; ``None`` where the rules of that day set no limit."""
    limit = rules.resolve("epm.max_months", from_on).integer_or_none
    return last_day_of_months(from_on, limit) if limit else None


def gaps(approvals: Iterable[tuple[date, date]]) -> list[Gap]:
    """Stretches between approvals that follow one another without joining."""
    found: list[Gap] = []
    covered: date | None = None
    for first, last in sorted(approvals):
        if covered is not None and first > covered + DAY:
            found.append(Gap(covered + DAY, first - DAY))
        covered = max(last, covered or last)
    return found
