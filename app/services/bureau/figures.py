"""汇总: every office's figures, counted by the office's own services on the bureau's merged store.

The bureau counts with the very code the office counts with, so a figure can differ only where the
records differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from app.exports.county import CountyFigures, OfficeFigures
from app.models.store import Store
from app.services.bureau.same_person import SamePersonService
from app.services.corrections import CorrectionsService
from app.services.mediation.statistics import StatisticsService
from app.services.resettlement import ResettlementService
from app.services.training.years import YearService

__all__ = ["figures", "seen_by"]


class _Seen:
    """The bureau's store as one office sees its own: the same door, under that office's code."""

    def __init__(self, database: Store, office: str) -> None:
        self._database = database
        self.office = office

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


def seen_by(database: Store, office: str) -> Store:
    """``database`` for a service that only reads, as if it stood at ``office``."""
    return cast(Store, _Seen(database, office))


def figures(
    database: Store,
    offices: tuple[tuple[str, str, str], ...],
    *,
    bureau: tuple[str, str],
    since: date,
    until: date,
) -> CountyFigures:
    """Cases, training days and corrections of each office from ``since`` to ``until``.

    ``offices`` are (code, name, newest month received). Training days are those of the year of
    ``until``, as of that day. Each office is counted in transactions of its own.
    """
    return CountyFigures(
        bureau_code=bureau[0],
        bureau_name=bureau[1],
        since=since,
        until=until,
        made_at=database.clock(),
        offices=tuple(
            _office(seen_by(database, code), name, month, since, until)
            for code, name, month in offices
        ),
        remarks=_remarks(database, [code for code, _, _ in offices]),
    )


def _remarks(database: Store, offices: Sequence[str]) -> tuple[str, ...]:
    """What the sums do not say: how many persons stand behind the cards (F67)."""
    count = SamePersonService(database).count(offices)
    if count.cards == count.persons:
        return ()
    return (f"各所人员卡共 {count.cards} 张，按县局认定的同一人合并后 {count.persons} 人。",)


def _office(database: Store, name: str, month: str, since: date, until: date) -> OfficeFigures:
    counted = StatisticsService(database).table(since, until)
    training = YearService(database).table(until.year, as_of=until)
    corrections, again = CorrectionsService(database).summary(since, until)
    resettlement, rates = ResettlementService(database).summary(since, until)
    return OfficeFigures(
        code=database.office,
        name=name,
        newest_month=month,
        cases=counted.counts,
        training=tuple(training),
        corrections=corrections,
        resettlement=resettlement,
        rates={
            f"{key}.{side}": len(people)
            for key, rate in (*((r.key, r) for r in rates), *(("corrections", r) for r in again))
            for side, people in (("part", rate.part), ("whole", rate.whole))
        },
        mismatches=tuple(
            (m.rule, {"error": "应改正", "warning": "请核对"}[m.level], m.message)
            for m in counted.mismatches
        ),
    )
