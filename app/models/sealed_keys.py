"""The sealed key: what is sealed is encrypted to it, and only named accounts can open it (trust D2).

A store has one pair of X25519 keys beside its data key. Whoever works here may seal with the public
half. The private half lies in ``keys.json``, wrapped once for each account whose role may look and
once for the paper in the safe: each of these has a pair of its own, whose private half follows from
its secret and is kept nowhere. So a colleague's way in can be made without that colleague's password,
and an administrator who gives somebody a new password has not opened what is sealed.

Who may no longer look keeps what they once copied, so the key is changed then. A way in therefore
holds a ``Ring``: the key in use and the earlier ones, by which old backups are read.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["InvalidTag", "Ring", "SealedKey", "access_of", "joined", "parted", "wrap"]

RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
POINT, NONCE, KEY = 32, 12, 32


@dataclass(frozen=True, slots=True, repr=False)
class SealedKey:
    """A private half; never shown in a log or a debugger's list."""

    raw: bytes

    @classmethod
    def generate(cls) -> SealedKey:
        """A fresh one."""
        return cls(secrets.token_bytes(32))

    def __repr__(self) -> str:
        return "SealedKey(…)"

    @property
    def public(self) -> bytes:
        """The half that seals."""
        return X25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes(*RAW)

    def unwrap(self, wrapped: bytes, bound: bytes) -> bytes:
        """What was wrapped to this key; raises ``InvalidTag`` for anything else."""
        if len(wrapped) < POINT + NONCE:
            raise InvalidTag
        sender, nonce = wrapped[:POINT], wrapped[POINT : POINT + NONCE]
        private = X25519PrivateKey.from_private_bytes(self.raw)
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        key = _content_key(shared, sender, self.public)
        return AESGCM(key).decrypt(nonce, wrapped[POINT + NONCE :], bound)


Ring = tuple[SealedKey, ...]
"""The key in use first, then the earlier ones; the first may be one whose change was cut short."""


def joined(ring: Ring) -> bytes:
    """A ring as it is wrapped for one account."""
    return b"".join(key.raw for key in ring)


def parted(raw: bytes) -> Ring:
    """What was joined; raises ``InvalidTag`` for another length."""
    if not raw or len(raw) % KEY:
        raise InvalidTag
    return tuple(SealedKey(raw[at : at + KEY]) for at in range(0, len(raw), KEY))


def access_of(secret: bytes) -> SealedKey:
    """The pair of an account or of the recovery key, from the secret that opens its slot."""
    return SealedKey(HKDF(SHA256(), 32, None, b"keyslot access to sealed records").derive(secret))


def wrap(public: bytes, content: bytes, bound: bytes) -> bytes:
    """``content`` for the holder of the private half only; ``bound`` says what it is and whose."""
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes(*RAW)
    key = _content_key(once.exchange(X25519PublicKey.from_public_bytes(public)), sender, public)
    nonce = secrets.token_bytes(NONCE)
    return sender + nonce + AESGCM(key).encrypt(nonce, content, bound)


def _content_key(shared: bytes, sender: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, sender + recipient, b"sealed content").derive(shared)
