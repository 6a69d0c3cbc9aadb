"""What the dated rules say about one leave, with everything the store knows about the person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.forms.definition import Values
from app.models.corrections import CorrectionsPerson, Delegation
from app.models.supervision import Leave
from app.rules.absence import Absence, absence
from app.rules.leave import Circumstances, LeaveRequest, decide_leave, frequent_permit
from app.rules.leave_window import Span, Window
from app.services.corrections.leave_states import DECIDED_DAYS
from app.services.rule_books import book

__all__ = ["Assessment", "assess", "delegation_on", "overstay", "span_of"]

LEAVE_MATTER = "leave_7"
"""The delegation that lets an office approve short leave (codes of ``delegation_matter``)."""

CONTACT_LOST = frozenset({"lost", "out_of_control"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who must decide on a leave and why, so that an officer can explain it to the procuratorate.

    ``tier`` is a code of ``leave_tier``; ``end`` the last day that can be approved; ``problems``
    bar the application as it stands; ``explanation`` is the arithmetic in sentences.
    """

    tier: str
    end: date
    days: int
    window: Window | None
    apply_by: date | None
    needs_filing: bool
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    explanation: str
    profile: str  # id of the rule profile that decided
    delegation_uid: str | None

    @property
    def window_days(self) -> int | None:
        """Days out in the fullest two months, this leave included."""
        return self.window.days if self.window else None


def span_of(leave: Leave) -> Span:
    """The days of a leave as the window counts them: actual ones once the person is back."""
    closed = leave.state == "closed"
    return Span(
        start=leave.approved_from or leave.from_on,
        end=leave.approved_until or leave.until_on,
        actual_start=leave.departed_at.date() if closed and leave.departed_at else None,
        actual_end=leave.returned_at.date() if closed and leave.returned_at else None,
        frequent=leave.kind == "frequent",
    )


def delegation_on(session: Session, office: str, on: date) -> Delegation | None:
    """The delegation to approve short leave in force on a day."""
    query = select(Delegation).where(
        Delegation.office == office,
        Delegation.matter == LEAVE_MATTER,
        Delegation.from_on <= on,
        or_(Delegation.until_on.is_(None), Delegation.until_on >= on),
    )
    return session.scalars(query.order_by(Delegation.from_on.desc()).limit(1)).first()


def assess(
    session: Session, office: str, person: CorrectionsPerson, values: Values, *, but: str = ""
) -> Assessment:
    """Apply the rules of the day of application to ``values``; ``but`` is the leave itself.

    ``values``: kind, applied_on, from_on, until_on, extends_uid, places.
    """
    rules = book(session, office, "corrections")
    on: date = values["applied_on"]
    delegation = delegation_on(session, office, on)
    taken = session.scalars(
        select(Leave).where(
            Leave.office == office,
            Leave.person_uid == person.uid,
            Leave.state.in_(DECIDED_DAYS),
            Leave.uid != but,
        )
    ).all()
    if values.get("kind") == "frequent":
        return _frequent(person, values, rules)
    extended = next((le for le in taken if le.uid == values.get("extends_uid")), None)
    found = decide_leave(
        LeaveRequest(
            start=values["from_on"],
            end=values["until_on"],
            applied_on=on,
            extends=span_of(extended) if extended else None,
            emergency=values.get("kind") == "emergency",
        ),
        [span_of(leave) for leave in taken],
        Circumstances(
            delegated=delegation is not None,
            sentence_end=person.ends_on,
            absent=person.state in CONTACT_LOST or any(_overdue(le, on) for le in taken),
        ),
        rules,
    )
    return Assessment(
        tier=found.tier.value,
        end=found.end,
        days=found.days,
        window=found.window,
        apply_by=found.apply_by,
        needs_filing=found.needs_filing,
        problems=found.problems,
        warnings=found.warnings,
        explanation="".join(found.explanation),
        profile=found.ruling.profile.id,
        delegation_uid=delegation.uid if delegation else None,
    )


def _frequent(person: CorrectionsPerson, values: Values, rules: Any) -> Assessment:
    """经常性跨市、县 is always for the county to approve (实施办法 29)."""
    places = [p for p in re.split(r"[、,,;;\s]+", values.get("places") or "") if p]
    permit = frequent_permit(values["from_on"], values["applied_on"], places, rules, person.ends_on)
    problems = list(permit.problems)
    if values["until_on"] > permit.last:
        problems.append(f"有效期最长到{permit.last:%Y年%m月%d日}，请改短。")
    if values["until_on"] < values["from_on"]:
        problems.append("返回日早于离开日。")
    return Assessment(
        tier="county",
        end=min(permit.last, values["until_on"]),
        days=0,
        window=None,
        apply_by=None,
        needs_filing=False,
        problems=tuple(problems),
        warnings=(),
        explanation=f"经常性跨市、县活动由县级社区矫正机构批准（{permit.ruling.why}）。",
        profile=permit.ruling.profile.id,
        delegation_uid=None,
    )


def _overdue(leave: Leave, on: date) -> bool:
    return leave.state == "away" and on > (leave.approved_until or leave.until_on)


def overstay(session: Session, leave: Leave, on: date) -> Absence:
    """The absence after the approved days of a leave, seen on day ``on``."""
    rules = book(session, leave.office, "corrections")
    return absence(leave.approved_until or leave.until_on, on, rules)
