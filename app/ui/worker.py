"""One piece of long work at a time for a page, and what is to follow when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from app.ui import background

__all__ = ["Worker"]

T = TypeVar("T")


class Worker:
    """Runs work for ``page``: a second request of the clerk is ignored while one is under way."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self._job: background.Job[Any] | None = None
        self._queue: list[Callable[[], object]] = []

    @property
    def busy(self) -> bool:
        """Whether something is under way or about to follow."""
        return self._job is not None or bool(self._queue)

    def run(
        self,
        title: str,
        work: Callable[[background.Progress], T],
        done: Callable[[T], None],
        *,
        can_cancel: bool = True,
    ) -> bool:
        """Begin ``work`` off the window's thread, then ``done``; false when something else runs."""
        if self._job is not None:
            return False
        self._job = background.run(self._page, title, work, done=done, can_cancel=can_cancel)
        self._job.finished.connect(self._free)
        return True

    def then(self, act: Callable[[], object]) -> None:
        """Do ``act`` as soon as nothing is under way: now, or after what runs. Once is enough."""
        if act not in self._queue:
            self._queue.append(act)
        if self._job is None:
            self._go_on()

    def _free(self) -> None:
        self._job = None
        self._go_on()

    def _go_on(self) -> None:
        while self._queue and self._job is None:
            self._queue.pop(0)()
