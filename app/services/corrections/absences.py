"""失去联系 to 查回: the absence, the search, and the range its length falls into (法 30; 办法 38).

The program counts days and offers the paper that belongs to the range (§1.4, §4.3 of the
corrections notes); whether there was a good reason, and what follows, people decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.days import show_date
from app.forms import corrections_sanctions as forms
from app.forms.checks import problems
from app.forms.codes import label
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.sanctions import AbsenceEpisode, SearchRecord
from app.rules.absence import Absence, absence
from app.rules.calendar import DAY
from app.rules.profiles import RuleBook
from app.rules.sanctions import for_absence
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.corrections import entries
from app.services.corrections.entries import Entry, Moment, rows_of
from app.services.corrections.records import find_person, refuse, writable
from app.services.corrections.states import TRANSITIONS, NotAllowed
from app.services.corrections.step_checks import MISSING, open_episode
from app.services.corrections.steps import take_step

__all__ = ["AbsenceService", "EpisodeView", "measure"]

LOST = frozenset({"no_contact", "refused_report"})
"""Causes for which the person is searched for; the others are known to be away."""


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """One absence as its card shows it. ``offer`` is the kind of proposal that fits its length."""

    uid: str
    cause: str
    first_absent_on: date
    discovered_on: date
    found_on: date | None
    excuse: str
    days: int
    message: str
    offer: str
    searches: int
    values: dict[str, Any]

    @property
    def open(self) -> bool:
        """Whether the person is still missing."""
        return self.found_on is None

    @property
    def facts(self) -> str:
        """What a proposal says about it, for people to complete."""
        until = f"{show_date(self.found_on)}查回" if self.found_on else "至今没有查回"
        return (
            f"{show_date(self.first_absent_on)}起{label('absence_cause', self.cause)}，"
            f"{show_date(self.discovered_on)}发现，{until}，脱离监管{self.days}日。"
        )


def measure(episode: AbsenceEpisode, rules: RuleBook, today: date) -> Absence:
    """How long an absence is: to the eve of the day of finding, or to today (§4.3)."""
    last = episode.found_on - DAY if episode.found_on else today
    return absence(episode.first_absent_on - DAY, last, rules)


def _check(at: Moment, person: CorrectionsPerson, values: Values, record: Any) -> Iterable[Problem]:
    first, seen = values["first_absent_on"], values["discovered_on"]
    if seen > at.today:
        yield Problem("discovered_on", "“发现日”还没有到，请核对。")
    if first > seen:
        yield Problem("first_absent_on", "“实际脱离日”晚于发现日。")
    begun = person.received_on or person.effective_on
    if begun and first < begun:
        yield Problem("first_absent_on", "“实际脱离日”早于入矫，请核对。")
    if values.get("police_asked_on") and not values.get("police_document"):
        yield Problem("police_document", "请照抄县级通知公安机关协助查找的文号。", blocking=False)


EPISODE = Entry(kind=AbsenceEpisode, form=forms.ABSENCE, order="first_absent_on", check=_check)


class AbsenceService(Service, work=Work.CASES):
    """Absences and searches of one person."""

    def check(self, uid: str, values: Values, row_uid: str | None = None) -> list[Problem]:
        """Everything to ask about an absence (form ``ABSENCE``)."""
        with self._database.begin() as session:
            return entries.ask(self._at(session), EPISODE, uid, values, row_uid)

    def open(self, uid: str, values: Values, *, leave_uid: str | None = None) -> str:
        """Record that contact was lost or somebody is away without leave; the state follows.

        One absence at a time. Who is searched for is 失联查找; who is known to be away is 脱管;
        who never reported is 逾期未报到. Returns the uid; raises ``NotAllowed`` for a second one.
        """
        with self._database.begin() as session:
            at = self._at(session)
            person = writable(session, self.office, uid)
            if open_episode(session, person):
                raise NotAllowed(
                    "已有一次脱离监管还没有结束。", "请在那一次里继续登记查找，或者登记查回。"
                )
            episode = entries.add(at, EPISODE, uid, values, leave_uid=leave_uid)
            self._move(session, person, values)
            return episode

    def edit(self, row_uid: str, values: Values) -> None:
        """Correct or complete an absence: reports to the county, police, procuratorate."""
        with self._database.begin() as session:
            entries.edit(self._at(session), EPISODE, row_uid, values)

    def search(self, episode_uid: str, values: Values) -> str:
        """Record one attempt to find the person (form ``SEARCH``, C20)."""
        refuse(problems(forms.SEARCH, values, on=self.today()))
        with self._database.begin() as session:
            episode = self._find(session, episode_uid)
            writable(session, self.office, episode.person_uid)
            if values["searched_at"] > self.now():
                refuse([Problem("searched_at", "“时间”还没有到，请核对。")])
            if values["searched_at"].date() < episode.first_absent_on:
                refuse([Problem("searched_at", "查找早于实际脱离日，请核对。")])
            record = SearchRecord(
                office=self.office, person_uid=episode.person_uid, episode_uid=episode.uid
            )
            assign(record, forms.SEARCH, values)
            session.add(record)
            session.flush()
            return record.uid

    def give_up_search(self, episode_uid: str, values: Values) -> None:
        """Not found: 失联查找 becomes 脱管; refused without a search record (form ``STEP``)."""
        with self._database.begin() as session:
            at = self._at(session)
            person = writable(session, self.office, self._find(session, episode_uid).person_uid)
            take_step(session, person, "out_of_control", values, now=self.now(), rules=at.rules)

    def found(self, episode_uid: str, values: Values) -> None:
        """Record that the person is back (form ``FOUND``); the state follows."""
        refuse(problems(forms.FOUND, values, on=self.today()))
        with self._database.begin() as session:
            at = self._at(session)
            episode = self._find(session, episode_uid)
            person = writable(session, self.office, episode.person_uid)
            if not episode.first_absent_on <= values["found_on"] <= self.today():
                refuse([Problem("found_on", "“查回日期”应当在实际脱离日以后、今天以前。")])
            assign(episode, forms.FOUND, values)
            session.flush()
            if person.state in MISSING:
                words = {"happened_on": values["found_on"], "note": values["found_how"]}
                take_step(session, person, "enrolled", words, now=self.now(), rules=at.rules)

    def episodes(self, uid: str) -> list[EpisodeView]:
        """All absences of a person, the newest first."""
        with self._database.begin() as session:
            at = self._at(session)
            person = find_person(session, self.office, uid)
            searches = rows_of(at, SearchRecord, uid, "searched_at")
            listed = rows_of(at, AbsenceEpisode, uid, "first_absent_on")
            return [
                _view(at, person, episode, [s for s in searches if s.episode_uid == episode.uid])
                for episode in reversed(listed)
            ]

    def searches(self, uid: str) -> list[dict[str, Any]]:
        """All attempts to find a person, in order of time: fields of the form ``SEARCH``, and ``uid``."""
        with self._database.begin() as session:
            find_person(session, self.office, uid)
            return [
                row(record, forms.SEARCH)
                for record in rows_of(self._at(session), SearchRecord, uid, "searched_at")
            ]

    def _move(self, session: Session, person: CorrectionsPerson, values: Values) -> None:
        """The state that fits the cause, where the procedure knows the step from here."""
        cause, on = values["cause"], values["discovered_on"]
        if cause == "not_reported" and person.state == "expected":
            after = "overdue_report"
        else:
            after = "lost" if cause in LOST | {"not_reported"} else "out_of_control"
        if after in TRANSITIONS.get(person.state, frozenset()):
            words = {"happened_on": on, "note": values.get("circumstances")}
            rules = self._at(session).rules
            take_step(session, person, after, words, now=self.now(), rules=rules)

    def _at(self, session: Session) -> Moment:
        return Moment(session, self.office, self.now())

    def _find(self, session: Session, uid: str) -> AbsenceEpisode:
        episode = session.get(AbsenceEpisode, (self.office, uid))
        if episode is None or episode.deleted:
            raise Missing("这次脱离监管的记录")
        return episode


def _view(
    at: Moment,
    person: CorrectionsPerson,
    episode: AbsenceEpisode,
    searches: list[SearchRecord],
) -> EpisodeView:
    length = measure(episode, at.rules, at.today)
    return EpisodeView(
        uid=episode.uid,
        cause=episode.cause,
        first_absent_on=episode.first_absent_on,
        discovered_on=episode.discovered_on,
        found_on=episode.found_on,
        excuse=episode.excuse or "",
        days=length.days,
        message=length.message,
        offer="" if episode.excuse == "justified" else for_absence(length.stage, person.category),
        searches=len(searches),
        values=row(episode, forms.ABSENCE),
    )
