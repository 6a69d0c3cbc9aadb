"""签章核对: who must sign, seal or press a finger on which paper, and who saw that it is there.

Such marks exist on paper only. The program keeps a checklist of what somebody saw, and never
pretends that a printed page is signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Field, Form, Kind, Mark, PersonRef, Values
from app.forms.editions import form_as
from app.models.history import bury
from app.models.mediation import MediationCase, Paper, PaperMark
from app.rules.agreements import written_effective_on
from app.rules.capacity import guardianship
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.mediation.clocks import refresh
from app.services.mediation.facts import find_case
from app.services.mediation.paper_values import find_paper, values_of

__all__ = ["ExpectedMark", "MarkService", "RecordedMark", "expected", "marks_of"]


@dataclass(frozen=True, slots=True)
class RecordedMark:
    """A mark somebody saw on the paper."""

    uid: str
    place: str
    person: str
    kind: str
    seen_by: str
    seen_on: date
    note: str | None


@dataclass(frozen=True, slots=True)
class ExpectedMark:
    """A place to be signed. One of ``kinds`` makes it valid (Law 29); practice wants all."""

    place: str  # MARK field of the form
    label: str
    person: str
    kinds: tuple[str, ...]
    role: str  # party, mediator, recorder, committee, other
    recorded: tuple[RecordedMark, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether any of the marks is there."""
        return bool(self.recorded)

    @property
    def whole(self) -> bool:
        """Whether all of them are."""
        return set(self.kinds) <= {mark.kind for mark in self.recorded}


