"""The way to an open store: SQLAlchemy's engine, and the one connection it speaks over.

An engine remembers how each statement reads in SQL, and making that up takes longer than asking.
So a store in memory, with nothing in it, may be asked first what will be asked of the real one
(``services/rehearsal``); the line over which that was done then serves the next store that is
opened. A line over which real values went is never handed on: with the store everything goes (L8).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

__all__ = ["Line"]

BEGIN = "BEGIN IMMEDIATE"


class Line:
    """One engine; ``connection`` is put there by the store, and may be replaced."""

    _rehearsed: ClassVar[list[Line]] = []

    def __init__(self, module: Any) -> None:
        self.connection: Any = None
        self.opening: Callable[[], str] = lambda: BEGIN
        self.engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self.connection,
            module=module,
            poolclass=StaticPool,
            hide_parameters=True,
        )
        event.listen(self.engine, "begin", lambda c: c.exec_driver_sql(self.opening()))

    @classmethod
    def take(cls, module: Any) -> Line:
        """One that was rehearsed, or a new one."""
        return cls._rehearsed.pop() if cls._rehearsed else cls(module)

    def hand_on(self) -> None:
        """Let the next store have this line: nothing but a rehearsal went over it."""
        self.connection = None
        self._rehearsed[:] = [self]

    def hang_up(self) -> None:
        """Close the connection."""
        self.engine.dispose()
        self.connection.close()
