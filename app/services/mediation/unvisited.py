"""以前没有回访的案件: return visits missed so long ago that nobody is reminded of each any more.

How long is dated data (``remind.years`` of ``resources/rules/mediation.toml``). They stay findings of
the dossier check (F2); the desk of the day says in one line how many there are, the register lists
them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models.mediation import MediationCase, Obligation, Paper
from app.rules import deadlines
from app.rules.obligations import Performance
from app.rules.profiles import RuleBook
from app.services.mediation.clocks import SILENT

__all__ = ["REVISIT", "unvisited"]

REVISIT = "mediation.revisit"


def unvisited(session: Session, office: str, rules: RuleBook, today: date) -> list[str]:
    """The cases by day of agreement, the newest first; what is still reminded of is left out."""
    case, paper, promise = MediationCase, Paper, Obligation
    visited = exists().where(
        paper.office == office,
        paper.case_uid == case.uid,
        paper.form == REVISIT,
        paper.round == case.round,
        paper.deleted.is_(False),
    )
    last_due = (
        select(func.max(promise.due_on))
        .where(
            promise.office == office,
            promise.case_uid == case.uid,
            promise.round == case.round,
            promise.deleted.is_(False),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(case.uid, case.agreed_on, case.performance, case.performed_on, last_due)
        .where(
            case.office == office,
            case.deleted.is_(False),
            case.agreed_on < today,
            case.state.not_in(SILENT),
            ~visited,
        )
        .order_by(case.agreed_on.desc(), case.uid)
    )
    return [
        uid
        for uid, agreed_on, performance, performed_on, due in rows
        if agreed_on
        and _over(
            agreed_on,
            due,
            rules,
            today,
            at_once=performance == Performance.DONE.value and performed_on == agreed_on,
        )
    ]


def _over(
    agreed_on: date, last_due: date | None, rules: RuleBook, today: date, *, at_once: bool
) -> bool:
    visit = deadlines.revisit_due(agreed_on, rules, last_due=last_due, performed=at_once)
    if visit is None:
        return False
    until = deadlines.reminded_until(REVISIT, visit.due, rules)
    return until is not None and today > until
