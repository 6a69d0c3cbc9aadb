"""Every figure of the bureau is answered office by office; the county's is their union or sum.

So a PostgreSQL that distributes the tables by owning office needs no query across shards but the
last addition (docs/scaling.md). Two servers that hold half of the offices each stand for shards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.models import sharding
from app.models.migrate import metadata
from app.services.bureau import BureauService
from app.sync.records import tables, totals
from tests.server.test_load import OFFICES, _enrol_too
from tests.sync.county import County, MakeStore, make_county

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
MONTHS = ("2026-02", "2026-03")


@pytest.fixture
def shards(make_store: MakeStore, tmp_path: Path, county: County) -> tuple[County, County]:
    """All offices at ``county``; the first three on one shard, the rest on the other."""
    pair = (make_county(make_store, tmp_path / "a"), make_county(make_store, tmp_path / "b"))
    for place, code in enumerate(OFFICES):
        office = county.office(code)
        shard = pair[place >= 3]
        _enrol_too(shard, county, office)
        office.add_person(f"测试{place}")
        for number in range(place + 1):
            office.add_case(number + 1, state="succeeded")
        package = office.send()
        county.accept(package)
        shard.accept(package)
    return pair


def by_office(bureau: BureauService) -> dict[tuple[str, str], Any]:
    """Every answer the bureau's pages show, keyed by office."""
    found: dict[tuple[str, str], Any] = {}
    figures = bureau.figures(SINCE, UNTIL)
    for one in figures.offices:
        found[one.code, "figures"] = one
        found[one.code, "recount"] = bureau.recount(one.code)
        found[one.code, "received"] = [
            (r.month, r.number, r.result, r.counts) for r in bureau.received(one.code)
        ]
    return found | bureau.board(MONTHS).cells


def test_every_answer_is_the_union_of_the_shards(county: County, shards: tuple[County, County]):
    whole = by_office(county.bureau)
    parts = [by_office(shard.bureau) for shard in shards]
    assert parts[0].keys().isdisjoint(parts[1])
    assert whole == {**parts[0], **parts[1]}


def test_county_totals_are_the_sum_of_the_shards(county: County, shards: tuple[County, County]):
    def count(one: County, name: str) -> int:
        with one.store.begin() as session:
            return sum(
                total.count
                for code in OFFICES
                for total in totals(session.connection(), code)
                if total.table == name
            )

    for name in tables():
        assert count(county, name) == sum(count(shard, name) for shard in shards)


@contextmanager
def spoken(county: County) -> Iterator[list[str]]:
    """Every statement the county's store is sent."""
    heard: list[str] = []

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    event.listen(county.store.engine, "before_cursor_execute", listen)
    yield heard
    event.remove(county.store.engine, "before_cursor_execute", listen)


def test_no_statement_reads_records_without_naming_an_office(
    county: County, shards: tuple[County, County]
):
    """Each statement about records says whose: a shard is found without asking all of them."""
    office = county.office("640122109")
    office.add_case(1)
    package = office.send()
    with spoken(county) as heard:
        county.accept(package)
        county.bureau.figures(SINCE, UNTIL)
        county.bureau.undo(office.code)
    about_records = re.compile(rf"\b(FROM|UPDATE|INTO|JOIN) ({'|'.join(tables())})\b")
    asked = [statement for statement in heard if about_records.search(statement)]
    assert len(asked) > len(tables())
    for statement in asked:
        named = re.search(r"office (=|IN) |\(office, ", statement)
        assert named, statement


def test_the_statements_distribute_every_table_by_office():
    made = list(sharding.statements())
    for table in metadata().tables.values():
        (line,) = [s for s in made if f"'{table.name}'" in s.replace("'person');", ");")]
        assert "'office'" in line
    order = [re.search(r"table\('(\w+)'", s) for s in made[1:]]
    names = [found.group(1) for found in order if found]
    assert names[0] == "person"
    assert len(names) == len(set(names)) == len(metadata().tables) + 1
