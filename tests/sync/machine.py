"""A county for machines that play months at random: every store a file in a folder of its own."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from app.models.database import Database
from tests.sync.county import County, make_county

__all__ = ["CountyMachine", "play"]


class CountyMachine(RuleBasedStateMachine):
    """Begins with ``open_county``; what it made is gone afterwards."""

    template: tuple[Path, bytes]

    def open_county(self) -> County:
        self.folder = Path(tempfile.mkdtemp())
        self.stores: list[Database] = []
        return make_county(self.make, self.folder / "stick")

    def make(self, *, office: str) -> Database:
        path = self.folder / f"store-{len(self.stores)}.db"
        shutil.copyfile(self.template[0], path)
        store = Database(
            path, self.template[1], office=office, clock=lambda: datetime(2026, 3, 2, 9, 0)
        )
        self.stores.append(store)
        return store

    def teardown(self) -> None:
        for store in getattr(self, "stores", []):
            store.close()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def play(
    machine: type[CountyMachine], template: tuple[Path, bytes], *, examples: int, steps: int
) -> None:
    """Let the machine run on stores copied from ``template``."""
    machine.template = template
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
