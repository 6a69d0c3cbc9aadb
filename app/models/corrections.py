"""社区矫正: a person from the first report to release, and how they stand at law.

The basic sheet (C02) stands in ``CorrectionsPerson``. What changes over time is dated rows beside
it: control class, orders, group, steps from state to state. ``control_class`` and ``state`` of the
person are the newest of their rows, kept by the service so that a list of persons needs one table.
What happens from day to day stands in ``supervision``.

The office acts as a delegate (社区矫正法 9): what it may decide itself stands in ``Delegation``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, LongText, Name, Record, UidRef, belongs
from app.models.people import PersonFacts
from app.models.scan import ScanFacts

__all__ = [
    "ControlChange",
    "CorrectionsDelivery",
    "CorrectionsPaper",
    "CorrectionsPerson",
    "CorrectionsScan",
    "CorrectionsStep",
    "CourtOrder",
    "Delegation",
    "GroupMember",
]


class CorrectionsPerson(PersonFacts, Record, Base):
    """社区矫正对象 (社区矫正法 2): the basic sheet C02. ``address`` is the 居住地."""

    __tablename__ = "corrections_person"
    card_uid: Mapped[UidRef | None]  # 人员卡
    number: Mapped[Name | None]  # 对象编号, as the county gives it
    photo_sha256: Mapped[str | None] = mapped_column(String(64))
    former_name: Mapped[Name | None]  # 曾用名
    nationality: Mapped[Name | None]
    education: Mapped[Code | None]
    marital: Mapped[Code | None]
    political_before: Mapped[Code | None]  # 原政治面貌
    political_now: Mapped[Code | None]
    registered_address: Mapped[Name | None]  # 户籍地
    household: Mapped[Code | None]  # 户籍类别: 本县, 外县, 外省
    area_code: Mapped[str | None] = mapped_column(String(20))  # 居住地 village or community
    workplace: Mapped[Name | None]  # 工作单位或学校
    home_phone: Mapped[str | None] = mapped_column(String(60))
    registered_phone: Mapped[str | None] = mapped_column(String(60))
    work_phone: Mapped[str | None] = mapped_column(String(60))
    travel_papers: Mapped[Name | None]  # 出入境证件
    # 裁判与期限: the dates are those of the legal document, never computed in silence
    category: Mapped[Code]  # 管制 缓刑 假释 暂予监外执行
    outside_reason: Mapped[Code | None]  # 暂予监外执行的原因
    outside_until: Mapped[date | None]  # 怀孕哺乳等情形的届满日
    offences: Mapped[Name | None]  # 罪名
    offence_class: Mapped[Code | None]
    penalty: Mapped[Code | None]  # 原判刑罚
    penalty_term: Mapped[Name | None]  # 原判刑期, as the judgment words it
    penalty_from: Mapped[date | None]
    penalty_until: Mapped[date | None]
    supplementary: Mapped[LongText | None]  # 附加刑
    decided_by: Mapped[Name | None]  # 社区矫正决定机关
    decision_number: Mapped[Name | None]
    decided_on: Mapped[date | None]
    effective_on: Mapped[date | None]  # 生效日期
    notice_number: Mapped[Name | None]  # 执行通知书文号
    detained_at: Mapped[Name | None]  # 原羁押场所
    custody_days: Mapped[int | None]  # 先行羁押, for 折抵
    term_years: Mapped[int | None]  # 矫正期限
    term_months: Mapped[int | None]
    term_days: Mapped[int | None]
    starts_on: Mapped[date | None]  # 矫正起日
    ends_on: Mapped[date | None]  # 矫正止日
    crime_facts: Mapped[LongText | None]  # 主要犯罪事实
    prior_record: Mapped[LongText | None]  # 本次犯罪前的违法犯罪记录
    accomplices: Mapped[LongText | None]
    # 接收
    documents_received_on: Mapped[date | None]
    documents_received: Mapped[Name | None]  # 种类
    reception: Mapped[Code | None]  # 接收方式
    reported_on: Mapped[date | None]  # 报到日
    report_outcome: Mapped[Code | None]
    received_on: Mapped[date | None]  # 入矫: enrolled at this office
    declared_on: Mapped[date | None]  # 入矫宣告日
    group_confirmed_on: Mapped[date | None]  # 矫正小组确定日
    group_confirmed_by: Mapped[Name | None]
    summary_on: Mapped[date | None]  # 期满前的个人总结
    appraised_on: Mapped[date | None]  # 期满的书面鉴定
    left_on: Mapped[date | None]  # 解矫, 终止 or 迁出交接日: the last day of the rhythm here
    # 状况
    health: Mapped[Code | None]
    health_note: Mapped[LongText | None]  # 精神病, 传染病, 残疾
    work_capacity: Mapped[Code | None]  # 劳动能力
    employment: Mapped[Code | None]  # 就业就学
    skills: Mapped[Name | None]
    resume: Mapped[list[Any]] = mapped_column(JSON, default=list)  # 个人简历
    family: Mapped[list[Any]] = mapped_column(JSON, default=list)  # 家庭成员及主要社会关系
    guarantor_name: Mapped[Name | None]  # 保证人
    guarantor_relation: Mapped[Name | None]
    guarantor_phone: Mapped[str | None] = mapped_column(String(60))
    guarantor_address: Mapped[Name | None]
    # 监督管理
    state: Mapped[Code]
    control_class: Mapped[Code | None]  # 管理类别
    risk: Mapped[Code | None]
    report_weekday: Mapped[int | None]  # 1 Monday ... 7 Sunday
    report_monthday: Mapped[int | None]
    activity_areas: Mapped[Name | None]  # 活动范围, as the county set it
    juvenile: Mapped[bool] = mapped_column(default=False)  # 决定时未成年 (社区矫正法 52-58)
    guardian_name: Mapped[Name | None]
    guardian_relation: Mapped[Name | None]
    guardian_phone: Mapped[str | None] = mapped_column(String(60))
    sealed: Mapped[bool] = mapped_column(
        default=False
    )  # 封存 (刑诉法 286): in no list and no search
    holds_sealed: Mapped[bool] = mapped_column(default=False)  # 含犯罪记录封存信息
    remark: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """The register is read by state, by end date and by name."""
        return (
            Index("ix_corrections_person_state", "office", "state", "ends_on"),
            Index("ix_corrections_person_received_on", "office", "received_on"),
            Index("ix_corrections_person_name", "office", "name"),
            Index("ix_corrections_person_card", "office", "card_uid"),
        )


class ControlChange(Record, Base):
    """管理类别 from a day on."""

    __tablename__ = "control_change"
    person_uid: Mapped[UidRef]
    control_class: Mapped[Code]
    from_on: Mapped[date]
    reason: Mapped[LongText | None]
    decided_by: Mapped[Name | None]
    document_number: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, in order of time."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_control_change_person", "office", "person_uid", "from_on"),
        )


class Delegation(Record, Base):
    """委托 (社区矫正法 9; 实施办法 27): what the county lets this office decide, from when to when."""

    __tablename__ = "delegation"
    matter: Mapped[Code]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    authority: Mapped[Name]
    document_number: Mapped[Name | None]
    note: Mapped[LongText | None]


class CorrectionsStep(Record, Base):
    """A person or a leave moves from one state to another: when, on whose word, by which paper.

    A mistake is put right by a reversing step, never by deleting one.
    """

    __tablename__ = "corrections_step"
    person_uid: Mapped[UidRef]
    leave_uid: Mapped[UidRef | None]  # set: the leave moved, not the person
    before: Mapped[Code]
    after: Mapped[Code]
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    decided_by: Mapped[Name | None]
    document_number: Mapped[Name | None]
    reason: Mapped[Code | None]
    note: Mapped[LongText | None]
    reverses_uid: Mapped[UidRef | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One person's time line, and one month's movements."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_step_person", "office", "person_uid", "happened_on"),
            Index("ix_corrections_step_day", "office", "happened_on", "after"),
        )


class CourtOrder(Record, Base):
    """禁止令 (刑法 38, 72)."""

    __tablename__ = "court_order"
    person_uid: Mapped[UidRef]
    kind: Mapped[Code]  # 从事特定活动, 进入特定区域场所, 接触特定人
    content: Mapped[LongText]
    from_on: Mapped[date]
    until_on: Mapped[date]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_court_order_person", "office", "person_uid"),
        )


class GroupMember(Record, Base):
    """矫正小组成员 (社区矫正法 25: a woman's group has a woman in it)."""

    __tablename__ = "group_member"
    person_uid: Mapped[UidRef]
    name: Mapped[Name]
    sex: Mapped[Code | None]
    role: Mapped[Code]
    knows_minors: Mapped[bool] = mapped_column(default=False)  # 熟悉未成年人身心特点 (法 52)
    unit: Mapped[Name | None]
    phone: Mapped[str | None] = mapped_column(String(60))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_group_member_person", "office", "person_uid"),
        )


