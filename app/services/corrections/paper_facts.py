"""What the papers of corrections know: facts of the person, and those composed for papers.

Facts go by field name (``app/forms/corrections_papers``). Everything here works inside a
transaction that a service has opened.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.codes import label
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_papers.daily import CALL_LIST, CONTROL_LIST
from app.forms.corrections_papers.discharge import APPRAISAL, CERTIFICATE, DEATH, DECLARATION
from app.forms.definition import Form
from app.forms.sealed_note import SEALED_NOTE, sealed_words
from app.forms.values import from_plain
from app.models.corrections import (
    CorrectionsDelivery,
    CorrectionsPaper,
    CorrectionsPerson,
    CorrectionsStep,
    CourtOrder,
    GroupMember,
)
from app.models.sanctions import Sanction
from app.models.supervision import CheckIn, HoursEntry, Leave
from app.services.columns import read
from app.services.settings import read_identity

__all__ = [
    "calls_of",
    "controls_of",
    "has_lines",
    "hours_of",
    "houses",
    "period_counts",
    "person_facts",
    "release_facts",
    "rewards",
    "signed_on",
    "term_words",
]

DIGITS = "零一二三四五六七八九"
TEN = 10


def person_facts(session: Session, person: CorrectionsPerson) -> dict[str, Any]:
    """Everything a paper may say of the person, the office and the county."""
    office, county = houses(session, person.office)
    members = _members(session, person)
    return {
        **read(person, BASIC_SHEET),
        "control_class": person.control_class,
        "summary_on": person.summary_on,
        "appraised_on": person.appraised_on,
        "received_on": person.received_on,
        "court": person.decided_by,
        "judgment_number": person.decision_number,
        "judged_on": person.decided_on,
        "decided_by": None,  # on a paper it is whoever decided the matter at hand
        "decided_on": None,
        "decision_number": None,
        "number": None,  # that of the paper; the person's is ``person_number``
        "person_number": person.number,
        "term": term_words(person.term_years, person.term_months, person.term_days),
        "term_span": _span(person),
        "members": members,
        "orders": _orders(session, person) or "无",
        "office_name": office,
        "county_authority": county,
        "procuratorate": f"{county.removesuffix('司法局')}人民检察院" if county else None,
        SEALED_NOTE: sealed_words() if person.holds_sealed else None,
        "formula": person.category,
        "release_ground": "社区矫正期满",
        "released_on": person.left_on if person.state == "released" else person.ends_on,
        **_ending(session, person),
    }


def houses(session: Session, office: str) -> tuple[str, str]:
    """The names of the office and of its county authority."""
    identity = read_identity(session, office)
    if identity is None:
        return "司法所", ""
    return identity.name, f"{identity.county_name}司法局" if identity.county_name else ""


def term_words(years: int | None, months: int | None, days: int | None) -> str:
    """一年六个月; empty where the sheet gives no length."""
    parts = ((years, "年"), (months, "个月"), (days, "日"))
    return "".join(f"{_in_characters(count)}{unit}" for count, unit in parts if count)


def _in_characters(count: int) -> str:
    if count >= TEN * TEN:
        return str(count)
    tens, ones = divmod(count, TEN)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not head else "")


def _span(person: CorrectionsPerson) -> str:
    if not (person.starts_on and person.ends_on):
        return ""
    return f"{show_date(person.starts_on)}至{show_date(person.ends_on)}"


def _members(session: Session, person: CorrectionsPerson) -> list[dict[str, Any]]:
    query = select(GroupMember).where(
        GroupMember.office == person.office,
        GroupMember.person_uid == person.uid,
        GroupMember.until_on.is_(None),
    )
    return [
        {"name": m.name, "role": m.role, "unit": m.unit, "phone": m.phone}
        for m in session.scalars(query.order_by(GroupMember.from_on, GroupMember.change))
    ]


def _orders(session: Session, person: CorrectionsPerson) -> str:
    query = select(CourtOrder).where(
        CourtOrder.office == person.office, CourtOrder.person_uid == person.uid
    )
    return "；".join(
        f"{order.content}（{show_date(order.from_on)}至{show_date(order.until_on)}）"
        for order in session.scalars(query.order_by(CourtOrder.from_on))
    )


def _ending(session: Session, person: CorrectionsPerson) -> dict[str, Any]:
    """How corrections ended, from the step that stands."""
    query = select(CorrectionsStep).where(
        CorrectionsStep.office == person.office,
        CorrectionsStep.person_uid == person.uid,
        CorrectionsStep.after == person.state,
        CorrectionsStep.leave_uid.is_(None),
    )
    step = session.scalars(query.order_by(CorrectionsStep.change.desc()).limit(1)).first()
    if step is None:
        return {}
    if person.state == "terminated":
        return {
            "termination_reason": step.reason,
            "terminated_on": step.happened_on,
            "terminated_by": step.decided_by,
            "termination_number": step.document_number,
        }
    if person.state != "released":
        return {}
    found = {"certificate_number": step.document_number}
    if step.reason == "pardon":  # 社区矫正法 44: 矫正期满或者被赦免
        found |= {"release_ground": "依法被赦免", "formula": "pardon"}
    return found


# --- lists of the working file -------------------------------------------------------------------


def has_lines(session: Session, person: CorrectionsPerson, form: str) -> bool:
    """Whether a list of the working file has anything to list; its lines are not read for that."""
    kind = LISTED.get(form)
    if kind is None:
        query = select(HoursEntry.uid).where(
            HoursEntry.office == person.office,
            HoursEntry.person_uid == person.uid,
            HoursEntry.deleted.is_(False),
        )
    else:
        query = select(CheckIn.uid).where(*_of_kind(person, kind))
    return session.scalars(query.limit(1)).first() is not None


LISTED = {CALL_LIST.code: "weekly_voice", CONTROL_LIST.code: "daily_control"}
"""Lists of check-ins, by the kind they list; the other list is of hours."""


def _of_kind(person: CorrectionsPerson, kind: str) -> tuple[Any, ...]:
    return (
        CheckIn.office == person.office,
        CheckIn.person_uid == person.uid,
        CheckIn.kind == kind,
        CheckIn.deleted.is_(False),
    )


def _check_ins(session: Session, person: CorrectionsPerson, kind: str) -> list[dict[str, Any]]:
    form = CHECK_IN_FORMS[kind]
    query = select(CheckIn).where(*_of_kind(person, kind))
    return [
        {**from_plain(form, record.values), **read(record, form), "happened_on": record.happened_on}
        for record in session.scalars(query.order_by(CheckIn.happened_on, CheckIn.happened_at))
    ]


def calls_of(session: Session, person: CorrectionsPerson) -> list[dict[str, Any]]:
    """Lines of the list of calls (C24)."""
    return _check_ins(session, person, "weekly_voice")


def controls_of(session: Session, person: CorrectionsPerson) -> list[dict[str, Any]]:
    """Lines of the list of daily control."""
    return _check_ins(session, person, "daily_control")


def hours_of(session: Session, person: CorrectionsPerson) -> list[dict[str, Any]]:
    """Lines of the list of study and service (C25)."""
    query = select(HoursEntry).where(
        HoursEntry.office == person.office,
        HoursEntry.person_uid == person.uid,
        HoursEntry.deleted.is_(False),
    )
    names = ("happened_on", "kind", "topic", "place", "minutes", "staff")
    return [
        {name: getattr(entry, name) for name in names}
        for entry in session.scalars(query.order_by(HoursEntry.happened_on, HoursEntry.change))
    ]


# --- what single papers compose ------------------------------------------------------------------


def period_counts(
    session: Session, person: CorrectionsPerson, first: date | None, last: date | None
) -> dict[str, Any]:
    """What was done in the period of an assessment (C26)."""
    if first is None or last is None:
        return {}
    where = (
        CheckIn.office == person.office,
        CheckIn.person_uid == person.uid,
        CheckIn.deleted.is_(False),
        CheckIn.happened_on.between(first, last),
    )
    done = Counter(session.scalars(select(CheckIn.kind).where(*where)))
    minutes: Counter[str] = Counter()
    for entry in hours_of(session, person):
        if first <= entry["happened_on"] <= last:
            minutes[entry["kind"]] += entry["minutes"]
    leaves = session.scalars(
        select(Leave.uid).where(
            Leave.office == person.office,
            Leave.person_uid == person.uid,
            Leave.deleted.is_(False),
            Leave.departed_at.is_not(None),
            Leave.from_on.between(first, last),
        )
    ).all()
    return {
        "calls_done": done["weekly_voice"],
        "meetings_done": done["monthly_meeting"],
        "visits_done": done["home_visit"],
        "study_minutes": minutes["study"],
        "service_minutes": minutes["service"],
        "leaves_taken": len(leaves),
        "rewards": rewards(session, person, first, last),
    }


def release_facts(session: Session, form: Form, person: CorrectionsPerson) -> dict[str, Any]:
    """What the release papers take from each other and from the register of 奖惩.

    The declaration reads out the office's appraisal; the certificate bears the county's number.
    """
    if form is APPRAISAL:
        return {"rewards": rewards(session, person, None, None) or "无"}
    if form is DECLARATION:
        appraisal = session.scalars(
            select(CorrectionsPaper).where(
                CorrectionsPaper.office == person.office,
                CorrectionsPaper.form == APPRAISAL.code,
                CorrectionsPaper.subject_uid == person.uid,
                CorrectionsPaper.deleted.is_(False),
            )
        ).first()
        return {"appraisal": appraisal.values.get("office_opinion") if appraisal else None}
    if form is CERTIFICATE and person.state == "released":
        return {"number": _ending(session, person).get("certificate_number")}
    if form is DEATH:
        ending = _ending(session, person)
        if ending.get("termination_reason") == "died":
            return {"died_on": ending["terminated_on"]}
    return {}


def rewards(
    session: Session, person: CorrectionsPerson, first: date | None, last: date | None
) -> str | None:
    """奖惩 decided in these days that stand, one a line; ``None`` when there are none."""
    query = select(Sanction).where(
        Sanction.office == person.office,
        Sanction.person_uid == person.uid,
        Sanction.deleted.is_(False),
        Sanction.result == "approved",
        Sanction.revoked_on.is_(None),
        Sanction.decided_on.between(first or date.min, last or date.max),
    )
    lines = [
        f"{show_date(one.decided_on)}{label('sanction_kind', one.kind)}"
        + (f"（{one.decision_number}）" if one.decision_number else "")
        for one in session.scalars(query.order_by(Sanction.decided_on, Sanction.change))
        if one.decided_on
    ]
    return "；".join(lines) or None


def signed_on(session: Session, paper: CorrectionsPaper, person: CorrectionsPerson) -> date | None:
    """The day on which the person signed for the paper, for its stub."""
    return session.scalars(
        select(CorrectionsDelivery.delivered_on)
        .where(
            CorrectionsDelivery.office == paper.office,
            CorrectionsDelivery.paper_uid == paper.uid,
            CorrectionsDelivery.recipient == person.name,
        )
        .order_by(CorrectionsDelivery.delivered_on)
        .limit(1)
    ).first()
