"""上报留底: tables as they were reported, and the figures that have changed since (F70).

A table is kept when it is printed or exported, once for each different content: the same figures
printed again are the same version. What was kept is never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.models.mediation import Committee, MediationCase, Mediator
from app.models.reporting import ReportedTable
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.store import Store
from app.models.training import Staff
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.month_end.roots import called
from app.services.month_end.tables import Behind, TableAsReported
from app.services.reminders import Target
from app.services.statistics import merged

__all__ = ["CellChange", "Kept", "RecordChange", "Recount", "ReportedService"]

Recount = Callable[[str, date, date], TableAsReported | None]
"""The table of a code as it would be counted now; ``None`` where nobody counts it any more."""

KINDS: Mapping[str, tuple[type[Any], str]] = {
    "case": (MediationCase, "mediation"),
    "mediation": (MediationCase, "mediation"),
    "corrections": (CorrectionsPerson, "corrections"),
    "resettlement": (ResettlementPerson, "resettlement"),
    "child": (PrisonerChild, "resettlement"),
    "means": (HelpMeans, "resettlement"),
    "staff": (Staff, "training"),
    "committee": (Committee, "mediation"),
    "mediator": (Mediator, "mediation"),
}
"""What stands behind a figure, and the page that opens it."""
PARTS = {"staff": "year", "child": "child", "means": "means"}
"""Of that page, where it is not the record's own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that was kept; ``code_short`` is what is printed of its checksum."""

    uid: str
    code: str
    title: str
    period: str
    first: date
    last: date
    version: int
    way: str  # print, export
    checksum: str
    made_at: datetime
    made_by: str

    @property
    def stamp(self) -> str:
        """What stands on the paper: version and checksum."""
        return f"第{self.version}版  校验码 {self.checksum[:8].upper()}"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that changed a figure."""

    title: str
    effect: str  # 现在计入, 不再计入, 由 1 变为 2
    target: Target


@dataclass(frozen=True, slots=True)
class CellChange:
    """A figure that is no longer what was reported."""

    label: str
    row: str
    reported: str
    now: str
    records: tuple[RecordChange, ...]


class ReportedService(Service, work=Work.CASES):
    """Keeps tables and compares them. Each public method is one transaction."""

    def __init__(self, database: Store, recount: Recount) -> None:
        super().__init__(database)
        self._recount = recount

    def keep(self, table: TableAsReported, way: str) -> Kept:
        """Keep a table as it leaves the office; the version it is."""
        with self._database.begin() as session:
            mine = self._of(session, table)
            if mine and mine[-1].checksum == table.checksum:
                return _told(mine[-1])
            record = ReportedTable(
                office=self.office,
                table_code=table.code,
                title=table.title,
                period=table.period,
                first_on=table.first,
                last_on=table.last,
                version=mine[-1].version + 1 if mine else 1,
                way=way,
                checksum=table.checksum,
                content=table.pack(),
                made_at=self.now(),
                made_by=self._database.actor,
            )
            session.add(record)
            session.flush()
            return _told(record)

    def listed(self) -> list[Kept]:
        """Every table kept, the newest first."""
        with self._database.begin() as session:
            query = select(ReportedTable).where(ReportedTable.office == self.office)
            order = (ReportedTable.made_at.desc(), ReportedTable.version.desc())
            return [_told(one) for one in session.scalars(query.order_by(*order))]

    def content(self, uid: str) -> TableAsReported:
        """A kept table; raises ``Missing``."""
        with self._database.begin() as session:
            record = session.get(ReportedTable, (self.office, uid))
            if record is None:
                raise Missing("这张留底的表")
            return TableAsReported.unpack(record.content)

    def changed(self, uid: str) -> list[CellChange]:
        """Figures that would be counted otherwise now, in the order printed, with their records."""
        kept = self.content(uid)
        now = self._recount(kept.code, kept.first, kept.last)
        if now is None:
            return []
        with self._database.begin() as session:
            return list(_changes(session, self.office, kept, now))

    def _of(self, session: Session, table: TableAsReported) -> Sequence[ReportedTable]:
        query = select(ReportedTable).where(
            ReportedTable.office == self.office,
            ReportedTable.table_code == table.code,
            ReportedTable.first_on == table.first,
            ReportedTable.last_on == table.last,
        )
        return list(session.scalars(query.order_by(ReportedTable.version)))


def _changes(
    session: Session, here: str, kept: TableAsReported, now: TableAsReported
) -> Iterator[CellChange]:
    for row in dict.fromkeys([*kept.rows, *now.rows]):
        for column in dict.fromkeys([*kept.columns, *now.columns]):
            old, new = kept.cells.get((row, column)), now.cells.get((row, column))
            before, after = old.behind if old else (), new.behind if new else ()
            said, says = old.shown if old else "", new.shown if new else ""
            same = _worths(before) == _worths(after)
            if same and (said == says or merged(said) or merged(says)):
                continue  # the same figure, shown so that it identifies nobody or in full
            cell = new or old
            label = cell.label if cell else ""
            records = tuple(_of_records(session, here, before, after))
            yield CellChange(label, row, said or "0", says or "0", records)


def _worths(behind: Sequence[Behind]) -> Counter[tuple[str, str, str, str]]:
    return Counter((b.office, b.kind, b.uid, b.worth) for b in behind)


def _of_records(
    session: Session, here: str, before: Sequence[Behind], after: Sequence[Behind]
) -> Iterator[RecordChange]:
    old, new = _by_record(before), _by_record(after)
    for key in dict.fromkeys([*old, *new]):
        was, is_ = old.get(key), new.get(key)
        if was == is_:
            continue
        if was is None:
            effect = "现在计入"
        elif is_ is None:
            effect = "不再计入"
        else:
            effect = f"由 {'、'.join(was)} 变为 {'、'.join(is_)}"
        yield RecordChange(*_named(session, here, key, effect))


def _by_record(behind: Sequence[Behind]) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in behind:
        found.setdefault((one.office, one.kind, one.uid), []).append(one.worth)
    return {key: sorted(worths) for key, worths in found.items()}


def _named(
    session: Session, here: str, key: tuple[str, str, str], effect: str
) -> tuple[str, str, Target]:
    office, kind, uid = key
    model, page = KINDS[kind]
    record = session.get(model, (office, uid), execution_options={"include_deleted": True})
    title = called(record) if record is not None else "（已不在）"
    if record is not None and record.deleted:
        title += "（已移出）"
    if office != here:
        return title, effect, Target(page, uid, kind, office)
    if kind in {"committee", "mediator"}:  # the roster of a committee opens in a window
        roster = f"{record.committee_uid}/{uid}" if kind == "mediator" and record else uid
        return title, effect, Target(page, None, f"committees/{roster}")
    return title, effect, Target(page, uid, PARTS.get(kind, ""))


def _told(record: ReportedTable) -> Kept:
    return Kept(
        record.uid,
        record.table_code,
        record.title,
        record.period,
        record.first_on,
        record.last_on,
        record.version,
        record.way,
        record.checksum,
        record.made_at,
        record.made_by,
    )
