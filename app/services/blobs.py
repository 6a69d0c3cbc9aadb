"""The bytes of scans and photographs: kept once by content, let go when no record names them."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.local import Blob
from app.sync.records import blob_columns, tables

__all__ = ["drop_unnamed", "keep_bytes", "let_go"]


def keep_bytes(session: Session, office: str, data: bytes) -> str:
    """Keep ``data``; the digest by which a record names it."""
    digest = hashlib.sha256(data).hexdigest()
    if session.get(Blob, (office, digest)) is None:
        session.add(Blob(office=office, sha256=digest, data=data))
    return digest


def let_go(session: Session, office: str, digest: str) -> None:
    """Drop the bytes unless a record still names them; what lies in the trash names them, too."""
    session.flush()
    for table in tables().values():
        for name in blob_columns(table):
            query = select(table.c.uid).where(table.c.office == office, table.c[name] == digest)
            if session.execute(query.limit(1)).first() is not None:
                return
    if (blob := session.get(Blob, (office, digest))) is not None:
        session.delete(blob)


def drop_unnamed(session: Session, office: str) -> None:
    """Drop every scan and photograph of ``office`` that no record names."""
    session.flush()
    named: set[str] = set()
    for table in tables().values():
        for name in blob_columns(table):
            query = select(table.c[name]).where(table.c.office == office)
            named |= {digest for digest in session.scalars(query) if digest}
    held = set(session.scalars(select(Blob.sha256).where(Blob.office == office)))
    for digest in held - named:
        session.delete(session.get_one(Blob, (office, digest)))
