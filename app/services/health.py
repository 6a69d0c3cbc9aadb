"""Is the store whole, and is there room? What runs beside the work once the window is up (L4, L5)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlcipher3.dbapi2 as sqlcipher

from app.models import integrity, room
from app.models.database import Database, read_only
from app.services.access import Guarded, Work
from app.services.settings import SettingsService

__all__ = ["HealthService", "read_only"]

log = logging.getLogger(__name__)

CHECKED = "health.checked"
THOROUGH_EVERY = timedelta(days=7)
BREATH = 0.2
"""Seconds a check waits after it was sent away by a save, and between two steps."""


class HealthService(Guarded, work=Work.ANYONE):
    """The start's quick check, the week's thorough one, and the free space.

    ``walk`` follows the chain of the log with the thorough one; what it finds it says by itself.
    """

    _database: Database

    def __init__(
        self,
        database: Database,
        walk: Callable[[Callable[[], bool]], object] = lambda _stop: None,
    ) -> None:
        self._database = database
        self._walk = walk
        self._settings = SettingsService(database)

    @property
    def damaged(self) -> bool:
        """Whether damage was found; the store is only read then."""
        return self._database.damaged

    def space(self) -> tuple[int, bool, bool]:
        """Free bytes, whether to warn (below 1 GB), whether only the reserve is left (200 MB)."""
        left = room.free(self._database.path.parent)
        return left, left < room.WARN_BELOW, left < room.RESERVE

    def thorough_due(self) -> bool:
        """Whether a week has passed since every check ran."""
        kept = self._settings.value(CHECKED)
        return (
            kept is None or self._database.clock() - datetime.fromisoformat(kept) >= THOROUGH_EVERY
        )

    def check(self, stop: threading.Event) -> bool | None:
        """Look at the store beside the work: quick at each start, thorough once a week.

        Runs in a thread of its own, a table at a time; a save sends the step away and it begins
        again. True of a sound store, false of a damaged one (which is only read from then on),
        ``None`` when ``stop`` came first.
        """
        if self.damaged:  # opening met it, or the check after a crash
            return False
        thorough = self.thorough_due()
        with self._database.raw() as raw:
            tables = integrity.table_names(raw)
        for name, statement in integrity.steps(tables, thorough=thorough):
            sound = self._step(statement, stop)
            if sound is None:
                return None
            if not sound:
                log.error("S08 damage: %s", name)
                self._database.keep_as_found()
                return False
        if thorough:
            self._walk(stop.is_set)
            if stop.is_set():
                return None
            self._settings.put(CHECKED, self._database.clock().isoformat())
        return True

    def _step(self, statement: str, stop: threading.Event) -> bool | None:
        while not stop.wait(BREATH):
            try:
                rows = self._database.check(statement)
            except sqlcipher.DatabaseError:
                return False  # a page whose seal does not fit stops the check itself
            if rows is not None:
                return not integrity.failed(rows)
        return None
