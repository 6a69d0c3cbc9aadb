"""特殊时期: what an office records for itself where the county has set nothing (重点时段).

A county's own dated rules go first; what is recorded here goes before the rhythm of ordinary days.
Duties of days gone by are reckoned by what is on record now: correct a wrong entry, and take away
only what never applied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.checks import problems
from app.forms.codes import label, table
from app.forms.corrections_entries import SPECIAL_PERIOD
from app.forms.definition import Problem, Values
from app.models.history import bury
from app.models.supervision import SpecialPeriod
from app.rules.profiles import LOCAL, RuleBook
from app.services.access import Work
from app.services.base import Missing, Service
from app.services.columns import assign, row
from app.services.corrections.records import refuse
from app.services.rule_books import book

__all__ = ["SpecialPeriodService"]

LONGEST = 366
"""Days: what lasts longer is no special time."""

UNITS = ("day", "week", "month", "quarter")
"""The strictest first."""


class SpecialPeriodService(Service, work=Work.CASES):
    """Special periods of this office."""

    def listed(self) -> list[dict[str, Any]]:
        """All of them, the newest first: fields of the form ``SPECIAL_PERIOD``, and ``uid``."""
        with self._database.begin() as session:
            return [row(record, SPECIAL_PERIOD) for record in self._all(session)]

    def ask(self, values: Values, uid: str | None = None) -> list[Problem]:
        """Everything to ask before it is kept."""
        found = problems(SPECIAL_PERIOD, values, on=self.today())
        if any(problem.blocking for problem in found):
            return found
        if found := list(_span(values)):
            return found
        with self._database.begin() as session:
            rules = book(session, self.office, "corrections")
            others = [r for r in self._all(session) if r.uid != uid]
        return [*_overlaps(values, others), *_set_by_county(values, rules), *_laxer(values, rules)]

    def add(self, values: Values) -> str:
        """Record a period (form ``SPECIAL_PERIOD``); raises ``Rejected``."""
        refuse(self.ask(values))
        with self._database.begin() as session:
            record = SpecialPeriod(office=self.office)
            assign(record, SPECIAL_PERIOD, values)
            session.add(record)
            session.flush()
            return record.uid

    def edit(self, uid: str, values: Values) -> None:
        """Correct a period, or shorten it."""
        refuse(self.ask(values, uid))
        with self._database.begin() as session:
            assign(self._find(session, uid), SPECIAL_PERIOD, values)

    def remove(self, uid: str) -> None:
        """Take away a period that never applied; it can be found again."""
        with self._database.begin() as session:
            bury([self._find(session, uid)])

    def _all(self, session: Session) -> list[SpecialPeriod]:
        query = select(SpecialPeriod).where(SpecialPeriod.office == self.office)
        order = (SpecialPeriod.from_on.desc(), SpecialPeriod.change.desc())
        return list(session.scalars(query.order_by(*order)))

    def _find(self, session: Session, uid: str) -> SpecialPeriod:
        record = session.get(SpecialPeriod, (self.office, uid))
        if record is None or record.deleted:
            raise Missing("这个特殊时期")
        return record


def _span(values: Values) -> Iterator[Problem]:
    if (values["until_on"] - values["from_on"]).days >= LONGEST:
        yield Problem("until_on", "特殊时期不超过一年；长期的要求请县级定入规则。")


def _overlaps(values: Values, others: list[SpecialPeriod]) -> Iterator[Problem]:
    for other in others:
        same = (other.checkin, other.control_class) == (
            values["checkin"],
            values.get("control_class") or None,
        )
        if same and other.from_on <= values["until_on"] and values["from_on"] <= other.until_on:
            words = f"与“{other.name}”重叠，重叠的日子按起日晚的一个计算。"
            yield Problem("from_on", words, blocking=False)


def _set_by_county(values: Values, rules: RuleBook) -> Iterator[Problem]:
    """An authority that set something for the time is obeyed."""
    for ruling in rules.all_of(_key(values), cls=values.get("control_class") or ""):
        document = ruling.profile
        until = document.effective_to
        if document.jurisdiction == LOCAL or not document.temporary or until is None:
            continue
        if document.effective_from <= values["until_on"] and values["from_on"] <= until:
            words = f"“{document.name}”在这段时间已有规定（{ruling.said}），以它为准。"
            yield Problem("checkin", words, blocking=False)


def _laxer(values: Values, rules: RuleBook) -> Iterator[Problem]:
    """A special time asks for more, not for less."""
    only = values.get("control_class")
    classes = [only] if only else [entry.code for entry in table("control_class")]
    for code in classes:
        ruling = next(
            (
                one
                for one in rules.all_of(_key(values), cls=code)
                if one.profile.jurisdiction != LOCAL and one.profile.in_force(values["from_on"])
            ),
            None,
        )
        if ruling is None or ruling.value is None:
            continue
        if UNITS.index(ruling.text) < UNITS.index(values["unit"]):
            who = label("control_class", code)
            words = f"{who}对象平时{ruling.said}，这里登记的反而少，请核对。"
            yield Problem("unit", words, blocking=False)
            return


def _key(values: Values) -> str:
    return f"checkin.{values['checkin']}.period"
