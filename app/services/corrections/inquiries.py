"""调查评估 that still need an answer: until when, how many working days are left (实施办法 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.days import short_day
from app.models.corrections import CorrectionsPerson
from app.models.corrections_events import CorrectionsInquiry
from app.rules.calendar import work_calendar
from app.rules.inquiries import InquiryLimit, inquiry_limit
from app.rules.profiles import RuleBook
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.entries import Moment
from app.services.reminders import Reminder, Target

__all__ = ["InquiryRow", "InquiryService", "inquiry_reminders", "limit_of", "open_inquiries"]

GUESSED = "放假安排尚未收录，只按周末推算。"


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An assessment without an answer. ``due`` is ``None`` while nothing runs or nothing is set.

    ``left`` counts working days after today, negative those it is late; ``standing`` says the
    same in words, ``detail`` by which rule.
    """

    person_uid: str
    name: str
    commissioned_by: str
    received_on: date
    due: date | None
    left: int | None
    standing: str
    detail: str
    waiting: bool = False  # for papers that the commissioning body was asked for

    @property
    def late(self) -> bool:
        """Whether the last day has passed."""
        return self.left is not None and self.left < 0


class InquiryService(Service, work=Work.CASES):
    """What courts and prisons wait for."""

    def unanswered(self) -> list[InquiryRow]:
        """Every assessment without an answer, the most urgent first."""
        with self._database.begin() as session:
            return open_inquiries(Moment(session, self.office, self.now()))


def limit_of(inquiry: CorrectionsInquiry, rules: RuleBook) -> InquiryLimit | None:
    """The limit of a kept commission by the rules of the day it was received."""
    return inquiry_limit(
        inquiry.commission_received_on,
        rules,
        work_calendar(),
        fast_track=inquiry.fast_track,
        papers_asked_on=inquiry.papers_asked_on,
        papers_complete_on=inquiry.papers_complete_on,
        extended_until=inquiry.extended_until,
    )


def open_inquiries(at: Moment) -> list[InquiryRow]:
    """As ``InquiryService.unanswered``, inside a transaction: two queries whatever the number."""
    query = (
        select(CorrectionsInquiry, CorrectionsPerson.name)
        .join(
            CorrectionsPerson,
            (CorrectionsPerson.office == CorrectionsInquiry.office)
            & (CorrectionsPerson.uid == CorrectionsInquiry.person_uid),
        )
        .where(
            CorrectionsInquiry.office == at.office,
            CorrectionsInquiry.deleted.is_(False),
            CorrectionsInquiry.finished_on.is_(None),
            CorrectionsInquiry.unable_on.is_(None),
            CorrectionsPerson.deleted.is_(False),
            CorrectionsPerson.sealed.is_(False),
        )
    )
    found = [_row(inquiry, name, at) for inquiry, name in at.session.execute(query)]
    return sorted(found, key=lambda row: (row.due or date.max, row.received_on, row.name))


def inquiry_reminders(at: Moment) -> Iterator[Reminder]:
    """One line an assessment: until when, how many working days are left or over."""
    for row in open_inquiries(at):
        yield Reminder(
            kind="corrections.inquiry",
            title=f"{row.name}的调查评估（{row.commissioned_by}委托）{row.standing}",
            due_on=row.due or row.received_on,
            overdue=row.late,
            target=Target("corrections", row.person_uid, "inquiry"),
            detail=row.detail,
        )


def _row(inquiry: CorrectionsInquiry, name: str, at: Moment) -> InquiryRow:
    limit = limit_of(inquiry, at.rules)
    received = inquiry.commission_received_on
    due = limit.due if limit else None
    left = limit.workdays_left(at.today, work_calendar()) if limit and due else None
    return InquiryRow(
        person_uid=inquiry.person_uid,
        name=name,
        commissioned_by=inquiry.commissioned_by,
        received_on=received,
        due=due,
        left=left,
        standing=_standing(inquiry, due, left),
        detail=_detail(received, limit),
        waiting=limit is not None and due is None,
    )


def _standing(inquiry: CorrectionsInquiry, due: date | None, left: int | None) -> str:
    if due is None or left is None:
        asked = inquiry.papers_asked_on
        if asked and not inquiry.papers_complete_on:
            return f"等委托机关补齐材料（{short_day(asked)}要求补充），期限还没有起算"
        return f"还没有登记意见（{short_day(inquiry.commission_received_on)}收到委托）"
    if left < 0:
        return f"应在{short_day(due)}前完成，已超期{-left}个工作日"
    if left == 0:  # the last working day, or a day of rest before an agreed one
        return f"应在{short_day(due)}前完成，没有剩下的工作日了"
    return f"应在{short_day(due)}前完成，还有{left}个工作日"


def _detail(received: date, limit: InquiryLimit | None) -> str:
    if limit is None:
        return f"{short_day(received)}收到委托。当时的规定没有写期限，照委托函上的要求办理。"
    if limit.due is None:
        return f"材料补齐以后登记“材料收齐日期”，从那一天起算。{limit.ruling.why}"
    if limit.agreed:
        return f"期限是与委托机关商定的。{limit.ruling.ground}"
    doubt = "" if limit.known else f"{limit.due.year}年{GUESSED}"
    return f"{short_day(limit.start)}起算。{limit.ruling.why}{doubt}"
