"""People of corrections as tests need them; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.models.database import Database
from app.models.local import Setting
from app.models.sealed_keys import SealedKey
from app.services.corrections import CorrectionsService
from app.services.corrections.persons import PersonService
from app.services.sealed_access import PUBLIC
from tests.conftest import Clock
from tests.sync.conftest import county, office

__all__ = ["SHEET", "county", "office"]

SHEET: dict[str, Any] = {
    "name": "测甲",
    "sex": "1",
    "birth_date": date(1990, 1, 1),
    "id_kind": "resident_id",
    "id_number": "640122199001019971",
    "address": "习岗镇新胜村三组",
    "category": "probation",
    "offences": "危险驾驶罪",
    "penalty_term": "有期徒刑一年",
    "decided_by": "贺兰县人民法院",
    "decided_on": date(2024, 10, 25),
    "effective_on": date(2024, 11, 5),
    "term_years": 1,
    "starts_on": date(2024, 11, 5),
    "ends_on": date(2025, 11, 4),
    "reported_on": date(2024, 11, 8),
    "report_outcome": "in_time",
    "phone": "13900000001",
}
"""A filled basic sheet: one year of probation (P1 of the worked examples)."""


@pytest.fixture
def sheet() -> Callable[..., dict[str, Any]]:
    """A basic sheet with some values of its own."""

    def make(**changes: Any) -> dict[str, Any]:
        return {**SHEET, **changes}

    return make


def sit_down_to_look(store: Database) -> SealedKey:
    """An account is at the desk that may look at sealed records."""
    key = SealedKey.generate()
    store.sealed_ring = (key,)
    with store.begin() as session:
        session.add(Setting(office=store.office, name=PUBLIC, value=key.public.hex()))
    return key


@pytest.fixture
def may_look(store: Database) -> SealedKey:
    """As ``sit_down_to_look``, of the test's own store."""
    return sit_down_to_look(store)


@pytest.fixture
def persons(store: Database) -> PersonService:
    """Who is in corrections here."""
    return PersonService(store)


@pytest.fixture
def in_2025(clock: Clock) -> Clock:
    """The clock of the worked examples: Saturday 1 March 2025."""
    clock.set(date(2025, 3, 1))
    return clock


@pytest.fixture
def person(persons: PersonService, in_2025: Clock) -> str:
    """A person on probation from 2024-11-05 to 2025-11-04, strict control since admission."""
    return persons.admit(SHEET, control_class="strict")


@pytest.fixture
def corrections(store: Database) -> CorrectionsService:
    """The corrections desk of an office that knows its name and its county."""
    identity = {
        "kind": "office",
        "code": "640122100",
        "name": "习岗司法所",
        "county_code": "640122",
        "county_name": "贺兰县",
    }
    with store.begin() as session:
        session.add(Setting(office=store.office, name="identity", value=identity))
    return CorrectionsService(store)


@pytest.fixture
def desk(store: Database) -> CorrectionsService:
    """The whole corrections desk of the store."""
    return CorrectionsService(store)


@pytest.fixture
def minor(persons: PersonService, in_2025: Clock) -> str:
    """Seventeen at the decision, eighteen on 2025-02-10; female."""
    return persons.admit(
        {
            **SHEET,
            "name": "测少女",
            "sex": "2",
            "id_number": None,
            "id_kind": "none",
            "id_reason": "补办中",
            "birth_date": date(2007, 2, 10),
            "juvenile": True,
            "guardian_name": "测母",
        },
        control_class="ordinary",
    )


@pytest.fixture
def outside(persons: PersonService, in_2025: Clock) -> str:
    """保外就医, received on 2025-01-15 (§8.7)."""
    return persons.admit(
        {
            **SHEET,
            "name": "测病人",
            "id_number": "640122199001018493",
            "category": "outside",
            "outside_reason": "medical_parole",
            "effective_on": date(2025, 1, 13),
            "term_years": None,
            "starts_on": date(2025, 1, 13),
            "ends_on": date(2027, 1, 12),
            "reported_on": date(2025, 1, 15),
            "guarantor_name": "测保",
        },
        control_class="ordinary",
    )
