"""A province at one server: what a record costs when the store holds ever more (fault test C3).

    make bench-postgres            a thousand, a hundred thousand and a million records

The records that are there already belong to 3,000 other offices and were put there past the
program, with their entries in the full-text index; what is measured is real: packages of 200
records of offices that were enrolled, from the file on the stick to the receipt.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from app.models.database import Database
from app.models.migrate import upgrade
from app.models.server import ServerStore
from app.models.store import Store
from benchmarks.measure import Figure, seconds
from benchmarks.store import clock

SERVER = os.environ.get("JUSTICE_TEST_SERVER", "")
SIZES = (1_000, 100_000, 1_000_000)
OFFICES, MONTHS, RECORDS = 3_000, 12, 200
MEASURED = 6
"""Offices that report at each size; the first is not counted."""
BUDGET = "7.2 million records in 4 h"
PAGE = os.sysconf("SC_PAGE_SIZE")

FILL = """
INSERT INTO person (office, uid, revision, epoch, change, changed_at, changed_by, deleted,
                    kind, name, note)
SELECT 'p' || n % :offices, gen_random_uuid(), 1, 1, n, now(), '', false,
       'natural', '测' || n, repeat('事', 60)
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""
INDEX = (
    """
INSERT INTO search_entry (office, uid, number, kind, title, detail)
SELECT 'p' || n % :offices, gen_random_uuid(), nextval('search_number'), 'person', '测' || n, ''
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
""",
    """
INSERT INTO search_text (office, number, body)
SELECT office, number, to_tsvector('simple', regexp_replace(title, '(.)', '\\1 ', 'g'))
FROM search_entry e
WHERE NOT EXISTS (SELECT FROM search_text t WHERE t.office = e.office AND t.number = e.number)
""",
)
JOURNAL = """
INSERT INTO received_package (office, digest, epoch, seq, base_seq, prev_digest, month, records,
                              result, counts, head_before, received_at, received_by)
SELECT 'p' || o, md5(o || '-' || m) || md5(m || '-' || o), 1, m, 0, '', '2026-01', :records,
       'merged', '{}', '{}', now(), ''
FROM generate_series(1, CAST(:offices AS int)) AS o, generate_series(1, CAST(:months AS int)) AS m
"""


def figures(sizes: tuple[int, ...]) -> Iterator[Figure]:
    """Cost of a record and memory of the program at each size."""
    from tests import servers
    from tests.sync.county import make_county

    with TemporaryDirectory() as folder:
        root = Path(folder)
        template = _template(root / "template.db")
        stores: list[Store] = []

        def make(*, office: str) -> Any:
            if servers.is_bureau(office):
                stores.append(servers.server_store(office, clock))
                return stores[-1]
            path = root / f"{office}.db"
            path.write_bytes(template.read_bytes())
            stores.append(Database(path, KEY, office=office, clock=clock))
            return stores[-1]

        county = make_county(make, root / "stick")
        _run(county.store, JOURNAL, offices=OFFICES, months=MONTHS, records=RECORDS)
        first, there, number = 0.0, 0, 100
        for size in sizes:
            _fill(county.store, there + 1, size)
            there = size
            spent = []
            for _ in range(MEASURED):
                number += 1
                office = county.office(f"640122{number}")
                for person in range(RECORDS):
                    office.add_person(f"实{person}", note="事" * 60)
                file = office.send()
                spent.append(seconds(lambda file=file: county.accept(file)) / RECORDS)  # type: ignore[misc]
                office.store.close()
            cost = statistics.median(spent[1:])
            first = first or cost
            what = f"with {sizes[0]:,} in the store"
            yield Figure(f"a record, {size:,} there", cost * 1000, "ms", first * 1000, what, BUDGET)
            yield Figure(f"memory, {size:,} there", _resident(), "MiB", 0.0, "", "1 GiB")
        hours = cost * OFFICES * MONTHS * RECORDS / 3600
        yield Figure("3,000 offices × 12 × 200, one clerk", hours, "h", 0.0, "", "4 h")
        for store in stores:
            store.close()


KEY = bytes(range(32))


def _template(path: Path) -> Path:
    """An empty store of an office."""
    store = Database(path, KEY, office="640122100", clock=clock)
    with store.engine.begin() as connection:
        upgrade(connection)
    store.close()
    return path


def _run(store: Store, sql: str, **words: int) -> None:
    with store.begin() as session:
        session.execute(text(sql), words)


def _fill(store: Store, first: int, last: int) -> None:
    """Records and their index entries straight into the server, which then knows its tables."""
    for sql in (FILL, *INDEX):
        words = {"first": first, "last": last, "offices": OFFICES}
        _run(store, sql, **{name: value for name, value in words.items() if f":{name}" in sql})
    assert isinstance(store, ServerStore)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _resident() -> float:
    """MiB this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * PAGE / 1024 / 1024


def main() -> int:
    """Measure and print."""
    if not SERVER:
        print("make bench-postgres starts a server for this", file=sys.stderr)
        return 2
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    for figure in figures(sizes):
        ratio = f"{figure.ratio:.2f} × {figure.baseline_of}" if figure.ratio else ""
        print(f"{figure.name:40} {figure.value:9.2f} {figure.unit:4} {ratio}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
