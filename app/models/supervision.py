"""社区矫正 from day to day: check-ins, hours, leaves with their spot checks, and suspensions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = [
    "CheckIn",
    "CheckInExemption",
    "HoursEntry",
    "Leave",
    "SpecialPeriod",
    "SpotCheck",
    "Suspension",
]


class Suspension(Record, Base):
    """被羁押, 强制戒毒, 住院: check-ins rest from the first to the last day, both included."""

    __tablename__ = "suspension"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    document_number: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_suspension_person", "office", "person_uid"),
        )


class CheckIn(Record, Base):
    """日监控, 周听声, 月见面, 家访: it counts for the day it happened, not for the day of entry."""

    __tablename__ = "check_in"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    happened_on: Mapped[date]
    happened_at: Mapped[datetime | None]
    late_entry: Mapped[bool] = mapped_column(default=False)  # 补录
    late_reason: Mapped[Name | None]
    method: Mapped[Code | None]
    result: Mapped[Code | None]
    staff: Mapped[Name | None]  # 记录人, 走访人
    note: Mapped[LongText | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the rest of its form

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One person's rhythm, and one day's sheet; both are answered from the index alone."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_check_in_person", "office", "person_uid", "kind", "happened_on", "deleted"),
            Index("ix_check_in_day", "office", "happened_on", "kind", "person_uid", "deleted"),
        )


class CheckInExemption(Record, Base):
    """免报: one period of one kind of check-in is waived, with a reason and by whom."""

    __tablename__ = "check_in_exemption"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[LongText]
    approved_by: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_check_in_exemption_person", "office", "person_uid"),
        )


class SpecialPeriod(Record, Base):
    """特殊时期: Spring Festival, a congress: one kind of check-in comes more often for a while."""

    __tablename__ = "special_period"
    name: Mapped[Name]
    checkin: Mapped[Code]
    unit: Mapped[Code]  # day, week, month, quarter
    times: Mapped[int] = mapped_column(default=1)
    control_class: Mapped[Code | None]  # empty: everybody
    from_on: Mapped[date]
    until_on: Mapped[date]
    authority: Mapped[Name | None]  # whose notice asks for it
    document_number: Mapped[Name | None]
    note: Mapped[LongText | None]


class Leave(Record, Base):
    """外出: one request from application (C10) through decision (C09, C11) to 销假 (C12)."""

    __tablename__ = "leave"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # ordinary, frequent 经常性, emergency 紧急外出补办
    state: Mapped[Code]
    extends_uid: Mapped[UidRef | None]  # 展期 of this leave
    changes_uid: Mapped[UidRef | None]  # 变更 of this leave, approved and not begun
    applied_on: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[Code]
    reason_text: Mapped[LongText | None]
    destination: Mapped[Name]  # 省、市、县
    destination_code: Mapped[str | None] = mapped_column(String(20))
    destination_address: Mapped[Name | None]
    transport: Mapped[Name | None]
    companions: Mapped[Name | None]
    contact_phone: Mapped[str | None] = mapped_column(String(60))
    host_name: Mapped[Name | None]  # 目的地联系人
    host_phone: Mapped[str | None] = mapped_column(String(60))
    places: Mapped[Name | None]  # 经常性: 去往市县
    frequency: Mapped[Name | None]
    evidence: Mapped[LongText | None]  # 证明材料清单
    short_notice_reason: Mapped[LongText | None]  # 未提前三日的情况说明
    order_conflict: Mapped[Code | None]  # 与外出期间有效的禁止令有无冲突
    # 司法所意见, with the arithmetic as it was explained then
    opinion: Mapped[LongText | None]
    opinion_agree: Mapped[bool | None]
    opinion_by: Mapped[Name | None]
    opinion_on: Mapped[date | None]
    tier: Mapped[Code | None]  # office, county, superior
    window_days: Mapped[int | None]
    explanation: Mapped[LongText | None]
    rule_profile: Mapped[Code | None]
    delegation_uid: Mapped[UidRef | None]
    # 批准: beyond the delegation this is the county's answer as it was typed in
    decided_tier: Mapped[Code | None]
    decided_by: Mapped[Name | None]
    decided_on: Mapped[date | None]
    decision_number: Mapped[Name | None]
    approved: Mapped[bool | None]
    refusal: Mapped[Code | None]
    refusal_text: Mapped[LongText | None]
    filed_on: Mapped[date | None]  # 报县级备案
    approved_from: Mapped[date | None]
    approved_until: Mapped[date | None]
    # 外出与销假
    departed_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    back_reported_at: Mapped[datetime | None]
    back_report_way: Mapped[Code | None]
    late_days: Mapped[int | None]
    late_reason: Mapped[LongText | None]
    tickets: Mapped[LongText | None]  # 票据, 证明
    handling: Mapped[LongText | None]  # 处理意见
    handled_by: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and across persons: who is away, what waits."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_leave_person", "office", "person_uid", "from_on"),
            Index("ix_leave_state", "office", "state", "from_on"),
        )


class SpotCheck(Record, Base):
    """外出期间抽查: one look at a person who is away."""

    __tablename__ = "spot_check"
    person_uid: Mapped[UidRef]
    leave_uid: Mapped[UidRef]
    checked_at: Mapped[datetime]
    method: Mapped[Code]
    result: Mapped[Code]
    note: Mapped[LongText | None]
    staff: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by leave."""
        return (
            belongs("corrections_person", "person_uid"),
            belongs("leave", "leave_uid"),
            Index("ix_spot_check_leave", "office", "leave_uid"),
        )


class HoursEntry(Record, Base):
    """教育学习 or 公益活动 done by one person; one group activity shares an ``activity_uid``."""

    __tablename__ = "hours_entry"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # study, service
    happened_on: Mapped[date]
    minutes: Mapped[int]
    counts_for: Mapped[date | None]  # 补学: first day of the month made up for
    activity_uid: Mapped[UidRef | None]
    topic: Mapped[Name | None]
    place: Mapped[Name | None]
    staff: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One person's month, and one activity's sheet."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_hours_entry_person", "office", "person_uid", "happened_on"),
            Index("ix_hours_entry_activity", "office", "activity_uid"),
        )
