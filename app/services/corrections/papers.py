"""Papers of the working file (工作档案): values as they print, what was printed, their numbers.

A paper shows the facts of its person and of the record it is about; what belongs to the paper
alone, or was corrected for its own printing, is kept with it, and so is the text as last printed.
It is addressed by its form and its subject (``paper_sources``): nothing has to be made first for a
paper that facts alone fill.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_papers.discharge import APPRAISAL, SUMMARY
from app.forms.corrections_papers.plan import CHECK
from app.forms.definition import VALUELESS, Field, Form, Kind, Problem, Values
from app.forms.dossier import Entry, FiledPaper
from app.forms.editions import form_as, form_on
from app.forms.era import day_of, in_era
from app.forms.issuers import Issuer, issued_by
from app.forms.leave import LEAVE_NOTICE
from app.forms.registry import form as form_of
from app.forms.values import from_plain, to_plain
from app.models.base import new_uid
from app.models.corrections import CorrectionsPaper, CorrectionsPerson
from app.models.history import bury
from app.models.supervision import Leave
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import read
from app.services.corrections import paper_numbers
from app.services.corrections.events import inquiry_facts
from app.services.corrections.paper_facts import (
    houses,
    period_counts,
    person_facts,
    release_facts,
    signed_on,
)
from app.services.corrections.paper_sources import LISTS, source_of
from app.services.corrections.persons import find_person
from app.services.corrections.photos import photo_of
from app.services.newer import Newer, drop_back, edition_before, newer_form

__all__ = [
    "Located",
    "PaperService",
    "filed_paper",
    "find_paper",
    "kept_paper",
    "locate",
    "new_paper",
]


INQUIRY = "corrections.c01"


@dataclass(frozen=True, slots=True)
class Located:
    """A paper with what it says; ``paper`` is ``None`` while nothing is kept of it."""

    form: Form
    subject: str
    person: CorrectionsPerson
    facts: dict[str, Any]
    paper: CorrectionsPaper | None
    record: Any = None  # the leave, check-in ... it is about
    photo: bytes | None = None  # for the paper that has a place for it

    def values(self) -> dict[str, Any]:
        """Facts, then what was typed on this paper, then its number."""
        values = dict(self.facts)
        if self.paper is not None:
            values.update(from_plain(self.form, self.paper.values))
            if self.form.numbered_by and self.paper.number:
                values[self.form.numbered_by] = self.paper.number
        return {field.name: values.get(field.name) for field in _shown(self.form)}

    @property
    def by_office(self) -> bool:
        """Whether the office itself decided what the paper says."""
        return isinstance(self.record, Leave) and self.record.decided_tier == "office"

    @property
    def dated_on(self) -> date | None:
        """The day the paper bears."""
        return day_of(self.form, self.values())


class PaperService(Service, work=Work.CASES):
    """Papers about persons, leaves, check-ins and everything else that is kept of a person."""

    def values(self, form_code: str, subject: str) -> dict[str, Any]:
        """What the paper prints: facts, then what was changed for this paper alone.

        A notice of leave exists only once the leave is approved (``NotAllowed``).
        """
        with self._database.begin() as session:
            return locate(session, self.office, form_code, subject).values()

    def add(self, person: str, form_code: str) -> str:
        """A new paper of the person; its subject. A paper held once is returned if it is there."""
        form = form_on(form_code)
        with self._database.begin() as session:
            find_person(session, self.office, person)
            if not form.repeatable:
                kept_paper(session, locate(session, self.office, form_code, person))
                return person
            uid = new_uid()
            session.add(
                CorrectionsPaper(
                    office=self.office,
                    uid=uid,
                    person_uid=person,
                    subject_uid=uid,
                    form=form.code,
                    form_version=form.version,
                    values={},
                )
            )
            return uid

    def form(self, form_code: str, subject: str) -> Form:
        """The paper in the edition it was made in, or would be made in."""
        with self._database.begin() as session:
            return locate(session, self.office, form_code, subject).form

    def check(self, form_code: str, subject: str, values: Values) -> list[Problem]:
        """What is wrong or missing on the paper, complete or not."""
        return problems(self.form(form_code, subject), values, on=self.today())

    def change(self, form_code: str, subject: str, values: Values) -> None:
        """Keep what differs on this paper from the facts; a value equal to its fact is dropped.

        A half-filled paper may be saved. Raises ``Rejected`` for what cannot be kept.
        """
        with self._database.begin() as session:
            found = locate(session, self.office, form_code, subject)
            form = found.form
            wrong = problems(form, values, on=self.today(), complete=False)
            if blocking := [problem for problem in wrong if problem.blocking]:
                raise Rejected(blocking)
            paper = kept_paper(session, found)
            facts = to_plain(form, {f.name: found.facts.get(f.name) for f in form.fields()})
            plain = to_plain(form, values)
            typed = plain.pop(form.numbered_by, None) if form.numbered_by else None
            if paper.sequence is None and typed != facts.get(form.numbered_by):
                paper.number = (typed or "").strip() or None
            asked = {field.name for field in _shown(form)}
            beyond = {k: v for k, v in paper.values.items() if k not in asked}
            ours = {k: v for k, v in plain.items() if v != facts.get(k)}
            paper.values = {**beyond, **ours}  # what another edition of the paper asked is kept
            _settle(found, values)
            paper.dated_on = locate(session, self.office, form_code, subject).dated_on

    def issue(self, form_code: str, subject: str) -> str:
        """Give the paper the office's next number of its kind and year; the number."""
        with self._database.begin() as session:
            found = locate(session, self.office, form_code, subject)
            paper = kept_paper(session, found)
            typed = found.values().get(found.form.numbered_by)
            if typed and not paper.number:
                return str(typed)
            day = found.dated_on or self.today()
            number = paper_numbers.allocate(session, paper, day, by_office=found.by_office)
            if (
                found.form.code == LEAVE_NOTICE.code
            ):  # the leave shows it, and so do its other papers
                found.record.decision_number = number
            paper.dated_on = day
            return number

    def may_number(self, form_code: str, subject: str) -> bool:
        """Whether the paper waits for a number of this office."""
        with self._database.begin() as session:
            found = locate(session, self.office, form_code, subject)
            wanted = paper_numbers.may_number(form_code, by_office=found.by_office)
            return wanted and not found.values().get(found.form.numbered_by)

    def next_number(self, form_code: str, year: int) -> int:
        """The sequence the next paper of the form gets in ``year``."""
        with self._database.begin() as session:
            return paper_numbers.next_free(session, self.office, form_code, year)

    def series(self, year: int) -> list[paper_numbers.Series]:
        """The next number of every kind of paper this office numbers itself."""
        with self._database.begin() as session:
            return paper_numbers.series_of(session, self.office, year)

    def start_numbers_at(self, form_code: str, year: int, sequence: int) -> None:
        """Go on from a paper register of ``year``; never backwards."""
        with self._database.begin() as session:
            paper_numbers.start_at(session, self.office, form_code, year, sequence)

    def filed(self, form_code: str, subject: str) -> FiledPaper:
        """The paper as it prints now, in the words of its day."""
        with self._database.begin() as session:
            return filed_paper(locate(session, self.office, form_code, subject))

    def mark_printed(self, form_code: str, subject: str) -> dict[str, Any]:
        """Remember the text as printed now; the values that were printed, by field of the form."""
        with self._database.begin() as session:
            found = locate(session, self.office, form_code, subject)
            values = found.values()
            paper = kept_paper(session, found)
            paper.printed = to_plain(found.form, values)
            paper.printed_at = self.now()
            return values

    def printed(self, form_code: str, subject: str) -> dict[str, Any] | None:
        """The values as last printed; ``None`` if the paper never was."""
        with self._database.begin() as session:
            paper = find_paper(session, self.office, form_code, subject)
            if paper is None or not paper.printed:
                return None
            return from_plain(form_as(form_code, paper.form_version), paper.printed)

    def changed_since_print(self, form_code: str, subject: str) -> list[str]:
        """Labels of the fields that no longer read as printed."""
        with self._database.begin() as session:
            return _changed(locate(session, self.office, form_code, subject))

    def changed_in_file(
        self, person: str, among: Set[tuple[str, str]]
    ) -> dict[tuple[str, str], list[str]]:
        """Which of the papers, by form and subject, no longer read as printed, and where."""
        with self._database.begin() as session:
            find_person(session, self.office, person)
            printed = session.execute(
                select(CorrectionsPaper.form, CorrectionsPaper.subject_uid).where(
                    CorrectionsPaper.office == self.office,
                    CorrectionsPaper.person_uid == person,
                    CorrectionsPaper.deleted.is_(False),
                    CorrectionsPaper.printed_at.is_not(None),
                )
            )
            wanted = among & {(form, subject or "") for form, subject in printed}
            found = {key: _changed(locate(session, self.office, *key)) for key in wanted}
            return {key: labels for key, labels in found.items() if labels}

    def newer(self, form_code: str, subject: str) -> Newer | None:
        """The newer edition of a half-filled paper, and what lifting it asks (J11)."""
        with self._database.begin() as session:
            found = locate(session, self.office, form_code, subject)
            if found.paper is None:
                return None
            return newer_form(found.paper, found.values(), self.today())

    def lift(self, form_code: str, subject: str) -> None:
        """Let a half-filled paper follow its newest edition; one that was printed stays."""
        with self._database.begin() as session:
            paper = locate(session, self.office, form_code, subject).paper
            if paper is not None and newer_form(paper, {}, self.today()) is not None:
                paper.form_version = form_on(form_code, self.today()).version

    def may_drop_back(self, form_code: str, subject: str) -> bool:
        """Whether lifting the paper can be undone: nothing was typed or printed since."""
        with self._database.begin() as session:
            paper = locate(session, self.office, form_code, subject).paper
            return paper is not None and bool(edition_before(session, paper))

    def drop_back(self, form_code: str, subject: str) -> None:
        """Undo the lifting: the paper follows the edition it was begun in again."""
        with self._database.begin() as session:
            drop_back(session, locate(session, self.office, form_code, subject).paper)

    def remove(self, form_code: str, subject: str) -> None:
        """Take a paper out of the file; its number stays used, and it can be brought back."""
        with self._database.begin() as session:
            paper = find_paper(session, self.office, form_code, subject)
            if paper is None:
                raise Missing("这份文书")
            bury([paper])

    def restore(self, form_code: str, subject: str) -> None:
        """Bring back a paper that was taken out."""
        with self._database.begin() as session:
            paper = find_paper(session, self.office, form_code, subject, deleted=True)
            if paper is None:
                raise Missing("这份文书")
            paper.deleted = False


