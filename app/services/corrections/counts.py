"""The month's figures for the county: who was on the books, who came and went, what was done.

Source: §6 of the corrections notes (columns of 社区矫正月报); no names, only numbers. A movement belongs
to the day it happened, a check-in to its own day, a missed one to the last day of its period. The
identity ``opening + new - released - terminated - moved_out = closing`` holds by construction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.corrections import MONTH_REGISTER
from app.models.corrections import ControlChange, CorrectionsPerson, CorrectionsStep
from app.models.supervision import CheckIn, HoursEntry, Leave
from app.rules.checkins import KINDS, Status
from app.services.corrections.rhythm import Reckoning, watched
from app.services.corrections.states import ENDED, ON_THE_BOOKS
from app.services.rule_books import book

__all__ = ["month_counts"]

FEMALE = "2"


def month_counts(
    session: Session, office: str, first: date, last: date, now: datetime
) -> dict[str, int]:
    """The figures of ``MONTH_REGISTER`` for one office and the days ``first`` to ``last``."""
    people = {
        p.uid: p
        for p in session.scalars(
            select(CorrectionsPerson).where(CorrectionsPerson.office == office)
        )
    }
    steps = _standing_steps(session, office, last)
    counts = Counter(_movements(steps, people, first))
    counts.update(_closing(steps, people, _classes(session, office, last)))
    counts.update(_leaves(session, office, first, last, now.date()))
    counts.update(_check_ins(session, office, first, last, now))
    counts.update(_hours(session, office, first, last))
    return {column.name: counts[column.name] for column in MONTH_REGISTER.columns}


def _standing_steps(session: Session, office: str, last: date) -> list[CorrectionsStep]:
    """Steps of persons up to a day that nobody has taken back, in order."""
    query = (
        select(CorrectionsStep)
        .where(
            CorrectionsStep.office == office,
            CorrectionsStep.leave_uid.is_(None),
            CorrectionsStep.happened_on <= last,
        )
        .order_by(CorrectionsStep.happened_on, CorrectionsStep.recorded_at, CorrectionsStep.change)
    )
    steps = list(session.scalars(query))
    undone = {step.reverses_uid for step in steps}
    return [s for s in steps if s.reverses_uid is None and s.uid not in undone]


def _movements(
    steps: Iterable[CorrectionsStep], people: dict[str, CorrectionsPerson], first: date
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for step in steps:
        if step.person_uid not in people:
            continue
        enters = step.after in ON_THE_BOOKS and step.before not in ON_THE_BOOKS
        leaves = step.after in ENDED and step.before in ON_THE_BOOKS
        if step.happened_on < first:
            counts["opening"] += enters - leaves
            continue
        if enters:
            counts["new"] += 1
            counts["new_moved_in"] += step.before == "moving_in"
        elif leaves:
            counts[step.after] += 1
        counts["lost"] += step.after == "lost"
        counts["out_of_control"] += step.after == "out_of_control"
        counts["found"] += step.before in {"lost", "out_of_control"} and step.after == "enrolled"
    return counts


def _closing(
    steps: Iterable[CorrectionsStep], people: dict[str, CorrectionsPerson], classes: dict[str, str]
) -> Counter[str]:
    """Who is on the books at the end, by category, sex, age at decision and class."""
    state = {step.person_uid: step.after for step in steps}
    counts: Counter[str] = Counter()
    for uid, person in people.items():
        if state.get(uid) not in ON_THE_BOOKS:
            continue
        counts["closing"] += 1
        counts[f"closing_{person.category}"] += 1
        counts["closing_female"] += person.sex == FEMALE
        counts["closing_juvenile"] += person.juvenile
        counts["closing_strict"] += classes.get(uid) == "strict"
    return counts


def _classes(session: Session, office: str, last: date) -> dict[str, str]:
    """The control class of everybody on a day."""
    query = (
        select(ControlChange.person_uid, ControlChange.control_class)
        .where(
            ControlChange.office == office,
            ControlChange.deleted.is_(False),
            ControlChange.from_on <= last,
        )
        .order_by(ControlChange.from_on, ControlChange.change)
    )
    return {found.person_uid: found.control_class for found in session.execute(query)}


def _leaves(session: Session, office: str, first: date, last: date, today: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for leave in session.scalars(select(Leave).where(Leave.office == office)):
        counts["leave_applied"] += first <= leave.applied_on <= last
        if leave.decided_on and first <= leave.decided_on <= last:
            if leave.approved and leave.kind == "frequent":
                counts["leave_frequent"] += 1
            elif leave.approved:
                counts[f"leave_{leave.decided_tier}"] += 1
            else:
                counts["leave_refused"] += 1
        due = leave.approved_until or leave.until_on
        late = bool(leave.late_days) or (leave.state == "away" and today > due)
        counts["leave_overdue"] += late and first <= due + timedelta(days=1) <= last
    return counts


def _check_ins(
    session: Session, office: str, first: date, last: date, now: datetime
) -> Counter[str]:
    done = (
        select(CheckIn.kind, func.count())
        .where(
            CheckIn.office == office,
            CheckIn.deleted.is_(False),
            CheckIn.happened_on >= first,
            CheckIn.happened_on <= last,
        )
        .group_by(CheckIn.kind)
    )
    counts = Counter({f"{kind}_done": number for kind, number in session.execute(done)})
    reckoning = Reckoning(book(session, office, "corrections"), now, first)
    for who in watched(session, office, since=first):
        for duty in reckoning.duties(who, KINDS):
            missed = duty.status is Status.OVERDUE and first <= duty.last <= last
            counts[f"{duty.kind}_missed"] += missed
    return counts


def _hours(session: Session, office: str, first: date, last: date) -> Counter[str]:
    query = (
        select(HoursEntry.kind, func.sum(HoursEntry.minutes))
        .where(
            HoursEntry.office == office,
            HoursEntry.deleted.is_(False),
            HoursEntry.happened_on >= first,
            HoursEntry.happened_on <= last,
        )
        .group_by(HoursEntry.kind)
    )
    return Counter({f"{kind}_minutes": int(total) for kind, total in session.execute(query)})
