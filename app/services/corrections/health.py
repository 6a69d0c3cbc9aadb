"""暂予监外执行: what health reports are owed, which came in, and whether the guarantor still fits.

实施办法 24; 暂予监外执行规定 11. The monthly talk counts as a body report when its 身体情况 was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.forms import corrections_health as forms
from app.forms.definition import Problem, Values
from app.models.corrections import CorrectionsPerson
from app.models.corrections_health import GuarantorCheck, HealthExtension, HealthReport
from app.models.supervision import CheckIn
from app.rules.calendar import months_later
from app.rules.checkins import MEETING
from app.rules.health import BODY, RECHECK, Handed, HealthDuty, health_duties
from app.services.access import Work
from app.services.base import Service
from app.services.corrections.entries import Entry, Moment
from app.services.corrections.records import find_person

__all__ = ["HEALTH_ENTRIES", "HealthService", "duties_of_many"]

CONDITIONS = {
    "capable": "没有完全民事行为能力或者不愿意",
    "at_liberty": "人身自由受到限制",
    "settled": "没有固定住处和收入",
    "nearby": "没有共同居住，也不在同一市、县",
}


def _outside_only(person: CorrectionsPerson) -> Iterable[Problem]:
    if person.category != "outside":
        yield Problem("kind", "只有暂予监外执行的对象需要登记。")


def _check_report(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    yield from _outside_only(person)
    if values["reported_on"] > at.today:
        yield Problem("reported_on", "“报告日期”还没有到，请核对。")
    if person.received_on and values["reported_on"] < person.received_on:
        yield Problem("reported_on", "这一天还没有入矫。")
    if values["kind"] == RECHECK:
        if not values.get("hospital"):
            yield Problem("hospital", "病情复查要写明医院。")
        if not values.get("designated"):
            yield Problem(
                "designated",
                "病情复查应当在省级人民政府指定的医院进行，请核对。",
                blocking=False,
            )


def _check_extension(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    yield from _outside_only(person)
    old, new = values["due_on"], values["new_due_on"]
    if new <= old:
        yield Problem("new_due_on", "调整后日期应当晚于原来的日期。")
    duties = duties_of_many(at, [person]).get(person.uid, [])
    if not any(d.kind == values["kind"] and d.natural_due == old for d in duties):
        days = "、".join(f"{d.natural_due:%Y-%m-%d}" for d in duties if d.kind == values["kind"])
        yield Problem("due_on", f"这一天没有应当报告或者复查的，现有：{days or '无'}。")
    limit = at.rules.find("health.extension_province_months", old)
    if limit and new >= months_later(old, limit.integer):
        yield Problem("approved_by", f"{limit.rule.article_text}，请核对批准机关。", blocking=False)


def _check_guarantor(
    at: Moment, person: CorrectionsPerson, values: Values, record: Any
) -> Iterable[Problem]:
    if values["checked_on"] > at.today:
        yield Problem("checked_on", "“核查日期”还没有到，请核对。")
    if lacking := [words for name, words in CONDITIONS.items() if not values.get(name)]:
        yield Problem(
            "note",
            f"保证人不再符合条件：{'、'.join(lacking)}。"
            "应当更换保证人；不能提出新保证人的，可以提请收监（办法49条）。",
            blocking=False,
        )


HEALTH_ENTRIES = {
    "health_report": Entry(
        kind=HealthReport, form=forms.HEALTH_REPORT, order="reported_on", check=_check_report
    ),
    "health_extension": Entry(
        kind=HealthExtension,
        form=forms.HEALTH_EXTENSION,
        order="due_on",
        check=_check_extension,
    ),
    "guarantor_check": Entry(
        kind=GuarantorCheck,
        form=forms.GUARANTOR_CHECK,
        order="checked_on",
        check=_check_guarantor,
    ),
}


class HealthService(Service, work=Work.CASES):
    """Health reports of one person."""

    def duties(self, uid: str) -> list[HealthDuty]:
        """What was and is owed, the earliest first; empty for whom no rule asks."""
        with self._database.begin() as session:
            person = find_person(session, self.office, uid)
            at = Moment(session, self.office, self.now())
            return duties_of_many(at, [person]).get(uid, [])


def duties_of_many(at: Moment, people: Sequence[CorrectionsPerson]) -> dict[str, list[HealthDuty]]:
    """The duties of several persons, by uid; whom no rule asks is left out."""
    owing = [p for p in people if p.category == "outside" and p.received_on]
    if not owing:
        return {}
    handed = _handed(at, [p.uid for p in owing])
    moved = _moved(at, [p.uid for p in owing])
    found: dict[str, list[HealthDuty]] = {}
    for person in owing:
        kinds = (BODY, RECHECK) if person.outside_reason == "medical_parole" else (BODY,)
        listed = [
            duty
            for kind in kinds
            for duty in health_duties(
                kind,
                person.received_on or at.today,
                person.left_on or person.ends_on,
                handed[person.uid],
                moved[person.uid],
                at.rules,
                at.today,
            )
        ]
        found[person.uid] = sorted(listed, key=lambda d: (d.due_on, d.kind))
    return found


def _handed(at: Moment, uids: list[str]) -> dict[str, list[Handed]]:
    found: dict[str, list[Handed]] = defaultdict(list)
    reports = select(HealthReport).where(
        HealthReport.office == at.office,
        HealthReport.person_uid.in_(uids),
        HealthReport.deleted.is_(False),
    )
    for report in at.session.scalars(reports):
        found[report.person_uid].append(Handed(report.kind, report.reported_on, report.counts_for))
    talks = select(CheckIn.person_uid, CheckIn.happened_on, CheckIn.values).where(
        CheckIn.office == at.office,
        CheckIn.person_uid.in_(uids),
        CheckIn.kind == MEETING,
        CheckIn.deleted.is_(False),
    )
    for uid, on, values in at.session.execute(talks):
        if values.get("body"):
            found[uid].append(Handed(BODY, on))
    return found


def _moved(at: Moment, uids: list[str]) -> dict[str, dict[tuple[str, date], date]]:
    found: dict[str, dict[tuple[str, date], date]] = defaultdict(dict)
    query = select(HealthExtension).where(
        HealthExtension.office == at.office,
        HealthExtension.person_uid.in_(uids),
        HealthExtension.deleted.is_(False),
    )
    for extension in at.session.scalars(query):
        found[extension.person_uid][extension.kind, extension.due_on] = extension.new_due_on
    return found
