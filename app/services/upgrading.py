"""A newer program brings a store up to date: on a copy, checked, then put in its place (trust L7).

The file in use is not written. It is backed up and copied beside itself; the revisions run on the
copy; every check of L5 passes there and no record is missing; then one renaming makes the copy the
store. Whatever fails, and whenever the power goes, either the old file opens as it was or the new
one does, complete.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from app.errors import ActionableError
from app.models import backup as copying
from app.models import integrity, migrate, room
from app.models.database import Database, StoreUnusable, read_only
from app.models.durable import sync_directory
from app.paths import Profile
from app.services import search
from app.services.backups.service import BackupService
from app.services.settings import read_identity

__all__ = ["NotUpgraded", "Step", "sweep", "upgrade"]

log = logging.getLogger(__name__)

Step = Callable[[str], None]
"""Told the name of each step before it is taken."""

COPIES = 3
"""The backup, the copy, and what the revisions write beside it, each as large as the store."""

INDEX = "search_"
"""Tables that are built from records; a revision may empty them, to have them built anew."""


class NotUpgraded(ActionableError):
    """The store is as it was, at its old revision."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__("S30", what, safe="原来的数据没有变化，升级前的备份也在。", do=do)


def sweep(profile: Profile) -> None:
    """Take away the copy that a power cut left unfinished; nothing in it is needed."""
    if profile.upgrading.exists():
        shutil.rmtree(profile.upgrading, ignore_errors=True)


def upgrade(database: Database, profile: Profile, step: Step = lambda _name: None) -> None:
    """Bring the open ``database`` to the newest revision; it stands behind the same object then.

    Raises ``NoRoom`` (naming the space), ``BackupFailed``, ``NotUpgraded``, ``NewerStore``; the
    store is untouched then.
    """
    if database.damaged:
        raise read_only()
    with database.begin() as session:
        migrate.refuse_newer(migrate.revision_of(session.connection()))
    size = database.path.stat().st_size
    room.require(profile.root, COPIES * size, "升级数据")
    step("backup")
    BackupService(database, profile).make("upgrade")
    sweep(profile)
    try:
        _in_a_copy(database, profile, step)
    except (OSError, sqlcipher.DatabaseError, DBAPIError, StoreUnusable) as error:
        log.error("upgrade failed: %s", type(error).__name__)
        raise NotUpgraded(
            "数据升级没有做成：磁盘写不进去，或数据与新版程序不合。",
            "请检查磁盘空间后重新打开；仍不行时先用原来的版本，并把代码告诉县局。",
        ) from error
    finally:
        sweep(profile)


def _in_a_copy(database: Database, profile: Profile, step: Step) -> None:
    profile.upgrading.mkdir(mode=0o700)
    path = profile.upgrading / profile.database.name
    step("copy")
    copying.copy_store(database, path, lambda _done, _all: None)
    with database.raw() as raw:
        before = integrity.control_totals(raw)
    with database.lent() as (_, key):
        copy = Database(path, key, office=database.office, clock=database.clock)
    try:
        with copy.raw() as raw:
            # SQLite's own advice for altering tables: rows of a table that is built anew must not
            # count as gone while it has no name; every reference is checked below
            raw.execute("PRAGMA foreign_keys=OFF")
        step("revisions")
        with copy.begin() as session:
            migrate.upgrade(session.connection())
            identity = read_identity(session, copy.office)
            at_bureau = identity is not None and identity.kind == "bureau"
            search.rebuild_if_empty(session, at_bureau=at_bureau)
            step("commit")
        step("check")
        _check(copy, before)
    finally:
        copy.close()
    step("force")
    with path.open("rb+") as file:
        copying.force(file)
    sync_directory(profile.upgrading)
    step("swap")
    database.replace_by(path)
    step("done")
    log.info("store upgraded to revision %s", migrate.head())


def _check(copy: Database, before: integrity.Totals) -> None:
    """Every check of L5, and no row missing; raises ``NotUpgraded``."""
    with copy.raw() as raw:
        found = integrity.damage(raw) or ("totals" if _lacking(before, raw) else None)
    if found:
        log.error("upgraded copy not sound: %s", found)
        raise NotUpgraded(
            "数据升级后检查没有通过，已经作废。",
            "请先用原来的版本继续工作，并把代码告诉县局。",
        )


def _lacking(before: integrity.Totals, copy: object) -> list[str]:
    """Tables that lost rows, or whose newest edit is another one than before."""
    after = integrity.control_totals(copy)
    return [
        table
        for table, totals in before.items()
        if not table.startswith(INDEX) and after.get(table) != totals
    ]
