"""执行地变更: the days of each station, and who counts the person (实施办法 30, 31; 法 27).

Between the decision and the report at the new office the person belongs to the old county; the new
office counts from the day of reporting. So every day belongs to exactly one office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.rules.calendar import WorkCalendar, months_later
from app.rules.profiles import RuleBook, Ruling


@dataclass(frozen=True, slots=True)
class Due:
    """By when a station of a transfer is to be done, and by which rule."""

    on: date
    ruling: Ruling


def apply_by(move_on: date, rules: RuleBook) -> Due:
    """The last day on which to apply for moving on ``move_on``: a month ahead."""
    ruling = rules.resolve("transfer.advance_months", move_on)
    return Due(months_later(move_on, -ruling.integer), ruling)


def answer_by(asked_on: date, rules: RuleBook) -> Due | None:
    """By when a question between the counties is put or answered: five days; 2012 set none."""
    ruling = rules.find("transfer.reply_days", asked_on)
    if ruling is None or ruling.value is None:
        return None
    return Due(asked_on + timedelta(days=ruling.integer), ruling)


def files_by(decided_on: date, rules: RuleBook, days: WorkCalendar) -> Due:
    """By when the file is on its way: five days (2012: three working days)."""
    if (ruling := rules.find("transfer.file_days", decided_on)) and ruling.value is not None:
        return Due(decided_on + timedelta(days=ruling.integer), ruling)
    ruling = rules.resolve("transfer.file_workdays", decided_on)
    return Due(days.add_workdays(decided_on, ruling.integer), ruling)


def report_by(decided_on: date, rules: RuleBook) -> Due:
    """By when the person reports at the new place: seven days."""
    ruling = rules.resolve("transfer.report_days", decided_on)
    return Due(decided_on + timedelta(days=ruling.integer), ruling)
