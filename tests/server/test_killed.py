"""A server that falls and comes back while packages are received (fault-tests.md C2).

Apart from the other tests: it takes the server away from whoever uses it at the same time.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.models.store import StoreUnusable
from app.services.bureau import BureauService
from tests import servers
from tests.faults.counts import times
from tests.server.test_load import CLERKS, OFFICES, drained, model, packages, rush
from tests.sync.county import County

__all__ = ["packages"]  # a fixture

PATIENCE = 180
"""Seconds in which a killed server is back, on a machine that is busy with other things."""


def test_a_server_killed_again_and_again_loses_and_doubles_nothing(
    county: County,
    file_county: County,
    packages: list[list[Path]],
    figure: Callable[[str], None],
):
    """C2: an import that fell with the server is tried again; the state is that of the model."""
    kills = int(os.environ.get("SERVER_KILLS", times("C2-kills")))
    left = rush(packages, seed=2)
    stop = threading.Event()

    def kill_now_and_then() -> None:
        for _ in range(kills):
            time.sleep(random.Random(len(left)).uniform(0.2, 0.6))
            servers.restart()
        stop.set()

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    fallen = 0
    with ThreadPoolExecutor(CLERKS) as clerks:
        for falls in clerks.map(lambda file: persistently(county.bureau, file), left):
            fallen += falls
    while not stop.is_set():  # the last kills find the county idle or repeating
        for file in left[:5]:
            fallen += persistently(county.bureau, file)
    killer.join()
    assert fallen > 0, "too gentle: no import ever fell with the server"
    assert drained(county) == model(file_county, packages)
    for code in OFFICES:
        assert county.bureau.recount(code) == []
    figure(f"{kills} kills: {fallen} imports fell and were tried again; nothing lost or doubled")


def persistently(bureau: BureauService, file: Path) -> int:
    """Import until it is done, as the clerk is told to; how often it failed."""
    fallen, until = 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            (parcel,) = bureau.gather([file])
            bureau.accept(parcel)
        except StoreUnusable as trouble:
            if trouble.code != "S22":  # only a lost server may stand in the way
                raise
            fallen += 1
            time.sleep(0.1)
        else:
            return fallen
    raise AssertionError("the server never came back")
