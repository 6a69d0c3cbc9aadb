"""The key of the store and the slots that hold it: one per password, one for the paper in the safe.

A random data key encrypts the store. It is never written down; each slot holds it wrapped under
one secret, so changing a password rewrites one slot and not the store (trust rule K1). Whoever
loses every password and the recovery key loses the data: nothing here can help, and first start
says so. The slot file must travel with every backup of the store.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import math
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import ActionableError
from app.models.durable import write_durably
from app.models.password_cost import FLOOR, Argon2Cost, calibrate
from app.models.recovery_key import BadRecoveryKey, RecoveryKey

__all__ = [
    "FIRST_USER",
    "Argon2Cost",
    "BadRecoveryKey",
    "DataKey",
    "RecoveryKey",
    "SlotsDamaged",
    "SlotsNotSaved",
    "TooManyTries",
    "WrongPassword",
    "belongs",
    "calibrate",
    "change_password",
    "create",
    "open_with_password",
    "open_with_recovery",
    "renew_recovery",
    "set_password",
    "set_recovery",
]

FIRST_USER = "u1"  # an opaque id: personal names stay inside the encrypted store

log = logging.getLogger(__name__)

FORMAT = 1
FREE_TRIES = 5  # trust rule L8: after five bad passwords the wait grows
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

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


class SlotsDamaged(ActionableError):
    """The slot file is missing, damaged, or of a newer program."""


class SlotsNotSaved(ActionableError):
    """The slot file could not be written; the old one is still there."""


def _in_words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds} 秒" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"


class DataKey(bytes):
    """The 32 bytes that encrypt the store; never shown in a log or a debugger's list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DataKey(…)"

    __str__ = __repr__


Kind = Literal["password", "recovery"]


@dataclass(frozen=True)
class _Slot:
    """The data key wrapped under one secret. ``cost`` is None for the recovery key: 128 random
    bits need no slow hash.
    """

    id: str
    kind: Kind
    user: str
    salt: bytes
    cost: Argon2Cost | None
    nonce: bytes
    wrapped: bytes

    @classmethod
    def for_password(cls, user: str, password: str, cost: Argon2Cost, key: bytes) -> _Slot:
        salt = secrets.token_bytes(16)
        return cls._wrap("password", user, salt, cost, cost.derive(password, salt), key)

    @classmethod
    def for_recovery(cls, recovery: RecoveryKey, key: bytes) -> _Slot:
        salt = secrets.token_bytes(16)
        return cls._wrap("recovery", "", salt, None, _stretch(recovery, salt), key)

    @classmethod
    def _wrap(
        cls, kind: Kind, user: str, salt: bytes, cost: Argon2Cost | None, secret: bytes, key: bytes
    ) -> _Slot:
        slot = cls(secrets.token_hex(8), kind, user, salt, cost, secrets.token_bytes(12), b"")
        return replace(slot, wrapped=AESGCM(secret).encrypt(slot.nonce, key, slot.bound))

    @property
    def bound(self) -> bytes:
        """What the wrapped key is tied to, so that no slot can pass for another user's."""
        return f"keyslot/{FORMAT}/{self.id}/{self.kind}/{self.user}".encode()

    def open(self, secret: bytes) -> DataKey:
        """The data key; raises ``InvalidTag`` under any other secret."""
        return DataKey(AESGCM(secret).decrypt(self.nonce, self.wrapped, self.bound))

    def open_password(self, password: str) -> DataKey:
        if self.cost is None:
            raise InvalidTag
        return self.open(self.cost.derive(password, self.salt))

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        for name in ("salt", "nonce", "wrapped"):
            values[name] = base64.b64encode(values[name]).decode()
        if values["cost"] is not None:
            del values["cost"]["test_only"]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> _Slot:
        """A slot as stored; raises what a damaged file makes it raise."""
        cost = Argon2Cost.stored(values["cost"]) if values["kind"] == "password" else None
        binary = {n: base64.b64decode(values[n]) for n in ("salt", "nonce", "wrapped")}
        return cls(values["id"], values["kind"], values["user"], cost=cost, **binary)


