"""服刑人员未成年子女: children of persons serving a sentence, who looks after them, what help they got.

How a child lives is dated (``ChildSituation``), so that a figure of an earlier day stays what it was.
``juvenile`` stays set: lists at the county never name them, grown up or not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Fen, LongText, Name, Record, UidRef, belongs

__all__ = ["ChildHelp", "ChildSituation", "PrisonerChild"]


class PrisonerChild(Record, Base):
    """One child, and the parent whose sentence makes the office ask."""

    __tablename__ = "prisoner_child"
    name: Mapped[Name]
    sex: Mapped[Code | None]
    birth_date: Mapped[date]
    id_kind: Mapped[Code | None]
    id_number: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[Name | None]
    area_code: Mapped[str | None] = mapped_column(String(20))
    juvenile: Mapped[bool] = mapped_column(default=True)
    parent_name: Mapped[Name]  # 服刑人员
    parent_relation: Mapped[Code]  # 父亲, 母亲, 父母双方
    prison: Mapped[Name | None]
    release_on: Mapped[date | None]  # 预计释放
    other_parent: Mapped[Code | None]  # how the other parent stands
    unattended: Mapped[bool] = mapped_column(default=False)  # 民政认定的事实无人抚养儿童
    known_on: Mapped[date]
    known_from: Mapped[Code | None]
    left_on: Mapped[date | None]
    left_reason: Mapped[Code | None]
    left_note: Mapped[LongText | None]
    remark: Mapped[LongText | None]
    removed_reason: Mapped[LongText | None]
    removed_second: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """The register is read by birth and by name."""
        return (
            Index("ix_prisoner_child_birth", "office", "birth_date"),
            Index("ix_prisoner_child_name", "office", "name"),
        )


class ChildSituation(Record, Base):
    """现状 from a day on: guardian, school, difficulties, as the office found them."""

    __tablename__ = "child_situation"
    child_uid: Mapped[UidRef]
    from_on: Mapped[date]
    guardian_relation: Mapped[Code]
    guardian_name: Mapped[Name | None]
    guardian_phone: Mapped[str | None] = mapped_column(String(60))
    schooling: Mapped[Code]
    school: Mapped[Name | None]
    difficulties: Mapped[list[Any]] = mapped_column(JSON, default=list)
    situation: Mapped[LongText | None]
    checked_by: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by child, in order of time."""
        return (
            belongs("prisoner_child", "child_uid"),
            Index("ix_child_situation_child", "office", "child_uid", "from_on"),
        )


class ChildHelp(Record, Base):
    """帮助: a guardian arranged, school fees, relief, counselling."""

    __tablename__ = "child_help"
    child_uid: Mapped[UidRef]
    kind: Mapped[Code]
    given_on: Mapped[date]
    amount: Mapped[Fen | None]
    provider: Mapped[Name | None]
    staff: Mapped[Name | None]
    detail: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by child, and by day for the period's figures."""
        return (
            belongs("prisoner_child", "child_uid"),
            Index("ix_child_help_child", "office", "child_uid", "given_on"),
            Index("ix_child_help_day", "office", "given_on"),
        )
