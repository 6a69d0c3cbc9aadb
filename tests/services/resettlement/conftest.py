"""Released people as tests need them; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.models.database import Database
from app.services.corrections import CorrectionsService
from app.services.resettlement import ResettlementService
from tests.conftest import Clock

HELP_SHEET: dict[str, Any] = {
    "name": "测归",
    "sex": "1",
    "id_kind": "resident_id",
    "id_number": "640122199001019971",
    "source": "prison",
    "released_from": "测试监狱",
    "certificate_number": "（测）释字第1号",
    "released_on": date(2026, 1, 12),
    "offences": "盗窃罪",
    "penalty_term": "有期徒刑三年",
    "manager_mode": "registered",
    "address": "习岗镇新胜村三组",
    "phone": "13900000001",
    "worker": "测试员甲",
}
"""A filled sheet: released from prison in January 2026."""


@pytest.fixture
def sheet() -> Callable[..., dict[str, Any]]:
    """A sheet with some values of its own."""

    def make(**changes: Any) -> dict[str, Any]:
        return {**HELP_SHEET, **changes}

    return make


@pytest.fixture
def desk(store: Database, clock: Clock) -> ResettlementService:
    """The resettlement desk on Monday 2 March 2026."""
    return ResettlementService(store)


@pytest.fixture
def corrections(store: Database) -> CorrectionsService:
    """The desk next to it."""
    return CorrectionsService(store)


@pytest.fixture
def person(desk: ResettlementService) -> str:
    """Somebody released on 12 January 2026 and helped since."""
    return desk.persons.register(HELP_SHEET)
