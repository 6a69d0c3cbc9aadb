"""暂予监外执行: reports of health, extensions of their days, and the guarantor (实施办法 24)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = ["GuarantorCheck", "HealthExtension", "HealthReport"]


class HealthReport(Record, Base):
    """身体情况报告 each month, 病情复查 every three months."""

    __tablename__ = "health_report"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # body, recheck
    reported_on: Mapped[date]
    counts_for: Mapped[date | None]  # 补交: any day of the period made up for
    hospital: Mapped[Name | None]
    designated: Mapped[bool] = mapped_column(default=False)  # 省级人民政府指定的医院
    findings: Mapped[LongText]  # 身体情况, 诊断意见
    papers: Mapped[Name | None]  # 诊断证明等材料
    staff: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person and kind."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_health_report_person", "office", "person_uid", "kind", "reported_on"),
        )


class HealthExtension(Record, Base):
    """延长报告、复查期限: it moves the one day it names."""

    __tablename__ = "health_extension"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    due_on: Mapped[date]  # 原应当报告或者复查的日期
    new_due_on: Mapped[date]
    reason: Mapped[LongText]
    approved_by: Mapped[Name]
    document_number: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_health_extension_person", "office", "person_uid", "due_on"),
        )


class GuarantorCheck(Record, Base):
    """保证人条件核查 (暂予监外执行规定 11)."""

    __tablename__ = "guarantor_check"
    person_uid: Mapped[UidRef]
    checked_on: Mapped[date]
    guarantor_name: Mapped[Name]
    capable: Mapped[bool] = mapped_column(default=False)  # 完全民事行为能力并愿意
    at_liberty: Mapped[bool] = mapped_column(default=False)  # 人身自由未受限制
    settled: Mapped[bool] = mapped_column(default=False)  # 固定的住处和收入
    nearby: Mapped[bool] = mapped_column(default=False)  # 共同居住或者同一市、县
    note: Mapped[LongText | None]
    staff: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_guarantor_check_person", "office", "person_uid", "checked_on"),
        )