class MarkService(Service, work=Work.CASES):
    """The checklist of a paper."""

    def expected(self, paper: str) -> list[ExpectedMark]:
        """Every place of the paper with what was seen there."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            return marks_of(session, find_case(session, self.office, found.case_uid), found)

    def record(
        self,
        paper: str,
        place: str,
        person: str,
        kinds: Iterable[str],
        *,
        seen_by: str,
        seen_on: date | None = None,
        note: str | None = None,
    ) -> None:
        """Note that ``seen_by`` saw these marks of ``person`` on the paper; seen twice is once."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            form_as(found.form, found.form_version).field(place)
            wanted = [(place, person, Mark(kind)) for kind in kinds]
            self._note(session, found, wanted, seen_by, seen_on, note)

    def record_all(self, paper: str, *, seen_by: str, seen_on: date | None = None) -> None:
        """Note that everything expected on the paper was seen, as when a signed paper is filed."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            case = find_case(session, self.office, found.case_uid)
            wanted = [
                (place.place, place.person, Mark(kind))
                for place in marks_of(session, case, found)
                for kind in place.kinds
            ]
            self._note(session, found, wanted, seen_by, seen_on, None)

    def _note(
        self,
        session: Session,
        paper: Paper,
        wanted: Iterable[tuple[str, str, Mark]],
        seen_by: str,
        seen_on: date | None,
        note: str | None,
    ) -> None:
        there = {(mark.place, mark.person, mark.kind) for mark in _recorded(session, paper)}
        for place, person, kind in wanted:
            if (place, person, kind.value) not in there:
                session.add(
                    PaperMark(
                        office=self.office,
                        paper_uid=paper.uid,
                        place=place,
                        person=person,
                        kind=kind.value,
                        seen_by=seen_by,
                        seen_on=seen_on or self.today(),
                        note=note,
                    )
                )
        session.flush()
        self._settle(session, paper)

    def remove(self, mark: str) -> None:
        """Take back a mark noted by mistake."""
        with self._database.begin() as session:
            found = session.get(PaperMark, (self.office, mark))
            if found is None:
                raise Missing("这条签章记录")
            bury([found])
            session.flush()
            self._settle(session, find_paper(session, self.office, found.paper_uid))

    def _settle(self, session: Session, paper: Paper) -> None:
        """A written agreement binds from the day its last mark was put on it (Law 29)."""
        case = find_case(session, self.office, paper.case_uid)
        if paper.form != "mediation.agreement" or paper.round != case.round:
            return
        days: dict[str, dict[str, date | None]] = {"party": {}, "mediator": {}, "committee": {}}
        for mark in marks_of(session, case, paper):
            if mark.role in days:
                seen = [one.seen_on for one in mark.recorded]
                days[mark.role][mark.person] = min(seen) if seen else None
        if not days["party"] or not days["mediator"]:
            return
        seals = list(days["committee"].values())
        sealed = None if None in seals else max((s for s in seals if s), default=None)
        effective = written_effective_on(days["party"], days["mediator"], sealed).on
        if effective != case.effective_on:
            case.effective_on = effective
            refresh(session, case, today=self.today())


def marks_of(session: Session, case: MediationCase, paper: Paper) -> list[ExpectedMark]:
    """Every place of the paper with what was seen there."""
    form = form_as(paper.form, paper.form_version)
    values = values_of(session, case, paper)
    values.setdefault("co_committees", case.co_committees)
    recorded = _recorded(session, paper)
    on = paper.dated_on or case.agreed_on or case.accepted_on
    return [
        ExpectedMark(
            place.place,
            place.label,
            place.person,
            place.kinds,
            place.role,
            tuple(m for m in recorded if (m.place, m.person) == (place.place, place.person)),
        )
        for place in expected(form, values, on=on)
    ]


def expected(form: Form, values: Values, *, on: date | None) -> list[ExpectedMark]:
    """Who must put what where, read off the form and the people on it."""
    found: list[ExpectedMark] = []
    for field in form.fields():
        if field.kind is Kind.MARK:
            kinds = tuple(mark.value for mark in field.marks)
            for person, wanted in _signers(field, values, kinds, on):
                found.append(
                    ExpectedMark(field.name, field.label, person, wanted, _role(field.name))
                )
    return found


def _signers(
    field: Field, values: Values, kinds: tuple[str, ...], on: date | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    who: Any = values.get(field.per) if field.per else None
    if isinstance(who, list):
        for row in who:
            yield from _party_signers(row, kinds, on)
    elif field.name == "seal_committee":
        others = values.get("co_committees") or ""
        for name in (who, *others.split("、")):
            if name:
                yield name, kinds
    elif who:
        yield (who.name if isinstance(who, PersonRef) else str(who)), kinds
    elif not field.per:
        yield field.label, kinds


def _party_signers(
    row: Values, kinds: tuple[str, ...], on: date | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A body signs by its head and with its seal, a group by its representatives, a child by its
    guardian (民法典 23; S16).
    """
    name = (
        row["name"].name if isinstance(row.get("name"), PersonRef) else str(row.get("name") or "")
    )
    kind = row.get("kind") or "natural"
    if kind in {"legal", "organization"}:
        head = row.get("legal_representative")
        sealed = Mark.FINGERPRINT.value in kinds  # where a person presses a finger, a body seals
        marks = (Mark.SIGNATURE.value, Mark.SEAL.value) if sealed else kinds
        yield f"{name}（{head}）" if head else name, marks
    elif kind == "group" and row.get("representatives"):
        for representative in str(row["representatives"]).split("、"):
            yield representative, kinds
    elif on and row.get("guardian_name") and _needs_guardian(row, on):
        yield f"{name}（法定代理人{row['guardian_name']}）", kinds
    else:
        yield name, kinds


def _needs_guardian(row: Values, on: date) -> bool:
    born = row.get("birth_date")
    if born and born > on:
        return False
    return guardianship(
        born,
        on,
        self_supporting=bool(row.get("self_supporting")),
        incapable=bool(row.get("incapable")),
    ).needs_guardian


def _role(place: str) -> str:
    roles = {
        "sign_parties": "party",
        "sign_applicants": "party",
        "sign_mediators": "mediator",
        "sign_recorder": "recorder",
        "seal_committee": "committee",
    }
    return roles.get(place, "other")


def _recorded(session: Session, paper: Paper) -> list[RecordedMark]:
    query = select(PaperMark).where(
        PaperMark.office == paper.office, PaperMark.paper_uid == paper.uid
    )
    return [
        RecordedMark(m.uid, m.place, m.person, m.kind, m.seen_by, m.seen_on, m.note)
        for m in session.scalars(query.order_by(PaperMark.change))
    ]
