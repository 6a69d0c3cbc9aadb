"""安置帮教的文书: values as they print, and what was printed.

A paper shows the facts of its person; what belongs to it alone (agreement, plan) is kept with it.
The visit and the end print from their own rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import VALUELESS, Form, Problem, Values
from app.forms.editions import form_as, form_on
from app.forms.resettlement import AGREEMENT, END_SHEET, HANDOVER, PLAN, SHEET, VISIT
from app.forms.values import from_plain, to_plain
from app.models.resettlement import HelpVisit, ResettlementPaper, ResettlementPerson
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import read
from app.services.newer import Newer, drop_back, edition_before, newer_form
from app.services.resettlement.persons import find_person
from app.services.resettlement.states import steps_until
from app.services.settings import read_identity

__all__ = ["PAPERS", "HelpPaper", "HelpPapers"]

PAPERS: Mapping[str, Form] = {
    form.code: form for form in (SHEET, HANDOVER, AGREEMENT, PLAN, VISIT, END_SHEET)
}
KEPT = frozenset({AGREEMENT.code, PLAN.code})
"""Papers that hold something of their own."""


@dataclass(frozen=True, slots=True)
class HelpPaper:
    """One paper of a person, as the page lists it."""

    form: Form
    dated_on: date | None
    printed_at: datetime | None
    filled: bool


class HelpPapers(Service, work=Work.CASES):
    """Papers about persons."""

    def papers(self, uid: str) -> list[HelpPaper]:
        """The papers of a person in the order of the procedure; a visit prints from its row."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            kept = {p.form: p for p in self._kept(session, uid)}
            dates = {
                SHEET.code: person.enrolled_on,
                HANDOVER.code: person.handed_over_on,
                END_SHEET.code: person.ended_on,
            }
            listed = []
            for form in (SHEET, HANDOVER, AGREEMENT, PLAN, END_SHEET):
                paper = kept.get(form.code)
                on = paper.dated_on if paper and form.code in KEPT else dates.get(form.code)
                filled = bool(paper) if form.code in KEPT else on is not None
                listed.append(HelpPaper(form, on, paper.printed_at if paper else None, filled))
            return listed

    def values(self, form_code: str, subject: str) -> dict[str, Any]:
        """What the paper shows. ``subject`` is the person, for a visit the visit."""
        own = PAPERS[form_code]
        with self._database.begin() as session:
            facts = self._facts(session, own, subject)
            paper = self._paper(session, own, subject) if own.code in KEPT else None
            form = _edition(own, paper)
            if paper is not None:
                own_names = {field.name for field in form.own_fields()}
                kept = from_plain(form, paper.values)
                facts.update({name: value for name, value in kept.items() if name in own_names})
        return {f.name: facts.get(f.name) for f in form.fields() if f.kind not in VALUELESS}

    def form(self, form_code: str, uid: str) -> Form:
        """The paper in the edition it was made in, or would be made in."""
        own = PAPERS[form_code]
        with self._database.begin() as session:
            return _edition(own, self._paper(session, own, uid) if own.code in KEPT else None)

    def save(self, form_code: str, uid: str, values: Values) -> None:
        """Keep what an agreement or a plan says; raises ``Rejected``."""
        form = self.form(form_code, uid)
        own = {f.name: values.get(f.name) for f in form.own_fields()}
        asked = {f.name for f in form.own_fields() if f.on_screen}
        found: list[Problem] = [
            p for p in problems(form, values, on=self.today()) if p.blocking and p.field in asked
        ]
        if found:
            raise Rejected(found)
        with self._database.begin() as session:
            find_person(session, self.office, uid)
            paper = self._paper(session, form, uid) or self._new(session, form, uid)
            beyond = {k: v for k, v in paper.values.items() if k not in own}
            paper.values = {**beyond, **to_plain(form, own)}  # what another edition asked is kept
            paper.dated_on = own.get(form.dated_by)

    def newer(self, form_code: str, uid: str) -> Newer | None:
        """The newer edition of a half-filled agreement or plan, and what lifting it asks (J11)."""
        values = self.values(form_code, uid)
        with self._database.begin() as session:
            paper = self._paper(session, PAPERS[form_code], uid)
            return newer_form(paper, values, self.today()) if paper else None

    def lift(self, form_code: str, uid: str) -> None:
        """Let a half-filled agreement or plan follow its newest edition."""
        with self._database.begin() as session:
            paper = self._paper(session, PAPERS[form_code], uid)
            if paper is not None and newer_form(paper, {}, self.today()) is not None:
                paper.form_version = form_on(form_code, self.today()).version

    def may_drop_back(self, form_code: str, uid: str) -> bool:
        """Whether lifting the paper can be undone: nothing was typed or printed since."""
        with self._database.begin() as session:
            paper = self._paper(session, PAPERS[form_code], uid)
            return paper is not None and bool(edition_before(session, paper))

    def drop_back(self, form_code: str, uid: str) -> None:
        """Undo the lifting: the paper follows the edition it was begun in again."""
        with self._database.begin() as session:
            drop_back(session, self._paper(session, PAPERS[form_code], uid))

    def mark_printed(self, form_code: str, subject: str) -> None:
        """Remember the text as printed now (visits keep their own row)."""
        form = PAPERS[form_code]
        if form is VISIT:
            return
        values = self.values(form_code, subject)
        with self._database.begin() as session:
            paper = self._paper(session, form, subject) or self._new(session, form, subject)
            paper.printed = to_plain(form_as(form.code, paper.form_version), values)
            paper.printed_at = self.now()

    # --- inside one transaction ------------------------------------------------------------

    def _facts(self, session: Session, form: Form, subject: str) -> dict[str, Any]:
        if form is VISIT:
            visit = session.get(HelpVisit, (self.office, subject))
            if visit is None or visit.deleted:
                raise Missing("这次走访")
            person = find_person(session, self.office, visit.person_uid)
            return {**_of(person), **read(visit, VISIT), "name": person.name}
        person = find_person(session, self.office, subject)
        facts = _of(person)
        identity = read_identity(session, self.office)
        facts["office_name"] = identity.name if identity else "司法所"
        if form is AGREEMENT:
            facts |= {"from_on": person.enrolled_on, "until_on": person.ends_on}
        if form is END_SHEET:
            last = steps_until(session, self.office, person=subject)[-1]
            if last.after == "ended":
                facts |= {
                    "reason": last.reason,
                    "happened_on": last.happened_on,
                    "document_number": last.document_number,
                    "note": last.note,
                }
        return facts

    def _kept(self, session: Session, uid: str) -> list[ResettlementPaper]:
        query = select(ResettlementPaper).where(
            ResettlementPaper.office == self.office, ResettlementPaper.person_uid == uid
        )
        return list(session.scalars(query))

    def _paper(self, session: Session, form: Form, uid: str) -> ResettlementPaper | None:
        return next((p for p in self._kept(session, uid) if p.form == form.code), None)

    def _new(self, session: Session, form: Form, uid: str) -> ResettlementPaper:
        paper = ResettlementPaper(
            office=self.office,
            person_uid=uid,
            form=form.code,
            form_version=form_on(form.code).version,
            values={},
        )
        session.add(paper)
        return paper


def _edition(form: Form, paper: ResettlementPaper | None) -> Form:
    return form_as(form.code, paper.form_version) if paper else form_on(form.code)


def _of(person: ResettlementPerson) -> dict[str, Any]:
    """The facts of a person by field name."""
    facts: dict[str, Any] = {}
    for form in (SHEET, HANDOVER):
        facts.update(read(person, form))
    return facts
