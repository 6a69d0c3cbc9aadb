"""安置帮教报表: which half-year or year a report is about, until when it is due, what money it holds.

Two are asked of an office: the half-year to 30 June and the whole year (no report of the second
half-year). The days are dated data of ``resources/rules/resettlement.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.rules.periods import ReportPeriod, period_of
from app.rules.profiles import RuleBook, Ruling

__all__ = ["REPORTS", "AskedReport", "asked_report", "counted_reports", "report_of"]

REPORTS = {"first_half": ("half", "report.half_due_days"), "year": ("year", "report.year_due_days")}
"""Code of ``help_report`` → its kind of period, and the rule that says how long it may take."""


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report the office owes: ``year`` and ``code`` say which."""

    year: int
    code: str
    period: ReportPeriod
    due_on: date
    ruling: Ruling


def report_of(year: int, code: str) -> ReportPeriod:
    """The days a report is about."""
    return period_of(REPORTS[code][0], date(year, 1, 1))


def asked_report(today: date, rules: RuleBook) -> AskedReport:
    """The newest report that is being asked for: from some days before it is due."""
    asked = []
    for year in (today.year - 2, today.year - 1, today.year):
        for code, (_, key) in REPORTS.items():
            period = report_of(year, code)
            ruling = rules.resolve(key, period.last)
            due = period.last + timedelta(days=ruling.integer)
            ahead = rules.resolve("report.remind_days", period.last).integer
            if due - timedelta(days=ahead) <= today:
                asked.append(AskedReport(year, code, period, due, ruling))
    return max(asked, key=lambda one: one.period.last)


def counted_reports(
    reports: Iterable[tuple[int, str]], first: date, last: date
) -> list[tuple[int, str]]:
    """Which reports make up the money of the days ``first`` to ``last``: no day counts twice.

    Of a year the yearly report, or the half-year's while that is all there is; only reports that
    lie wholly within the days, so that a month or quarter has none.
    """
    found: dict[int, str] = {}
    for year, code in reports:
        period = report_of(year, code)
        if first <= period.first and period.last <= last and found.get(year) != "year":
            found[year] = code
    return sorted(found.items())
