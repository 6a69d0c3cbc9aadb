"""Binding: the whole dossier as plain values for the printer, and the memory of what was printed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.forms.dossier import DossierPart, DossierPlan, FiledPaper, FiledScan
from app.forms.editions import form_as
from app.forms.registry import form as form_of
from app.forms.values import to_plain
from app.models.mediation import MediationCase, Paper, Scan
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.mediation import dossier
from app.services.mediation.facts import find_case
from app.services.mediation.paper_values import values_of
from app.services.scans import filed_scan

__all__ = ["BindingService"]

COVER, CONTENTS, BACK = "cover", "contents", "back"


class BindingService(Service, work=Work.CASES):
    """卷宗的装订: read in one short transaction, printed elsewhere."""

    def paper(self, paper: str) -> FiledPaper:
        """One paper as it would print now."""
        with self._database.begin() as session:
            found = session.get(Paper, (self.office, paper))
            if found is None or found.deleted:
                raise Missing("这份文书")
            case = find_case(session, self.office, found.case_uid)
            return FiledPaper(
                form_as(found.form, found.form_version), values_of(session, case, found)
            )

    def plan(self, case: str) -> DossierPlan:
        """The dossier in binding order with the values and bytes of every document."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            parts = {part.part.code: part for part in dossier.parts_of(session, found)}
            bound = tuple(
                DossierPart(
                    code=part.part.code,
                    title=dossier.line_title(part),
                    papers=tuple(self._papers(session, found, part)),
                    scans=tuple(self._scans(session, part)),
                    numbered=part.part.numbered,
                    listed=part.part.listed,
                )
                for code, part in parts.items()
                if code not in (COVER, CONTENTS)
            )
            cover = next(iter(self._papers(session, found, parts[COVER])))
            return DossierPlan(
                title=found.title or found.parties_text,
                number=found.number or "",
                cover=cover,
                parts=bound,
                on=found.accepted_on,
            )

    def remember(self, case: str) -> int:
        """Every paper of the case was printed as it reads now; returns how many."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            papers = [
                session.get_one(Paper, (self.office, item.paper))
                for part in dossier.parts_of(session, found)
                for item in part.items
                if item.paper
            ]
            for paper in papers:
                form = form_as(paper.form, paper.form_version)
                paper.printed = to_plain(form, values_of(session, found, paper))
                paper.printed_at = self.now()
            return len(papers)

    def _papers(
        self, session: Session, case: MediationCase, part: dossier.DossierPart
    ) -> Iterable[FiledPaper]:
        made = [item.paper for item in part.items if item.paper]
        for uid in made:
            paper = session.get_one(Paper, (self.office, uid))
            yield FiledPaper(
                form_as(paper.form, paper.form_version), values_of(session, case, paper)
            )
        if not made and part.part.code in (COVER, BACK):
            form = form_of(part.part.forms[0])  # the facts alone fill it
            paper = Paper(
                office=self.office,
                case_uid=case.uid,
                form=form.code,
                round=case.round,
                values={},
                corrected=[],
            )
            yield FiledPaper(form, values_of(session, case, paper))

    def _scans(self, session: Session, part: dossier.DossierPart) -> Iterable[FiledScan]:
        for item in part.items:
            if item.scan is not None:
                yield filed_scan(session, session.get_one(Scan, (self.office, item.scan.uid)))
