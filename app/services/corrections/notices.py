"""打印本月文书 (F48): every notice of a month, whoever it is about, ready for one print."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.days import short_day
from app.forms.dossier import FiledPaper
from app.forms.issuers import notices
from app.forms.leave import LEAVE_NOTICE
from app.models.corrections import CorrectionsPaper
from app.models.supervision import HoursEntry, Leave
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.paper_sources import GROUP_SHEETS
from app.services.corrections.papers import Located, filed_paper, locate

__all__ = ["NoticeService"]

Named = tuple[str, FiledPaper]


class NoticeService(Service, work=Work.CASES):
    """The notices of all persons."""

    def of_month(self, first: date, last: date) -> list[Named]:
        """The notices dated from ``first`` to ``last`` by day, each with the name of its bookmark."""
        with self._database.begin() as session:
            located = [*self._leaves(session, first, last), *self._kept(session, first, last)]
            ordered = sorted(located, key=lambda one: (one.dated_on or last, one.person.name))
            return [(f"{one.person.name}　{one.form.title}", filed_paper(one)) for one in ordered]

    def group_sheets(self, first: date, last: date) -> list[Named]:
        """集中学习签到 and 公益活动登记 of the days, one sheet for each group activity."""
        with self._database.begin() as session:
            query = select(HoursEntry).where(
                HoursEntry.office == self.office, HoursEntry.happened_on.between(first, last)
            )
            once: dict[str, HoursEntry] = {}
            for entry in session.scalars(query.order_by(HoursEntry.happened_on, HoursEntry.change)):
                once.setdefault(entry.activity_uid or entry.uid, entry)
            found = []
            for entry in once.values():
                form = GROUP_SHEETS[entry.kind]
                filed = filed_paper(locate(session, self.office, form.code, entry.uid))
                found.append((f"{short_day(entry.happened_on)}　{form.title}", filed))
            return found

    def _leaves(self, session: Session, first: date, last: date) -> list[Located]:
        query = select(Leave.uid).where(
            Leave.office == self.office,
            Leave.deleted.is_(False),
            Leave.approved.is_(True),
            Leave.decided_on.between(first, last),
        )
        return [
            locate(session, self.office, LEAVE_NOTICE.code, uid) for uid in session.scalars(query)
        ]

    def _kept(self, session: Session, first: date, last: date) -> list[Located]:
        query = select(CorrectionsPaper).where(
            CorrectionsPaper.office == self.office,
            CorrectionsPaper.form.in_([c for c in notices() if c != LEAVE_NOTICE.code]),
            CorrectionsPaper.dated_on.between(first, last),
        )
        return [
            locate(session, self.office, paper.form, paper.subject_uid or paper.uid)
            for paper in session.scalars(query)
        ]
