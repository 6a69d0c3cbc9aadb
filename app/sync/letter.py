"""Signed files in clear: public keys offered, and the bureau's notices to all (trust K3).

What stands in them is no secret, but who wrote it matters. The same front and the same signed
envelope as a package, without the encryption; a purpose is either always sealed or never.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.sync import strict_json
from app.sync.header import CLEAR, Prefix
from app.sync.refusal import Refusal, Refused
from app.sync.seal import (
    ALLOWED_SUITES,
    Envelope,
    PrivateKeys,
    PublicKeys,
    Purpose,
    Signer,
    new_file_key,
    suite_of,
)

__all__ = ["KeyOffer", "Letter", "open_front", "read_front", "read_letter", "write_letter"]

_OWNER = re.compile(r"[0-9A-Za-z-]{1,64}")
_NAME = re.compile(r"[^\x00-\x1f]{0,100}")
_HEX = re.compile(r"([0-9a-f]{2}){1,4096}")


@dataclass(frozen=True)
class Letter:
    """A signed body, who signed it, and the digest that names it."""

    body: bytes
    signer: Signer
    digest: str


def write_letter(purpose: Purpose, body: bytes, keys: PrivateKeys) -> bytes:
    """``body`` (at most 1 MiB) as a signed file in clear."""
    if purpose not in CLEAR:
        raise ValueError(f"{purpose.name} travels sealed")
    front = Prefix(keys.suite, purpose).encode()
    return front + Envelope.signed(purpose, body, keys).to_bytes()


def read_letter(
    data: bytes,
    purpose: Purpose,
    signers: Collection[Signer],
    *,
    suites: Collection[int] = ALLOWED_SUITES,
) -> Letter:
    """A letter signed by one of ``signers``; raises ``Refused``."""
    letter, end = read_front(data, purpose, signers, suites=suites)
    if end != len(data):
        raise Refused(Refusal.DAMAGED, "bytes after the end")
    return letter


def read_front(
    data: bytes,
    purpose: Purpose,
    signers: Collection[Signer],
    *,
    suites: Collection[int] = ALLOWED_SUITES,
) -> tuple[Letter, int]:
    """The letter at the front of a file, and where it ends: what follows is named by digests in it.

    Raises ``Refused``.
    """
    envelope, suite, end = open_front(data, purpose, suites)
    signer = envelope.check(purpose, suite_of(suite), _by_id(signers))
    return Letter(envelope.body, signer, envelope.digest), end


@dataclass(frozen=True)
class KeyOffer:
    """Public keys and the code of the office or bureau they are said to be of.

    An offer signs itself, which proves that somebody holds the private half, not who: only the
    fingerprint read aloud on the telephone does (K3). ``name`` is what the offerer calls itself;
    ``practice`` marks a practice office or bureau, whose keys no real one takes.
    """

    owner: str
    keys: PublicKeys
    name: str = ""
    practice: bool = False

    def sign(self, keys: PrivateKeys) -> bytes:
        """The key file."""
        if keys.public != self.keys:
            raise ValueError("an offer is signed with the keys it offers")
        body = strict_json.dumps(
            {
                "owner": self.owner,
                "keys": self.keys.to_bytes().hex(),
                "name": self.name,
                "practice": self.practice,
            }
        )
        return write_letter(Purpose.KEY_OFFER, body, keys)

    @classmethod
    def read(cls, data: bytes, *, suites: Collection[int] = ALLOWED_SUITES) -> KeyOffer:
        """The offer in a key file, its own signature good; raises ``Refused``."""
        envelope, suite, end = open_front(data, Purpose.KEY_OFFER, suites)
        if end != len(data):
            raise Refused(Refusal.DAMAGED, "bytes after the end")
        offer = cls._decode(strict_json.loads(envelope.body))
        envelope.check(
            Purpose.KEY_OFFER, suite_of(suite), _by_id([Signer(offer.owner, offer.keys)])
        )
        return offer

    @classmethod
    def _decode(cls, values: Any) -> KeyOffer:
        names = {"owner", "keys", "name", "practice"}
        if not isinstance(values, dict) or values.keys() != names:
            raise Refused(Refusal.MALFORMED, "key offer")
        owner, keys, name = values["owner"], values["keys"], values["name"]
        for text, pattern in ((owner, _OWNER), (keys, _HEX), (name, _NAME)):
            if not isinstance(text, str) or not pattern.fullmatch(text):
                raise Refused(Refusal.MALFORMED, "key offer")
        if not isinstance(values["practice"], bool):
            raise Refused(Refusal.MALFORMED, "key offer")
        public = PublicKeys.from_bytes(bytes.fromhex(keys))
        suite_of(public.suite).wrap(new_file_key(), public.exchange, b"")  # is it a usable key?
        return cls(owner, public, name, values["practice"])


def open_front(
    data: bytes, purpose: Purpose, suites: Collection[int] = ALLOWED_SUITES
) -> tuple[Envelope, int, int]:
    """The envelope at the front, its suite and where it ends; whoever signed it, if anybody did."""
    at = 0

    def take(count: int) -> bytes:
        nonlocal at
        part = data[at : at + count]
        if len(part) != count:
            raise Refused(Refusal.TRUNCATED, empty=not data)
        at += count
        return part

    prefix = Prefix.read(take)
    prefix.expect(purpose)
    suite_of(prefix.suite, suites)
    return Envelope.read(take), prefix.suite, at


def _by_id(signers: Collection[Signer]) -> Mapping[bytes, Signer]:
    return {signer.keys.signing_id: signer for signer in signers}
