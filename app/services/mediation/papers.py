"""文书: facts typed once fill every paper; each paper keeps its own words and its printed text.

What a paper shows is, from the bottom up: what the facts compose, what was typed on this paper,
and corrections that hold for this paper only. A paper of an earlier round shows the facts as they
stood when that round ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.forms.definition import Field, Form, Kind, Problem, Values
from app.forms.editions import form_as, form_on
from app.forms.values import from_plain, to_plain
from app.models.history import bury
from app.models.mediation import MediationCase, Paper
from app.rules.agreements import session_barred
from app.services.access import Work
from app.services.base import Rejected, Service
from app.services.mediation.clocks import refresh
from app.services.mediation.compose import composed
from app.services.mediation.facts import ROW_FACTS, SIDES, facts_of, find_case, save_facts
from app.services.mediation.paper_values import (
    add_paper,
    day_of,
    doubts,
    facts_for,
    find_paper,
    papers_of,
    values_of,
)

__all__ = ["PaperCard", "PaperService"]

LEAST_FOR_TWIN = 30
"""Characters from which on two equal texts are no coincidence."""


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One paper in the list of a case. ``changed`` says it no longer reads as it was printed."""

    uid: str
    form: str
    title: str
    round: int
    position: int
    dated_on: date | None
    subject_uid: str | None
    printed_at: datetime | None
    corrected: tuple[str, ...]


class PaperService(Service, work=Work.CASES):
    """The papers of a case."""

    def listed(self, case: str) -> list[PaperCard]:
        """The papers of a case, by round, kind and order of making."""
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            return [_card(paper) for paper in papers_of(session, found)]

    def add(
        self, case: str, form: str, *, subject: str | None = None, copy_from: str | None = None
    ) -> str:
        """A new paper of the case; returns its uid.

        ``subject`` is the party, agent or obligation it is about; ``copy_from`` a paper of the same
        form whose own words are taken over. A paper that a case holds once is returned if it is
        there already. Raises ``ValueError`` for a ``copy_from`` of another form.
        """
        with self._database.begin() as session:
            found = find_case(session, self.office, case)
            paper = add_paper(session, found, form, subject=subject)
            if copy_from:
                model = find_paper(session, self.office, copy_from)
                if model.form != form:
                    raise ValueError("a paper copies from one of its own kind")
                dated = form_on(form).dated_by
                kept = {k: v for k, v in model.values.items() if k not in {*model.corrected, dated}}
                paper.values = {**kept, **paper.values}
            return paper.uid

    def form(self, paper: str) -> Form:
        """The paper's form in the edition it was made in."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            return form_as(found.form, found.form_version)

    def values(self, paper: str) -> dict[str, Any]:
        """What the paper says now, by field of its form."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            return values_of(session, find_case(session, self.office, found.case_uid), found)

    def problems(self, paper: str, values: Values | None = None) -> list[Problem]:
        """What is wrong or missing on the paper, complete or not; of what is kept, by default."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            if values is None:
                case = find_case(session, self.office, found.case_uid)
                values = values_of(session, case, found)
        return doubts(
            form_as(found.form, found.form_version), values, on=self.today(), complete=True
        )

    def save(
        self, paper: str, values: Values, *, correct_only: Collection[str] | None = None
    ) -> list[Problem]:
        """Keep what was typed; returns what is doubtful but did not stop it.

        A changed fact changes in the whole case, unless its name is in ``correct_only``: then it
        holds for this paper only. Left out, what was corrected on this paper before stays so; a
        name no longer in it is a fact of the case again. A half-filled paper may be saved. Raises
        ``Rejected`` for what cannot be kept.
        """
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            case = find_case(session, self.office, found.case_uid)
            form = form_as(found.form, found.form_version)
            on = day_of(values.get(form.dated_by)) or self.today()
            doubtful = doubts(form, values, on=max(on, self.today()), complete=False)
            doubtful += _barred(found.form, case, values)
            if blocking := [problem for problem in doubtful if problem.blocking]:
                raise Rejected(blocking)
            only = found.corrected if correct_only is None else correct_only
            self._keep(session, case, found, form, values, only)
            refresh(session, case, today=self.today())
        return doubtful

    def freeze_print(self, paper: str, values: Values | None = None) -> dict[str, Any]:
        """Remember the text as printed now; returns the values that were printed, by field.

        ``values`` are those on the screen; left out, those that are kept.
        """
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            case = find_case(session, self.office, found.case_uid)
            printed = dict(values) if values is not None else values_of(session, case, found)
            found.printed = to_plain(form_as(found.form, found.form_version), printed)
            found.printed_at = self.now()
            return printed

    def printed(self, paper: str) -> dict[str, Any] | None:
        """The values as last printed; ``None`` when the paper was never printed."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            if found.printed is None:
                return None
            return from_plain(form_as(found.form, found.form_version), found.printed)

    def changed_since_print(self, case: str) -> dict[str, list[str]]:
        """Papers of the case that no longer read as printed, each with the labels that differ."""
        found: dict[str, list[str]] = {}
        with self._database.begin() as session:
            kept = find_case(session, self.office, case)
            for paper in papers_of(session, kept):
                if paper.printed is None:
                    continue
                form = form_as(paper.form, paper.form_version)
                now = to_plain(form, values_of(session, kept, paper))
                then = paper.printed
                changed = [
                    field.label or field.name
                    for field in form.fields()
                    if field.on_paper and now.get(field.name) != then.get(field.name)
                ]
                if changed:
                    found[paper.uid] = changed
        return found

    def remove(self, paper: str) -> None:
        """Take a paper out of the dossier; it can be brought back."""
        with self._database.begin() as session:
            found = find_paper(session, self.office, paper)
            bury([found])
            session.flush()
            refresh(session, find_case(session, self.office, found.case_uid), today=self.today())

    def _keep(
        self,
        session: Session,
        case: MediationCase,
        paper: Paper,
        form: Form,
        values: Values,
        corrections: Collection[str],
    ) -> None:
        facts, subject = facts_for(session, case, paper)
        defaults = composed(form, facts, subject)
        own = {f.name: f for f in form.own_fields()}
        shared_again = set(paper.corrected) - set(corrections)
        stored = {k: v for k, v in paper.values.items() if k not in shared_again}
        changes: dict[str, Any] = {}
        corrected = set(paper.corrected) - shared_again
        for name, value in values.items():
            if name in own:
                _put(stored, own[name], value, defaults.get(name))
            elif name in corrections and name in facts:
                field = form.field(name)
                _put(stored, field, value, facts[name])
                corrected = corrected | {name} if name in stored else corrected - {name}
            elif name in facts and _differs(form.field(name), value, facts[name]):
                changes[name] = value
        if paper.values != stored:
            paper.values = stored
        if set(paper.corrected) != corrected:
            paper.corrected = sorted(corrected)
        if changes and paper.round == case.round:
            save_facts(
                session, case, _whole_rows(session, case, facts, changes), today=self.today()
            )
        dated = values.get(form.dated_by, paper.dated_on) if form.dated_by else None
        paper.dated_on = day_of(dated)
        paper.body_digest = _digest(stored.get("body"))
        session.flush()


