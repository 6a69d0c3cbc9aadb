"""调委会与名册: committees, their mediators over time, and where their numbers go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.days import show_date
from app.forms.checks import problems
from app.forms.definition import Values
from app.forms.mediation.committee import COMMITTEE, MEDIATOR_CARD
from app.models.history import bury
from app.models.mediation import Committee, Mediator
from app.rules.deadlines import (
    Deadline,
    Light,
    certificate_end,
    committee_term,
    reminded_until,
)
from app.rules.profiles import RuleBook
from app.services.access import Work
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, row
from app.services.mediation import numbering
from app.services.reminders import Reminder, Target, by_urgency
from app.services.rule_books import book

__all__ = ["FEMALE", "CommitteeService", "RosterEntry", "in_office_on", "is_member", "term_of"]


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A mediator of the roster, for choosing."""

    uid: str
    name: str
    committee_uid: str
    full_time: bool
    post: str | None


class CommitteeService(Service, work=Work.CASES):
    """Committees of this office's area and their mediators."""

    def save(self, values: Values, uid: str | None = None) -> str:
        """Keep a committee; returns its uid. Raises ``Rejected``."""
        self._check(COMMITTEE, values)
        if template := values.get("number_template"):
            numbering.check_template(template)
        with self._database.begin() as session:
            committee = session.get(Committee, (self.office, uid)) if uid else None
            if committee is None:
                committee = Committee(office=self.office)
                session.add(committee)
            assign(committee, COMMITTEE, values)
            session.flush()
            return committee.uid

    def listed(self) -> list[dict[str, Any]]:
        """All committees, by name: fields of the form ``COMMITTEE``, and ``uid``."""
        with self._database.begin() as session:
            query = select(Committee).where(Committee.office == self.office)
            return [row(c, COMMITTEE) for c in session.scalars(query.order_by(Committee.name))]

    def save_mediator(self, committee: str, values: Values, uid: str | None = None) -> str:
        """Keep a mediator of a committee; returns the uid. Raises ``Rejected``."""
        self._check(MEDIATOR_CARD, values)
        with self._database.begin() as session:
            mediator = session.get(Mediator, (self.office, uid)) if uid else None
            if mediator is None:
                mediator = Mediator(office=self.office, committee_uid=committee)
                session.add(mediator)
            assign(mediator, MEDIATOR_CARD, values)
            session.flush()
            return mediator.uid

    def mediators(self, committee: str) -> list[dict[str, Any]]:
        """All mediators a committee ever had, by name: fields of ``MEDIATOR_CARD``, and ``uid``."""
        with self._database.begin() as session:
            query = select(Mediator).where(
                Mediator.office == self.office, Mediator.committee_uid == committee
            )
            return [row(m, MEDIATOR_CARD) for m in session.scalars(query.order_by(Mediator.name))]

    def roll(self, on: date | None = None) -> list[dict[str, Any]]:
        """Lines of ``MEDIATOR_REGISTER``, by committee and name; with a day who is in office then."""
        query = select(Mediator).where(Mediator.office == self.office)
        if on is not None:
            query = query.where(*in_office_on(self.office, on))
        with self._database.begin() as session:
            names = {
                c.uid: c.name
                for c in session.scalars(select(Committee).where(Committee.office == self.office))
            }
            lines = [
                {
                    **row(m, MEDIATOR_CARD),
                    "committee": names.get(m.committee_uid, ""),
                    "committee_uid": m.committee_uid,
                }
                for m in session.scalars(query)
            ]
        return sorted(lines, key=lambda line: (line["committee"], line["name"]))

    def remove_mediator(self, uid: str) -> None:
        """Take a mediator entered by mistake off the roster; who left gets an ``until_on``."""
        with self._database.begin() as session:
            mediator = session.get(Mediator, (self.office, uid))
            if mediator is None:
                raise Missing("这名调解员")
            bury([mediator])

    def roster(self, on: date, committee: str | None = None) -> list[RosterEntry]:
        """Mediators in office on a day, of one committee or of all."""
        query = select(Mediator).where(*in_office_on(self.office, on))
        if committee:
            query = query.where(Mediator.committee_uid == committee)
        with self._database.begin() as session:
            return [
                RosterEntry(m.uid, m.name, m.committee_uid, m.full_time, m.post)
                for m in session.scalars(query.order_by(Mediator.name))
            ]

    def next_number(self, committee: str, year: int) -> int:
        """The sequence the committee's next case of that year will get."""
        with self._database.begin() as session:
            return numbering.next_free(session, self.office, committee, year)

    def start_numbers_at(self, committee: str, year: int, sequence: int) -> None:
        """Go on from a register kept on paper until now."""
        with self._database.begin() as session:
            numbering.start_at(session, self.office, committee, year, sequence)

    def advice(self, committee: str) -> list[str]:
        """What the law asks of the committee's members and term and the roster does not show.

        Law 8: three to nine members, one of them 主任, women among them; Law 9: a term of three
        years. Persons the committee engaged (Law 13) are no members.
        """
        today = self.today()
        with self._database.begin() as session:
            found = session.get_one(Committee, (self.office, committee))
            query = select(Mediator).where(
                Mediator.committee_uid == committee, *in_office_on(self.office, today)
            )
            people = list(session.scalars(query))
            rules = book(session, self.office, "mediation")
            least = rules.resolve("committee.members_least", today)
            most = rules.resolve("committee.members_most", today)
            term = term_of(found, rules)
        if not people:
            return ["名册里还没有在任的调解员。"]
        members = [m for m in people if is_member(m)]
        said = []
        if not any("主任" in (m.post or "") for m in members):
            said.append("还没有登记主任（人民调解法第八条：设主任一人）。")
        if not least.integer <= len(members) <= most.integer:
            said.append(f"登记为主任、委员的在任 {len(members)} 人（{least.rule.article_text}）。")
        if members and not any(m.sex == FEMALE for m in members):
            said.append("主任、委员中没有登记为女性的（人民调解法第八条：应当有妇女成员）。")
        if term and term.due < today:
            said.append(f"本届{show_date(term.due)}已经届满，应当换届（人民调解法第九条）。")
        return said

    def reminders(self, today: date | None = None) -> list[Reminder]:
        """Committees whose term ends (Law 9) and mediators whose certificate ends, soon or already."""
        today = today or self.today()
        with self._database.begin() as session:
            rules = book(session, self.office, "mediation")
            committees = select(Committee).where(Committee.office == self.office)
            terms = [(c, term_of(c, rules)) for c in session.scalars(committees)]
            certified = select(Mediator).where(
                *in_office_on(self.office, today), Mediator.certificate_until.is_not(None)
            )
            holders = [(m, certificate_of(m, rules)) for m in session.scalars(certified)]
        found = [
            Reminder(
                kind="mediation.term",
                title=f"{term.title}：{committee.name}",
                due_on=term.due,
                overdue=today > term.due,
                target=Target("mediation", None, "committees"),
                detail=term.article,
            )
            for committee, term in terms
            if term is not None and term.light(today) is not Light.GREEN
        ]
        found += [
            Reminder(
                kind=CERTIFICATE,
                title=f"{ends.title}：{mediator.name}",
                due_on=ends.due,
                overdue=today > ends.due,
                target=Target(
                    "mediation", None, f"committees/{mediator.committee_uid}/{mediator.uid}"
                ),
                detail="换证以后在“调委会与名册”里改“证件有效期至”。",
            )
            for mediator, ends in holders
            if ends is not None
            and ends.light(today) is not Light.GREEN
            and not _over(ends.due, today, rules)
        ]
        return by_urgency(found)

    def _check(self, form: Any, values: Values) -> None:
        found = problems(form, values, on=self.today(), complete=True)
        if blocking := [problem for problem in found if problem.blocking]:
            raise Rejected(blocking)


