"""C3, T1: a wrong clock is said, blocks nothing, and changes neither order nor merge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.models.clock import ClockDoubt
from app.models.people import Person
from app.rules.clock import AHEAD, BEHIND, doubt
from app.services.clock_watch import ClockService, doubted
from tests.conftest import Clock
from tests.sync.conftest import county, office
from tests.sync.county import Office

__all__ = ["county", "office"]

NOW = datetime(2026, 3, 2, 9)


@pytest.mark.parametrize(
    ("now", "facts", "kind"),
    [
        (NOW, {}, None),
        (NOW, {"highest": NOW + timedelta(minutes=10)}, None),
        (NOW, {"highest": NOW + timedelta(minutes=11)}, BEHIND),
        (NOW, {"told": NOW + timedelta(hours=1)}, BEHIND),
        (NOW, {"told": NOW - timedelta(days=30), "sealed": NOW - timedelta(days=31)}, None),
        (NOW, {"told": NOW - timedelta(hours=50), "sealed": NOW - timedelta(hours=1)}, AHEAD),
        (NOW, {"told": NOW - timedelta(hours=48), "sealed": NOW}, None),
    ],
)
def test_what_speaks_against_a_clock(now, facts, kind):
    found = doubt(now, **facts)
    assert (found.kind if found else None) == kind


@pytest.fixture
def watch(office: Office, clock: Clock) -> ClockService:
    clock.set(NOW)
    watch = ClockService(office.store)
    assert watch.look() is None
    return watch


@pytest.mark.parametrize(
    "wrong", [datetime(2025, 3, 2, 9), datetime(2000, 1, 1), NOW - timedelta(minutes=11)]
)
def test_a_clock_set_back_is_said_and_saving_goes_on(office, county, clock, watch, wrong):
    before = office.add_person("先")
    clock.set(wrong)
    (said,) = watch.reminders(wrong.date())
    assert "时间可能不对" in said.title
    assert said.overdue
    assert watch.day() == NOW.date(), "deadlines by the latest time known"
    during = office.add_person("后")
    with office.store.begin() as session:
        one, two = (session.get_one(Person, (office.code, uid)) for uid in (before, during))
        assert one.change < two.change, "order is not the clock's"
        assert doubted(session, office.code, one.change) is None
        assert doubted(session, office.code, two.change) is not None
    clock.set(NOW + timedelta(hours=1))
    assert watch.look() is None
    after = office.add_person("再后")
    with office.store.begin() as session:
        kept = session.get_one(Person, (office.code, after))
        assert doubted(session, office.code, kept.change) is None
    county.accept(office.send())  # merge and control totals do not ask for the time
    view = county.bureau.records.look(office.code, "person", during)
    assert "时间可疑（偏早）" in view.detail
    assert "可疑" not in county.bureau.records.look(office.code, "person", after).detail


@pytest.mark.parametrize("wrong", [datetime(2027, 3, 2, 9), datetime(2039, 12, 31)])
def test_a_clock_ahead_shows_by_the_countys_receipt(office, county, clock, watch, wrong):
    office.add_person("某")
    clock.set(wrong)
    assert watch.look() is None, "nothing here can know yet"
    file = office.send()
    clock.set(NOW)
    accepted = county.accept(file)
    clock.set(wrong)
    county.answer(office, accepted)
    (said,) = watch.reminders(wrong.date())
    assert "比县局收件还晚" in said.detail
    clock.set(NOW + timedelta(hours=1))  # put right: now the time is earlier than seen before
    found = watch.look()
    assert found is not None
    assert found.kind == BEHIND
    watch.trust()
    assert watch.look() is None
    with office.store.begin() as session:
        rows = session.query(ClockDoubt).order_by(ClockDoubt.noted_at).all()
        assert {row.kind for row in rows} == {AHEAD, BEHIND}
        assert all(row.until_change is not None for row in rows)


def test_a_later_correct_time_is_remembered(office, clock, watch):
    clock.set(NOW + timedelta(days=3))
    assert watch.look() is None
    clock.set(NOW + timedelta(days=2))
    assert watch.look() is not None
    assert watch.day() == date(2026, 3, 5)


def test_a_damaged_store_is_only_read(office, clock, watch):
    """L5: the desk of the day must open over it."""
    office.store.keep_as_found()
    clock.set(NOW + timedelta(days=1))
    assert watch.look() is None
    clock.set(NOW - timedelta(days=1))
    assert len(list(watch.reminders(NOW.date()))) == 1
