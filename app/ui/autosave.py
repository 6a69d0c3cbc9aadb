"""Half-filled forms, kept every ten seconds inside the encrypted store (F41, trust L4)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import ActionableError

__all__ = ["Autosave", "Draft", "Drafts"]

log = logging.getLogger(__name__)

EVERY = 10_000
"""Milliseconds between two savings of a form being typed into."""


class Draft(Protocol):
    """What was typed and not saved."""

    @property
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102 - the name says it

    @property
    def saved_at(self) -> datetime: ...  # noqa: D102 - the name says it


class Drafts(Protocol):
    """The keeper of drafts; the office's ``DraftService`` is one."""

    def keep(self, scope: str, title: str, values: Mapping[str, Any]) -> datetime: ...  # noqa: D102

    def find(self, scope: str) -> Draft | None: ...  # noqa: D102

    def drop(self, scope: str) -> None: ...  # noqa: D102


class Autosave(QObject):
    """Keeps one form's draft: ``touch`` when something changed, ``flush`` when a field is left.

    ``kept`` carries the time of each saving. While the store is busy it waits for the next turn,
    and a failure is logged and tried again: the form itself stays on screen.
    """

    kept = Signal(datetime)

    def __init__(
        self,
        parent: QObject,
        drafts: Drafts,
        scope: str,
        title: str,
        *,
        plain: Callable[[], Mapping[str, Any]],
        busy: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._drafts, self._scope, self._title = drafts, scope, title
        self._plain, self._busy = plain, busy
        self._touched = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.flush)

    def find(self) -> Draft | None:
        """The draft an earlier session left."""
        return self._drafts.find(self._scope)

    def touch(self) -> None:
        """Something was typed; it is kept within ten seconds."""
        self._touched = True
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep the draft now if there is anything new in it."""
        if not self._touched:
            self._timer.stop()
            return
        if self._busy():
            return
        try:
            at = self._drafts.keep(self._scope, self._title, self._plain())
        except ActionableError as error:
            log.warning("draft not kept: %s", error.code)
            return
        self._touched = False
        self.kept.emit(at)

    def drop(self) -> None:
        """The form was saved or given up: forget its draft."""
        self._touched = False
        self._timer.stop()
        self._drafts.drop(self._scope)
