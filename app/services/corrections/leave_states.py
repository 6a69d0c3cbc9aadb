"""The states of a leave, who may move it, and the step that is kept of every move.

Source: 社区矫正法 27; 实施办法 27-29. A leave beyond the delegation is approved by the answer of the
county or the body above it, never by a click in the office.
"""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.models.corrections import CorrectionsStep
from app.models.supervision import Leave
from app.services.base import Missing
from app.services.corrections.states import NotAllowed

__all__ = ["DECIDED_DAYS", "ON_LEAVE", "OPEN", "PENDING", "find_leave", "move", "steps_of_leave"]

TRANSITIONS: dict[str, frozenset[str]] = {
    "": frozenset({"applied"}),
    "applied": frozenset({"opinion_given", "waiting_county", "waiting_superior", "withdrawn"}),
    "opinion_given": frozenset(
        {"waiting_county", "waiting_superior", "approved", "refused", "withdrawn"}
    ),
    "waiting_county": frozenset({"approved", "refused", "withdrawn"}),
    "waiting_superior": frozenset({"approved", "refused", "withdrawn"}),
    "approved": frozenset({"away", "closed", "cancelled", "joined", "replaced"}),
    "away": frozenset({"closed"}),
}

PENDING = frozenset({"applied", "opinion_given", "waiting_county", "waiting_superior"})
"""Asked for and not yet answered."""

OPEN = PENDING | {"approved", "away"}

DECIDED_DAYS = frozenset({"approved", "away", "closed"})
"""Leaves whose days are days out (实施办法 27). An approved 展期 is ``joined``: its days are those
of the leave it prolongs."""

ON_LEAVE = frozenset({"approved", "away"})
"""Approved and not over."""

WAITING = {"office": "opinion_given", "county": "waiting_county", "superior": "waiting_superior"}
"""Where an opinion sends the application, by the body that has to decide."""


def find_leave(session: Session, office: str, uid: str) -> Leave:
    """The leave, or ``Missing``."""
    leave = session.get(Leave, (office, uid))
    if leave is None or leave.deleted:
        raise Missing("这次外出")
    return leave


def move(
    session: Session,
    leave: Leave,
    after: str,
    *,
    on: date,
    now: datetime,
    decided_by: str | None = None,
    document_number: str | None = None,
    note: str | None = None,
) -> None:
    """Take the leave to its next state and keep the step; ``NotAllowed`` where there is none."""
    before = leave.state or ""
    if after not in TRANSITIONS.get(before, frozenset()):
        raise NotAllowed(
            f"这次外出现在是“{label('leave_state', before)}”，不能变为“{label('leave_state', after)}”。",
            "请刷新后按外出的先后环节办理。",
        )
    if on > now.date():
        raise NotAllowed("日期在今天以后。", "请填写实际发生的日期。")
    leave.state = after
    session.add(
        CorrectionsStep(
            office=leave.office,
            person_uid=leave.person_uid,
            leave_uid=leave.uid,
            before=before,
            after=after,
            happened_on=on,
            recorded_at=now,
            decided_by=decided_by,
            document_number=document_number,
            note=note,
        )
    )


def steps_of_leave(session: Session, leave: Leave) -> list[CorrectionsStep]:
    """The moves of one leave, oldest first."""
    query = select(CorrectionsStep).where(
        CorrectionsStep.office == leave.office, CorrectionsStep.leave_uid == leave.uid
    )
    return sorted(
        session.scalars(query), key=attrgetter("change")
    )  # not by SQLite: as in time lines
