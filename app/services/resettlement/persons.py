"""安置帮教对象: the sheet, the hand-over from 社区矫正, and the reception at the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms import resettlement_entries as entries
from app.forms.checks import problems
from app.forms.definition import PersonRef, Problem, Values
from app.forms.resettlement import HANDOVER, SHEET
from app.models.corrections import CorrectionsPerson
from app.models.resettlement import (
    HelpClassChange,
    ResettlementPerson,
)
from app.rules import identity
from app.rules.resettlement import HelpEnd, help_end
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, read
from app.services.corrections.states import NotAllowed
from app.services.people import complete, link
from app.services.resettlement import states
from app.services.resettlement.register import HelpPage, HelpQuery, help_page
from app.services.rule_books import book

__all__ = [
    "HelpCard",
    "HelpPersons",
    "find_person",
    "newest_class",
    "refuse",
    "waiting_in_corrections",
]


FROM_CORRECTIONS = (
    *("name", "sex", "birth_date", "ethnic_group", "phone", "address", "id_kind", "id_number"),
    *("id_reason", "registered_address", "area_code", "education", "health", "work_capacity"),
    *("skills", "offences", "penalty_term", "family", "juvenile"),
)
"""Facts carried over from 社区矫正: the same names in both tables."""


@dataclass(frozen=True, slots=True)
class HelpCard:
    """What stands at the top of a person's page."""

    uid: str
    name: str
    state: str
    source: str
    help_class: str | None
    class_confirmed: bool
    manager_mode: str
    released_on: date | None
    handed_over_on: date | None
    must_fetch: bool
    ends_on: date | None
    ends_why: str
    days_left: int | None
    corrections_uid: str | None
    card_uid: str | None


def find_person(session: Session, office: str, uid: str) -> ResettlementPerson:
    """The person, or ``Missing``."""
    person = session.get(ResettlementPerson, (office, uid))
    if person is None or person.deleted:
        raise Missing("这名帮教对象")
    return person


def waiting_in_corrections(session: Session, office: str) -> list[CorrectionsPerson]:
    """Released from corrections, and not taken over into resettlement yet."""
    taken = select(ResettlementPerson.corrections_uid).where(
        ResettlementPerson.office == office, ResettlementPerson.corrections_uid.is_not(None)
    )
    query = (
        select(CorrectionsPerson)
        .where(
            CorrectionsPerson.office == office,
            CorrectionsPerson.state == "released",
            CorrectionsPerson.sealed.is_(False),
            CorrectionsPerson.uid.not_in(taken),
        )
        .order_by(CorrectionsPerson.left_on)
    )
    return list(session.scalars(query))


