"""时间可疑: from which edit to which the clock of this PC was in doubt (trust C3).

It travels, so that the county sees which records were dated by a clock that was wrong. Order and
merge never depend on it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Name, Record

__all__ = ["ClockDoubt"]


class ClockDoubt(Record, Base):
    """Records whose ``change`` lies in the range were written by a doubtful clock."""

    __tablename__ = "clock_doubt"
    kind: Mapped[Code]  # behind, ahead
    minutes: Mapped[int]  # by how much, when it was noticed
    from_change: Mapped[int] = mapped_column(BigInteger)
    until_change: Mapped[int | None] = mapped_column(BigInteger)  # None: still in doubt
    noted_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[Name | None]