def _changed(found: Located) -> list[str]:
    """Labels of the fields that no longer read as printed."""
    if found.paper is None or not found.paper.printed:
        return []
    then, now = found.paper.printed, to_plain(found.form, found.values())
    return [f.label for f in found.form.fields() if now.get(f.name) != then.get(f.name)]


def _settle(found: Located, values: Values) -> None:
    """The days of summary and appraisal are the person's: 解除 asks for them (实施办法 53)."""
    name = {SUMMARY.code: "summary_on", APPRAISAL.code: "appraised_on"}.get(found.form.code)
    if name and (day := values.get(name)):
        setattr(found.person, name, day)


def _shown(form: Form) -> list[Field]:
    """Every field with a value, those of the stub included."""
    fields = {field.name: field for field in form.fields() if field.kind not in VALUELESS}
    for row in form.stub:
        for field in row:
            if field.kind not in VALUELESS:
                fields.setdefault(field.name, field)
    return list(fields.values())


def find_paper(
    session: Session, office: str, form_code: str, subject: str, *, deleted: bool = False
) -> CorrectionsPaper | None:
    """What is kept of a paper."""
    return session.scalars(
        select(CorrectionsPaper)
        .where(
            CorrectionsPaper.office == office,
            CorrectionsPaper.form == form_code,
            CorrectionsPaper.subject_uid == subject,
            CorrectionsPaper.deleted.is_(deleted),
        )
        .execution_options(include_deleted=deleted)
    ).first()


