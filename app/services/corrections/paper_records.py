"""Records of the life in corrections and their papers: plan, sanctions, positioning, search,
transfer, control class, health.

Each is typed in once on its own tab; the papers take facts, article, days and numbers from it by
field name, and stand in the working file without being made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day, show_date
from app.forms.corrections_papers import change, matters, plan, sanctions, search
from app.forms.definition import VALUELESS, Form
from app.models.base import Record
from app.models.corrections import ControlChange, CorrectionsPerson
from app.models.corrections_health import HealthExtension, HealthReport
from app.models.corrections_plan import CorrectionsPlan, PlanAdjustment, PlanReview
from app.models.sanctions import AbsenceEpisode, Positioning, Sanction, SearchRecord
from app.models.transfers import CorrectionsTransfer
from app.services.columns import read
from app.services.corrections.paper_facts import rewards
from app.services.corrections.paper_source import Facts, Source

__all__ = ["RECORD_SOURCES"]

SANCTIONED: dict[str, tuple[Form | None, Form]] = {
    "praise": (matters.PRAISE, sanctions.PRAISE),
    "admonition": (matters.ADMONITION, sanctions.ADMONITION),
    "warning": (matters.WARNING, sanctions.WARNING),
    "public_security": (None, sanctions.PUNISHMENT),
    "revoke_probation": (None, sanctions.REVOKE_PROBATION),
    "revoke_parole": (None, sanctions.REVOKE_PAROLE),
    "imprison": (None, sanctions.IMPRISON),
    "arrest": (None, sanctions.ARREST),
    "commutation": (None, sanctions.COMMUTE),
}
"""Kind of sanction → the approval sheet of the office, and the decision or proposal."""

DECISIONS = (sanctions.PRAISE, sanctions.ADMONITION, sanctions.WARNING)
"""What the county decides itself; every other paper of a sanction proposes to somebody else."""

POSITIONED = (
    *(matters.POSITIONING, sanctions.USE, sanctions.EXTEND, sanctions.LIFT),
    sanctions.POSITIONING_NOTICE,
)
MOVED = (matters.RESIDENCE, change.LETTER, change.DECISION, change.NOTICE)


def _columns(record: Record, form: Form) -> Facts:
    """What the record says under the names of the form; a number only where the record has one."""
    return {
        field.name: getattr(record, field.name)
        for field in form.fields()
        if field.kind not in VALUELESS and hasattr(record, field.name)
    }


def _plan_facts(session: Session, form: Form, record: CorrectionsPlan) -> Facts:
    def rows(model: Any, day: str, *names: str) -> list[Facts]:
        query = select(model).where(
            model.office == record.office,
            model.person_uid == record.person_uid,
            model.deleted.is_(False),
            getattr(model, day) >= record.made_on,
        )
        found = session.scalars(query.order_by(getattr(model, day)))
        return [{name: getattr(one, name) for name in (day, *names)} for one in found]

    return {
        **read(record, form),
        "adjustments": rows(PlanAdjustment, "adjusted_on", "reason", "content", "adjusted_by"),
        "reviews": rows(PlanReview, "reviewed_on", "opinion", "reviewed_by"),
    }


def _papers_of_sanction(record: Sanction) -> Iterable[Form]:
    sheet, paper = SANCTIONED[record.kind]
    if sheet is None:
        yield paper
        return
    yield sheet
    if record.result == "approved":
        yield paper


def _sanction_facts(session: Session, form: Form, record: Sanction) -> Facts:
    """The number of a decision is its own; on a proposal it would be that of the answer."""
    del session
    return {
        **_columns(record, form),
        "number": record.decision_number if form in DECISIONS else None,
        "opinion_by": record.head_by or record.proposed_by,
        "opinion_on": record.proposed_on,
        "signed_on": record.delivered_on,
    }


def _papers_of_positioning(record: Positioning) -> Iterable[Form]:
    yield matters.POSITIONING
    yield sanctions.EXTEND if record.evaluation else sanctions.USE
    if record.told_on:
        yield sanctions.POSITIONING_NOTICE
    if record.removed_on:
        yield sanctions.LIFT


def _positioning_facts(session: Session, form: Form, record: Positioning) -> Facts:
    del session
    lifted = form is sanctions.LIFT
    return {
        **_columns(record, form),
        "number": None if lifted else record.decision_number,
        "facts": record.removed_reason if lifted else record.facts,
        "decided_on": record.removed_on if lifted else record.decided_on,
    }


def _papers_of_absence(record: AbsenceEpisode) -> Iterable[Form]:
    yield search.RECORD
    if record.police_asked_on:
        yield search.REQUEST


def _absence_facts(session: Session, form: Form, record: AbsenceEpisode) -> Facts:
    query = select(SearchRecord).where(
        SearchRecord.office == record.office,
        SearchRecord.episode_uid == record.uid,
        SearchRecord.deleted.is_(False),
    )
    names = ("searched_at", "way", "target", "result", "note", "staff")
    searches = [
        {name: getattr(one, name) for name in names}
        for one in session.scalars(query.order_by(SearchRecord.searched_at))
    ]
    return {
        **_columns(record, form),
        "searches": searches,
        "number": record.police_document,
        "issued_on": record.police_asked_on,
        "conclusion": "\n".join(filter(None, (record.found_how, record.conclusion))) or None,
        "tried": "\n".join(
            f"{short_day(one['searched_at'])}{one['searched_at'].hour}时，"
            f"{one['target']}：{one['note'] or '没有线索'}"
            for one in searches
        )
        or None,
        **_reached(_person(session, record)),
    }


def _reached(person: CorrectionsPerson) -> Facts:
    """A minor without a telephone is looked for by that of the guardian."""
    if person.phone or not person.guardian_phone:
        return {}
    return {"phone": f"{person.guardian_phone}（监护人{person.guardian_name or ''}）"}


def _papers_of_transfer(record: CorrectionsTransfer) -> Iterable[Form]:
    if record.direction != "out":
        return
    yield matters.RESIDENCE
    if record.inquiry_on:
        yield change.LETTER
    if record.decision == "approved":
        yield change.DECISION
    if record.told_on or record.decision == "refused":
        yield change.NOTICE


def _transfer_facts(session: Session, form: Form, record: CorrectionsTransfer) -> Facts:
    del session
    asked = form is change.LETTER
    issued = {change.LETTER: record.inquiry_on, change.NOTICE: record.told_on or record.decided_on}
    return {
        **_columns(record, form),
        "number": record.inquiry_number if asked else record.decision_number,
        "issued_on": issued.get(form, record.decided_on),
        "enclosed": record.evidence,
        "why": record.answer_reason,
        "signed_on": record.told_on,
        "outcome": {"approved": "agreed", "refused": "refused"}.get(record.decision or ""),
    }


def _person(session: Session, record: Any) -> CorrectionsPerson:
    return session.get_one(CorrectionsPerson, (record.office, record.person_uid))


def _control_facts(session: Session, form: Form, record: ControlChange) -> Facts:
    before = session.scalars(
        select(ControlChange.control_class)
        .where(
            ControlChange.office == record.office,
            ControlChange.person_uid == record.person_uid,
            ControlChange.deleted.is_(False),
            ControlChange.from_on < record.from_on,
        )
        .order_by(ControlChange.from_on.desc())
        .limit(1)
    ).first()
    return {
        **_columns(record, form),
        "control_class": before,
        "new_class": record.control_class,
        "decision_number": record.document_number,
        "basis": rewards(session, _person(session, record), None, record.from_on),
        "opinion_on": None,
    }


def _extension_facts(session: Session, form: Form, record: HealthExtension) -> Facts:
    """With the newest finding of the kind before the day that is moved."""
    newest = session.scalars(
        select(HealthReport)
        .where(
            HealthReport.office == record.office,
            HealthReport.person_uid == record.person_uid,
            HealthReport.deleted.is_(False),
            HealthReport.kind == record.kind,
            HealthReport.reported_on <= record.due_on,
        )
        .order_by(HealthReport.reported_on.desc(), HealthReport.change.desc())
        .limit(1)
    ).first()
    return {
        **_columns(record, form),
        "health_kind": record.kind,
        "diagnosis": _diagnosis(newest) if newest else None,
        "decision_number": record.document_number,
    }


def _diagnosis(report: HealthReport) -> str:
    return f"{show_date(report.reported_on)}{report.hospital or ''}：{report.findings}"


def _adjusted(session: Session, person: CorrectionsPerson, record: ControlChange) -> bool:
    """The class set at entry is no adjustment: it has no approval sheet."""
    del session
    return record.from_on > (person.received_on or record.from_on)


RECORD_SOURCES: tuple[Source, ...] = (
    Source(
        CorrectionsPlan,
        (plan.PLAN,),
        lambda _: (plan.PLAN,),
        _plan_facts,
        lambda record: record.made_on,
    ),
    Source(
        Sanction,
        tuple(form for pair in SANCTIONED.values() for form in pair if form),
        _papers_of_sanction,
        _sanction_facts,
        lambda record: record.proposed_on,
    ),
    Source(
        Positioning,
        POSITIONED,
        _papers_of_positioning,
        _positioning_facts,
        lambda record: record.from_on,
    ),
    Source(
        AbsenceEpisode,
        (search.RECORD, search.REQUEST),
        _papers_of_absence,
        _absence_facts,
        lambda record: record.discovered_on,
    ),
    Source(
        CorrectionsTransfer,
        MOVED,
        _papers_of_transfer,
        _transfer_facts,
        lambda record: record.applied_on,
    ),
    Source(
        ControlChange,
        (matters.CONTROL,),
        lambda _: (matters.CONTROL,),
        _control_facts,
        lambda record: record.from_on,
        belongs=_adjusted,
    ),
    Source(
        HealthExtension,
        (matters.REPORT,),
        lambda _: (matters.REPORT,),
        _extension_facts,
        lambda record: record.due_on,
    ),
)
