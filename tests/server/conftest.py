"""A county on the server, and the same county in a file to compare it with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import servers
from tests.sync.county import County, MakeStore, make_county

collect_ignore_glob = [] if servers.SERVER else ["test_*.py"]


@pytest.fixture
def county(make_store: MakeStore, tmp_path: Path) -> County:
    """A bureau on PostgreSQL, without offices yet."""
    return make_county(make_store, tmp_path / "stick")


@pytest.fixture
def file_county(make_store: MakeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> County:
    """The sequential model: a bureau in a file of its own."""
    with monkeypatch.context() as patch:
        patch.setattr(servers, "SERVER", "")
        return make_county(make_store, tmp_path / "model")
