"""Somebody comes in: whether the account may, and what the log says of it (L9, U1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import keyslots
from app.models.account import Account
from app.models.audit import AuditEntry
from app.models.database import Database
from app.models.local import Setting
from app.models.store import Store
from app.paths import Profile
from app.services.accounts import AccountClosed
from app.services.backups.restore import RESTORED
from app.services.backups.service import BackupService
from app.services.log_kinds import Kind

__all__ = ["roles_of", "write"]


def roles_of(vault: Database, user: str) -> frozenset[str]:
    """What the account may do; raises ``AccountClosed``.

    Its way in may have come back with an older slot file: the row decides.
    """
    with vault.begin() as session:
        account = session.get(Account, (vault.office, user))
        if account is None or account.disabled_at is not None:
            raise AccountClosed
        return frozenset(account.roles)


def write(vault: Database, store: Store, profile: Profile, way: str) -> None:
    """Who opened the store, bad passwords since the last time, a restore.

    A damaged store is only read. Where a backup holds everything but this log-in, none is due.
    """
    if vault.damaged:
        return
    backups = BackupService(vault, profile)
    covered = bool(backups.listed()) and not backups.due()
    failed = keyslots.failures(profile.key_slots)
    with vault.begin() as session:
        session.get_one(Account, (vault.office, vault.actor)).last_in = vault.clock()
    with store.begin() as session:
        for user, at in failed:
            store.note(session, Kind.FAILED, user, at=at.isoformat(timespec="seconds"))
        restored = session.get(Setting, (store.office, RESTORED))
        if restored is not None and not _knows(session, store.office, restored.value):
            store.note(session, Kind.RESTORE, **restored.value)
        store.note(session, Kind.LOGIN, way=way)
    keyslots.forget_failures(profile.key_slots, len(failed))
    if covered:
        backups.still_covers()


def _knows(session: Session, office: str, restored: dict[str, str]) -> bool:
    """Whether the log already tells of the restore that this mark stands for."""
    query = select(AuditEntry.detail).where(
        AuditEntry.office == office, AuditEntry.kind == Kind.RESTORE.value
    )
    return any(restored["restored_at"] in detail for detail in session.scalars(query))
