"""认定同一人: what a bureau has decided about two cards of two offices (F67).

The bureau's own table; no row of an office is touched, so that a decision is taken back by one
date. Decisions stay: one that was withdrawn remains in the list.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, LongText, new_uid

__all__ = ["SamePerson"]


class SamePerson(Local, Base):
    """One decision about a pair of cards; ``office`` is the bureau. The lower office stands first."""

    __tablename__ = "same_person"
    __table_args__ = (
        Index("ix_same_person_one", "office", "one_office", "one_card"),
        Index("ix_same_person_other", "office", "other_office", "other_card"),
    )
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    one_office: Mapped[str] = mapped_column(String(20))
    one_card: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    other_office: Mapped[str] = mapped_column(String(20))
    other_card: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    same: Mapped[bool]
    grounds: Mapped[str] = mapped_column(String(64))  # marks that agreed, as decided on
    reason: Mapped[LongText] = mapped_column(default="")
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(String(64), default="")
    withdrawn_reason: Mapped[LongText] = mapped_column(default="")
