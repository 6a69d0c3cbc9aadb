"""Steps from state to state: guarded on the way in, kept for ever, undone by a reversing entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.forms.definition import Values
from app.models.corrections import CorrectionsPerson, CorrectionsStep
from app.models.supervision import Suspension
from app.services.corrections.states import (
    COERCIVE,
    COUNTY_DECIDES,
    ENDED,
    NotAllowed,
    check_step,
)

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
    session: Session, person: CorrectionsPerson, after: str, values: Values, *, now: datetime
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
    decided_by, document = values.get("decided_by"), values.get("document_number")
    if after in COUNTY_DECIDES and not (decided_by and document):
        raise NotAllowed(
            f"“{label('corrections_state', after)}”由县级或者上级决定，本所只登记结果。",
            "请填写决定机关和文号后再保存。",
        )
    if after == "released":
        _check_release(session, person, values)
    step = CorrectionsStep(
        office=person.office,
        person_uid=person.uid,
        before=person.state,
        after=after,
        happened_on=on,
        recorded_at=now,
        decided_by=decided_by,
        document_number=document,
        reason=values.get("reason"),
        note=_note(values),
    )
    session.add(step)
    person.state = after
    if after in ENDED:
        person.left_on = on
    elif after == "enrolled":
        person.received_on = person.received_on or on
        person.reported_on = person.reported_on or on
    session.flush()
    return step.uid


def _note(values: Values) -> str | None:
    instruction = values.get("county_instruction")
    parts = (values.get("note"), instruction and f"县级书面意见：{instruction}")
    return "\n".join(filter(None, parts)) or None


def _check_release(session: Session, person: CorrectionsPerson, values: Values) -> None:
    """社区矫正法 44: at the end of the term, or by pardon; 司办通〔2021〕94号 for what is pending."""
    on, reason = values["happened_on"], values["reason"]
    if reason == "expired" and person.ends_on is None:
        raise NotAllowed("还没有登记矫正止日，不能按期满解除。", "请先照执行通知书填写矫正止日。")
    if reason == "expired" and person.ends_on and on < person.ends_on:
        raise NotAllowed(
            f"矫正期限到{person.ends_on:%Y年%m月%d日}，还没有期满。",
            "减刑的，先把裁定书载明的止日填入基本信息表；赦免的，解除原因选“赦免”。",
        )
    pending = (
        person.state == "revocation_proposed"
        or session.scalars(
            select(Suspension.uid).where(
                Suspension.office == person.office,
                Suspension.person_uid == person.uid,
                Suspension.kind.in_(COERCIVE),
                (Suspension.until_on.is_(None)) | (Suspension.until_on >= on),
            )
        ).first()
    )
    if pending and not values.get("county_instruction"):
        raise NotAllowed(
            "期满但有在途程序（强制措施或者提请撤销、收监），按司办通〔2021〕94号处理。",
            "请取得县级社区矫正机构的书面意见，填入“在途程序的县级书面意见”后再登记。",
        )


def reverse_last(session: Session, person: CorrectionsPerson, reason: str, *, now: datetime) -> str:
    """Take the last step back; only the last one, and never the admission."""
    last = _last(session, person)
    if last is None or not last.before:
        raise NotAllowed("没有可以撤销的变更。")
    if not reason.strip():
        raise NotAllowed("撤销变更要写明原因。")
    back = CorrectionsStep(
        office=person.office,
        person_uid=person.uid,
        before=last.after,
        after=last.before,
        happened_on=last.happened_on,
        recorded_at=now,
        note=reason.strip(),
        reverses_uid=last.uid,
    )
    session.add(back)
    person.state = last.before
    if last.after in ENDED:
        person.left_on = None
    elif last.before in {"expected", "overdue_report", "moving_in"}:
        person.received_on = None
    session.flush()
    return back.uid


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
    steps = _steps(session, person.office, person.uid)
    undone = {step.reverses_uid for step in steps}
    standing = [s for s in steps if s.reverses_uid is None and s.uid not in undone]
    return standing[-1] if standing else None


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
