"""The schema's history: bring a store up to date, and say where models and revisions differ.

``python -m app.models.migrate NUMBER MESSAGE`` writes the revision that leads from the newest one
to the models as they stand (for developers).

A store is opened every day and upgraded once in months, so Alembic is imported where it is used:
asking whether a store is up to date needs a line of each revision and one row.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, MetaData, create_engine, inspect, text

import app.models
from app.errors import ActionableError
from app.models.base import Base

if TYPE_CHECKING:
    from alembic.config import Config

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

MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r"""^(revision|down_revision)\b[^=\n]*= *"?(\w+)""", re.MULTILINE)


class NewerStore(ActionableError):
    """The store was written by a newer program; it is left untouched (L7)."""


def metadata() -> MetaData:
    """All tables of all duties."""
    for module in pkgutil.iter_modules(app.models.__path__):
        if not module.ispkg:
            importlib.import_module(f"app.models.{module.name}")
    return Base.metadata


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision this program knows: the one that no other follows."""
    followed = _followed()
    (newest,) = followed.keys() - followed.values()
    return newest


@cache
def _followed() -> dict[str, str]:
    """Every revision, and the one it follows; read from the text of the files, which is quick."""
    texts = [file.read_text("utf-8") for file in (MIGRATIONS / "versions").glob("[0-9]*.py")]
    if not texts:
        raise RuntimeError("the program was packed without its revisions")
    named = [dict(_REVISION.findall(text)) for text in texts]
    return {found["revision"]: found["down_revision"] for found in named}


def revision_of(connection: Connection) -> str | None:
    """The revision a store is at; ``None`` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def refuse_newer(current: str | None) -> None:
    """Raises ``NewerStore`` for a revision this program does not know (L7)."""
    if current is not None and current not in _followed():
        raise NewerStore(
            "S04",
            "这个数据文件是由更新版本的程序写的，旧版本不能打开它。",
            safe="数据文件没有改动。",
            do="请安装县局下发的新版本后再打开。",
        )


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the store behind ``connection`` to the newest revision, inside its transaction.

    ``to`` stops at an older one, as a program of that time did.

    Raises ``NewerStore`` when a newer program wrote it.
    """
    from alembic import command

    refuse_newer(revision_of(connection))
    command.upgrade(_config(connection), to)


def differences(connection: Connection) -> list[Any]:
    """What the models have that the revisions do not make, and the other way round."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": is_ours}
    )
    return list(compare_metadata(context, metadata()))


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a table is mapped. The full-text table and its shadows are SQLite's own."""
    return not (kind == "table" and name is not None and name.startswith("search_text"))


def _draft(number: str, message: str) -> None:
    from alembic import command

    engine = create_engine("sqlite://", module=sqlcipher)  # the full-text table wants its SQLite
    with engine.begin() as connection:
        if any((MIGRATIONS / "versions").glob("[0-9]*.py")):
            upgrade(connection)
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    _draft(sys.argv[1], sys.argv[2])
