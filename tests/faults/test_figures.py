"""The table of faults names tests there are, and counts them right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.figures import TESTS, Line, lines, named

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("fault", TESTS)
def test_every_fault_has_tests_that_are_there(fault):
    for beginning in TESTS[fault]:
        file, _, test = beginning.partition("::")
        place = ROOT / file
        assert place.exists(), beginning
        if test:
            assert re.search(rf"^def {test}", place.read_text("utf-8"), re.MULTILINE), beginning


def report(test: str, outcome: str, when: str = "call", *, why: object = None, says: str = ""):
    made = pytest.TestReport(test, (test, 1, ""), {}, outcome, why, when, duration=1.5)  # type: ignore[arg-type]
    made.user_properties = [("figure", says)] if says else []
    return made


def test_a_line_counts_what_passed_failed_and_was_skipped_and_says_why():
    disk, power = "tests/faults/test_small_disk.py::test_each", "tests/faults/test_power.py::test_"
    (kills, full) = lines(
        [
            report(f"{power}kill_9_at", "passed", "setup"),
            report(f"{power}kill_9_at", "passed", says="24 kills: 0 lost"),
            report(f"{power}a_full_disk_is", "failed", why="it broke"),
            report(disk, "skipped", "setup", why=("file", 1, "Skipped: no mounting here")),
            report("tests/ui/test_tabs.py::test_some", "failed"),
        ]
    )
    assert kills == Line("F1", passed=1, seconds=3.0, figures=["24 kills: 0 lost"])
    assert (full.fault, full.passed, full.failed, full.skipped) == ("F3", 0, 1, 1)
    assert full.figures == ["skipped: Skipped: no mounting here"]
    assert "24 kills" in str(kills)
    assert not named("F2", f"{power}kill_9_at")
