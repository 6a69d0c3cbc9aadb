"""Figures of 社区矫正统计 beside the coming and going: 调查评估, 再犯罪, 教育帮扶, 漏管, 突发事件.

Source: §6 of the corrections notes. Talks, counselling and help are counted from their papers (C22,
C27) by the day they bear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.corrections import CorrectionsPaper, CorrectionsPerson
from app.models.corrections_events import (
    CorrectionsIncident,
    CorrectionsInquiry,
    CorrectionsReoffence,
)
from app.models.sanctions import AbsenceEpisode
from app.models.supervision import HoursEntry
from app.rules.profiles import RuleBook
from app.services.corrections.offence_heads import offence_keys
from app.services.statistics import Rate
from app.services.tally import Tally

__all__ = ["count_events", "inquiries", "reoffence_rate", "unreceived"]

PAPERS = {"corrections.c22_talk": "talks", "corrections.c27_mind": "mind_times"}
HELP = "corrections.c27_help"
HELPED = frozenset({"work", "school", "training", "low_income"})
"""Kinds of help with a column of their own; the others are 其他帮扶."""
CRIMINAL = frozenset({"filed", "convicted"})
"""Kinds that make somebody 再犯罪; an administrative offence does not."""
AWAITED = frozenset({"expected", "overdue_report"})


def count_events(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    """Everything that happened from ``first`` to ``last``."""
    inquiries(counts, session, office, first, last)
    offended = select(CorrectionsReoffence).where(
        CorrectionsReoffence.office == office,
        CorrectionsReoffence.deleted.is_(False),
        CorrectionsReoffence.happened_on.between(first, last),
        CorrectionsReoffence.kind.in_(CRIMINAL),
    )
    classes: dict[str, str | None] = {}
    order = (CorrectionsReoffence.happened_on, CorrectionsReoffence.change)
    for one in session.scalars(offended.order_by(*order)):
        classes[one.person_uid] = one.offence_class or classes.get(one.person_uid)
    for uid, code in classes.items():  # once, under what was last written of the offence
        counts.add("reoffended", uid)
        for key in offence_keys(code, "reoffended"):
            counts.add(key, uid)
    happened = select(CorrectionsIncident.person_uid).where(
        CorrectionsIncident.office == office,
        CorrectionsIncident.deleted.is_(False),
        CorrectionsIncident.happened_on.between(first, last),
    )
    for uid in session.scalars(happened):
        counts.add("incidents", uid)
    _sessions(counts, session, office, first, last)
    _papers(counts, session, office, first, last)


def inquiries(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    """调查评估: received, finished, advised, adopted, each on its own day."""
    query = select(CorrectionsInquiry).where(
        CorrectionsInquiry.office == office, CorrectionsInquiry.deleted.is_(False)
    )

    def held(day: date | None) -> bool:
        return day is not None and first <= day <= last

    for one in session.scalars(query):
        uid = one.person_uid
        counts.add("inquiry_received", uid, held(one.commission_received_on))
        counts.add("inquiry_finished", uid, held(one.finished_on))
        counts.add(f"inquiry_{one.inquiry_result}", uid, held(one.finished_on))
        counts.add("inquiry_adopted", uid, one.adopted == "adopted" and held(one.adopted_on))


def _sessions(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    """场次: one activity counts once, with its first person; all who took part stand behind it."""
    query = (
        select(HoursEntry)
        .where(
            HoursEntry.office == office,
            HoursEntry.deleted.is_(False),
            HoursEntry.happened_on.between(first, last),
        )
        .order_by(HoursEntry.happened_on, HoursEntry.change)
    )
    seen: set[str] = set()
    for one in session.scalars(query):
        key, activity = f"{one.kind}_sessions", one.activity_uid or one.uid
        if activity in seen:
            counts.also(key, one.person_uid)
        else:
            counts.add(key, one.person_uid)
        seen.add(activity)


def _papers(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    query = select(CorrectionsPaper).where(
        CorrectionsPaper.office == office,
        CorrectionsPaper.deleted.is_(False),
        CorrectionsPaper.form.in_([*PAPERS, HELP]),
        CorrectionsPaper.dated_on.between(first, last),
    )
    for one in session.scalars(query):
        if one.form == HELP:
            kind = one.values.get("kind")
            counts.add(f"helped_{kind if kind in HELPED else 'other'}", one.person_uid)
        else:
            counts.add(PAPERS[one.form], one.person_uid)


def unreceived(
    counts: Tally,
    session: Session,
    office: str,
    awaited: Mapping[str, str],
    people: Mapping[str, CorrectionsPerson],
    rules: RuleBook,
    last: date,
) -> None:
    """漏管: past the days to report, not received, and nobody searching on ``last``.

    ``awaited`` is the state of everybody on that day.
    """
    searched = set(
        session.scalars(
            select(AbsenceEpisode.person_uid).where(
                AbsenceEpisode.office == office,
                AbsenceEpisode.deleted.is_(False),
                AbsenceEpisode.discovered_on <= last,
            )
        )
    )
    for uid, state in awaited.items():
        person = people.get(uid)
        if person is None or state not in AWAITED or uid in searched or not person.effective_on:
            continue
        limit = rules.find("report_in.days", person.effective_on)
        due = person.effective_on + timedelta(days=limit.integer if limit else 0)
        counts.add("unreceived", uid, last > due)


def reoffence_rate(found: Tally, definition: str) -> Rate:
    """再犯罪率: who offended again in the period, of all who were on the books in it."""
    whole = dict.fromkeys(_both(found, ("opening", "new")))
    part = tuple(uid for uid in found.people("reoffended") if uid in whole)
    return Rate("reoffended", "再犯罪率", part, tuple(whole), "", None, definition)


def _both(found: Tally, keys: Iterable[str]) -> Iterable[str]:
    for key in keys:
        yield from found.people(key)
