"""Checks beside the work: quick at each start, thorough each week, read-only after damage (L5)."""

from __future__ import annotations

import threading

import pytest

from app.models import room
from app.services import health
from app.services.health import HealthService


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(health, "BREATH", 0)


@pytest.fixture
def asked(store, monkeypatch):
    """The statements a check runs."""
    statements: list[str] = []
    true_check = store.check

    def listen(statement):
        statements.append(statement)
        return true_check(statement)

    monkeypatch.setattr(store, "check", listen)
    return statements


def test_the_first_check_is_thorough_and_then_one_a_week(store, clock, asked):
    service = HealthService(store)
    go_on = threading.Event()
    assert service.check(go_on) is True
    assert "PRAGMA cipher_integrity_check" in asked
    asked.clear()
    clock.advance(days=6)
    assert service.check(go_on) is True
    assert "PRAGMA quick_check" in asked
    assert "PRAGMA cipher_integrity_check" not in asked
    clock.advance(days=1)
    assert service.thorough_due()


def test_a_check_that_was_sent_away_begins_again(store, monkeypatch):
    answers = iter([None, None])
    true_check = store.check
    monkeypatch.setattr(store, "check", lambda s: next(answers, true_check(s)))
    assert HealthService(store).check(threading.Event()) is True


def test_locking_ends_a_check_without_a_verdict(store):
    stop = threading.Event()
    stop.set()
    service = HealthService(store)
    assert service.check(stop) is None
    assert service.thorough_due(), "a check cut short does not count"


def test_damage_makes_the_store_read_only(store, monkeypatch):
    monkeypatch.setattr(store, "check", lambda _: [("row 3 missing from index",)])
    service = HealthService(store)
    assert service.check(threading.Event()) is False
    assert service.damaged
    assert service.thorough_due()


@pytest.mark.parametrize(
    ("left", "verdict"),
    [
        (2_000_000_000, (False, False)),
        (999_000_000, (True, False)),
        (199_000_000, (True, True)),
    ],
)
def test_room_is_said_below_one_gigabyte_and_again_below_the_reserve(
    store, monkeypatch, left, verdict
):
    """L4."""
    monkeypatch.setattr(room, "free", lambda _: left)
    assert HealthService(store).space() == (left, *verdict)
