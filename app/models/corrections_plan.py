"""社区矫正: the plan, the 宣告 and what changes the term of one person.

The plan (C08) is written anew when it no longer fits; smaller changes are adjustments beside it, so
that what was planned when can be read later (实施办法 22). A term shortened by a court keeps its old
end (``TermChange``); the person's own ``ends_on`` is the one in force.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = ["CorrectionsPlan", "Declaration", "PlanAdjustment", "PlanReview", "TermChange"]


class CorrectionsPlan(Record, Base):
    """矫正方案 (社区矫正法 24; 实施办法 22): one version of it, in force from ``made_on``."""

    __tablename__ = "corrections_plan"
    person_uid: Mapped[UidRef]
    made_on: Mapped[date]
    situation: Mapped[LongText]  # 基本情况
    judgment: Mapped[LongText | None]  # 裁判内容
    assessment: Mapped[LongText]  # 综合评估结果
    risk: Mapped[Code | None]
    mind: Mapped[LongText | None]  # 心理状态和其他特殊情况分析
    supervision: Mapped[LongText]  # 监督管理措施
    education: Mapped[LongText]  # 教育矫正措施
    assistance: Mapped[LongText | None]  # 帮困扶助措施
    other: Mapped[LongText | None]  # 其他措施
    made_by: Mapped[Name]  # 制定人
    reviewed_by: Mapped[Name | None]  # 审核人

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, in order of time."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_plan_person", "office", "person_uid", "made_on"),
        )


class PlanAdjustment(Record, Base):
    """方案调整: what was changed, when and why (实施办法 22)."""

    __tablename__ = "plan_adjustment"
    person_uid: Mapped[UidRef]
    adjusted_on: Mapped[date]
    reason: Mapped[LongText]
    content: Mapped[LongText]
    adjusted_by: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_plan_adjustment_person", "office", "person_uid", "adjusted_on"),
        )


class PlanReview(Record, Base):
    """方案实施效果评估."""

    __tablename__ = "plan_review"
    person_uid: Mapped[UidRef]
    reviewed_on: Mapped[date]
    effect: Mapped[Code]
    opinion: Mapped[LongText]
    reviewed_by: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_plan_review_person", "office", "person_uid", "reviewed_on"),
        )


class Declaration(Record, Base):
    """宣告 (实施办法 20, 54): at the beginning or at the end of corrections."""

    __tablename__ = "declaration"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # entry 入矫, release 解矫
    held_at: Mapped[datetime]
    place: Mapped[Name]
    host: Mapped[Name]  # 宣告人
    recorder: Mapped[Name | None]
    participants: Mapped[list[Any]] = mapped_column(JSON, default=list)  # name, role, note
    public: Mapped[bool] = mapped_column(default=False)  # 公开进行
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_declaration_person", "office", "person_uid", "held_at"),
        )


class TermChange(Record, Base):
    """减刑 and other rulings that move the end of the term; the old end stays readable here."""

    __tablename__ = "term_change"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # commutation 减刑, correction 更正
    decided_on: Mapped[date]
    decided_by: Mapped[Name]
    document_number: Mapped[Name]
    content: Mapped[Name | None]  # 裁定内容, e.g. 减去缓刑考验期二个月
    old_ends_on: Mapped[date | None]
    new_ends_on: Mapped[date]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_term_change_person", "office", "person_uid", "decided_on"),
        )
