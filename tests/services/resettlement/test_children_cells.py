"""Every cell about prisoners' children and the office's means against a second count (§6).

What is put into the store is also kept in plain lists; each column is counted from those lists, day
by day, by a few lines written from its words alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.forms.codes import table
from app.forms.report_columns import report_table
from app.models.base import new_uid
from app.models.resettlement_children import ChildHelp, ChildSituation, PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.rules.periods import period_of

TODAY = date(2026, 12, 31)
DAY = timedelta(days=1)
Row = dict[str, Any]


def codes(name: str) -> list[str]:
    return [entry.code for entry in table(name).at(TODAY)]


class Years:
    """Two years of invented children and reports, in the store and in lists."""

    def __init__(self, store: Any, seed: int) -> None:
        self.chance = random.Random(seed)
        self.children: list[Row] = []
        self.situations: list[Row] = []
        self.helps: list[Row] = []
        self.means: list[Row] = []
        with store.begin() as session:
            self._session = session
            for number in range(40):
                self._child(number)
            for year in (2024, 2025, 2026):
                for period, end in (("first_half", (6, 30)), ("year", (12, 31))):
                    if self.chance.random() < 0.8:
                        self._report(year, period, date(year, *end))

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.chance.randrange(730))

    def keep(self, rows: list[Row], table_: type[Any], **values: Any) -> None:
        gone = self.chance.random() < 0.1
        self._session.add(table_(deleted=gone, **values))
        if not gone:
            rows.append(values)

    def _child(self, number: int) -> None:
        uid, known = new_uid(), self.day()
        left = known + timedelta(days=self.chance.randrange(400))
        oldest = 17 * 365 if number % 3 == 0 else 1  # every third is eighteen within the year
        self.keep(
            self.children,
            PrisonerChild,
            uid=uid,
            name=f"测{number}",
            birth_date=known - timedelta(days=self.chance.randrange(oldest, 18 * 365)),
            parent_name="测父",
            parent_relation="father",
            known_on=known,
            left_on=left if self.chance.random() < 0.3 else None,
            unattended=self.chance.random() < 0.3,
        )
        for days in sorted(self.chance.sample(range(-20, 300), 3)):
            some = self.chance.sample(codes("child_difficulty"), self.chance.randrange(3))
            values = {
                "child_uid": uid,
                "from_on": known + timedelta(days=days),
                "guardian_relation": self.chance.choice(codes("child_guardian")),
                "schooling": self.chance.choice(codes("child_schooling")),
                "difficulties": some,
            }
            self._session.add(ChildSituation(**values))
            self.situations.append(values)
        for _ in range(self.chance.randrange(4)):
            kind = self.chance.choice(codes("child_help_kind"))
            self.keep(self.helps, ChildHelp, child_uid=uid, kind=kind, given_on=self.day())

    def _report(self, year: int, period: str, as_of: date) -> None:
        chance, turn = self.chance, len(self.means)
        organs, budgets = codes("help_organ"), codes("help_budget")
        self.keep(
            self.means,
            HelpMeans,
            title=f"{as_of}",
            year=year,
            period=period,
            as_of=as_of,
            organ=organs[turn % len(organs)],
            full_time=chance.randrange(4),
            part_time=chance.randrange(4),
            volunteers=chance.choice([None, 3]),
            village_workers=chance.choice([None, 8]),
            budget=budgets[turn % len(budgets)],
            amount=chance.choice([None, 1, 4_000_099]),
            villages_in_budget=chance.choice([None, 2]),
            filled_on=as_of,
        )

    # --- the second count ------------------------------------------------------------------------

    def counts_on(self, child: Row, day: date) -> bool:
        """Known, not yet left, and not yet eighteen by the calendar."""
        born = child["birth_date"]
        adult = (day.year - 18, day.month, day.day) >= (born.year, born.month, born.day)
        left = child["left_on"] is not None and day >= child["left_on"]
        return child["known_on"] <= day and not left and not adult

    def life(self, child: Row, day: date) -> Row:
        mine = [s for s in self.situations if s["child_uid"] == child["uid"]]
        mine.sort(key=lambda s: s["from_on"])
        return ([s for s in mine if s["from_on"] <= day] or mine[:1])[-1]

    def children_figures(self, first: date, last: date) -> dict[str, int]:
        opening = [c for c in self.children if self.counts_on(c, first - DAY)]
        closing = [c for c in self.children if self.counts_on(c, last)]
        days = [first + DAY * n for n in range((last - first).days + 1)]
        ever = [c for c in self.children if any(self.counts_on(c, day) for day in days)]
        ever += [c for c in opening if c not in ever]  # who left or grew up on the first day
        gone = [c for c in ever if c not in closing]
        lives = [self.life(c, last) for c in closing]
        mine = {c["uid"] for c in ever}
        helps = [h for h in self.helps if h["child_uid"] in mine and first <= h["given_on"] <= last]
        return {
            "children_opening": len(opening),
            "children_new": sum(c not in opening for c in ever),
            "children_gone": len(gone),
            "children_grown": sum(c["left_on"] is None or c["left_on"] > last for c in gone),
            "children": len(closing),
            **{
                f"children_{code}": sum(one["schooling"] == code for one in lives)
                for code in codes("child_schooling")
            },
            "children_alone": sum(one["guardian_relation"] == "none" for one in lives),
            "children_in_need": sum(one["difficulties"] != [] for one in lives),
            "children_unattended": sum(c["unattended"] for c in closing),
            "children_helped": len({h["child_uid"] for h in helps}),
            "child_helps": len(helps),
        }

    def means_figures(self, first: date, last: date) -> dict[str, int | Decimal]:
        told = [m for m in self.means if m["as_of"] <= last]
        newest = max(told, key=lambda m: m["as_of"], default=None)
        money = Decimal(0)
        for year in (2024, 2025, 2026):
            whole = [m for m in self.means if (m["year"], m["period"]) == (year, "year")]
            part = [m for m in self.means if (m["year"], m["period"]) == (year, "first_half")]
            starts = first <= date(year, 1, 1)
            if whole and starts and last >= date(year, 12, 31):
                money += Decimal(whole[0]["amount"] or 0) / 100
            elif part and starts and last >= date(year, 6, 30):
                money += Decimal(part[0]["amount"] or 0) / 100
        found: dict[str, int | Decimal] = {"means_amount": money}
        one = newest or {}
        found |= {
            "means_independent": int(one.get("organ") == "independent"),
            "means_joint": int(one.get("organ") == "joint"),
            "means_full_time": one.get("full_time", 0),
            "means_part_time": one.get("part_time", 0),
            "means_staff": one.get("full_time", 0) + one.get("part_time", 0),
            "means_volunteers": one.get("volunteers") or 0,
            "means_village_workers": one.get("village_workers") or 0,
            "means_in_budget": int(one.get("budget") == "yes"),
            "means_villages_in_budget": one.get("villages_in_budget") or 0,
        }
        return found


def periods() -> Iterator[tuple[date, date]]:
    for kind in ("month", "quarter", "half", "year"):
        day = date(2025, 1, 1)
        while day <= TODAY:
            one = period_of(kind, day)
            yield one.first, one.last
            day = one.last + DAY
    yield date(2024, 1, 1), TODAY  # as a county chooses freely


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_is_what_its_words_say(desk, store, clock, seed):
    clock.set(TODAY)
    years = Years(store, seed)
    asked = {
        column.key
        for column in report_table("resettlement").columns
        if column.key.startswith(("child", "means"))
    }
    filled: set[str] = set()
    for first, last in periods():
        counts = desk.counts(first, last)
        second = {**years.children_figures(first, last), **years.means_figures(first, last)}
        assert set(second) == asked, "a column nobody counted a second time"
        assert {key: counts[key] for key in asked} == second, (first, last)
        filled |= {key for key in asked if counts[key]}
        found = desk.tally(first, last)
        assert all(check.holds for check in desk.checks(found))
        assert {found.kinds.get(key) for key in asked if found.people(key)} <= {"child", "means"}
    assert filled == asked, "a cell that was never anything but nought proves nothing"
