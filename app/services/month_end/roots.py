"""What a package is made of, in a clerk's words: cases, persons, sessions, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.training import TrainingSession
from app.services.reminders import Target
from app.services.search_kinds import VEILED_CHILD, VEILED_HELPED, VEILED_JUVENILE
from app.sync.records import tables

__all__ = ["DUTIES", "ROOTS", "Root", "called", "edited_roots", "opens", "root_of", "titles"]

DUTIES: Mapping[str, str] = {
    "mediation": "人民调解",
    "corrections": "社区矫正",
    "resettlement": "安置帮教",
    "training": "队伍培训",
}
"""In the order of the tabs; a duty is called as its page is."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Root:
    """A kind of record that others belong to; ``words`` is what one is called."""

    model: type[Any]
    duty: str
    words: str
    told_by: tuple[Any, ...]
    """The columns that ``called`` looks at."""

    @property
    def table(self) -> str:
        """The name of its table."""
        return str(self.model.__tablename__)


CASE_TOLD_BY = (
    MediationCase.number,
    MediationCase.title,
    MediationCase.parties_text,
    MediationCase.restricted,
)


def _person(model: type[CorrectionsPerson | ResettlementPerson]) -> tuple[Any, ...]:
    return model.name, model.juvenile


ROOTS: Mapping[str, Root] = {
    root.table: root
    for root in (
        Root(MediationCase, "mediation", "案件", CASE_TOLD_BY),
        Root(CorrectionsPerson, "corrections", "矫正对象", _person(CorrectionsPerson)),
        Root(ResettlementPerson, "resettlement", "帮教对象", _person(ResettlementPerson)),
        Root(TrainingSession, "training", "培训班次", (TrainingSession.title,)),
    )
}
"""What can be held back, by table."""


SIGN_IN = "sign_in"
"""The part of a training session; other targets of that page open a person's year."""


def root_of(target: Target) -> tuple[str, str] | None:
    """Table and uid of the record a target opens; ``None`` where that cannot be held back."""
    for root in ROOTS.values():
        if root.duty == target.page and target.uid:
            of_staff = root.model is TrainingSession and target.part != SIGN_IN
            return None if of_staff else (root.table, target.uid)
    return None


def opens(root: Root, uid: str) -> Target:
    """What shows a root."""
    return Target(root.duty, uid, SIGN_IN if root.model is TrainingSession else "")


def called(record: Any) -> str:
    """A record as lists call it: the number of a case of privacy, no name of a minor."""
    return _called(type(record), record)


def _called(model: type[Any], record: Any) -> str:
    if model is MediationCase:
        title = "（涉及隐私）" if record.restricted else record.title or record.parties_text or ""
        return " ".join(filter(None, (record.number, title))) or "未编号的案件"
    if model in (TrainingSession, HelpMeans):
        return str(record.title)
    if model is PrisonerChild:
        return VEILED_CHILD
    if getattr(record, "juvenile", False):
        return VEILED_HELPED if model is ResettlementPerson else VEILED_JUVENILE
    return str(record.name)


def titles(session: Session, office: str, table: str, uids: Sequence[str]) -> dict[str, str]:
    """What each of many roots is called, deleted ones too; a few questions, however many there are."""
    root, found = ROOTS[table], {}
    model = root.model
    query = select(model.uid, model.deleted, *root.told_by).where(model.office == office)
    for first in range(0, len(uids), BATCH):
        some = query.where(model.uid.in_(uids[first : first + BATCH]))
        for row in session.execute(some.execution_options(include_deleted=True)):
            found[row.uid] = _called(model, row) + ("（已移出）" if row.deleted else "")
    return found


def edited_roots(session: Session, office: str, after: int) -> dict[tuple[str, str], int]:
    """(Table, uid) of every root of which something was edited after a change → how many rows."""
    found: dict[tuple[str, str], int] = {}
    for name, table in tables().items():
        for root, uid in _owners(session, office, name, table, after):
            found[root, uid] = found.get((root, uid), 0) + 1
    return found


def _owners(
    session: Session, office: str, name: str, table: Table, after: int
) -> Iterator[tuple[str, str]]:
    """The root of each row of a table that was edited; nothing where it has none."""
    way = _way(name)
    if way is None:
        return
    columns, root = way
    query = select(columns[-1]).where(table.c.office == office, table.c.change > after)
    for above, column in zip(columns[1:], columns[:-1], strict=True):
        parent = above.table
        query = query.where(parent.c.office == office, parent.c.uid == column)
    for (uid,) in session.connection().execute(query):
        yield root, uid


def _way(name: str) -> tuple[list[Any], str] | None:
    """The columns that lead from a row to its root, and the table of the root."""
    table = tables()[name]
    if name in ROOTS:
        return [table.c.uid], name
    for constraint in table.foreign_key_constraints:
        (column,) = [c for c in constraint.columns if c.name != "office"]
        above = constraint.referred_table.name
        if above in ROOTS:
            return [column], above
        if further := _way(above):
            return [column, *further[0]], further[1]
    return None
