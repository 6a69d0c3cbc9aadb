"""What each fault's tests did, as a table at the end of a run: ``pytest --figures``.

``tests.toml`` says which tests stand for which fault; a test says in words how often it tried and
what came of it, through the fixture ``figure``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.counts import TIER, asked

__all__ = ["Line", "lines", "named"]

TESTS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("tests.toml").read_text("utf-8")
)


@dataclass
class Line:
    """One fault: how many tests passed, failed and were skipped, in what time, with what result."""

    fault: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    figures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{self.fault:5}{self.passed:7}{self.failed:8}{self.skipped:9}{self.seconds:9.1f}"
        return "\n".join([words, *(f"       {figure}" for figure in self.figures)])


def named(fault: str, test: str) -> bool:
    """Whether a test, by its node id, stands for a fault."""
    return any(test.startswith(f"tests/{beginning}") for beginning in TESTS[fault])


def lines(reports: Iterable[pytest.TestReport]) -> list[Line]:
    """A line for each fault that was tried."""
    by_fault = {fault: Line(fault) for fault in TESTS}
    for report in reports:
        for fault, line in by_fault.items():
            if not named(fault, report.nodeid):
                continue
            line.seconds += report.duration
            line.failed += report.failed
            line.passed += report.when == "call" and report.passed
            line.skipped += report.skipped
            if report.skipped and isinstance(report.longrepr, tuple):
                line.figures.append(f"skipped: {report.longrepr[2]}")
            if report.when == "call":
                line.figures += [str(v) for name, v in report.user_properties if name == "figure"]
    return [line for line in by_fault.values() if line.passed + line.failed + line.skipped]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures", action="store_true", help="print what the fault tests did")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, over the workers of a run in several processes, too."""
    if not terminalreporter.config.getoption("figures"):
        return
    came = terminalreporter.stats.values()
    found = lines(one for many in came for one in many if isinstance(one, pytest.TestReport))
    if not found:
        return
    terminalreporter.section(f"faults, tier {(TIER or 'push').upper()}")
    terminalreporter.write_line("fault passed  failed  skipped  seconds")
    for line in found:
        terminalreporter.write_line(str(line))
        if tries := asked(line.fault):
            told = ", ".join(f"{what} {number:,}" for what, number in tries.items())
            terminalreporter.write_line(f"       tries: {told}")
    seconds = sum(line.seconds for line in found)
    terminalreporter.write_line(
        f"{sum(line.failed for line in found)} failed; {seconds:.0f} s of tests"
    )
