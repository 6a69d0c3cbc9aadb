"""调委会与名册: committees, their mediators over time, and where their numbers go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.forms.checks import problems
from app.forms.definition import Values
from app.forms.mediation.committee import COMMITTEE, MEDIATOR_CARD
from app.models.history import bury
from app.models.mediation import Committee, Mediator
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign, row
from app.services.mediation import numbering

__all__ = ["CommitteeService", "RosterEntry"]


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A mediator of the roster, for choosing."""

    uid: str
    name: str
    committee_uid: str
    full_time: bool
    post: str | None


class CommitteeService(Service):
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
        """All committees, by name."""
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
        """All mediators a committee ever had, by name."""
        with self._database.begin() as session:
            query = select(Mediator).where(
                Mediator.office == self.office, Mediator.committee_uid == committee
            )
            return [row(m, MEDIATOR_CARD) for m in session.scalars(query.order_by(Mediator.name))]

    def remove_mediator(self, uid: str) -> None:
        """Take a mediator entered by mistake off the roster; who left gets an ``until_on``."""
        with self._database.begin() as session:
            mediator = session.get(Mediator, (self.office, uid))
            if mediator is None:
                raise Missing("这名调解员")
            bury([mediator])

    def roster(self, on: date, committee: str | None = None) -> list[RosterEntry]:
        """Mediators in office on a day, of one committee or of all."""
        query = select(Mediator).where(
            Mediator.office == self.office,
            or_(Mediator.from_on.is_(None), Mediator.from_on <= on),
            or_(Mediator.until_on.is_(None), Mediator.until_on >= on),
        )
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

    def _check(self, form: Any, values: Values) -> None:
        found = problems(form, values, on=self.today(), complete=True)
        if blocking := [problem for problem in found if problem.blocking]:
            raise Rejected(blocking)
