"""Leaves as a page asks for them; nothing here changes anything."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.services.access import Work
from app.services.base import Service
from app.services.corrections.assessment import Assessment, reassess
from app.services.corrections.leave_states import find_leave, steps_of_leave
from app.services.corrections.leave_view import (
    AwayRow,
    LeavePage,
    LeaveQuery,
    LeaveStep,
    away_between,
    leave_page,
    leave_values,
)
from app.services.corrections.persons import find_person

__all__ = ["LeaveReading"]


class LeaveReading(Service, work=Work.CASES):
    """What can be seen of leaves."""

    def sheet(self, uid: str) -> dict[str, Any]:
        """All facts of one leave and of its person by field name, for the page and for every paper."""
        with self._database.begin() as session:
            return leave_values(session, find_leave(session, self.office, uid))

    def page(self, query: LeaveQuery, *, offset: int = 0, limit: int = 100) -> LeavePage:
        """Rows of ``LEAVE_REGISTER`` plus ``uid`` and ``person_uid``."""
        with self._database.begin() as session:
            return leave_page(session, self.office, query, offset, limit, self.today())

    def steps(self, uid: str) -> list[LeaveStep]:
        """The moves of one leave, oldest first."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            return [
                LeaveStep(s.before, s.after, s.happened_on, s.decided_by, s.document_number, s.note)
                for s in steps_of_leave(session, leave)
            ]

    def reckoning(self, uid: str) -> Assessment:
        """The rules applied to a leave beside what is approved and taken now; nothing is kept."""
        with self._database.begin() as session:
            leave = find_leave(session, self.office, uid)
            return reassess(session, find_person(session, self.office, leave.person_uid), leave)

    def away(self, on: date | None = None) -> list[AwayRow]:
        """Who is away on a day (today), where and until when; who should be back comes first."""
        day = on or self.today()
        with self._database.begin() as session:
            return away_between(session, self.office, day, day, self.today())

    def calendar(self, first: date, last: date) -> list[AwayRow]:
        """Who is or was away on any day from ``first`` to ``last``."""
        with self._database.begin() as session:
            return away_between(session, self.office, first, last, self.today())
