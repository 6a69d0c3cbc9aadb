"""人员卡: one card behind a name, across all duties (F36, F38, F39).

A card is found by the number of an identity paper or by an explicit choice, never by a name alone:
two people of one name are two cards. A role (party of a case, person under corrections) keeps the
facts as they were then; the card keeps the newest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.codes import label
from app.forms.definition import PersonRef, Problem, Values
from app.models.base import new_uid
from app.models.corrections import CorrectionsPerson
from app.models.mediation import MediationCase, Party
from app.models.people import Person
from app.models.resettlement import ResettlementPerson
from app.rules import identity
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.search import matching
from app.services.veil import veil

__all__ = ["KnownPerson", "PeopleService", "Role", "complete", "identity_problems", "link"]

CARD_FACTS = (
    "name",
    "sex",
    "birth_date",
    "ethnic_group",
    "occupation",
    "phone",
    "address",
    "id_kind",
    "id_number",
    "id_reason",
    "kind",
    "credit_code",
    "legal_representative",
    "representative_post",
)
"""What a card takes over from a role; the same names in both."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody this office already knows; ``values`` fill a row of a form."""

    uid: str
    name: str
    kind: str
    detail: str  # what tells two people of one name apart
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a person: where it is found and what it is called."""

    page: str  # mediation, corrections, resettlement
    uid: str
    title: str
    role: str


class PeopleService(Service, work=Work.CASES):
    """Cards of people and bodies."""

    def known(self, typed: str, *, limit: int = 8) -> list[KnownPerson]:
        """People whose name, initials or number begins with ``typed``, for "already here"."""
        wanted = typed.strip()
        if not wanted:
            return []
        with self._database.begin() as session:
            found = self._beginning_with(session, wanted, limit)
            if len(found) < limit and wanted.isascii() and wanted.isalpha():
                found = [*found, *self._by_initials(session, wanted.lower(), limit)]
            return [_known(person) for person in dict.fromkeys(found)][:limit]

    def card(self, uid: str) -> dict[str, Any]:
        """The facts on a card; raises ``Missing``."""
        with self._database.begin() as session:
            person = session.get(Person, (self.office, uid))
            if person is None or person.deleted:
                raise Missing("这张人员卡")
            return {"uid": person.uid, **_facts(person), "note": person.note}

    def roles(self, uid: str) -> list[Role]:
        """Every role of the person behind a card, newest first."""
        with self._database.begin() as session:
            parties = session.execute(
                select(MediationCase, Party.side)
                .join(
                    Party,
                    (Party.case_uid == MediationCase.uid) & (Party.office == MediationCase.office),
                )
                .where(Party.office == self.office, Party.person_uid == uid)
                .order_by(MediationCase.change.desc())
            ).all()
            supervised = session.scalars(
                select(CorrectionsPerson).where(
                    CorrectionsPerson.office == self.office,
                    CorrectionsPerson.card_uid == uid,
                    CorrectionsPerson.sealed.is_(False),
                )
            ).all()
            helped = session.scalars(
                select(ResettlementPerson).where(
                    ResettlementPerson.office == self.office,
                    ResettlementPerson.card_uid == uid,
                    # a minor in help after correction: the seal is not told from here either (D2)
                    or_(
                        ResettlementPerson.juvenile.is_not(True),
                        ResettlementPerson.corrections_uid.is_(None),
                    ),
                )
            ).all()
        roles = [Role("resettlement", person.uid, person.name, "安置帮教对象") for person in helped]
        roles += [
            Role("corrections", person.uid, person.name, "社区矫正对象") for person in supervised
        ]
        for case, side in parties:
            title = "（涉及隐私）" if case.restricted else case.title or case.parties_text
            roles.append(Role("mediation", case.uid, title, label("party_side", side)))
        return roles

    def _beginning_with(self, session: Session, wanted: str, limit: int) -> list[Person]:
        """By name; each column is asked by itself, in its own order: so its index leads there."""
        found: list[Person] = []
        for column in (Person.name, Person.id_number):
            within = (column >= wanted, column < wanted + "\U0010ffff")
            query = select(Person).where(Person.office == self.office, *within)
            found += session.scalars(query.order_by(column).limit(limit))
        return sorted(found, key=attrgetter("name"))[:limit]

    def _by_initials(self, session: Session, wanted: str, limit: int) -> list[Person]:
        uids = matching(self.office, wanted, "person")
        query = select(Person).where(Person.office == self.office, Person.uid.in_(uids))
        return list(session.scalars(query.order_by(Person.name).limit(limit)))


def link(session: Session, office: str, row: Values) -> str | None:
    """The card for a row of a form: the one chosen, the one with its number, or a new one.

    The card takes over what the row tells newly. ``None`` for a row without a name.
    """
    name = row.get("name")
    if isinstance(name, str):
        name = PersonRef(name)
    if name is None or not name.name.strip():
        return None
    facts = {key: row[key] for key in CARD_FACTS if row.get(key) not in {None, ""}}
    facts["name"] = name.name.strip()
    number = facts.get("id_number") or facts.get("credit_code") or ""
    person = session.get(Person, (office, name.uid)) if name.uid else None
    if person is None or _another(person, facts):
        person = _by_number(session, office, number) if number else None
    if person is None:
        person = Person(office=office, uid=new_uid(), name=facts["name"])
        session.add(person)
    for key, value in facts.items():
        if getattr(person, key) != value:
            setattr(person, key, value)
    return person.uid


def complete(row: Values, *, today: date) -> dict[str, Any]:
    """``row`` with what its identity number tells: kind of paper, sex, date of birth.

    What was typed stays; a number that is right is kept as it should be written.
    """
    filled = dict(row)
    number = (row.get("id_number") or "").strip()
    if not number:
        return filled
    kind = row.get("id_kind") or identity.RESIDENT
    verdict = identity.check_paper(kind, number, today=today)
    if not verdict.ok:
        return filled
    filled["id_kind"] = kind
    filled["id_number"] = verdict.number
    if verdict.sex and not row.get("sex"):
        filled["sex"] = verdict.sex
    if verdict.birth and not row.get("birth_date"):
        filled["birth_date"] = verdict.birth
    return filled


def identity_problems(field_name: str, row: Values, number: int, *, on: date) -> Iterator[Problem]:
    """What is doubtful about a row's numbers. Never blocking: the paper decides, not the rule."""

    def doubt(column: str, message: str) -> Problem:
        return Problem(
            field_name, f"第{number + 1}行：{message}", row=number, column=column, blocking=False
        )

    typed = (row.get("id_number") or "").strip()
    kind = row.get("id_kind") or (identity.RESIDENT if typed else "")
    if kind == identity.NONE or typed:
        reason = row.get("id_reason") or ""
        verdict = identity.check_paper(kind, typed, today=on, reason=reason)
        for message in (*verdict.problems, *verdict.warnings):
            yield doubt("id_number" if typed else "id_reason", message)
        born, sex = row.get("birth_date"), row.get("sex")
        if verdict.ok and verdict.birth and born and born != verdict.birth:
            yield doubt(
                "birth_date",
                f"出生日期{show_date(born)}与证件号码里的{show_date(verdict.birth)}不一致",
            )
        if verdict.ok and verdict.sex and sex and sex != verdict.sex:
            yield doubt("sex", "性别与证件号码不一致")
    if code := (row.get("credit_code") or "").strip():
        for message in identity.check_credit_code(code).problems:
            yield doubt("credit_code", message)
    if phone := (row.get("phone") or "").strip():
        for message in identity.check_phone(phone).warnings:
            yield doubt("phone", message)


