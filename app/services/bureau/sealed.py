"""An office sealed a record: the bureau keeps the emptied rows and nothing of what stood there (D2).

The emptied rows come with a package and win like any later edit. What the bureau would keep of the
rows they replaced (earlier versions, the way back of an import, scans) goes at once, so that undoing
an import never unseals.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPerson
from app.models.history import Version
from app.models.sync import ImportStep
from app.services.blobs import drop_unnamed
from app.services.corrections.sealed_content import PERSONS, drop_versions
from app.services.text_index import text_index
from app.sync.holds import family

__all__ = ["forget_sealed"]


def forget_sealed(session: Session, office: str) -> int:
    """Forget what stood in records of ``office`` that are sealed by now; returns whose, counted."""
    newly = (
        select(CorrectionsPerson.uid)
        .join(
            Version,
            (Version.office == CorrectionsPerson.office)
            & (Version.record == CorrectionsPerson.uid),
        )
        .where(CorrectionsPerson.office == office, CorrectionsPerson.sealed.is_(True))
        .distinct()
    )
    people = list(session.scalars(newly.execution_options(include_deleted=True)))
    if not people:
        return 0
    kin = family(session.connection(), office, [(PERSONS, uid) for uid in people])
    uids = sorted({uid for found in kin.values() for uid in found})
    drop_versions(session, office, uids)
    for at in range(0, len(uids), 500):
        session.execute(
            delete(ImportStep).where(
                ImportStep.office == office,
                ImportStep.record.in_(uids[at : at + 500]),
                ImportStep.version.is_not(None),
            )
        )
    drop_unnamed(session, office)
    text_index(session).forget_for_good(session)
    return len(people)
