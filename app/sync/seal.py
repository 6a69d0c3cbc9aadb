"""Keys, ciphers and signatures: the only module of sync that touches them (trust §11, P2, P3, K2).

A suite is a fixed set of algorithms with a number. The number stands in the authenticated header
of every file; nothing is negotiated, and a reader takes only the suites on its allow-list.

- 1: HPKE base mode X25519-HKDF-SHA256-AES-256-GCM (RFC 9180), AES-256-GCM, Ed25519, SHA-256
- 2: reserved for SM2, SM3, SM4-GCM through a certified key module
- 3: reserved for suite 1 with ML-KEM-768 beside X25519
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.utils import Buffer

from app.sync.refusal import Refusal, Refused

__all__ = [
    "ALLOWED_SUITES",
    "CHUNK",
    "DEFAULT_SUITE",
    "KEY_ID_LENGTH",
    "TAG",
    "ChunkCipher",
    "Envelope",
    "PrivateKeys",
    "PublicKeys",
    "Purpose",
    "Signer",
    "Suite",
    "new_file_key",
    "pae",
    "suite_of",
]

CHUNK = 64 * 1024
"""Bytes of plaintext under one tag."""
TAG = 16
KEY_ID_LENGTH = 16
FILE_KEY_LENGTH = 32
BODY_LIMIT = 1024 * 1024
"""Bytes of a signed body (P11: manifest 1 MiB)."""
TYPE_LIMIT = 64


class Purpose(IntEnum):
    """What a signed file is for. A signature for one purpose is none for another (P3)."""

    PACKAGE = 1  # office → bureau: the records of a month
    RECEIPT = 2  # bureau → office: what was taken and what was not
    BUNDLE = 3  # bureau → all offices, in clear: certificates and revocations
    KEY_OFFER = 4  # anyone, in clear: here are my public keys
    RETURN = 5  # bureau → office: an office's own records after the loss of its PC
    ANSWER = 6  # bureau → office: receipts, verdicts, notices, decisions
    COUNTY_BUNDLE = 7  # bureau → all offices, in clear: keys, codes, rules, form sets, texts

    @property
    def payload_type(self) -> bytes:
        """The type string that is signed together with the body."""
        return b"sfs/%s/1" % self.name.lower().replace("_", "-").encode()


# --- suites --------------------------------------------------------------------------------------


class Aead(Protocol):
    """Authenticated encryption with 96-bit nonces and 128-bit tags."""

    def encrypt(self, nonce: Buffer, data: Buffer, associated_data: Buffer | None) -> bytes:
        """Ciphertext and tag."""

    def decrypt(self, nonce: Buffer, data: Buffer, associated_data: Buffer | None) -> bytes:
        """The plaintext; raises ``InvalidTag``."""


class Suite(Protocol):
    """What a set of algorithms must offer. Keys are raw bytes, so that a key module can stand in."""

    number: int
    wrapped_length: int
    """Bytes of a file key once wrapped."""
    public_lengths: tuple[int, int]
    """Bytes of a public signing key and a public exchange key."""

    def new_keys(self) -> tuple[bytes, bytes]:
        """A fresh private signing key and private exchange key."""

    def public_of(self, signing: bytes, exchange: bytes) -> tuple[bytes, bytes]:
        """The public halves."""

    def wrap(self, file_key: bytes, exchange_public: bytes, info: bytes) -> bytes:
        """``file_key`` readable only with the private half of ``exchange_public``.

        Raises ``Refused`` when that is no usable key.
        """

    def unwrap(self, wrapped: bytes, exchange_private: bytes, info: bytes) -> bytes:
        """The file key; raises ``Refused`` when wrapped, key and info do not belong together."""

    def digest(self, data: bytes) -> bytes:
        """A hash of 32 bytes."""

    def cipher(self, file_key: bytes) -> Aead:
        """What encrypts chunks under ``file_key``."""

    def sign(self, signing_private: bytes, message: bytes) -> bytes:
        """A signature."""

    def verify(self, signing_public: bytes, signature: bytes, message: bytes) -> None:
        """Return when good; raises ``Refused``."""


class _Suite1:
    number = 1
    wrapped_length = 32 + FILE_KEY_LENGTH + TAG
    public_lengths = (32, 32)

    _hpke = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

    def new_keys(self) -> tuple[bytes, bytes]:
        signing, exchange = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
        return signing.private_bytes_raw(), exchange.private_bytes_raw()

    def public_of(self, signing: bytes, exchange: bytes) -> tuple[bytes, bytes]:
        return (
            Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw(),
            X25519PrivateKey.from_private_bytes(exchange).public_key().public_bytes_raw(),
        )

    def wrap(self, file_key: bytes, exchange_public: bytes, info: bytes) -> bytes:
        try:
            recipient = X25519PublicKey.from_public_bytes(exchange_public)
            return self._hpke.encrypt(file_key, recipient, info)
        except ValueError:  # a point of small order shares no secret
            raise Refused(Refusal.MALFORMED, "public key") from None

    def unwrap(self, wrapped: bytes, exchange_private: bytes, info: bytes) -> bytes:
        recipient = X25519PrivateKey.from_private_bytes(exchange_private)
        try:
            return self._hpke.decrypt(wrapped, recipient, info)
        except (InvalidTag, ValueError):
            raise Refused(Refusal.DAMAGED, "header or wrapped key") from None

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def cipher(self, file_key: bytes) -> Aead:
        return AESGCM(file_key)

    def sign(self, signing_private: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(signing_private).sign(message)

    def verify(self, signing_public: bytes, signature: bytes, message: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(signing_public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Refused(Refusal.BAD_SIGNATURE) from None


_SUITES: Mapping[int, Suite] = {suite.number: suite for suite in (_Suite1(),)}
DEFAULT_SUITE = 1
ALLOWED_SUITES = frozenset({1})


def suite_of(number: int, allowed: Collection[int] = ALLOWED_SUITES) -> Suite:
    """The suite of that number; raises ``Refused`` when it is unknown or no longer allowed."""
    if number not in _SUITES:
        raise Refused(Refusal.UNKNOWN_SUITE, f"suite {number}")
    if number not in allowed:
        raise Refused(Refusal.SUITE_TOO_WEAK, f"suite {number}")
    return _SUITES[number]


# --- keys ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicKeys:
    """What others know of an office or bureau: whom to encrypt to, whose signature to expect."""

    suite: int
    signing: bytes
    exchange: bytes

    @property
    def signing_id(self) -> bytes:
        """The name of the signing key in files, 16 bytes."""
        return _key_id(b"signing", self.suite, self.signing)

    @property
    def exchange_id(self) -> bytes:
        """The name of the exchange key in headers, 16 bytes."""
        return _key_id(b"exchange", self.suite, self.exchange)

    @property
    def fingerprint(self) -> str:
        """24 digits in groups of four, to be read aloud on the telephone (K3)."""
        digest = hashlib.sha256(b"sfs fingerprint 1" + self.to_bytes()).digest()
        digits = f"{int.from_bytes(digest, 'big') % 10**24:024d}"
        return " ".join(digits[at : at + 4] for at in range(0, 24, 4))

    def to_bytes(self) -> bytes:
        """For a key file or the store."""
        return _pack_pair(self.suite, self.signing, self.exchange)

    @classmethod
    def from_bytes(cls, data: bytes) -> PublicKeys:
        """The keys again; raises ``Refused`` when ``data`` is no pair of a known suite."""
        keys = cls(*_unpack_pair(data))
        if (len(keys.signing), len(keys.exchange)) != suite_of(keys.suite).public_lengths:
            raise Refused(Refusal.MALFORMED, "length of a public key")
        return keys


@dataclass(frozen=True)
class PrivateKeys:
    """An office's or bureau's own keys; they live only inside the encrypted store (K2)."""

    suite: int
    signing: bytes = field(repr=False)
    exchange: bytes = field(repr=False)

    @classmethod
    def generate(cls, suite: int = DEFAULT_SUITE) -> PrivateKeys:
        """A fresh pair of pairs."""
        return cls(suite, *suite_of(suite).new_keys())

    @cached_property
    def public(self) -> PublicKeys:
        """The halves that may be shown."""
        return PublicKeys(self.suite, *suite_of(self.suite).public_of(self.signing, self.exchange))

    def to_bytes(self) -> bytes:
        """For the encrypted store, nowhere else."""
        return _pack_pair(self.suite, self.signing, self.exchange)

    @classmethod
    def from_bytes(cls, data: bytes) -> PrivateKeys:
        """The keys again."""
        return cls(*_unpack_pair(data))


@dataclass(frozen=True)
class Signer:
    """Somebody whose signature counts: who, with which keys, and from which epoch on (K3, K4)."""

    owner: str
    keys: PublicKeys
    epoch: int = 1
    revoked: bool = False


def _key_id(kind: bytes, suite: int, key: bytes) -> bytes:
    return hashlib.sha256(b"sfs %s key %d " % (kind, suite) + key).digest()[:KEY_ID_LENGTH]


def _pack_pair(suite: int, signing: bytes, exchange: bytes) -> bytes:
    return struct.pack(">HHH", suite, len(signing), len(exchange)) + signing + exchange


def _unpack_pair(data: bytes) -> tuple[int, bytes, bytes]:
    head = struct.calcsize(">HHH")
    if len(data) < head:
        raise Refused(Refusal.MALFORMED, "key pair")
    suite, first, second = struct.unpack_from(">HHH", data)
    suite_of(suite)
    if len(data) != head + first + second:
        raise Refused(Refusal.MALFORMED, "key pair")
    return suite, data[head : head + first], data[head + first :]


# --- signatures ----------------------------------------------------------------------------------


def pae(payload_type: bytes, body: bytes) -> bytes:
    """The bytes signed: DSSE's pre-authentication encoding, so that no type reads as another."""
    return b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type, len(body), body)


