"""月底: what is held back, what was stated and corrected in writing, who carried what, and tables
kept as they were reported.

``ZeroReport`` and ``CorrectionSlip`` travel to the bureau in the package; the rest stays here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Local, LongText, Name, Record, UidRef, new_uid

__all__ = [
    "Carrying",
    "CorrectionSlip",
    "HeldBack",
    "LeftOut",
    "ReportedTable",
    "ZeroReport",
]


# --- held back (F60) -----------------------------------------------------------------------------


class HeldBack(Local, Base):
    """A case, person or session that stays out of packages with all that belongs to it."""

    __tablename__ = "held_back"
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    table_name: Mapped[str] = mapped_column(String(64))
    record: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    reason: Mapped[LongText]
    month: Mapped[str] = mapped_column(String(7))  # out of whose package it was taken first
    held_at: Mapped[datetime]
    held_by: Mapped[str] = mapped_column(String(64), default="")
    released_at: Mapped[datetime | None]
    released_by: Mapped[str] = mapped_column(String(64), default="")


class LeftOut(Local, Base):
    """A row that a frozen package did not carry because it was held back.

    The county holds it as it stood at ``sent_change``, or not at all when that is 0.
    """

    __tablename__ = "left_out"
    table_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    record: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    sent_change: Mapped[int] = mapped_column(BigInteger)


# --- said in writing (F11, F61) ------------------------------------------------------------------


class ZeroReport(Record, Base):
    """零报告: signed by the head, that a duty had nothing in a month."""

    __tablename__ = "zero_report"
    month: Mapped[str] = mapped_column(String(7))  # 2026-11
    duty: Mapped[Code]  # mediation, corrections, resettlement, training
    statement: Mapped[LongText]  # as printed above the signature
    filled_by: Mapped[Name]  # 填表人
    signed_by: Mapped[Name]  # 所长
    signed_on: Mapped[date]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by month."""
        return (Index("ix_zero_report_month", "office", "month", "duty"),)


class CorrectionSlip(Record, Base):
    """更正单: a reported record was changed; the old value stands beside the new one."""

    __tablename__ = "correction_slip"
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[Name]  # 更正〔2026〕第1号
    month: Mapped[str] = mapped_column(String(7))  # the sealed month that is corrected
    duty: Mapped[Code]
    table_name: Mapped[str] = mapped_column(String(64))
    record_uid: Mapped[UidRef]
    title: Mapped[Name]  # which record, as lists call it
    items: Mapped[list[Any]] = mapped_column(JSON)  # {field, label, old, new}, as shown
    reason: Mapped[LongText]
    made_by: Mapped[Name]
    made_at: Mapped[datetime]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """A number is given once; read by month."""
        return (
            UniqueConstraint("office", "year", "sequence"),
            Index("ix_correction_slip_month", "office", "month"),
        )


# --- carried (J5), and kept as reported (F70) ----------------------------------------------------


class Carrying(Local, Base):
    """交接登记: which stick or mail copy of a package went when, with whom, to whom."""

    __tablename__ = "carrying"
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    epoch: Mapped[int]
    seq: Mapped[int]
    way: Mapped[str] = mapped_column(String(10))  # stick, mail
    medium: Mapped[Name]  # what the stick is called, or the folder's last name
    files: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(64), default="")
    carried_by: Mapped[Name] = mapped_column(default="")
    carried_on: Mapped[date | None]
    handed_to: Mapped[Name] = mapped_column(default="")
    handed_on: Mapped[date | None]
    note: Mapped[LongText] = mapped_column(default="")


class ReportedTable(Local, Base):
    """A statistical table as it was printed or exported for reporting; never changed afterwards."""

    __tablename__ = "reported_table"
    __table_args__ = (
        UniqueConstraint("office", "table_code", "first_on", "last_on", "version"),
        Index("ix_reported_table_made", "office", "made_at"),
    )
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_uid)
    table_code: Mapped[str] = mapped_column(String(64))  # which table: corrections, county.cases …
    title: Mapped[Name]
    period: Mapped[Name]  # 2026年11月
    first_on: Mapped[date]
    last_on: Mapped[date]
    version: Mapped[int]
    way: Mapped[str] = mapped_column(String(10))  # print, export
    checksum: Mapped[str] = mapped_column(String(64))  # SHA-256 of what is printed
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the printed table, and what it counted
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(64), default="")
