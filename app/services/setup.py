"""First start, opening and closing: from a password to a desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from app.errors import ActionableError
from app.models import integrity, keyslots, migrate
from app.models.database import Database, read_only
from app.models.keyslots import RecoveryKey
from app.models.local import SERVER, Setting
from app.models.password_cost import FLOOR, Argon2Cost
from app.models.store import Store
from app.paths import Profile
from app.services.backups.service import BackupService
from app.services.base import Missing
from app.services.desk import Desk
from app.services.settings import Identity, read_identity

__all__ = [
    "RecoveryKey",
    "adopt_recovery",
    "change_password",
    "create",
    "new_recovery",
    "open_desk",
    "open_with_recovery",
]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class AlreadySetUp(ActionableError):
    """There is an office in this folder already."""

    def __init__(self) -> None:
        super().__init__("S05", "这个数据文件夹里已经有一个所的数据。", do="请直接用密码打开它。")


def create(
    profile: Profile,
    identity: Identity,
    password: str,
    *,
    clock: Clock,
    cost: Argon2Cost = FLOOR,
) -> tuple[Desk, RecoveryKey]:
    """A new office or bureau in an empty data folder; returns its desk and the recovery key.

    The store appears under its name only when it is complete: a power cut half-way leaves nothing
    that could be mistaken for an office. Raises ``AlreadySetUp``.
    """
    if profile.database.exists():
        raise AlreadySetUp
    profile.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    profile.key_slots.unlink(missing_ok=True)  # of a set-up that never made its store
    part = profile.database.with_suffix(".part")
    part.unlink(missing_ok=True)
    key, recovery = keyslots.create(profile.key_slots, password, cost=cost)
    database = Database(part, key, office=identity.code, clock=clock)
    try:
        with database.begin() as session:
            migrate.upgrade(session.connection())
            session.add(Setting(office=identity.code, name="identity", value=asdict(identity)))
    finally:
        database.close()
    part.replace(profile.database)
    return _desk(profile, key, clock), recovery


def open_desk(profile: Profile, password: str, *, clock: Clock) -> Desk:
    """The desk behind ``password``; raises ``keyslots.WrongPassword``, ``TooManyTries``."""
    return _desk(
        profile, keyslots.open_with_password(profile.key_slots, password, clock=clock), clock
    )


def open_with_recovery(profile: Profile, digits: str, new_password: str, *, clock: Clock) -> Desk:
    """The desk behind the printed recovery key; ``new_password`` replaces the forgotten one."""
    key = keyslots.open_with_recovery(profile.key_slots, digits)
    keyslots.set_password(profile.key_slots, key, new_password)
    return _desk(profile, key, clock)


def change_password(profile: Profile, old: str, new: str, *, clock: Clock) -> None:
    """Replace the password; one key slot is rewritten, the store is not touched."""
    keyslots.change_password(profile.key_slots, old, new, clock=clock)


def new_recovery(profile: Profile, password: str, *, clock: Clock) -> RecoveryKey:
    """A fresh recovery key for a person who knows the password; not in force yet.

    It is printed and typed again first: a renewal cut short must leave the old paper good (K1).
    """
    keyslots.open_with_password(profile.key_slots, password, clock=clock)
    return RecoveryKey.generate()


def adopt_recovery(profile: Profile, password: str, recovery: RecoveryKey, *, clock: Clock) -> None:
    """Put a proved recovery key in force; the old paper opens nothing from now on."""
    key = keyslots.open_with_password(profile.key_slots, password, clock=clock)
    keyslots.set_recovery(profile.key_slots, key, recovery)


def _desk(profile: Profile, key: bytes, clock: Clock) -> Desk:
    """Open the store and look whether it is whole; a damaged one is only read (L5)."""
    crashed = profile.in_use.exists()
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
            _upgrade(database, profile)
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


def _upgrade(database: Database, profile: Profile) -> None:
    """Bring the schema up to date, in one transaction, after a backup (L7)."""
    if database.damaged:
        raise read_only()
    BackupService(database, profile).make("upgrade")
    with database.begin() as session:
        migrate.upgrade(session.connection())
