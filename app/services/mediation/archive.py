"""保管期满: dossiers to be looked at by people; the program proposes and destroys nothing (trust D1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.forms.codes import label
from app.models.mediation import MediationCase
from app.rules.agreements import retention_ends
from app.services.access import Work
from app.services.base import Service
from app.services.rule_books import book

__all__ = ["ArchiveService"]


class ArchiveService(Service, work=Work.CASES):
    """What the archive asks of the office."""

    def retention_over(self, on: date) -> list[dict[str, Any]]:
        """Dossiers kept long enough on a day, the longest over first (``RETENTION_REGISTER``).

        What is kept for ever, or whose period the rules do not know, is never listed.
        """
        with self._database.begin() as session:
            rules = book(session, self.office, "mediation")
            query = select(MediationCase).where(
                MediationCase.office == self.office,
                MediationCase.filed_on.is_not(None),
                MediationCase.retention.is_not(None),
            )
            found = []
            for case in session.scalars(query):
                if case.filed_on is None or case.retention is None:
                    continue  # the query leaves them out; said for the types
                ends = retention_ends(case.filed_on, case.retention, rules)
                if ends is not None and ends < on:
                    found.append(
                        {
                            "number": case.number,
                            "title": case.title or case.parties_text,
                            "filed_on": case.filed_on,
                            "retention": label("retention", case.retention),
                            "ends_on": ends,
                            "archive_place": case.archive_place,
                        }
                    )
        return sorted(found, key=lambda row: (row["ends_on"], row["number"] or ""))
