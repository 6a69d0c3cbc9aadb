"""统计表 as a page shows it: its columns, its figures by category, its checks and its rates.

One shape for every duty, so that one view shows them all and one export writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from app.forms.report_columns import ReportTable
from app.rules.periods import ReportPeriod
from app.rules.resettlement import rate_words
from app.services.tally import Check, Tally

__all__ = ["Counted", "Counter", "Rate", "RateLine"]


class RateLine(Protocol):
    """One rate, with the persons above and below the line."""

    @property
    def label(self) -> str:
        """Its name."""

    @property
    def part(self) -> tuple[str, ...]:
        """Above the line."""

    @property
    def whole(self) -> tuple[str, ...]:
        """Below the line."""

    @property
    def against(self) -> tuple[str, ...]:
        """Who keeps the rate from its target."""

    @property
    def target(self) -> str:
        """What is asked, in words."""

    @property
    def met(self) -> bool | None:
        """Whether it is reached."""

    @property
    def definition(self) -> str:
        """Which definition decided."""

    @property
    def words(self) -> str:
        """In per cent, or —."""

    @property
    def counts(self) -> str:
        """Both counts."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: who counts above, who below, what is asked, and which definition decided."""

    key: str
    label: str
    part: tuple[str, ...]
    whole: tuple[str, ...]
    target: str
    met: bool | None  # None: no rate, or no target
    definition: str

    @property
    def words(self) -> str:
        """``96.4%``, or ``—``."""
        return rate_words(len(self.part), len(self.whole))

    @property
    def counts(self) -> str:
        """``27/28``: both counts stand beside every rate."""
        return f"{len(self.part)}/{len(self.whole)}"

    @property
    def against(self) -> tuple[str, ...]:
        """Who keeps the rate from its target: the missing, or those who offended again."""
        return self.part if self.key == "reoffended" else self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """Below the line and not above it."""
        above = set(self.part)
        return tuple(uid for uid in self.whole if uid not in above)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one period. ``categories`` split every figure: words → persons."""

    table: ReportTable
    period: ReportPeriod
    tally: Tally
    checks: Sequence[Check]
    rates: Sequence[RateLine] = ()
    categories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rates_title: str = "四率"
    small_count: int = 0
    """Below this a figure that identifies people may be merged; 0: never."""

    def figure(self, key: str, category: str = "") -> int:
        """One figure, over everybody or over one category."""
        if not category:
            return self.tally.number(key)
        inside = self.categories[category]
        return self.tally.number(key, lambda uid: uid in inside)

    def people(self, key: str, category: str = "") -> tuple[str, ...]:
        """The persons behind a figure."""
        found = self.tally.people(key)
        inside = self.categories.get(category)
        return found if inside is None else tuple(uid for uid in found if uid in inside)

    def shown(self, key: str, category: str = "", *, merge_small: bool) -> int | Decimal | str:
        """A figure as a table shows it; a small one that identifies people as 不足3人."""
        number = self.figure(key, category)
        column = next((one for one in self.table.columns if one.key == key), None)
        if column is None:
            return number
        if merge_small and column.small and 0 < number < self.small_count:
            return f"不足{self.small_count}{column.unit or '人'}"
        return column.worth(number)

    def kind(self, key: str) -> str:
        """What stands behind a figure when it is not the duty's persons."""
        return self.tally.kinds.get(key, "")

    def rows(self, *, merge_small: bool) -> list[dict[str, Any]]:
        """Group, label, unit and figures by category, as an export writes them."""
        return [
            {
                "group": column.group,
                "label": column.label,
                "unit": column.unit,
                "total": self.shown(column.key, merge_small=merge_small),
                **{
                    name: self.shown(column.key, name, merge_small=merge_small)
                    for name in self.categories
                },
            }
            for column in self.table.columns
        ]


class Counter(Protocol):
    """Who counts: a duty."""

    def counted(self, period: ReportPeriod) -> Counted:
        """The figures of a period."""