MEMBERS = ("主任", "委员")
"""Posts of members; who was engaged by the committee has another or none."""
CERTIFICATE = "mediation.certificate"
FEMALE = "2"
"""Code of 女 in GB/T 2261.1."""


def in_office_on(office: str, day: date) -> tuple[ColumnElement[bool], ...]:
    """Mediators of an office's registers who are in office on a day."""
    return (
        Mediator.office == office,
        or_(Mediator.from_on.is_(None), Mediator.from_on <= day),
        or_(Mediator.until_on.is_(None), Mediator.until_on >= day),
    )


def is_member(mediator: Mediator) -> bool:
    """Whether by the post somebody is a member of the committee, and not engaged by it."""
    return any(post in (mediator.post or "") for post in MEMBERS)


def certificate_of(mediator: Mediator, rules: RuleBook) -> Deadline | None:
    """Until when the certificate holds; ``None`` where it bears no day."""
    until = mediator.certificate_until
    return None if until is None else certificate_end(until, rules)


def term_of(committee: Committee, rules: RuleBook) -> Deadline | None:
    """The end of the present term; ``None`` where nobody entered its beginning."""
    if committee.founded_on is None:
        return None
    return committee_term(committee.founded_on, rules, committee.term_until)


def _over(due: date, today: date, rules: RuleBook) -> bool:
    """Whether a certificate ran out so long ago that nobody is reminded any more."""
    until = reminded_until(CERTIFICATE, due, rules)
    return until is not None and today > until
