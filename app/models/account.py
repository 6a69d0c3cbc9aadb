"""账号: who may open this store. An account is switched off, never deleted: its number stands in
the history of every record its person touched (F30, F71).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, Name, UidRef

__all__ = ["Account"]


class Account(Local, Base):
    """One person's way in. ``id`` is what records and key slots call it (``u1``)."""

    __tablename__ = "account"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[Name]
    staff_uid: Mapped[UidRef | None]  # 工作人员, where the roster has this person
    roles: Mapped[list[Any]] = mapped_column(JSON)  # of services/access.py
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(64), default="")
    last_in: Mapped[datetime | None]  # the newest log-in
    disabled_at: Mapped[datetime | None]
