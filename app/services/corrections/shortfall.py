"""本月缺口: contacts and hours that a month still asks for, person by person (F19).

What counts for the month is what happened in it, and what was entered as 补学 for it; a surplus never
carries over (corrections notes §8.6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.forms.codes import label
from app.models.corrections import CorrectionsPerson
from app.models.supervision import HoursEntry
from app.rules.checkins import DAILY, KINDS, Status
from app.rules.hours import SERVICE, STUDY, Quota, quota
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.entries import Moment
from app.services.corrections.records import find_person
from app.services.corrections.register import situation
from app.services.corrections.rhythm import Recent, Reckoning, watched

__all__ = ["Shortfall", "ShortfallService", "hours_words", "month_shortfalls", "share_words"]

CONTACTS = tuple(kind for kind in KINDS if kind != DAILY)
"""Daily control is the office's own duty, and has its own reminder."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What one month still asks of one person."""

    uid: str
    name: str
    control_class: str
    contacts: Mapping[str, int]
    """Kind of check-in → how many periods of the month are open or missed."""
    study: Quota
    service: Quota
    now: str

    @property
    def anything(self) -> bool:
        """Whether there is something left to do."""
        return bool(self.contacts or self.study.short or self.service.short)

    @property
    def contact_words(self) -> str:
        """周听声1次、月见面1次."""
        return "、".join(f"{label('checkin_kind', k)}{n}次" for k, n in self.contacts.items())


class ShortfallService(Service, work=Work.CASES):
    """The month's gaps."""

    def month(self, day: date) -> list[Shortfall]:
        """Everybody with a gap in the month of ``day``, by name."""
        with self._database.begin() as session:
            return month_shortfalls(Moment(session, self.office, self.now()), day)

    def everybody(self, day: date) -> list[Shortfall]:
        """Everybody under the rhythm in the month of ``day``, with or without gaps, by name."""
        with self._database.begin() as session:
            return _reckoned(Moment(session, self.office, self.now()), day, None)

    def of(self, uid: str, day: date) -> Shortfall | None:
        """One person's month, with or without gaps; ``None`` for who is not under the rhythm."""
        with self._database.begin() as session:
            find_person(session, self.office, uid)
            at = Moment(session, self.office, self.now())
            return next(iter(_reckoned(at, day, [uid])), None)

    def register_rows(self, day: date) -> list[dict[str, Any]]:
        """The rows of ``SHORTFALL_REGISTER``."""
        return [
            {
                "uid": one.uid,
                "name": one.name,
                "class_text": label("control_class", one.control_class),
                "contacts": one.contact_words,
                "study": share_words(one.study),
                "study_short": hours_words(one.study.short),
                "service": share_words(one.service),
                "service_short": hours_words(one.service.short),
                "now": one.now,
            }
            for one in self.month(day)
        ]


def month_shortfalls(at: Moment, day: date, known: Recent | None = None) -> list[Shortfall]:
    """Everybody with a gap in the month of ``day``; ``known`` reaches at least so far back."""
    return [one for one in _reckoned(at, day, None, known) if one.anything]


def _reckoned(
    at: Moment, day: date, uids: list[str] | None, known: Recent | None = None
) -> list[Shortfall]:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    everybody = known.people if known else watched(at.session, at.office, since=first, uids=uids)
    people = [
        who
        for who in everybody
        if who.supervised.received_on <= last and (who.supervised.ends_on or date.max) >= first
    ]
    abilities = _abilities(at.session, at.office)
    done = _minutes(at.session, at.office, first, last)
    away = situation(at.session, at.office, [w.uid for w in people], at.today)
    reckoning = Reckoning(at.rules, at.now, first)
    found = []
    for who in people:
        open_contacts = Counter(
            duty.kind
            for duty in (known.undone[who.uid] if known else reckoning.undone(who, CONTACTS))
            if duty.kind != DAILY
            and first <= duty.last <= last
            and duty.status in {Status.OPEN, Status.OVERDUE}
        )
        study, service = (
            quota(
                kind,
                first,
                who.supervised,
                done[who.uid].get(kind, 0),
                at.rules,
                work_capacity=abilities.get(who.uid),
            )
            for kind in (STUDY, SERVICE)
        )
        found.append(
            Shortfall(
                uid=who.uid,
                name=who.name,
                control_class=who.supervised.class_on(min(at.today, last)),
                contacts=dict(open_contacts),
                study=study,
                service=service,
                now=away.get(who.uid, ""),
            )
        )
    return found


def _abilities(session: Session, office: str) -> dict[str, str | None]:
    person = CorrectionsPerson
    query = select(person.uid, person.work_capacity).where(person.office == office)
    return {row.uid: row.work_capacity for row in session.execute(query)}


def _minutes(session: Session, office: str, first: date, last: date) -> dict[str, dict[str, int]]:
    """Minutes that count for the month, by person and kind."""
    entry = HoursEntry
    on = func.coalesce(entry.counts_for, entry.happened_on)
    query = (
        select(entry.person_uid, entry.kind, func.sum(entry.minutes))
        .where(entry.office == office, entry.deleted.is_(False), on >= first, on <= last)
        .group_by(entry.person_uid, entry.kind)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for uid, kind, minutes in session.execute(query):
        found[uid][kind] = int(minutes)
    return found


def hours_words(minutes: int) -> str:
    """3小时; nothing for nought."""
    return f"{minutes / 60:g}小时" if minutes else ""


def share_words(of: Quota) -> str:
    """3／8小时; a dash where no rule sets hours."""
    return "—" if of.minutes is None else f"{of.done / 60:g}／{of.minutes / 60:g}小时"