def locate(session: Session, office: str, form_code: str, subject: str) -> Located:
    """The paper of this form about this subject; ``Missing`` when there is no such subject."""
    form = form_of(form_code)
    paper = find_paper(session, office, form_code, subject)
    source = source_of(form)
    record = session.get(source.model, (office, subject)) if source else None
    if record is not None and record.deleted:
        record = None
    if source is not None and record is None and paper is None:
        raise Missing("这份文书所依据的记录")
    uid = record.person_uid if record else paper.person_uid if paper else subject
    person = find_person(session, office, uid)
    facts = _facts(session, form, person, paper)
    if source is not None and record is not None:
        facts.update(source.facts(session, form, record))
        facts["name"] = person.name
        if isinstance(record, Leave) and record.decided_tier == "office":
            facts["decided_by"] = facts["office_name"]
    if paper is not None:
        facts["signed_on"] = signed_on(session, paper, person) or facts.get("signed_on")
    with_photo = any(field.kind is Kind.PHOTO for field in form.fields())
    photo = photo_of(session, person) if with_photo else None
    if paper is not None:
        shown = form_as(form_code, paper.form_version)
    else:
        shown = form_on(form_code, day_of(form, facts))
    return Located(shown, subject, person, facts, paper, record, photo)


def _facts(
    session: Session, form: Form, person: CorrectionsPerson, paper: CorrectionsPaper | None
) -> dict[str, Any]:
    if form is BASIC_SHEET:
        return {**read(person, BASIC_SHEET), "office_name": houses(session, person.office)[0]}
    facts = person_facts(session, person)
    for field in form.own_fields():  # by chance called like a fact of the sheet
        facts.pop(field.name, None)
    if form.code in LISTS:
        name, lines = LISTS[form.code]
        facts[name] = lines(session, person)
    if form.code == INQUIRY:
        facts.update(inquiry_facts(session, person))
    if form is CHECK and paper is not None:
        own = from_plain(form, paper.values)
        facts.update(period_counts(session, person, own.get("from_on"), own.get("until_on")))
    facts.update(release_facts(session, form, person))
    return facts


