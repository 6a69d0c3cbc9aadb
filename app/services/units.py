"""What the county looks at as one thing: a record with all that hangs on it.

A case with its parties and papers, a person under corrections with check-ins and papers, a leave, a
training session … Which rows belong to which is read from the references between the tables, so a
new table joins its unit by itself. How far a unit has come is its newest edit, (epoch, change):
both ends can tell by it whether a record was edited since somebody looked at it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, select
from sqlalchemy.orm import Session

from app.models.base import Record
from app.models.corrections import CorrectionsPerson
from app.models.mediation import Committee, MediationCase, Mediator
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.supervision import Leave
from app.models.training import Staff, TrainingSession
from app.services.reminders import Target
from app.services.search_kinds import INDEXERS
from app.sync.records import tables

__all__ = [
    "KINDS",
    "Kind",
    "Part",
    "Stamp",
    "name_of",
    "newest",
    "part_tables",
    "parts_of",
    "record_of",
    "stamps",
    "target_of",
]

Stamp = tuple[int, int]
"""Epoch and change of an edit at the office that made it; a later edit is a greater one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of unit: its word, the table of its root, the page an office opens it on."""

    title: str
    table: type[Record]
    page: str
    part: str = ""  # of that page


KINDS: Mapping[str, Kind] = {
    "leave": Kind("外出请假", Leave, "corrections"),
    "session": Kind("培训班次", TrainingSession, "training", "training.notes"),
    "case": Kind("调解案件", MediationCase, "mediation"),
    "corrections": Kind("社区矫正对象", CorrectionsPerson, "corrections"),
    "resettlement": Kind("安置帮教对象", ResettlementPerson, "resettlement"),
    "child": Kind("服刑人员未成年子女", PrisonerChild, "resettlement", "child"),
    "means": Kind("帮教机构人员经费", HelpMeans, "resettlement", "means"),
    "staff": Kind("工作人员", Staff, "training", "training.staff"),
    "mediator": Kind("调解员", Mediator, "mediation", "committees"),
    "committee": Kind("调解委员会", Committee, "mediation", "committees"),
}
"""In the order in which a row that refers to several is given to one: a spot check during a leave
belongs to the leave rather than to the person."""

ALONE = frozenset({"sealed_view"})
"""Rows that say who looked, not what was done: they make no record new."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of ``table`` that belong to a unit: ``column`` names its root.

    ``through``: the column stands in another table, that ``link`` refers to (a mark on a paper of a
    case). ``but``: only rows in which that column is empty.
    """

    table: str
    column: str
    through: str = ""
    link: str = ""
    but: str = ""

    def roots(self, office: str) -> Select[Any]:
        """(uid of the root, epoch, change) of every row, tombstones too."""
        table = tables()[self.table]
        if self.through:
            between = tables()[self.through]
            joined = and_(between.c.office == table.c.office, between.c.uid == table.c[self.link])
            root: ColumnElement[Any] = between.c[self.column]
            query = select(root.label("root"), *_stamp(table)).join_from(table, between, joined)
        else:
            root = table.c[self.column]
            query = select(root.label("root"), *_stamp(table))
        query = query.where(table.c.office == office, root.is_not(None))
        return query.where(table.c[self.but].is_(None)) if self.but else query

    def of(self, office: str, uids: Collection[str]) -> Select[Any]:
        """As ``roots``, of these units only."""
        owner = tables()[self.through or self.table]
        return self.roots(office).where(owner.c[self.column].in_(uids))


def _stamp(table: Table) -> tuple[Any, Any]:
    return table.c.epoch, table.c.change


def _table(kind: Kind) -> str:
    name: str = kind.table.__tablename__  # type: ignore[attr-defined]
    return name


@cache
def parts_of(kind: str) -> tuple[Part, ...]:
    """Everything that belongs to a unit of ``kind``, the root first."""
    mine = [part for of, part in part_tables() if of == kind]
    return (Part(_table(KINDS[kind]), "uid"), *mine)


@cache
def part_tables() -> tuple[tuple[str, Part], ...]:
    """(kind, part) of every table that belongs to a unit and is not the root of one."""
    roots = {_table(kind): name for name, kind in KINDS.items()}
    found: list[tuple[str, Part]] = []
    through: list[tuple[str, str, str]] = []
    for name, table in tables().items():
        if name in roots or name in ALONE:
            continue
        owners = {to: column for column, to in _references(table)}
        kind = next((k for k, one in KINDS.items() if _table(one) in owners), "")
        if not kind:
            through += [(name, to, column) for to, column in owners.items()]
            continue
        column = owners[_table(KINDS[kind])]
        if kind == "corrections" and name == "corrections_step":  # a step of a leave is the leave's
            found += [
                ("leave", Part(name, "leave_uid")),
                (kind, Part(name, column, but="leave_uid")),
            ]
        else:
            found.append((kind, Part(name, column)))
    direct = {part.table: (kind, part.column) for kind, part in found}
    for name, between, link in through:
        if between in direct:
            kind, column = direct[between]
            found.append((kind, Part(name, column, between, link)))
    return tuple(found)


def _references(table: Table) -> Iterator[tuple[str, str]]:
    """(column, table referred to): the column besides the office's."""
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            if element.parent.name != "office":
                yield element.parent.name, element.column.table.name


