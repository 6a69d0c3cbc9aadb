"""The schema as migrations make it is the schema that the models speak of."""

from __future__ import annotations

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.models import migrate
from app.models.base import Base, Record


def test_models_and_revisions_agree(store):
    with store.engine.begin() as connection:
        assert migrate.differences(connection) == []
        assert migrate.revision_of(connection) == migrate.head()


def test_revisions_are_one_chain_that_ends_at_the_head():
    """A store is opened by a look into the files alone; Alembic must read the same from them."""
    scripts = ScriptDirectory.from_config(migrate._config())
    chain = {script.revision: str(script.down_revision) for script in scripts.walk_revisions()}
    assert scripts.get_heads() == [migrate.head()]
    assert migrate._followed() == chain


def test_an_empty_file_is_at_no_revision():
    with create_engine("sqlite://", module=sqlcipher).connect() as connection:
        assert migrate.revision_of(connection) is None


def test_every_key_begins_with_the_owning_office(store):
    """So that a bureau's store can be sharded by it (PostgreSQL, Citus)."""
    for table in migrate.metadata().tables.values():
        assert next(iter(table.primary_key.columns)).name == "office", table.name


def test_every_record_can_say_what_changed_since_the_last_package():
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Record):
            names = {index.name for index in mapper.local_table.indexes}  # type: ignore[attr-defined]
            assert f"ix_{mapper.local_table.name}_change" in names  # type: ignore[attr-defined]


def test_a_store_of_a_newer_program_is_left_alone(store):
    """Trust L7: an older program never opens a newer schema."""
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerStore, match="更新版本"), store.engine.begin() as connection:
        migrate.upgrade(connection)
