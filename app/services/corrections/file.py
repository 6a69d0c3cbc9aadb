"""工作档案: what lies in a person's file in archive order, what is missing, and the file to print.

The order is data (``resources/formsets/corrections-*.toml``). Papers that records have by
themselves (leaves, meetings, visits) are there without being made; all others once they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import show_date
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_papers.file import CLOSING, COVER, DEPUTY_COVER, HANDOVER
from app.forms.definition import Form
from app.forms.dossier import DossierPart as BoundPart
from app.forms.dossier import DossierPlan, Entry, FiledPaper, FiledScan
from app.forms.editions import form_as
from app.forms.era import in_era
from app.forms.formset import Part, formset, wanted
from app.forms.registry import form as form_of
from app.forms.values import to_plain
from app.models.corrections import CorrectionsPaper, CorrectionsPerson, CorrectionsScan
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.paper_facts import has_lines
from app.services.corrections.paper_sources import LISTS, SOURCES
from app.services.corrections.papers import filed_paper, locate, new_paper
from app.services.corrections.persons import find_person
from app.services.corrections.states import ENDED
from app.services.dossier_parts import LOOSE, DossierItem, DossierPart, item_of
from app.services.rule_books import book
from app.services.scans import card, filed_scan

__all__ = ["DEPUTY", "WORKING", "FileService"]

WORKING, DEPUTY = "corrections-file", "corrections-deputy"
COVERS = {WORKING: COVER, DEPUTY: DEPUTY_COVER}


@dataclass(frozen=True, slots=True)
class _Document:
    """A paper with its place among the others of its part."""

    form: Form
    subject: str
    day: date
    group: int = 0  # papers of one leave stay together, in the order of the records


class FileService(Service, work=Work.CASES):
    """The file as a whole."""

    def parts(self, person: str, which: str = WORKING) -> list[DossierPart]:
        """Every part of the file in archive order; the subject of a paper stands as its ``paper``."""
        with self._database.begin() as session:
            return self._parts(session, find_person(session, self.office, person), which)

    def missing(self, person: str) -> list[DossierPart]:
        """Parts that should be there by now and are not."""
        return [part for part in self.parts(person) if part.missing]

    def plan(self, person: str, which: str = WORKING) -> DossierPlan:
        """The whole file with the values and bytes of every document, for the printer."""
        with self._database.begin() as session:
            found = find_person(session, self.office, person)
            parts = tuple(self._bound(session, part) for part in self._parts(session, found, which))
            cover, closing = COVERS[which], self._filed(session, CLOSING.code, person)
            entries = [paper.entry for part in parts for paper in part.papers]
            entries += [scan.entry for part in parts for scan in part.scans]
            days = [entry.on for entry in entries if entry.on]
            filled = self._filed(session, cover.code, person)
            span = f"{show_date(min(days))}至{show_date(max(days))}" if days else ""
            return DossierPlan(
                title=f"{found.name}{cover.title}",
                number=found.number or "",
                cover=replace(filled, values={**filled.values, "file_span": span}),
                parts=(
                    *(part for part in parts if part.code != "closing"),
                    BoundPart("closing", CLOSING.title, (closing,), numbered=False, listed=False),
                ),
            )

    def remember(self, person: str) -> int:
        """Every paper of the file was printed as it reads now; returns how many."""
        with self._database.begin() as session:
            found = find_person(session, self.office, person)
            located = [
                locate(session, self.office, item.form, item.paper)
                for part in self._parts(session, found, WORKING)
                for item in part.items
                if item.paper
            ]
            for one in located:  # read first, written in one go: a file may hold thousands
                paper = one.paper or new_paper(one)
                paper.printed = to_plain(one.form, one.values())
                paper.printed_at = self.now()
                session.add(paper)
            return len(located)

    def handover(self, person: str, which: str = WORKING) -> list[dict[str, Any]]:
        """Every listed document, in order, as a line of the hand-over list.

        A line holds ``no``, ``number``, ``author``, ``title``, ``on`` and ``note``.
        """
        plan = self.plan(person, which)
        found: list[dict[str, Any]] = []
        for part in plan.parts:
            if part.listed:
                titles: list[tuple[str, Entry]] = [(p.form.title, p.entry) for p in part.papers]
                titles += [(scan.title, scan.entry) for scan in part.scans]
                for title, entry in titles:
                    found.append(
                        {
                            "no": len(found) + 1,
                            "number": entry.number or None,
                            "author": entry.author or None,
                            "title": title,
                            "on": entry.on,
                            "note": entry.note or None,
                        }
                    )
        return found

    def handover_paper(self, person: str, which: str = WORKING) -> FiledPaper:
        """移交清单, to be signed by both sides."""
        lines = self.handover(person, which)
        with self._database.begin() as session:
            filed = self._filed(session, HANDOVER.code, person)
            facts = {"documents": lines, "document_count": len(lines)}
            return replace(filed, values={**filed.values, **facts})

    # --- inside one transaction ------------------------------------------------------------

    def _parts(self, session: Session, person: CorrectionsPerson, which: str) -> list[DossierPart]:
        rules = formset(which)
        documents = list(self._documents(session, person))
        scans = session.scalars(
            select(CorrectionsScan)
            .where(
                CorrectionsScan.office == person.office, CorrectionsScan.person_uid == person.uid
            )
            .order_by(CorrectionsScan.position, CorrectionsScan.change)
        ).all()
        facts = self._conditions(session, person, documents)
        parts = [_filled(part, documents, scans, facts) for part in rules.parts]
        known = {part.code for part in rules.parts}
        if which == WORKING and (strays := [scan for scan in scans if scan.part not in known]):
            loose = tuple(item_of(LOOSE, scan=card(scan)) for scan in strays)
            parts.insert(len(parts) - 1, DossierPart(LOOSE, loose, wanted=False))
        return parts

    def _documents(self, session: Session, person: CorrectionsPerson) -> Iterator[_Document]:
        """Every paper of the file, whether a record has it by itself or it was made."""
        start = person.received_on or person.starts_on or date.min
        yield _Document(BASIC_SHEET, person.uid, start)
        for code in LISTS:
            if has_lines(session, person, code):
                yield _Document(form_of(code), person.uid, start)
        seen = set()
        filed = [source for source in SOURCES if source.filed]
        records = (
            (source, record) for source in filed for record in source.of_person(session, person)
        )
        for group, (source, record) in enumerate(records, 1):
            for form in source.papers(record):
                seen.add((form.code, record.uid))
                yield _Document(form, record.uid, source.day(record), group)
        papers = session.scalars(
            select(CorrectionsPaper).where(
                CorrectionsPaper.office == person.office, CorrectionsPaper.person_uid == person.uid
            )
        )
        always = {BASIC_SHEET.code, *LISTS}
        elsewhere = {form.code for s in SOURCES for form in s.forms if not s.filed}
        for paper in papers:
            key = (paper.form, paper.subject_uid)
            if key not in seen and paper.form not in always | elsewhere and paper.subject_uid:
                day = paper.dated_on or paper.changed_at.date()
                yield _Document(form_as(paper.form, paper.form_version), paper.subject_uid, day)

    def _conditions(
        self, session: Session, person: CorrectionsPerson, documents: Iterable[_Document]
    ) -> dict[str, Any]:
        """What decides whether a part must be there by now."""
        today = self.today()
        rules = book(session, self.office, "corrections")
        before = rules.resolve("release.summary_before_days", today).integer_or_none or 0
        left = (person.ends_on - today).days if person.ends_on else None
        until = person.left_on or today
        return {
            "state": person.state,
            "received_on": person.received_on,
            "days_here": (until - person.received_on).days if person.received_on else 0,
            "ending": person.state == "released"
            or (person.state not in ENDED and left is not None and left <= before),
            "inquiry": any(document.form.code == "corrections.c01" for document in documents),
        }

    def _bound(self, session: Session, part: DossierPart) -> BoundPart:
        papers = tuple(
            self._filed(session, item.form, item.paper) for item in part.items if item.paper
        )
        return BoundPart(
            code=part.part.code,
            title=part.part.title,
            papers=papers,
            scans=tuple(self._scans(session, part)),
            numbered=part.part.numbered,
            listed=part.part.listed,
        )

    def _filed(self, session: Session, form: str, subject: str) -> FiledPaper:
        return filed_paper(locate(session, self.office, form, subject))

    def _scans(self, session: Session, part: DossierPart) -> Iterator[FiledScan]:
        for item in part.items:
            if item.scan is not None:
                scan = session.get_one(CorrectionsScan, (self.office, item.scan.uid))
                note = "原件" if scan.original else "复印件"
                entry = Entry(scan.number or "", scan.author or "", scan.dated_on, note)
                yield replace(filed_scan(session, scan), entry=entry)


def _filled(
    part: Part,
    documents: list[_Document],
    scans: Iterable[CorrectionsScan],
    facts: dict[str, Any],
) -> DossierPart:
    order = [*part.forms, *part.also]
    here = sorted(
        (document for document in documents if document.form.code in order),
        key=lambda d: (d.day, d.group, order.index(d.form.code)),
    )
    items = [_paper_item(part, document) for document in here]
    items += [item_of(part, scan=card(scan)) for scan in scans if scan.part == part.code]
    needed = wanted(part, facts)
    main = any(d.form.code in part.forms for d in here) or any(item.scan for item in items)
    missing = f"缺“{part.title}”（{part.need.label}）" if needed and not main else ""
    return DossierPart(part, tuple(items), needed, missing)


def _paper_item(part: Part, document: _Document) -> DossierItem:
    item = item_of(part, form=document.form.code, paper=document.subject)
    return replace(item, title=in_era(document.form, document.day).title)
