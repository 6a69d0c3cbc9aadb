"""What is due in 安置帮教: to the office, never to the person (F24, F25, F77)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.codes import label
from app.models.resettlement import (
    HelpClassChange,
    PrereleaseEntry,
    ResettlementPaper,
    ResettlementPerson,
)
from app.rules.checkins import Status
from app.rules.profiles import RuleBook
from app.services.reminders import Reminder, Target
from app.services.resettlement.means import means_reminders
from app.services.resettlement.persons import waiting_in_corrections
from app.services.resettlement.states import ON_THE_BOOKS
from app.services.resettlement.visits import helped, owed
from app.services.rule_books import book

__all__ = ["reminders"]

PAGE = "resettlement"


def reminders(session: Session, office: str, today: date) -> list[Reminder]:
    """Everything due or overdue as of ``today``."""
    rules = book(session, office, "resettlement")
    query = select(ResettlementPerson).where(
        ResettlementPerson.office == office, ResettlementPerson.state != "ended"
    )
    people = list(session.scalars(query))
    mine = [p for p in people if p.manager_mode != "assist"]
    here = [p for p in mine if p.state in ON_THE_BOOKS]
    return [
        *_from_corrections(session, office, today),
        *_lists(session, office, rules, today),
        *_receptions(mine, rules, today),
        *_visits(session, office, here, rules, today),
        *_files(session, office, here, rules, today),
        *_ends(here, rules, today),
        *means_reminders(session, office, today),
    ]


def _day(day: date, today: date) -> str:
    """3月20日; of another year with the year."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{short_day(day)}"


def _from_corrections(session: Session, office: str, today: date) -> Iterator[Reminder]:
    """R-093: whoever leaves corrections is handed over, not lost."""
    for person in waiting_in_corrections(session, office):
        due = person.left_on or today
        yield Reminder(
            kind="resettlement.take_over",
            title=f"{person.name}已于{_day(due, today)}解除矫正，还没有转入安置帮教",
            due_on=due,
            overdue=today > due,
            target=Target(PAGE, None, "take_over"),
            detail="点“从社区矫正转入”，信息自动带出，不用重填。",
        )


def _lists(session: Session, office: str, rules: RuleBook, today: date) -> Iterator[Reminder]:
    waiting: dict[tuple[str, date], int] = {}
    query = select(PrereleaseEntry.list_name, PrereleaseEntry.received_on).where(
        PrereleaseEntry.office == office,
        PrereleaseEntry.deleted.is_(False),
        PrereleaseEntry.answer.is_(None),
    )
    for line in session.execute(query):
        key = (line.list_name, line.received_on)
        waiting[key] = waiting.get(key, 0) + 1
    for (name, received), number in waiting.items():
        due = received + timedelta(days=rules.resolve("help.answer_days", received).integer)
        yield Reminder(
            kind="resettlement.list",
            title=f"预释放名单“{name}”还有{number}人没有核查",
            due_on=due,
            overdue=today > due,
            target=Target(PAGE, None, "prerelease"),
            detail="核查是不是本辖区的人，导出回复表报县局。",
        )


