"""工作机构、工作人员及经费: one record for each half-year's and each year's report, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.definition import Problem, Values
from app.forms.resettlement_means import MEANS
from app.models.history import bury
from app.models.resettlement import ResettlementStep
from app.models.resettlement_means import HelpMeans
from app.rules.help_reports import asked_report, counted_reports, report_of
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.reminders import Reminder, Target
from app.services.resettlement.persons import refuse
from app.services.rule_books import book
from app.services.tally import Tally

__all__ = ["KIND", "MeansService", "count_means", "means_reminders", "taken"]

KIND = "means"
"""What stands behind these figures: ``services.units``."""
CARRIED = (
    *("organ", "joint_with", "full_time", "part_time", "volunteers", "budget"),
    *("village_workers", "villages_in_budget"),
)
"""What a new report takes over from the newest one; money and its document are asked anew."""


class MeansService(Service, work=Work.CASES):
    """What the office reports of itself."""

    def check(self, values: Values, uid: str | None = None) -> list[Problem]:
        """Everything to ask about a report; ``uid`` is that of a record that is corrected."""
        found = [*problems(MEANS, values, on=self.today())]
        if any(p.blocking for p in found):
            return found
        with self._database.begin() as session:
            found += _sense(values)
            found += self._about_period(session, values, uid)
        return found

    def _about_period(self, session: Session, values: Values, uid: str | None) -> Iterator[Problem]:
        period = report_of(values["year"], values["period"])
        if _of(session, self.office, values["year"], values["period"], but=uid) is not None:
            yield Problem("period", f"{period.words}已经填过，请打开那一条更正。")
        elif self.today() < period.last:
            yield Problem(
                "period", f"{period.words}还没有结束，到期末数字有变的记得更正。", blocking=False
            )

    def add(self, values: Values) -> str:
        """Keep the report of a period; the uid. Raises ``Rejected``."""
        refuse(self.check(values))
        with self._database.begin() as session:
            record = HelpMeans(office=self.office)
            _fill(record, values)
            session.add(record)
            session.flush()
            return record.uid

    def edit(self, uid: str, values: Values) -> None:
        """Correct a report; what stood there is kept in history."""
        refuse(self.check(values, uid))
        with self._database.begin() as session:
            _fill(self._find(session, uid), values)

    def remove(self, uid: str) -> None:
        """Take a report away; it can be found again."""
        with self._database.begin() as session:
            bury([self._find(session, uid)])

    def rows(self) -> list[dict[str, Any]]:
        """Every report by the fields of ``MEANS`` plus ``uid``, the newest first."""
        with self._database.begin() as session:
            return [row(one, MEANS) for one in reversed(_all(session, self.office))]

    def fresh(self) -> dict[str, Any]:
        """What a new report begins with: the one that is asked for, staff as they were last told."""
        today = self.today()
        with self._database.begin() as session:
            rules = book(session, self.office, "resettlement")
            known = _all(session, self.office)
            asked = asked_report(today, rules)
            values: dict[str, Any] = {"filled_on": today}
            if all((one.year, one.period) != (asked.year, asked.code) for one in known):
                values |= {"year": asked.year, "period": asked.code}
            else:
                values["year"] = today.year
            if known:
                values |= {name: getattr(known[-1], name) for name in CARRIED}
            return values

    def _find(self, session: Session, uid: str) -> HelpMeans:
        record = session.get(HelpMeans, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这张表")
        return record


def _fill(record: HelpMeans, values: Values) -> None:
    assign(record, MEANS, values)
    period = report_of(values["year"], values["period"])
    record.as_of = period.last
    record.title = f"{period.words}工作机构、人员、经费"


def _sense(values: Values) -> Iterator[Problem]:
    """What does not go together."""
    if values["organ"] == "joint" and not values.get("joint_with"):
        yield Problem("joint_with", "合署办公的，请写明和谁合署。")
    if values["organ"] != "joint" and values.get("joint_with"):
        yield Problem("organ", "写了和谁合署，工作机构却不是合署办公，请核对。")
    if values["budget"] == "no" and values.get("amount"):
        yield Problem("amount", "没有列入预算的，不填专项经费；实际列入了的，请改选“已列入”。")
    if values["budget"] == "yes" and not values.get("amount"):
        yield Problem("amount", "列入预算了，还没有填本期专项经费。", blocking=False)
    if not values["full_time"] and not values["part_time"]:
        yield Problem("full_time", "专职、兼职都是0人，请核对。", blocking=False)


def _all(session: Session, office: str) -> list[HelpMeans]:
    query = select(HelpMeans).where(HelpMeans.office == office, HelpMeans.deleted.is_(False))
    return list(session.scalars(query.order_by(HelpMeans.as_of, HelpMeans.change)))


def _of(
    session: Session, office: str, year: int, code: str, but: str | None = None
) -> HelpMeans | None:
    query = select(HelpMeans).where(
        HelpMeans.office == office,
        HelpMeans.year == year,
        HelpMeans.period == code,
        HelpMeans.deleted.is_(False),
    )
    return next((one for one in session.scalars(query) if one.uid != but), None)


def taken(session: Session, record: HelpMeans) -> str:
    """Why a removed report cannot come back: its period was filled in again."""
    other = _of(session, record.office, record.year, record.period, but=record.uid)
    return f"{other.title}已经另外填过。" if other is not None else ""


# --- figures and reminders -----------------------------------------------------------------------


def count_means(counts: Tally, session: Session, office: str, first: date, last: date) -> None:
    """The heads of the office's own part for the days ``first`` to ``last``.

    Organ and staff are those of the newest report up to the last day; money is that of the reports
    that lie within the days, no day counted twice.
    """
    known = [one for one in _all(session, office) if one.as_of <= last]
    if known:
        _stock(counts, known[-1])
    by_report = {(one.year, one.period): one for one in known}
    for key in counted_reports(by_report, first, last):
        one = by_report[key]
        counts.add("means_amount", one.uid, one.amount or 0, kind=KIND)


def _stock(counts: Tally, one: HelpMeans) -> None:
    numbers = {
        "means_independent": one.organ == "independent",
        "means_joint": one.organ == "joint",
        "means_staff": one.full_time + one.part_time,
        "means_full_time": one.full_time,
        "means_part_time": one.part_time,
        "means_volunteers": one.volunteers or 0,
        "means_village_workers": one.village_workers or 0,
        "means_in_budget": one.budget == "yes",
        "means_villages_in_budget": one.villages_in_budget or 0,
    }
    for key, number in numbers.items():
        counts.add(key, one.uid, int(number), kind=KIND)


def means_reminders(session: Session, office: str, today: date) -> Iterator[Reminder]:
    """The report that is being asked for and is not filled in.

    Only of a period in which the office already worked with the program: nobody is asked to make up
    for years before.
    """
    rules = book(session, office, "resettlement")
    asked = asked_report(today, rules)
    if _of(session, office, asked.year, asked.code) is not None:
        return
    oldest = session.scalars(
        select(ResettlementStep.recorded_at)
        .where(ResettlementStep.office == office)
        .order_by(ResettlementStep.recorded_at)
        .limit(1)
    ).first()
    if oldest is None or oldest.date() > asked.period.last:
        return
    yield Reminder(
        kind="resettlement.means",
        title=f"{asked.period.words}的工作机构、工作人员及经费还没有填报",
        due_on=asked.due_on,
        overdue=today > asked.due_on,
        target=Target("resettlement", None, "means"),
        detail=asked.ruling.why,
    )
