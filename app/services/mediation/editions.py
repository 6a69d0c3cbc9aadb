"""Which edition of the list of parts a dossier follows, and what lifting it to a newer one asks (J11).

A dossier follows the list as it stood on the day it was begun. When the county changes the list in
the middle of a month, dossiers begun before stay as they are, until the clerk lifts one: then the
newer edition is pinned to it. What was printed is never touched: a paper keeps its day, and with it
its wording and codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.forms.codes import table
from app.forms.definition import Field, Form, Kind, Values
from app.forms.editions import form_as, form_on
from app.forms.formset import FormSet, formset, parts_changed, unpinned
from app.forms.texts import texts
from app.models.history import versions_of
from app.models.mediation import MediationCase, Paper
from app.services.mediation.paper_values import papers_of, values_of
from app.services.newer import Attention, Newer, edition_before, newer_form

__all__ = [
    "attention",
    "described",
    "drop_back",
    "lift_papers",
    "list_of",
    "may_drop_back",
    "newer",
    "newer_papers",
]


def list_of(case: MediationCase) -> FormSet:
    """The list the dossier follows: as of the day it was begun, or as it was lifted to."""
    return formset(case.formset, _begun(case))


def newer(case: MediationCase, today: date) -> FormSet | None:
    """The edition in force today, where the dossier follows another."""
    ours, now = list_of(case), formset(unpinned(case.formset), today)
    return now if now.effective_from > ours.effective_from else None


def attention(
    session: Session, case: MediationCase, now: FormSet, today: date
) -> Iterator[Attention]:
    """What needs a look when the dossier is lifted to the list ``now``: fields and whole papers."""
    for paper in papers_of(session, case):
        form = form_as(paper.form, paper.form_version)
        if now.part_of(paper.form) is None:
            yield Attention(form.title, "", "新目录里没有它的位置，仍留在卷内。", paper.uid)
        if paper.printed is not None:
            continue  # it keeps the edition it was printed in
        values = values_of(session, case, paper)
        yield from _codes(form.title, form.fields(), values, today, paper.uid)
        yield from _wording(form, paper, today)


def _codes(
    title: str, fields: Iterator[Field], values: Values, today: date, paper: str
) -> Iterator[Attention]:
    """Choices that may no longer be made, and what took their place."""
    for field in fields:
        value = values.get(field.name)
        chosen = value if field.kind is Kind.MULTI_CHOICE else (value,)
        if field.kind not in {Kind.CHOICE, Kind.MULTI_CHOICE} or not field.codes:
            continue
        codes = table(field.codes)
        for code in chosen or ():
            if isinstance(code, str) and code in codes and not codes[code].valid(today):
                heirs = "、".join(codes.label(one) for one in codes.now_called(code, today))
                instead = f"，现在用“{heirs}”" if heirs else ""
                words = f"“{codes.label(code)}”已经停用{instead}，请重新选。"
                yield Attention(title, field.label, words, paper)


def _wording(form: Form, paper: Paper, today: date) -> Iterator[Attention]:
    """Sentences that read otherwise today than on the paper's own day."""
    for field in form.fields():
        key = field.wording.removeprefix("text:")
        if not field.wording.startswith("text:") or "{" in key or paper.dated_on is None:
            continue
        sentence = texts()[key]
        if sentence.at(paper.dated_on) != sentence.at(today):
            words = f"落款是{paper.dated_on:%Y-%m-%d}，用那一天的文字；要用新的文字，请改日期。"
            yield Attention(form.title, field.label or "固定文字", words, paper.uid)


def _begun(case: MediationCase) -> date | None:
    """The day a dossier was begun; ``None`` while nothing is dated: then it is today's."""
    return case.accepted_on or case.applied_on or case.agreed_on


def newer_papers(session: Session, case: MediationCase, today: date) -> list[Newer]:
    """The papers of the present round that were begun, not printed, in an older edition (J11)."""
    found = (
        newer_form(paper, values_of(session, case, paper), today, paper.uid)
        for paper in papers_of(session, case)
        if paper.round == case.round
    )
    return [one for one in found if one is not None]


def lift_papers(session: Session, case: MediationCase, today: date) -> None:
    """Let the half-filled papers of the present round follow their newest edition."""
    for paper in papers_of(session, case):
        if paper.round == case.round and newer_form(paper, {}, today) is not None:
            paper.form_version = form_on(paper.form, today).version


# --- and back, while nothing was typed since --------------------------------------------------------


def may_drop_back(session: Session, case: MediationCase) -> bool:
    """Whether lifting is the last thing that happened to the papers of the present round."""
    lifted = _lifted(session, case)
    begun = _list_before(session, case)
    since = [paper.change for paper in lifted] + ([begun[1]] if begun else [])
    if not since:
        return False
    others = (p for p in papers_of(session, case) if p.round == case.round and p not in lifted)
    return all(paper.change < min(since) for paper in others)


def drop_back(session: Session, case: MediationCase) -> None:
    """Let the dossier and the papers that were lifted with it follow what they followed before."""
    if begun := _list_before(session, case):
        case.formset = begun[0]
    for paper in _lifted(session, case):
        paper.form_version = edition_before(session, paper)


def _lifted(session: Session, case: MediationCase) -> list[Paper]:
    mine = (paper for paper in papers_of(session, case) if paper.round == case.round)
    return [paper for paper in mine if edition_before(session, paper)]


def _list_before(session: Session, case: MediationCase) -> tuple[str, int] | None:
    """The list before the dossier was lifted, and the change by which it was."""
    if case.formset == unpinned(case.formset):
        return None
    change = case.change
    for version in reversed(versions_of(session, case.office, case.uid)):
        if version.values["formset"] != case.formset:
            return str(version.values["formset"]), change
        change = int(version.values["change"])
    return None


def described(
    case: MediationCase,
    now: FormSet | None,
    found: list[Attention],
    missing: list[str],
    papers: list[Newer],
) -> Newer:
    """What a clerk is told before deciding; ``now`` is the newer list, if it is newer."""
    parts = [
        Attention(title, "", "新目录要求有，本卷还没有，改按新目录后要补。") for title in missing
    ]
    changes = dict.fromkeys(words for one in papers for words in one.changes)
    asks = (*parts, *found, *(ask for one in papers for ask in one.attention))
    if now is not None:
        listed = parts_changed(list_of(case), now)
        return Newer(
            now.title, now.effective_from, now.source, (*listed, *changes), asks, whole=True
        )
    titles = "".join(dict.fromkeys(one.title for one in papers))
    return Newer(titles, max(one.since for one in papers), papers[0].source, tuple(changes), asks)
