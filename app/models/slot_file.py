"""What stands in ``keys.json``: the data key wrapped once per way in, and the bad tries.

An account is named by an opaque id (``u1``, ``u2``, ...) only: whoever finds the file learns how many
accounts there are, and no name. ``keyslots`` is the door; this is its file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
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
from app.models.password_cost import Argon2Cost
from app.models.recovery_key import RecoveryKey
from app.models.sealed_keys import Ring, access_of, joined, parted, wrap

__all__ = [
    "DataKey",
    "Slot",
    "SlotFile",
    "SlotsDamaged",
    "SlotsNotSaved",
    "Tries",
    "checksum",
    "name_of",
    "read",
    "stretch",
]

FORMAT = 1
FREE_TRIES = 5  # trust rule L8: after five bad passwords the wait grows
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
MOST_FAILURES = 500


class SlotsDamaged(ActionableError):
    """The slot file is missing, damaged, or of a newer program."""


class SlotsNotSaved(ActionableError):
    """The slot file could not be written; the old one is still there."""


class DataKey(bytes):
    """The 32 bytes that encrypt the store; never shown in a log or a debugger's list."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DataKey(…)"

    __str__ = __repr__


Kind = Literal["password", "recovery"]

BINARY = ("salt", "nonce", "wrapped")
LATER = ("public", "sealed")
"""Binary parts that slots of older programs lack."""


@dataclass(frozen=True)
class Slot:
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
    once: bool = False
    public: bytes = b""
    """The half of its own pair to which the sealed key is wrapped (``sealed_keys``)."""
    sealed: bytes = b""
    """The sealed keys, for an account that may look."""

    @classmethod
    def for_password(
        cls, user: str, password: str, cost: Argon2Cost, key: bytes, *, once: bool = False
    ) -> Slot:
        """Opened by ``password``; with ``once`` a start password, to be replaced at first use."""
        salt = secrets.token_bytes(16)
        slot = cls._wrap("password", user, salt, cost, cost.derive(password, salt), key)
        return replace(slot, once=once)

    @classmethod
    def for_recovery(cls, recovery: RecoveryKey, key: bytes) -> Slot:
        """Opened by the paper from the safe."""
        salt = secrets.token_bytes(16)
        return cls._wrap("recovery", "", salt, None, stretch(recovery, salt), key)

    @classmethod
    def _wrap(
        cls, kind: Kind, user: str, salt: bytes, cost: Argon2Cost | None, secret: bytes, key: bytes
    ) -> Slot:
        slot = cls(secrets.token_hex(8), kind, user, salt, cost, secrets.token_bytes(12), b"")
        wrapped = AESGCM(secret).encrypt(slot.nonce, key, slot.bound)
        return replace(slot, wrapped=wrapped, public=access_of(secret).public)

    @property
    def bound(self) -> bytes:
        """What the wrapped key is tied to, so that no slot can pass for another user's."""
        return f"keyslot/{FORMAT}/{self.id}/{self.kind}/{self.user}".encode()

    def open(self, secret: bytes) -> DataKey:
        """The data key; raises ``InvalidTag`` under any other secret."""
        return DataKey(AESGCM(secret).decrypt(self.nonce, self.wrapped, self.bound))

    def secret_of(self, password: str) -> bytes:
        """What the password is stretched to; takes a second."""
        if self.cost is None:
            raise InvalidTag
        return self.cost.derive(password, self.salt)

    def open_password(self, password: str) -> DataKey:
        """The data key; raises ``InvalidTag`` for any other password."""
        return self.open(self.secret_of(password))

    def with_sealed(self, ring: Ring) -> Slot:
        """The slot with the sealed keys for its owner, who alone can unwrap them."""
        return replace(self, sealed=wrap(self.public, joined(ring), self.bound))

    def open_sealed(self, secret: bytes) -> Ring:
        """The sealed keys this slot holds; empty when it holds none."""
        if not self.sealed:
            return ()
        try:
            return parted(access_of(secret).unwrap(self.sealed, self.bound))
        except InvalidTag:
            return ()

    def to_json(self) -> dict[str, Any]:
        """The slot as it stands in the file."""
        values = asdict(self)
        for name in ("once", *LATER):
            if not values[name]:
                del values[name]
        for name in (*BINARY, *LATER):
            if name in values:
                values[name] = base64.b64encode(values[name]).decode()
        if values["cost"] is not None:
            del values["cost"]["test_only"]
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Slot:
        """A slot as stored; raises what a damaged file makes it raise."""
        cost = Argon2Cost.stored(values["cost"]) if values["kind"] == "password" else None
        binary = {n: base64.b64decode(values[n]) for n in BINARY}
        binary |= {n: base64.b64decode(values.get(n, "")) for n in LATER}
        once = values.get("once", False) is True
        return cls(values["id"], values["kind"], values["user"], cost=cost, once=once, **binary)


