"""First start, opening and closing: from a password to a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import ActionableError
from app.models import keyslots
from app.models.keyslots import DataKey, RecoveryKey
from app.models.password_cost import FLOOR, Argon2Cost
from app.paths import Profile

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.settings import Identity

__all__ = [
    "DataKey",
    "RecoveryKey",
    "adopt_recovery",
    "change_password",
    "create",
    "new_recovery",
    "open_desk",
    "open_unlocked",
    "open_with_recovery",
    "prepare",
    "unlock",
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

    from app.services import opening

    opening.make_store(part, key, identity, clock)
    part.replace(profile.database)
    return opening.desk_of(profile, key, clock), recovery


def open_desk(profile: Profile, password: str, *, clock: Clock) -> Desk:
    """The desk behind ``password``; raises ``keyslots.WrongPassword``, ``TooManyTries``."""
    return open_unlocked(profile, unlock(profile, password, clock=clock), clock=clock)


def unlock(profile: Profile, password: str, *, clock: Clock) -> DataKey:
    """The key behind ``password``, without opening the store; raises as ``open_desk`` does."""
    return keyslots.open_with_password(profile.key_slots, password, clock=clock)


def open_unlocked(profile: Profile, key: DataKey, *, clock: Clock) -> Desk:
    """The desk over the store that ``key`` encrypts."""
    from app.services import opening

    return opening.desk_of(profile, key, clock)


def prepare() -> None:
    """Load what opening a store needs, while nobody waits for it."""
    from app.services import opening

    opening.prepare()


def open_with_recovery(profile: Profile, digits: str, new_password: str, *, clock: Clock) -> Desk:
    """The desk behind the printed recovery key; ``new_password`` replaces the forgotten one."""
    key = keyslots.open_with_recovery(profile.key_slots, digits)
    keyslots.set_password(profile.key_slots, key, new_password)
    return open_unlocked(profile, key, clock=clock)


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
