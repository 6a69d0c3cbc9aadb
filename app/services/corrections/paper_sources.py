"""Which record a paper is about, and which papers a record has.

A paper is addressed by its form and its subject: the person, a leave, a check-in, a group activity
..., or, for a paper that stands for itself, the paper. A duty that adds a table of records with
papers adds one ``Source``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.corrections_papers.daily import CALL_LIST, CONTROL_LIST, HOURS_LIST, SERVICE, STUDY
from app.forms.corrections_papers.file import DELIVERY
from app.forms.corrections_papers.matters import FREQUENT
from app.forms.definition import Form
from app.forms.era import words_of
from app.forms.leave import LEAVE_APPLICATION, LEAVE_APPROVAL, LEAVE_NOTICE, LEAVE_RETURN
from app.forms.registry import form as form_of
from app.forms.values import from_plain
from app.models.corrections import CorrectionsDelivery, CorrectionsPaper, CorrectionsPerson
from app.models.supervision import CheckIn, HoursEntry, Leave
from app.services.columns import read
from app.services.corrections.leave_view import leave_values
from app.services.corrections.paper_facts import calls_of, controls_of, hours_of
from app.services.corrections.paper_records import RECORD_SOURCES
from app.services.corrections.paper_source import Facts, Source
from app.services.corrections.states import NotAllowed

__all__ = ["GROUP_SHEETS", "LISTS", "SOURCES", "Source", "source_of"]

LEAVE_PAPERS = (LEAVE_APPLICATION, LEAVE_APPROVAL, FREQUENT, LEAVE_NOTICE, LEAVE_RETURN)
GROUP_SHEETS = {"study": STUDY, "service": SERVICE}


def _papers_of_leave(leave: Leave) -> Iterable[Form]:
    yield LEAVE_APPLICATION
    yield FREQUENT if leave.kind == "frequent" else LEAVE_APPROVAL
    if leave.approved:
        yield LEAVE_NOTICE
    if leave.state == "closed":
        yield LEAVE_RETURN


def _leave_facts(session: Session, form: Form, leave: Leave) -> Facts:
    facts = leave_values(session, leave)
    if form is FREQUENT:
        facts["reason"] = leave.reason_text
    if form is LEAVE_APPROVAL and leave.decided_tier in ("county", "superior"):
        facts[f"{leave.decided_tier}_number"] = leave.decision_number
        facts[f"{leave.decided_tier}_on"] = leave.decided_on
    if form is LEAVE_NOTICE:
        if not leave.approved:
            raise NotAllowed("还没有批准，不能打印准予外出通知书。")
        facts["from_on"], facts["until_on"] = leave.approved_from, leave.approved_until
    if form is LEAVE_RETURN and leave.state != "closed":
        raise NotAllowed("还没有销假，不能打印销假登记。", "请先登记返回。")
    return facts


FILED_CHECK_INS = ("monthly_meeting", "home_visit")
"""Filed one by one; calls and daily control are filed as lists."""


def _papers_of_check_in(record: CheckIn) -> Iterable[Form]:
    if record.kind in FILED_CHECK_INS:
        yield CHECK_IN_FORMS[record.kind]


def _check_in_facts(session: Session, form: Form, record: CheckIn) -> Facts:
    del session
    return {**from_plain(form, record.values), **read(record, form)}


def _group_facts(session: Session, form: Form, entry: HoursEntry) -> Facts:
    """Everybody who took part: one group activity shares its ``activity_uid``."""
    query = (
        select(HoursEntry, CorrectionsPerson.name)
        .join(
            CorrectionsPerson,
            (CorrectionsPerson.office == HoursEntry.office)
            & (CorrectionsPerson.uid == HoursEntry.person_uid),
        )
        .where(HoursEntry.office == entry.office, HoursEntry.deleted.is_(False))
    )
    one = HoursEntry.uid == entry.uid
    together = HoursEntry.activity_uid == entry.activity_uid if entry.activity_uid else one
    rows = [
        {"name": name, "signature": None, "minutes": row.minutes, "note": row.note}
        for row, name in session.execute(query.where(together).order_by(CorrectionsPerson.name))
    ]
    return {**read(entry, form), "attended": rows, "present": len(rows)}


def _delivery_facts(session: Session, form: Form, delivery: CorrectionsDelivery) -> Facts:
    paper = session.get_one(CorrectionsPaper, (delivery.office, delivery.paper_uid))
    return {
        **read(delivery, form),
        "paper_title": words_of(form_of(paper.form).title, paper.dated_on),
        "paper_number": paper.number or _number_of(session, paper),
        "paper_on": paper.dated_on,
    }


def _number_of(session: Session, paper: CorrectionsPaper) -> str | None:
    """The 文号 that the record behind a paper gives it, as the county's decisions have it."""
    form = form_of(paper.form)
    source = source_of(form)
    if source is None or not form.numbered_by:
        return None
    record = session.get(source.model, (paper.office, paper.subject_uid))
    if record is None or record.deleted or form not in source.papers(record):
        return None
    number = source.facts(session, form, record).get(form.numbered_by)
    return str(number) if number else None


SOURCES: tuple[Source, ...] = (
    *RECORD_SOURCES,
    Source(Leave, LEAVE_PAPERS, _papers_of_leave, _leave_facts, lambda leave: leave.applied_on),
    Source(
        CheckIn,
        tuple(CHECK_IN_FORMS.values()),
        _papers_of_check_in,
        _check_in_facts,
        lambda record: record.happened_on,
        where=CheckIn.kind.in_(FILED_CHECK_INS),
    ),
    Source(
        HoursEntry,
        tuple(GROUP_SHEETS.values()),
        lambda entry: (GROUP_SHEETS[entry.kind],),
        _group_facts,
        lambda entry: entry.happened_on,
        filed=False,
    ),
    Source(
        CorrectionsDelivery,
        (DELIVERY,),
        lambda _: (DELIVERY,),
        _delivery_facts,
        lambda delivery: delivery.delivered_on,
    ),
)

LISTS: dict[str, tuple[str, Callable[[Session, CorrectionsPerson], list[Facts]]]] = {
    CALL_LIST.code: ("calls", calls_of),
    CONTROL_LIST.code: ("controls", controls_of),
    HOURS_LIST.code: ("hours", hours_of),
}
"""Lists about one person: form → the field that holds its lines, and where they come from."""


def source_of(form: Form) -> Source | None:
    """The records a paper of this form may be about; ``None`` when only about persons."""
    return next((source for source in SOURCES if form in source.forms), None)
