"""The training desk: its parts, and what is due."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from app.rules import training as rule
from app.services.access import Work
from app.services.base import Service
from app.services.reminders import Reminder, Target, by_urgency
from app.services.training.attendance import AttendanceService
from app.services.training.mediators import MediatorYearService
from app.services.training.sessions import SessionService
from app.services.training.staff import StaffService
from app.services.training.years import PersonYear, YearService

__all__ = ["TrainingService"]


class TrainingService(Service, work=Work.CASES):
    """队伍培训."""

    @cached_property
    def staff(self) -> StaffService:
        """Who works here."""
        return StaffService(self._database)

    @cached_property
    def sessions(self) -> SessionService:
        """What was or will be held."""
        return SessionService(self._database)

    @cached_property
    def attendance(self) -> AttendanceService:
        """Who came."""
        return AttendanceService(self._database)

    @cached_property
    def mediators(self) -> MediatorYearService:
        """The yearly rotation of the register's mediators."""
        return MediatorYearService(self._database)

    @cached_property
    def years(self) -> YearService:
        """Days owed and done."""
        return YearService(self._database)

    def reminders(self, today: date) -> list[Reminder]:
        """Who lags behind or will miss the year, and sessions whose sheet nobody has ticked."""
        found = [_lagging(p, today) for p in self.years.year(today.year, as_of=today) if p.here]
        found += [
            Reminder(
                kind="training.unsigned",
                title=f"培训“{row['title']}”还没有登记签到",
                due_on=row["until_on"] + timedelta(days=1),
                overdue=today > row["until_on"] + timedelta(days=1),
                target=Target("training", row["uid"], "sign_in"),
                detail="签到表是培训天数的依据。",
            )
            for row in self.sessions.page(today.year, limit=1000).rows
            if row["until_on"] < today and not row["attended"]
        ]
        return by_urgency(item for item in found if item)


def _lagging(person: PersonYear, today: date) -> Reminder | None:
    year = person.year
    if year.standing is not rule.Standing.BEHIND and not person.forecast.will_miss:
        return None
    return Reminder(
        kind="training.behind",
        title=f"{person.name}今年培训已计{rule.shown(year.confirmed)}天，"
        f"应训{rule.shown(year.required.days)}天",
        due_on=date(today.year, 12, 31),
        overdue=False,
        target=Target("training", person.staff_uid, "year"),
        detail=f"到今天应达{rule.shown(year.target.days)}天；按现在进度年底差"
        f"{rule.shown(person.forecast.short)}天。",
    )
