"""回收站: what was taken away, by whom and when, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPaper, CorrectionsPerson, CorrectionsScan
from app.models.mediation import MediationCase
from app.models.resettlement import HelpClassChange, ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.corrections.entries import Moment
from app.services.corrections.persons import DATED_ROWS
from app.services.corrections.records import find_person, writable
from app.services.mediation.clocks import refresh
from app.services.resettlement.persons import newest_class
from app.services.trash.kinds import HIDDEN, KINDS, CannotReturn, RemovedKind, owner_name, together

__all__ = ["Removed", "TrashService"]

FILED = frozenset({CorrectionsPaper, CorrectionsScan})
"""What lies in a working file."""


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing taken away. ``kind`` and ``uid`` name it to ``restore``."""

    kind: str
    uid: str
    words: str  # what sort of thing
    name: str
    owner: str  # the case or the person it belongs to; empty for what stands alone
    removed_at: datetime
    removed_by: str
    effect: str  # what happens when it comes back
    reason: str = ""  # why it went, and who was there (D1); of a whole case


class TrashService(Service, work=Work.CASES):
    """Every tombstone of this office. Each public method is one transaction."""

    def listed(self, text: str = "", kind: str = "") -> list[Removed]:
        """What was taken away, the newest first; narrowed by words and by kind."""
        wanted = text.strip().lower()
        with self._database.begin() as session:
            found = [
                removed
                for one in KINDS
                if kind in {"", one.table.__tablename__}
                for removed in self._of(session, one)
            ]
        if wanted:
            found = [r for r in found if wanted in f"{r.words} {r.name} {r.owner}".lower()]
        return sorted(found, key=lambda r: r.removed_at, reverse=True)

    def of_file(self, person: str) -> list[Removed]:
        """Papers and scans taken out of a person's working file, the newest first."""
        with self._database.begin() as session:
            find_person(session, self.office, person)
            found = [
                self._told(session, one, record)
                for one in KINDS
                if one.table in FILED
                for record in session.scalars(
                    select(one.table)
                    .where(
                        one.table.office == self.office,
                        one.table.person_uid == person,
                        one.table.deleted.is_(True),
                    )
                    .execution_options(include_deleted=True)
                )
            ]
        return sorted(found, key=lambda r: r.removed_at, reverse=True)

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds there are, for narrowing: code and words."""
        return [(one.table.__tablename__, one.words) for one in KINDS]

    def restore(self, kind: str, uid: str) -> str:
        """Bring one thing back; returns its name. Raises ``CannotReturn``.

        What went with it in the same moment comes back with it. A numbered case has kept its
        number (F3): the counter never gave it away.
        """
        with self._database.begin() as session:
            one = next(k for k in KINDS if k.table.__tablename__ == kind)
            record = _buried(session, one.table, self.office, uid)
            owner = self._owner(session, one, record)
            if owner is not None and owner.deleted:
                raise CannotReturn(
                    f"它所在的“{owner_name(owner)}”也已移出。", "请先在回收站里找回那一条。"
                )
            if isinstance(owner, CorrectionsPerson):
                writable(session, self.office, owner.uid)  # of a person still on the books here
            if said := one.taken(session, record):
                raise CannotReturn(
                    said, "不需要找回的，可以不管；一定要换回来的，先移出现在那一条。"
                )
            for part in [record, *together(session, record)]:
                part.deleted = False
            session.flush()
            self._settle(session, record, owner)
            return one.name(record)

    def _of(self, session: Session, one: RemovedKind) -> list[Removed]:
        table = one.table
        query = (
            select(table)
            .where(table.office == self.office, table.deleted.is_(True))
            .execution_options(include_deleted=True)
        )
        return [self._told(session, one, record) for record in session.scalars(query)]

    def _told(self, session: Session, one: RemovedKind, record: Any) -> Removed:
        owner = self._owner(session, one, record)
        masked = one.personal and getattr(owner, "restricted", False)
        return Removed(
            kind=one.table.__tablename__,
            uid=record.uid,
            words=one.words,
            name=HIDDEN if masked else one.name(record),
            owner=owner_name(owner) if owner is not None else "",
            removed_at=record.changed_at,
            removed_by=record.changed_by,
            effect=one.effect,
            reason=_reason(record),
        )

    def _owner(self, session: Session, one: RemovedKind, record: Any) -> Any:
        if one.owner is None:
            return None
        key = (self.office, getattr(record, one.owner_column))
        return session.get(one.owner, key, execution_options={"include_deleted": True})

    def _settle(self, session: Session, record: Any, owner: Any) -> None:
        """Bring up to date what is derived from the record."""
        session.info.pop("mediation.records", None)
        case = record if isinstance(record, MediationCase) else owner
        if isinstance(record, MediationCase):
            record.removed_reason = record.removed_second = None  # its history keeps them
        if isinstance(record, PrisonerChild):
            record.removed_reason = record.removed_second = None
        if isinstance(case, MediationCase):
            refresh(session, case, today=self.today())
        for entry in DATED_ROWS.values():
            if isinstance(record, entry.kind) and isinstance(owner, CorrectionsPerson):
                entry.then(Moment(session, self.office, self.now()), owner, record)
        if isinstance(record, HelpClassChange) and isinstance(owner, ResettlementPerson):
            newest = newest_class(session, owner, self.today())
            owner.help_class = newest.help_class if newest else None


def _reason(record: Any) -> str:
    if not isinstance(record, MediationCase | PrisonerChild) or not record.removed_reason:
        return ""
    return f"{record.removed_reason}（在场：{record.removed_second}）"


def _buried(session: Session, table: type[Any], office: str, uid: str) -> Any:
    record = session.get(table, (office, uid), execution_options={"include_deleted": True})
    if record is None:
        raise Missing("这条记录")
    if not record.deleted:
        raise CannotReturn("这一条已经找回来了。", "请刷新回收站。")
    return record
