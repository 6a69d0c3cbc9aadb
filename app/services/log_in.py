"""Somebody comes in: whether the account may, and what the log says of it (L9, U1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import keyslots
from app.models.account import Account
from app.models.audit import AuditEntry
from app.models.database import Database
from app.models.store import Store
from app.paths import Profile
from app.services.accounts import AccountClosed
from app.services.backups.service import BackupService
from app.services.log_kinds import Kind
from app.services.recovery import mark

__all__ = ["roles_of", "write"]


def roles_of(session: Session, office: str, user: str) -> frozenset[str]:
    """What the account may do, by the vault; raises ``AccountClosed``.

    Its way in may have come back with an older slot file: the row decides.
    """
    account = session.get(Account, (office, user))
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
    if vault is not store:
        with vault.begin() as session:
            _was_here(session, vault)
    with store.begin() as session:
        if vault is store:  # one durable write less before the window
            _was_here(session, vault)
        for user, at in failed:
            store.note(session, Kind.FAILED, user, at=at.isoformat(timespec="seconds"))
        came = mark.read(session, store.office)
        if came is not None and came.kind is mark.Kind.RESTORED:
            _tell_of_restore(session, store, came)
        store.note(session, Kind.LOGIN, way=way)
    keyslots.forget_failures(profile.key_slots, len(failed))
    if covered:
        backups.still_covers()


def _was_here(session: Session, vault: Database) -> None:
    session.get_one(Account, (vault.office, vault.actor)).last_in = vault.clock()


def _tell_of_restore(session: Session, store: Store, came: mark.Arrival) -> None:
    """Unless the log already tells of the restore that this mark stands for."""
    restored_at = came.since.isoformat()
    query = select(AuditEntry.detail).where(
        AuditEntry.office == store.office, AuditEntry.kind == Kind.RESTORE.value
    )
    if not any(restored_at in detail for detail in session.scalars(query)):
        made_at = came.made_at.isoformat() if came.made_at else ""
        store.note(
            session,
            Kind.RESTORE,
            made_at=made_at,
            reason=came.reason,
            restored_at=restored_at,
            change=came.change,
        )
