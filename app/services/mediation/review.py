"""自查: the dossier check of a case, by the county's scoring sheet (F8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.forms.definition import TimeRange
from app.forms.editions import form_as
from app.forms.values import from_plain
from app.models.mediation import CaseMediator, Committee, MediationCase, Mediator, Paper, Scan
from app.rules.review import (
    Dossier,
    MarkSeen,
    PaperSeen,
    PartSeen,
    Review,
    RosterLine,
    review,
    sheet,
)
from app.services.access import Work
from app.services.base import Service
from app.services.dossier_parts import lines_of
from app.services.mediation import numbering
from app.services.mediation.dossier import parts_of
from app.services.mediation.editions import list_of
from app.services.mediation.facts import facts_of, find_case, records_of
from app.services.mediation.marks import ExpectedMark, marks_of
from app.services.mediation.paper_values import papers_of, values_of
from app.services.rule_books import book
from app.services.settings import read_habits

__all__ = ["ReviewService", "snapshot"]

UNDATED = frozenset({"mediation.cover", "mediation.back", "mediation.closing-report"})
"""Papers whose day is the day of filing; nobody dates a signature on them."""


class ReviewService(Service, work=Work.CASES):
    """The dossier check."""

    def check(self, case: str) -> Review:
        """Check the dossier as it is now; the register remembers score and open points.

        To look is no edit: what is remembered moves neither revision nor change, so a case the
        bureau holds is not reported again, and one it returned is not taken for mended.
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            outcome = review(snapshot(session, found, self.today()), sheet(self.today()))
            if (found.check_score, found.check_missing) != (outcome.score, outcome.grave):
                seen = {"check_score": outcome.score, "check_missing": outcome.grave}
                this = (MediationCase.office == found.office, MediationCase.uid == found.uid)
                session.execute(update(MediationCase).where(*this).values(seen))
            return outcome


def snapshot(session: Session, case: MediationCase, today: date) -> Dossier:
    """The dossier as a reviewer finds it: at its office, or at the bureau as it was sent."""
    parts = parts_of(session, case)
    lines = {line.part: line.title for line in lines_of(parts)}
    rules = list_of(case)
    papers = [p for p in papers_of(session, case) if p.round == case.round]
    scans = session.scalars(
        select(Scan).where(Scan.office == case.office, Scan.case_uid == case.uid)
    ).all()
    known = {part.code for part in rules.parts}
    strays = [scan.title for scan in scans if scan.part not in known]
    strays += [
        form_as(p.form, p.form_version).title for p in papers if rules.part_of(p.form) is None
    ]
    return Dossier(
        facts=facts_of(session, case),
        today=today,
        rules=book(session, case.office, "mediation"),
        papers=tuple(_paper(session, case, paper) for paper in papers),
        parts=tuple(
            PartSeen(
                p.part.code,
                p.part.title,
                p.present,
                p.missing,
                p.part.forms,
                lines.get(p.part.code, ""),
            )
            for p in parts
        ),
        scans=tuple((scan.part, scan.party_uid, scan.title) for scan in scans),
        strays=tuple(strays),
        roster=_roster(session, case),
        type_label=label("dispute_type", case.dispute_type),
        number_faults=tuple(_number_faults(session, case)),
        params=sheet(today).params,
    )


def _paper(session: Session, case: MediationCase, paper: Paper) -> PaperSeen:
    form = form_as(paper.form, paper.form_version)
    values = values_of(session, case, paper)
    return PaperSeen(
        uid=paper.uid,
        form=paper.form,
        title=form.title,
        values=values,
        dated_on=paper.dated_on,
        dated=bool(form.dated_by) and paper.form not in UNDATED,
        subject=paper.subject_uid,
        printed=from_plain(form, paper.printed) if paper.printed is not None else None,
        printed_at=paper.printed_at,
        changed_at=paper.changed_at,
        marks=tuple(_mark(mark) for mark in marks_of(session, case, paper)),
        twin=_twin(session, paper),
        clash=_clash(session, case, paper, values),
    )


