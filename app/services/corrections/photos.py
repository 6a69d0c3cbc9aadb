"""The photograph of a person under corrections: cut to one inch, kept encrypted like a scan, named
by the basic sheet (C02), and carried to the bureau with it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.models.local import Blob
from app.services.access import Work
from app.services.base import Service
from app.services.blobs import keep_bytes, let_go
from app.services.corrections.records import find_person, writable
from app.services.photos import must_be_cut

__all__ = ["PhotoService", "photo_of"]


class PhotoService(Service, work=Work.CASES):
    """One photograph for each person."""

    def read(self, person: str) -> bytes | None:
        """The photograph as JPEG; ``None`` while there is none."""
        with self._database.begin() as session:
            return photo_of(session, find_person(session, self.office, person))

    def keep(self, person: str, data: bytes) -> None:
        """Take what ``photos.cut`` gave in place of what there was. Raises ``BadPhoto``."""
        must_be_cut(data)
        with self._database.begin() as session:
            found = writable(session, self.office, person)
            before = found.photo_sha256
            found.photo_sha256 = keep_bytes(session, self.office, data)
            if before and before != found.photo_sha256:
                let_go(session, self.office, before)

    def remove(self, person: str) -> None:
        """Take the photograph away; its bytes go with it."""
        with self._database.begin() as session:
            found = writable(session, self.office, person)
            before, found.photo_sha256 = found.photo_sha256, None
            if before:
                let_go(session, self.office, before)


def photo_of(session: Session, person: CorrectionsPerson) -> bytes | None:
    """The bytes of a person's photograph; ``None`` also when a bureau does not hold them."""
    if not person.photo_sha256:
        return None
    blob = session.get(Blob, (person.office, person.photo_sha256))
    return blob.data if blob is not None else None