def stretch(recovery: RecoveryKey, salt: bytes) -> bytes:
    """The key that opens the slot of the paper."""
    return HKDF(SHA256(), 32, salt, b"keyslot recovery").derive(recovery.raw)


def name_of(key: bytes) -> str:
    """Which data key a slot file belongs to, without telling anything about the key."""
    return HKDF(SHA256(), 8, None, b"keyslot key name").derive(key).hex()


@dataclass(frozen=True)
class Tries:
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
class SlotFile:
    """All slots of one store, and the bad tries since the last good one.

    ``failures`` are bad tries nobody has written into the log of the store yet: who opens it next
    takes them there (U1).
    """

    key_name: str
    slots: tuple[Slot, ...]
    tries: dict[str, Tries] = field(default_factory=dict)
    failures: tuple[tuple[str, datetime], ...] = ()

    def slot(self, kind: Kind, user: str) -> Slot | None:
        """The way in of this kind that an account has."""
        return next((s for s in self.slots if s.kind == kind and s.user == user), None)

    def with_slot(self, new: Slot) -> SlotFile:
        """The file with ``new`` in the place of the old slot of the same kind and user."""
        others = tuple(s for s in self.slots if (s.kind, s.user) != (new.kind, new.user))
        return replace(self, slots=(*others, new)).with_tries(new.user, Tries())

    def without(self, user: str) -> SlotFile:
        """The file without any way in for ``user``."""
        return replace(self, slots=tuple(s for s in self.slots if s.user != user))

    def with_failure(self, user: str, failed: int, now: datetime) -> SlotFile:
        """One more bad try; of very many the newest are kept."""
        failures = (*self.failures, (user, now))[-MOST_FAILURES:]
        return replace(self, failures=failures).with_tries(user, Tries(failed, now))

    def with_tries(self, user: str, tries: Tries) -> SlotFile:
        """The file with another count of bad tries."""
        return replace(self, tries={**self.tries, user: tries})

    def write(self, path: Path) -> None:
        """Put the file in place of the old one; raises ``SlotsNotSaved``, the old one unchanged."""
        body: dict[str, Any] = {
            "format": FORMAT,
            "key_name": self.key_name,
            "slots": [slot.to_json() for slot in self.slots],
            "tries": {
                user: {"failed": tries.failed, "last": tries.last.isoformat()}
                for user, tries in self.tries.items()
                if tries.failed
            },
        }
        if self.failures:
            body["failures"] = [[user, at.isoformat()] for user, at in self.failures]
        text = json.dumps({"body": body, "sha256": checksum(body)}, indent=1)
        try:
            write_durably(path, text.encode())
        except OSError as error:
            raise SlotsNotSaved(
                "K05",
                "密钥文件没有写成：磁盘已满或不能写入。",
                safe="原来的密码和恢复密钥仍然有效。",
                do="请腾出磁盘空间（至少 1 MB）后再试。",
            ) from error


def checksum(body: dict[str, Any]) -> str:
    """Tells a damaged file from a wrong password."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def read(path: Path) -> SlotFile:
    """The slot file at ``path``; raises ``SlotsDamaged``."""
    try:
        whole = json.loads(path.read_bytes())
        body = whole["body"]
        if whole["sha256"] != checksum(body):
            raise ValueError("checksum")
        if body["format"] > FORMAT:
            raise SlotsDamaged(
                "K06", "密钥文件由更新版本的程序写成，本版本打不开。", do="请安装新版程序。"
            )
        tries = {
            user: Tries(entry["failed"], datetime.fromisoformat(entry["last"]))
            for user, entry in body["tries"].items()
        }
        slots = tuple(Slot.from_json(values) for values in body["slots"])
        failures = tuple(
            (user, datetime.fromisoformat(at)) for user, at in body.get("failures", ())
        )
        return SlotFile(body["key_name"], slots, tries, failures)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SlotsDamaged(
            "K04",
            "密钥文件缺失或已损坏，数据库暂时打不开。",
            safe="数据库文件没有改动。",
            do="请从备份中取回同一天的密钥文件（keys.json），放回数据文件夹。",
        ) from error
