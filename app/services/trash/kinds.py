"""What can be found again: how each kind of record is called, whose it is, what comes with it.

A record that a rule of its own guards (one paper of a kind in a case, one role held once at a
time) is checked again before it comes back: what was free when it went may be taken by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.errors import ActionableError
from app.forms.codes import label
from app.forms.registry import form as form_of
from app.models.base import Record
from app.models.corrections import (
    CorrectionsDelivery,
    CorrectionsPaper,
    CorrectionsPerson,
    CorrectionsScan,
)
from app.models.mediation import (
    Agent,
    CaseMediator,
    Committee,
    MediationCase,
    Mediator,
    Obligation,
    Paper,
    Party,
    Scan,
)
from app.models.resettlement import (
    HelpClassChange,
    HelpVisit,
    Placement,
    Relief,
    Reoffence,
    ResettlementPerson,
)
from app.models.resettlement_children import ChildHelp, ChildSituation, PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.sanctions import Sanction
from app.models.supervision import CheckIn, CheckInExemption, HoursEntry, SpecialPeriod
from app.models.training import (
    Attendance,
    Staff,
    StaffAbsence,
    StaffRole,
    TrainingSession,
    TrainingSitting,
)
from app.services.corrections.entries import Entry
from app.services.corrections.persons import DATED_ROWS
from app.services.resettlement import means

__all__ = ["HIDDEN", "KINDS", "CannotReturn", "RemovedKind", "owner_name", "together"]


class CannotReturn(ActionableError):
    """The place of the record is taken, or what it belongs to is not there."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("H01", what, safe="这条记录还在回收站里。", do=do)


@dataclass(frozen=True, slots=True)
class RemovedKind:
    """One kind of record. ``effect`` says in plain words what finding it again does."""

    table: type[Any]
    words: str
    name: Callable[[Any], str]
    effect: str
    owner: type[Any] | None = None
    owner_column: str = ""
    taken: Callable[[Session, Any], str] = lambda session, record: ""
    personal: bool = False  # its name is masked where the case is (Law 15, 23)


HIDDEN = "（涉及隐私）"


def owner_name(owner: Any) -> str:
    """What a record belongs to: a case by number and title, a person or a body by name."""
    if isinstance(owner, MediationCase):
        title = HIDDEN if owner.restricted else owner.title or owner.parties_text
        return f"{owner.number or '未编号'} {title or '未命名的纠纷'}"
    if isinstance(owner, TrainingSession):
        return str(owner.title)
    if getattr(owner, "sealed", False):
        return "（档案已封存）"  # 刑事诉讼法 286
    return str(getattr(owner, "name", ""))


def together(session: Session, record: Any) -> Iterable[Record]:
    """What went in the same moment as part of it: a session takes its sittings and rows along."""
    if not isinstance(record, TrainingSession):
        return
    for table in (TrainingSitting, Attendance):
        part: Any = table
        yield from session.scalars(
            select(part)
            .where(
                part.office == record.office,
                part.session_uid == record.uid,
                part.deleted.is_(True),
                part.changed_at == record.changed_at,
            )
            .execution_options(include_deleted=True)
        )


def _dated(words: str, day: date | None) -> str:
    return f"{words}（{show_date(day)}）" if day else words


def _code(table: str, code: str, day: date | None) -> str:
    return _dated(label(table, code), day)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _another_of_its_subject(session: Session, paper: CorrectionsPaper) -> str:
    """The working file holds one paper of a kind about one thing."""
    there = select(CorrectionsPaper.uid).where(
        CorrectionsPaper.office == paper.office,
        CorrectionsPaper.person_uid == paper.person_uid,
        CorrectionsPaper.form == paper.form,
        CorrectionsPaper.subject_uid == paper.subject_uid,
    )
    if paper.subject_uid is None or session.scalars(there.limit(1)).first() is None:
        return ""
    return f"档案里已经另有一份《{form_of(paper.form).title}》。"


