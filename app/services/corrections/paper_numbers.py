"""文号 of the papers this office issues: per form and year, given inside the transaction (F3).

The county's numbers are typed in as they came; for its papers nothing is ever minted here. A paper
taken out of the file keeps its number: the tombstone holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.issuers import Issued, Issuer, issued_by, numbered
from app.models.corrections import CorrectionsPaper
from app.services.corrections.states import NotAllowed
from app.services.numbering import count_to, counted, not_back, render
from app.services.settings import read_identity

__all__ = [
    "Series",
    "allocate",
    "may_number",
    "next_free",
    "series",
    "series_of",
    "start_at",
]


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one kind of paper in a year: which comes next, and how it reads."""

    form: str
    year: int
    next: int
    words: str


def series_of(session: Session, office: str, year: int) -> list[Series]:
    """Every series this office counts."""
    found = []
    for form in numbered():
        sequence = next_free(session, office, form, year)
        words = _words(session, office, issued_by(form), year, sequence)
        found.append(Series(form, year, sequence, words))
    return found


def may_number(form: str, *, by_office: bool) -> bool:
    """Whether the office gives this paper its number; ``by_office``: the office itself decided."""
    rule = issued_by(form)
    if not rule.template:
        return False
    return rule.issuer is Issuer.OFFICE or (rule.issuer is Issuer.DECIDING and by_office)


def next_free(session: Session, office: str, form: str, year: int) -> int:
    """The sequence the next paper of the form gets in ``year``."""
    highest = session.execute(
        select(func.max(CorrectionsPaper.sequence))
        .where(
            CorrectionsPaper.office == office,
            CorrectionsPaper.form == form,
            CorrectionsPaper.year == year,
        )
        .execution_options(include_deleted=True)
    ).scalar()
    return max(highest or 0, counted(session, office, series(form, year))) + 1


def start_at(session: Session, office: str, form: str, year: int, sequence: int) -> None:
    """Go on from a paper register: the next paper of ``year`` gets ``sequence``; never backwards."""
    not_back(year, sequence, next_free(session, office, form, year))
    count_to(session, office, series(form, year), sequence - 1)


def allocate(session: Session, paper: CorrectionsPaper, on: date, *, by_office: bool) -> str:
    """Give ``paper`` its number of the year of ``on``; a paper that has one keeps it."""
    if paper.number:
        return paper.number
    rule = issued_by(paper.form, on)
    if not may_number(paper.form, by_office=by_office):
        raise NotAllowed(
            "这份文书不由本所编号。", "由县级出具的，收到后照抄县级的文号；不编号的文书直接打印。"
        )
    sequence = next_free(session, paper.office, paper.form, on.year)
    count_to(session, paper.office, series(paper.form, on.year), sequence)
    paper.year, paper.sequence = on.year, sequence
    paper.number = _words(session, paper.office, rule, on.year, sequence)
    session.flush()
    return paper.number


def _words(session: Session, office: str, rule: Issued, year: int, sequence: int) -> str:
    identity = read_identity(session, office)
    short = identity.name.removesuffix("司法所") if identity else ""
    return render(rule.template, short_name=short, year=year, sequence=sequence, word=rule.word)


def series(form: str, year: int) -> str:
    """The counter of a form's numbers of a year."""
    return f"{form.rpartition('.')[2]}:{year}"
