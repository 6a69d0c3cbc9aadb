"""What was sealed: content taken out of the tables, encrypted to the sealed key (trust D2).

It stays in this store and in its backups; the bureau gets the emptied rows, never this.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local

__all__ = ["SealedCase", "SealedContent"]


class SealedContent(Local, Base):
    """A part of one person's record: ``records``, or a scan by its SHA-256."""

    __tablename__ = "sealed_content"
    person_uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]


class SealedCase(Local, Base):
    """By what an adult's file is known to tell of a sealed person's case, and which were marked."""

    __tablename__ = "sealed_case"
    person_uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
