"""Who may send to whom: keys exchanged as files, fingerprints compared by voice (trust K2-K4).

The office hands over its key file; the bureau compares the fingerprint on the telephone, confirms,
and answers with its own keys and a certificate for the office; the office compares the bureau's
fingerprint in the same way. Until both have confirmed, nothing is sealed and nothing is opened.
Key files hold no personal data and no secret.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ActionableError
from app.models.history import Counter
from app.models.store import Store
from app.models.sync import OwnKeys, Partner
from app.sync import strict_json
from app.sync.letter import KeyOffer, read_letter, write_letter
from app.sync.refusal import Refusal, Refused
from app.sync.seal import PrivateKeys, PublicKeys, Purpose, Signer

__all__ = [
    "Certificate",
    "NotEnrolled",
    "Who",
    "certify",
    "confirm",
    "confirmed",
    "digits",
    "keys_of",
    "offer",
    "partners",
    "read_answer",
    "read_offer",
    "remember",
    "renew_keys",
    "revoke",
    "set_epoch",
    "signers",
]

OFFICE, BUREAU = "office", "bureau"
OFFERED, CONFIRMED, REVOKED = "offered", "confirmed", "revoked"


class NotEnrolled(ActionableError):
    """Keys are missing, unconfirmed or not meant for us."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose store this is, as far as its partners need to know."""

    code: str
    name: str
    practice: bool


def digits(fingerprint: str) -> str:
    """The 24 digits of a fingerprint, however they were grouped or typed."""
    return "".join(c for c in fingerprint if c.isdecimal() and c.isascii())


# --- own keys ------------------------------------------------------------------------------------


def keys_of(session: Session, store: Store) -> tuple[PrivateKeys, ...]:
    """Own keys of the ``store`` of ``session``, the ones in use first; made when first asked for."""
    query = select(OwnKeys).where(OwnKeys.office == store.office).order_by(OwnKeys.number.desc())
    kept = session.scalars(query).all()
    if not kept:
        private = store.protect(PrivateKeys.generate().to_bytes())
        kept = [OwnKeys(office=store.office, number=1, private=private, made_at=store.clock())]
        session.add(kept[0])
    return tuple(PrivateKeys.from_bytes(store.reveal(row.private)) for row in kept)


def renew_keys(session: Session, store: Store) -> None:
    """Another pair of keys, in use from now on; the old one only opens what was sealed to it."""
    query = select(OwnKeys).where(OwnKeys.office == store.office)
    kept = session.scalars(query).all()
    for row in kept:
        row.retired_at = row.retired_at or store.clock()
    number = max((row.number for row in kept), default=0) + 1
    private = store.protect(PrivateKeys.generate().to_bytes())
    session.add(OwnKeys(office=store.office, number=number, private=private, made_at=store.clock()))


def offer(who: Who, keys: PrivateKeys) -> bytes:
    """The key file to hand over."""
    return KeyOffer(who.code, keys.public, who.name, who.practice).sign(keys)


# --- partners ------------------------------------------------------------------------------------


def read_offer(data: bytes, who: Who) -> KeyOffer:
    """What a key file offers; raises ``Refused``, or ``NotEnrolled`` where practice meets real."""
    offered = KeyOffer.read(data)
    _same_world(offered.practice, who)
    return offered


def _same_world(practice: bool, who: Who) -> None:
    if practice and not who.practice:
        raise NotEnrolled(
            "K11",
            "这是练习用的公钥文件，不能登记到正式的数据里。",
            do="请让对方用正式的所（局）重新导出公钥文件。",
        )
    if who.practice and not practice:
        raise NotEnrolled(
            "K12",
            "这里是练习用的数据，不能登记正式单位的公钥。",
            do="请在正式的程序里登记；练习时请与练习用的单位交换公钥。",
        )


def remember(
    session: Session, owner: str, offered: KeyOffer, *, kind: str, now: datetime
) -> Partner:
    """Keep an offered key, not trusted yet; one that is known already stays as it is."""
    key = (owner, offered.owner, digits(offered.keys.fingerprint))
    partner = session.get(Partner, key)
    if partner is None:
        partner = Partner(
            office=owner,
            code=offered.owner,
            fingerprint=key[2],
            kind=kind,
            name=offered.name or offered.owner,
            public=offered.keys.to_bytes(),
            practice=offered.practice,
            offered_at=now,
        )
        session.add(partner)
        session.flush()
    return partner


