"""社区矫正: absence and search, rewards and sanctions, electronic positioning.

The office proposes with facts and article; what the county, a court or the police decided is typed
in as it came (社区矫正法 28-30; 实施办法 33-38, 46-49). A revoked decision stays on the register and
counts no more.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs

__all__ = ["AbsenceEpisode", "Positioning", "Sanction", "SearchRecord"]


class AbsenceEpisode(Record, Base):
    """失去联系, 擅自离开, 逾期未归, 未按时报到: one stretch out of control, until found.

    ``first_absent_on`` is the first day of absence, ``discovered_on`` the day it was noticed; the
    length counts from the former (corrections notes §4.3).
    """

    __tablename__ = "absence_episode"
    person_uid: Mapped[UidRef]
    leave_uid: Mapped[UidRef | None]  # set: did not come back from this leave
    cause: Mapped[Code]
    first_absent_on: Mapped[date]
    discovered_on: Mapped[date]
    circumstances: Mapped[LongText | None]
    county_told_on: Mapped[date | None]  # 报告县级社区矫正机构
    police_asked_on: Mapped[date | None]  # 书面通知公安机关协助查找
    police_document: Mapped[Name | None]
    procuratorate_told_on: Mapped[date | None]  # 通报检察院
    found_on: Mapped[date | None]
    found_how: Mapped[LongText | None]
    excuse: Mapped[Code | None]  # 有无正当理由: for people to judge
    conclusion: Mapped[LongText | None]
    handled_by: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and across persons: who is still missing."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_absence_episode_person", "office", "person_uid", "first_absent_on"),
            Index("ix_absence_episode_open", "office", "found_on"),
        )


class SearchRecord(Record, Base):
    """查找记录 (C20): one attempt to find somebody, fixed as evidence (实施办法 38)."""

    __tablename__ = "search_record"
    person_uid: Mapped[UidRef]
    episode_uid: Mapped[UidRef]
    searched_at: Mapped[datetime]
    way: Mapped[Code]
    target: Mapped[Name]  # 查找的人、号码或者地点
    result: Mapped[Code]
    note: Mapped[LongText | None]
    staff: Mapped[Name]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person and by absence."""
        return (
            belongs("corrections_person", "person_uid"),
            belongs("absence_episode", "episode_uid"),
            Index("ix_search_record_person", "office", "person_uid", "searched_at"),
        )


class Sanction(Record, Base):
    """奖惩: 表扬, 训诫, 警告, 治安处罚, 提请撤销、收监, 提请减刑: proposed here, decided elsewhere."""

    __tablename__ = "sanction"
    person_uid: Mapped[UidRef]
    episode_uid: Mapped[UidRef | None]  # the absence it answers
    kind: Mapped[Code]
    conduct_on: Mapped[date]  # 行为发生日: chooses the law
    facts: Mapped[LongText]
    article: Mapped[LongText]  # 依据, as it was in force on the day of the conduct
    proposed_on: Mapped[date]
    proposed_by: Mapped[Name]
    head_by: Mapped[Name | None]  # 司法所负责人
    submitted_on: Mapped[date | None]  # 报送县级
    result: Mapped[Code | None]  # approved, refused, returned
    decided_by: Mapped[Name | None]
    decided_on: Mapped[date | None]
    decision_number: Mapped[Name | None]
    reply: Mapped[LongText | None]
    delivered_on: Mapped[date | None]  # 送达本人
    guardian_told_on: Mapped[date | None]  # 未成年人: 通知监护人到场
    procuratorate_told_on: Mapped[date | None]  # 抄送检察院
    revoked_on: Mapped[date | None]
    revoked_number: Mapped[Name | None]
    revoked_reason: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person; and by day of decision for the month's figures."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_sanction_person", "office", "person_uid", "conduct_on"),
            Index("ix_sanction_decided", "office", "decided_on", "kind"),
        )


class Positioning(Record, Base):
    """电子定位装置 (社区矫正法 29): five grounds, three months at most, each extension approved."""

    __tablename__ = "positioning"
    person_uid: Mapped[UidRef]
    ground: Mapped[Code]
    facts: Mapped[LongText | None]  # 事实: what sheet and decision say
    from_on: Mapped[date]
    until_on: Mapped[date]
    decided_by: Mapped[Name]  # 县级司法行政部门负责人批准
    decided_on: Mapped[date]
    decision_number: Mapped[Name]
    told_on: Mapped[date | None]  # 告知本人期限、要求、后果
    evaluation: Mapped[LongText | None]  # 延期前的评估
    removed_on: Mapped[date | None]
    removed_reason: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_positioning_person", "office", "person_uid", "from_on"),
        )
