"""Rows of every table travel; nothing a column cannot hold comes in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, String, Table, UniqueConstraint, Uuid
from sqlalchemy import insert as insert_into

from app.models.base import new_uid
from app.models.database import Database
from app.services.bureau.words import TITLES
from app.sync import strict_json
from app.sync.records import (
    changed_rows,
    content_hash,
    decode,
    encode,
    schema_version,
    status_of,
    table_named,
    tables,
    totals,
)
from tests.sync.county import XIGANG

WHEN = datetime(2026, 3, 2, 9, 0)
HARD = "𠮷田·買買提\u3000\"'\\\n\t\u202e=1+1 <b>\ufffd"


def filled(table: Table, **values: Any) -> dict[str, Any]:
    """A row with something in every column."""
    row: dict[str, Any] = {}
    for column in table.columns:
        match column.type:
            case Uuid():
                row[column.name] = new_uid()
            case String() as text:
                row[column.name] = HARD[: text.length or 100]
            case Boolean():
                row[column.name] = False
            case Integer():
                row[column.name] = 7
            case DateTime():
                row[column.name] = WHEN
            case Date():
                row[column.name] = date(1964, 2, 29)
            case JSON():
                row[column.name] = {"甲": [1, 2.5, None, True, {"乙": HARD}]}
    return row | {"office": XIGANG, "deleted": False} | values


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_round_trips_through_a_package(store: Database, name: str):
    """F57: what comes back from the store after a trip is equal, down to every column."""
    table = table_named(name)
    with store.begin() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(insert_into(table), filled(table))
        (sent,) = changed_rows(connection, table, XIGANG, 0, 100)
        arrived = strict_json.loads(strict_json.dumps(sent))
        values = decode(table, arrived, XIGANG)
        assert encode(table, values) == sent
        assert content_hash(table, values) == content_hash(table, filled(table, **values))
        session.rollback()


@pytest.mark.parametrize("name", list(tables()))
def test_every_reference_may_come_before_what_it_refers_to(name: str):
    """A merge writes table by table; references are checked at commit."""
    for constraint in table_named(name).foreign_key_constraints:
        assert (constraint.deferrable, constraint.initially) == (True, "DEFERRED")
        assert constraint.column_keys[0] == "office"  # nobody refers to another office's record


@pytest.mark.parametrize("name", list(tables()))
def test_nothing_unique_reaches_beyond_an_office(name: str):
    """Two offices can never be in each other's way at the county."""
    for constraint in table_named(name).constraints:
        if isinstance(constraint, UniqueConstraint):
            assert "office" in constraint.columns


def test_every_kind_of_record_has_a_name_a_clerk_knows():
    assert tables().keys() == TITLES.keys()


def test_the_schema_is_the_number_of_the_newest_revision():
    assert schema_version() >= 5


def test_pages_of_one_change_number_are_read_to_the_end(store: Database):
    """A merged store may hold the same change number many times."""
    table = table_named("person")
    with store.begin() as session:
        connection = session.connection()
        rows = [filled(table, change=n // 700) for n in range(1_300)]
        connection.execute(insert_into(table), rows)
        read = [row["uid"] for row in changed_rows(connection, table, XIGANG, -1, 10)]
        session.rollback()
    assert sorted(read) == sorted(row["uid"] for row in rows)


def test_totals_count_by_state_and_tombstones_apart(store: Database):
    """P4."""
    table = table_named("corrections_person")
    with store.begin() as session:
        connection = session.connection()
        for state, deleted in (("active", False), ("active", False), ("left", False), ("x", True)):
            connection.execute(insert_into(table), filled(table, state=state, deleted=deleted))
        found = {t.status: t.count for t in totals(connection, XIGANG)}
        session.rollback()
    assert found == {"active": 2, "left": 1, "deleted": 1}


def test_a_table_without_states_counts_the_living():
    table = table_named("person")
    assert status_of(table, filled(table)) == "living"
