"""Staff and sessions as tests need them; all invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from app.models.database import Database
from app.services.training.attendance import AttendanceService
from app.services.training.sessions import SessionService
from app.services.training.staff import StaffService
from tests.conftest import Clock

SESSION: dict[str, Any] = {
    "title": "调解卷宗制作",
    "organiser": "贺兰县司法局",
    "level": "county",
    "category": "professional",
    "form": "full_time",
}


def half(day: date, part: str = "morning") -> dict[str, Any]:
    """A half-day sitting."""
    return {"held_on": day, "part": part}


def full(day: date) -> list[dict[str, Any]]:
    """A morning and an afternoon."""
    return [half(day), half(day, "afternoon")]


def hours(day: date, count: int, part: str = "evening") -> dict[str, Any]:
    """A sitting counted in 学时."""
    return {"held_on": day, "part": part, "hours": count}


def days_from(first: date, count: int) -> list[dict[str, Any]]:
    """So many full days in a row."""
    return [line for n in range(count) for line in full(first + timedelta(days=n))]


@pytest.fixture
def staff(store: Database) -> StaffService:
    """Who works here."""
    return StaffService(store)


@pytest.fixture
def sessions(store: Database) -> SessionService:
    """The sessions."""
    return SessionService(store)


@pytest.fixture
def attendance(store: Database) -> AttendanceService:
    """Who came to what."""
    return AttendanceService(store)


@pytest.fixture
def end_of_2019(clock: Clock) -> Clock:
    """The clock of the worked examples."""
    clock.set(date(2019, 12, 31))
    return clock


@pytest.fixture
def attend(
    sessions: SessionService, attendance: AttendanceService
) -> Callable[[str, Iterable[dict[str, Any]]], str]:
    """Hold a session at which one person signs in for every sitting; the uid of the session."""

    def go(person: str, sittings: Iterable[dict[str, Any]], **changes: Any) -> str:
        uid = changes.pop("uid", None)
        held = sessions.hold({**SESSION, **changes, "sittings": list(sittings)}, uid=uid)
        marks = {s.uid: "signed" for s in attendance.grid(held).sittings}
        attendance.tick(held, {person: marks})
        return held

    return go
