"""报送前检查: what of a month is not complete, asked of the duties before sealing (F60).

Nothing here stops a package: a case that waits for a court's ruling is not complete either. The
list names each thing in the clerk's words and opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.models.mediation import MediationCase
from app.rules.periods import period_of
from app.services.mediation.register import RegisterQuery, RegisterService
from app.services.month_end.months import first_day, last_day
from app.services.month_end.roots import root_of
from app.services.reminders import Reminder, Target
from app.services.report_views import Incomplete
from app.services.statistics import Counter

__all__ = [
    "cases_with_gaps",
    "cases_without_a_day",
    "tables_that_do_not_fit",
    "things_overdue",
]

MOST = 500
"""Lines a person can work through."""


def cases_with_gaps(register: RegisterService) -> Callable[[str], list[Incomplete]]:
    """Cases accepted by the end of the month whose dossier check still finds something."""

    def check(month: str) -> list[Incomplete]:
        query = RegisterQuery(
            incomplete=True, accepted_to=last_day(month), sort="accepted_on", limit=MOST
        )
        return [
            Incomplete(
                title=row.number or row.title or row.parties or "未编号的案件",
                missing=f"卷宗检查还有 {row.missing} 处" if row.missing else "卷宗还没有检查",
                target=Target("mediation", row.uid, "check"),
                record=(MediationCase.__tablename__, row.uid),
            )
            for row in register.page(query).rows
        ]

    return check


def cases_without_a_day(register: RegisterService) -> Callable[[str], list[Incomplete]]:
    """Disputes that wait for acceptance without a day of application: the line opens the field.

    They are counted by that day (受理 and 申请 of the statutory table), so without it in no month.
    """

    def check(_month: str) -> list[Incomplete]:
        query = RegisterQuery(undated=True, limit=MOST)
        return [
            Incomplete(
                title=row.number or row.title or row.parties or "未编号的案件",
                missing="待受理，没有写申请日期，哪个月都不计数",
                target=Target("mediation", row.uid, "mediation.case/applied_on"),
                record=(MediationCase.__tablename__, row.uid),
            )
            for row in register.page(query).rows
        ]

    return check


def tables_that_do_not_fit(counter: Counter, target: Target) -> Callable[[str], list[Incomplete]]:
    """勾稽 of a duty's table of the month that must be mended; ``target`` opens the table."""

    def check(month: str) -> list[Incomplete]:
        counted = counter.counted(period_of("month", first_day(month)))
        return [
            Incomplete(f"{counted.table.title}勾稽不平", f"{one.words}，{one.said}", target)
            for one in counted.checks
            if not one.holds and one.level == "error"
        ]

    return check


def things_overdue(
    reminders: Callable[[date], list[Reminder]], today: Callable[[], date]
) -> Callable[[str], list[Incomplete]]:
    """What a duty had to do in the month or before and has not done.

    In the running month that is asked as of today: what is due tomorrow is not missing.
    """

    def check(month: str) -> list[Incomplete]:
        last = min(last_day(month), today())
        return [
            Incomplete(
                item.title,
                item.detail or f"应于 {item.due_on} 前完成",
                item.target,
                record=root_of(item.target),
            )
            for item in reminders(last)
            if item.overdue and item.due_on <= last
        ][:MOST]

    return check
