"""What a case counts in: the one definition of 人民调解案件情况统计表, at an office and at the county.

A case belongs to the period of its acceptance, counted once however many rounds it took, and its
result is the present one. 登记受理 goes by the day of the step instead: when a dispute was brought,
declined, taken back or passed on. Figures are named as in ``resources/reports/mediation.toml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case as sql_case
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.forms.codes import table
from app.models.mediation import Committee, MediationCase, Party, StateChange
from app.rules.crosscheck import CaseFigures
from app.services.tally import Tally

__all__ = ["CountedCase", "cases_of", "figures_of", "summed", "tally_of"]

RESULTS = ("success", "failed", "withdrawn", "transferred", "open")
"""How an accepted case stands; each stands in one of these."""
CLOSED = frozenset({"filed", "archived"})
PERFORMED = {"done": "performed", "part": "performed_part"}
APPLIED = frozenset({"applied", "confirmed", "rejected"})


@dataclass(frozen=True, slots=True)
class CountedCase:
    """What counting needs of a case. ``accepted`` in the period; the days of other steps in it."""

    uid: str
    committee_uid: str
    committee: str  # what it is called in a table
    committee_kind: str
    area_code: str | None
    accepted: bool
    asked: bool
    declined: bool
    withdrawn_before: bool
    referred_out: bool
    source: str | None
    dispute_type: str | None
    complex: bool
    result: str
    agreement_form: str | None
    amount: int | None
    performance: str | None
    confirmation: str | None
    averted: str | None
    averted_people: int | None
    people: int

    def contributions(self) -> Iterator[tuple[str, int]]:
        """Every figure the case counts in, and how much: a figure is the sum of these (F69)."""
        for name in ("asked", "declined", "withdrawn_before", "referred_out"):
            if getattr(self, name):
                yield name, 1
        if not self.accepted:
            return
        yield "total", 1
        yield "people", self.people
        yield f"committee.{self.committee_kind}", 1
        if self.complex:
            yield "complex", 1
        if self.source:
            for code in {self.source, table("case_source").head(self.source).code}:
                yield f"source.{code}", 1
        if self.dispute_type:
            yield f"type.{self.dispute_type}", 1
        if self.averted:
            yield f"averted.{self.averted}.cases", 1
            yield f"averted.{self.averted}.people", self.averted_people or 1
        yield self.result, 1
        if self.result == "success":
            yield from self._of_agreement()

    def _of_agreement(self) -> Iterator[tuple[str, int]]:
        if self.agreement_form in {"oral", "written"}:
            yield self.agreement_form, 1
        if self.amount:
            yield "amount", self.amount
        yield PERFORMED.get(self.performance or "", "performed_none"), 1
        if self.confirmation in APPLIED:
            yield "confirmation_applied", 1
        if self.confirmation == "confirmed":
            yield "confirmed", 1


def tally_of(cases: list[CountedCase]) -> Tally:
    """Every figure with the cases it is the sum of."""
    counts = Tally()
    for case in cases:
        for figure, worth in case.contributions():
            if worth:
                counts.add(figure, case.uid, worth)
            else:
                counts.also(figure, case.uid)
    return counts


def figures_of(counts: Tally) -> CaseFigures:
    """The figures as the cross-checks want them."""

    def under(prefix: str) -> dict[str, int]:
        return {
            key.removeprefix(prefix): counts.number(key)
            for key in counts.entries
            if key.startswith(prefix)
        }

    def named(*keys: str) -> dict[str, int]:
        return {key: counts.number(key) for key in keys}

    averted = under("averted.")
    return CaseFigures(
        by_committee=under("committee."),
        by_source=under("source."),
        by_type=under("type."),
        by_result=named(*RESULTS),
        by_performance=named(*PERFORMED.values(), "performed_none"),
        applied=counts.number("confirmation_applied"),
        averted={
            entry.label: (averted[f"{entry.code}.cases"], averted[f"{entry.code}.people"])
            for entry in table("averted")
            if f"{entry.code}.cases" in averted
        },
        **named("total", "people", "complex", "oral", "written"),
        **named("amount", "success", "performed", "confirmed"),
    )


def cases_of(session: Session, office: str, first: date, last: date) -> list[CountedCase]:
    """Every case with something to count from ``first`` to ``last``, by day of acceptance."""
    case, step = MediationCase, StateChange
    moved = select(step.case_uid).where(
        step.office == office, step.deleted.is_(False), step.happened_on.between(first, last)
    )
    wanted = (
        case.office == office,
        case.deleted.is_(False),
        or_(
            case.accepted_on.between(first, last),
            case.applied_on.between(first, last),
            case.uid.in_(moved),
        ),
    )
    uids = select(case.uid).where(*wanted)
    counted: dict[str, int] = dict(
        session.execute(
            select(Party.case_uid, func.sum(func.coalesce(Party.member_count, 1)))
            .where(Party.office == office, Party.deleted.is_(False), Party.case_uid.in_(uids))
            .group_by(Party.case_uid)
        ).all()
    )
    steps: dict[str, list[Any]] = {}
    for row in session.execute(
        select(step.case_uid, step.before, step.after, step.happened_on)
        .where(step.office == office, step.deleted.is_(False), step.case_uid.in_(uids))
        .order_by(step.change)
    ):
        steps.setdefault(row.case_uid, []).append(row)
    committees = _committees(session, office)
    rows = session.execute(
        select(*(getattr(case, name) for name in COLUMNS))
        .where(*wanted)
        .order_by(case.accepted_on, case.uid)
    )
    return [
        _counted(dict(row), steps.get(row["uid"], []), counted, committees, (first, last))
        for row in rows.mappings()
    ]


def summed(session: Session, office: str, first: date, last: date) -> CaseFigures:
    """The figures that periods are added up by, as the database sums them: the second road of 勾稽."""
    case, party = MediationCase, Party
    counted = (
        select(func.sum(func.coalesce(party.member_count, 1)))
        .where(party.office == office, party.case_uid == case.uid, party.deleted.is_(False))
        .scalar_subquery()
    )
    agreed = case.agreed_on.is_not(None)

    def number(of: Any) -> Any:
        return func.coalesce(func.sum(of), 0)

    row = session.execute(
        select(
            func.count().label("total"),
            number(func.coalesce(case.people_count, counted, 0)).label("people"),
            number(sql_case((agreed, 1), else_=0)).label("success"),
            number(sql_case((agreed, case.amount), else_=0)).label("amount"),
            number(sql_case((agreed & (case.performance == "done"), 1), else_=0)).label(
                "performed"
            ),
        ).where(
            case.office == office,
            case.deleted.is_(False),
            case.accepted_on.between(first, last),
        )
    ).one()
    return CaseFigures(
        total=row.total,
        people=int(row.people),
        success=int(row.success),
        amount=int(row.amount),
        performed=int(row.performed),
    )


COLUMNS = (
    *("uid", "committee_uid", "area_code", "state", "applied_on", "accepted_on", "agreed_on"),
    *("source", "dispute_type", "complex", "agreement_form", "amount", "performance"),
    *("confirmation", "averted", "averted_people", "people_count"),
)


def _counted(
    row: dict[str, Any],
    steps: list[Any],
    people: Mapping[str, int],
    committees: Mapping[str, tuple[str, str]],
    days: tuple[date, date],
) -> CountedCase:
    first, last = days

    def inside(day: date | None) -> bool:
        return day is not None and first <= day <= last

    def went(after: str, before: str = "") -> bool:
        return any(
            s.after == after and before in {"", s.before} and inside(s.happened_on) for s in steps
        )

    brought = row.pop("applied_on") or row["accepted_on"]
    if brought is None and steps:
        brought = steps[0].happened_on
    typed = row.pop("people_count")
    name, kind = committees.get(row["committee_uid"], ("", ""))
    return CountedCase(
        committee=name,
        committee_kind=kind,
        accepted=inside(row.pop("accepted_on")),
        asked=inside(brought),
        declined=went("declined"),
        withdrawn_before=went("withdrawn", "waiting"),
        referred_out=went("transferred"),
        result=_result(row.pop("state"), row.pop("agreed_on"), steps),
        people=people.get(row["uid"], 0) if typed is None else typed,
        **row,
    )


def _result(state: str, agreed_on: date | None, steps: list[Any]) -> str:
    """How a case stands; once it is filed, the last step that ended it says so."""
    if agreed_on:
        return "success"
    if state in CLOSED:
        ends = [s.after for s in steps if s.after in RESULTS]
        return ends[-1] if ends else "failed"
    return state if state in RESULTS else "open"


def _committees(session: Session, office: str) -> dict[str, tuple[str, str]]:
    """Name and kind of every committee, those of the past as well: their cases still count.

    The short name, as in the numbers of its cases, unless two committees share it.
    """
    query = select(Committee.uid, Committee.name, Committee.short_name, Committee.kind).where(
        Committee.office == office
    )
    rows = session.execute(query.execution_options(include_deleted=True)).all()
    short = Counter(row.short_name for row in rows)
    return {
        row.uid: (row.short_name if short[row.short_name] == 1 else row.name, row.kind)
        for row in rows
    }
