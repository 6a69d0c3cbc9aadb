"""People and bodies: the card behind every name, across all roles (F38, F39)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record

__all__ = ["Person", "PersonFacts"]


class PersonFacts:
    """What papers ask about a natural person; a party keeps them as they were in that case."""

    name: Mapped[Name]
    sex: Mapped[Code | None]
    birth_date: Mapped[date | None]
    ethnic_group: Mapped[Code | None]
    occupation: Mapped[Name | None]  # 职业或职务
    phone: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[Name | None]  # 单位或住址
    id_kind: Mapped[Code | None]
    id_number: Mapped[str | None] = mapped_column(String(60))
    id_reason: Mapped[Name | None]  # why there is no number


class Person(PersonFacts, Record, Base):
    """人员卡: one natural person or body known to this office."""

    __tablename__ = "person"
    kind: Mapped[Code] = mapped_column(default="natural")  # natural, legal, organization, group
    credit_code: Mapped[str | None] = mapped_column(String(30))
    legal_representative: Mapped[Name | None]
    representative_post: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Index, ...]:
        """Found by number, by name and by credit code; pinyin is the search index's business."""
        return (
            Index("ix_person_id_number", "office", "id_number"),
            Index("ix_person_name", "office", "name"),
            Index("ix_person_credit_code", "office", "credit_code"),
        )
