"""How Python runs under a window that must never be deaf.

Garbage in cycles is collected in the window's thread, and nowhere else. Left alone, Python collects
in whichever thread happens to allocate: in that of a long piece of work it would destroy leftovers
of Qt, dialogs among them, outside the thread they live in, which Qt does not survive; and everything
stands still until all that was ever made has been looked through. Work that makes millions of
objects, such as a workbook, would do that again and again.

And threads take turns after one millisecond instead of five: the window asks for its turn several
times for each event, and every time it waits until the work's turn is over.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QThreadPool, QTimer

__all__ = ["Runtime"]

TURN = 0.001
EVERY = 100
"""Milliseconds between two looks at how much garbage has gathered."""


class Runtime(QObject):
    """Python's collector and turns, taken over until ``give_back``; made in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn = sys.getswitchinterval()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.collect)
        sys.setswitchinterval(TURN)
        gc.disable()
        self._timer.start()

    def collect(self) -> None:
        """Collect what is due by Python's own thresholds: the oldest generation that asks.

        Beside a piece of work only the youngest, what was made since the last look: to look
        through all that the work holds takes longer than a clerk's patience.
        """
        asked = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(asked) if count > most]
        if due:
            working = QThreadPool.globalInstance().activeThreadCount() > 0
            gc.collect(0 if working else max(due))

    def settle(self) -> None:
        """What stands now stays, modules and mappings above all: it is not looked through again.

        Only once: a window that was closed since is garbage, and must not be kept for ever.
        """
        if not gc.get_freeze_count():
            gc.freeze()

    def give_back(self) -> None:
        """As Python had it."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
        sys.setswitchinterval(self._turn)
