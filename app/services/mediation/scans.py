"""扫描件 of a mediation case, in the parts of its dossier."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.mediation import Scan
from app.services.mediation.clocks import refresh
from app.services.mediation.facts import find_case
from app.services.scans import Scans

__all__ = ["ScanService"]


class ScanService(Scans):
    """Scans of a case; one may be about a party (``party_uid``)."""

    model = Scan
    owner = "case_uid"

    def _must_be_there(self, session: Session, owner: str) -> None:
        find_case(session, self.office, owner)

    def _attached(self, session: Session, owner: str) -> None:
        refresh(session, find_case(session, self.office, owner), today=self.today())