def kept_paper(session: Session, found: Located) -> CorrectionsPaper:
    """The row that keeps what is this paper's own; made when first asked for."""
    if found.paper is not None:
        return found.paper
    session.flush()
    if paper := find_paper(session, found.person.office, found.form.code, found.subject):
        return paper
    paper = new_paper(found)
    session.add(paper)
    session.flush()
    return paper


def new_paper(found: Located) -> CorrectionsPaper:
    """A row for a paper of which nothing is kept yet; not added to any transaction."""
    return CorrectionsPaper(
        office=found.person.office,
        person_uid=found.person.uid,
        subject_uid=found.subject,
        form=found.form.code,
        form_version=found.form.version,
        dated_on=found.dated_on,
        values={},
    )


def filed_paper(found: Located) -> FiledPaper:
    """As the printer and the contents list want it."""
    values = found.values()
    day = day_of(found.form, values)
    issuer = issued_by(found.form.code).issuer
    authors = {
        Issuer.OFFICE: found.facts.get("office_name"),
        Issuer.COUNTY: found.facts.get("county_authority"),
        Issuer.PERSON: found.person.name,
        Issuer.DECIDING: found.facts.get("decided_by"),
    }
    number = values.get(found.form.numbered_by) if found.form.numbered_by else ""
    entry = Entry(str(number or ""), str(authors[issuer] or ""), day)
    photos = {field.name: found.photo for field in found.form.fields() if field.kind is Kind.PHOTO}
    return FiledPaper(in_era(found.form, day), {**values, **photos}, entry)