def _receptions(
    people: Iterable[ResettlementPerson], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    """必接必送 before the day, 衔接 within so many days after it."""
    ahead = timedelta(days=rules.resolve("help.prerelease_days", today).integer)
    for person in people:
        released = person.released_on
        if released is None or person.handed_over_on or person.not_due_reason:
            continue
        if person.source == "corrections":
            continue
        target = Target(PAGE, person.uid, "handover")
        if released > today:
            if released - ahead <= today:
                what = "必接必送，安排好接回的人和车" if person.must_fetch else "准备衔接"
                yield Reminder(
                    kind="resettlement.release",
                    title=f"{person.name}将于{_day(released, today)}释放，{what}",
                    due_on=released,
                    overdue=False,
                    target=target,
                    detail=person.released_from or "",
                )
            continue
        within = rules.resolve("help.report_days", released)
        due = released if person.must_fetch else released + timedelta(days=within.integer)
        yield Reminder(
            kind="resettlement.unlinked",
            title=f"{person.name}已于{_day(released, today)}释放，还没有登记衔接",
            due_on=due,
            overdue=today > due,
            target=target,
            detail="联系不上的，通过家属、村（居）、派出所查找；确不属本辖区的登记原因。",
        )


def _visits(
    session: Session, office: str, people: list[ResettlementPerson], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    for who in helped(session, office, people, rules, today):
        duties = owed(who, rules, today)
        missed = [d for d in duties if d.status is Status.OVERDUE]
        still = [d for d in duties if d.status is Status.OPEN]
        person = who.person
        target = Target(PAGE, person.uid, "visit")
        if missed:
            last = missed[-1]
            yield Reminder(
                kind="resettlement.visit",
                title=f"{person.name}有{len(missed)}次应走访没有走访",
                due_on=last.last,
                overdue=True,
                target=target,
                detail=f"最近一次应在{_day(last.last, today)}前完成，{last.ruling.why}",
            )
        if not missed and not who.visits and person.state == "enrolled" and person.enrolled_on:
            first = rules.resolve("help.first_visit_days", person.enrolled_on)
            due = person.enrolled_on + timedelta(days=first.integer)
            yield Reminder(
                kind="resettlement.first_visit",
                title=f"{person.name}还没有走访过",
                due_on=due,
                overdue=today > due,
                target=target,
                detail=first.why,
            )
            continue
        for duty in still:
            asked = {"refused": "再征询一次意愿", "lost": "再查找一次"}.get(
                duty.cadence, "走访一次"
            )
            yield Reminder(
                kind="resettlement.visit",
                title=f"{person.name}本期应{asked}",
                due_on=duty.last,
                overdue=False,
                target=target,
                detail=duty.ruling.why,
            )


def _files(
    session: Session, office: str, people: list[ResettlementPerson], rules: RuleBook, today: date
) -> Iterator[Reminder]:
    """建档: class agreed by the head, a worker, an agreement and a plan."""
    papers: dict[str, set[str]] = {}
    kept = select(ResettlementPaper).where(ResettlementPaper.office == office)
    for paper in session.scalars(kept):
        if paper.dated_on is not None:
            papers.setdefault(paper.person_uid, set()).add(paper.form)
    proposed: dict[str, HelpClassChange] = {}
    rows = select(HelpClassChange).where(HelpClassChange.office == office)
    for change in session.scalars(rows.order_by(HelpClassChange.from_on, HelpClassChange.change)):
        proposed[change.person_uid] = change
    for person in people:
        if person.state != "enrolled":
            continue
        missing = []
        found = proposed.get(person.uid)
        if found is None:
            missing.append("没有确定帮教类别")
        elif found.confirmed_on is None:
            missing.append(f"“{label('help_class', found.help_class)}”还没有所长确定")
        if not person.worker:
            missing.append("没有帮教责任人")
        have = papers.get(person.uid, set())
        missing += [
            f"没有{words}"
            for code, words in (
                ("resettlement.agreement", "帮教协议"),
                ("resettlement.plan", "帮教计划"),
            )
            if code not in have
        ]
        if missing:
            since = person.enrolled_on or today
            due = since + timedelta(days=rules.resolve("help.file_days", since).integer)
            yield Reminder(
                kind="resettlement.file",
                title=f"{person.name}的帮教档案：{'、'.join(missing)}",
                due_on=due,
                overdue=today > due,
                target=Target(PAGE, person.uid, "file"),
                detail="协议要本人自愿；不愿签的，在状态里登记“拒绝帮教”，不影响本人权利。",
            )


def _ends(people: Iterable[ResettlementPerson], rules: RuleBook, today: date) -> Iterator[Reminder]:
    ahead = rules.resolve("help.ending_days", today).integer
    for person in people:
        if person.ends_on is None:
            continue
        left = (person.ends_on - today).days
        if left < 0:
            yield Reminder(
                kind="resettlement.end",
                title=f"{person.name}的帮教期已于{_day(person.ends_on, today)}届满，还没有登记解除",
                due_on=person.ends_on,
                overdue=True,
                target=Target(PAGE, person.uid, "end"),
            )
        elif left <= ahead:
            yield Reminder(
                kind="resettlement.end",
                title=f"{person.name}的帮教还有{left}天期满",
                due_on=person.ends_on,
                overdue=False,
                target=Target(PAGE, person.uid, "end"),
            )
