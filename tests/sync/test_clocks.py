"""T1: clocks show what they like; what is merged, and over what, does not depend on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.conftest import MORNING, Clock
from tests.sync.county import County, Office, rows_of

WRONG = (
    datetime(2025, 3, 2, 9),
    datetime(2027, 3, 2, 9),
    datetime(2000, 1, 1),  # the battery was flat
    datetime(2039, 12, 31, 23, 59),
)


OF_ITS_OWN = {"office", "uid", "changed_at"}
"""What may differ between two offices that did the same."""


def history(county: County, office: Office, times: list[datetime]) -> list[dict[str, Any]]:
    """The same five steps, the clock of the office set anew before each; what the bureau holds."""
    clock: Any = office.store.clock
    steps = iter(times)

    def tick() -> None:
        clock.set(next(steps))

    tick()
    first, second = office.add_person("王五"), office.add_person("赵六")
    late = office.send()
    tick()
    office.rename(first, "王伍")
    county.answer(office, county.accept(office.send()))
    tick()
    office.rename(first, "王武")
    office.bury(second)
    county.accept(office.send())
    tick()
    assert county.accept(late).result == "superseded"
    office.rename(first, "王午")
    assert county.accept(office.send()).result == "merged"
    held = rows_of(county.store, office.code)["person"]
    return [
        {name: value for name, value in held[uid].items() if name not in OF_ITS_OWN}
        for uid in (first, second)
    ]


def test_an_office_with_a_wrong_clock_is_merged_as_any_other(county: County, make_store):
    """And one whose clock jumps to and fro between two packages."""
    county._make = lambda *, office: make_store(office=office, clock=Clock())
    times = [[MORNING] * 4, *([time] * 4 for time in WRONG), [MORNING, WRONG[2], WRONG[3], MORNING]]
    held = [
        history(county, county.office(f"64012210{place}"), shown)
        for place, shown in enumerate(times)
    ]
    assert held == [held[0]] * len(times)
