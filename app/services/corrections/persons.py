"""社区矫正对象: admission, the basic sheet, and the dated rows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import corrections_entries as entries
from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.definition import Form, PersonRef, Problem, Values
from app.models.base import Record
from app.models.corrections import (
    ControlChange,
    CorrectionsPerson,
    CourtOrder,
    Delegation,
    GroupMember,
)
from app.models.history import bury
from app.models.supervision import Suspension
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, read, row
from app.services.corrections.person_checks import sheet_problems
from app.services.corrections.register import PersonPage, PersonQuery, person_page, situation
from app.services.corrections.states import ENDED, NotAllowed
from app.services.corrections.steps import StepRow, first_step, reverse_last, steps_of, take_step
from app.services.people import complete, link
from app.services.rule_books import book

__all__ = ["PersonCard", "PersonService", "find_person", "refuse"]

DATED_ROWS: Mapping[str, tuple[type[Record], Form]] = {
    "control_change": (ControlChange, entries.CONTROL_CHANGE),
    "suspension": (Suspension, entries.SUSPENSION),
    "court_order": (CourtOrder, entries.COURT_ORDER),
    "group_member": (GroupMember, entries.GROUP_MEMBER),
}
"""What is kept as dated rows beside a person, by name."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What stands at the top of a person's page. ``now`` says where they are, if not at home."""

    uid: str
    name: str
    state: str
    control_class: str | None
    category: str
    starts_on: date | None
    ends_on: date | None
    days_left: int | None
    received_on: date | None
    juvenile: bool
    now: str


def find_person(session: Session, office: str, uid: str) -> CorrectionsPerson:
    """The person, or ``Missing``."""
    person = session.get(CorrectionsPerson, (office, uid))
    if person is None or person.deleted:
        raise Missing("这名矫正对象")
    return person


def refuse(found: list[Problem]) -> None:
    """Raise ``Rejected`` when any problem keeps the form from being saved."""
    if blocking := [problem for problem in found if problem.blocking]:
        raise Rejected(blocking)


