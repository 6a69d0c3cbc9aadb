"""The schema's history: bring a store up to date, and say where models and revisions differ.

``python -m app.models.migrate NUMBER MESSAGE`` writes the revision that leads from the newest one
to the models as they stand (for developers).
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine

import app.models
from app.errors import ActionableError
from app.models.base import Base

__all__ = [
    "NewerStore",
    "differences",
    "head",
    "is_ours",
    "metadata",
    "refuse_newer",
    "revision_of",
    "upgrade",
]


class NewerStore(ActionableError):
    """The store was written by a newer program; it is left untouched (L7)."""


def metadata() -> MetaData:
    """All tables of all duties."""
    for module in pkgutil.iter_modules(app.models.__path__):
        if not module.ispkg:
            importlib.import_module(f"app.models.{module.name}")
    return Base.metadata


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision this program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("the program was packed without its revisions")
    return newest


def revision_of(connection: Connection) -> str | None:
    """The revision a store is at; ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(current: str | None) -> None:
    """Raises ``NewerStore`` for a revision this program does not know (L7)."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise NewerStore(
            "S04",
            "这个数据文件是由更新版本的程序写的，旧版本不能打开它。",
            safe="数据文件没有改动。",
            do="请安装县局下发的新版本后再打开。",
        )


def upgrade(connection: Connection) -> None:
    """Bring the store behind ``connection`` to the newest revision, inside its transaction.

    Raises ``NewerStore`` when a newer program wrote it.
    """
    refuse_newer(revision_of(connection))
    command.upgrade(_config(connection), "head")


def differences(connection: Connection) -> list[Any]:
    """What the models have that the revisions do not make, and the other way round."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": is_ours}
    )
    return list(compare_metadata(context, metadata()))


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a table is mapped. The full-text table and its shadows are SQLite's own."""
    return not (kind == "table" and name is not None and name.startswith("search_text"))


def _draft(number: str, message: str) -> None:
    engine = create_engine("sqlite://", module=sqlcipher)  # the full-text table wants its SQLite
    with engine.begin() as connection:
        if ScriptDirectory.from_config(_config()).get_current_head():
            upgrade(connection)
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    _draft(sys.argv[1], sys.argv[2])