def _another_paper(session: Session, paper: Paper) -> str:
    """A case holds one paper of most kinds in a round."""
    form = form_of(paper.form)
    there = select(Paper.uid).where(
        Paper.office == paper.office,
        Paper.case_uid == paper.case_uid,
        Paper.form == paper.form,
        Paper.round == paper.round,
    )
    if form.repeatable or session.scalars(there.limit(1)).first() is None:
        return ""
    return f"卷宗里已经另有一份《{form.title}》。"


def _same_role(session: Session, role: StaffRole) -> str:
    """One role is held once at a time."""
    others = select(StaffRole).where(
        StaffRole.office == role.office,
        StaffRole.staff_uid == role.staff_uid,
        StaffRole.role == role.role,
    )
    until = role.until_on or date.max
    for other in session.scalars(others):
        if other.from_on <= until and role.from_on <= (other.until_on or date.max):
            return f"这个人从{show_date(other.from_on)}起已经登记了同样的岗位。"
    return ""


def _registered_again(session: Session, person: CorrectionsPerson) -> str:
    """The same number under corrections twice would count twice."""
    if not person.id_number:
        return ""
    other = select(CorrectionsPerson.uid).where(
        CorrectionsPerson.office == person.office, CorrectionsPerson.id_number == person.id_number
    )
    found = session.scalars(other.limit(1)).first()
    return "这个人已经重新登记过了。" if found else ""


def _child_again(session: Session, child: PrisonerChild) -> str:
    """One child under one number counts once."""
    if not child.id_number:
        return ""
    other = select(PrisonerChild.uid).where(
        PrisonerChild.office == child.office, PrisonerChild.id_number == child.id_number
    )
    found = session.scalars(other.limit(1)).first()
    return "这个孩子已经重新登记过了。" if found else ""


CASE_ROW = "回到所在的案件，各文书上重新出现。"
PERSON_ROW = "回到这个人名下，提醒和统计按有这条记录重新计算。"


def _of_person(
    table: type[Any],
    words: str,
    name: Callable[[Any], str],
    *,
    taken: Callable[[Session, Any], str] = lambda session, record: "",
) -> RemovedKind:
    return RemovedKind(table, words, name, PERSON_ROW, CorrectionsPerson, "person_uid", taken)


def _of_entry(entry: Entry) -> RemovedKind:
    """Dated rows beside a person under corrections: called as their form, told by their day."""
    title = entry.form.title
    return _of_person(entry.kind, title, lambda r: _dated(title, _day(getattr(r, entry.order))))


def _of_released(table: type[Any], words: str, name: Callable[[Any], str]) -> RemovedKind:
    return RemovedKind(table, words, name, PERSON_ROW, ResettlementPerson, "person_uid")


def _of_child(table: type[Any], words: str, name: Callable[[Any], str]) -> RemovedKind:
    return RemovedKind(table, words, name, PERSON_ROW, PrisonerChild, "child_uid")


