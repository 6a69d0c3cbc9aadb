"""A county for every test that sends something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.county import County, MakeStore, Office, make_county


@pytest.fixture
def county(make_store: MakeStore, tmp_path: Path) -> County:
    """A real bureau without offices yet."""
    return make_county(make_store, tmp_path / "stick")


@pytest.fixture
def office(county: County) -> Office:
    """习岗司法所, enrolled."""
    return county.office()
