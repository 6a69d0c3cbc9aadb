"""What somebody at the desk is called where their word leaves this store."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.account import Account
from app.models.store import Store
from app.services.settings import read_identity

__all__ = ["name_of", "signed"]

LONGEST = 64


def signed(session: Session, store: Store) -> str:
    """The name of the account at the desk; of a store without accounts, the name of the office."""
    account = session.get(Account, (store.office, store.actor)) if store.actor else None
    if account is not None:
        return account.name[:LONGEST]
    identity = read_identity(session, store.office)
    return (store.actor or (identity.name if identity else store.office))[:LONGEST]


def name_of(session: Session, store: Store, user: str) -> str:
    """What the account behind an id is called; an id without an account stays as it is."""
    account = session.get(Account, (store.office, user)) if user else None
    return account.name if account is not None else user