# --- how far a unit has come ---------------------------------------------------------------------


def newest(rows: Select[Any], session: Session) -> dict[str, Stamp]:
    """Root → its newest edit among ``rows`` of (root, epoch, change)."""
    inner = rows.subquery()
    grouped = select(inner.c.root, inner.c.epoch, func.max(inner.c.change)).group_by(
        inner.c.root, inner.c.epoch
    )
    found: dict[str, Stamp] = {}
    for root, epoch, change in session.connection().execute(grouped):
        found[root] = max(found.get(root, (0, 0)), (epoch, change))
    return found


def stamps(session: Session, office: str, kind: str, uids: Collection[str]) -> dict[str, Stamp]:
    """Unit → its newest edit, over everything that belongs to it; a few queries for any number."""
    found: dict[str, Stamp] = {}
    for part in parts_of(kind) if uids else ():
        for uid, stamp in newest(part.of(office, uids), session).items():
            found[uid] = max(found.get(uid, (0, 0)), stamp)
    return found


# --- what it is called ---------------------------------------------------------------------------


def record_of(session: Session, office: str, kind: str, uid: str) -> Any:
    """The living root of a unit that may be shown; ``None`` for a deleted or a sealed one (D2)."""
    record: Any = session.get(KINDS[kind].table, (office, uid)) if kind in KINDS else None
    if record is None or record.deleted or getattr(record, "sealed", False):
        return None
    if kind == "leave":
        person = session.get(CorrectionsPerson, (office, record.person_uid))
        if person is None or person.deleted or person.sealed:
            return None
    return record


def name_of(session: Session, kind: str, record: Any, *, at_bureau: bool = False) -> str:
    """What a list calls a unit; no name of a private case, at a bureau of no juvenile either."""
    if kind == "leave":
        person = session.get_one(CorrectionsPerson, (record.office, record.person_uid))
        start, end = record.from_on, record.until_on
        days = f"{start:%Y-%m-%d}至{end:%Y-%m-%d}外出，{record.destination}"
        return f"{name_of(session, 'corrections', person, at_bureau=at_bureau)} {days}"
    if indexer := INDEXERS.get(type(record)):
        found = indexer(record)
        private = at_bureau or getattr(record, "restricted", False)
        title = found.for_bureau().title if private else found.title
        number = getattr(record, "number", None) if kind == "case" else None
        return f"{number} {title}" if number and number != title else title
    return str(record.title if kind in {"session", "means"} else record.name)


def target_of(kind: str, record: Any) -> Target:
    """Where an office works on it."""
    if kind == "leave":
        return Target("corrections", record.person_uid, f"leave/{record.uid}")
    one = KINDS[kind]
    if kind == "mediator":
        return Target(one.page, None, f"{one.part}/{record.committee_uid}/{record.uid}")
    if kind == "committee":
        return Target(one.page, None, f"{one.part}/{record.uid}")
    return Target(one.page, record.uid, one.part)
