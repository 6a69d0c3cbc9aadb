"""Let a desk work for a while, kill it, and hear the last thing it was told is done (F1)."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

__all__ = ["PROCESSES", "killed_at", "killed_within"]

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.saver"])


PATIENCE = 20
"""Seconds in which ``when`` comes true."""


def killed_within(
    turns: float, work: Callable[..., None], *words: Any, when: Callable[[], bool] | None = None
) -> Any:
    """What ``work`` last sent before it was killed; it is given the line to send by.

    It is killed when so many ``turns`` have passed after its first, measured on this machine; then
    as soon as ``when`` is true.
    """
    told, teller = PROCESSES.Pipe(duplex=False)
    desk = PROCESSES.Process(target=work, args=(*words, teller), daemon=True)
    desk.start()
    teller.close()
    told.recv()
    start = time.perf_counter()
    last = told.recv()
    time.sleep(turns * (time.perf_counter() - start))
    until = time.monotonic() + PATIENCE
    while when is not None and not when() and time.monotonic() < until:
        pass
    desk.kill()
    desk.join()
    with suppress(EOFError):  # the killed desk's end of the line
        while True:
            last = told.recv()
    return last


def killed_at(work: Callable[..., None], *words: Any) -> Any:
    """Kill ``work`` the moment it first says something; returns what that was."""
    told, teller = PROCESSES.Pipe(duplex=False)
    desk = PROCESSES.Process(target=work, args=(*words, teller), daemon=True)
    desk.start()
    teller.close()
    said = told.recv()
    desk.kill()
    desk.join()
    return said
