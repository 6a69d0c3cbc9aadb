"""卷宗: what lies in it in binding order, what is still missing, and its contents page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.definition import Values
from app.forms.formset import FormSet, Part, Stage, formset, pinned, wanted
from app.models.mediation import MediationCase, Paper, Scan
from app.services.access import Work
from app.services.base import Service
from app.services.dossier_parts import (
    LOOSE,
    ContentsLine,
    DossierItem,
    DossierPart,
    item_of,
    line_title,
    lines_of,
)
from app.services.mediation.clocks import refresh
from app.services.mediation.editions import (
    attention,
    described,
    drop_back,
    lift_papers,
    list_of,
    may_drop_back,
    newer,
    newer_papers,
)
from app.services.mediation.facts import facts_of, find_case
from app.services.mediation.paper_values import add_paper, papers_of
from app.services.newer import Newer, TypedSince
from app.services.scans import card

__all__ = ["DossierItem", "DossierPart", "DossierService", "line_title", "parts_of"]


class DossierService(Service, work=Work.CASES):
    """The dossier as a whole."""

    def parts(self, case: str) -> list[DossierPart]:
        """Every part of the case's form set, in binding order."""
        with self._database.begin() as session:
            return parts_of(session, find_case(session, self.office, case))

    def missing(self, case: str) -> list[DossierPart]:
        """Parts that should be there by now and are not (F4)."""
        return [part for part in self.parts(case) if part.missing]

    def contents(self, case: str) -> list[ContentsLine]:
        """The lines of 卷内目录: one for each part that holds something."""
        return lines_of(self.parts(case))

    def add_wanted(self, case: str) -> list[str]:
        """Make the papers that are missing by now and can be made; returns their uids.

        The short road of an oral agreement (F5) is this one call.
        """
        made: list[str] = []
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            facts = facts_of(session, found)
            for part in parts_of(session, found):
                for form, subject in _to_make(part, facts) if part.missing else ():
                    made.append(add_paper(session, found, form, subject=subject).uid)
            refresh(session, found, today=self.today())
        return made

    def choose_formset(self, case: str, code: str) -> None:
        """File this case by another list."""
        with self._database.begin() as session:
            find_case(session, self.office, case).formset = formset(code).code

    # --- a list that the county has changed (J11) ---

    def listing(self, case: str) -> FormSet:
        """The list the dossier follows, in the edition of the day it was begun."""
        with self._database.begin() as session:
            return list_of(find_case(session, self.office, case))

    def newer_list(self, case: str) -> Newer | None:
        """The newer edition of the dossier's list or of its half-filled papers, and what it asks."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            now = newer(found, self.today())
            papers = newer_papers(session, found, self.today())
            if now is None:
                return described(found, None, [], [], papers) if papers else None
            before = {part.part.code for part in parts_of(session, found) if part.missing}
            after = [part for part in parts_of(session, found, now) if part.missing]
            missing = [part.part.title for part in after if part.part.code not in before]
            asks = list(attention(session, found, now, self.today()))
            return described(found, now, asks, missing, papers)

    def lift(self, case: str) -> None:
        """Let the dossier and its half-filled papers follow what counts today.

        What was printed stays in the edition it was printed in.
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            if newer(found, self.today()) is not None:
                found.formset = pinned(found.formset, self.today())
            lift_papers(session, found, self.today())
            session.flush()
            refresh(session, found, today=self.today())

    def may_drop_back(self, case: str) -> bool:
        """Whether lifting the dossier can be undone: nothing was typed or printed since."""
        with self._database.begin() as session:
            return may_drop_back(session, find_case(session, self.office, case))

    def drop_back(self, case: str) -> None:
        """Undo the lifting: list and papers follow the editions they were begun in again."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            if not may_drop_back(session, found):
                raise TypedSince
            drop_back(session, found)
            session.flush()
            refresh(session, found, today=self.today())


def parts_of(
    session: Session, case: MediationCase, rules: FormSet | None = None
) -> list[DossierPart]:
    """Every part of the case's form set, or of another, with what lies in it."""
    rules = rules or list_of(case)
    facts = facts_of(session, case)
    papers = papers_of(session, case)
    scans = session.scalars(
        select(Scan)
        .where(Scan.office == case.office, Scan.case_uid == case.uid)
        .order_by(Scan.position, Scan.change)
    ).all()
    parts = [_filled(part, rules, facts, papers, list(scans), case.state) for part in rules.parts]
    known = {part.code for part in rules.parts}
    strays = [s for s in scans if s.part not in known]
    if strays:
        items = tuple(item_of(LOOSE, scan=card(s)) for s in strays)
        parts.insert(len(parts) - 1, DossierPart(LOOSE, items, wanted=False))
    return parts


def _filled(
    part: Part,
    rules: FormSet,
    facts: Values,
    papers: list[Paper],
    scans: list[Scan],
    state: str,
) -> DossierPart:
    order = [*part.forms, *part.also]
    here = sorted(
        (paper for paper in papers if paper.form in order),
        key=lambda p: (
            p.round,
            order.index(p.form),
            p.dated_on is None,
            p.dated_on or 0,
            p.position,
        ),
    )
    items = [
        item_of(part, form=paper.form, paper=paper.uid, version=paper.form_version)
        for paper in here
    ]
    items += [item_of(part, scan=card(scan)) for scan in scans if scan.part == part.code]
    main = any(paper.form in part.forms for paper in here) or any(item.scan for item in items)
    needed = wanted(part, facts)
    missing = ""
    if needed and not main and _reached(part.stage, state):
        missing = f"缺“{part.title}”（{part.need.label}）"
    return DossierPart(part, tuple(items), needed, missing)


def _reached(stage: Stage, state: str) -> bool:
    """Whether a case in this state should have what belongs to the stage."""
    if state in {"waiting", "declined"}:
        return False
    if stage is Stage.ACCEPTED:
        return True
    if stage is Stage.ENDED:
        return state != "mediating"
    return state in {"filed", "archived"}


def _to_make(part: DossierPart, facts: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Papers that make the part complete: one per agent for mandates, else the fitting one."""
    forms = part.part.forms
    if forms == ("mediation.mandate",):
        return [(forms[0], agent["uid"]) for agent in facts["agents"]]
    if forms == ("mediation.receipt",):
        return [(forms[0], o["uid"]) for o in facts["obligations"] if o.get("done_on")]
    if "mediation.oral-agreement" in forms:
        oral = facts.get("agreement_form") == "oral"
        return [("mediation.oral-agreement" if oral else "mediation.agreement", None)]
    if "mediation.acceptance" in forms:
        return [("mediation.acceptance", None)]
    return [(forms[0], None)]