KINDS: tuple[RemovedKind, ...] = (
    RemovedKind(
        MediationCase,
        "调解案件",
        owner_name,
        "案件和它的全部文书、扫描件回到台账，卷号还是原来的，统计重新算上这一件。",
    ),
    RemovedKind(
        Paper,
        "调解文书",
        lambda r: _dated(form_of(r.form).title, r.dated_on),
        "文书回到卷宗原来的位置，填过的内容和签章核对都在。",
        MediationCase,
        "case_uid",
        _another_paper,
    ),
    RemovedKind(
        Scan, "扫描件", lambda r: r.title, "回到卷宗原来的位置。", MediationCase, "case_uid"
    ),
    RemovedKind(
        Party, "当事人", lambda r: r.name, CASE_ROW, MediationCase, "case_uid", personal=True
    ),
    RemovedKind(
        Agent, "委托代理人", lambda r: r.name, CASE_ROW, MediationCase, "case_uid", personal=True
    ),
    RemovedKind(CaseMediator, "本案调解员", lambda r: r.name, CASE_ROW, MediationCase, "case_uid"),
    RemovedKind(
        Obligation,
        "履行事项",
        lambda r: _dated(f"{r.payer}：{r.act or '给付'}", r.due_on),
        "回到案件，到期前重新提醒。",
        MediationCase,
        "case_uid",
        personal=True,
    ),
    RemovedKind(
        Mediator,
        "人民调解员",
        lambda r: r.name,
        "回到调委会的名册，任职期间内可以选作调解员。",
        Committee,
        "committee_uid",
    ),
    RemovedKind(
        CorrectionsPerson,
        "社区矫正对象",
        lambda r: r.name,
        "回到花名册，从入矫那天起的提醒重新出现。",
        taken=_registered_again,
    ),
    _of_person(CheckIn, "监管记录", lambda r: _code("checkin_kind", r.kind, r.happened_on)),
    _of_person(CheckInExemption, "免报登记", lambda r: label("checkin_kind", r.kind)),
    _of_person(
        HoursEntry,
        "学习和公益活动时数",
        lambda r: _dated(r.topic or label("hours_kind", r.kind), r.happened_on),
    ),
    *(_of_entry(entry) for entry in DATED_ROWS.values()),
    _of_person(Sanction, "奖惩建议", lambda r: _dated("奖惩建议", r.proposed_on)),
    _of_person(
        CorrectionsPaper, "矫正文书", lambda r: form_of(r.form).title, taken=_another_of_its_subject
    ),
    _of_person(CorrectionsDelivery, "送达", lambda r: _dated(f"送达{r.recipient}", r.delivered_on)),
    _of_person(CorrectionsScan, "矫正档案扫描件", lambda r: r.title),
    RemovedKind(
        SpecialPeriod,
        "特殊时期",
        lambda r: _dated(r.name, r.from_on),
        "那段时间的报告次数按它重新计算。",
    ),
    _of_released(
        HelpClassChange, "帮教类别", lambda r: _code("help_class", r.help_class, r.from_on)
    ),
    _of_released(HelpVisit, "帮教走访", lambda r: _code("visit_method", r.method, r.happened_on)),
    _of_released(Placement, "安置情况", lambda r: _code("placement_kind", r.kind, r.from_on)),
    _of_released(Relief, "帮扶救助", lambda r: _code("relief_kind", r.kind, r.given_on)),
    _of_released(
        Reoffence, "重新违法犯罪", lambda r: _code("reoffence_kind", r.kind, r.happened_on)
    ),
    RemovedKind(
        PrisonerChild,
        "服刑人员未成年子女",
        lambda r: r.name,
        "回到名册，现状和帮助记录都在，统计重新算上。",
        taken=_child_again,
    ),
    _of_child(ChildSituation, "未成年子女现状", lambda r: _dated("现状", r.from_on)),
    _of_child(
        ChildHelp,
        "未成年子女得到的帮助",
        lambda r: _code("child_help_kind", r.kind, r.given_on),
    ),
    RemovedKind(
        HelpMeans,
        "机构人员经费",
        lambda r: r.title,
        "回到“机构人员经费”页，统计表重新照它印。",
        taken=means.taken,
    ),
    RemovedKind(Staff, "工作人员", lambda r: r.name, "回到人员名册，岗位记录都在。"),
    RemovedKind(
        StaffRole,
        "岗位",
        lambda r: _code("staff_role", r.role, r.from_on),
        "回到这个人的岗位记录，培训任务重新计算。",
        Staff,
        "staff_uid",
        _same_role,
    ),
    RemovedKind(
        StaffAbsence,
        "长假和借调",
        lambda r: _dated("长假或借调", r.from_on),
        "回到这个人的记录，培训任务重新计算。",
        Staff,
        "staff_uid",
    ),
    RemovedKind(
        TrainingSession,
        "培训班次",
        lambda r: _dated(r.title, r.from_on),
        "班次和当时一起删除的时段、名单都回来。",
    ),
)
"""In the order of the duties. Steps that were undone and marks taken back are no records to find
again: the step is simply taken anew."""
