"""Who can open what is sealed: the sealed key is made once, and wrapped for the roles that may look.

Kept in order at each log-in: the first account with such a role makes the key; who got the role since
is given a way in by the next one who has it; who lost the role loses the way in, and the key is to be
changed by the next one who has it (``sealed_rekey``), for what was copied cannot be taken back (D2).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import keyslots
from app.models.account import Account
from app.models.database import Database
from app.models.keyslots import Ring, SealedKey
from app.models.local import Setting
from app.paths import Profile
from app.services.access import Work, allowed

__all__ = ["PUBLIC", "REKEY", "key_is_to_change", "may_look", "public_half", "settle"]

log = logging.getLogger(__name__)

PUBLIC = "sealed.public"
"""Setting: the half that seals. Beside the records, where the cipher of the store guards it."""
REKEY = "sealed.rekey"
"""Setting: the key is to be changed; the accounts that may no longer look."""


def public_half(session: Session, office: str) -> bytes | None:
    """The half of the sealed key that seals; ``None`` before it was made."""
    setting = session.get(Setting, (office, PUBLIC))
    return bytes.fromhex(setting.value) if setting is not None else None


def may_look(session: Session, office: str) -> list[str]:
    """The accounts in use whose role may look at what is sealed."""
    return [
        account.id
        for account in session.scalars(select(Account).where(Account.office == office))
        if account.disabled_at is None and allowed(account.roles, Work.SEALED)
    ]


def key_is_to_change(session: Session, office: str, lost: Iterable[str]) -> None:
    """These accounts may no longer look; nothing to do where no key was ever made."""
    if public_half(session, office) is None:
        return
    standing = session.get(Setting, (office, REKEY))
    told = {*lost, *(standing.value if standing is not None else ())}
    session.merge(Setting(office=office, name=REKEY, value=sorted(told)))


def settle(vault: Database, profile: Profile, ring: Ring) -> Ring:
    """Bring the ways in up to date; the sealed keys for the account at the desk, if it may look.

    ``ring`` is what its password opened; the key in use comes first in what is returned. A slot file
    that cannot be written is left for next time.
    """
    with vault.begin() as session:
        may, public = may_look(session, vault.office), public_half(session, vault.office)
    mine = vault.actor in may
    made = SealedKey.generate() if public is None and mine and not vault.damaged else None
    now = _in_use(ring, public)
    lost: list[frozenset[str]] = []

    def write(key: bytes) -> None:
        if made is not None:
            keyslots.renew_sealed(profile.key_slots, key, may, (made, *ring))
        else:
            lost.append(keyslots.grant_sealed(profile.key_slots, key, may, now))

    try:
        vault.key_for(write)
    except keyslots.SlotsNotSaved:
        log.warning("K05 ways in to sealed records not saved")
        return now if mine else ()
    if made is not None:
        with vault.begin() as session:
            session.add(Setting(office=vault.office, name=PUBLIC, value=made.public.hex()))
        return (made, *ring)
    gone = frozenset().union(*lost)
    if (gone or (now and now != ring)) and not vault.damaged:
        with vault.begin() as session:  # an older key came back with a backup, or a role is gone
            key_is_to_change(session, vault.office, gone)
    return now if mine else ()


def _in_use(ring: Ring, public: bytes | None) -> Ring:
    """The ring with the key that seals here in front; empty when it is not among them."""
    here = [key for key in ring if key.public == public]
    return (*here, *(key for key in ring if key not in here)) if here else ()