def confirm(
    session: Session, owner: str, code: str, fingerprint: str, *, now: datetime, by: str, epoch: int
) -> Partner:
    """Trust the key of ``code`` whose fingerprint was read aloud; an older one is revoked.

    ``epoch`` is the first whose packages the key may sign (K4). Raises ``NotEnrolled`` when no
    offered key of that office has these 24 digits.
    """
    partner = session.get(Partner, (owner, code, digits(fingerprint)))
    if partner is None or partner.state == REVOKED:
        raise NotEnrolled(
            "K13",
            "指纹对不上：登记的公钥文件里没有这一串数字。",
            do="请再念一遍核对；仍不一致时不要确认，请对方当面交来公钥文件。",
        )
    for other in partners(session, owner):
        if other.code == code and other is not partner and other.state == CONFIRMED:
            other.state = REVOKED
    if partner.state != CONFIRMED:
        partner.state, partner.confirmed_at, partner.confirmed_by = CONFIRMED, now, by
        partner.epoch = epoch
    return partner


def revoke(session: Session, owner: str, code: str) -> None:
    """Trust no key of ``code`` any more."""
    for partner in partners(session, owner):
        if partner.code == code:
            partner.state = REVOKED


def partners(session: Session, owner: str) -> list[Partner]:
    """Every key ever offered, by code, the newest last."""
    query = select(Partner).where(Partner.office == owner)
    return list(session.scalars(query.order_by(Partner.code, Partner.offered_at)))


def confirmed(session: Session, owner: str, *, kind: str, code: str = "") -> Partner | None:
    """The partner in use, e.g. an office's one bureau."""
    for partner in partners(session, owner):
        if partner.state == CONFIRMED and partner.kind == kind and code in {"", partner.code}:
            return partner
    return None


def signers(session: Session, owner: str) -> tuple[Signer, ...]:
    """Whose signatures count here; revoked ones are named as such (P7)."""
    return tuple(
        Signer(p.code, PublicKeys.from_bytes(p.public), p.epoch, revoked=p.state == REVOKED)
        for p in partners(session, owner)
        if p.state != OFFERED
    )


# --- the bureau's answer -------------------------------------------------------------------------

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the bureau says of an office's key: it is theirs, from this epoch and day on (K3)."""

    office: str
    keys: PublicKeys
    epoch: int
    valid_from: datetime


def certify(who: Who, keys: PrivateKeys, certificate: Certificate) -> bytes:
    """The answer file: the bureau's own key offer, and the office's certificate signed by it."""
    own = offer(who, keys)
    body = strict_json.dumps(
        {
            "kind": "certificate",
            "office": certificate.office,
            "keys": certificate.keys.to_bytes().hex(),
            "epoch": certificate.epoch,
            "valid_from": certificate.valid_from.isoformat(timespec="seconds"),
        }
    )
    return _LENGTH.pack(len(own)) + own + write_letter(Purpose.BUNDLE, body, keys)


def read_answer(
    data: bytes, who: Who, own: tuple[PrivateKeys, ...]
) -> tuple[KeyOffer, Certificate]:
    """The bureau's keys and the certificate for this office.

    Raises ``Refused``, or ``NotEnrolled`` when it certifies somebody else or another key.
    """
    if len(data) < _LENGTH.size:
        raise Refused(Refusal.NOT_A_PACKAGE)
    (length,) = _LENGTH.unpack_from(data)
    if length > len(data) - _LENGTH.size:
        raise Refused(Refusal.NOT_A_PACKAGE)
    end = _LENGTH.size + length
    offered = read_offer(data[_LENGTH.size : end], who)
    letter = read_letter(data[end:], Purpose.BUNDLE, [Signer(offered.owner, offered.keys)])
    certificate = _certificate(strict_json.loads(letter.body))
    if certificate.office != who.code or certificate.keys not in {k.public for k in own}:
        raise NotEnrolled(
            "K14",
            "这份县局答复不是给本所的，或者是给本所旧密钥的。",
            do="请把本所现在的公钥文件再交给县局一次。",
        )
    return offered, certificate


def _certificate(values: Any) -> Certificate:
    names = {"kind", "office", "keys", "epoch", "valid_from"}
    if not isinstance(values, dict) or values.keys() != names or values["kind"] != "certificate":
        raise Refused(Refusal.MALFORMED, "certificate")
    try:
        keys = PublicKeys.from_bytes(bytes.fromhex(values["keys"]))
        valid_from = datetime.fromisoformat(values["valid_from"])
    except (TypeError, ValueError):
        raise Refused(Refusal.MALFORMED, "certificate") from None
    if type(values["epoch"]) is not int or values["epoch"] < 1:
        raise Refused(Refusal.MALFORMED, "certificate")
    return Certificate(str(values["office"]), keys, values["epoch"], valid_from)


def set_epoch(session: Session, office: str, epoch: int) -> bool:
    """Let this store live in ``epoch`` from now on, when the bureau has countersigned it (C2).

    True when that is a new life: it never goes back to an older one.
    """
    counter = session.get(Counter, (office, "epoch")) or Counter(
        office=office, name="epoch", value=1
    )
    session.add(counter)
    newer = epoch > counter.value
    counter.value = max(counter.value, epoch)
    return newer
