"""The tables of corrections, training and resettlement are made by revisions, and keyed by office first."""

from __future__ import annotations

from app.models import (
    corrections,
    corrections_events,
    corrections_health,
    corrections_plan,
    migrate,
    resettlement,
    resettlement_children,
    resettlement_means,
    sanctions,
    supervision,
    training,
    transfers,
)
from app.models.base import Base
from app.models.database import Database

MODULES = (
    corrections,
    supervision,
    training,
    resettlement,
    resettlement_children,
    resettlement_means,
    corrections_plan,
    corrections_events,
    corrections_health,
    sanctions,
    transfers,
)
TABLES = [getattr(module, name).__table__ for module in MODULES for name in module.__all__]


def test_the_revisions_make_what_the_models_say(store: Database):
    """A table, column, index or constraint that only one of them knows is a mistake."""
    mine = {table.name for table in TABLES}
    with store.engine.connect() as connection:
        found = [d for d in migrate.differences(connection) if any(t in str(d) for t in mine)]
    assert found == []


def test_every_table_is_keyed_by_the_owning_office_first():
    """A bureau's store can be sharded by office."""
    assert len(TABLES) == 54
    for table in TABLES:
        assert [c.name for c in table.primary_key] == ["office", "uid"], table.name


def test_every_reference_stays_inside_one_office():
    for table in TABLES:
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "office", table.name
            assert constraint.deferrable, table.name


def test_every_table_is_known_to_the_schema():
    assert {table.name for table in TABLES} <= set(Base.metadata.tables)
