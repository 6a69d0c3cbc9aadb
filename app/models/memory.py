"""A store without a file: what was sealed, for as long as somebody reads it (trust D2, E4).

It holds copies of rows and is only read. Nothing of it comes near a disk, and it forgets everything
when it is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import StaticPool, Table, create_engine, event, insert
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from app.models import migrate
from app.models.store import Store, leave_out_tombstones

__all__ = ["MemoryStore"]


class MemoryStore(Store):
    """Rows beside those of ``store``: of the same office, at the same clock, for the same account."""

    def __init__(self, store: Store) -> None:
        super().__init__(office=store.office, clock=store.clock)
        self.actor, self.roles = store.actor, store.roles
        self._connection = sqlcipher.connect(":memory:", check_same_thread=False)
        self.engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self._connection,
            module=sqlcipher,
            poolclass=StaticPool,
            hide_parameters=True,
        )
        migrate.metadata().create_all(self.engine)

    def fill(self, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> None:
        """Take in rows, column name → value."""
        with self.engine.begin() as connection:
            for table, found in rows.items():
                if found:
                    connection.execute(insert(table), [dict(row) for row in found])

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A look at the rows; nothing that was changed is kept."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            event.listen(session, "do_orm_execute", leave_out_tombstones)
            try:
                yield session
            finally:
                session.rollback()

    @property
    def busy(self) -> bool:
        """Nobody else uses it."""
        return False

    def close(self) -> None:
        """Forget everything."""
        self.engine.dispose()
        self._connection.close()

    def hold(self, session: Session, office: str) -> None:
        """Nothing is imported here."""
        raise RuntimeError("what is only read in memory takes no import")

    def derive(self, purpose: bytes) -> bytes:
        """Nothing is kept here that would need a key."""
        raise RuntimeError("what is only read in memory has no key")