@dataclass(frozen=True)
class Envelope:
    """A signed body with its type and signer. The bytes sent are the bytes signed (P3)."""

    payload_type: bytes
    body: bytes
    signer_id: bytes
    signature: bytes

    @classmethod
    def signed(cls, purpose: Purpose, body: bytes, keys: PrivateKeys) -> Envelope:
        """``body`` signed for ``purpose``; raises ``Refused`` beyond 1 MiB."""
        if len(body) > BODY_LIMIT:
            raise Refused(Refusal.TOO_LARGE, "signed body")
        message = pae(purpose.payload_type, body)
        signature = suite_of(keys.suite).sign(keys.signing, message)
        return cls(purpose.payload_type, body, keys.public.signing_id, signature)

    @property
    def digest(self) -> str:
        """The name of this content for ever: SHA-256 of what was signed, in hex."""
        return hashlib.sha256(pae(self.payload_type, self.body)).hexdigest()

    def to_bytes(self) -> bytes:
        """Type, body and signature length-prefixed, the signer's key id of fixed length."""
        return b"".join(
            (
                struct.pack(">H", len(self.payload_type)) + self.payload_type,
                struct.pack(">I", len(self.body)) + self.body,
                self.signer_id,
                struct.pack(">H", len(self.signature)) + self.signature,
            )
        )

    @classmethod
    def read(cls, take: Callable[[int], bytes]) -> Envelope:
        """The envelope at the front of a stream; ``take(n)`` gives the next n bytes.

        Every length is checked before it is taken; nothing is interpreted.
        """

        def part(form: str, limit: int) -> bytes:
            (length,) = struct.unpack(form, take(struct.calcsize(form)))
            if length > limit:
                raise Refused(Refusal.TOO_LARGE, "envelope")
            return take(length)

        return cls(
            part(">H", TYPE_LIMIT), part(">I", BODY_LIMIT), take(KEY_ID_LENGTH), part(">H", 1 << 14)
        )

    def check(self, purpose: Purpose, suite: Suite, signers: Mapping[bytes, Signer]) -> Signer:
        """Who signed this body for this purpose; ``signers`` by key id. Raises ``Refused``."""
        if self.payload_type != purpose.payload_type:
            raise Refused(Refusal.WRONG_PURPOSE, "type of the signed body")
        signer = signers.get(self.signer_id)
        if signer is None or signer.keys.suite != suite.number:
            raise Refused(Refusal.UNKNOWN_SIGNER)
        if signer.revoked:
            raise Refused(Refusal.REVOKED_SIGNER)
        suite.verify(signer.keys.signing, self.signature, pae(self.payload_type, self.body))
        return signer


# --- content -------------------------------------------------------------------------------------


def new_file_key() -> bytes:
    """A fresh key for the chunks of one file, never used again."""
    return secrets.token_bytes(FILE_KEY_LENGTH)


class ChunkCipher:
    """The chunks of one file: STREAM over an AEAD (P2).

    A chunk's nonce is its number and a flag on the last one; the hash of the file's header is
    authenticated with each. So chunks cannot be moved, dropped, added or taken from another file.
    """

    def __init__(self, suite: Suite, file_key: bytes, header: bytes) -> None:
        self._cipher = suite.cipher(file_key)
        self._header_hash = suite.digest(header)

    def seal(self, index: int, plain: Buffer, *, last: bool) -> bytes:
        """Chunk ``index``, encrypted; ``TAG`` bytes longer."""
        return self._cipher.encrypt(_nonce(index, last), plain, self._header_hash)

    def open(self, index: int, sealed: Buffer, *, last: bool) -> bytes:
        """Chunk ``index`` in clear; raises ``Refused`` when one bit of it or its place differs."""
        try:
            return self._cipher.decrypt(_nonce(index, last), sealed, self._header_hash)
        except InvalidTag:
            raise Refused(Refusal.DAMAGED, f"chunk {index}") from None


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])
