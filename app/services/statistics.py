"""统计表 as a page shows it: its columns, its figures by category, its checks and its rates.

One shape for every duty, so that one view shows them all and one export writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.report_columns import PROPOSED, ReportColumn, ReportTable
from app.models.reporting import ZeroReport
from app.rules.periods import ReportPeriod
from app.rules.resettlement import rate_words
from app.services.tally import Check, Tally

__all__ = ["HAND", "UNSPLIT", "Counted", "Counter", "Rate", "RateLine", "merged", "zero_remarks"]

HAND = "手填"
"""What the screen shows where the program keeps no record."""
UNSPLIT = "不分列"
"""In the columns of a figure whose split would show a number that identifies somebody."""


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
    code: str = ""
    """Under which the table is kept as reported; empty: the name of the table."""
    thing: str = "人"
    """What a figure is made of, as in 没有人, 没有案件."""
    measure: str = "人"
    remarks: tuple[str, ...] = ()
    """What the figures do not say."""

    @property
    def kept_as(self) -> str:
        """The code under which the table is kept."""
        return self.code or self.table.name.partition("-")[0]

    def column(self, key: str) -> ReportColumn | None:
        """The column of a figure; ``None`` where the table does not show it."""
        return next((column for column in self.table.columns if column.key == key), None)

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
        """A figure as a table shows it, in its unit: nothing where nobody keeps a record.

        A small figure that identifies people is 不足3人; where splitting it by category would show
        one, it is not split at all, for what is left out follows from the total and its neighbours.
        """
        number, column = self.figure(key, category), self.column(key)
        if column is None:
            return number
        if column.by_hand:
            return ""
        if merge_small and column.small and category and self._splits_small(key):
            return UNSPLIT
        if merge_small and column.small and 0 < number < self.small_count:
            return f"不足{self.small_count}{column.unit or '人'}"
        return column.worth(number)

    def _splits_small(self, key: str) -> bool:
        figures = (self.figure(key, name) for name in ("", *self.categories))
        return any(0 < number < self.small_count for number in figures)

    def kind(self, key: str) -> str:
        """What stands behind a figure when it is not the duty's persons."""
        return self.tally.kinds.get(key, "")

    @property
    def grounds(self) -> str:
        """Where the columns come from, and what the marks mean; empty of a confirmed table."""
        said = [] if self.table.confirmed else [f"栏目依据：{self.table.source}。"]
        if any(column.proposed for column in self.table.columns):
            said.append(f"带{PROPOSED}的栏目是程序提出的，尚待核对报表原样。")
        if any(column.by_hand for column in self.table.columns):
            said.append(f"写“{HAND}”的栏目程序没有登记，打印后手填。")
        return "".join(said)

    def rows(self, *, merge_small: bool) -> list[dict[str, Any]]:
        """Group, label, unit and figures by category, as an export writes them."""
        return [
            {
                "group": column.group,
                "label": column.words,
                "unit": column.unit,
                "total": self.shown(column.key, merge_small=merge_small),
                **{
                    name: self.shown(column.key, name, merge_small=merge_small)
                    for name in self.categories
                },
            }
            for column in self.table.columns
        ]


def merged(words: str) -> bool:
    """Whether a figure is shown in words, so that it identifies nobody."""
    return words == UNSPLIT or words.startswith("不足")


class Counter(Protocol):
    """Who counts: a duty."""

    def counted(self, period: ReportPeriod) -> Counted:
        """The figures of a period."""


def zero_remarks(session: Session, office: str, duty: str, period: ReportPeriod) -> tuple[str, ...]:
    """The months of a period of which it is stated in writing that a duty had nothing (F11)."""
    months = session.scalars(
        select(ZeroReport.month)
        .where(
            ZeroReport.office == office,
            ZeroReport.duty == duty,
            ZeroReport.deleted.is_(False),
            ZeroReport.month.between(f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"),
        )
        .order_by(ZeroReport.month)
    ).all()
    return (f"已签零报告的月份：{'、'.join(months)}。",) if months else ()
