"""社区矫正: moving to another office (执行地变更), and the sealing of a minor's record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = ["CorrectionsSeal", "CorrectionsTransfer", "SealedView"]


class CorrectionsTransfer(Record, Base):
    """执行地变更 (实施办法 30, 31), seen from this side: ``direction`` out or in.

    The rhythm here ends on ``handed_over_on``; the person is counted here until the day before
    ``reported_on``, there from that day on, so that nobody is lost and nobody counted twice.
    """

    __tablename__ = "corrections_transfer"
    person_uid: Mapped[UidRef]
    direction: Mapped[Code]
    applied_on: Mapped[date]  # 本人申请, or 对方来函
    move_on: Mapped[date | None]  # 计划迁居日
    reason: Mapped[LongText]
    new_address: Mapped[Name]
    other_authority: Mapped[Name]  # 对方县级社区矫正机构
    other_office: Mapped[Name | None]  # 对方司法所
    other_office_code: Mapped[str | None] = mapped_column(String(20))
    evidence: Mapped[LongText | None]
    opinion: Mapped[LongText | None]  # 司法所意见
    opinion_by: Mapped[Name | None]
    opinion_on: Mapped[date | None]
    inquiry_on: Mapped[date | None]  # 征求意见函发出 (收到)
    inquiry_number: Mapped[Name | None]
    answered_on: Mapped[date | None]
    answer: Mapped[Code | None]
    answer_number: Mapped[Name | None]
    answer_reason: Mapped[LongText | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[Name | None]
    decision_number: Mapped[Name | None]
    decision: Mapped[Code | None]
    told_on: Mapped[date | None]  # 告知本人
    files_sent_on: Mapped[date | None]  # 文书和档案移交
    receipt_on: Mapped[date | None]  # 回执
    handed_over_on: Mapped[date | None]  # 交接日: the last day of the rhythm at the old office
    report_by: Mapped[date | None]
    reported_on: Mapped[date | None]  # 到新执行地报到
    absence_told_on: Mapped[date | None]  # 未报到: 通知原执行地
    cancelled_on: Mapped[date | None]  # 没有迁居
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and across persons: which are still open."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_transfer_person", "office", "person_uid", "applied_on"),
            Index("ix_corrections_transfer_open", "office", "reported_on"),
        )


class CorrectionsSeal(Record, Base):
    """封存 (刑诉法 286; 社区矫正法 54), and 解除封存 where the law asks for it."""

    __tablename__ = "corrections_seal"
    person_uid: Mapped[UidRef]
    sealed_on: Mapped[date]
    basis: Mapped[Code]
    document_number: Mapped[Name | None]
    sealed_by: Mapped[Name]
    second_person: Mapped[Name]
    lifted_on: Mapped[date | None]
    lifted_number: Mapped[Name | None]
    lifted_by: Mapped[Name | None]
    lifted_second: Mapped[Name | None]
    lifted_reason: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_seal_person", "office", "person_uid"),
        )


class SealedView(Record, Base):
    """查阅封存记录: who looked, on which legal basis, for whom; never edited, never removed."""

    __tablename__ = "sealed_view"
    person_uid: Mapped[UidRef]
    viewed_at: Mapped[datetime]
    basis: Mapped[Code]
    scope: Mapped[Code | None]  # 查阅范围; empty: the basic sheet
    document_number: Mapped[Name]
    unit: Mapped[Name]  # 查询单位
    purpose: Mapped[LongText]
    viewer: Mapped[Name]
    second_viewer: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_sealed_view_person", "office", "person_uid", "viewed_at"),
        )
