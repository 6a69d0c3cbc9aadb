"""人民调解案件情况统计表: counted from the case records, every figure with its cases (F69).

What a case counts in is said once, in ``case_figures``; figures, lists, the office's table and the
county's all follow from it. Cross-checks: notes §4.1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.forms.report_columns import ReportColumn, report_table
from app.models.mediation import MediationCase
from app.rules.crosscheck import (
    CaseFigures,
    Check,
    Mismatch,
    against_details,
    checks,
    mismatches,
    sums,
)
from app.rules.periods import ReportPeriod
from app.services.access import Work
from app.services.base import Service
from app.services.mediation.case_figures import (
    CountedCase,
    cases_of,
    figures_of,
    summed,
    tally_of,
)
from app.services.rule_books import book
from app.services.statistics import Counted, Counter, Rate, zero_remarks
from app.services.tally import Tally

__all__ = ["SPLITS", "CaseBehind", "StatisticsService", "Table", "split"]

BATCH = 500
"""Cases whose titles are read at a time."""
SPLITS = {"": "不分列", "committee": "按调委会分列", "village": "按发生地的村（社区）分列"}
"""By what the table is split across."""
NO_VILLAGE = "未填发生地"


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a figure; the figure is the sum of what each is ``worth`` (F69)."""

    uid: str
    number: str | None
    title: str | None
    parties: str
    restricted: bool
    accepted_on: date | None
    worth: int | Decimal  # in the unit that is shown


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a period, and what does not fit.

    ``total`` is what the cross-checks read, ``counts`` the figures under the names of
    ``resources/reports/mediation.toml``, money in 万元; neither holds a name.
    """

    start: date
    end: date
    total: CaseFigures
    counts: Mapping[str, int | Decimal]
    mismatches: tuple[Mismatch, ...]

    @property
    def open(self) -> int:
        """Cases that have not ended."""
        return self.total.by_result["open"]


@dataclass(frozen=True, slots=True)
class _Split:
    """The table split in one way, for a page that shows it."""

    service: StatisticsService
    by: str

    def counted(self, period: ReportPeriod) -> Counted:
        """The figures of a period."""
        return self.service.counted(period, self.by)


class StatisticsService(Service, work=Work.CASES):
    """Counts cases."""

    def table(self, start: date, end: date) -> Table:
        """The figures of ``start`` to ``end``, both included, and whether they fit."""
        found = self.tally(start, end)
        total = figures_of(found)
        wrong = [*mismatches(total), *against_details(total, len(found.people("total")))]
        return Table(start, end, total, _shown(found, end), tuple(wrong))

    def tally(self, start: date, end: date) -> Tally:
        """Every figure with the cases it is the sum of; money in fen."""
        with self._database.begin() as session:
            return tally_of(cases_of(session, self.office, start, end))

    def contributions(
        self, start: date, end: date
    ) -> Mapping[str, Sequence[tuple[str, int | Decimal]]]:
        """Every figure with its cases and what each is worth, money in 万元."""
        entries = self.tally(start, end).entries
        columns = _columns(end, entries)
        return {
            figure: [(uid, _worth(columns.get(figure), worth)) for uid, worth in found]
            for figure, found in entries.items()
        }

    def cases_behind(self, start: date, end: date, figure: str) -> list[str]:
        """The cases that a figure counts."""
        return list(self.tally(start, end).people(figure))

    def behind(self, start: date, end: date, figure: str) -> list[CaseBehind]:
        """The same cases with what a list shows of them, in order of acceptance."""
        with self._database.begin() as session:
            entries = tally_of(cases_of(session, self.office, start, end)).entries.get(figure, [])
            shown = _captions(session, self.office, [uid for uid, _ in entries])
        column = _columns(end).get(figure)
        return [CaseBehind(*shown[uid], worth=_worth(column, worth)) for uid, worth in entries]

    def counted(self, period: ReportPeriod, by: str = "") -> Counted:
        """The table of a period with its checks and rates; every figure opens its cases."""
        with self._database.begin() as session:
            cases = cases_of(session, self.office, period.first, period.last)
            found = tally_of(cases)
            categories = _categories(cases, by)
            table = report_table("mediation", period.last, used=found.entries).counted
            return Counted(
                table=table,
                period=period,
                tally=found,
                checks=list(self._checks(session, period, found, categories)),
                rates=_rates(session, self.office, period.last, found),
                rates_title="成功率",
                categories=categories,
                code=f"mediation.{by}" if by else "mediation",
                thing="案件",
                measure="件",
                remarks=zero_remarks(session, self.office, "mediation", period),
            )

    def _checks(
        self,
        session: Session,
        period: ReportPeriod,
        found: Tally,
        categories: Mapping[str, frozenset[str]],
    ) -> Iterator[Check]:
        """勾稽 inside the table, with its columns, with the parts of the period and the year."""
        figures = figures_of(found)
        yield from checks(figures)
        if categories:
            inside = sum(found.number("total", uids.__contains__) for uids in categories.values())
            yield Check("案件总数 = 各分列合计", figures.total, inside, rule="L1")

        def of(part: ReportPeriod) -> CaseFigures:
            return summed(session, self.office, part.first, part.last)

        if period.parts:
            yield from sums(figures, [of(part) for part in period.parts])
        if period.kind != "year":
            year = ReportPeriod("year", date(period.last.year, 1, 1), period.last)
            so_far = [of(one) for one in _since_january(period)]
            for check in sums(of(year), so_far):
                yield Check(
                    check.words.replace("本期", "本年累计"), check.left, check.right, rule="L10"
                )


def split(service: StatisticsService, by: str) -> Counter:
    """The table split by a name of ``SPLITS``, as a page counts it."""
    return _Split(service, by)


def _since_january(period: ReportPeriod) -> list[ReportPeriod]:
    """The periods of a kind from January to this one."""
    found = [period]
    while found[0].before.first.year == period.first.year:
        found.insert(0, found[0].before)
    return found


def _categories(cases: Sequence[CountedCase], by: str) -> dict[str, frozenset[str]]:
    """Words → cases; every case stands in one of them."""
    if not by:
        return {}
    found: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        if by == "committee":
            key = (case.committee_kind, case.committee)
        else:
            key = (case.area_code or "~", label("village", case.area_code) or NO_VILLAGE)
        found.setdefault(key, set()).add(case.uid)
    merged: dict[str, set[str]] = {}
    for (_, words), uids in sorted(found.items()):  # two committees of one name stand in one column
        merged.setdefault(words, set()).update(uids)
    return {words: frozenset(uids) for words, uids in merged.items()}


def _rates(session: Session, office: str, on: date, found: Tally) -> list[Rate]:
    """调解成功率 of all accepted cases and of those that ended: which is meant was not read (§3.3)."""
    target = book(session, office, "mediation").find("target.success_rate", on)
    won, whole = found.people("success"), found.people("total")
    going_on = frozenset(found.people("open"))
    ended = tuple(uid for uid in whole if uid not in going_on)
    rates = []
    for key, words, below, definition in (
        ("success_rate", "调解成功率", whole, "调解成功件数 ÷ 调解案件总数"),
        ("success_rate_ended", "办结案件成功率", ended, "调解成功件数 ÷ 已经结束的案件数"),
    ):
        met = len(won) * 100 >= target.integer * len(below) if target and below else None
        rates.append(
            Rate(
                key,
                words,
                won,
                below,
                f"{target.integer}%以上" if target else "",
                met,
                definition + (f"；目标：{target.ground}" if target else ""),
            )
        )
    return rates


def _shown(found: Tally, on: date) -> dict[str, int | Decimal]:
    """Every column that is counted, and figures that no column names any more."""
    columns = _columns(on, found.entries)
    keys = [key for key, column in columns.items() if not column.by_hand]
    return {
        key: _worth(columns.get(key), found.number(key))
        for key in dict.fromkeys([*keys, *found.entries])
    }


def _columns(on: date, used: Collection[str] = ()) -> Mapping[str, ReportColumn]:
    """Figure → its column; rates left out."""
    table = report_table("mediation", on, used=used).counted
    return {column.key: column for column in table.columns}


def _worth(column: ReportColumn | None, number: int) -> int | Decimal:
    return column.worth(number) if column else number


def _captions(
    session: Session, office: str, uids: Sequence[str]
) -> dict[str, tuple[str, str | None, str | None, str, bool, date | None]]:
    """What lists show of these cases."""
    found: dict[str, tuple[str, str | None, str | None, str, bool, date | None]] = {}
    case = MediationCase
    for at in range(0, len(uids), BATCH):
        rows = session.execute(
            select(
                case.uid,
                case.number,
                case.title,
                case.parties_text,
                case.restricted,
                case.accepted_on,
            ).where(case.office == office, case.uid.in_(uids[at : at + BATCH]))
        )
        found |= {row.uid: tuple(row) for row in rows}
    return found
