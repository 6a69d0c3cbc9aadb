"""What a new person's file still needs, and what the end of the term needs (法 22, 24, 25; 办法 19-22, 53).

Days within which group, 宣告 and plan should stand are set by no national rule; they are dated values
of the profile (``file.*``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.days import short_day
from app.models.corrections import CorrectionsPerson, GroupMember
from app.models.corrections_plan import CorrectionsPlan, PlanReview
from app.rules.calendar import months_later
from app.services.corrections.entries import Moment
from app.services.corrections.group import group_faults
from app.services.corrections.states import ON_THE_BOOKS
from app.services.reminders import Reminder, Target

__all__ = ["file_reminders"]

PAGE = "corrections"


def file_reminders(at: Moment, people: Iterable[CorrectionsPerson]) -> Iterator[Reminder]:
    """One line a person for the file, one for the plan's review, one for the appraisal."""
    here = [p for p in people if p.state in ON_THE_BOOKS]
    groups = _groups(at)
    plans = _newest(at, CorrectionsPlan, CorrectionsPlan.made_on)
    reviews = _newest(at, PlanReview, PlanReview.reviewed_on)
    for person in here:
        yield from _file(at, person, groups[person.uid], plans.get(person.uid))
        if made := plans.get(person.uid):
            yield from _review(at, person, max(made, reviews.get(person.uid, made)))
        yield from _appraisal(at, person)


def _file(
    at: Moment,
    person: CorrectionsPerson,
    members: Sequence[GroupMember],
    plan: date | None,
) -> Iterator[Reminder]:
    since = person.received_on or at.today
    missing: list[tuple[str, date]] = []

    def lacks(words: str, key: str) -> None:
        days = at.rules.resolve(f"file.{key}_days", since).integer
        missing.append((words, since + timedelta(days=days)))

    if person.control_class is None:
        missing.append(("没有确定管理类别", since))
    for fault in group_faults(members, sex=person.sex, juvenile=person.juvenile):
        lacks(fault.replace("还没有矫正小组成员", "没有矫正小组"), "group")
    if members and person.group_confirmed_on is None and not missing:
        lacks("矫正小组还没有确定", "group")
    if person.declared_on is None:
        lacks("没有登记入矫宣告", "declaration")
    if plan is None:
        lacks("没有矫正方案", "plan")
    if missing:
        due = min(day for _, day in missing)
        yield Reminder(
            kind="corrections.file",
            title=f"{person.name}的档案：{'、'.join(words for words, _ in missing)}",
            due_on=due,
            overdue=at.today > due,
            target=Target(PAGE, person.uid, "plan"),
            detail="入矫后应当确定矫正小组、宣告、制定方案（社区矫正法第二十二条、第二十四条、第二十五条）。",
        )


def _review(at: Moment, person: CorrectionsPerson, since: date) -> Iterator[Reminder]:
    months = at.rules.resolve("file.plan_review_months", since).integer
    due = months_later(since, months)
    if at.today >= due - timedelta(days=7) and (person.ends_on is None or due <= person.ends_on):
        yield Reminder(
            kind="corrections.plan_review",
            title=f"{person.name}的矫正方案应在{short_day(due)}前评估实施效果",
            due_on=due,
            overdue=at.today > due,
            target=Target(PAGE, person.uid, "plan_review"),
            detail=f"每{months}个月评估一次，需要的随时调整（实施办法第二十二条）。",
        )


def _appraisal(at: Moment, person: CorrectionsPerson) -> Iterator[Reminder]:
    """期满 −7 without 鉴定: for the head of the office."""
    if person.ends_on is None or person.appraised_on is not None:
        return
    ahead = at.rules.resolve("remind.appraisal_days", at.today).integer
    left = (person.ends_on - at.today).days
    if 0 <= left <= ahead:
        yield Reminder(
            kind="corrections.appraisal",
            title=f"{person.name}还有{left}天期满，还没有书面鉴定，请所长督办",
            due_on=person.ends_on,
            overdue=True,
            target=Target(PAGE, person.uid, "term_end"),
            detail="期满前应当有个人总结和书面鉴定（实施办法第五十三条）。",
        )


def _groups(at: Moment) -> dict[str, list[GroupMember]]:
    query = select(GroupMember).where(
        GroupMember.office == at.office,
        GroupMember.deleted.is_(False),
        (GroupMember.until_on.is_(None)) | (GroupMember.until_on >= at.today),
    )
    found: dict[str, list[GroupMember]] = defaultdict(list)
    for member in at.session.scalars(query):
        found[member.person_uid].append(member)
    return found


def _newest(at: Moment, kind: Any, column: Any) -> dict[str, date]:
    """The newest day of a kind of rows, by person."""
    query = (
        select(kind.person_uid, func.max(column))
        .where(kind.office == at.office, kind.deleted.is_(False))
        .group_by(kind.person_uid)
    )
    return {row[0]: row[1] for row in at.session.execute(query)}
