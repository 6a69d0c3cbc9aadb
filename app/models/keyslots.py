"""The key of the store and the slots that hold it: one per password, one for the paper in the safe.

A random data key encrypts the store. It is never written down; each slot holds it wrapped under
one secret, so changing a password rewrites one slot and not the store (trust rule K1). Whoever
loses every password and the recovery key loses the data: nothing here can help, and first start
says so. The slot file must travel with every backup of the store.
"""

from __future__ import annotations

import logging
import math
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from app.errors import ActionableError
from app.models.doors import FIRST_USER
from app.models.password_cost import FLOOR, Argon2Cost, calibrate
from app.models.recovery_key import BadRecoveryKey, RecoveryKey
from app.models.recovery_shares import recovery_key_of
from app.models.sealed_keys import Ring, SealedKey, access_of
from app.models.slot_file import (
    DataKey,
    Slot,
    SlotFile,
    SlotsDamaged,
    SlotsNotSaved,
    Tries,
    name_of,
    read,
    stretch,
)

__all__ = [
    "FIRST_USER",
    "Argon2Cost",
    "BadRecoveryKey",
    "DataKey",
    "Opened",
    "RecoveryKey",
    "Ring",
    "SealedKey",
    "SlotsDamaged",
    "SlotsNotSaved",
    "TooManyTries",
    "WrongPassword",
    "belongs",
    "calibrate",
    "change_password",
    "close",
    "create",
    "failures",
    "forget_failures",
    "grant_sealed",
    "holders",
    "is_start_password",
    "open_both",
    "open_both_with_recovery",
    "open_with_password",
    "open_with_recovery",
    "renew_recovery",
    "renew_sealed",
    "set_password",
    "set_recovery",
]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class WrongPassword(ActionableError):
    """The password opens no slot of this user; ``failed`` counts the bad tries in a row."""

    def __init__(self, failed: int, wait: timedelta) -> None:
        self.failed = failed
        do = "请检查大小写和输入法后重新输入。"
        if wait:
            do = f"请过 {_in_words(wait)}再试；忘记密码时，可用保险柜里的恢复密钥打开。"
        super().__init__("K01", "密码不对。", do=do)


class TooManyTries(ActionableError):
    """Wait before the next try; ``wait`` says how long."""

    def __init__(self, tries: int, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(
            "K02",
            f"密码已连续输错 {tries} 次。",
            do=f"请过 {_in_words(wait)}再试；忘记密码时，可用保险柜里的恢复密钥打开。",
        )


def _in_words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds} 秒" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"


def create(
    path: Path, password: str, *, user: str = FIRST_USER, cost: Argon2Cost = FLOOR
) -> tuple[DataKey, RecoveryKey]:
    """A new store's data key, with a slot for ``password`` and one for the recovery key returned.

    The recovery key is shown and printed once; compare ``RecoveryKey.parse`` of what the person
    retypes with it. Raises ``FileExistsError`` over an existing slot file: writing there would
    destroy the only way into a store.
    """
    _refuse_empty(password)
    if path.exists():
        raise FileExistsError(path.name)
    key, recovery = DataKey(secrets.token_bytes(32)), RecoveryKey.generate()
    slots = (Slot.for_password(user, password, cost, key), Slot.for_recovery(recovery, key))
    SlotFile(name_of(key), slots).write(path)
    return key, recovery


class Opened(NamedTuple):
    """What a secret opens: the key of the store, and the sealed keys for who may look (D2)."""

    key: DataKey
    sealed: Ring = ()


def open_with_password(
    path: Path, password: str, *, clock: Clock, user: str = FIRST_USER
) -> DataKey:
    """The data key behind ``password``; raises as ``open_both`` does."""
    return open_both(path, password, clock=clock, user=user).key


def open_both(path: Path, password: str, *, clock: Clock, user: str = FIRST_USER) -> Opened:
    """Everything behind ``password``.

    Raises ``WrongPassword``; after five of them in a row ``TooManyTries`` until a wait is over
    that doubles from 30 s to 15 min and survives restarts (L8); ``SlotsDamaged``.
    """
    file, now = read(path), clock()
    tries = file.tries.get(user, Tries())
    if wait := tries.wait(now):
        if now < tries.last:
            _save_if_possible(file.with_tries(user, replace(tries, last=now)), path)
        raise TooManyTries(tries.failed, wait)
    slot = file.slot("password", user)
    try:
        if slot is None:
            raise InvalidTag
        secret = slot.secret_of(password)
        opened = Opened(slot.open(secret), slot.open_sealed(secret))
    except InvalidTag:
        failed = tries.failed + 1
        log.warning("K01 wrong password, %d in a row", failed)
        _save_if_possible(file.with_failure(user, failed, now), path)
        raise WrongPassword(failed, Tries(failed, now).wait(now)) from None
    if tries.failed:
        _save_if_possible(file.with_tries(user, Tries()), path)
    _know(path, slot, secret)
    return opened


def _know(path: Path, slot: Slot, secret: bytes) -> None:
    """Keep the public half of an account whose slot an older program made."""
    if not slot.public:
        file = read(path)
        public = access_of(secret).public
        known = (replace(s, public=public) if s.id == slot.id else s for s in file.slots)
        _save_if_possible(replace(file, slots=tuple(known)), path)


def open_with_recovery(path: Path, digits: str) -> DataKey:
    """The data key behind the printed digits; raises as ``open_both_with_recovery`` does."""
    return open_both_with_recovery(path, digits).key


