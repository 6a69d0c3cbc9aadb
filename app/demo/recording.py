"""Typing a sample case into the mediation desk, step by step as a clerk would.

Only what the page says is typed. A step the page gives no date for is left out, and the paper it
would have filled keeps its blanks for the pen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from app.demo.cases import SampleCase
from app.forms.definition import TimeRange
from app.services.mediation import MediationService

__all__ = ["record_case"]

FILING = ("filed_by", "filed_on", "retention")
LATER = {
    "performance",
    "performed_on",
    "confirmation",
    "agreement_form",
    "accepted_on",
    "agreed_on",
}
"""Facts that a step of the procedure writes, not the first sheet."""


def record_case(desk: MediationService, case: SampleCase, committee: str) -> str:
    """The whole case through the services of the window; returns its uid."""
    first = {name: value for name, value in case.facts.items() if name not in LATER}
    uid = desk.cases.open(
        {
            **first,
            "parties": _two_sides(case.parties),
            "mediators": [{"name": n} for n in case.mediators],
        },
        committee=committee,
    )
    if accepted := case.facts.get("accepted_on"):
        desk.procedure.accept(uid, accepted)
    for session in case.sessions:
        _record_session(desk, uid, session)
    agreed = case.facts.get("agreed_on")
    if accepted and agreed:
        _agree(desk, uid, case, agreed)
    desk.dossier.add_wanted(uid)
    if case.revisit:
        paper = desk.papers.add(uid, "mediation.revisit")
        desk.papers.save(paper, {"findings": case.revisit})
    return uid


def _two_sides(parties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A page that calls everybody 当事人 names no sides: the first speaks, the others answer."""
    if any(party["side"] != "third" for party in parties):
        return parties
    return [
        {**party, "side": "applicant" if place == 0 else "respondent"}
        for place, party in enumerate(parties)
    ]


def _record_session(desk: MediationService, case: str, session: dict[str, Any]) -> None:
    paper = desk.papers.add(case, "mediation.record")
    values: dict[str, Any] = {
        name: session[name] for name in ("place", "participants", "body") if name in session
    }
    held = session.get("held_on")
    if isinstance(held, date):
        values["session_time"] = TimeRange(datetime.combine(held, time(9)))
    desk.papers.save(paper, values)


def _agree(desk: MediationService, case: str, sample: SampleCase, agreed: date) -> None:
    facts = sample.facts
    oral = facts.get("agreement_form") == "oral"
    desk.procedure.agree(case, agreed, oral=oral)
    later: dict[str, Any] = {
        name: facts[name] for name in ("performance", "performed_on") if name in facts
    }
    later["obligations"] = sample.obligations
    desk.cases.save(case, later)
    if applied := facts.get("confirmation_applied_on"):
        desk.performance.apply_for_confirmation(
            case, applied, str(facts.get("confirmation_court") or "")
        )


def numbers(desk: MediationService, cases: Iterable[str]) -> dict[str, str]:
    """The number each case was given, by uid; a case without one by the start of its uid."""
    found = {}
    for case in cases:
        summary = desk.cases.summary(case)
        found[case] = summary.number or f"无号-{case[:8]}"
    return found
