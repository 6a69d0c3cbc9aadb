"""Who can open what is sealed: the sealed key is made once, and wrapped for the roles that may look.

Kept in order at each log-in: the first account with such a role makes the key; who got the role since
is given a way in by the next one who has it; who lost the role loses the way in (D2).
"""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import keyslots
from app.models.account import Account
from app.models.database import Database
from app.models.keyslots import SealedKey
from app.models.local import Setting
from app.paths import Profile
from app.services.access import Work, allowed

__all__ = ["PUBLIC", "public_half", "settle"]

log = logging.getLogger(__name__)

PUBLIC = "sealed.public"
"""Setting: the half that seals. Beside the records, where the cipher of the store guards it."""


def public_half(session: Session, office: str) -> bytes | None:
    """The half of the sealed key that seals; ``None`` before it was made."""
    setting = session.get(Setting, (office, PUBLIC))
    return bytes.fromhex(setting.value) if setting is not None else None


def settle(vault: Database, profile: Profile, sealed: SealedKey | None) -> SealedKey | None:
    """Bring the ways in up to date; the sealed key for the account at the desk, if it may look.

    ``sealed`` is what its password opened. A slot file that cannot be written is left for next time.
    """
    with vault.begin() as session:
        accounts = session.scalars(select(Account).where(Account.office == vault.office))
        may = [
            account.id
            for account in accounts
            if account.disabled_at is None and allowed(account.roles, Work.SEALED)
        ]
        public = public_half(session, vault.office)
    if sealed is not None and sealed.public != public:
        sealed = None  # of another time: a slot file that was put back
    mine = vault.actor in may
    made = SealedKey.generate() if public is None and mine and not vault.damaged else None

    def write(key: bytes) -> None:
        if made is not None:
            keyslots.start_sealing(profile.key_slots, key, may, made)
        else:
            keyslots.grant_sealed(profile.key_slots, key, may, sealed)

    try:
        vault.key_for(write)
    except keyslots.SlotsNotSaved:
        log.warning("K05 ways in to sealed records not saved")
        return sealed if mine else None
    if made is not None:
        with vault.begin() as session:
            session.add(Setting(office=vault.office, name=PUBLIC, value=made.public.hex()))
    return (made or sealed) if mine else None