class CorrectionsPaper(Record, Base):
    """A paper of the working file (工作档案): what was changed for it alone, and what was printed.

    ``subject_uid`` is the record it is about: the person, a leave, a check-in; a paper that stands
    for itself names itself. ``year`` and ``sequence`` are set when the office gave the number.
    """

    __tablename__ = "corrections_paper"
    person_uid: Mapped[UidRef]
    subject_uid: Mapped[UidRef | None]
    form: Mapped[Code]
    form_version: Mapped[str] = mapped_column(String(20))
    number: Mapped[Name | None]  # 文号; the county's is typed in, never minted here
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    dated_on: Mapped[date | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    printed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    printed_at: Mapped[datetime | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person, by what it is about, by month; one number once."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_paper_person", "office", "person_uid", "form"),
            Index("ix_corrections_paper_subject", "office", "subject_uid"),
            Index("ix_corrections_paper_dated_on", "office", "dated_on", "form"),
            Index("uq_corrections_paper_number", "office", "form", "year", "sequence", unique=True),
        )


class CorrectionsDelivery(Record, Base):
    """送达: one paper handed to one recipient, when, how, and who took it (刑诉法 107)."""

    __tablename__ = "corrections_delivery"
    person_uid: Mapped[UidRef]
    paper_uid: Mapped[UidRef]
    recipient: Mapped[Name]  # 受送达人: the person, a court, the procuratorate ...
    way: Mapped[Code]
    delivered_on: Mapped[date]
    received_by: Mapped[Name | None]  # 签收人
    relation: Mapped[Name | None]  # 代收的, 与受送达人关系
    delivered_by: Mapped[Name]  # 送达人
    witness: Mapped[Name | None]  # 留置送达的见证人
    note: Mapped[LongText | None]  # 拒收事由, 邮件号

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by paper."""
        return (
            belongs("corrections_person", "person_uid"),
            belongs("corrections_paper", "paper_uid"),
            Index("ix_corrections_delivery_paper", "office", "paper_uid"),
        )


class CorrectionsScan(ScanFacts, Record, Base):
    """A scanned original in a part of the working file."""

    __tablename__ = "corrections_scan"
    person_uid: Mapped[UidRef]
    dated_on: Mapped[date | None]  # 文件的日期, for the contents list
    author: Mapped[Name | None]  # 责任者
    number: Mapped[Name | None]  # 文号

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by person and part."""
        return (
            belongs("corrections_person", "person_uid"),
            Index("ix_corrections_scan_person", "office", "person_uid", "part"),
        )
