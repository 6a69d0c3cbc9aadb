"""人民调解: committees and mediators, a case with its parties and papers, from door to archive.

The facts of a case stand in its own columns and in the rows of ``Party``, ``Agent``,
``CaseMediator`` and ``Obligation``; every paper shows them. What belongs to one paper only, or
was corrected for its own printing, stands in ``Paper.values``; what was printed stands in
``Paper.printed``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Fen, LongText, Name, Record, UidRef, belongs
from app.models.people import PersonFacts
from app.models.scan import ScanFacts

__all__ = [
    "Agent",
    "CaseMediator",
    "CaseRound",
    "Committee",
    "MediationCase",
    "Mediator",
    "Obligation",
    "Paper",
    "PaperMark",
    "Party",
    "Scan",
    "StateChange",
]


class Committee(Record, Base):
    """人民调解委员会. Law 8: 3-9 members, a term of three years."""

    __tablename__ = "committee"
    name: Mapped[Name]  # as on its seal
    short_name: Mapped[Name]  # in case numbers
    kind: Mapped[Code]  # 村 居 乡镇 街道 企事业单位 社会团体和其他组织
    area_code: Mapped[str | None] = mapped_column(String(20))
    number_template: Mapped[Name | None]  # where it differs from the office's
    founded_on: Mapped[date | None]
    term_until: Mapped[date | None]


class Mediator(Record, Base):
    """人民调解员: a member of a committee or a person it engaged (Law 13)."""

    __tablename__ = "mediator"
    committee_uid: Mapped[UidRef]
    name: Mapped[Name]
    sex: Mapped[Code | None]
    ethnic_group: Mapped[Code | None]
    full_time: Mapped[bool] = mapped_column(default=False)  # 专职
    post: Mapped[Name | None]  # 主任, 委员, 聘任
    phone: Mapped[str | None] = mapped_column(String(60))
    area_code: Mapped[str | None] = mapped_column(String(20))  # 责任村（社区）
    duty_area: Mapped[Name | None]  # 责任片区, in words
    certificate_no: Mapped[str | None] = mapped_column(String(60))
    certificate_from: Mapped[date | None]  # 发证日期
    certificate_until: Mapped[date | None]  # 有效期至
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    staff_uid: Mapped[UidRef | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """A roster is read by committee."""
        return (belongs("committee", "committee_uid"),)


REGISTER_ORDERS: dict[str, tuple[str, ...]] = {
    "accepted_on": ("accepted_on",),
    "state": ("state", "accepted_on"),
    "number": ("year", "sequence"),
    "due_on": ("due_on",),
    "agreed_on": ("agreed_on",),
    "dispute_type": ("dispute_type", "accepted_on"),
    "check_score": ("check_score",),
}
"""Orders in which the register of cases is read a page at a time, each with its index."""

REGISTER_FILTERS: dict[str, tuple[str, ...]] = {
    "source": ("source", "accepted_on"),
    "committee_uid": ("committee_uid", "accepted_on"),
    "check_missing": ("check_missing",),
}
"""What the register is narrowed by besides."""


class MediationCase(Record, Base):
    """调解案件: one dispute (一案一卷), with all its rounds."""

    __tablename__ = "mediation_case"
    committee_uid: Mapped[UidRef]
    state: Mapped[Code] = mapped_column(default="waiting")
    round: Mapped[int] = mapped_column(default=1)
    # number per committee and year, given inside the transaction (F3)
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    number: Mapped[Name | None]
    formset: Mapped[Code] = mapped_column(default="list-b")
    title: Mapped[Name | None]  # 卷名
    title_typed: Mapped[bool] = mapped_column(default=False)  # no longer composed from the facts
    parties_text: Mapped[Name] = mapped_column(default="")  # names, for lists; kept by the service
    restricted: Mapped[bool] = mapped_column(default=False)  # masked in lists (Law 15, 23)
    co_committees: Mapped[Name | None]  # 联合调解的其他调委会, their names (2002 Rules 27)
    related_uid: Mapped[UidRef | None]  # an earlier dispute of the same people
    # what lists show stands before the long texts: a row is then read without its overflow pages
    due_on: Mapped[date | None]  # the nearest deadline, kept by the service
    due_kind: Mapped[Code | None]
    source: Mapped[Code | None]
    dispute_type: Mapped[Code | None]
    accepted_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    check_score: Mapped[int | None]  # last dossier check, points
    check_missing: Mapped[int | None]  # findings of level X and E
    # 受理
    sender: Mapped[Name | None]  # 委托移送单位
    sender_letter: Mapped[Name | None]
    reply_due_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    receiver: Mapped[Name | None]  # 移送给
    applied_on: Mapped[date | None]
    summary: Mapped[LongText | None]  # 纠纷简要情况
    claims: Mapped[LongText | None]  # 当事人申请事项
    people_count: Mapped[int | None]  # 涉及人数
    area_code: Mapped[str | None] = mapped_column(String(20))  # 纠纷发生地 village or community
    risk: Mapped[LongText | None]  # 可能激化的情形与已采取的措施 (Law 25)
    risk_reported_at: Mapped[datetime | None]
    risk_reported_to: Mapped[Name | None]
    averted: Mapped[Code | None]  # 防止激化: what the mediation prevented
    averted_people: Mapped[int | None]  # 涉及多少人
    difficulty: Mapped[Code | None]
    complex: Mapped[bool] = mapped_column(default=False)  # 疑难复杂
    open_session: Mapped[bool | None]  # 公开调解 (Law 23)
    refused_on: Mapped[date | None]  # a party clearly refused (Law 17)
    consented_on: Mapped[date | None]  # and agreed again
    reopened_on: Mapped[date | None]  # the present round, if it is not the first
    extended_until: Mapped[date | None]  # 延期, agreed by all parties
    recorder: Mapped[Name | None]  # 记录人
    registrar: Mapped[Name | None]  # 登记人
    # 协议
    agreement_form: Mapped[Code | None]  # written, oral
    facts: Mapped[LongText | None]  # 纠纷主要事实、争议事项、各方责任 (Law 29)
    terms: Mapped[LongText | None]  # 经调解,自愿达成如下协议
    performance_terms: Mapped[LongText | None]  # 履行方式、时限
    effective_on: Mapped[date | None]
    amount: Mapped[Fen | None]  # 协议涉及金额
    copies: Mapped[int | None]  # 一式几份
    # 结束与履行
    ended_on: Mapped[date | None]
    end_reason: Mapped[Code | None]
    end_note: Mapped[LongText | None]  # 不成的原因与告知的其他途径 (Law 26)
    performance: Mapped[Code | None]  # done, part, none
    performed_on: Mapped[date | None]
    confirmation: Mapped[Code | None]  # 司法确认: none, applied, confirmed, rejected
    confirmation_applied_on: Mapped[date | None]
    confirmation_court: Mapped[Name | None]
    confirmation_ruling_no: Mapped[Name | None]
    confirmation_ruled_on: Mapped[date | None]
    # 立卷
    filed_by: Mapped[Name | None]  # 立卷人
    filed_on: Mapped[date | None]
    retention: Mapped[Code | None]  # 保管期限
    archived_on: Mapped[date | None]
    archive_place: Mapped[Name | None]
    remark: Mapped[LongText | None]
    removed_reason: Mapped[LongText | None]  # 移出台账 (trust D1)
    removed_second: Mapped[Name | None]  # 在场第二人

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """One number once; registers are read by state, acceptance and number."""
        return (
            belongs("committee", "committee_uid"),
            UniqueConstraint("office", "committee_uid", "year", "sequence"),
            *(
                Index(f"ix_mediation_case_{name}", "office", "deleted", *columns, "uid")
                for name, columns in {**REGISTER_ORDERS, **REGISTER_FILTERS}.items()
            ),
        )


class CaseRound(Record, Base):
    """A re-opened case: what the earlier round had agreed, and why it was opened again."""

    __tablename__ = "case_round"
    case_uid: Mapped[UidRef]
    round: Mapped[int]  # the round that ended
    reopened_on: Mapped[date]
    reason: Mapped[LongText]
    outcome: Mapped[Code]  # 撤销 or 变更 of the old agreement, or none
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # the case's agreement and end facts then

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Rounds are read by case."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_case_round_case", "office", "case_uid"),
        )


class Party(PersonFacts, Record, Base):
    """当事人: a person or body in one case, as they were then."""

    __tablename__ = "party"
    case_uid: Mapped[UidRef]
    position: Mapped[int]
    person_uid: Mapped[UidRef | None]
    side: Mapped[Code]  # applicant, respondent, third
    kind: Mapped[Code] = mapped_column(default="natural")  # natural, legal, organization, group
    age: Mapped[int | None]  # as told, where the birth date is not known
    relation: Mapped[Name | None]  # to another party or to the dispute
    credit_code: Mapped[str | None] = mapped_column(String(30))
    legal_representative: Mapped[Name | None]
    representative_post: Mapped[Name | None]  # 职务
    member_count: Mapped[int | None]  # of a group
    representatives: Mapped[Name | None]  # of a group: names
    incapable: Mapped[bool] = mapped_column(default=False)  # 成年但无或限制民事行为能力
    self_supporting: Mapped[bool] = mapped_column(default=False)  # 16-18, own labour (民法典18)
    guardian_name: Mapped[Name | None]
    guardian_relation: Mapped[Name | None]
    guardian_phone: Mapped[str | None] = mapped_column(String(60))
    guardian_id_number: Mapped[str | None] = mapped_column(String(60))
    left_on: Mapped[date | None]  # withdrew, died, replaced
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Parties are read by case, and by person across cases."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_party_case", "office", "case_uid", "position"),
            Index("ix_party_person", "office", "person_uid"),
        )


class Agent(PersonFacts, Record, Base):
    """委托代理人 (民法典165): acts for one party under a written mandate."""

    __tablename__ = "agent"
    case_uid: Mapped[UidRef]
    party_uid: Mapped[UidRef]
    position: Mapped[int] = mapped_column(default=0)
    age: Mapped[int | None]
    relation: Mapped[Name | None]  # 与委托人关系
    workplace: Mapped[Name | None]
    licence_no: Mapped[Name | None]  # 律师证号
    powers: Mapped[list[Any]] = mapped_column(JSON, default=list)  # codes of agent-powers
    other_powers: Mapped[LongText | None]
    mandate_from: Mapped[date | None]
    mandate_until: Mapped[date | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Agents are read by case."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_agent_case", "office", "case_uid"),
        )


class CaseMediator(Record, Base):
    """A mediator of this case; position 0 hosts. The name stays as it was."""

    __tablename__ = "case_mediator"
    case_uid: Mapped[UidRef]
    mediator_uid: Mapped[UidRef | None]
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    chosen_by: Mapped[Code | None]  # committee named, or the parties chose (Law 19)

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Mediators are read by case."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_case_mediator_case", "office", "case_uid"),
        )


class Obligation(Record, Base):
    """履行事项: who owes whom what by when, and whether it was done; an instalment is one row."""

    __tablename__ = "obligation"
    case_uid: Mapped[UidRef]
    round: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    payer: Mapped[Name]
    payee: Mapped[Name | None]
    act: Mapped[Name | None]  # what is to be done where it is not money
    amount: Mapped[Fen | None]
    way: Mapped[Name | None]
    place: Mapped[Name | None]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_amount: Mapped[Fen | None]
    urged_on: Mapped[date | None]  # 督促
    note: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by case, and by due date across cases."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_obligation_case", "office", "case_uid"),
            Index("ix_obligation_due", "office", "due_on"),
        )


class Paper(Record, Base):
    """A paper of the dossier: its own values, what was corrected for it alone, what was printed."""

    __tablename__ = "paper"
    case_uid: Mapped[UidRef]
    round: Mapped[int] = mapped_column(default=1)
    form: Mapped[Code]
    form_version: Mapped[str] = mapped_column(String(20))
    subject_uid: Mapped[UidRef | None]  # the party, agent or obligation this copy is about
    position: Mapped[int] = mapped_column(default=0)  # among papers of the same form
    dated_on: Mapped[date | None]
    body_digest: Mapped[str | None] = mapped_column(String(32))  # of the text, to find twins (D5)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    corrected: Mapped[list[Any]] = mapped_column(JSON, default=list)  # facts overridden here
    printed: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # values as last printed
    printed_at: Mapped[datetime | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Read by case; sessions of one day across cases (check D3)."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_paper_case", "office", "case_uid", "form"),
            Index("ix_paper_dated_on", "office", "form", "dated_on"),
            Index("ix_paper_body_digest", "office", "body_digest"),
        )


class PaperMark(Record, Base):
    """A signature, seal or fingerprint somebody saw on the paper itself (never a pretended one)."""

    __tablename__ = "paper_mark"
    paper_uid: Mapped[UidRef]
    place: Mapped[str] = mapped_column(String(64))  # MARK field of the form
    person: Mapped[Name]  # who had to sign
    kind: Mapped[Code]  # signature, fingerprint, seal
    seen_by: Mapped[Name]
    seen_on: Mapped[date]
    note: Mapped[Name | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Marks are read by paper."""
        return (
            belongs("paper", "paper_uid"),
            Index("ix_paper_mark_paper", "office", "paper_uid"),
        )


class Scan(ScanFacts, Record, Base):
    """A scanned original in a part of the dossier."""

    __tablename__ = "scan"
    case_uid: Mapped[UidRef]
    party_uid: Mapped[UidRef | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Scans are read by case and part."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_scan_case", "office", "case_uid", "part"),
        )


class StateChange(Record, Base):
    """A step of the procedure: from one state to another, when, why, on what paper."""

    __tablename__ = "state_change"
    case_uid: Mapped[UidRef]
    round: Mapped[int] = mapped_column(default=1)
    before: Mapped[Code]
    after: Mapped[Code]
    happened_on: Mapped[date]
    reason: Mapped[LongText | None]

    @staticmethod
    def extra_args() -> tuple[Any, ...]:
        """Steps are read by case."""
        return (
            belongs("mediation_case", "case_uid"),
            Index("ix_state_change_case", "office", "case_uid"),
        )
