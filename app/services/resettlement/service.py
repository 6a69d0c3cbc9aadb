"""The resettlement desk: its parts, what is due, the figures and the rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.report_columns import report_table
from app.rules.checkins import Status
from app.rules.periods import ReportPeriod
from app.services.access import Work
from app.services.base import Service
from app.services.reminders import Reminder, by_urgency
from app.services.resettlement import agenda
from app.services.resettlement.children import ChildrenService
from app.services.resettlement.counts import ground, tally
from app.services.resettlement.entries import HelpEntries
from app.services.resettlement.means import MeansService
from app.services.resettlement.papers import HelpPapers
from app.services.resettlement.persons import HelpPersons, find_person
from app.services.resettlement.prerelease import PrereleaseService
from app.services.resettlement.rates import Rate, rates, rates_of
from app.services.resettlement.visits import helped, owed
from app.services.rule_books import book
from app.services.statistics import Counted, zero_remarks
from app.services.tally import Check, Tally

__all__ = ["ResettlementService"]

FLOWS = {"new": "新增", "ended": "解除", "visits": "走访", "relieved": "救助帮扶"}
"""Figures of a period that are the sums of those of its parts."""
SCHOOLING = ("preschool", "in_school", "dropout", "finished")
"""Codes of ``child_schooling``, each with a column of its own."""


class ResettlementService(Service, work=Work.CASES):
    """安置帮教."""

    @cached_property
    def persons(self) -> HelpPersons:
        """安置帮教对象."""
        return HelpPersons(self._database)

    @cached_property
    def entries(self) -> HelpEntries:
        """What is recorded beside a person."""
        return HelpEntries(self._database)

    @cached_property
    def prerelease(self) -> PrereleaseService:
        """预释放名单."""
        return PrereleaseService(self._database)

    @cached_property
    def papers(self) -> HelpPapers:
        """Papers as they print."""
        return HelpPapers(self._database)

    @cached_property
    def children(self) -> ChildrenService:
        """服刑人员未成年子女."""
        return ChildrenService(self._database)

    @cached_property
    def means(self) -> MeansService:
        """工作机构、工作人员及经费."""
        return MeansService(self._database)

    def reminders(self, today: date) -> list[Reminder]:
        """What is due and overdue on a day, the most urgent first."""
        with self._database.begin() as session:
            return by_urgency(agenda.reminders(session, self.office, today))

    def standing(self, uid: str) -> tuple[str, str]:
        """How the contacts with one person stand: words, and a tone (good, warn, bad)."""
        today = self.today()
        with self._database.begin() as session:
            rules = book(session, self.office, "resettlement")
            person = find_person(session, self.office, uid)
            duties = owed(helped(session, self.office, [person], rules, today)[0], rules, today)
        missed = sum(d.status is Status.OVERDUE for d in duties)
        now = duties[-1] if duties and duties[-1].last >= today else None
        words = f"漏走访{missed}次" if missed else ""
        if now is None:
            return words or "现在没有走访要求", "bad" if missed else "muted"
        if now.done_on:
            words += f"{'，' if words else ''}本期{short_day(now.done_on)}已走访"
            return words, "bad" if missed else "good"
        words += f"{'，' if words else ''}本期应在{short_day(now.last)}前走访"
        return words, "bad" if missed else "warn"

    def tally(self, first: date, last: date) -> Tally:
        """The figures of the days ``first`` to ``last``, with the persons behind them."""
        with self._database.begin() as session:
            found = ground(session, self.office, first, last, self.today())
            return tally(session, self.office, found)

    def counts(self, first: date, last: date) -> Mapping[str, int | Decimal]:
        """The figures of ``resources/reports/resettlement.toml``, each in its unit; no names."""
        return _in_units(self.tally(first, last), last)

    def summary(
        self, first: date, last: date
    ) -> tuple[Mapping[str, int | Decimal], Sequence[Rate]]:
        """``counts`` and ``rates`` of the same days, read once: what a bureau asks of an office."""
        today = self.today()
        with self._database.begin() as session:
            days = ground(session, self.office, first, last, today)
            found = tally(session, self.office, days)
            return _in_units(found, last), rates_of(session, self.office, days, today)

    def rates(self, first: date, last: date) -> list[Rate]:
        """The four rates, each with the persons above and below the line."""
        with self._database.begin() as session:
            return rates(session, self.office, first, last, self.today())

    def counted(self, period: ReportPeriod) -> Counted:
        """The table of a period: figures, checks and rates."""
        today = self.today()
        with self._database.begin() as session:
            rules = book(session, self.office, "resettlement")
            found = self._tally(session, period, today)
            return Counted(
                table=report_table("resettlement", period.last),
                period=period,
                tally=found,
                checks=[*self.checks(found), *self._between(session, period, found, today)],
                rates=rates(session, self.office, period.first, period.last, today),
                remarks=zero_remarks(session, self.office, "resettlement", period),
                small_count=rules.resolve("report.small_count", period.last).integer,
            )

    def _tally(self, session: Session, period: ReportPeriod, today: date) -> Tally:
        days = ground(session, self.office, period.first, period.last, today)
        return tally(session, self.office, days)

    def _between(
        self, session: Session, period: ReportPeriod, found: Tally, today: date
    ) -> Iterator[Check]:
        """勾稽 with the period before, and with the parts of this one."""
        before = self._tally(session, period.before, today)
        words = f"{period.before.words}期末 = 本期期初"
        yield Check(words, before.number("closing"), found.number("opening"))
        words = f"{period.before.words}期末未成年子女 = 本期期初"
        yield Check(words, before.number("children"), found.number("children_opening"))
        parts = [self._tally(session, part, today) for part in period.parts]
        if not parts:
            return
        for key, name in FLOWS.items():
            together = sum(part.number(key) for part in parts)
            yield Check(f"本期{name} = 各期{name}之和", found.number(key), together)
        for one, other, part in zip(parts, parts[1:], period.parts, strict=False):
            words = f"{part.words}期末 = 下一期期初"
            yield Check(words, one.number("closing"), other.number("opening"))

    @staticmethod
    def checks(found: Tally) -> list[Check]:
        """勾稽 inside one table."""
        number = found.number
        return [
            Check(
                "期末在册 = 期初在册 + 本期新增 − 本期解除",
                number("closing"),
                number("opening") + number("new") - number("ended"),
            ),
            Check(
                "期末在册 = 重点 + 一般",
                number("closing"),
                number("closing_key") + number("closing_ordinary"),
            ),
            Check(
                "期末在册 = 已安置 + 未安置",
                number("closing"),
                number("settled") + number("unsettled"),
            ),
            Check("应衔接 = 已衔接 + 未衔接", number("due"), number("linked") + number("unlinked")),
            Check(
                "期末未成年子女 = 期初 + 新登记 − 减少",
                number("children"),
                number("children_opening") + number("children_new") - number("children_gone"),
            ),
            Check(
                "期末未成年子女 = 各就学情况之和",
                number("children"),
                sum(number(f"children_{code}") for code in SCHOOLING),
            ),
            Check(
                "工作人员 = 专职 + 兼职",
                number("means_staff"),
                number("means_full_time") + number("means_part_time"),
            ),
        ]


def _in_units(found: Tally, last: date) -> Mapping[str, int | Decimal]:
    """Every figure of the table of that day in the unit it is shown in."""
    columns = report_table("resettlement", last).columns
    return {column.key: column.worth(found.number(column.key)) for column in columns}
