"""What of a record a sealed month has reported: its day, and the facts that figures are made of (F61).

A fact that was empty may still be filled, and a case may go on: that is the work of a later month.
A fact that was reported and becomes another is a correction, and so is a record taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from app.forms import check_ins, resettlement, training
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import VALUELESS, Field, Form
from app.forms.mediation import FORMS as MEDIATION_FORMS
from app.forms.reporting import ZERO_REPORT
from app.forms.resettlement_children import CHILD
from app.forms.resettlement_means import MEANS
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase
from app.models.reporting import ZeroReport
from app.models.resettlement import ResettlementPerson
from app.models.resettlement_children import PrisonerChild
from app.models.resettlement_means import HelpMeans
from app.models.supervision import CheckIn, HoursEntry
from app.models.training import Attendance, TrainingSession, TrainingSitting
from app.services.corrections.persons import DATED_ROWS as CORRECTIONS_ROWS
from app.services.month_end.months import first_day
from app.services.resettlement.children import CHILD_ROWS
from app.services.resettlement.entries import DATED_ROWS as RESETTLEMENT_ROWS

__all__ = ["Reported", "reported_kinds"]

Day = Callable[[Session, Mapping[str, Any]], date | None]
"""The day a record belongs to, from the values it was reported with, dates as ISO text."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One table: its duty, its day, and the facts by column.

    A column in ``settled`` is a fact only once it has one of those values: until then it is on its
    way.
    """

    duty: str
    day: Day
    facts: Mapping[str, Field]
    settled: Mapping[str, Collection[str]] = field(default_factory=dict)


CASE = (
    *("committee_uid", "accepted_on", "source", "dispute_type", "complex", "people_count"),
    *("agreed_on", "agreement_form", "amount", "performance", "confirmation"),
    *("averted", "averted_people"),
)
PERSON = ("name", "sex", "birth_date", "id_number", "category", "offence_class", "received_on")
RELEASED = ("name", "sex", "birth_date", "id_number", "source", "released_on", "enrolled_on")
CHILD_FACTS = ("name", "birth_date", "parent_relation", "known_on", "unattended")
COURSE = ("title", "level", "category", "form", "from_on", "until_on", "mediator_rotation")
"""Columns that the tables count or that say who is counted."""
STATED = ("statement", "filled_by", "signed_by", "signed_on")
"""What a zero report says; it is signed once, and only ever withdrawn."""

BESIDE = {
    "committee_uid": Field("committee_uid", "调解委员会"),
    "performance": Field("performance", "履行情况"),
    "confirmation": Field("confirmation", "司法确认"),
    "received_on": Field("received_on", "入矫日期"),
    "enrolled_on": Field("enrolled_on", "列管日期"),
    "happened_on": Field("happened_on", "日期"),
    "held_on": Field("held_on", "日期"),
    "part": Field("part", "时段"),
    "hours": Field("hours", "学时（百分之一）"),
    "from_on": Field("from_on", "开始日期"),
    "until_on": Field("until_on", "结束日期"),
    "capacity": Field("capacity", "参训身份"),
    "proofs": Field("proofs", "签到凭证"),
}
"""Columns that no form asks for, or not under this name."""


@cache
def reported_kinds() -> Mapping[str, Reported]:
    """Every table that reports count, by name."""
    found = {
        MediationCase.__tablename__: Reported(
            "mediation",
            _on("accepted_on"),
            _facts(MEDIATION_FORMS, CASE),
            {"performance": {"done"}, "confirmation": {"confirmed"}},
        ),
        CorrectionsPerson.__tablename__: Reported(
            "corrections", _on("received_on"), _facts([BASIC_SHEET], PERSON)
        ),
        CheckIn.__tablename__: Reported(
            "corrections",
            _on("happened_on"),
            _facts(check_ins.CHECK_IN_FORMS.values(), ("happened_on", "method", "result")),
        ),
        HoursEntry.__tablename__: Reported(
            "corrections", _on("happened_on"), _facts([check_ins.HOURS])
        ),
        ResettlementPerson.__tablename__: Reported(
            "resettlement", _on("enrolled_on"), _facts([resettlement.SHEET], RELEASED)
        ),
        TrainingSession.__tablename__: Reported(
            "training", _on("from_on"), _facts([training.SESSION], COURSE)
        ),
        TrainingSitting.__tablename__: Reported(
            "training", _of_course, _facts([], ("held_on", "part", "hours"))
        ),
        Attendance.__tablename__: Reported(
            "training", _of_course, _facts([], ("capacity", "proofs"))
        ),
        ZeroReport.__tablename__: Reported("", _of_month, _facts([ZERO_REPORT], STATED)),
    }
    for entry in CORRECTIONS_ROWS.values():
        found[entry.kind.__tablename__] = Reported(
            "corrections", _on(entry.order), _facts([entry.form])
        )
    found[PrisonerChild.__tablename__] = Reported(
        "resettlement", _on("known_on"), _facts([CHILD], CHILD_FACTS)
    )
    found[HelpMeans.__tablename__] = Reported("resettlement", _on("as_of"), _facts([MEANS]))
    rows: Iterable[tuple[Any, Form, str]] = (*RESETTLEMENT_ROWS.values(), *CHILD_ROWS.values())
    for kind, form, day in rows:
        found[kind.__tablename__] = Reported("resettlement", _on(day), _facts([form]))
    return found


def _facts(forms: Iterable[Form], names: Collection[str] = ()) -> Mapping[str, Field]:
    """The fields by name; all of the forms' own where no ``names`` are given."""
    asked = {f.name: f for form in forms for f in form.fields() if f.kind not in VALUELESS}
    if not names:
        return asked
    known = {**asked, **{n: f for n, f in BESIDE.items() if n not in asked}}
    return {name: known[name] for name in names}


def _on(column: str) -> Day:
    def day(_session: Session, values: Mapping[str, Any]) -> date | None:
        found: str | None = values.get(column)  # as history keeps it: ISO text
        return date.fromisoformat(found[:10]) if found else None

    return day


def _of_course(session: Session, values: Mapping[str, Any]) -> date | None:
    course = session.get(
        TrainingSession,
        (values["office"], values["session_uid"]),
        execution_options={"include_deleted": True},
    )
    return course.from_on if course else None


def _of_month(_session: Session, values: Mapping[str, Any]) -> date | None:
    return first_day(values["month"])
