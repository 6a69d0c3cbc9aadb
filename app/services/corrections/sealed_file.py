"""What is shown of a sealed person: the basic sheet, or the whole working file (trust D2).

The content is opened in memory, where it stands as it stood before sealing; the same service that
binds every other file binds it there. The store itself sees none of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.corrections import BASIC_SHEET
from app.forms.dossier import DossierPlan
from app.models.corrections import CorrectionsPerson
from app.models.local import Blob, Setting
from app.models.memory import MemoryStore
from app.models.sealed import SealedContent
from app.models.sealed_keys import SealedKey
from app.models.store import Store
from app.services.columns import read
from app.services.corrections.file import FileService
from app.services.corrections.sealed_content import PERSONS, RECORDS, look_in, sealed_blob
from app.services.rule_books import ADOPTED
from app.sync.records import decode, tables

__all__ = ["FILE", "SHEET", "bound", "sheet_of"]

SHEET, FILE = "sheet", "file"
"""How far a look goes; codes of ``sealed_scope``."""

TITLE = "社区矫正工作档案（封存记录）"
"""What the PDF calls itself: it names nobody."""


def sheet_of(session: Session, store: Store, uid: str, key: SealedKey) -> dict[str, Any]:
    """The values of the basic sheet with its photograph; raises ``NotOpened``."""
    opened = look_in(session, store.office, uid, key)
    photo = opened.photo and sealed_blob(session, store.office, uid, opened.photo, key)
    row = decode(tables()[PERSONS], opened.rows[PERSONS][uid], store.office)
    return {**read(CorrectionsPerson(**row), BASIC_SHEET), "photo": photo or None}


def bound(session: Session, store: Store, uid: str, key: SealedKey) -> DossierPlan:
    """The whole file as it was when it was sealed; raises ``NotOpened``."""
    office = store.office
    opened = look_in(session, office, uid, key)
    rows: dict[Any, list[dict[str, Any]]] = {}
    for name, table in tables().items():
        found = opened.rows.get(name, {}).values()
        rows[table] = [decode(table, row, office) for row in found]
    for row in rows[tables()[PERSONS]]:
        row["sealed"] = False  # in here it lies open
    scans = session.scalars(
        select(SealedContent.part).where(
            SealedContent.office == office,
            SealedContent.person_uid == uid,
            SealedContent.part != RECORDS,
        )
    )
    rows[Blob.__table__] = [
        {"office": office, "sha256": part, "data": sealed_blob(session, office, uid, part, key)}
        for part in scans
    ]
    kept = select(Setting).where(Setting.office == office, Setting.name.in_(("identity", ADOPTED)))
    rows[Setting.__table__] = [
        {"office": office, "name": one.name, "value": one.value} for one in session.scalars(kept)
    ]
    memory = MemoryStore(store)
    try:
        memory.fill(rows)
        return replace(FileService(memory).plan(uid), title=TITLE)
    finally:
        memory.close()
