"""县局反馈: what the bureau says of what it received, and what the office says back (F33, F59).

``ReviewItem`` stands at a bureau only. Verdicts, notices and decisions are the county's own rows:
written at the bureau, carried down in an answer, kept at the office as they came; ``office`` is the
office they are for, at both ends. What an office sends back (which answer it has, who has read a
notice) are records of its own and travel up with the next package.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Local, LongText, Name, Record, UidRef

__all__ = [
    "CORRESPONDENCE",
    "AnswerPart",
    "AnswerTaken",
    "CountyAnswer",
    "CountyDecision",
    "CountyNotice",
    "CountyVerdict",
    "NoticeReading",
    "ReviewItem",
]


# --- at the bureau -------------------------------------------------------------------------------


class ReviewItem(Local, Base):
    """One record of an office with all that hangs on it, waiting to be looked at or looked at.

    ``epoch`` and ``change`` are those of its newest edit at the office, as the newest package
    brought it; ``before`` is what stood here before that package, so that undoing it brings it back.
    """

    __tablename__ = "review_item"
    __table_args__ = (
        Index("ix_review_item_state", "office", "state", "month"),
        Index("ix_review_item_arrived", "office", "arrived"),
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    month: Mapped[str] = mapped_column(String(7))  # of the package that brought it last
    arrived: Mapped[str] = mapped_column(String(64))  # digest of that package
    epoch: Mapped[int]
    change: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any]]


# --- the county's own rows, at both ends ---------------------------------------------------------


class CountyVerdict(Local, Base):
    """通过 or 退回, with the reason, for a record as it stood at ``epoch`` and ``change``."""

    __tablename__ = "county_verdict"
    __table_args__ = (Index("ix_county_verdict_number", "office", "number"),)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)  # order among all the county says to the office
    verdict: Mapped[str] = mapped_column(String(10))  # accepted, returned
    reason: Mapped[LongText] = mapped_column(default="")
    epoch: Mapped[int]
    change: Mapped[int] = mapped_column(BigInteger)
    judged_at: Mapped[datetime]
    judged_by: Mapped[str] = mapped_column(String(64), default="")
    earlier: Mapped[list[Any]]  # at the bureau: what was said before, the oldest first


class CountyNotice(Local, Base):
    """县局通知 to one office; a notice to several is the same ``uid`` under each of them."""

    __tablename__ = "county_notice"
    __table_args__ = (Index("ix_county_notice_number", "office", "number"),)
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[Name]
    text: Mapped[LongText]
    due_on: Mapped[date | None]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(64), default="")
    attachment: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of a PDF
    attachment_name: Mapped[Name] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)


class CountyDecision(Local, Base):
    """What the county decided on a proposal of the office (批复), in the words of the office's form.

    ``values`` are those of the form under which the office records it, by its own service: this row
    alone approves nothing.
    """

    __tablename__ = "county_decision"
    __table_args__ = (Index("ix_county_decision_number", "office", "number"),)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)  # leave, sanction, transfer
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    values: Mapped[dict[str, Any]]
    opinion: Mapped[LongText] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(64), default="")


class CountyAnswer(Local, Base):
    """One answer to an office: made at the bureau under the next number, or taken in at the office.

    ``upto`` is the number of the newest row it knew of. At the bureau ``content`` is the SHA-256 of
    what it says: the same again is written out with the same bytes, never under a new number.
    """

    __tablename__ = "county_answer"
    epoch: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    upto: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(String(64), default="")
    counts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime]  # frozen here, or taken in here
    kept_by: Mapped[str] = mapped_column(String(64), default="")
    written_at: Mapped[datetime | None]  # to a stick and read back


class AnswerPart(Local, Base):
    """A file of the newest answer to an office; dropped when the next one is made."""

    __tablename__ = "county_answer_part"
    epoch: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


# --- what the office sends back ------------------------------------------------------------------


class AnswerTaken(Record, Base):
    """An answer that was taken in here: what it said need not be said again."""

    __tablename__ = "answer_taken"
    answer_epoch: Mapped[int]
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime]


class NoticeReading(Record, Base):
    """Somebody at the office has ticked a notice as read (F33)."""

    __tablename__ = "notice_reading"
    notice_uid: Mapped[UidRef]
    reader: Mapped[Name]
    read_at: Mapped[datetime]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Who has read this notice?"""
        return (Index("ix_notice_reading_notice", "office", "notice_uid"),)


CORRESPONDENCE = frozenset({"answer_taken", "notice_reading"})
"""Records that travel up with a package but report nothing: a month of these alone is a zero report."""
