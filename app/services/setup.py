"""First start, opening and closing: from a password to a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from app.errors import ActionableError
from app.models import keyslots
from app.models.doors import FIRST_USER
from app.models.keyslots import DataKey, RecoveryKey, Ring
from app.models.password_cost import FLOOR, Argon2Cost
from app.models.recovery_shares import DIGITS as SHARE_DIGITS
from app.models.recovery_shares import Share, combine
from app.models.recovery_shares import split as split_recovery
from app.paths import Profile

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.settings import Identity

__all__ = [
    "SHARE_DIGITS",
    "RecoveryKey",
    "Share",
    "Unlocked",
    "change_password",
    "combine",
    "create",
    "open_desk",
    "open_unlocked",
    "open_with_recovery",
    "prepare",
    "split_recovery",
    "unlock",
]

Clock = Callable[[], datetime]

FIRST_NAME = {"office": "所长", "bureau": "负责人"}
"""What the first account is called while nobody said its name."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What an account brings along when its password fitted.

    ``once``: it was the start password, and its owner has yet to choose one.
    """

    user: str
    key: DataKey
    once: bool = False
    way: Literal["password", "recovery"] = "password"
    sealed: Ring = ()


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
    name: str = "",
    cost: Argon2Cost = FLOOR,
) -> tuple[Desk, RecoveryKey]:
    """A new office or bureau in an empty data folder; returns its desk and the recovery key.

    ``name`` is the person who sets it up: the first account, with the roles 所长 and 管理.

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

    opening.make_store(part, key, identity, name.strip() or FIRST_NAME[identity.kind], clock)
    part.replace(profile.database)
    return opening.desk_of(profile, key, FIRST_USER, clock), recovery


def open_desk(profile: Profile, password: str, *, clock: Clock, user: str = FIRST_USER) -> Desk:
    """The desk of ``user`` behind ``password``; raises as ``unlock`` and ``open_unlocked`` do."""
    return open_unlocked(profile, unlock(profile, password, clock=clock, user=user), clock=clock)


def unlock(profile: Profile, password: str, *, clock: Clock, user: str = FIRST_USER) -> Unlocked:
    """The key behind ``password``, without opening the store.

    Raises ``keyslots.WrongPassword``, ``TooManyTries``, ``SlotsDamaged``.
    """
    opened = keyslots.open_both(profile.key_slots, password, clock=clock, user=user)
    once = keyslots.is_start_password(profile.key_slots, user)
    return Unlocked(user, opened.key, once, sealed=opened.sealed)


def open_unlocked(profile: Profile, unlocked: Unlocked, *, clock: Clock) -> Desk:
    """The desk over the store; raises ``AccountClosed`` for an account that was switched off."""
    from app.services import opening

    return opening.desk_of(
        profile,
        unlocked.key,
        unlocked.user,
        clock,
        way=unlocked.way,
        sealed=unlocked.sealed,
    )


def prepare() -> None:
    """Load what opening a store needs, while nobody waits for it."""
    from app.services import opening

    opening.prepare()


def open_with_recovery(
    profile: Profile, digits: str, new_password: str, *, clock: Clock, user: str = FIRST_USER
) -> Desk:
    """The desk of ``user`` behind the printed recovery key; ``new_password`` replaces theirs."""
    key, sealed = keyslots.open_both_with_recovery(profile.key_slots, digits)
    unlocked = Unlocked(user, key, way="recovery", sealed=sealed)
    desk = open_unlocked(profile, unlocked, clock=clock)
    try:
        keyslots.set_password(profile.key_slots, key, new_password, user=user)
        desk.accounts.settle_sealed()
    except BaseException:
        desk.close()
        raise
    return desk


def change_password(
    profile: Profile, old: str, new: str, *, clock: Clock, user: str = FIRST_USER
) -> None:
    """Replace the password; one key slot is rewritten, the store is not touched."""
    keyslots.change_password(profile.key_slots, old, new, clock=clock, user=user)
