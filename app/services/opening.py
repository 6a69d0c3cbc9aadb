"""From a data key to a desk: make the store, bring it up to date, open it.

``setup`` is the door to this module and imports it when a key is there: it brings all models and
services, which the log-in dialog does without.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import configure_mappers

from app.models import integrity, keyslots, migrate
from app.models.account import Account
from app.models.database import Database, StoreUnusable, unopenable
from app.models.keyslots import Ring
from app.models.local import SERVER, Setting
from app.models.store import Store
from app.paths import Profile
from app.services import log_in, sealed_access, upgrading
from app.services.access import Role
from app.services.base import Missing
from app.services.bundles.laid import lay_newest_over
from app.services.desk import Desk
from app.services.log import LogService
from app.services.recovery.arrival import arrive, seals_of
from app.services.settings import Identity, read_identity

__all__ = ["desk_of", "make_store", "prepare"]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def prepare() -> None:
    """Have ready what the first query of a process pays for, so that no clerk waits for it."""
    migrate.metadata()
    migrate.head()
    configure_mappers()
    make_url("sqlite+pysqlite://").get_dialect()  # looked up by name, so imported late


def make_store(path: Path, key: bytes, identity: Identity, name: str, clock: Clock) -> None:
    """An empty store at the newest revision that knows whose it is, and who set it up.

    The first account is head and administrator: it may do everything but read the log.
    """
    database = Database(path, key, office=identity.code, clock=clock)
    try:
        with database.begin() as session:
            migrate.upgrade(session.connection())
            session.add(Setting(office=identity.code, name="identity", value=asdict(identity)))
            session.add(
                Account(
                    office=identity.code,
                    id=keyslots.FIRST_USER,
                    name=name,
                    roles=[Role.HEAD.value, Role.ADMIN.value],
                    made_at=clock(),
                )
            )
    finally:
        database.close()


def desk_of(
    profile: Profile,
    key: bytes,
    user: str,
    clock: Clock,
    *,
    way: str = "password",
    sealed: Ring = (),
) -> Desk:
    """The desk of an account over the store of ``profile``, brought up to date first.

    Looks whether the store is whole; a damaged one is only read (L5), also where opening itself
    meets the damage. Raises ``AccountClosed``, and ``StoreUnusable`` where it cannot even be read.
    """
    crashed = profile.in_use.exists()
    upgrading.sweep(profile)
    database = Database(profile.database, key, office="", clock=clock)
    opening = partial(_desk_over, database, profile, user, clock, way, sealed)
    try:
        if crashed:
            _check_after_crash(database)
        whole = not database.damaged
        try:
            return opening(crashed=crashed)
        except StoreUnusable:
            if not database.damaged:
                raise
        if whole:
            log.error("S08 damage met while opening")
            with suppress(StoreUnusable):
                return opening(crashed=crashed)
        raise unopenable()
    except BaseException:
        database.close()
        raise


def _desk_over(
    database: Database,
    profile: Profile,
    user: str,
    clock: Clock,
    way: str,
    sealed: Ring,
    *,
    crashed: bool,
) -> Desk:
    """The desk, from the open file on."""
    with database.begin() as session:
        outdated = migrate.revision_of(session.connection()) != migrate.head()
        office = session.scalar(select(Setting.office).where(Setting.name == "identity"))
    if office is None:
        raise Missing("本所的设置")
    database.office = office
    if outdated:
        upgrading.upgrade(database, profile)
    if crashed and not database.damaged:
        LogService(database).verify()
    with database.begin() as session:
        identity = read_identity(session, office)
        if identity is None:
            raise Missing("本所的设置")
        roles = log_in.roles_of(session, office, user)
        elsewhere = session.get(Setting, (office, SERVER)) is not None
    if identity.kind == "office" and not database.damaged:
        arrive(database, profile)
    profile.in_use.touch(mode=0o600)
    store = _server(database, office, clock) if elsewhere else database
    for one in (database, store):
        one.actor, one.roles = user, roles
    with store.begin() as session:
        lay_newest_over(session, store)
    log_in.write(database, store, profile, way)
    store.sealed_ring = database.sealed_ring = sealed_access.settle(database, profile, sealed)
    desk = Desk(store, profile, identity, vault=database)
    if not database.damaged:
        desk.corrections.seals.catch_up(seals_of(database, profile))
    return desk


def _server(vault: Database, office: str, clock: Clock) -> Store:
    """The server that the file names: of a bureau that has outgrown one PC."""
    from app.services import server  # only there one waits for its libraries

    with vault.begin() as session:
        place = server.place_of(session, office)
    return server.connect(place, office, clock)


def _check_after_crash(database: Database) -> None:
    """After a power cut every check runs before anybody works (L5)."""
    with database.raw() as raw:
        found = integrity.damage(raw)
    if found:
        log.error("S08 damage after a crash: %s", found)
        database.keep_as_found()
