"""Coming back, and not coming back: when 销假 is due, and what a day of absence may lead to.

59号 28, 34, 35, 46 (社区矫正法实施办法). The program counts days and names the range; whether there was
no good reason (无正当理由) is for people to judge, and no sanction is ever made by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.days import show_date
from app.rules.calendar import DAY, WorkCalendar
from app.rules.profiles import RuleBook, Ruling
from app.rules.terms import last_day_of_months


class Stage(Enum):
    """The range into which an absence of so many days falls."""

    NONE = "none"
    ADMONISH = "admonish"
    WARN = "warn"
    REVOKE = "revoke"


_NAMES = {
    Stage.ADMONISH: "训诫范围",
    Stage.WARN: "警告范围",
    Stage.REVOKE: "提请撤销缓刑、假释或者收监范围",
}


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """By when a returned person reports, and by when he signs at the office."""

    report_by: date
    sign_by: date
    note: str


@dataclass(frozen=True, slots=True)
class Absence:
    """An unapproved absence on a day: day ``days`` of it, and what its length may mean."""

    first_day: date
    days: int
    stage: Stage
    next_stage_on: date | None
    """The first day of the next, graver range, if the absence goes on."""
    ruling: Ruling

    @property
    def message(self) -> str:
        """What to tell the clerk; empty while nobody is absent."""
        if self.stage is Stage.NONE:
            return ""
        return (
            f"自{show_date(self.first_day)}起未经批准离开第{self.days}天，属{_NAMES[self.stage]}"
            f"（{self.ruling.why}）；有无正当理由由人判断。"
        )


def return_due(end: date, rules: RuleBook, days: WorkCalendar) -> ReturnDue:
    """销假 is due before the leave expires (59号 28): its last day, until midnight.

    Where that is a day of rest, a telephone report the same day and a signature on the next working
    day will do, if the county's switch says so.
    """
    if not rules.resolve("leave.return_sign_next_workday", end).flag or days.is_workday(end):
        return ReturnDue(end, end, "")
    sign_by = days.on_or_after(end)
    note = (
        f"{show_date(end)}是{days.status(end).reason}，当日电话报告，{show_date(sign_by)}到所补签。"
    )
    return ReturnDue(end, sign_by, note)


def absence(last_allowed: date, on: date, rules: RuleBook) -> Absence:
    """An absence since the day after ``last_allowed``, seen on day ``on`` (still away, or found).

    Up to ten days 训诫, more than ten 警告 (59号 34, 35), past one month by month arithmetic revocation
    (46). The rules of the first day of absence apply; those of 2012 know no 训诫.
    """
    first = last_allowed + DAY
    number = max((on - last_allowed).days, 0)
    admonish = rules.resolve("absence.admonish_max_days", first)
    revoke = rules.resolve("absence.revoke_after_months", first)
    mild = admonish.integer_or_none or 0
    month_ends = last_day_of_months(first, revoke.integer)
    if not number:
        return Absence(first, 0, Stage.NONE, first, admonish)
    if on > month_ends:
        return Absence(first, number, Stage.REVOKE, None, revoke)
    if number > mild:
        return Absence(first, number, Stage.WARN, month_ends + DAY, admonish if mild else revoke)
    return Absence(first, number, Stage.ADMONISH, last_allowed + timedelta(days=mild + 1), admonish)
