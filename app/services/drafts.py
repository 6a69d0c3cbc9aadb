"""Half-filled forms, kept every few seconds inside the encrypted store (F41, trust L4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.local import Draft
from app.services.access import Work
from app.services.base import Service

__all__ = ["DraftService", "SavedDraft"]


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What was typed and not yet saved; ``values`` are as ``forms.values.to_plain`` gave them."""

    scope: str
    title: str
    values: dict[str, Any]
    saved_at: datetime


class DraftService(Service, work=Work.CASES):
    """One draft per ``scope``, e.g. ``mediation.acceptance/<case uid>``, and person."""

    def keep(self, scope: str, title: str, values: Mapping[str, Any]) -> datetime:
        """Keep what stands in the form now; returns when it was kept."""
        now = self.now()
        with self._database.begin() as session:
            session.merge(
                Draft(
                    office=self.office,
                    scope=scope,
                    title=title,
                    values=dict(values),
                    saved_at=now,
                    kept_by=self._database.actor,
                )
            )
            if self._database.actor:
                self._drop(session, scope, "")
        return now

    def find(self, scope: str) -> SavedDraft | None:
        """The draft of this form that the person at the desk left, if one is waiting."""
        with self._database.begin() as session:
            for whose in dict.fromkeys((self._database.actor, "")):
                if draft := session.get(Draft, (self.office, scope, whose)):
                    return _saved(draft)
        return None

    def drop(self, scope: str) -> None:
        """Forget the draft, because its form was saved or given up; a colleague's stays."""
        with self._database.begin() as session:
            for whose in dict.fromkeys((self._database.actor, "")):
                self._drop(session, scope, whose)

    def _drop(self, session: Session, scope: str, whose: str) -> None:
        if draft := session.get(Draft, (self.office, scope, whose)):
            session.delete(draft)

    def waiting(self) -> list[SavedDraft]:
        """The drafts of the person at the desk, newest first; colleagues' wait for theirs."""
        with self._database.begin() as session:
            whose = Draft.kept_by.in_(["", self._database.actor])
            query = select(Draft).where(Draft.office == self.office, whose)
            return [_saved(d) for d in session.scalars(query.order_by(Draft.saved_at.desc()))]


def _saved(draft: Draft) -> SavedDraft:
    return SavedDraft(draft.scope, draft.title, dict(draft.values), draft.saved_at)
