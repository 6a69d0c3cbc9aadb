"""社区矫正: what comes before and beside the corrections of one person, and is counted each month.

调查评估 (社区矫正法 18; 实施办法 14), 再犯罪 (实施办法 46), 突发事件.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = ["CorrectionsIncident", "CorrectionsInquiry", "CorrectionsReoffence"]


class CorrectionsInquiry(Record, Base):
    """调查评估: asked by a court or prison, answered by the county, adopted or not."""

    __tablename__ = "corrections_inquiry"
    person_uid: Mapped[UidRef]
    commissioned_by: Mapped[Name]  # 委托机关
    commission_number: Mapped[Name | None]
    commission_received_on: Mapped[date]
    fast_track: Mapped[bool] = mapped_column(default=False)  # 刑事速裁
    papers_asked_on: Mapped[date | None]  # 要求委托机关补充材料
    papers_complete_on: Mapped[date | None]  # 材料收齐, 期限起算
    extended_until: Mapped[date | None]  # 与委托机关商定延长至
    extension_ground: Mapped[Name | None]
    investigators: Mapped[Name | None]
    finished_on: Mapped[date | None]  # 意见书的日期
    document_number: Mapped[Name | None]  # 县级意见书的文号
    inquiry_result: Mapped[Code | None]
    adopted: Mapped[Code | None]  # 决定机关采纳与否
    adopted_on: Mapped[date | None]
    unable_on: Mapped[date | None]  # 向委托机关说明无法评估
    unable_reason: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and by day for the month's figures."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_inquiry_person", "office", "person_uid"),
            Index("ix_corrections_inquiry_received", "office", "commission_received_on"),
        )


class CorrectionsReoffence(Record, Base):
    """再犯罪: a new offence during corrections, as the police or a court wrote of it."""

    __tablename__ = "corrections_reoffence"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    happened_on: Mapped[date]
    offences: Mapped[Name | None]
    offence_class: Mapped[Code | None]  # 罪名大类
    document_number: Mapped[Name]  # 来源公函
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and by day for the month's figures."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_reoffence_person", "office", "person_uid"),
            Index("ix_corrections_reoffence_day", "office", "happened_on"),
        )


class CorrectionsIncident(Record, Base):
    """突发事件 that a person in corrections caused or suffered."""

    __tablename__ = "corrections_incident"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    happened_on: Mapped[date]
    facts: Mapped[LongText]
    county_told_on: Mapped[date | None]  # 报告县级
    handling: Mapped[LongText | None]
    staff: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and by day for the month's figures."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_incident_person", "office", "person_uid"),
            Index("ix_corrections_incident_day", "office", "happened_on"),
        )
