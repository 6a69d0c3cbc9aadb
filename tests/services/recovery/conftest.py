"""An office on a real data folder, and its county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.services.recovery.life import Life, begin
from tests.sync.conftest import county
from tests.sync.county import County

__all__ = ["county", "life"]


@pytest.fixture
def life(county: County, clock: Clock, tmp_path: Path) -> Iterator[Life]:
    """习岗司法所, enrolled; every desk it opens is closed at the end."""
    one = begin(county, clock, tmp_path / "office")
    yield one
    for desk in one.opened:
        desk.close()
