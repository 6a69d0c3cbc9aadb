"""A county for every test of reporting."""

from __future__ import annotations

from tests.sync.conftest import county, office

__all__ = ["county", "office"]
