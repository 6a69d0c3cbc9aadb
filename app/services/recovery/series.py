"""The numbers an office has given, per series: how far each was used, and which two records clash.

Numbers are never used twice (F3). A restored office does not know the numbers it gave after its
backup; the bureau knows those it received, the paper register knows the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.models.base import new_uid
from app.models.corrections import CorrectionsPaper
from app.models.history import Version
from app.models.mediation import Committee, MediationCase
from app.services.corrections import paper_numbers
from app.services.mediation import numbering
from app.services.settings import read_habits
from app.sync.records import encode, table_named

__all__ = ["Given", "Renumbered", "heads", "listed", "make_way", "number_again"]

NUMBERED = ("number", "year", "sequence")
"""Columns of a record that has a number of this office."""


@dataclass(frozen=True, slots=True)
class Given:
    """A series as the clerk knows it; ``following`` is the number the next record gets."""

    kind: str  # mediation, corrections
    key: str  # the committee, or the form
    title: str
    year: int
    following: int


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A record whose number the county holds for another one."""

    table: str
    uid: str
    year: int
    old: str
    new: str = ""


def _used(session: Session, office: str) -> Iterator[tuple[str, str, str, int, int]]:
    """Kind, key, counter, year and highest number of every series with a record, deleted or not."""
    for kind, model, key, name in (
        ("mediation", MediationCase, MediationCase.committee_uid, numbering.series),
        ("corrections", CorrectionsPaper, CorrectionsPaper.form, paper_numbers.series),
    ):
        query = (
            select(key, model.year, func.max(model.sequence))
            .where(model.office == office, model.sequence.is_not(None))
            .group_by(key, model.year)
            .order_by(key, model.year)
            .execution_options(include_deleted=True)
        )
        for of, year, highest in session.execute(query):
            if year is not None and highest is not None:
                yield kind, of, name(of, year), year, highest


def heads(session: Session, office: str) -> dict[str, int]:
    """Counter → the highest number used in it, as far as this store knows (P14)."""
    return {counter: highest for _, _, counter, _, highest in _used(session, office)}


def listed(
    session: Session, office: str, years: Collection[int], titles: Mapping[str, str]
) -> list[Given]:
    """Every series of these years, to be compared with the paper register; ``titles`` by form.

    Of an earlier year only what was used: nobody begins a register of last year.
    """
    found: list[Given] = []
    query = select(Committee).where(Committee.office == office).order_by(Committee.name)
    for committee in session.scalars(query):
        for year in years:
            following = numbering.next_free(session, office, committee.uid, year)
            if following > 1 or year == max(years):
                found.append(Given("mediation", committee.uid, committee.name, year, following))
    for kind, form, _, year, _ in _used(session, office):
        if kind == "corrections" and year in years:
            following = paper_numbers.next_free(session, office, form, year)
            found.append(Given(kind, form, titles.get(form, form), year, following))
    return found


# --- two records, one number ---------------------------------------------------------------------


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """The columns that two records of an office may not share, apart from the uid."""
    found = [c.columns.keys() for c in table.constraints if isinstance(c, UniqueConstraint)]
    found += [
        [c.name for c in i.columns] for i in table.indexes if isinstance(i, Index) and i.unique
    ]
    return [tuple(name for name in names if name != "office") for names in found]


def make_way(
    session: Session, office: str, table_name: str, coming: Iterable[Mapping[str, Any]]
) -> list[Renumbered]:
    """Let records made here since the restore give up what belongs to another record at the county.

    One with a number of ours loses it and gets the next (``number_again``); one that says the same
    thing a second time, such as the attendance of one person, goes to history. Returns the first.
    """
    table = table_named(table_name)
    keys = unique_keys(table)
    if not keys:
        return []
    rows = [(row["uid"], row) for row in coming]
    theirs = {uid for uid, _ in rows}
    lost: list[Renumbered] = []
    for columns in keys:
        taken = {k for _, row in rows if None not in (k := tuple(row.get(c) for c in columns))}
        here = session.connection().execute(select(table).where(table.c.office == office))
        for mine in here.mappings().all():
            if mine["uid"] in theirs or tuple(mine[c] for c in columns) not in taken:
                continue
            this = (table.c.office == office, table.c.uid == mine["uid"])
            if "sequence" in table.columns:
                free = update(table).where(*this).values(dict.fromkeys(NUMBERED))
                session.execute(free)
                if not mine["deleted"]:
                    lost.append(
                        Renumbered(table_name, mine["uid"], mine["year"], str(mine["number"]))
                    )
            else:
                session.execute(insert(Version), _superseded(table, mine))
                session.execute(delete(table).where(*this))
    return lost


def _superseded(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "office": row["office"],
        "uid": new_uid(),
        "table_name": table.name,
        "record": row["uid"],
        "revision": row["revision"],
        "replaced_at": row["changed_at"],
        "replaced_by": row["changed_by"],
        "values": encode(table, row),
    }


def number_again(
    session: Session, office: str, lost: Iterable[Renumbered], today: date
) -> list[Renumbered]:
    """Give each of these records the next free number of its series and year."""
    habits = read_habits(session, office, today)
    found = []
    for one in lost:
        on = date(one.year, 1, 1)
        if one.table == MediationCase.__tablename__:
            case = session.get_one(MediationCase, (office, one.uid))
            new = numbering.allocate(session, case, on, habits)
        else:
            paper = session.get_one(CorrectionsPaper, (office, one.uid))
            new = paper_numbers.allocate(session, paper, on, by_office=True)
        found.append(replace(one, new=new))
    return found
