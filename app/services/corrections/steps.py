"""Steps from state to state: guarded on the way in, kept for ever, undone by a reversing entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Values
from app.models.corrections import CorrectionsPerson, CorrectionsStep
from app.models.transfers import CorrectionsTransfer
from app.rules.profiles import RuleBook
from app.services.corrections.states import ENDED, check_step
from app.services.corrections.step_checks import check_ground
from app.services.reversals import reversal, standing

__all__ = ["StepRow", "first_step", "reverse_last", "steps_of", "take_step"]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, as the page lists it; ``undone`` when a later entry reversed it."""

    uid: str
    before: str
    after: str
    happened_on: date
    recorded_at: datetime
    decided_by: str | None
    document_number: str | None
    reason: str | None
    note: str | None
    undone: bool


def first_step(
    person: CorrectionsPerson, *, on: date, now: datetime, document: str | None
) -> CorrectionsStep:
    """The step with which a person comes onto the books."""
    check_step("", person.state, happened_on=on, last=None, today=now.date())
    return CorrectionsStep(
        office=person.office,
        person_uid=person.uid,
        before="",
        after=person.state,
        happened_on=on,
        recorded_at=now,
        document_number=document,
    )


def take_step(
    session: Session,
    person: CorrectionsPerson,
    after: str,
    values: Values,
    *,
    now: datetime,
    rules: RuleBook,
) -> str:
    """Move ``person`` to ``after`` with the particulars in ``values``; the uid of the step."""
    on: date = values["happened_on"]
    last = _last(session, person)
    check_step(
        person.state,
        after,
        happened_on=on,
        last=last.happened_on if last else None,
        today=now.date(),
    )
    check_ground(session, person, after, values, rules)
    step = CorrectionsStep(
        office=person.office,
        person_uid=person.uid,
        before=person.state,
        after=after,
        happened_on=on,
        recorded_at=now,
        decided_by=values.get("decided_by"),
        document_number=values.get("document_number"),
        reason=values.get("reason"),
        note=_note(values),
    )
    session.add(step)
    person.state = after
    if after == "moved_out":
        person.left_on = person.left_on or on  # the day of the hand-over, where it is known
    elif after in ENDED:
        person.left_on = on
    elif after == "enrolled":
        person.received_on = person.received_on or on
        person.reported_on = person.reported_on or on
        person.left_on = None  # who did not move after all is under the rhythm again
    if after == "released":
        for name in ("summary_on", "appraised_on"):
            setattr(person, name, values.get(name) or getattr(person, name))
    session.flush()
    return step.uid


def _note(values: Values) -> str | None:
    instruction = values.get("county_instruction")
    parts = (values.get("note"), instruction and f"县级书面意见：{instruction}")
    return "\n".join(filter(None, parts)) or None


def reverse_last(session: Session, person: CorrectionsPerson, reason: str, *, now: datetime) -> str:
    """Take the last step back; only the last one, and never the admission."""
    back = reversal(_last(session, person), reason, now=now)
    session.add(back)
    left, again = back.before, back.after
    person.state = again
    if left == "moved_out":
        person.left_on = _handed_over(session, person)
    elif left in ENDED | {"moving_out"}:
        person.left_on = None
    elif again in {"expected", "overdue_report", "moving_in"}:
        person.received_on = None
    session.flush()
    return back.uid


def _handed_over(session: Session, person: CorrectionsPerson) -> date | None:
    """The hand-over day of a transfer that goes on."""
    return session.scalars(
        select(CorrectionsTransfer.handed_over_on)
        .where(
            CorrectionsTransfer.office == person.office,
            CorrectionsTransfer.person_uid == person.uid,
            CorrectionsTransfer.direction == "out",
            CorrectionsTransfer.deleted.is_(False),
        )
        .order_by(CorrectionsTransfer.applied_on.desc())
    ).first()


def _steps(session: Session, office: str, uid: str) -> list[CorrectionsStep]:
    return list(
        session.scalars(
            select(CorrectionsStep)
            .where(
                CorrectionsStep.office == office,
                CorrectionsStep.person_uid == uid,
                CorrectionsStep.leave_uid.is_(None),
            )
            .order_by(CorrectionsStep.recorded_at, CorrectionsStep.change)
        )
    )


def _last(session: Session, person: CorrectionsPerson) -> CorrectionsStep | None:
    """The newest step that still stands."""
    steps = standing(_steps(session, person.office, person.uid))
    return steps[-1] if steps else None


def steps_of(session: Session, office: str, uid: str) -> list[StepRow]:
    """All steps of a person, oldest first."""
    steps = _steps(session, office, uid)
    undone = {step.reverses_uid for step in steps}
    return [
        StepRow(
            uid=s.uid,
            before=s.before,
            after=s.after,
            happened_on=s.happened_on,
            recorded_at=s.recorded_at,
            decided_by=s.decided_by,
            document_number=s.document_number,
            reason=s.reason,
            note=s.note,
            undone=s.uid in undone,
        )
        for s in steps
    ]
