"""Numbers per committee and year: given inside the transaction, no gap, no reuse (F3).

The counter and the case are written together, so a save that fails gives its number back, and two
threads wait for each other at the store's door. A number stays used when its case is withdrawn
from the register: the tombstone keeps it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.local import Setting
from app.models.mediation import Committee, MediationCase
from app.services.numbering import check_template, count_to, counted, not_back, render
from app.services.settings import Habits

__all__ = [
    "allocate",
    "check_template",
    "in_round",
    "next_free",
    "render",
    "series",
    "start_at",
    "styles",
]

STYLES = "number_styles"
"""The setting that holds them."""


def in_round(number: str, round_: int, suffix: str) -> str:
    """The number of a re-opened case: ``suffix`` names the round as ``{轮次}``."""
    return number if round_ == 1 else number + suffix.replace("{轮次}", str(round_))


def next_free(session: Session, office: str, committee: str, year: int) -> int:
    """The sequence the next case of the committee gets in ``year``."""
    highest = session.execute(
        select(func.max(MediationCase.sequence))
        .where(
            MediationCase.office == office,
            MediationCase.committee_uid == committee,
            MediationCase.year == year,
        )
        .execution_options(include_deleted=True)
    ).scalar()
    return max(highest or 0, counted(session, office, series(committee, year))) + 1


def start_at(session: Session, office: str, committee: str, year: int, sequence: int) -> None:
    """Go on from a paper register: the next case of ``year`` gets ``sequence``.

    Never backwards: raises ``ActionableError`` when that number or a later one is taken.
    """
    not_back(year, sequence, next_free(session, office, committee, year))
    count_to(session, office, series(committee, year), sequence - 1)


def allocate(session: Session, case: MediationCase, on: date, habits: Habits) -> str:
    """Give ``case`` its number of the year of ``on``; a case that has one keeps it."""
    if case.number is not None:
        return case.number
    committee = session.get_one(Committee, (case.office, case.committee_uid))
    sequence = next_free(session, case.office, case.committee_uid, on.year)
    count_to(session, case.office, series(case.committee_uid, on.year), sequence)
    template = committee.number_template or habits.number_template
    _keep_style(session, case.office, template)
    case.year, case.sequence = on.year, sequence
    case.number = render(template, short_name=committee.short_name, year=on.year, sequence=sequence)
    session.flush()
    return case.number


def styles(session: Session, office: str) -> tuple[str, ...]:
    """Every style a number was ever given in: an older dossier is not wrong because it changed."""
    kept = session.get(Setting, (office, STYLES))
    return tuple(kept.value) if kept else ()


def _keep_style(session: Session, office: str, template: str) -> None:
    known = styles(session, office)
    if template not in known:
        session.merge(Setting(office=office, name=STYLES, value=[*known, template]))


def series(committee: str, year: int) -> str:
    """The counter of a committee's numbers of a year."""
    return f"n{committee.replace('-', '')}:{year}"
