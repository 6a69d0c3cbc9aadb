"""安置帮教统计: every figure of ``resources/reports/resettlement.toml``, with the persons behind it.

Only those whom this office manages count (人户分离的由主管的所统计); a movement belongs to the day it
happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.resettlement import (
    HelpClassChange,
    HelpVisit,
    Relief,
    Reoffence,
    ResettlementPaper,
    ResettlementPerson,
)
from app.rules.calendar import DAY
from app.rules.checkins import Status
from app.services.resettlement.counts_children import count_children
from app.services.resettlement.means import count_means
from app.services.resettlement.register import placements_on
from app.services.resettlement.states import ON_THE_BOOKS, standing, steps_until
from app.services.resettlement.visits import helped, owed
from app.services.rule_books import book
from app.services.tally import Tally

__all__ = ["Ground", "ground", "tally"]

THREE_NO = frozenset({"no_home", "no_work", "no_kin"})
"""三无: 无家可归, 无业可就, 无亲可投."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What figures and rates of one period are counted from."""

    first: date
    last: date
    managed: dict[str, ResettlementPerson]
    """Persons this office manages, by uid."""
    opening: frozenset[str]
    entered: dict[str, ResettlementPerson]
    left: dict[str, str]  # uid → reason
    closing: dict[str, str]  # uid → state
    settled: dict[str, str]  # uid → kind
    classes: dict[str, HelpClassChange]
    """The class in force on the last day."""
    missed: dict[str, int]  # uid → contacts missed in the period


def ground(session: Session, office: str, first: date, last: date, today: date) -> Ground:
    """Read everything the figures of ``first`` to ``last`` stand on."""
    rules = book(session, office, "resettlement")
    everybody = session.scalars(
        select(ResettlementPerson).where(ResettlementPerson.office == office)
    )
    people = {p.uid: p for p in everybody}
    managed = {uid: p for uid, p in people.items() if p.manager_mode != "assist"}
    steps = [s for s in steps_until(session, office, last) if s.person_uid in managed]
    opening: set[str] = set()
    entered: dict[str, ResettlementPerson] = {}
    left: dict[str, str] = {}
    for step in steps:
        uid = step.person_uid
        comes = step.after in ON_THE_BOOKS and step.before not in ON_THE_BOOKS
        goes = step.after not in ON_THE_BOOKS and step.before in ON_THE_BOOKS
        if step.happened_on < first:
            if comes:
                opening.add(uid)
            elif goes:
                opening.discard(uid)
        elif comes:
            entered[uid] = managed[uid]
        elif goes:
            left[uid] = step.reason or ""
    now = standing(steps)
    closing = {uid: state for uid, state in now.items() if state in ON_THE_BOOKS}
    missed = {
        who.person.uid: sum(
            duty.status is Status.OVERDUE and first <= duty.last <= last
            for duty in owed(who, rules, min(today, last + DAY))
        )
        for who in helped(session, office, managed.values(), rules, today)
    }
    return Ground(
        first,
        last,
        managed,
        frozenset(opening),
        entered,
        left,
        closing,
        placements_on(session, office, last),
        _classes(session, office, last),
        missed,
    )


def tally(session: Session, office: str, found: Ground) -> Tally:
    """The figures of a period."""
    counts = Tally()
    _movements(counts, found)
    _closing(counts, found)
    _reception(counts, found)
    _work(counts, session, office, found)
    for uid, p in _assisted(session, office).items():
        if p.state in ON_THE_BOOKS:
            counts.add("assisting", uid)
    count_children(counts, session, office, found.first, found.last)
    count_means(counts, session, office, found.first, found.last)
    return counts


def _movements(counts: Tally, found: Ground) -> None:
    for uid in found.opening:
        counts.add("opening", uid)
    for uid, person in found.entered.items():
        counts.add("new", uid)
        counts.add(f"new_{person.source}", uid)
    for uid, reason in found.left.items():
        counts.add("ended", uid)
        counts.add(f"ended_{reason}", uid)


def _closing(counts: Tally, found: Ground) -> None:
    for uid, state in found.closing.items():
        person = found.managed[uid]
        counts.add("closing", uid)
        change = found.classes.get(uid)
        key = change is not None and change.help_class == "key"
        counts.add("closing_key" if key else "closing_ordinary", uid)
        counts.add("three_no", uid, change is not None and frozenset(change.criteria) >= THREE_NO)
        if state != "enrolled":
            counts.add(f"closing_{state}", uid)
        counts.add("closing_away", uid, bool(person.away_at))
        counts.add("closing_juvenile", uid, bool(person.juvenile))
        kind = found.settled.get(uid, "none")
        counts.add("unsettled" if kind == "none" else "settled", uid)
        if kind != "none":
            counts.add(f"settled_{kind}", uid)


def _reception(counts: Tally, found: Ground) -> None:
    for uid, person in found.managed.items():
        released = person.released_on
        if released is None or not found.first <= released <= found.last:
            continue
        if person.source == "corrections" or person.not_due_reason:
            continue
        linked = person.handed_over_on is not None and person.handed_over_on <= found.last
        counts.add("due", uid)
        counts.add("linked" if linked else "unlinked", uid)
        if person.must_fetch:
            counts.add("must_fetch", uid)
            counts.add("fetched", uid, linked and person.handover_way == "fetched")


def _work(counts: Tally, session: Session, office: str, found: Ground) -> None:
    def rows(kind: Any, day: str) -> Sequence[Any]:
        column = getattr(kind, day)
        query = select(kind).where(
            kind.office == office, column >= found.first, column <= found.last
        )
        return [r for r in session.scalars(query) if r.person_uid in found.managed]

    for visit in rows(HelpVisit, "happened_on"):
        counts.add("visits", visit.person_uid)
    for uid, number in found.missed.items():
        counts.add("visits_missed", uid, number)
    for paper in rows(ResettlementPaper, "dated_on"):
        counts.add("agreements", paper.person_uid, paper.form == "resettlement.agreement")
    for relief in rows(Relief, "given_on"):
        counts.add("trained" if relief.kind == "training" else "relieved", relief.person_uid)
    for uid in dict.fromkeys(r.person_uid for r in rows(Reoffence, "happened_on")):
        counts.add("reoffended", uid)


def _classes(session: Session, office: str, last: date) -> dict[str, HelpClassChange]:
    query = select(HelpClassChange).where(
        HelpClassChange.office == office, HelpClassChange.from_on <= last
    )
    ordered = query.order_by(HelpClassChange.from_on, HelpClassChange.change)
    return {change.person_uid: change for change in session.scalars(ordered)}


def _assisted(session: Session, office: str) -> dict[str, ResettlementPerson]:
    query = select(ResettlementPerson).where(
        ResettlementPerson.office == office, ResettlementPerson.manager_mode == "assist"
    )
    return {p.uid: p for p in session.scalars(query)}
