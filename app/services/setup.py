"""First start, opening and closing: from a password to a desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.errors import ActionableError
from app.models import keyslots, migrate
from app.models.database import Database
from app.models.keyslots import RecoveryKey
from app.models.local import SERVER, Setting
from app.models.password_cost import FLOOR, Argon2Cost
from app.models.store import Store
from app.paths import Profile
from app.services.base import Missing
from app.services.desk import Desk
from app.services.settings import Identity, read_identity

__all__ = [
    "RecoveryKey",
    "change_password",
    "create",
    "open_desk",
    "open_with_recovery",
    "renew_recovery",
]

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


def renew_recovery(profile: Profile, password: str, *, clock: Clock) -> RecoveryKey:
    """A new recovery key; the old paper opens nothing from now on."""
    key = keyslots.open_with_password(profile.key_slots, password, clock=clock)
    return keyslots.renew_recovery(profile.key_slots, key)


def _desk(profile: Profile, key: bytes, clock: Clock) -> Desk:
    database = Database(profile.database, key, office="", clock=clock)
    try:
        with database.begin() as session:
            outdated = migrate.revision_of(session.connection()) != migrate.head()
        if outdated:
            _upgrade(database, profile, clock())
        with database.begin() as session:
            office = session.scalar(select(Setting.office).where(Setting.name == "identity"))
            identity = read_identity(session, office) if office else None
        if office is None or identity is None:
            raise Missing("本所的设置")
        database.office = office
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


def _upgrade(database: Database, profile: Profile, now: datetime) -> None:
    """Bring the schema up to date, in one transaction, after setting a copy aside (L7)."""
    with database.begin() as session:
        profile.backups.mkdir(exist_ok=True, mode=0o700)
        aside = profile.backups / f"before-upgrade-{now:%Y%m%d-%H%M%S}.db"
        _copy_aside(database.path, aside)
        migrate.upgrade(session.connection())


def _copy_aside(source: Path, target: Path) -> None:
    """Copy the encrypted file as it is; a copy that cannot be finished is removed again."""
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise ActionableError(
            "S06",
            "升级数据前的备份没有写成，升级已停止。",
            do="请清出磁盘空间后再打开程序。",
        ) from error
