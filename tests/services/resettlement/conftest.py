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


CHILD_SHEET: dict[str, Any] = {
    "name": "测小禾",
    "sex": "2",
    "birth_date": date(2016, 5, 20),
    "address": "习岗镇新胜村三组",
    "parent_name": "测禾",
    "parent_relation": "father",
    "prison": "测试监狱",
    "release_on": date(2028, 6, 1),
    "other_parent": "away",
    "known_on": date(2026, 1, 20),
    "known_from": "village",
    "guardian_relation": "grandparent",
    "guardian_name": "测老禾",
    "guardian_phone": "13900000009",
    "schooling": "in_school",
    "school": "测试小学四年级",
    "difficulties": ("living",),
    "checked_by": "测试员甲",
}
"""A filled card: a girl of nine whose father serves a sentence, looked after by a grandfather."""

MEANS_SHEET: dict[str, Any] = {
    "year": 2025,
    "period": "year",
    "organ": "joint",
    "joint_with": "综治中心",
    "full_time": 1,
    "part_time": 2,
    "volunteers": 5,
    "village_workers": 6,
    "budget": "yes",
    "amount": 3_000_050,
    "villages_in_budget": 1,
    "filled_on": date(2026, 1, 30),
}
"""What the office said of itself for 2025: 30,000.50 yuan."""


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
