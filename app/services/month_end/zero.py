"""零报告: a duty had nothing in a month, stated in writing by the head; it travels (F11).

A statement is refused when there is something, and named when there is something later on: then it
is withdrawn before the month is sealed. Whether one is there is a row of ``zero_report``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.forms.checks import problems
from app.forms.definition import Values
from app.forms.reporting import ZERO_REPORT
from app.forms.texts import text
from app.models.history import bury
from app.models.reporting import ZeroReport
from app.models.store import Store
from app.models.training import Staff, StaffRole
from app.services.access import Work, needs
from app.services.base import Missing, Rejected, Service
from app.services.columns import assign
from app.services.keys import identity_of
from app.services.month_end.figures import MonthFigures
from app.services.month_end.months import check_month, first_day, words
from app.services.month_end.roots import DUTIES
from app.services.reminders import Target
from app.services.report_views import Incomplete

__all__ = ["NoZero", "Zero", "ZeroService", "heads", "zero_target"]


class NoZero(ActionableError):
    """There is something to report, or the statement is there already."""


@dataclass(frozen=True, slots=True)
class Zero:
    """A signed statement."""

    uid: str
    month: str
    duty: str
    words: str  # 队伍培训
    statement: str
    filled_by: str
    signed_by: str
    signed_on: date


def zero_target(duty: str) -> Target:
    """Opens the statement of a duty on the page of 报送."""
    return Target("sync", None, f"zero/{duty}")


def heads(session: Session, office: str, on: date) -> list[str]:
    """Who heads the office on a day, by the roll of its staff."""
    query = (
        select(Staff.name)
        .join(StaffRole, (StaffRole.staff_uid == Staff.uid) & (StaffRole.office == Staff.office))
        .where(
            Staff.office == office,
            StaffRole.role == "head",
            StaffRole.from_on <= on,
            StaffRole.until_on.is_(None) | (StaffRole.until_on >= on),
        )
    )
    return list(dict.fromkeys(session.scalars(query.order_by(StaffRole.from_on.desc()))))


class ZeroService(Service, work=Work.CASES):
    """Signs and withdraws zero reports. Each public method is one transaction."""

    def __init__(self, database: Store) -> None:
        super().__init__(database)
        self._figures = MonthFigures(database)

    def draft(self, duty: str, month: str) -> dict[str, Any]:
        """What the form of a zero report begins with: usual statement, head by the staff roll, today."""
        check_month(month)
        with self._database.begin() as session:
            return self._draft(session, duty, month)

    @needs(Work.HEAD)
    def sign(self, duty: str, month: str, values: Values) -> str:
        """Keep the statement; its uid. Raises ``NoZero``, ``Rejected``."""
        check_month(month)
        if found := [p for p in problems(ZERO_REPORT, values, on=self.today()) if p.blocking]:
            raise Rejected(found)
        if self.today() < first_day(month):
            raise NoZero("R09", f"{words(month)}还没有开始，不能作零报告。", do="请选好月份。")
        (mine,) = [one for one in self._figures.of(month) if one.duty == duty]
        if mine.things:
            raise NoZero(
                "R10",
                f"{words(month)}{DUTIES[duty]}有 {mine.things} 条要报的情况，不能作零报告。",
                do="请到这项业务的页面查看这个月的记录。",
            )
        with self._database.begin() as session:
            if _standing(session, self.office, month, duty):
                raise NoZero(
                    "R11",
                    f"{words(month)}{DUTIES[duty]}已经作过零报告。",
                    do="要改写的，先撤回原来的。",
                )
            record = ZeroReport(office=self.office, month=month, duty=duty)
            assign(record, ZERO_REPORT, values)
            session.add(record)
            session.flush()
            return record.uid

    @needs(Work.HEAD)
    def withdraw(self, uid: str) -> None:
        """Take a statement back: something was found after all."""
        with self._database.begin() as session:
            bury([self._find(session, uid)])

    def listed(self, month: str) -> list[Zero]:
        """The statements of a month, by duty."""
        with self._database.begin() as session:
            found = _standing(session, self.office, month)
            return [_told(one) for one in sorted(found, key=lambda o: list(DUTIES).index(o.duty))]

    def paper(self, uid: str) -> dict[str, Any]:
        """Values of ``ZERO_REPORT`` as printed."""
        with self._database.begin() as session:
            record = self._find(session, uid)
            return {
                **self._draft(session, record.duty, record.month),
                "statement": record.statement,
                "filled_by": record.filled_by,
                "signed_by": record.signed_by,
                "signed_on": record.signed_on,
            }

    def check(self, month: str) -> list[Incomplete]:
        """Duties with nothing and no statement; statements that are true no more (blocking)."""
        stated = {one.duty for one in self.listed(month)}
        found = []
        for one in self._figures.of(month):
            if one.duty in stated and one.things:
                found.append(
                    Incomplete(
                        f"{one.words}零报告与记录不符",
                        f"这个月有 {one.things} 条情况，请撤回零报告",
                        zero_target(one.duty),
                        blocking=True,
                    )
                )
            elif not one.things and one.duty not in stated:
                found.append(
                    Incomplete(
                        f"{one.words}这个月没有记录", "还没有签零报告", zero_target(one.duty)
                    )
                )
        return found

    def _draft(self, session: Session, duty: str, month: str) -> dict[str, Any]:
        head = next(iter(heads(session, self.office, self.today())), "")
        return {
            "office_name": identity_of(session, self.office).name,
            "month_words": words(month),
            "duty_words": DUTIES[duty],
            "statement": text(f"reporting.zero.{duty}", self.today()).format(month=words(month)),
            "filled_by": "",
            "signed_by": head,
            "signed_on": self.today(),
        }

    def _find(self, session: Session, uid: str) -> ZeroReport:
        record = session.get(ZeroReport, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这份零报告")
        return record


def _standing(session: Session, office: str, month: str, duty: str = "") -> list[ZeroReport]:
    query = select(ZeroReport).where(ZeroReport.office == office, ZeroReport.month == month)
    return list(session.scalars(query.where(ZeroReport.duty == duty) if duty else query))


def _told(one: ZeroReport) -> Zero:
    return Zero(
        one.uid,
        one.month,
        one.duty,
        DUTIES[one.duty],
        one.statement,
        one.filled_by,
        one.signed_by,
        one.signed_on,
    )