def _put(stored: dict[str, Any], field: Field, value: Any, default: Any) -> None:
    """Keep a value, unless it is what the paper would say anyway."""
    if _differs(field, value, default):
        stored[field.name] = to_plain((field,), {field.name: value})[field.name]
    else:
        stored.pop(field.name, None)


def _differs(field: Field, one: Any, other: Any) -> bool:
    def plain(value: Any) -> Any:
        packed = to_plain((field,), {field.name: value})[field.name]
        if isinstance(packed, str):
            packed = packed.strip()
        return packed or None

    if field.kind in {Kind.BOOL, Kind.NUMBER, Kind.MONEY}:
        return bool(one != other)
    return bool(plain(one) != plain(other))


def _whole_rows(
    session: Session, case: MediationCase, shown: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Rows a paper did not show (another subject, a party that left) stay as they are."""
    whole = facts_of(session, case)
    merged: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in {*ROW_FACTS, *SIDES}:
            merged[name] = value
            continue
        seen = {row["uid"] for row in shown[name]}
        hidden = [row for row in whole[name] if row["uid"] not in seen]
        merged[name] = [*(value or []), *hidden]
    return merged


def _digest(body: str | None) -> str | None:
    """The same for texts that differ in white space only; ``None`` for a text of a few words."""
    words = "".join((body or "").split())
    if len(words) < LEAST_FOR_TWIN:
        return None
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _barred(form: str, case: MediationCase, values: Values) -> list[Problem]:
    """人民调解法 17: no session against a party's clear refusal."""
    day = day_of(values.get("session_time"))
    if form != "mediation.record" or day is None:
        return []
    message = session_barred(day, case.refused_on, case.consented_on)
    return [Problem("session_time", message)] if message else []


def _card(paper: Paper) -> PaperCard:
    return PaperCard(
        uid=paper.uid,
        form=paper.form,
        title=form_as(paper.form, paper.form_version).title,
        round=paper.round,
        position=paper.position,
        dated_on=paper.dated_on,
        subject_uid=paper.subject_uid,
        printed_at=paper.printed_at,
        corrected=tuple(paper.corrected),
    )
