"""Short names for the whole office of these tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.models.recovery_key import RecoveryKey
from app.paths import Profile
from app.services.desk import Desk


@pytest.fixture
def profile(office_profile: Profile) -> Profile:
    """Its data folder."""
    return office_profile


@pytest.fixture
def recovery(office_recovery: RecoveryKey) -> RecoveryKey:
    """The paper in its safe."""
    return office_recovery


@pytest.fixture
def desk(open_office: Callable[..., Desk]) -> Desk:
    """The open office."""
    return open_office()
