"""From a figure of 汇总 to the records behind it (F69).

Figures and lists have one source: ``StatisticsService`` says once what a case counts in, a ``Tally``
keeps the persons it was counted from, and training days are those of the yearly table. So
the figure is the sum of what the listed records are worth, for every cell; a test holds that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.models.resettlement import ResettlementPerson
from app.services.access import Work
from app.services.base import Service
from app.services.bureau.board import office_name
from app.services.bureau.figures import seen_by, ten_thousand_yuan
from app.services.bureau.record_parts import case_title
from app.services.corrections.counts import tally
from app.services.mediation.statistics import StatisticsService
from app.services.resettlement import ResettlementService
from app.services.search import VEILED_HELPED, VEILED_JUVENILE
from app.services.training.years import YearService

__all__ = ["BehindService", "Item"]

MET = "达标"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One line: whose record, what it is called, and what it is worth in the figure."""

    office: str
    office_name: str
    kind: str  # case, corrections, resettlement, staff: what ``RecordsService.look`` opens
    uid: str
    number: str
    title: str
    on: date | None
    worth: int | Decimal
    note: str = ""


class BehindService(Service, work=Work.CASES):
    """Lists what the bureau's figures count."""

    def figure(
        self, table: str, column: str, offices: Sequence[str], since: date, until: date
    ) -> list[Item]:
        """The records of ``offices`` behind a cell: ``table`` is a name of ``LISTS``.

        ``column`` is a name of ``forms.county``. Empty where the figure counts no records.
        """
        return [
            item
            for office in offices
            for item in LISTS[table](self, office, self._name(office), column, since, until)
        ]

    def all_of(
        self, table: str, office: str, since: date, until: date
    ) -> Mapping[str, Sequence[tuple[str, int | Decimal]]]:
        """Every figure of one office at once: column → (record, worth), as ``figure`` lists one."""
        store = seen_by(self._database, office)
        if table == "cases":
            return _case_columns(StatisticsService(store).contributions(since, until))
        if table == "resettlement":
            return ResettlementService(store).tally(since, until).entries
        with self._database.begin() as session:
            return tally(session, office, since, until, self.now()).entries

    def _name(self, office: str) -> str:
        with self._database.begin() as session:
            return office_name(session, self.office, office)

    def cases(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """Cases by date of acceptance; of a rate all of them, those in its numerator worth 1."""
        statistics = StatisticsService(seen_by(self._database, office))
        rate = column == "success_rate"
        figure = ("total", "") if rate else case_figure(column)
        if figure is None:
            return
        won = set(statistics.cases_behind(since, until, "success")) if rate else set()
        for case in statistics.behind(since, until, *figure):
            title = case_title(case.title, case.parties, restricted=case.restricted)
            number = case.number or "尚未编号"
            worth: int | Decimal = int(case.uid in won) if rate else case.worth
            if column == "amount":
                worth = ten_thousand_yuan(case.worth)
            yield Item(office, name, "case", case.uid, number, title, case.accepted_on, worth)

    def training(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """The staff of the yearly table as of ``until``."""
        for row in YearService(seen_by(self._database, office)).table(until.year, as_of=until):
            worth = person_worth(row, column)
            if worth is not None:
                who = (row["uid"], row["role"], row["name"])
                yield Item(office, name, "staff", *who, None, worth, row["verdict"])

    def corrections(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """Persons under correction, as the tally of the period names them."""
        with self._database.begin() as session:
            counted = tally(session, office, since, until, self.now())
            entries = counted.entries.get(column, [])
            named = _named(session, CorrectionsPerson, office, entries, VEILED_JUVENILE)
        for uid, worth in entries:
            yield Item(office, name, "corrections", uid, *named[uid], None, worth)

    def resettlement(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """Released persons, likewise."""
        service = ResettlementService(seen_by(self._database, office))
        entries = service.tally(since, until).entries.get(column, [])
        with self._database.begin() as session:
            named = _named(session, ResettlementPerson, office, entries, VEILED_HELPED)
        for uid, worth in entries:
            yield Item(office, name, "resettlement", uid, *named[uid], None, worth)


LISTS: Mapping[str, Callable[..., Iterator[Item]]] = {
    "cases": BehindService.cases,
    "training": BehindService.training,
    "corrections": BehindService.corrections,
    "resettlement": BehindService.resettlement,
}


def _named(
    session: Session,
    table: Any,
    office: str,
    entries: Sequence[tuple[str, int]],
    veiled: str,
) -> dict[str, tuple[str, str]]:
    """Number and name of persons; a juvenile is not named in lists."""
    wanted = list(dict.fromkeys(uid for uid, _ in entries))
    found: dict[str, tuple[str, str]] = {}
    for at in range(0, len(wanted), BATCH):
        rows = session.execute(
            select(table.uid, table.number, table.name, table.juvenile)
            .where(table.office == office, table.uid.in_(wanted[at : at + BATCH]))
            .execution_options(include_deleted=True)
        )
        found |= {r.uid: (r.number or "", veiled if r.juvenile else r.name) for r in rows}
    return found


def case_figure(column: str) -> tuple[str, str] | None:
    """A column of ``forms.county`` as a field of ``CaseFigures`` and a code."""
    block, _, code = column.partition(".")
    if block in CASE_BLOCKS:
        return CASE_BLOCKS[block], code
    return None if block in NO_CASES else (column, "")


def _case_columns(
    found: Mapping[tuple[str, str], Sequence[tuple[str, int]]],
) -> dict[str, list[tuple[str, int | Decimal]]]:
    """Figures of ``CaseFigures`` under the names of ``forms.county``, money in its unit."""
    blocks = {field: block for block, field in CASE_BLOCKS.items()}
    named: dict[str, list[tuple[str, int | Decimal]]] = {}
    for (field, code), entries in found.items():
        column = f"{blocks[field]}.{code}" if field in blocks else field
        money = field == "amount"
        named[column] = [(uid, ten_thousand_yuan(n) if money else n) for uid, n in entries]
    return named


CASE_BLOCKS = {"committee": "by_committee", "source": "by_source", "type": "by_type"}
NO_CASES = frozenset({"screenings", "found", "prevented", "averted"})
"""Blocks of which no case is a part."""


def person_worth(row: Mapping[str, Any], column: str) -> int | Decimal | None:
    """What one person of the yearly table adds to a figure; ``None``: nothing to do with it."""
    met = row["verdict"] == MET
    match column:
        case "people":
            return 1
        case "met":
            return 1 if met else None
        case "rate":
            return int(met)
    days: Decimal = row[column] or Decimal(0)
    return days or None
