"""The bureau on PostgreSQL: seven packages, one clerk after another and all at once.

``make bench-postgres`` starts a server and runs this; the file of a small bureau is the baseline.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from app.services import setup
from benchmarks.fleet import RECORDS, Fleet, fleet
from benchmarks.measure import Figure, seconds
from benchmarks.store import PASSWORD, clock

OFFICES = 7
CLERKS = 7
SERVER = os.environ.get("JUSTICE_TEST_SERVER", "")
BUDGET = "5,000 records/s on 2 cores"


def figures() -> Iterator[Figure]:
    """Records a second: in the file, on the server, on the server with a clerk per office."""
    total = OFFICES * RECORDS
    with fleet(OFFICES) as county:
        sent = [county.send(office) for office in county.offices]
        in_file = total / seconds(lambda: _in_turn(county, sent))
    baseline = "the same packages, in a file"
    for name, merge in (("one after another", _in_turn), ("all at once", _at_once)):
        with fleet(OFFICES) as county:
            sent = [county.send(office) for office in county.offices]
            _move(county)
            rate = total / seconds(partial(merge, county, sent))
            county.bureau.close()
        yield Figure(f"on PostgreSQL, {name}", rate, "records/s", in_file, baseline, BUDGET)


def _in_turn(county: Fleet, sent: list[list[Path]]) -> None:
    for files in sent:
        county.merge(files)


def _at_once(county: Fleet, sent: list[list[Path]]) -> None:
    with ThreadPoolExecutor(CLERKS) as clerks:
        list(clerks.map(county.merge, sent))


def _move(county: Fleet) -> None:
    """The bureau's file names an empty database from now on."""
    from tests import servers  # where a fresh database comes from

    profile = county.bureau.profile
    county.bureau.server.move(servers.fresh_database())
    county.bureau.close()
    county.bureau = setup.open_desk(profile, PASSWORD, clock=clock)


def main() -> int:
    """Measure and print."""
    if not SERVER:
        print("make bench-postgres starts a server for this", file=sys.stderr)
        return 2
    for figure in figures():
        print(
            f"{figure.name:40} {figure.value:9.0f} {figure.unit}  "
            f"{figure.ratio:.2f} × {figure.baseline_of}  (budget {figure.budget})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
