"""A rehearsal in memory makes up what the real store will be asked; it leaves nothing behind."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import create_engine, event

from app.models import line
from app.models.database import Database
from app.models.line import Line
from app.models.password_cost import Argon2Cost
from app.paths import Profile
from app.services import rehearsal, setup
from app.services.agenda import Agenda
from app.services.settings import Identity

PASSWORD = "a long one 1"
QUICK = Argon2Cost(memory_kib=32, iterations=1, test_only=True)
OFFICE = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")


def noon() -> datetime:
    return datetime(2026, 3, 2, 12)


@pytest.fixture(autouse=True)
def no_line_waits(monkeypatch):
    monkeypatch.setattr(Line, "_rehearsed", [])
    monkeypatch.setattr(line, "create_engine", create_engine)  # each makes up its own statements


@pytest.fixture
def profile(tmp_path):
    profile = Profile(tmp_path / "office")
    desk, _ = setup.create(profile, OFFICE, PASSWORD, clock=noon, cost=QUICK)
    desk.close()
    return profile


def made_up(profile: Profile) -> int:
    """How many statements were made up anew to open the store and read the desk of the day."""
    desk = setup.open_desk(profile, PASSWORD, clock=noon)
    found = []

    def seen(_connection, _cursor, _sql, _values, context, _many):
        found.append(context.cache_hit.name == "CACHE_MISS")

    event.listen(desk._database.engine, "before_cursor_execute", seen)
    Agenda(desk).items(noon().date())
    desk.close()
    return sum(found)


def test_it_runs_to_its_end_on_a_store_with_nothing_in_it():
    assert len(list(rehearsal.steps(noon))) > 10


def test_what_was_rehearsed_is_not_made_up_again(profile):
    """Budget: Enter to today's list. Some questions follow only from answers."""
    before = made_up(profile)
    for _ in rehearsal.steps(noon):
        pass
    assert made_up(profile) < before / 4


def test_nothing_is_made_up_for_opening_a_store(profile):
    """But which revision it is at: a store in memory has none."""
    for _ in rehearsal.steps(noon):
        pass
    anew = []

    def seen(_connection, _cursor, sql, _values, context, _many):
        if context.cache_hit.name == "CACHE_MISS":
            anew.append(sql)

    (waiting,) = Line._rehearsed
    event.listen(waiting.engine, "before_cursor_execute", seen)
    setup.open_desk(profile, PASSWORD, clock=noon).close()
    assert all("alembic_version" in sql for sql in anew), anew


def test_it_may_be_left_at_any_step(profile):
    """Whoever types quickly does not wait for the rest of it."""
    steps = rehearsal.steps(noon)
    next(steps)
    del steps
    desk = setup.open_desk(profile, PASSWORD, clock=noon)
    assert desk.settings.identity() == OFFICE
    desk.close()


def test_a_line_that_real_values_went_over_is_never_handed_on(profile):
    """Trust L8: with the store everything goes, the statements with their first values too."""
    setup.open_desk(profile, PASSWORD, clock=noon).close()
    assert Line._rehearsed == []


def test_one_rehearsal_serves_one_store(tmp_path, profile):
    for _ in rehearsal.steps(noon):
        pass
    first = setup.open_desk(profile, PASSWORD, clock=noon)
    other = Database(tmp_path / "other.db", bytes(32), office="1", clock=noon)
    assert first._database.engine is not other.engine
    other.close()
    first.close()


def test_it_touches_no_disk(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for _ in rehearsal.steps(noon):
        pass
    assert list(tmp_path.iterdir()) == []
