"""The search index: entries by number, initials of every reading, and bigrams in an FTS5 table.

The index is derived: it can be thrown away and built again. The full-text table itself
(``search_text``) is SQLite's own and is made by the migration, not mapped here; on PostgreSQL the
same columns take a trigram index instead.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Local, Name

__all__ = ["SearchEntry", "SearchInitials"]


class SearchEntry(Local, Base):
    """One thing that can be found: a person, a case, a member of staff."""

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_number", "number", unique=True),)
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)  # row of the full-text table
    kind: Mapped[Code]
    title: Mapped[Name]
    detail: Mapped[Name]


class SearchInitials(Local, Base):
    """lml → 李明朗; a name with several readings has several rows."""

    __tablename__ = "search_initials"
    initials: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    __table_args__ = (Index("ix_search_initials_number", "number"),)
