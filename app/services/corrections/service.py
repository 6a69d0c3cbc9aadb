"""The corrections desk: its parts, what is due, and the month's figures for the county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

from sqlalchemy import select

from app.forms.pictures import Ring
from app.forms.report_columns import report_table
from app.models.corrections import CorrectionsPerson
from app.rules.checkins import DAILY
from app.rules.periods import ReportPeriod
from app.services.access import Work
from app.services.base import Service
from app.services.corrections import agenda, counts
from app.services.corrections.absences import AbsenceService
from app.services.corrections.agenda_file import file_reminders
from app.services.corrections.check_ins import CheckInService
from app.services.corrections.counts_events import reoffence_rate
from app.services.corrections.deliveries import DeliveryService
from app.services.corrections.discharge import DischargeService
from app.services.corrections.entries import Moment
from app.services.corrections.file import FileService
from app.services.corrections.file_scans import FileScans
from app.services.corrections.health import HealthService
from app.services.corrections.hours import HoursService
from app.services.corrections.inquiries import InquiryService
from app.services.corrections.leaves import LeaveService
from app.services.corrections.notices import NoticeService
from app.services.corrections.papers import PaperService
from app.services.corrections.persons import PersonService
from app.services.corrections.photos import PhotoService
from app.services.corrections.sanctions import SanctionService
from app.services.corrections.seals import SealService
from app.services.corrections.shortfall import ShortfallService
from app.services.corrections.special_periods import SpecialPeriodService
from app.services.corrections.states import ON_THE_BOOKS
from app.services.corrections.timeline import TimelineService
from app.services.corrections.transfers import TransferService
from app.services.corrections.week_ring import week_ring
from app.services.reminders import Reminder, by_urgency
from app.services.rule_books import book
from app.services.statistics import Counted, Rate, zero_remarks

__all__ = ["CorrectionsService"]

REOFFENCE_RATE = "矫正期间再犯罪的人数 ÷（期初在册 + 本期新增）；没有读到统一口径，请县局核对"


class CorrectionsService(Service, work=Work.CASES):
    """社区矫正."""

    @cached_property
    def persons(self) -> PersonService:
        """社区矫正对象, their states, the county's delegations."""
        return PersonService(self._database)

    @cached_property
    def photos(self) -> PhotoService:
        """Their photographs."""
        return PhotoService(self._database)

    @cached_property
    def inquiries(self) -> InquiryService:
        """调查评估 that courts and prisons wait for."""
        return InquiryService(self._database)

    @cached_property
    def check_ins(self) -> CheckInService:
        """日监控, 周听声, 月见面, 家访."""
        return CheckInService(self._database)

    @cached_property
    def leaves(self) -> LeaveService:
        """请假 and 销假."""
        return LeaveService(self._database)

    @cached_property
    def hours(self) -> HoursService:
        """教育学习 and 公益活动."""
        return HoursService(self._database)

    @cached_property
    def timelines(self) -> TimelineService:
        """时间线."""
        return TimelineService(self._database)

    @cached_property
    def sanctions(self) -> SanctionService:
        """奖惩."""
        return SanctionService(self._database)

    @cached_property
    def absences(self) -> AbsenceService:
        """脱离监管, 查找, 查回."""
        return AbsenceService(self._database)

    @cached_property
    def health(self) -> HealthService:
        """暂予监外执行 的身体情况报告和病情复查."""
        return HealthService(self._database)

    @cached_property
    def transfers(self) -> TransferService:
        """执行地变更."""
        return TransferService(self._database)

    @cached_property
    def seals(self) -> SealService:
        """未成年人记录的封存."""
        return SealService(self._database)

    @cached_property
    def shortfalls(self) -> ShortfallService:
        """本月报告与时数的缺口."""
        return ShortfallService(self._database)

    @cached_property
    def special_periods(self) -> SpecialPeriodService:
        """特殊时期 with a rhythm of their own."""
        return SpecialPeriodService(self._database)

    @cached_property
    def papers(self) -> PaperService:
        """Papers as they print."""
        return PaperService(self._database)

    @cached_property
    def deliveries(self) -> DeliveryService:
        """送达 of papers."""
        return DeliveryService(self._database)

    @cached_property
    def file(self) -> FileService:
        """工作档案 in archive order."""
        return FileService(self._database)

    @cached_property
    def scans(self) -> FileScans:
        """Scanned originals of the working file."""
        return FileScans(self._database)

    @cached_property
    def discharge(self) -> DischargeService:
        """期满 and the discharge papers."""
        return DischargeService(self._database)

    @cached_property
    def notices(self) -> NoticeService:
        """The notices of a month."""
        return NoticeService(self._database)

    def reminders(self, today: date) -> list[Reminder]:
        """What is due and overdue on a day, the most urgent first."""
        now = self.now() if today == self.today() else datetime.combine(today, time(23, 59))
        with self._database.begin() as session:
            return by_urgency(agenda.reminders(session, self.office, now))

    def week(self, today: date) -> Ring:
        """本周: reports and visits done, to do and missed; the daily control left out."""
        monday = today - timedelta(days=today.weekday())
        sunday = monday + timedelta(days=6)
        reading = self.check_ins
        missed = [row for row in reading.overdue() if row.kind != DAILY]
        to_do = [row for row in reading.due(sunday) if row.first <= today and row.kind != DAILY]
        return week_ring(reading.done_in(monday, sunday), missed, to_do)

    def unfinished(self) -> list[Reminder]:
        """Who still lacks group, 宣告, plan or class, each with the step that comes first.

        Not only what is due: people brought in from a roll lack all of it at once.
        """
        with self._database.begin() as session:
            people = session.scalars(
                select(CorrectionsPerson).where(
                    CorrectionsPerson.office == self.office,
                    CorrectionsPerson.deleted.is_(False),
                    CorrectionsPerson.sealed.is_(False),
                    CorrectionsPerson.state.in_(ON_THE_BOOKS),
                )
            ).all()
            found = file_reminders(Moment(session, self.office, self.now()), people)
            return by_urgency(one for one in found if one.kind == "corrections.file")

    def counts(self, first: date, last: date) -> dict[str, int]:
        """The figures of ``month_register`` for the days ``first`` to ``last``; no names."""
        with self._database.begin() as session:
            return counts.month_counts(session, self.office, first, last, self.now())

    def summary(self, first: date, last: date) -> tuple[Mapping[str, int], Sequence[Rate]]:
        """``counts`` and 再犯罪率 of the same days, read once: what a bureau asks of an office."""
        with self._database.begin() as session:
            found = counts.tally(session, self.office, first, last, self.now())
        asked = found.numbers(
            column.key for column in report_table("corrections-month", last).columns
        )
        return asked, [reoffence_rate(found, REOFFENCE_RATE)]

    def counted(self, period: ReportPeriod) -> Counted:
        """The table of a period by category, with its checks; every figure has its persons."""
        with self._database.begin() as session:
            found = counts.tally(session, self.office, period.first, period.last, self.now())
            rules = book(session, self.office, "corrections")
            return Counted(
                table=report_table("corrections", period.last),
                period=period,
                tally=found,
                checks=counts.checks(session, self.office, period, found),
                categories=counts.categories(session, self.office),
                rates=[reoffence_rate(found, REOFFENCE_RATE)],
                rates_title="再犯罪率",
                remarks=zero_remarks(session, self.office, "corrections", period),
                small_count=rules.resolve("report.small_count", period.last).integer,
            )