def _stretch(recovery: RecoveryKey, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"keyslot recovery").derive(recovery.raw)


def _name_of(key: bytes) -> str:
    """Which data key a slot file belongs to, without telling anything about the key."""
    return HKDF(SHA256(), 8, None, b"keyslot key name").derive(key).hex()


@dataclass(frozen=True)
class _Tries:
    """Bad passwords in a row of one user, and when the last was typed."""

    failed: int = 0
    last: datetime = datetime.min  # noqa: DTZ901 - the clock gives naive local time

    def wait(self, now: datetime) -> timedelta:
        """How long until the next try; zero when one may try now.

        A clock set back makes the wait start over, and not last until the old time returns.
        """
        if self.failed < FREE_TRIES:
            return timedelta(0)
        doublings = min(self.failed - FREE_TRIES, 10)
        whole = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
        return max(timedelta(0), min(whole, whole - (now - self.last)))


@dataclass(frozen=True)
class _SlotFile:
    """All slots of one store, and the bad tries since the last good one."""

    key_name: str
    slots: tuple[_Slot, ...]
    tries: dict[str, _Tries] = field(default_factory=dict)

    def slot(self, kind: Kind, user: str) -> _Slot | None:
        return next((s for s in self.slots if s.kind == kind and s.user == user), None)

    def with_slot(self, new: _Slot) -> _SlotFile:
        """The file with ``new`` in the place of the old slot of the same kind and user."""
        others = tuple(s for s in self.slots if (s.kind, s.user) != (new.kind, new.user))
        return replace(self, slots=(*others, new)).with_tries(new.user, _Tries())

    def with_tries(self, user: str, tries: _Tries) -> _SlotFile:
        return replace(self, tries={**self.tries, user: tries})

    def write(self, path: Path) -> None:
        """Put the file in place of the old one; raises ``SlotsNotSaved``, the old one unchanged."""
        body = {
            "format": FORMAT,
            "key_name": self.key_name,
            "slots": [slot.to_json() for slot in self.slots],
            "tries": {
                user: {"failed": tries.failed, "last": tries.last.isoformat()}
                for user, tries in self.tries.items()
                if tries.failed
            },
        }
        text = json.dumps({"body": body, "sha256": _checksum(body)}, indent=1)
        try:
            write_durably(path, text.encode())
        except OSError as error:
            raise SlotsNotSaved(
                "K05",
                "密钥文件没有写成：磁盘已满或不能写入。",
                safe="原来的密码和恢复密钥仍然有效。",
                do="请腾出磁盘空间（至少 1 MB）后再试。",
            ) from error


