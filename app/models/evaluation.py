"""卷宗评查: rounds a bureau has drawn, and how each drawn dossier was scored (F68).

The bureau's own tables; no office's row is touched. A round keeps its seed, what it was drawn from
and the sheet it is scored by, so that it can be repeated and read years later.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, LongText, Name, new_uid

__all__ = ["EvaluationDossier", "EvaluationRound"]


class EvaluationRound(Local, Base):
    """One evaluation: a period, a seed, a sheet."""

    __tablename__ = "evaluation_round"
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    title: Mapped[Name]
    since: Mapped[date]
    until: Mapped[date]
    each: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    candidates: Mapped[dict[str, Any]]  # office → uids of its dossiers at the draw
    sheet: Mapped[dict[str, Any]]  # as its file had it
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[str] = mapped_column(String(64), default="")
    closed_at: Mapped[datetime | None]


class EvaluationDossier(Local, Base):
    """One drawn dossier and its score; ``office`` is the bureau, ``of_office`` the dossier's."""

    __tablename__ = "evaluation_dossier"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office", "round_uid"], ["evaluation_round.office", "evaluation_round.uid"]
        ),
    )
    round_uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    of_office: Mapped[str] = mapped_column(String(20), primary_key=True)
    case_uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    position: Mapped[int]
    number: Mapped[Name]
    title: Mapped[Name]
    reader_office: Mapped[str] = mapped_column(String(20), default="")
    reader: Mapped[Name] = mapped_column(default="")  # who scored it
    marks: Mapped[dict[str, Any]]  # item → deduction, reason, veto
    opinion: Mapped[LongText] = mapped_column(default="")
    total: Mapped[int | None]
    band: Mapped[str] = mapped_column(String(40), default="")
    scored_at: Mapped[datetime | None]
    scored_by: Mapped[str] = mapped_column(String(64), default="")
