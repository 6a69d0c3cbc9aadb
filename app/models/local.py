"""What stays on this PC: settings of this office, half-filled forms, keys of the sync partners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local

__all__ = ["SERVER", "Blob", "Draft", "Setting"]


SERVER = "server"
"""The setting of a bureau's vault that names the server its records have moved to."""


class Setting(Local, Base):
    """One setting of this office or bureau; the value is JSON."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Draft(Local, Base):
    """A half-filled form, saved every few seconds, so that a power cut loses nothing (F41).

    Each person's own: who sits down at the same PC neither reads nor overwrites a colleague's.
    """

    __tablename__ = "draft"
    scope: Mapped[str] = mapped_column(String(200), primary_key=True)  # form code + record
    title: Mapped[str] = mapped_column(String(200), default="")
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    # empty: from before there were accounts; whoever comes to it first takes it up
    kept_by: Mapped[str] = mapped_column(
        String(64), primary_key=True, default="", server_default=""
    )


class Blob(Local, Base):
    """The bytes of a scan or photo, kept once by content hash, encrypted with the store."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
