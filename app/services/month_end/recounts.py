"""Which tables are kept as reported, and how each is counted again (F70)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.forms.corrections import month_register
from app.forms.county import rate_blocks, report_blocks
from app.forms.report_columns import report_table
from app.forms.training import YEAR_REGISTER
from app.rules.periods import KINDS, ReportPeriod, period_of
from app.services.bureau.behind import person_worth
from app.services.mediation.statistics import SPLITS, split
from app.services.month_end.tables import Behind, Cell, TableAsReported, from_counted, from_people
from app.services.statistics import Counter

if TYPE_CHECKING:
    from app.services.desk import Desk

__all__ = ["county_table", "recount", "reported_period", "training_table"]

YEARLY = ("required_days", "credited_days", "short_days", "verdict")
"""Columns of the yearly table that are reported; how it goes on is a forecast."""


def training_table(desk: Desk, year: int) -> TableAsReported:
    """The yearly table of training as it stands."""
    labels = {f.name: f.label for f in YEAR_REGISTER.columns if f.name in YEARLY}
    return from_people(
        desk.training.years.table(year),
        labels,
        code="training",
        title=YEAR_REGISTER.title,
        year=year,
        office=desk.identity.code,
    )


def county_table(desk: Desk, since: date, until: date) -> TableAsReported:
    """The county's figures: offices down, figures of every duty across."""
    figures = desk.bureau.figures(since, until)
    behind = desk.bureau.behind
    labels = _labels(until, {name for office in figures.offices for name in office.cases})
    cells: dict[tuple[str, str], Cell] = {}
    columns: dict[str, None] = {}
    for office in figures.offices:
        for name, counted in (
            ("cases", office.cases),
            ("corrections", office.corrections),
            ("resettlement", office.resettlement),
            ("rates", office.rates),
        ):
            listed = behind.all_of(name, office.code, since, until)
            for key, number in counted.items():
                column = labels.get((name, key), key)
                columns[column] = None
                entries = tuple(
                    Behind(office.code, one.kind, one.uid, str(one.worth))
                    for one in listed.get(key, ())
                )
                cells[office.name, column] = Cell(f"{office.name}·{column}", str(number), entries)
        for key, label in PEOPLE.items():
            entries = tuple(
                Behind(office.code, "staff", row["uid"], str(worth))
                for row in office.training
                if (worth := person_worth(row, key)) is not None
            )
            columns[label] = None
            total = sum((Decimal(entry.worth) for entry in entries), Decimal(0))
            cells[office.name, label] = Cell(f"{office.name}·{label}", f"{total:f}", entries)
    words = reported_period(since, until)
    return TableAsReported(
        "county",
        "全县汇总表",
        words.words if words else f"{since:%Y-%m-%d}至{until:%Y-%m-%d}",
        since,
        until,
        tuple(office.name for office in figures.offices),
        tuple(columns),
        cells,
    )


def _labels(on: date, used: set[str]) -> dict[tuple[str, str], str]:
    """Table and column → what the workbook calls the figure; within a block labels may recur."""
    found = {
        ("cases", field.name): f"人民调解·{block.title}·{field.label}（{field.unit}）"
        for block in report_blocks(report_table("mediation", on, used=used))
        for field in block.columns
    }
    found |= {("corrections", f.name): f"社区矫正·{f.label}" for f in month_register(on).columns}
    found |= {
        ("resettlement", field.name): f"安置帮教·{block.title}·{field.label}"
        for block in report_blocks(report_table("resettlement", on))
        for field in block.columns
    }
    found |= {
        ("rates", field.name): f"{block.title}·{field.label}"
        for block in rate_blocks()
        for field in block.columns
    }
    return found


PEOPLE = {
    "people": "队伍培训·人数",
    "required_days": "队伍培训·应训天数",
    "credited_days": "队伍培训·已计天数",
    "met": "队伍培训·达标人数",
}


def reported_period(first: date, last: date) -> ReportPeriod | None:
    """The month, quarter, half year or year that these days are."""
    found = (period_of(kind, first) for kind in KINDS)
    return next((one for one in found if (one.first, one.last) == (first, last)), None)


def recount(desk: Desk) -> Callable[[str, date, date], TableAsReported | None]:
    """Counts a table again by its code, with what is there now."""

    def again(code: str, first: date, last: date) -> TableAsReported | None:
        if code == "county":
            return county_table(desk, first, last)
        if code == "training":
            return training_table(desk, first.year)
        statistics = desk.mediation.statistics
        counters: dict[str, Counter] = {
            "corrections": desk.corrections,
            "resettlement": desk.resettlement,
            "mediation": statistics,
            "mediation-committees": desk.mediation.roster_figures,
            **{f"mediation.{by}": split(statistics, by) for by in SPLITS if by},
        }
        period = reported_period(first, last)
        if period is None or code not in counters:
            return None
        counted = counters[code].counted(period)
        return from_counted(counted, office=desk.identity.code, merge_small=True)

    return again
