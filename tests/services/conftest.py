"""The services as the window uses them: a store whose search index follows every save."""

from __future__ import annotations

import pytest

from app.models.database import Database
from app.services import search


@pytest.fixture(autouse=True)
def _searchable(request: pytest.FixtureRequest) -> None:
    """A test that asks for ``store`` gets one that is searched, as the desk makes it."""
    if "store" in request.fixturenames:
        store: Database = request.getfixturevalue("store")
        store.followers.append(search.follow)
