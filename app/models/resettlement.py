"""安置帮教: a released person, and what the office does for them until help ends.

``state``, ``help_class`` and ``ends_on`` of the person are kept by the service: the newest of the
steps, of the class rows, and what the dated rule gives, so that a list needs one table. Help is
voluntary; a refusal is a state of the record, never a sanction.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Fen, LongText, Name, Record, UidRef, belongs
from app.models.people import PersonFacts

__all__ = [
    "HelpClassChange",
    "HelpVisit",
    "Placement",
    "PrereleaseEntry",
    "Relief",
    "Reoffence",
    "ResettlementPaper",
    "ResettlementPerson",
    "ResettlementStep",
]


class ResettlementPerson(PersonFacts, Record, Base):
    """安置帮教对象: where they come from, how they were met, who looks after them."""

    __tablename__ = "resettlement_person"
    card_uid: Mapped[UidRef | None]  # 人员卡
    corrections_uid: Mapped[UidRef | None]  # 解除矫正: the person as known in corrections
    number: Mapped[Name | None]  # 档案编号
    source: Mapped[Code]  # 监狱, 看守所, 解除社区矫正, 特赦
    corrections_category: Mapped[Code | None]  # of who comes from corrections: decides the years
    released_from: Mapped[Name | None]  # 释放单位
    certificate_number: Mapped[Name | None]  # 释放(解除)证明书号
    released_on: Mapped[date | None]
    offences: Mapped[Name | None]
    penalty_term: Mapped[Name | None]
    deprived: Mapped[bool] = mapped_column(default=False)  # 附加剥夺政治权利, 公安执行
    deprived_until: Mapped[date | None]
    assessment: Mapped[LongText | None]  # 出监鉴定, 解矫鉴定
    manager_mode: Mapped[Code]  # 户籍地主管, 居住地主管, 协管
    registered_address: Mapped[Name | None]
    area_code: Mapped[str | None] = mapped_column(String(20))
    education: Mapped[Code | None]
    health: Mapped[Code | None]
    work_capacity: Mapped[Code | None]
    skills: Mapped[Name | None]
    housing: Mapped[Name | None]
    family: Mapped[list[Any]] = mapped_column(JSON, default=list)
    juvenile: Mapped[bool] = mapped_column(default=False)  # 释放时未成年 (预防未成年人犯罪法 55-58)
    # 衔接
    must_fetch: Mapped[bool] = mapped_column(default=False)  # 必接必送
    not_due_reason: Mapped[Code | None]  # why they do not count as due for reception
    handover_way: Mapped[Code | None]
    handed_over_on: Mapped[date | None]
    fetched_by: Mapped[Name | None]
    vehicle: Mapped[Name | None]
    reported_on: Mapped[date | None]
    handover_note: Mapped[LongText | None]
    # 帮教
    state: Mapped[Code]
    help_class: Mapped[Code | None]
    worker: Mapped[Name | None]  # 帮教责任人
    group: Mapped[list[Any]] = mapped_column("help_group", JSON, default=list)  # 帮教小组
    enrolled_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # 帮教期满日, by the dated rule
    ended_on: Mapped[date | None]
    end_reason: Mapped[Code | None]
    away_at: Mapped[Name | None]  # 外出流动: where they live now
    remark: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """The register is read by state, by end and by name."""
        return (
            Index("ix_resettlement_person_state", "office", "state", "ends_on"),
            Index("ix_resettlement_person_released_on", "office", "released_on"),
            Index("ix_resettlement_person_name", "office", "name"),
            Index("ix_resettlement_person_card", "office", "card_uid"),
            Index("ix_resettlement_person_corrections", "office", "corrections_uid"),
        )


class ResettlementStep(Record, Base):
    """A person moves from one state to another; a mistake is reversed by a further step."""

    __tablename__ = "resettlement_step"
    person_uid: Mapped[UidRef]
    before: Mapped[Code]
    after: Mapped[Code]
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    reason: Mapped[Code | None]
    document_number: Mapped[Name | None]
    note: Mapped[LongText | None]
    reverses_uid: Mapped[UidRef | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One person's time line, and one month's movements."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_resettlement_step_person", "office", "person_uid", "happened_on"),
            Index("ix_resettlement_step_day", "office", "happened_on", "after"),
        )


class HelpClassChange(Record, Base):
    """帮教类别 from a day on: what was found, what was proposed, and that the head agreed."""

    __tablename__ = "help_class_change"
    person_uid: Mapped[UidRef]
    criteria: Mapped[list[Any]] = mapped_column(JSON, default=list)
    help_class: Mapped[Code]
    from_on: Mapped[date]
    reason: Mapped[LongText | None]
    proposed_by: Mapped[Name | None]
    confirmed_by: Mapped[Name | None]  # 所长; without it the class is only proposed
    confirmed_on: Mapped[date | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, in order of time."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_help_class_change_person", "office", "person_uid", "from_on"),
        )


class HelpVisit(Record, Base):
    """走访帮教: one contact."""

    __tablename__ = "help_visit"
    person_uid: Mapped[UidRef]
    happened_on: Mapped[date]
    method: Mapped[Code]
    outcome: Mapped[Code]
    place: Mapped[Name | None]
    staff: Mapped[Name | None]
    others: Mapped[Name | None]  # 参加人
    situation: Mapped[LongText | None]
    needs: Mapped[LongText | None]
    measures: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, and by day for the month's figures."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_help_visit_person", "office", "person_uid", "happened_on"),
            Index("ix_help_visit_day", "office", "happened_on"),
        )


class Placement(Record, Base):
    """安置情况 from a day on."""

    __tablename__ = "placement"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    from_on: Mapped[date]
    place: Mapped[Name | None]
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, in order of time."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_placement_person", "office", "person_uid", "from_on"),
        )


class Relief(Record, Base):
    """帮扶: training, a job found, relief paid."""

    __tablename__ = "relief"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    given_on: Mapped[date]
    amount: Mapped[Fen | None]
    provider: Mapped[Name | None]
    detail: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, and by day for the month's figures."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_relief_person", "office", "person_uid", "given_on"),
        )


class Reoffence(Record, Base):
    """重新违法犯罪, as an official letter reports it."""

    __tablename__ = "reoffence"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]
    happened_on: Mapped[date]
    offences: Mapped[Name | None]
    document_number: Mapped[Name | None]
    held: Mapped[bool] = mapped_column(default=False)  # 已重新收押
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, and by day for the year's rate."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_reoffence_person", "office", "person_uid", "happened_on"),
        )


class ResettlementPaper(Record, Base):
    """A paper of the help file: what it says of its own, and what was printed."""

    __tablename__ = "resettlement_paper"
    person_uid: Mapped[UidRef]
    form: Mapped[Code]
    form_version: Mapped[str] = mapped_column(String(20))
    dated_on: Mapped[date | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    printed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    printed_at: Mapped[datetime | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("resettlement_person", "person_uid"),
            Index("ix_resettlement_paper_person", "office", "person_uid", "form"),
        )


class PrereleaseEntry(PersonFacts, Record, Base):
    """预释放名单: one line of a list of the county, or one the office found missing from it."""

    __tablename__ = "prerelease_entry"
    list_name: Mapped[Name]
    received_on: Mapped[date]
    row_number: Mapped[int | None]  # in the county's file
    added: Mapped[bool] = mapped_column(default=False)  # the office adds who is missing
    prison: Mapped[Name | None]
    offences: Mapped[Name | None]
    penalty_term: Mapped[Name | None]
    release_on: Mapped[date | None]
    registered_address: Mapped[Name | None]
    answer: Mapped[Code | None]
    answered_on: Mapped[date | None]
    answered_by: Mapped[Name | None]
    note: Mapped[LongText | None]
    resettlement_uid: Mapped[UidRef | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by list."""
        return (Index("ix_prerelease_entry_list", "office", "received_on", "list_name"),)