class PersonService(Service):
    """Who is in corrections here, and how they stand."""

    # --- the basic sheet -------------------------------------------------------------------

    def check(self, values: Values) -> list[Problem]:
        """Everything to ask about a basic sheet; what is blocking keeps it from being saved."""
        with self._database.begin() as session:
            rules = book(session, self.office, "corrections")
        return sheet_problems(values, rules, self.today())

    def admit(
        self,
        values: Values,
        *,
        control_class: str | None = None,
        state: str | None = None,
        documents: str = "",
    ) -> str:
        """Register a person from a filled basic sheet; the uid of the new record.

        Without ``state`` the person is 在册 when the sheet has a day of reporting, otherwise 待报到.
        ``control_class`` is the first 管理类别. Raises ``Rejected``.
        """
        refuse(self.check(values))
        reported: date | None = values.get("reported_on")
        state = state or ("enrolled" if reported else "expected")
        with self._database.begin() as session:
            person = CorrectionsPerson(office=self.office, state=state)
            _fill(session, person, values, self.today())
            session.add(person)
            session.flush()
            on = reported or min(_known_since(values) or self.today(), self.today())
            if state == "enrolled":
                person.received_on = on
            session.add(first_step(person, on=on, now=self.now(), document=documents or None))
            if control_class:
                _add_row(
                    session,
                    "control_change",
                    person,
                    {"control_class": control_class, "from_on": on, "reason": "入矫时确定"},
                    self.today(),
                )
                _settle(session, person, self.today())
            return person.uid

    def edit(self, uid: str, values: Values) -> None:
        """Save the basic sheet again; state and control class change by their own entries."""
        refuse(self.check(values))
        with self._database.begin() as session:
            _fill(session, find_person(session, self.office, uid), values, self.today())

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of the basic sheet."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return {
                **read(person, BASIC_SHEET),
                "name": PersonRef(person.name, person.card_uid),
            }

    def card(self, uid: str) -> PersonCard:
        """The head of the person's page."""
        today = self.today()
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            _settle(session, person, today)
            return PersonCard(
                uid=person.uid,
                name=person.name,
                state=person.state,
                control_class=person.control_class,
                category=person.category,
                starts_on=person.starts_on,
                ends_on=person.ends_on,
                days_left=(person.ends_on - today).days if person.ends_on else None,
                received_on=person.received_on,
                juvenile=person.juvenile,
                now=situation(session, self.office, [person.uid], today).get(person.uid, ""),
            )

    def page(self, query: PersonQuery, *, offset: int = 0, limit: int = 100) -> PersonPage:
        """One page of the roll (花名册), rows by the columns of ``PERSON_REGISTER`` plus ``uid``."""
        with self._database.begin() as session:
            return person_page(session, self.office, query, offset, limit, self.today())

    def delete(self, uid: str, reason: str) -> None:
        """Take back a registration made by mistake; only while nothing was recorded for it."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            if not reason.strip():
                raise NotAllowed("撤销登记要写明原因。")
            if _has_history(session, person):
                raise NotAllowed(
                    "这名对象已有监管记录，不能撤销登记。", "请用“状态变更”登记终止或迁出。"
                )
            person.remark = "\n".join(filter(None, (person.remark, f"撤销登记：{reason.strip()}")))
            bury([person])

    # --- dated rows ------------------------------------------------------------------------

    def add_row(self, uid: str, name: str, values: Values) -> str:
        """Add a dated row (``control_change``, ``suspension``, ``court_order``, ``group_member``)."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            if person.state in ENDED:
                raise NotAllowed("这名对象已经离开本所，不能再登记。")
            added = _add_row(session, name, person, values, self.today())
            _settle(session, person, self.today())
            return added

    def edit_row(self, name: str, row_uid: str, values: Values) -> None:
        """Correct a dated row; what stood there is kept in history."""
        kind, form = DATED_ROWS[name]
        refuse(problems(form, values, on=self.today()))
        with self._database.begin() as session:
            record = self._row(session, kind, row_uid)
            assign(record, form, values)
            session.flush()
            person = find_person(session, self.office, record.person_uid)
            _settle(session, person, self.today())

    def remove_row(self, name: str, row_uid: str) -> None:
        """Take a dated row away; its tombstone stays."""
        kind, _ = DATED_ROWS[name]
        with self._database.begin() as session:
            record = self._row(session, kind, row_uid)
            bury([record])
            session.flush()
            _settle(session, find_person(session, self.office, record.person_uid), self.today())

    def rows(self, uid: str, name: str) -> list[dict[str, Any]]:
        """The dated rows of a person, in order of time."""
        kind, form = DATED_ROWS[name]
        with self._database.begin() as session:
            query = select(kind).where(kind.office == self.office, kind.person_uid == uid)  # type: ignore[attr-defined]
            return [row(r, form) for r in session.scalars(query.order_by(kind.from_on))]  # type: ignore[attr-defined]

    def _row(self, session: Session, kind: type[Record], uid: str) -> Any:
        record = session.get(kind, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这条记录")
        return record

    # --- steps -----------------------------------------------------------------------------

    def step(self, uid: str, values: Values) -> str:
        """Record a step to another state (form ``STEP``); raises ``NotAllowed``, ``Rejected``."""
        refuse(problems(entries.STEP, values, on=self.today()))
        if values["after"] in {"released", "terminated"}:
            raise NotAllowed("解除和终止矫正请用各自的登记表。")
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return take_step(session, person, values["after"], values, now=self.now())

    def release(self, uid: str, values: Values) -> str:
        """Record 解除 by the county's certificate (form ``RELEASE``)."""
        refuse(problems(entries.RELEASE, values, on=self.today()))
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return take_step(session, person, "released", values, now=self.now())

    def terminate(self, uid: str, values: Values) -> str:
        """Record 终止 by the ruling or certificate (form ``TERMINATION``)."""
        refuse(problems(entries.TERMINATION, values, on=self.today()))
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return take_step(session, person, "terminated", values, now=self.now())

    def undo_step(self, uid: str, reason: str) -> str:
        """Reverse the last step by a reversing entry; the step itself stays on the record."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return reverse_last(session, person, reason, now=self.now())

    def steps(self, uid: str) -> list[StepRow]:
        """All steps of a person, oldest first."""
        with self._database.begin() as session:
            return steps_of(session, self.office, uid)

    # --- what the county lets this office do -----------------------------------------------

    def add_delegation(self, values: Values) -> str:
        """Record a 委托 of the county (form ``DELEGATION``)."""
        refuse(problems(entries.DELEGATION, values, on=self.today()))
        with self._database.begin() as session:
            record = Delegation(office=self.office)
            assign(record, entries.DELEGATION, values)
            session.add(record)
            session.flush()
            return record.uid

    def edit_delegation(self, uid: str, values: Values) -> None:
        """Correct a 委托 or enter the day it ended."""
        refuse(problems(entries.DELEGATION, values, on=self.today()))
        with self._database.begin() as session:
            assign(self._row(session, Delegation, uid), entries.DELEGATION, values)

    def delegations(self) -> list[dict[str, Any]]:
        """All 委托, newest first."""
        with self._database.begin() as session:
            query = select(Delegation).where(Delegation.office == self.office)
            return [
                row(d, entries.DELEGATION)
                for d in session.scalars(query.order_by(Delegation.from_on.desc()))
            ]


def _fill(session: Session, person: CorrectionsPerson, values: Values, today: date) -> None:
    """Put a basic sheet into its columns, and the person behind one card (F39)."""
    filled = complete(values, today=today)
    assign(person, BASIC_SHEET, filled)
    card = {**filled, "name": PersonRef(person.name, person.card_uid)}
    if isinstance(values["name"], PersonRef):
        card["name"] = values["name"]
    person.card_uid = link(session, person.office, card)


def _known_since(values: Values) -> date | None:
    """The day on which the office learned of somebody who has not reported yet."""
    return values.get("documents_received_on") or values.get("effective_on")


def _add_row(
    session: Session, name: str, person: CorrectionsPerson, values: Values, today: date
) -> str:
    kind, form = DATED_ROWS[name]
    refuse(problems(form, values, on=today))
    if name == "court_order" and person.category not in {"control", "probation"}:
        raise NotAllowed("禁止令只适用于管制和缓刑（刑法第三十八条、第七十二条）。")
    record: Any = kind(office=person.office, person_uid=person.uid)  # type: ignore[call-arg]
    assign(record, form, values)
    session.add(record)
    session.flush()
    return str(record.uid)


def _settle(session: Session, person: CorrectionsPerson, today: date) -> None:
    """Bring the current control class of the person in line with its dated rows."""
    newest = session.scalars(
        select(ControlChange.control_class)
        .where(
            ControlChange.office == person.office,
            ControlChange.person_uid == person.uid,
            ControlChange.from_on <= today,
        )
        .order_by(ControlChange.from_on.desc(), ControlChange.change.desc())
        .limit(1)
    ).first()
    if person.control_class != newest:
        person.control_class = newest


def _has_history(session: Session, person: CorrectionsPerson) -> bool:
    from app.models.supervision import CheckIn, HoursEntry, Leave

    return any(
        session.scalars(
            select(kind.uid)
            .where(kind.office == person.office, kind.person_uid == person.uid)
            .limit(1)
        ).first()
        for kind in (CheckIn, Leave, HoursEntry)
    )
