"""What a package brings is put on the list to be looked at, in the transaction that merges it.

The list follows the merge batch by batch, a few statements each whatever the store holds. Undoing
an import puts the list back as it was; what the county has said of a record stays said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.county import CountyVerdict, ReviewItem
from app.services.units import KINDS, Part, Stamp, newest, part_tables
from app.sync.records import tables

__all__ = ["OPEN", "STATES", "Intake", "state_of", "take_back"]

STATES = {
    "new": "待审核",
    "changed": "审核后又改",
    "back": "已改回",
    "returned": "已退回",
    "accepted": "已通过",
    "gone": "已作废",
}
OPEN = ("back", "changed", "new")
"""What waits for the county, the most urgent first."""

Verdict = tuple[str, Stamp] | None
"""What was said of a record, and how far it had come then."""


def state_of(stamp: Stamp, verdict: Verdict, *, deleted: bool) -> str:
    """Where a record stands in the county's review: a key of ``STATES``."""
    if deleted:
        return "gone"
    if verdict is None:
        return "new"
    word, seen = verdict
    if stamp <= seen:
        return word
    return {"returned": "back", "accepted": "changed"}[word]


class Intake:
    """Told, while a package is merged, which rows of which table were written."""

    def __init__(self, session: Session, office: str, digest: str, month: str) -> None:
        self._session = session
        self._office = office
        self._digest = digest
        self._month = month
        self._roots = {kind.table.__tablename__: name for name, kind in KINDS.items()}  # type: ignore[attr-defined]

    def __call__(self, table: str, uids: Sequence[str]) -> None:
        """Note the units these rows belong to."""
        if not uids:
            return
        owned = [(kind, part) for kind, part in part_tables() if part.table == table]
        if root := self._roots.get(table):
            owned.append((root, Part(table, "uid")))
        for kind, part in owned:
            rows = part.roots(self._office).where(tables()[table].c.uid.in_(uids))
            self._note(kind, newest(rows, self._session))

    def _note(self, kind: str, came: dict[str, Stamp]) -> None:
        if not came:
            return
        known = {item.uid: item for item in self._items(kind, came)}
        verdicts = self._verdicts(kind, came)
        deleted = self._deleted(kind, came)
        for uid, stamp in came.items():
            item = known.get(uid)
            if item is None:
                item = ReviewItem(office=self._office, kind=kind, uid=uid, epoch=0, change=0)
                item.arrived, item.before, item.state, item.month = "", {}, "", self._month
                self._session.add(item)
            if item.arrived != self._digest:
                item.before = _as_before(item) if item.arrived else {}
                item.arrived, item.month = self._digest, self._month
            item.epoch, item.change = max((item.epoch, item.change), stamp)
            item.state = state_of(
                (item.epoch, item.change), verdicts.get(uid), deleted=uid in deleted
            )

    def _items(self, kind: str, uids: dict[str, Stamp]) -> Sequence[ReviewItem]:
        query = select(ReviewItem).where(
            ReviewItem.office == self._office, ReviewItem.kind == kind, ReviewItem.uid.in_(uids)
        )
        return self._session.scalars(query).all()

    def _verdicts(self, kind: str, uids: dict[str, Stamp]) -> dict[str, tuple[str, Stamp]]:
        verdict = CountyVerdict
        query = select(verdict.uid, verdict.verdict, verdict.epoch, verdict.change).where(
            verdict.office == self._office, verdict.kind == kind, verdict.uid.in_(uids)
        )
        return {
            uid: (word, (epoch, change))
            for uid, word, epoch, change in self._session.execute(query)
        }

    def _deleted(self, kind: str, uids: dict[str, Stamp]) -> set[str]:
        table: Any = KINDS[kind].table.__table__  # type: ignore[attr-defined]
        query = select(table.c.uid).where(
            table.c.office == self._office, table.c.uid.in_(uids), table.c.deleted
        )
        return set(self._session.connection().execute(query).scalars())


def _as_before(item: ReviewItem) -> dict[str, Any]:
    return {
        "state": item.state,
        "month": item.month,
        "arrived": item.arrived,
        "epoch": item.epoch,
        "change": item.change,
    }


def take_back(session: Session, office: str, digest: str) -> None:
    """Put the list back as it was before this package, which is undone."""
    mine = (ReviewItem.office == office, ReviewItem.arrived == digest)
    for item in session.scalars(select(ReviewItem).where(*mine)).all():
        if not item.before:
            continue
        verdict = session.get(CountyVerdict, (office, item.kind, item.uid))
        for name, value in item.before.items():
            setattr(item, name, value)
        if verdict is not None and item.state != "gone":  # said meanwhile, and still said
            said = (verdict.verdict, (verdict.epoch, verdict.change))
            item.state = state_of((item.epoch, item.change), said, deleted=False)
        item.before = {}
    session.flush()
    session.execute(delete(ReviewItem).where(*mine))
