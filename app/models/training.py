"""队伍培训: staff with roles over time, sessions with their sittings, and who attended which.

A session held by the county is one session with one uid everywhere; each office keeps its own copy
of it under its own office code and adds only its own people's attendance.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Fen, LongText, Name, Record, UidRef, belongs
from app.models.people import PersonFacts

__all__ = [
    "Attendance",
    "Staff",
    "StaffAbsence",
    "StaffRole",
    "TrainingSession",
    "TrainingSitting",
    "TrainingYear",
]


class Staff(PersonFacts, Record, Base):
    """工作人员: somebody who works for or with the office; roles are dated rows beside it."""

    __tablename__ = "staff"
    card_uid: Mapped[UidRef | None]  # 人员卡
    education: Mapped[Code | None]
    political: Mapped[Code | None]
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Found by name."""
        return (Index("ix_staff_name", "office", "name"),)


class StaffRole(Record, Base):
    """岗位 from a day to a day, both included, at an office (other than this one after a move)."""

    __tablename__ = "staff_role"
    staff_uid: Mapped[UidRef]
    role: Mapped[Code]
    at_office: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    document_number: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, in order of time."""
        return (
            belongs("staff", "staff_uid"),
            Index("ix_staff_role_staff", "office", "staff_uid", "from_on"),
        )


class StaffAbsence(Record, Base):
    """长假, 借调: days that may leave the requirement of the year."""

    __tablename__ = "staff_absence"
    staff_uid: Mapped[UidRef]
    kind: Mapped[Code]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("staff", "staff_uid"),
            Index("ix_staff_absence_staff", "office", "staff_uid"),
        )


class TrainingSession(Record, Base):
    """培训班次."""

    __tablename__ = "training_session"
    title: Mapped[Name]
    organiser: Mapped[Name]  # 主办单位
    level: Mapped[Code]  # 所 县 市 自治区 部 其他
    category: Mapped[Code]  # 政治理论 政策法规 业务知识 岗位技能 职业道德
    form: Mapped[Code]  # 集中脱产 以会代训 ...
    notice_number: Mapped[Name | None]
    from_on: Mapped[date]
    until_on: Mapped[date]
    place: Mapped[Name | None]
    lecturer: Mapped[Name | None]
    content: Mapped[LongText | None]
    for_roles: Mapped[list[Any]] = mapped_column(JSON, default=list)
    mediator_rotation: Mapped[bool] = mapped_column(default=False)  # 调解员轮训
    cost: Mapped[Fen | None]
    examination: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """The list of sessions, newest first."""
        return (Index("ix_training_session_from_on", "office", "from_on"),)


class TrainingSitting(Record, Base):
    """逐日时段: a morning, an afternoon, an evening, or a number of 学时 on one date."""

    __tablename__ = "training_sitting"
    session_uid: Mapped[UidRef]
    held_on: Mapped[date]
    part: Mapped[Code]
    hours: Mapped[int | None]  # 学时, in hundredths; for an evening or hours only

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by session, and by date across sessions (overlap)."""
        return (
            belongs("training_session", "session_uid"),
            Index("ix_training_sitting_session", "office", "session_uid", "held_on"),
            Index("ix_training_sitting_held_on", "office", "held_on"),
        )


class Attendance(Record, Base):
    """参训记录: one person at one session; ``proofs`` says for which sitting there is what proof."""

    __tablename__ = "attendance"
    session_uid: Mapped[UidRef]
    staff_uid: Mapped[UidRef]
    capacity: Mapped[Code]  # learner 学员, lecturer 授课
    proofs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # sitting uid → proof
    absence_reason: Mapped[Name | None]
    score: Mapped[Name | None]
    certificate_number: Mapped[Name | None]
    confirmed_by: Mapped[Name | None]
    correction_reason: Mapped[LongText | None]  # why a frozen year was changed

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One row per person and session; a person's year is read by person."""
        return (
            belongs("training_session", "session_uid"),
            belongs("staff", "staff_uid"),
            UniqueConstraint("office", "session_uid", "staff_uid"),
            Index("ix_attendance_staff", "office", "staff_uid"),
        )


class TrainingYear(Record, Base):
    """培训年度: a year whose table was reported, frozen as it was then."""

    __tablename__ = "training_year"
    year: Mapped[int]
    frozen_on: Mapped[date]
    reported: Mapped[list[Any]] = mapped_column(JSON)

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """A year is frozen once."""
        return (UniqueConstraint("office", "year"),)
