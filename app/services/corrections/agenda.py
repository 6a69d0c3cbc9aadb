"""What is due in corrections today (F15, F22, F77): read in a few queries, told in plain words.

Source: §4.3 of the corrections notes (社区矫正法 21, 27; 实施办法 27-29, 53). The program only points;
what follows from a delay is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.codes import label
from app.forms.codes import table as code_table
from app.models.corrections import CorrectionsPerson, CourtOrder
from app.models.supervision import Leave
from app.rules.absence import absence, return_due
from app.rules.calendar import work_calendar
from app.rules.checkins import DAILY, KINDS, Duty, Status
from app.rules.profiles import RuleBook
from app.rules.terms import report_in
from app.services.corrections.agenda_file import file_reminders
from app.services.corrections.agenda_watch import watch_reminders
from app.services.corrections.entries import Moment
from app.services.corrections.inquiries import inquiry_reminders
from app.services.corrections.leave_states import OPEN
from app.services.corrections.rhythm import Recent, recent
from app.services.corrections.states import ON_THE_BOOKS
from app.services.reminders import Reminder, Target

__all__ = ["reminders"]

PAGE = "corrections"
WAITED_FOR = frozenset({"expected", "overdue_report", "moving_in"})
"""Not on the books yet, but to be watched."""


def reminders(session: Session, office: str, now: datetime) -> list[Reminder]:
    """Everything due or overdue in corrections as of ``now``."""
    at = Moment(session, office, now)
    rules = at.rules
    today = now.date()
    people = list(
        session.scalars(
            select(CorrectionsPerson).where(
                CorrectionsPerson.office == office,
                CorrectionsPerson.state.in_((*ON_THE_BOOKS, *WAITED_FOR)),
            )
        )
    )
    names = {p.uid: p.name for p in people}
    since = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    known = recent(session, office, rules, now, since)
    return [
        *_reporting_in(people, rules, today),
        *_rhythm(known, today),
        *_special(rules, today),
        *_leaves(session, office, names, rules, today),
        *_terms(people, rules, today),
        *_orders(session, office, names, rules, today),
        *file_reminders(at, people),
        *watch_reminders(at, people, known),
        *inquiry_reminders(at),
    ]


def _reporting_in(
    people: Iterable[CorrectionsPerson], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    """报到: ten days from the day the judgment took effect (社区矫正法 21)."""
    for person in people:
        effective = person.effective_on
        if person.state != "expected" or effective is None:
            continue
        if rules.find("report_in.days", effective) is None:
            continue
        due = report_in(effective, rules, work_calendar())
        yield Reminder(
            kind="corrections.report_in",
            title=f"{person.name}应在{short_day(due.statutory)}前报到",
            due_on=due.statutory,
            overdue=today >= due.alarm_from,
            target=Target(PAGE, person.uid),
            detail=f"{due.note}{due.ruling.why}",
        )


def _rhythm(known: Recent, today: date) -> Iterator[Reminder]:
    """Missed check-ins per person and kind; what is open this period per kind; daily gaps by day."""
    unchecked: dict[date, list[Duty]] = {}
    still_open: dict[tuple[str, date], int] = {}
    for who in known.people:
        missed: dict[str, list[Duty]] = {}
        for duty in known.undone[who.uid]:
            if duty.status is Status.OVERDUE and duty.kind == DAILY:
                unchecked.setdefault(duty.last, []).append(duty)
            elif duty.status is Status.OVERDUE:
                missed.setdefault(duty.kind, []).append(duty)
            elif duty.status is Status.OPEN and duty.first <= today:
                key = (duty.kind, (duty.due_at - timedelta(seconds=1)).date())
                still_open[key] = still_open.get(key, 0) + 1
        for kind, found in missed.items():
            yield Reminder(
                kind=f"corrections.{kind}",
                title=f"{who.name} {label('checkin_kind', kind)}逾期未报{len(found)}次",
                due_on=found[-1].last,
                overdue=True,
                target=Target(PAGE, who.uid, kind),
                detail=f"最近一次应在{short_day(found[-1].last)}前完成，{found[-1].ruling.why}",
            )
    if unchecked:
        days = sorted(unchecked)
        count = sum(map(len, unchecked.values()))
        yield Reminder(
            kind=f"corrections.{DAILY}",
            title=f"日监控有{len(days)}天{count}人次未核查",
            due_on=days[-1],
            overdue=True,
            target=Target(PAGE, None, f"{DAILY}/{days[-1].isoformat()}"),
            detail=f"最近：{'、'.join(short_day(day) for day in days[-3:])}",
        )
    for (kind, last), number in still_open.items():
        yield Reminder(
            kind=f"corrections.{kind}",
            title=f"{label('checkin_kind', kind)}还有{number}人次未登记",
            due_on=last,
            overdue=False,
            target=Target(PAGE, None, f"{kind}/{today.isoformat()}"),
            detail=f"{short_day(last)}为限。",
        )


def _special(rules: RuleBook, today: date) -> Iterator[Reminder]:
    """特殊时期 in force or about to begin: what is asked until when, and by whose document."""
    soon = today + timedelta(days=rules.resolve("remind.special_days", today).integer)
    told: set[tuple[str, str]] = set()
    for kind in KINDS:
        for code in ("", *(entry.code for entry in code_table("control_class"))):
            for ruling in rules.all_of(f"checkin.{kind}.period", cls=code):
                document = ruling.profile
                until = document.effective_to
                if not document.temporary or until is None or (document.id, kind) in told:
                    continue
                if not document.effective_from <= soon or until < today:
                    continue
                told.add((document.id, kind))
                who = label("control_class", ruling.rule.cls)
                span = f"{short_day(document.effective_from)}至{short_day(until)}"
                yield Reminder(
                    kind="corrections.special_period",
                    title=f"{document.name}（{span}）：{who}{label('checkin_kind', kind)}{ruling.said}",
                    due_on=until,
                    overdue=False,
                    target=Target(PAGE, None, f"{kind}/{today.isoformat()}"),
                    detail=ruling.ground,
                )


def _leaves(
    session: Session, office: str, names: dict[str, str], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    query = select(Leave).where(
        Leave.office == office,
        (Leave.state.in_(OPEN)) | ((Leave.decided_tier == "office") & (Leave.filed_on.is_(None))),
    )
    for leave in session.scalars(query):
        name = names.get(leave.person_uid)
        if name is not None:
            yield from _of_leave(leave, name, rules, today)


def _of_leave(leave: Leave, name: str, rules: RuleBook, today: date) -> Iterator[Reminder]:
    target = Target(PAGE, leave.person_uid, f"leave/{leave.uid}")
    start = leave.approved_from or leave.from_on
    until = leave.approved_until or leave.until_on

    def remind(kind: str, title: str, due: date, detail: str = "") -> Reminder:
        return Reminder(f"corrections.leave_{kind}", title, due, today > due, target, detail)

    waiting = {
        "applied": "等待司法所审核意见",
        "opinion_given": "等待所长批准",
        "waiting_county": "等待县级批复，收到后登记文号和结果",
        "waiting_superior": "等待上一级批复，收到后登记文号和结果",
    }
    if leave.state in waiting:
        what = f"{name}申请{short_day(leave.from_on)}外出，{waiting[leave.state]}"
        yield remind(leave.state, what, leave.from_on, leave.explanation or "")
    if leave.kind == "frequent" and leave.state == "approved":
        ahead = rules.resolve("remind.permit_days", today).integer
        if until - timedelta(days=ahead) <= today <= until:
            yield remind("permit", f"{name}的经常性跨市县批准{short_day(until)}到期", until)
    elif leave.state == "approved" and start <= today:
        what = f"{name}批准{short_day(start)}外出，还没有登记离开"
        yield remind("depart", what, until, "没有外出的请取消。")
    elif leave.state == "away":
        due = return_due(until, rules, work_calendar())
        over = absence(until, today, rules)
        title = f"{name}应在{short_day(until)}返回销假"
        if over.days:
            title = f"{name}逾期未归第{over.days}天"
        yield remind("return", title, until, over.message or due.note)
    filing = leave.approved and leave.decided_tier == "office" and leave.filed_on is None
    if filing and leave.decided_on and leave.delegation_uid:
        yield remind("filing", f"{name}的外出由本所批准，还没有报县级备案", leave.decided_on)


def _terms(people: Iterable[CorrectionsPerson], rules: RuleBook, today: date) -> Iterator[Reminder]:
    """期满: a summary so many days before the end, a certificate after it (实施办法 53)."""
    before = rules.resolve("release.summary_before_days", today).integer_or_none or 0
    for person in people:
        if person.ends_on is None or person.state in WAITED_FOR:
            continue
        left = (person.ends_on - today).days
        if left < 0:
            yield Reminder(
                kind="corrections.release",
                title=f"{person.name}矫正期限已于{short_day(person.ends_on)}届满，还没有登记解除",
                due_on=person.ends_on,
                overdue=True,
                target=Target(PAGE, person.uid, "release"),
                detail="解除须有县级的解除社区矫正证明书；有在途程序的按司办通〔2021〕94号处理。",
            )
        elif left <= before:
            yield Reminder(
                kind="corrections.term_ending",
                title=f"{person.name}还有{left}天期满，办理个人总结和期满鉴定",
                due_on=person.ends_on,
                overdue=False,
                target=Target(PAGE, None, f"discharge/{person.uid}"),
                detail=f"期满前{before}日作出个人总结（实施办法第五十三条）。",
            )


def _orders(
    session: Session, office: str, names: dict[str, str], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    ahead = timedelta(days=rules.resolve("remind.order_days", today).integer)
    query = select(CourtOrder).where(
        CourtOrder.office == office,
        CourtOrder.until_on >= today,
        CourtOrder.until_on <= today + ahead,
    )
    for order in session.scalars(query):
        if name := names.get(order.person_uid):
            yield Reminder(
                kind="corrections.order_ends",
                title=f"{name}的禁止令{short_day(order.until_on)}到期",
                due_on=order.until_on,
                overdue=False,
                target=Target(PAGE, order.person_uid, "court_order"),
                detail=order.content,
            )
