"""安置帮教工作机构、工作人员及经费: what the office has to work with, one row a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base, Code, Fen, LongText, Name, Record

__all__ = ["HelpMeans"]


class HelpMeans(Record, Base):
    """One half-year's or one year's report of the office itself; ``as_of`` is its last day."""

    __tablename__ = "help_means"
    title: Mapped[Name]  # 2026年上半年工作机构、人员、经费: what lists call it
    year: Mapped[int]
    period: Mapped[Code]  # 上半年, 全年
    as_of: Mapped[date]
    organ: Mapped[Code]  # 独立机构, 合署办公
    joint_with: Mapped[Name | None]
    full_time: Mapped[int]
    part_time: Mapped[int]
    volunteers: Mapped[int | None]
    village_workers: Mapped[int | None]  # 村（社区）兼职工作人员
    budget: Mapped[Code]  # 专项经费列入政府预算
    amount: Mapped[Fen | None]  # of the period
    budget_document: Mapped[Name | None]
    villages_in_budget: Mapped[int | None]
    filled_by: Mapped[Name | None]
    filled_on: Mapped[date]
    remark: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by day; one row a report is kept by the service, as a merge may bring any order."""
        return (Index("ix_help_means_as_of", "office", "as_of"),)
