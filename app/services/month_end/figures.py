"""The month in a few figures, duty by duty: what the head sees before sealing, what makes a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.forms.report_columns import report_table
from app.models.mediation import MediationCase, StateChange
from app.models.training import Attendance, TrainingSession
from app.services.access import Work
from app.services.base import Service
from app.services.corrections import counts as corrections
from app.services.mediation.statistics import StatisticsService
from app.services.month_end.months import first_day, last_day
from app.services.month_end.roots import DUTIES
from app.services.resettlement import counts as resettlement
from app.services.tally import Tally

__all__ = ["DutyFigures", "MonthFigures"]

FEN_PER_YUAN = 100
SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "corrections": (
        "corrections-month",
        ("closing", "new", "released", "leave_applied", "lost"),
    ),
    "resettlement": ("resettlement", ("closing", "new", "ended")),
}
"""Duty → its table and the figures the head sees; the labels are the table's own."""


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """A duty's month. ``things`` counts whatever happened or was there: 0 makes a zero report."""

    duty: str
    words: str  # 人民调解
    lines: tuple[tuple[str, str], ...]
    things: int


class MonthFigures(Service, work=Work.CASES):
    """Counts a month with the services that count the tables."""

    def of(self, month: str) -> tuple[DutyFigures, ...]:
        """Every duty's figures, in the order of the tabs."""
        first, last = first_day(month), last_day(month)
        count = {
            "mediation": self._mediation,
            "corrections": self._corrections,
            "resettlement": self._resettlement,
            "training": self._training,
        }
        return tuple(
            DutyFigures(duty, words, *count[duty](first, last)) for duty, words in DUTIES.items()
        )

    def _mediation(self, first: date, last: date) -> tuple[tuple[tuple[str, str], ...], int]:
        total = StatisticsService(self._database).table(first, last).total
        case, step = MediationCase, StateChange
        moved = select(step.case_uid).where(
            step.office == self.office, step.happened_on.between(first, last)
        )
        new = aliased(case)
        accepted = select(new.uid).where(
            new.office == self.office, new.accepted_on.between(first, last)
        )
        with self._database.begin() as session:
            things = session.scalar(
                select(func.count(case.uid)).where(  # two lists: each is found by its index
                    case.office == self.office, case.uid.in_(accepted) | case.uid.in_(moved)
                )
            )
        lines = (
            ("受理", f"{total.total} 件"),
            ("调解成功", f"{total.success} 件"),
            ("涉及当事人", f"{total.people} 人"),
            ("协议金额", f"{total.amount / FEN_PER_YUAN:,.2f} 元"),
        )
        return lines, things or 0

    def _corrections(self, first: date, last: date) -> tuple[tuple[tuple[str, str], ...], int]:
        with self._database.begin() as session:
            found = corrections.tally(session, self.office, first, last, self.now())
        return _of_tally("corrections", found, last)

    def _resettlement(self, first: date, last: date) -> tuple[tuple[tuple[str, str], ...], int]:
        with self._database.begin() as session:
            ground = resettlement.ground(session, self.office, first, last, self.today())
            found = resettlement.tally(session, self.office, ground)
        return _of_tally("resettlement", found, last)

    def _training(self, first: date, last: date) -> tuple[tuple[tuple[str, str], ...], int]:
        one, row = TrainingSession, Attendance
        held = select(one.uid).where(
            one.office == self.office, one.from_on <= last, one.until_on >= first
        )
        with self._database.begin() as session:
            sessions = len(list(session.scalars(held)))
            came = session.scalar(
                select(func.count(row.uid)).where(
                    row.office == self.office, row.session_uid.in_(held)
                )
            )
        return (("培训班次", f"{sessions} 期"), ("参训", f"{came} 人次")), sessions


def _of_tally(duty: str, found: Tally, on: date) -> tuple[tuple[tuple[str, str], ...], int]:
    name, keys = SHOWN[duty]
    labels = {column.key: column.label for column in report_table(name, on).columns}
    lines = tuple((labels[key], str(found.number(key))) for key in keys if key in labels)
    own = {"means"}  # what the office says of itself is nothing that happened
    things = {
        uid
        for key, entries in found.entries.items()
        if found.kinds.get(key) not in own
        for uid, _ in entries
    }
    return lines, len(things)
