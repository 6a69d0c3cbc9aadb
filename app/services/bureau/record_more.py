"""How leaves, training sessions, mediators and committees are laid out for the bureau."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import Field, Kind
from app.forms.leave import LEAVE_ANSWER, LEAVE_APPLICATION, LEAVE_OPINION, LEAVE_RETURN, SPOT_CHECK
from app.forms.mediation.committee import COMMITTEE, MEDIATOR_CARD
from app.forms.resettlement_children import CHILD, CHILD_HELP, CHILD_SITUATION, SITUATION_FIELDS
from app.forms.resettlement_means import MEANS
from app.forms.training import SESSION
from app.models.corrections import CorrectionsPerson, CorrectionsStep
from app.models.mediation import Committee, Mediator
from app.models.resettlement_children import ChildHelp, ChildSituation, PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.supervision import Leave, SpotCheck
from app.models.training import Attendance, Staff, TrainingSession, TrainingSitting
from app.services.bureau.record_parts import Parts, lines_of, rows_of, table_of
from app.services.bureau.record_views import Link, Section
from app.services.columns import read
from app.services.search_kinds import VEILED_CHILD

__all__ = ["MORE"]

STATE = Field("state", "状态", Kind.CHOICE, codes="leave_state")


def _leave(session: Session, leave: Leave, whole: bool) -> Iterable[Section]:
    """外出: the application, the opinion, the answer, the return, and every step."""
    person = session.get_one(CorrectionsPerson, (leave.office, leave.person_uid))
    yield Section("外出", lines_of((STATE,), {"state": leave.state}, whole=whole))
    yield Section(
        "社区矫正对象",
        heads=("姓名",),
        rows=((person.name,),),
        links=(Link("corrections", person.uid),),
    )
    for title, form in (
        ("申请", LEAVE_APPLICATION),
        ("司法所意见", LEAVE_OPINION),
        ("批复", LEAVE_ANSWER),
        ("返回", LEAVE_RETURN),
    ):
        yield Section(title, lines_of(form.fields(), read(leave, form), whole=whole))
    if leave.explanation:
        yield Section("批准权限", (("依据", leave.explanation),))
    steps = rows_of(session, CorrectionsStep, leave, leave_uid=leave.uid)
    yield Section(
        "经过",
        heads=("日期", "到", "决定机关", "文号"),
        rows=tuple(
            (
                show_date(step.happened_on),
                label("leave_state", step.after),
                step.decided_by or "",
                step.document_number or "",
            )
            for step in steps
        ),
    )
    checks = rows_of(session, SpotCheck, leave, leave_uid=leave.uid)
    rows = [read(check, SPOT_CHECK) for check in checks]
    yield table_of("外出抽查", tuple(SPOT_CHECK.fields()), rows, whole=whole)


def _session(session: Session, training: TrainingSession, whole: bool) -> Iterable[Section]:
    """培训班次: the session, its sittings, who attended."""
    yield Section("班次", lines_of(SESSION.fields(), read(training, SESSION), whole=whole))
    sittings = rows_of(session, TrainingSitting, training, session_uid=training.uid)
    yield Section(
        "时段",
        heads=("日期", "时段"),
        rows=tuple((show_date(s.held_on), label("sitting", s.part)) for s in sittings),
    )
    attended = rows_of(session, Attendance, training, session_uid=training.uid)
    roll = select(Staff.uid, Staff.name).where(Staff.office == training.office)
    names = {row.uid: row.name for row in session.execute(roll)}
    people = {row.staff_uid: names.get(row.staff_uid, "") for row in attended}
    yield Section(
        "参训人员",
        heads=("姓名",),
        rows=tuple((name,) for name in people.values()),
        links=tuple(Link("staff", uid) for uid in people),
    )


def _mediator(_session: Session, mediator: Mediator, whole: bool) -> Iterable[Section]:
    """调解员, as the roster has it."""
    values = read(mediator, MEDIATOR_CARD)
    yield Section("调解员", lines_of(MEDIATOR_CARD.fields(), values, whole=whole))


def _committee(session: Session, committee: Committee, whole: bool) -> Iterable[Section]:
    """调解委员会 and its mediators."""
    yield Section(
        "调解委员会", lines_of(COMMITTEE.fields(), read(committee, COMMITTEE), whole=whole)
    )
    roster = rows_of(session, Mediator, committee, committee_uid=committee.uid)
    yield Section(
        "调解员",
        heads=("姓名",),
        rows=tuple((one.name,) for one in roster),
        links=tuple(Link("mediator", one.uid) for one in roster),
    )


def _child(session: Session, child: PrisonerChild, whole: bool) -> Iterable[Section]:
    """服刑人员未成年子女: the card, how the child lived from day to day, the help."""
    facts = [f for f in CHILD.fields() if f.name not in SITUATION_FIELDS]
    yield Section("登记", lines_of(facts, read(child, CHILD), whole=whole))
    for table, paper in ((ChildSituation, CHILD_SITUATION), (ChildHelp, CHILD_HELP)):
        rows = [read(one, paper) for one in rows_of(session, table, child, child_uid=child.uid)]
        yield table_of(paper.title, tuple(paper.fields()), rows, whole=whole)
    if child.left_on is not None:
        reason = label("child_left_reason", child.left_reason)
        yield Section("不再登记", ((show_date(child.left_on), reason),))


def _means(_session: Session, means: HelpMeans, whole: bool) -> Iterable[Section]:
    """工作机构、工作人员及经费, as the office filled it in."""
    yield Section(means.title, lines_of(MEANS.fields(), read(means, MEANS), whole=whole))


MORE: Mapping[str, Parts] = {
    "leave": Parts(
        Leave,
        lambda leave: (
            f"{leave.from_on:%Y-%m-%d}至{leave.until_on:%Y-%m-%d}外出，{leave.destination}"
        ),
        lambda leave: label("leave_state", leave.state),
        _leave,
    ),
    "session": Parts(TrainingSession, lambda one: one.title, lambda one: one.organiser, _session),
    "child": Parts(
        PrisonerChild,
        lambda child: VEILED_CHILD,
        lambda child: label("child_parent", child.parent_relation),
        _child,
    ),
    "means": Parts(HelpMeans, lambda one: one.title, lambda one: "", _means),
    "mediator": Parts(Mediator, lambda one: one.name, lambda one: one.post or "", _mediator),
    "committee": Parts(Committee, lambda one: one.name, lambda one: one.short_name, _committee),
}
"""Further kinds, looked at from a list."""