def _another(person: Person, facts: Mapping[str, Any]) -> bool:
    """Whether the row now bears the number of somebody else than the card it was linked to."""
    return any(
        getattr(person, key)
        and facts.get(key)
        and not _same_number(getattr(person, key), facts[key])
        for key in ("id_number", "credit_code")
    )


def _same_number(one: str, other: str) -> bool:
    return bool(set(_spellings(one)) & set(_spellings(other)))


def _spellings(number: str) -> tuple[str, ...]:
    """A number as it may stand on a card: the old fifteen digits as eighteen, too."""
    clean = number.strip().upper()
    if len(clean) == 15 and clean.isdigit():
        return (clean, identity.upgrade(clean))
    if len(clean) == 18 and clean[6:8] == "19" and clean[:17].isdigit():
        return (clean, clean[:6] + clean[8:17])
    return (clean,)


def _by_number(session: Session, office: str, number: str) -> Person | None:
    spellings = _spellings(number)
    if not spellings[0]:
        return None
    found = [
        card  # one question for each index: asked for either, or in an order, SQLite walks all cards
        for column in (Person.id_number, Person.credit_code)
        for card in session.scalars(
            select(Person).where(Person.office == office, column.in_(spellings))
        )
    ]
    return min(found, key=attrgetter("change"), default=None)


def _facts(person: Person) -> dict[str, Any]:
    return {key: getattr(person, key) for key in CARD_FACTS}


def _known(person: Person) -> KnownPerson:
    number = person.id_number or person.credit_code or ""
    tail = f"证件尾号{number[-4:]}" if number else ""
    born = f"{person.birth_date.year}年生" if person.birth_date else ""
    place = veil("address", person.address or "")
    detail = " ".join(filter(None, (label("sex", person.sex), born, tail, place)))
    values = {key: value for key, value in _facts(person).items() if value is not None}
    values["name"] = PersonRef(person.name, person.uid)
    return KnownPerson(person.uid, person.name, person.kind, detail, values)
