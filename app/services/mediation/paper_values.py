"""What a paper says: composed values, its own words over them, and corrections on top.

Everything here works inside a transaction that a service has opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Field, Form, Kind, Problem, TimeRange, Values
from app.forms.editions import form_as, form_on
from app.forms.values import from_plain, to_plain
from app.models.mediation import CaseRound, MediationCase, Paper
from app.services.base import Missing
from app.services.mediation.compose import composed
from app.services.mediation.facts import ROW_FACTS, SIDES, fact_fields, facts_of
from app.services.people import identity_problems

__all__ = [
    "add_paper",
    "day_of",
    "doubts",
    "facts_for",
    "find_paper",
    "freeze",
    "papers_of",
    "thaw",
    "values_of",
]


def find_paper(session: Session, office: str, uid: str) -> Paper:
    """The paper, or ``Missing``."""
    paper = session.get(Paper, (office, uid))
    if paper is None or paper.deleted:
        raise Missing("这份文书")
    return paper


def papers_of(session: Session, case: MediationCase, form: str | None = None) -> list[Paper]:
    """The living papers of a case, of one form or of all."""
    query = select(Paper).where(Paper.office == case.office, Paper.case_uid == case.uid)
    if form:
        query = query.where(Paper.form == form)
    return list(session.scalars(query.order_by(Paper.round, Paper.form, Paper.position)))


def add_paper(
    session: Session, case: MediationCase, form: str, *, subject: str | None = None
) -> Paper:
    """A new paper, or the one there is when the case holds only one of its kind."""
    definition = form_on(form)
    if not definition.repeatable:
        for paper in papers_of(session, case, form):
            if paper.round == case.round:
                return paper
    last = session.execute(
        select(func.max(Paper.position)).where(
            Paper.office == case.office, Paper.case_uid == case.uid, Paper.form == form
        )
    ).scalar()
    paper = Paper(
        office=case.office,
        case_uid=case.uid,
        round=case.round,
        form=form,
        form_version=definition.version,
        subject_uid=subject,
        position=0 if last is None else last + 1,
        values={},
        corrected=[],
    )
    session.add(paper)
    session.flush()
    values = values_of(session, case, paper)
    paper.dated_on = day_of(values.get(definition.dated_by)) if definition.dated_by else None
    session.flush()
    return paper


def facts_for(
    session: Session, case: MediationCase, paper: Paper
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The facts a paper is about, as of its day, and the row it is about if it is about one."""
    if paper.round != case.round:
        facts = _facts_then(session, case, paper.round)
    else:
        facts = facts_of(session, case, on=_paper_day(case, paper))
    day = _paper_day(case, paper)
    if day:
        for name in ("parties", *SIDES):
            facts[name] = [r for r in facts[name] if not r.get("left_on") or r["left_on"] > day]
    if paper.subject_uid is None:
        return facts, None
    subject: dict[str, Any] | None = None
    for name in (*ROW_FACTS, *SIDES):
        ours = [row for row in facts[name] if row.get("uid") == paper.subject_uid]
        if ours:
            subject = ours[0]
            if name != "obligations":
                facts[name] = ours
    return facts, subject


def values_of(session: Session, case: MediationCase, paper: Paper) -> dict[str, Any]:
    """Every field of the paper's form, in the edition the paper was made in."""
    form = form_as(paper.form, paper.form_version)
    facts, subject = facts_for(session, case, paper)
    whole = facts_of(session, case) if subject and paper.round == case.round else facts
    values = composed(form, {**whole, **_narrowed(form, facts)}, subject)
    values.update({field.name: facts.get(field.name) for field in form.fact_fields()})
    values.update(from_plain(form, paper.values))
    return values


def doubts(form: Form, values: Values, *, on: date, complete: bool) -> list[Problem]:
    """Everything wrong with a filled form, the numbers of identity papers included."""
    found = problems(form, values, on=on, complete=complete)
    for field in form.fields():
        if field.kind is Kind.ROWS and any(c.name == "id_number" for c in field.columns):
            if field.name not in {*ROW_FACTS, *SIDES}:
                continue
            for number, row in enumerate(values.get(field.name) or []):
                found.extend(identity_problems(field.name, row, number, on=on))
    return found


def _narrowed(form: Form, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A mandate is about one agent; what is composed for it looks at that agent alone."""
    return {"agents": facts["agents"]} if form.code == "mediation.mandate" else {}


def _facts_then(session: Session, case: MediationCase, round_: int) -> dict[str, Any]:
    """The facts of an earlier round, as they stood when it ended."""
    query = select(CaseRound).where(
        CaseRound.office == case.office, CaseRound.case_uid == case.uid, CaseRound.round == round_
    )
    record = session.scalars(query).one()
    return {**facts_of(session, case), **thaw(record.facts)}


def freeze(facts: Values) -> dict[str, Any]:
    """Facts as JSON can keep them."""
    return to_plain(_all_facts(), facts)


def thaw(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Facts back from JSON."""
    return from_plain(_all_facts(), plain)


def _all_facts() -> list[Field]:
    rows = [
        Field(name, name, Kind.ROWS, columns=columns) for name, (_, columns) in ROW_FACTS.items()
    ]
    sides = [Field(view, view, Kind.ROWS, columns=ROW_FACTS["parties"][1]) for view in SIDES]
    return [*fact_fields().values(), *rows, *sides]


def _paper_day(case: MediationCase, paper: Paper) -> date | None:
    return paper.dated_on or case.agreed_on or case.accepted_on


def day_of(value: Any) -> date | None:
    """The day in a date, a time or a range of times; ``None`` for anything else."""
    if isinstance(value, TimeRange):
        return value.start.date()
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
