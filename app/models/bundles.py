"""县局配置包: every version signed or taken here, what the next one will hold, and who has which.

``CountyBundle`` and ``BundleDraft`` stay in the store. ``BundleTaken`` is an office's record that it
works by a version; it travels in the monthly package, so the bureau's board can show it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, LongText, Name, Record

__all__ = ["BundleDraft", "BundleTaken", "CountyBundle"]


class CountyBundle(Local, Base):
    """A signed bundle as it came, or as it was signed here; the highest version counts (K3)."""

    __tablename__ = "county_bundle"
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    county: Mapped[str] = mapped_column(String(20))
    file: Mapped[bytes] = mapped_column(LargeBinary)  # given out again as it was
    minimum_suite: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(64), default="")


class BundleDraft(Local, Base):
    """A file that the bureau's next bundle will hold."""

    __tablename__ = "bundle_draft"
    path: Mapped[str] = mapped_column(String(100), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[Name]
    text: Mapped[LongText]


class BundleTaken(Record, Base):
    """采用县局配置包: an office works by this version from this day on."""

    __tablename__ = "bundle_taken"
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    taken_on: Mapped[date]
