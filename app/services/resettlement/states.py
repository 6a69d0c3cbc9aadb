"""The states of a person in resettlement, the steps between them, and how one is taken back.

Help is voluntary: 拒绝帮教 is a state in which the office goes on asking from time to time; nothing
follows from it for the person. Losing contact is told to the township and the police station only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import Values
from app.models.resettlement import ResettlementPerson, ResettlementStep
from app.services import reversals
from app.services.corrections.states import NotAllowed

__all__ = [
    "ON_THE_BOOKS",
    "TRANSITIONS",
    "first_step",
    "reverse_last",
    "standing",
    "steps_until",
    "take_step",
]

TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({"expected", "enrolled"}),
    "expected": frozenset({"enrolled", "ended"}),
    "enrolled": frozenset({"refused", "lost", "ended"}),
    "refused": frozenset({"enrolled", "lost", "ended"}),
    "lost": frozenset({"enrolled", "refused", "ended"}),
}
"""From where to where; 已解除帮教 is the end."""

ON_THE_BOOKS = frozenset({"enrolled", "refused", "lost"})
"""在册: 拒绝 and 失联 stay in every denominator (§5.5)."""

NEEDS_A_WORD = frozenset({"refused", "lost"})


def first_step(person: ResettlementPerson, *, on: date, now: datetime) -> ResettlementStep:
    """The step with which a person becomes known."""
    return ResettlementStep(
        office=person.office,
        person_uid=person.uid,
        before="",
        after=person.state,
        happened_on=on,
        recorded_at=now,
    )


def take_step(
    session: Session, person: ResettlementPerson, after: str, values: Values, *, now: datetime
) -> str:
    """Move ``person`` to ``after``; the uid of the step. Raises ``NotAllowed``."""
    on: date = values["happened_on"]
    if after not in TRANSITIONS.get(person.state, frozenset()):
        raise NotAllowed(
            f"此人现在是“{label('resettlement_state', person.state)}”，"
            f"不能变更为“{label('resettlement_state', after)}”。",
            "登记错了的，撤销上一步后重新登记。",
        )
    if on > now.date():
        raise NotAllowed("发生日期在今天以后。", "请填写实际发生的日期。")
    last = _last(session, person)
    if last is not None and on < last.happened_on:
        raise NotAllowed(
            f"发生日期早于上一次变更（{show_date(last.happened_on)}）。",
            "请核对日期，按先后次序登记。",
        )
    if after in NEEDS_A_WORD and not (values.get("note") or "").strip():
        raise NotAllowed(
            f"登记“{label('resettlement_state', after)}”要写明情况。",
            "请写明何人何时知道、做过哪些努力。",
        )
    step = ResettlementStep(
        office=person.office,
        person_uid=person.uid,
        before=person.state,
        after=after,
        happened_on=on,
        recorded_at=now,
        reason=values.get("reason"),
        document_number=values.get("document_number"),
        note=values.get("note"),
    )
    session.add(step)
    _settle(person, after, on, values.get("reason"))
    session.flush()
    return step.uid


def reverse_last(
    session: Session, person: ResettlementPerson, reason: str, *, now: datetime
) -> str:
    """Take the last step back by a further entry; never the first."""
    back = reversals.reversal(_last(session, person), reason, now=now)
    session.add(back)
    person.state = back.after
    person.ended_on, person.end_reason = None, None
    if back.after == "expected":
        person.enrolled_on = None
    session.flush()
    return back.uid


def _settle(person: ResettlementPerson, after: str, on: date, reason: str | None) -> None:
    person.state = after
    if after == "ended":
        person.ended_on, person.end_reason = on, reason
    elif person.enrolled_on is None:
        person.enrolled_on = on


def steps_until(
    session: Session, office: str, last: date | None = None, person: str | None = None
) -> list[ResettlementStep]:
    """Steps up to a day that nobody has taken back, in order of time."""
    query = select(ResettlementStep).where(ResettlementStep.office == office)
    if person is not None:
        query = query.where(ResettlementStep.person_uid == person)
    order = (
        ResettlementStep.happened_on,
        ResettlementStep.recorded_at,
        ResettlementStep.change,
    )
    steps = reversals.standing(session.scalars(query.order_by(*order)))
    return [step for step in steps if last is None or step.happened_on <= last]


def standing(steps: Iterable[ResettlementStep]) -> dict[str, str]:
    """Person → state after the last of ``steps``."""
    return {step.person_uid: step.after for step in steps}


def _last(session: Session, person: ResettlementPerson) -> ResettlementStep | None:
    steps = steps_until(session, person.office, person=person.uid)
    return steps[-1] if steps else None
