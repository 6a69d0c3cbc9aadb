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
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.report_columns import report_figures
from app.models.corrections import CorrectionsPerson
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_means import HelpMeans
from app.models.store import Store
from app.services.access import Work
from app.services.base import Service
from app.services.bureau.board import office_name
from app.services.bureau.figures import seen_by
from app.services.bureau.record_parts import case_title
from app.services.corrections import CorrectionsService
from app.services.corrections.counts import tally
from app.services.mediation.statistics import StatisticsService
from app.services.resettlement import ResettlementService
from app.services.search_kinds import VEILED_CHILD, VEILED_HELPED, VEILED_JUVENILE
from app.services.tally import Tally
from app.services.training.years import YearService

__all__ = ["BehindService", "Item", "Worth"]

MET = "达标"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One line: whose record, what it is called, and what it is worth in the figure."""

    office: str
    office_name: str
    kind: str  # case, corrections, resettlement, child, means, staff: ``RecordsService.look``
    uid: str
    number: str
    title: str
    on: date | None
    worth: int | Decimal
    note: str = ""


class Worth(NamedTuple):
    """What one record adds to a figure."""

    kind: str
    uid: str
    worth: int | Decimal


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
    ) -> Mapping[str, Sequence[Worth]]:
        """Every figure of one office at once: column → records, as ``figure`` lists one."""
        store = seen_by(self._database, office)
        if table == "cases":
            found = StatisticsService(store).contributions(since, until)
            return {
                column: [Worth("case", uid, worth) for uid, worth in entries]
                for column, entries in found.items()
            }
        if table == "rates":
            return _rate_columns(store, since, until)
        if table == "resettlement":
            counted = ResettlementService(store).tally(since, until)
            return {key: _worths(counted, key) for key in counted.entries}
        with self._database.begin() as session:
            found = tally(session, office, since, until, self.now()).entries
        return {
            key: [Worth("corrections", uid, worth) for uid, worth in entries]
            for key, entries in found.items()
        }

    def _name(self, office: str) -> str:
        with self._database.begin() as session:
            return office_name(session, self.office, office)

    def cases(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """Cases by date of acceptance; of a rate all of them, those in its numerator worth 1."""
        statistics = StatisticsService(seen_by(self._database, office))
        rate = column == "success_rate"
        won = set(statistics.cases_behind(since, until, "success")) if rate else set()
        for case in statistics.behind(since, until, "total" if rate else column):
            title = case_title(case.title, case.parties, restricted=case.restricted)
            number = case.number or "尚未编号"
            worth: int | Decimal = int(case.uid in won) if rate else case.worth
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
        """Released persons, likewise; children of prisoners, and what the office said of itself."""
        service = ResettlementService(seen_by(self._database, office))
        counted = service.tally(since, until)
        entries = counted.entries.get(column, [])
        with self._database.begin() as session:
            named = NAMED[counted.kinds.get(column, "resettlement")](session, office, entries)
        for kind, uid, worth in _worths(counted, column):
            yield Item(office, name, kind, uid, *named[uid], None, worth)

    def rates(
        self, office: str, name: str, column: str, since: date, until: date
    ) -> Iterator[Item]:
        """Persons above or below the line; of a rate all below it, those above worth 1."""
        key, _, side = column.rpartition(".")
        columns = _rate_columns(seen_by(self._database, office), since, until)
        above = {one.uid for one in columns[f"{key}.part"]}
        listed = columns[f"{key}.{'part' if side == 'part' else 'whole'}"]
        entries = [(one.uid, 1) for one in listed]
        table = CorrectionsPerson if key == "corrections" else ResettlementPerson
        veiled = VEILED_JUVENILE if key == "corrections" else VEILED_HELPED
        with self._database.begin() as session:
            named = _named(session, table, office, entries, veiled)
        for kind, uid, worth in listed:
            counts = int(uid in above) if side == "rate" else worth
            yield Item(office, name, kind, uid, *named[uid], None, counts)


LISTS: Mapping[str, Callable[..., Iterator[Item]]] = {
    "cases": BehindService.cases,
    "training": BehindService.training,
    "corrections": BehindService.corrections,
    "resettlement": BehindService.resettlement,
    "rates": BehindService.rates,
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


def _helped(
    session: Session, office: str, entries: Sequence[tuple[str, int]]
) -> dict[str, tuple[str, str]]:
    return _named(session, ResettlementPerson, office, entries, VEILED_HELPED)


def _children(
    _session: Session, _office: str, entries: Sequence[tuple[str, int]]
) -> dict[str, tuple[str, str]]:
    """None of them is named."""
    return {uid: ("", VEILED_CHILD) for uid, _ in entries}


def _means(
    session: Session, office: str, entries: Sequence[tuple[str, int]]
) -> dict[str, tuple[str, str]]:
    query = select(HelpMeans.uid, HelpMeans.title).where(
        HelpMeans.office == office, HelpMeans.uid.in_([uid for uid, _ in entries])
    )
    return {found.uid: ("", found.title) for found in session.execute(query)}


NAMED = {"resettlement": _helped, "child": _children, "means": _means}
"""Number and name of what stands behind a figure of 安置帮教."""


def _rate_columns(store: Store, since: date, until: date) -> dict[str, list[Worth]]:
    """Who stands above and below the line of every rate of one office."""
    _, again = CorrectionsService(store).summary(since, until)
    found: dict[str, list[Worth]] = {}
    for key, kind, rate in (
        *((r.key, "resettlement", r) for r in ResettlementService(store).rates(since, until)),
        *(("corrections", "corrections", r) for r in again),
    ):
        for side, people in (("part", rate.part), ("whole", rate.whole)):
            found[f"{key}.{side}"] = [Worth(kind, uid, 1) for uid in people]
    return found


def _worths(counted: Tally, column: str) -> list[Worth]:
    """The records behind a figure of 安置帮教, each in the unit of the figure."""
    kind = counted.kinds.get(column, "resettlement")
    shown = report_figures("resettlement")
    return [
        Worth(kind, uid, shown[column].worth(amount) if column in shown else amount)
        for uid, amount in counted.entries.get(column, ())
    ]


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