def open_both_with_recovery(path: Path, digits: str) -> Opened:
    """Everything behind the printed digits; not held up by bad passwords.

    ``digits`` may be two lines: two of the three shares of a split key.

    Raises ``BadRecoveryKey`` (a slip, naming the group, or another store's paper), ``SlotsDamaged``.
    """
    recovery, slot = recovery_key_of(digits), read(path).slot("recovery", "")
    try:
        if slot is None:
            raise InvalidTag
        secret = stretch(recovery, slot.salt)
        opened = Opened(slot.open(secret), slot.open_sealed(secret))
    except InvalidTag:
        raise BadRecoveryKey("这份恢复密钥不属于本数据库，或已被新的恢复密钥代替。") from None
    _know(path, slot, secret)
    return opened


def grant_sealed(path: Path, key: bytes, users: Iterable[str], ring: Ring) -> frozenset[str]:
    """Let ``users`` and the paper in the safe open what is sealed, and nobody else (D2).

    Without a ``ring`` in hand nobody is added; who may no longer look loses the way in all the
    same. Returns who lost it. Raises ``SlotsNotSaved``.
    """
    file, may = _of_this_key(path, key), set(users)
    lost = frozenset(s.user for s in file.slots if s.kind == "password" and s.sealed) - may

    def settled(slot: Slot) -> Slot:
        if slot.kind == "password" and slot.user not in may:
            return replace(slot, sealed=b"")
        return slot.with_sealed(ring) if ring and not slot.sealed and slot.public else slot

    slots = tuple(map(settled, file.slots))
    if slots != file.slots:
        replace(file, slots=slots).write(path)
    return lost


def renew_sealed(path: Path, key: bytes, users: Iterable[str], ring: Ring) -> None:
    """As ``grant_sealed``, with ``ring`` in the place of whatever each way in held before."""
    file, may = _of_this_key(path, key), set(users)

    def renewed(slot: Slot) -> Slot:
        holds = slot.public and (slot.kind == "recovery" or slot.user in may)
        return slot.with_sealed(ring) if holds else replace(slot, sealed=b"")

    replace(file, slots=tuple(map(renewed, file.slots))).write(path)


def holders(path: Path) -> frozenset[str]:
    """The accounts that can open what is sealed."""
    return frozenset(s.user for s in read(path).slots if s.sealed and s.kind == "password")


def set_password(
    path: Path,
    key: bytes,
    password: str,
    *,
    user: str = FIRST_USER,
    cost: Argon2Cost | None = None,
    once: bool = False,
) -> None:
    """Give ``user`` a password, new or in place of the old one; every other slot stays.

    ``key`` is the opened data key, so a forgotten password is replaced after
    ``open_with_recovery``. ``once`` marks a start password, which its owner replaces at first use.
    Without ``cost`` the user's own cost is kept, else what others of this PC have. Raises
    ``SlotsNotSaved``.
    """
    _refuse_empty(password)
    file = _of_this_key(path, key)
    if cost is None:
        here = [file.slot("password", user), *file.slots]
        cost = next((slot.cost for slot in here if slot and slot.cost), FLOOR)
    file.with_slot(Slot.for_password(user, password, cost, key, once=once)).write(path)


def close(path: Path, key: bytes, user: str) -> None:
    """Take away every way in that ``user`` has; raises ``SlotsNotSaved``."""
    _of_this_key(path, key).without(user).write(path)


def is_start_password(path: Path, user: str) -> bool:
    """Whether ``user`` was given a password that opens only to be replaced by an own one."""
    slot = read(path).slot("password", user)
    return slot is not None and slot.once


def failures(path: Path) -> tuple[tuple[str, datetime], ...]:
    """Bad tries that are not in the log of the store yet: account and time."""
    return read(path).failures


def forget_failures(path: Path, logged: int) -> None:
    """The oldest ``logged`` bad tries stand in the log now."""
    if logged:
        file = read(path)
        _save_if_possible(replace(file, failures=file.failures[logged:]), path)


def change_password(
    path: Path, old: str, new: str, *, clock: Clock, user: str = FIRST_USER
) -> DataKey:
    """Replace ``old`` by ``new`` and return the data key; raises as ``open_with_password`` does."""
    _refuse_empty(new)
    key, sealed = open_both(path, old, clock=clock, user=user)
    set_password(path, key, new, user=user)
    if sealed:  # the way in to what is sealed goes over to the new password
        file = read(path)
        mine = file.slot("password", user)
        if mine is not None:
            file.with_slot(mine.with_sealed(sealed)).write(path)
    return key


def renew_recovery(path: Path, key: bytes) -> RecoveryKey:
    """A new recovery key; the old paper opens nothing from now on."""
    recovery = RecoveryKey.generate()
    set_recovery(path, key, recovery)
    return recovery


def set_recovery(path: Path, key: bytes, recovery: RecoveryKey) -> None:
    """Put ``recovery`` in place of the old one, once its paper was proved by typing it (K1)."""
    _of_this_key(path, key).with_slot(Slot.for_recovery(recovery, key)).write(path)


def belongs(path: Path, key: bytes) -> bool:
    """Whether the slot file at ``path`` reads and holds this data key; a backup asks."""
    try:
        return read(path).key_name == name_of(key)
    except SlotsDamaged:
        return False


def _save_if_possible(file: SlotFile, path: Path) -> None:
    """Keep the count of bad tries; a full disk must neither lock a person out nor alarm them."""
    with suppress(SlotsNotSaved):
        file.write(path)


def _of_this_key(path: Path, key: bytes) -> SlotFile:
    file = read(path)
    if file.key_name != name_of(key):
        raise ValueError("the slot file belongs to another store")
    return file


def _refuse_empty(password: str) -> None:
    if not password:
        raise ValueError("an empty password")
