"""扫描件 in the working file of a person: judgments, identity papers, whatever came on paper."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsScan
from app.services.corrections.persons import find_person
from app.services.scans import Scans

__all__ = ["FileScans"]


class FileScans(Scans):
    """Scans of a person's working file, with what the contents list says of each."""

    model = CorrectionsScan
    owner = "person_uid"

    def _must_be_there(self, session: Session, owner: str) -> None:
        find_person(session, self.office, owner)
