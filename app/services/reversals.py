"""Steps are kept for ever: one is taken back by a further entry, and then neither of them stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from app.models.corrections import CorrectionsStep
from app.models.resettlement import ResettlementStep
from app.services.corrections.states import NotAllowed

__all__ = ["reversal", "standing"]

Step = TypeVar("Step", CorrectionsStep, ResettlementStep)


def standing(steps: Iterable[Step]) -> list[Step]:
    """Those of ``steps`` that nobody has taken back, in their order."""
    known = list(steps)
    undone = {step.reverses_uid for step in known}
    return [step for step in known if step.reverses_uid is None and step.uid not in undone]


def reversal(last: Step | None, reason: str, *, now: datetime) -> Step:
    """The entry that takes ``last`` back, on the day of ``last`` and for ``reason``.

    Raises ``NotAllowed`` without a reason, and where there is no step but the first, which is never
    taken back. The caller adds the entry and sets the state of the person.
    """
    if last is None or not last.before:
        raise NotAllowed("没有可以撤销的变更。")
    if not reason.strip():
        raise NotAllowed("撤销变更要写明原因。")
    return type(last)(
        office=last.office,
        person_uid=last.person_uid,
        before=last.after,
        after=last.before,
        happened_on=last.happened_on,
        recorded_at=now,
        note=reason.strip(),
        reverses_uid=last.uid,
    )