def _mark(mark: ExpectedMark) -> MarkSeen:
    return MarkSeen(
        place=mark.place,
        label=mark.label,
        person=mark.person,
        role=mark.role,
        wanted=mark.kinds,
        seen={one.kind: one.seen_on for one in mark.recorded},
        notes=" ".join(one.note or "" for one in mark.recorded),
    )


def _roster(session: Session, case: MediationCase) -> tuple[RosterLine, ...]:
    query = select(Mediator).where(Mediator.office == case.office)
    return tuple(RosterLine(m.uid, m.name, m.from_on, m.until_on) for m in session.scalars(query))


def _number_faults(session: Session, case: MediationCase) -> list[str]:
    """A2: the number fits a style that was in use, stands once, and no number before it is missing."""
    if case.number is None or case.year is None or case.sequence is None:
        return ["还没有卷号"] if case.agreed_on else []
    faults: list[str] = []
    committee = session.get_one(Committee, (case.office, case.committee_uid))
    given = case.accepted_on or case.agreed_on or date(case.year, 1, 1)
    habits = read_habits(session, case.office, given)
    template = committee.number_template or habits.number_template
    fitting = [
        numbering.render(
            style, short_name=committee.short_name, year=case.year, sequence=case.sequence
        )
        for style in (template, *numbering.styles(session, case.office))
    ]
    if not case.number.startswith(tuple(fitting)):
        faults.append(f"卷号“{case.number}”与样式不符，按样式应为“{fitting[0]}”")
    lowest, held = session.execute(
        select(func.min(MediationCase.sequence), func.count(MediationCase.sequence))
        .where(
            MediationCase.office == case.office,
            MediationCase.committee_uid == case.committee_uid,
            MediationCase.year == case.year,
            MediationCase.sequence <= case.sequence,
        )
        .execution_options(include_deleted=True)
    ).one()
    if held != case.sequence - (lowest or 1) + 1:
        faults.append(f"{case.year}年第{lowest}号到第{case.sequence}号之间有断号")
    return faults


def _twin(session: Session, paper: Paper) -> str:
    """D5: the number of another dossier with the same text."""
    if paper.body_digest is None:
        return ""
    query = (
        select(MediationCase.number, MediationCase.parties_text)
        .join(
            Paper,
            (Paper.case_uid == MediationCase.uid) & (Paper.office == MediationCase.office),
        )
        .where(
            Paper.office == paper.office,
            Paper.body_digest == paper.body_digest,
            Paper.case_uid != paper.case_uid,
        )
        .limit(1)
    )
    twin = session.execute(query).first()
    return (twin[0] or twin[1]) if twin else ""


def _clash(session: Session, case: MediationCase, paper: Paper, values: dict[str, Any]) -> str:
    """D3: a mediator of this session sat in another one at the same time elsewhere."""
    ours = values.get("session_time")
    if paper.form != "mediation.record" or not isinstance(ours, TimeRange) or ours.end is None:
        return ""
    mediators = {record.name for record in records_of(session, case, CaseMediator)}
    others = session.scalars(
        select(Paper).where(
            Paper.office == paper.office,
            Paper.form == paper.form,
            Paper.dated_on == paper.dated_on,
            Paper.case_uid != paper.case_uid,
        )
    ).all()
    form = form_as(paper.form, paper.form_version)
    for other in others:
        there = from_plain(form, other.values)
        theirs = there.get("session_time")
        if not isinstance(theirs, TimeRange) or theirs.end is None:
            continue
        if theirs.start >= ours.end or ours.start >= theirs.end:
            continue
        if there.get("place") == values.get("place"):
            continue
        names = session.scalars(
            select(CaseMediator.name).where(
                CaseMediator.office == paper.office, CaseMediator.case_uid == other.case_uid
            )
        ).all()
        if both := mediators & set(names):
            return f"{'、'.join(sorted(both))}同一时间在“{there.get('place')}”另有一次调解"
    return ""
