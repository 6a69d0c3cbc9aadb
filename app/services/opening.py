"""From a data key to a desk: make the store, bring it up to date, open it.

``setup`` is the door to this module and imports it when a key is there: it brings all models and
services, which the log-in dialog does without.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import configure_mappers

from app.models import integrity, migrate
from app.models.database import Database
from app.models.local import SERVER, Setting
from app.models.store import Store
from app.paths import Profile
from app.services import upgrading
from app.services.base import Missing
from app.services.desk import Desk
from app.services.settings import Identity, read_identity

__all__ = ["desk_of", "make_store", "prepare"]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def prepare() -> None:
    """Have ready what the first query of a process pays for, so that no clerk waits for it."""
    migrate.metadata()
    configure_mappers()
    make_url("sqlite+pysqlite://").get_dialect()  # looked up by name, so imported late


def make_store(path: Path, key: bytes, identity: Identity, clock: Clock) -> None:
    """An empty store at the newest revision that knows whose it is."""
    database = Database(path, key, office=identity.code, clock=clock)
    try:
        with database.begin() as session:
            migrate.upgrade(session.connection())
            session.add(Setting(office=identity.code, name="identity", value=asdict(identity)))
    finally:
        database.close()


def desk_of(profile: Profile, key: bytes, clock: Clock) -> Desk:
    """The desk over the store of ``profile``, brought up to date first if it is an older one.

    Looks whether the store is whole; a damaged one is only read (L5).
    """
    crashed = profile.in_use.exists()
    upgrading.sweep(profile)
    database = Database(profile.database, key, office="", clock=clock)
    try:
        if crashed:
            _check_after_crash(database)
        with database.begin() as session:
            outdated = migrate.revision_of(session.connection()) != migrate.head()
            office = session.scalar(select(Setting.office).where(Setting.name == "identity"))
        if office is None:
            raise Missing("本所的设置")
        database.office = office
        if outdated:
            upgrading.upgrade(database, profile)
        with database.begin() as session:
            identity = read_identity(session, office)
        if identity is None:
            raise Missing("本所的设置")
        profile.in_use.touch(mode=0o600)
        return Desk(_store_in_use(database, office, clock), profile, identity, vault=database)
    except BaseException:
        database.close()
        raise


def _store_in_use(vault: Database, office: str, clock: Clock) -> Store:
    """The file itself, or the server that it names (a bureau that has outgrown one PC)."""
    with vault.begin() as session:
        if session.get(Setting, (office, SERVER)) is None:
            return vault
        from app.services import server  # only a large bureau waits for its libraries

        place = server.place_of(session, office)
    return server.connect(place, office, clock)


def _check_after_crash(database: Database) -> None:
    """After a power cut every check runs before anybody works (L5)."""
    with database.raw() as raw:
        found = integrity.damage(raw)
    if found:
        log.error("S08 damage after a crash: %s", found)
        database.keep_as_found()