def _checksum(body: dict[str, Any]) -> str:
    """Tells a damaged file from a wrong password."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> _SlotFile:
    """The slot file at ``path``; raises ``SlotsDamaged``."""
    try:
        whole = json.loads(path.read_bytes())
        body = whole["body"]
        if whole["sha256"] != _checksum(body):
            raise ValueError("checksum")
        if body["format"] > FORMAT:
            raise SlotsDamaged(
                "K06", "密钥文件由更新版本的程序写成，本版本打不开。", do="请安装新版程序。"
            )
        tries = {
            user: _Tries(entry["failed"], datetime.fromisoformat(entry["last"]))
            for user, entry in body["tries"].items()
        }
        slots = tuple(_Slot.from_json(values) for values in body["slots"])
        return _SlotFile(body["key_name"], slots, tries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SlotsDamaged(
            "K04",
            "密钥文件缺失或已损坏，数据库暂时打不开。",
            safe="数据库文件没有改动。",
            do="请从备份中取回同一天的密钥文件（keys.json），放回数据文件夹。",
        ) from error


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
    slots = (_Slot.for_password(user, password, cost, key), _Slot.for_recovery(recovery, key))
    _SlotFile(_name_of(key), slots).write(path)
    return key, recovery


def open_with_password(
    path: Path, password: str, *, clock: Clock, user: str = FIRST_USER
) -> DataKey:
    """The data key behind ``password``.

    Raises ``WrongPassword``; after five of them in a row ``TooManyTries`` until a wait is over
    that doubles from 30 s to 15 min and survives restarts (L8); ``SlotsDamaged``.
    """
    file, now = _read(path), clock()
    tries = file.tries.get(user, _Tries())
    if wait := tries.wait(now):
        if now < tries.last:
            _save_if_possible(file.with_tries(user, replace(tries, last=now)), path)
        raise TooManyTries(tries.failed, wait)
    slot = file.slot("password", user)
    try:
        if slot is None:
            raise InvalidTag
        key = slot.open_password(password)
    except InvalidTag:
        tries = _Tries(tries.failed + 1, now)
        log.warning("K01 wrong password, %d in a row", tries.failed)
        _save_if_possible(file.with_tries(user, tries), path)
        raise WrongPassword(tries.failed, tries.wait(now)) from None
    if tries.failed:
        _save_if_possible(file.with_tries(user, _Tries()), path)
    return key


def open_with_recovery(path: Path, digits: str) -> DataKey:
    """The data key behind the printed digits; not held up by bad passwords.

    Raises ``BadRecoveryKey`` (a slip, naming the group, or another store's paper), ``SlotsDamaged``.
    """
    recovery, slot = RecoveryKey.parse(digits), _read(path).slot("recovery", "")
    try:
        if slot is None:
            raise InvalidTag
        return slot.open(_stretch(recovery, slot.salt))
    except InvalidTag:
        raise BadRecoveryKey("这份恢复密钥不属于本数据库，或已被新的恢复密钥代替。") from None


def set_password(
    path: Path,
    key: bytes,
    password: str,
    *,
    user: str = FIRST_USER,
    cost: Argon2Cost | None = None,
) -> None:
    """Give ``user`` a password, new or in place of the old one; every other slot stays.

    ``key`` is the opened data key, so a forgotten password is replaced after
    ``open_with_recovery``. Without ``cost`` the user's own cost is kept. Raises ``SlotsNotSaved``.
    """
    _refuse_empty(password)
    file = _of_this_key(path, key)
    if cost is None:
        old = file.slot("password", user)
        cost = old.cost if old and old.cost else FLOOR
    file.with_slot(_Slot.for_password(user, password, cost, key)).write(path)


def change_password(
    path: Path, old: str, new: str, *, clock: Clock, user: str = FIRST_USER
) -> DataKey:
    """Replace ``old`` by ``new`` and return the data key; raises as ``open_with_password`` does."""
    _refuse_empty(new)
    key = open_with_password(path, old, clock=clock, user=user)
    set_password(path, key, new, user=user)
    return key


def renew_recovery(path: Path, key: bytes) -> RecoveryKey:
    """A new recovery key; the old paper opens nothing from now on."""
    recovery = RecoveryKey.generate()
    set_recovery(path, key, recovery)
    return recovery


def set_recovery(path: Path, key: bytes, recovery: RecoveryKey) -> None:
    """Put ``recovery`` in place of the old one, once its paper was proved by typing it (K1)."""
    _of_this_key(path, key).with_slot(_Slot.for_recovery(recovery, key)).write(path)


def belongs(path: Path, key: bytes) -> bool:
    """Whether the slot file at ``path`` reads and holds this data key; a backup asks."""
    try:
        return _read(path).key_name == _name_of(key)
    except SlotsDamaged:
        return False


def _save_if_possible(file: _SlotFile, path: Path) -> None:
    """Keep the count of bad tries; a full disk must neither lock a person out nor alarm them."""
    with suppress(SlotsNotSaved):
        file.write(path)


def _of_this_key(path: Path, key: bytes) -> _SlotFile:
    file = _read(path)
    if file.key_name != _name_of(key):
        raise ValueError("the slot file belongs to another store")
    return file


def _refuse_empty(password: str) -> None:
    if not password:
        raise ValueError("an empty password")
