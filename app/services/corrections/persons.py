"""社区矫正对象: admission, the basic sheet, and the dated rows beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms import corrections_entries as forms
from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_events import INQUIRY_OPENING
from app.forms.corrections_plan import GROUP
from app.forms.definition import PersonRef, Problem, Values
from app.models.corrections import ControlChange, CorrectionsPerson, CourtOrder, Delegation
from app.models.history import bury
from app.models.supervision import CheckIn, HoursEntry, Leave, Suspension
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, read, row
from app.services.corrections import entries
from app.services.corrections.entries import Entry, Moment
from app.services.corrections.events import EVENT_ENTRIES
from app.services.corrections.group import GROUP_ENTRIES, confirm_group, group_words
from app.services.corrections.health import HEALTH_ENTRIES
from app.services.corrections.person_checks import (
    already_here,
    minor_at_decision,
    sheet_problems,
    term_words,
)
from app.services.corrections.plan import PLAN_ENTRIES
from app.services.corrections.records import find_person, refuse, writable
from app.services.corrections.register import PersonPage, PersonQuery, person_page, situation
from app.services.corrections.sanctions import POSITIONING_ENTRIES
from app.services.corrections.states import NotAllowed
from app.services.corrections.steps import StepRow, first_step, reverse_last, steps_of, take_step
from app.services.people import complete, link
from app.services.rule_books import book

__all__ = ["PersonCard", "PersonService", "find_person", "refuse"]


def _check_order(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    if person.category not in {"control", "probation"}:
        raise NotAllowed("禁止令只适用于管制和缓刑（刑法第三十八条、第七十二条）。")
    yield from ()


DATED_ROWS: Mapping[str, Entry] = {
    "control_change": Entry(
        kind=ControlChange,
        form=forms.CONTROL_CHANGE,
        order="from_on",
        then=lambda at, person, _: _settle(at.session, person, at.today),
    ),
    "suspension": Entry(kind=Suspension, form=forms.SUSPENSION, order="from_on"),
    "court_order": Entry(
        kind=CourtOrder, form=forms.COURT_ORDER, order="from_on", check=_check_order
    ),
    **GROUP_ENTRIES,
    **PLAN_ENTRIES,
    **POSITIONING_ENTRIES,
    **HEALTH_ENTRIES,
    **EVENT_ENTRIES,
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
    holds_sealed: bool
    now: str


class PersonService(Service, work=Work.CASES):
    """Who is in corrections here, and how they stand."""

    # --- the basic sheet -------------------------------------------------------------------

    def check(self, values: Values, uid: str | None = None) -> list[Problem]:
        """Everything to ask about a basic sheet; what is blocking keeps it from being saved.

        ``uid`` is the person whose sheet it is, if already registered.
        """
        with self._database.begin() as session:
            rules = book(session, self.office, "corrections")
            found = sheet_problems(values, rules, self.today())
            return [*found, *already_here(session, self.office, values, uid)]

    def admit(
        self,
        values: Values,
        *,
        control_class: str | None = None,
        state: str | None = None,
        documents: str = "",
    ) -> str:
        """Register a person from a filled basic sheet; the uid of the new record.

        Without ``state`` the person is 在册 when the sheet has a day of reporting, otherwise 待迁入
        for a transfer and 待报到 for everybody else.
        ``control_class`` is the first 管理类别. Raises ``Rejected``.
        """
        refuse(self.check(values))
        state = state or _first_state(values)
        reported: date | None = values.get("reported_on")
        with self._database.begin() as session:
            moved_in = state == "enrolled" and values.get("reception") == "transfer_in"
            person = CorrectionsPerson(office=self.office, state="moving_in" if moved_in else state)
            _fill(session, person, values, self.today())
            session.add(person)
            session.flush()
            on = reported or min(_known_since(values) or self.today(), self.today())
            if person.state == "enrolled":
                person.received_on = on
            session.add(first_step(person, on=on, now=self.now(), document=documents or None))
            session.flush()
            if moved_in:  # counted as 迁入 on the day of reporting here
                rules = book(session, self.office, "corrections")
                take_step(session, person, state, {"happened_on": on}, now=self.now(), rules=rules)
            if control_class:
                values = {"control_class": control_class, "from_on": on, "reason": "入矫时确定"}
                entries.add(self._at(session), DATED_ROWS["control_change"], person.uid, values)
            return person.uid

    def assess(self, values: Values) -> str:
        """Register somebody who is only assessed so far (form ``INQUIRY_OPENING``); the uid."""
        refuse(problems(INQUIRY_OPENING, values, on=self.today()))
        with self._database.begin() as session:
            person = CorrectionsPerson(office=self.office, state="inquiry")
            _fill(session, person, {"id_kind": "resident_id", **values}, self.today())
            session.add(person)
            session.flush()
            on, letter = values["commission_received_on"], values.get("commission_number")
            session.add(first_step(person, on=on, now=self.now(), document=letter))
            session.flush()
            entries.add(self._at(session), DATED_ROWS["inquiry"], person.uid, values)
            return person.uid

    def edit(self, uid: str, values: Values) -> None:
        """Save the basic sheet again; state and control class change by their own entries."""
        refuse(self.check(values, uid))
        with self._database.begin() as session:
            _fill(session, writable(session, self.office, uid), values, self.today())

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of the basic sheet, by field of ``BASIC_SHEET``; ``name`` is a ``PersonRef``."""
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
                holds_sealed=person.holds_sealed,
                now=situation(session, self.office, [person.uid], today).get(person.uid, ""),
            )

    def page(self, query: PersonQuery, *, offset: int = 0, limit: int = 100) -> PersonPage:
        """One page of the roll (花名册), rows by the columns of ``PERSON_REGISTER`` plus ``uid``."""
        with self._database.begin() as session:
            return person_page(session, self.office, query, offset, limit, self.today())

    def delete(self, uid: str, reason: str) -> None:
        """Take back a registration made by mistake; only while nothing was recorded for it.

        Raises ``NotAllowed`` otherwise, and without a reason.
        """
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

    def ask_row(
        self, uid: str, name: str, values: Values, row_uid: str | None = None
    ) -> list[Problem]:
        """Everything to ask about a dated row before it is kept; nothing is written."""
        with self._database.begin() as session:
            return entries.ask(self._at(session), DATED_ROWS[name], uid, values, row_uid)

    def add_row(self, uid: str, name: str, values: Values) -> str:
        """Add a dated row: any name of ``DATED_ROWS``."""
        with self._database.begin() as session:
            return entries.add(self._at(session), DATED_ROWS[name], uid, values)

    def edit_row(self, name: str, row_uid: str, values: Values) -> None:
        """Correct a dated row; what stood there is kept in history."""
        with self._database.begin() as session:
            entries.edit(self._at(session), DATED_ROWS[name], row_uid, values)

    def remove_row(self, name: str, row_uid: str) -> None:
        """Take a dated row away; its tombstone stays."""
        with self._database.begin() as session:
            entries.remove(self._at(session), DATED_ROWS[name], row_uid)

    def rows(self, uid: str, name: str) -> list[dict[str, Any]]:
        """The dated rows of a person, in order of time; ``name`` is a key of ``DATED_ROWS``."""
        with self._database.begin() as session:
            return entries.rows(self._at(session), DATED_ROWS[name], uid)

    def confirm_group(self, uid: str, values: Values) -> None:
        """Settle the 矫正小组 (form ``GROUP``); refused while the law asks for more members."""
        refuse(problems(GROUP, values, on=self.today()))
        with self._database.begin() as session:
            confirm_group(self._at(session), uid, values)

    def term_end(self, uid: str) -> dict[str, date | None]:
        """个人总结 (``summary_on``) and 书面鉴定 (``appraised_on``), as far as there (实施办法 53)."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return {"summary_on": person.summary_on, "appraised_on": person.appraised_on}

    def record_term_end(self, uid: str, values: Values) -> None:
        """Record 个人总结 and 书面鉴定 (form ``TERM_END``)."""
        refuse(problems(forms.TERM_END, values, on=self.today()))
        for name in ("summary_on", "appraised_on"):
            if (day := values.get(name)) and day > self.today():
                refuse([Problem(name, "这一天还没有到，请核对。")])
        with self._database.begin() as session:
            assign(writable(session, self.office, uid), forms.TERM_END, values)

    def group_standing(self, uid: str) -> str:
        """Whether the 矫正小组 is settled, in words."""
        with self._database.begin() as session:
            at = self._at(session)
            return group_words(at, find_person(session, self.office, uid))

    def term(self, uid: str) -> str:
        """The end of the term beside the end that the arithmetic gives, in words."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return term_words(person, self._at(session))

    def _row(self, session: Session, kind: type[Delegation], uid: str) -> Delegation:
        record = session.get(kind, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这条记录")
        return record

    def _at(self, session: Session) -> Moment:
        return Moment(session, self.office, self.now())

    # --- steps -----------------------------------------------------------------------------

    def step(self, uid: str, values: Values) -> str:
        """Record a step to another state (form ``STEP``); raises ``NotAllowed``, ``Rejected``."""
        refuse(problems(forms.STEP, values, on=self.today()))
        if values["after"] in {"released", "terminated"}:
            raise NotAllowed("解除和终止矫正请用各自的登记表。")
        return self._step(uid, values["after"], values)

    def release(self, uid: str, values: Values) -> str:
        """Record 解除 by the county's certificate (form ``RELEASE``)."""
        refuse(problems(forms.RELEASE, values, on=self.today()))
        return self._step(uid, "released", values)

    def terminate(self, uid: str, values: Values) -> str:
        """Record 终止 by the ruling or certificate (form ``TERMINATION``)."""
        refuse(problems(forms.TERMINATION, values, on=self.today()))
        return self._step(uid, "terminated", values)

    def _step(self, uid: str, after: str, values: Values) -> str:
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            rules = book(session, self.office, "corrections")
            return take_step(session, person, after, values, now=self.now(), rules=rules)

    def undo_step(self, uid: str, reason: str) -> str:
        """Reverse the last step by a reversing entry; the step itself stays on the record."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return reverse_last(session, person, reason, now=self.now())

    def steps(self, uid: str) -> list[StepRow]:
        """All steps of a person, oldest first."""
        with self._database.begin() as session:
            find_person(session, self.office, uid)
            return steps_of(session, self.office, uid)

    # --- what the county lets this office do -----------------------------------------------

    def add_delegation(self, values: Values) -> str:
        """Record a 委托 of the county (form ``DELEGATION``)."""
        refuse(problems(forms.DELEGATION, values, on=self.today()))
        with self._database.begin() as session:
            record = Delegation(office=self.office)
            assign(record, forms.DELEGATION, values)
            session.add(record)
            session.flush()
            return record.uid

    def edit_delegation(self, uid: str, values: Values) -> None:
        """Correct a 委托 or enter the day it ended."""
        refuse(problems(forms.DELEGATION, values, on=self.today()))
        with self._database.begin() as session:
            assign(self._row(session, Delegation, uid), forms.DELEGATION, values)

    def delegations(self) -> list[dict[str, Any]]:
        """All 委托, newest first: fields of the form ``DELEGATION``, and ``uid``."""
        with self._database.begin() as session:
            query = select(Delegation).where(Delegation.office == self.office)
            return [
                row(d, forms.DELEGATION)
                for d in session.scalars(query.order_by(Delegation.from_on.desc()))
            ]


def _fill(session: Session, person: CorrectionsPerson, values: Values, today: date) -> None:
    """Put a basic sheet into its columns, and the person behind one card (F39)."""
    filled = complete(values, today=today)
    assign(person, BASIC_SHEET, filled)
    if minor_at_decision(person.decided_on, person.birth_date):
        person.juvenile = True  # 社区矫正法 58: fixed at the decision, whatever was ticked
    card = {**filled, "name": PersonRef(person.name, person.card_uid)}
    if isinstance(values["name"], PersonRef):
        card["name"] = values["name"]
    person.card_uid = link(session, person.office, card)


def _first_state(values: Values) -> str:
    if values.get("reported_on"):
        return "enrolled"
    return "moving_in" if values.get("reception") == "transfer_in" else "expected"


def _known_since(values: Values) -> date | None:
    """The day on which the office learned of somebody who has not reported yet."""
    return values.get("documents_received_on") or values.get("effective_on")


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
    return any(
        session.scalars(
            select(kind.uid)
            .where(kind.office == person.office, kind.person_uid == person.uid)
            .limit(1)
        ).first()
        for kind in (CheckIn, Leave, HoursEntry)
    )
