"""What every store has in common: whose it is, its clock, and transactions.

Services know only this. Behind it stands the encrypted file of an office or a small bureau
(``database``) or the PostgreSQL server of a large bureau (``server``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.errors import ActionableError
from app.models import history
from app.models.audit import Trail
from app.models.base import Record
from app.models.sealed_keys import Ring, SealedKey

__all__ = ["Store", "StoreUnusable", "leave_out_tombstones"]


class StoreUnusable(ActionableError):
    """The store cannot be opened or written: damaged, in use, out of reach, or not ours."""


class Store(ABC):
    """Sessions over one store; the only door to it.

    ``office`` owns every new record, ``clock`` gives naive local time, ``followers`` are told of
    written records inside their transaction, ``keepers`` asked before records change, ``completers``
    add what follows from them, ``actor`` is the account at the desk and ``roles`` what it may do;
    ``None`` while nobody logged in (``services/access.py``). ``sealed_ring`` holds keys while an account is at the desk that may
    look at sealed records (D2).
    """

    engine: Engine
    damaged: bool = False
    """Whether it is only read from now on (L5)."""

    def __init__(self, *, office: str, clock: Callable[[], datetime]) -> None:
        self.office = office
        self.clock = clock
        self.followers: list[history.Follower] = []
        self.keepers: list[history.Keeper] = []
        self.completers: list[history.Completer] = []
        self.actor = ""
        self.roles: frozenset[str] | None = None
        self.sealed_ring: Ring = ()

    @property
    def sealed_key(self) -> SealedKey | None:
        """The one in use, of the sealed keys."""
        return self.sealed_ring[0] if self.sealed_ring else None

    @abstractmethod
    def begin(self) -> AbstractContextManager[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""

    @property
    @abstractmethod
    def busy(self) -> bool:
        """Whether a longer piece of work would make the caller wait."""

    @abstractmethod
    def close(self) -> None:
        """Give the store back; its key goes with it (L8)."""

    @abstractmethod
    def hold(self, session: Session, office: str) -> None:
        """Let no other import of ``office`` run until this transaction ends (P7)."""

    @abstractmethod
    def derive(self, purpose: bytes) -> bytes:
        """A key of its own for one purpose, following from the store's."""

    @property
    def trail(self) -> Trail:
        """The log of this store (U1)."""
        return Trail(
            self.office,
            self.clock,
            self.derive(b"sfs audit 1"),
            lambda session: self.hold(session, "audit"),
        )

    def note(self, session: Session, kind: str, subject: str = "", **detail: object) -> None:
        """Put into the log what is no change of a record; written with the transaction."""
        self.trail.note(session, kind, subject, **detail)

    def protect(self, secret: bytes) -> bytes:
        """``secret`` as it may lie in this store; itself where the store is encrypted (K2)."""
        return secret

    def reveal(self, kept: bytes) -> bytes:
        """What was protected."""
        return kept

    def _session(self) -> Session:
        session = Session(self.engine, expire_on_commit=False)
        event.listen(session, "do_orm_execute", leave_out_tombstones)
        history.watch(
            session,
            office=self.office,
            clock=self.clock,
            actor=self.actor,
            followers=[self.trail.follow, *self.followers],
            keepers=self.keepers,
            completers=self.completers,
        )
        self.trail.watch(session, self.actor)
        return session


LIVING = with_loader_criteria(Record, lambda r: r.deleted.is_(False), include_aliases=True)


def leave_out_tombstones(state: ORMExecuteState) -> None:
    """A query sees living records only, unless it says ``include_deleted=True``."""
    if state.is_select and not state.execution_options.get("include_deleted", False):
        state.statement = state.statement.options(LIVING)
