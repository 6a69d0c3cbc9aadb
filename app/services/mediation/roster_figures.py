"""人民调解委员会及人民调解员情况统计表: counted from the roster as of the last day (notes §4.2).

Columns: ``resources/reports/mediation-committees.toml``; categories are the kinds of committee.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.codes import table
from app.forms.report_columns import report_table
from app.models.mediation import Committee, Mediator
from app.rules.calendar import DAY
from app.rules.crosscheck import Check
from app.rules.periods import ReportPeriod
from app.rules.profiles import RuleBook
from app.services.access import Work
from app.services.base import Service
from app.services.mediation.committees import FEMALE, is_member, term_of
from app.services.rule_books import book
from app.services.statistics import Counted
from app.services.tally import Tally

__all__ = ["RosterFigures"]

T = TypeVar("T", Committee, Mediator)

HAN = "01"
"""Code of 汉族 in GB/T 3304."""


class RosterFigures(Service, work=Work.CASES):
    """Counts committees and mediators."""

    def counted(self, period: ReportPeriod) -> Counted:
        """The table of a period by kind of committee, with its checks; figures open the roster."""
        with self._database.begin() as session:
            rules = book(session, self.office, "mediation")
            committees = _all(session, self.office, Committee)
            mediators = _all(session, self.office, Mediator)
        found = Tally()
        for committee in committees:
            term = term_of(committee, rules)
            over = bool(term and term.due < period.last)
            found.add("committees", committee.uid, kind="committee")
            found.add("committees_term_over", committee.uid, over, kind="committee")
        for one in mediators:
            _count(found, one, period)
        return Counted(
            table=report_table("mediation-committees", period.last),
            period=period,
            tally=found,
            checks=list(_checks(found, mediators, period, rules)),
            categories=_categories(committees, mediators),
            code="mediation-committees",
            thing="登记",
        )


def _all(session: Session, office: str, kind: type[T]) -> list[T]:
    query = select(kind).where(kind.office == office, kind.deleted.is_(False))
    return list(session.scalars(query.order_by(kind.name, kind.uid)))


def _count(found: Tally, one: Mediator, period: ReportPeriod) -> None:
    """The figures one mediator counts in."""
    last = period.last

    def add(figure: str, counts: bool = True) -> None:
        found.add(figure, one.uid, counts, kind="mediator")

    begun = one.from_on is None or one.until_on is None or one.from_on <= one.until_on
    add("appointed", begun and _inside(one.from_on, period.first, last))
    add("left", begun and _inside(one.until_on, period.first - DAY, last - DAY))
    if not _in_office(one, last):
        return
    add("mediators")
    add("full_time" if one.full_time else "part_time")
    add("members", is_member(one))
    add("female", one.sex == FEMALE)
    add("minority", one.ethnic_group not in {None, "", HAN})
    add("with_village", bool(one.area_code or one.duty_area))
    if not one.certificate_no:
        add("uncertified")
    elif one.certificate_until and one.certificate_until < last:
        add("certificate_over")
    else:
        add("certified")


def _in_office(one: Mediator, day: date) -> bool:
    begun = one.from_on is None or one.from_on <= day
    return begun and (one.until_on is None or one.until_on >= day)


def _inside(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _checks(
    found: Tally, mediators: list[Mediator], period: ReportPeriod, rules: RuleBook
) -> Iterator[Check]:
    """Whole and parts, and the roster at the end by two roads: who is there, and who came and went."""
    number = found.number
    whole = number("mediators")
    yield Check("人民调解员 = 专职 + 兼职", whole, number("full_time") + number("part_time"))
    papers = number("certified") + number("certificate_over") + number("uncertified")
    yield Check("人民调解员 = 证件有效 + 过期 + 没有登记", whole, papers)
    for key, words in (("female", "女"), ("minority", "少数民族"), ("members", "主任和委员")):
        yield Check(f"{words} ≤ 人民调解员", number(key), whole, "≤")
    before = sum(_in_office(one, period.first - DAY) for one in mediators)
    there = before + number("appointed") - number("left")
    yield Check("期末人民调解员 = 上期末 + 新任 − 离任", whole, there)
    least = rules.resolve("committee.members_least", period.last).integer
    most = rules.resolve("committee.members_most", period.last).integer
    committees = number("committees")
    yield Check(
        f"主任和委员 ≥ 调委会的 {least} 倍",
        number("members"),
        least * committees,
        "≥",
        level="warning",
    )
    yield Check(
        f"主任和委员 ≤ 调委会的 {most} 倍",
        number("members"),
        most * committees,
        "≤",
        level="warning",
    )


def _categories(
    committees: list[Committee], mediators: list[Mediator]
) -> dict[str, frozenset[str]]:
    """Kind of committee → its committees and their mediators."""
    kinds = {one.uid: one.kind for one in committees}
    found: dict[str, set[str]] = {}
    for uid, kind in kinds.items():
        found.setdefault(kind, set()).add(uid)
    for one in mediators:
        found.setdefault(kinds.get(one.committee_uid, ""), set()).add(one.uid)
    order = [entry.code for entry in table("committee_kind")]
    known = sorted(found, key=lambda kind: order.index(kind) if kind in order else len(order))
    return {
        table("committee_kind").label(kind) or "调委会已移出": frozenset(found[kind])
        for kind in known
    }
