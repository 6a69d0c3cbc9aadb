"""A county for machines that play months at random: every store a file in a folder of its own."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from app.models.database import Database
from tests import servers
from tests.sync.county import County, make_county

__all__ = ["CountyMachine", "play"]


def noon() -> datetime:
    """What every clock shows: order and merge never use it (T1)."""
    return datetime(2026, 3, 2, 12, 0)


class CountyMachine(RuleBasedStateMachine):
    """Begins with ``open_county``; what it made is gone afterwards."""

    template: tuple[Path, bytes]

    def open_county(self) -> County:
        self.folder = Path(tempfile.mkdtemp())
        self.stores: list[Any] = []
        return make_county(self.make, self.folder / "stick")

    def make(self, *, office: str) -> Any:
        """A store in a folder of its own; under ``make test-postgres`` a bureau's is on the server."""
        if servers.SERVER and servers.is_bureau(office):
            store: Any = servers.server_store(office, noon)
        else:
            path = self.folder / f"store-{len(self.stores)}" / "office.db"
            path.parent.mkdir()
            shutil.copyfile(self.template[0], path)
            store = Database(path, self.template[1], office=office, clock=noon)
        self.stores.append(store)
        return store

    def teardown(self) -> None:
        for store in getattr(self, "stores", []):
            store.close()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def play(
    machine: type[CountyMachine],
    template: tuple[Path, bytes],
    *,
    examples: int,
    steps: int,
    part: int = 0,
) -> None:
    """Let the machine run on stores copied from ``template``, the same way each time.

    Each ``part`` has other lives; its number is their seed.
    """
    machine.template = template
    run_state_machine_as_test(
        seed(part)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
