"""调解员轮训: who of the mediators' register has been trained this year (F29, I-12, R-031).

Attendance is ticked for people on the roll of staff (人员); a mediator of the register is tied to the
card there. A name alone never ties two: where somebody of that name is on the roll, a clerk says
whether it is the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.mediation import Committee, Mediator
from app.models.training import Staff, StaffRole
from app.rules.rotation import OnRegister, Rotation, in_grace, percent, rotation
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.mediation.committees import in_office_on
from app.services.rule_books import book
from app.services.training.staff import TrainingRefused, find_staff
from app.services.training.years import YearService, seen_on

__all__ = ["Enrolled", "MediatorLine", "MediatorYear", "MediatorYearService"]


@dataclass(frozen=True, slots=True)
class MediatorLine:
    """A mediator on the register; ``trained_on`` is the first day of the year's training."""

    uid: str
    name: str
    committee: str
    full_time: bool
    appointed_on: date | None
    staff_uid: str | None
    trained_on: date | None
    in_grace: bool

    @property
    def standing(self) -> str:
        """Whether trained, and if not, why."""
        if self.trained_on:
            return "已轮训"
        if self.staff_uid is None:
            return "没有列入培训人员"
        return "还没有（任职不久）" if self.in_grace else "还没有"


@dataclass(frozen=True, slots=True)
class MediatorYear:
    """A year's rotation seen on ``as_of``: the figures, and a line for everybody on the register."""

    as_of: date
    outcome: Rotation
    lines: tuple[MediatorLine, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Lines of ``ROTATION_REGISTER``."""
        return [
            {
                "committee": line.committee,
                "name": line.name,
                "full_time": line.full_time,
                "appointed_on": line.appointed_on,
                "trained_on": line.trained_on,
                "standing": line.standing,
            }
            for line in self.lines
        ]

    @property
    def words(self) -> str:
        """The figures in a sentence; both readings of R-031 where they differ."""
        found = self.outcome
        if not found.total:
            return ""
        said = f"名册在任调解员 {found.total} 人，已轮训 {found.attended} 人，轮训覆盖率 {percent(found.strict)}"
        said += "，已达到" if found.met else "，没有达到"
        said += f"要求的 {found.ruling.decimal.normalize():f}%。"
        if found.grace:
            said += f"任职不久、还没有轮训的 {len(found.grace)} 人，不算他们是 {percent(found.lenient)}。"
        return said


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many cards were made, and whose names are on the roll already."""

    made: int
    namesakes: tuple[str, ...]


class MediatorYearService(Service, work=Work.CASES):
    """The register of mediators against the sign-in sheets."""

    def year(self, year: int, *, as_of: date | None = None) -> MediatorYear:
        """The rotation of a year; ``as_of`` defaults to today within the year, else to its last day."""
        day = seen_on(year, as_of or self.today())
        people = {p.staff_uid: p.year for p in YearService(self._database).year(year, as_of=day)}
        with self._database.begin() as session:
            rules = book(session, self.office, "training")
            committees = {
                c.uid: c.name
                for c in session.scalars(select(Committee).where(Committee.office == self.office))
            }
            register = self._register(session, day)
            cards = {s.uid for s in session.scalars(self._staff())}
        trained = {uid: found.rotation_from for uid, found in people.items()}
        lines, standing = [], []
        for m in register:
            tied = m.staff_uid if m.staff_uid in cards else None
            day_trained = trained.get(tied) if tied else None
            standing.append(OnRegister(m.name, m.from_on or date.min, day_trained is not None))
            lines.append(
                MediatorLine(
                    uid=m.uid,
                    name=m.name,
                    committee=committees.get(m.committee_uid, ""),
                    full_time=m.full_time,
                    appointed_on=m.from_on,
                    staff_uid=tied,
                    trained_on=day_trained,
                    in_grace=in_grace(standing[-1], day, rules),
                )
            )
        lines.sort(key=lambda line: (line.committee, line.name))
        return MediatorYear(day, rotation(standing, day, rules), tuple(lines))

    def enrol(self) -> Enrolled:
        """Put every mediator in office who is not tied to a card on the roll, in one step.

        Whoever has a namesake there is left for ``tie`` and ``enrol_one``.
        """
        with self._database.begin() as session:
            staff = {person.uid: person.name for person in session.scalars(self._staff())}
            names = set(staff.values())
            made = 0
            left = []
            for mediator in self._register(session, self.today()):
                if mediator.staff_uid in staff:
                    continue
                if mediator.name in names:
                    left.append(mediator.name)
                else:
                    self._make_card(session, mediator)
                    made += 1
            return Enrolled(made, tuple(left))

    def enrol_one(self, mediator: str) -> str:
        """Put one mediator on the roll, though somebody there has the name; the card's uid."""
        with self._database.begin() as session:
            found = self._untied(session, mediator)
            return self._make_card(session, found)

    def tie(self, mediator: str, staff_uid: str) -> None:
        """The mediator is the person of this card."""
        with self._database.begin() as session:
            found = self._untied(session, mediator)
            found.staff_uid = find_staff(session, self.office, staff_uid).uid

    def untie(self, mediator: str) -> None:
        """They are two people after all; the card stays."""
        with self._database.begin() as session:
            self._mediator(session, mediator).staff_uid = None

    def _register(self, session: Session, day: date) -> list[Mediator]:
        query = select(Mediator).where(*in_office_on(self.office, day))
        return list(session.scalars(query.order_by(Mediator.name, Mediator.uid)))

    def _staff(self) -> Any:
        return select(Staff).where(Staff.office == self.office)

    def _mediator(self, session: Session, uid: str) -> Mediator:
        found = session.get(Mediator, (self.office, uid))
        if found is None or found.deleted:
            raise Missing("这名调解员")
        return found

    def _untied(self, session: Session, uid: str) -> Mediator:
        found = self._mediator(session, uid)
        tied = select(Staff.uid).where(Staff.office == self.office, Staff.uid == found.staff_uid)
        if session.scalars(tied).first():
            raise TrainingRefused(
                f"{found.name}已经对应到培训人员了。", "对应错了的，先“取消对应”，再重新选。"
            )
        return found

    def _make_card(self, session: Session, mediator: Mediator) -> str:
        """A card with the post of the register; whoever began on no known day, with the year."""
        begun = mediator.from_on or date(self.today().year, 1, 1)
        staff = Staff(
            office=self.office,
            name=mediator.name,
            sex=mediator.sex,
            ethnic_group=mediator.ethnic_group,
            phone=mediator.phone,
            joined_on=begun,
        )
        session.add(staff)
        session.flush()
        session.add(
            StaffRole(
                office=self.office,
                staff_uid=staff.uid,
                role="full_time_mediator" if mediator.full_time else "part_time_mediator",
                at_office=self.office,
                from_on=begun,
                until_on=mediator.until_on,
            )
        )
        mediator.staff_uid = staff.uid
        session.flush()
        return staff.uid
