"""调查评估: until when the opinion is due (实施办法 14).

Ten working days, five for 刑事速裁, from the day the letter and all its papers are there; the day itself
is not counted. While papers are missing that were asked for, the clock stands still; what was agreed
with the commissioning body takes the place of the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.rules.calendar import DAY, WorkCalendar
from app.rules.profiles import RuleBook, Ruling

__all__ = ["InquiryLimit", "inquiry_limit"]


@dataclass(frozen=True, slots=True)
class InquiryLimit:
    """When an opinion is due. ``due`` is ``None`` while the clock stands still.

    ``start`` is the day after which days count; ``agreed`` says that both sides fixed the day.
    """

    start: date
    due: date | None
    agreed: bool
    ruling: Ruling
    known: bool  # whether the free days of every year it touches are published

    def late(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.due is not None and today > self.due

    def workdays_left(self, today: date, days: WorkCalendar) -> int:
        """Working days from tomorrow to the last day; negative, how many it is late."""
        if self.due is None:
            raise ValueError("the clock stands still")
        if today > self.due:
            return -days.workdays_between(self.due + DAY, today)
        return days.workdays_between(today + DAY, self.due)


def inquiry_limit(
    received_on: date,
    rules: RuleBook,
    days: WorkCalendar,
    *,
    fast_track: bool = False,
    papers_asked_on: date | None = None,
    papers_complete_on: date | None = None,
    extended_until: date | None = None,
) -> InquiryLimit | None:
    """The limit of a commission received on ``received_on``; nothing where the rules of that day set none."""
    ruling = rules.find("inquiry.fast_workdays" if fast_track else "inquiry.workdays", received_on)
    if ruling is None or ruling.value is None:
        return None
    waits = rules.find("inquiry.waits_for_papers", received_on)
    start = received_on
    if waits is not None and waits.flag:
        start = max(received_on, papers_complete_on or received_on)
        if papers_asked_on and not papers_complete_on:
            return InquiryLimit(start, None, agreed=False, ruling=ruling, known=True)
    due = days.add_workdays(start, ruling.integer)
    agreed = rules.find("inquiry.extended_by_agreement", received_on)
    if extended_until and extended_until > due and agreed is not None and agreed.flag:
        return InquiryLimit(start, extended_until, agreed=True, ruling=agreed, known=True)
    known = all(days.knows(year) for year in range(start.year, due.year + 1))
    return InquiryLimit(start, due, agreed=False, ruling=ruling, known=known)
