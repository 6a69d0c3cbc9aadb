"""Which contacts the office owes each person, with what was done: one reading for many persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.resettlement import (
    HelpClassChange,
    HelpVisit,
    ResettlementPerson,
    ResettlementStep,
)
from app.rules.profiles import RuleBook
from app.rules.resettlement import VisitDuty, visits_owed
from app.services.resettlement.states import steps_until

__all__ = ["Helped", "helped", "owed"]

FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Helped:
    """What the rhythm of one person depends on."""

    person: ResettlementPerson
    cadences: tuple[tuple[date, str], ...]
    visits: tuple[date, ...]
    since: date
    """From when contacts are asked about: enrolment, or a while before the person was entered here."""


def helped(
    session: Session,
    office: str,
    people: Iterable[ResettlementPerson],
    rules: RuleBook,
    today: date,
) -> list[Helped]:
    """Each of ``people`` with their rhythm and their contacts, read in three queries."""
    counted = frozenset(rules.resolve("help.visit_methods", today).texts)
    classes: dict[str, list[tuple[date, str]]] = {}
    rows = select(HelpClassChange).where(HelpClassChange.office == office)
    for change in session.scalars(rows.order_by(HelpClassChange.from_on, HelpClassChange.change)):
        classes.setdefault(change.person_uid, []).append((change.from_on, change.help_class))
    visits: dict[str, list[date]] = {}
    met = select(HelpVisit.person_uid, HelpVisit.happened_on).where(
        HelpVisit.office == office,
        HelpVisit.deleted.is_(False),
        HelpVisit.method.in_(counted),
    )
    for uid, on in session.execute(met):
        visits.setdefault(uid, []).append(on)
    steps: dict[str, list[ResettlementStep]] = {}
    for step in steps_until(session, office):
        steps.setdefault(step.person_uid, []).append(step)
    back = timedelta(days=rules.resolve("help.visit_lookback_days", today).integer)
    found = []
    for person in people:
        taken = steps.get(person.uid, [])
        entered = taken[0].recorded_at.date() if taken else today
        since = max(person.enrolled_on or entered, entered - back)
        cadences = _cadences(classes.get(person.uid, []), taken)
        found.append(Helped(person, cadences, tuple(visits.get(person.uid, ())), since))
    return found


def _cadences(
    classes: list[tuple[date, str]], steps: list[ResettlementStep]
) -> tuple[tuple[date, str], ...]:
    """The rhythm from day to day: that of the class, except while help is refused or contact lost.

    Before a class is fixed the ordinary rhythm applies: nobody is left alone for want of an entry.
    """
    days = sorted({on for on, _ in classes} | {s.happened_on for s in steps})
    found: list[tuple[date, str]] = []
    for day in days:
        state = next((s.after for s in reversed(steps) if s.happened_on <= day), "")
        code = next((c for on, c in reversed(classes) if on <= day), "ordinary")
        rhythm = {"refused": "refused", "lost": "lost", "enrolled": code}.get(state, "")
        if not found or found[-1][1] != rhythm:
            found.append((day, rhythm))
    return tuple(found)


def owed(who: Helped, rules: RuleBook, today: date) -> list[VisitDuty]:
    """The contacts owed to one person so far, the current period included.

    Counted from enrolment to the end of help; whom another office manages is that office's duty.
    """
    person = who.person
    if person.enrolled_on is None or person.manager_mode == "assist":
        return []
    until = min(person.ends_on or FAR, person.ended_on or FAR)
    return visits_owed(who.since, until, who.cadences, who.visits, rules, today)