class HelpPersons(Service, work=Work.CASES):
    """Who is helped here, and how they stand."""

    # --- the sheet -------------------------------------------------------------------------

    def check(self, values: Values) -> list[Problem]:
        """Everything to ask about a sheet; what is blocking keeps it from being saved."""
        today = self.today()
        found = [*problems(SHEET, values, on=today)]
        number = (values.get("id_number") or "").strip()
        kind = values.get("id_kind") or identity.RESIDENT
        if number or kind == identity.NONE or values.get("id_reason"):
            verdict = identity.check_paper(
                kind, number, today=today, reason=values.get("id_reason") or ""
            )
            found += [Problem("id_number", f"{text}。") for text in verdict.problems]
            found += [Problem("id_number", f"{t}。", blocking=False) for t in verdict.warnings]
            if verdict.ok and verdict.sex and values.get("sex") not in {None, "", verdict.sex}:
                found.append(Problem("sex", "性别与身份证号不一致，请核对。", blocking=False))
        else:
            found.append(Problem("id_number", "没有填身份证号，请尽快补上。", blocking=False))
        if values.get("source") == "corrections" and not values.get("corrections_category"):
            found.append(
                Problem(
                    "corrections_category", "由社区矫正解除的，请选矫正类别，帮教年限由它决定。"
                )
            )
        return found

    def register(self, values: Values, *, enrolled_on: date | None = None) -> str:
        """Keep a filled sheet of a new person; the uid. Raises ``Rejected``.

        Released by today they are 帮教中 from their reception, otherwise 待释放.
        """
        refuse(self.check(values))
        with self._database.begin() as session:
            return self._register(session, values, enrolled_on).uid

    def await_person(self, session: Session, values: Values) -> str:
        """Somebody of the county's list, inside its transaction: 待释放 until they are met."""
        return self._register(session, values, None, awaited=True).uid

    def _register(
        self,
        session: Session,
        values: Values,
        enrolled_on: date | None,
        *,
        awaited: bool = False,
    ) -> ResettlementPerson:
        today = self.today()
        released: date | None = values.get("released_on")
        free = not awaited and (released is None or released <= today)
        person = ResettlementPerson(
            office=self.office,
            state="enrolled" if free else "expected",
            manager_mode=values.get("manager_mode") or "registered",
        )
        self._fill(session, person, values)
        session.add(person)
        session.flush()
        on = enrolled_on or min(released or today, today)
        if free:
            person.enrolled_on = on
        session.add(states.first_step(person, on=on, now=self.now()))
        session.flush()
        return person

    def edit(self, uid: str, values: Values) -> None:
        """Save the sheet again; state and class change by their own entries."""
        refuse(self.check(values))
        with self._database.begin() as session:
            self._fill(session, find_person(session, self.office, uid), values)

    def sheet(self, uid: str) -> dict[str, Any]:
        """The values of the sheet, by field of ``SHEET``; ``name`` is a ``PersonRef``."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            return {**read(person, SHEET), "name": PersonRef(person.name, person.card_uid)}

    def card(self, uid: str) -> HelpCard:
        """The head of the person's page."""
        today = self.today()
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            end = self._end(session, person)
            change = newest_class(session, person, today)
            return HelpCard(
                uid=person.uid,
                name=person.name,
                state=person.state,
                source=person.source,
                help_class=person.help_class,
                class_confirmed=bool(change and change.confirmed_on),
                manager_mode=person.manager_mode,
                released_on=person.released_on,
                handed_over_on=person.handed_over_on,
                must_fetch=person.must_fetch,
                ends_on=person.ends_on,
                ends_why=end.ruling.why if end else "",
                days_left=(person.ends_on - today).days if person.ends_on else None,
                corrections_uid=self._open_file(session, person),
                card_uid=person.card_uid,
            )

    def _open_file(self, session: Session, person: ResettlementPerson) -> str | None:
        """The file of corrections, unless it is sealed: then not even that there is one (D2)."""
        uid = person.corrections_uid
        before = session.get(CorrectionsPerson, (self.office, uid)) if uid else None
        return uid if before is not None and not before.sealed else None

    def page(self, query: HelpQuery, *, offset: int = 0, limit: int = 100) -> HelpPage:
        """One page of the roll, rows by the columns of ``PERSON_REGISTER`` plus ``uid``."""
        with self._database.begin() as session:
            return help_page(session, self.office, query, offset, limit)

    def _fill(self, session: Session, person: ResettlementPerson, values: Values) -> None:
        filled = complete(values, today=self.today())
        assign(person, SHEET, filled)
        person.card_uid = link(session, self.office, {**filled, "kind": "natural"})
        person.must_fetch = bool(person.must_fetch)
        person.deprived = bool(person.deprived)
        person.juvenile = bool(person.juvenile)
        end = self._end(session, person)
        person.ends_on = end.last if end else None

    def _end(self, session: Session, person: ResettlementPerson) -> HelpEnd | None:
        if person.released_on is None:
            return None
        return help_end(
            person.released_on,
            book(session, self.office, "resettlement"),
            source=person.source,
            category=person.corrections_category or "",
            deprived=bool(person.deprived),
        )

    # --- from corrections ------------------------------------------------------------------

    def waiting(self) -> list[dict[str, Any]]:
        """Released from corrections, not taken over yet: uid, name, category, left_on, ends_on."""
        with self._database.begin() as session:
            return [
                {
                    "uid": p.uid,
                    "name": p.name,
                    "category": p.category,
                    "left_on": p.left_on,
                    "offences": p.offences,
                    "address": p.address,
                }
                for p in waiting_in_corrections(session, self.office)
            ]

    def take_over(self, corrections_uid: str) -> str:
        """F26: a person released from corrections becomes one of resettlement, nothing retyped.

        Facts are carried (of a minor not the offence), the card is the same, the record in corrections stays and is linked.
        Taking somebody over twice gives the record there is. Raises ``NotAllowed``.
        """
        with self._database.begin() as session:
            before = session.get(CorrectionsPerson, (self.office, corrections_uid))
            if before is None or before.deleted:
                raise Missing("这名矫正对象")
            found = session.scalars(
                select(ResettlementPerson).where(
                    ResettlementPerson.office == self.office,
                    ResettlementPerson.corrections_uid == corrections_uid,
                )
            ).first()
            if found is not None:
                return found.uid
            if before.sealed:
                raise NotAllowed(
                    "这份矫正记录已经封存，不能转入。", "需要帮教的，在安置帮教里单独登记。"
                )
            if before.state != "released" or before.left_on is None:
                raise NotAllowed(
                    f"{before.name}还没有登记解除矫正，不能转入安置帮教。",
                    "请先在社区矫正的“状态”页登记解除。",
                )
            values: dict[str, Any] = {k: getattr(before, k) for k in FROM_CORRECTIONS}
            values |= {
                "name": PersonRef(before.name, before.card_uid),
                "source": "corrections",
                "corrections_category": before.category,
                "released_from": before.decided_by,
                "released_on": before.left_on,
                "manager_mode": "residence",
            }
            if before.juvenile:  # to be sealed within days: no second copy of it (D2)
                values |= {"offences": None, "penalty_term": None}
            person = self._register(session, values, before.left_on)
            person.corrections_uid = corrections_uid
            person.handover_way = "corrections"
            person.handed_over_on = self.today()
            return person.uid

    # --- reception -------------------------------------------------------------------------

    def hand_over(self, uid: str, values: Values) -> None:
        """Record the reception (form ``HANDOVER``); who was awaited is helped from that day.

        Raises ``NotAllowed`` for a day to come, or one before the release.
        """
        refuse([p for p in problems(HANDOVER, values, on=self.today()) if p.field in RECEPTION])
        on: date = values["handed_over_on"]
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            if on > self.today():
                raise NotAllowed("衔接日期在今天以后。", "请填写实际接到人的日期。")
            if person.released_on and on < person.released_on:
                raise NotAllowed(
                    f"衔接日期早于释放日期（{show_date(person.released_on)}）。",
                    "请核对释放证明书。",
                )
            if values["handover_way"] == "fetched" and not values.get("fetched_by"):
                raise Rejected([Problem("fetched_by", "必接必送的，请写明接回人。")])
            for name in RECEPTION & values.keys():
                setattr(person, name, values[name] or None)
            person.not_due_reason = None
            if person.state == "expected":
                states.take_step(session, person, "enrolled", {"happened_on": on}, now=self.now())

    def not_due(self, uid: str, values: Values) -> None:
        """Say why somebody does not count as due for reception (form ``NOT_DUE``)."""
        refuse(problems(entries.NOT_DUE, values, on=self.today()))
        with self._database.begin() as session:
            assign(find_person(session, self.office, uid), entries.NOT_DUE, values)


RECEPTION = frozenset(
    {"handover_way", "handed_over_on", "reported_on", "fetched_by", "vehicle", "handover_note"}
)
"""What the reception adds to the facts."""


def refuse(found: list[Problem]) -> None:
    """Raise ``Rejected`` when any problem keeps the form from being saved."""
    if blocking := [problem for problem in found if problem.blocking]:
        raise Rejected(blocking)


def newest_class(
    session: Session, person: ResettlementPerson, today: date
) -> HelpClassChange | None:
    """The class in force today, proposed or confirmed."""
    return session.scalars(
        select(HelpClassChange)
        .where(
            HelpClassChange.office == person.office,
            HelpClassChange.person_uid == person.uid,
            HelpClassChange.from_on <= today,
        )
        .order_by(HelpClassChange.from_on.desc(), HelpClassChange.change.desc())
        .limit(1)
    ).first()
