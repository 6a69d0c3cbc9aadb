"""What the desk of the day says to a bureau (F65, F77)."""

from __future__ import annotations

from datetime import date, datetime

from app.paths import Profile
from app.services.agenda import Agenda
from app.services.desk import Desk
from app.services.reminders import Reminder
from app.services.settings import Identity
from tests.sync.county import BUREAU, County, Office


def missing(county: County, office: Office, today: date) -> list[Reminder]:
    identity = Identity(kind="bureau", code=BUREAU, name="贺兰县司法局")
    profile = Profile(county.stick.parent / "bureau")
    desk = Desk(county.store, profile, identity, vault=office.store)  # any file: a server has one
    return [item for item in Agenda(desk).items(today) if item.kind == "bureau.missing"]


def test_nobody_is_reminded_of_a_month_before_the_office_was_known(county: County, clock):
    """As the board has it: a month before the key was compared is asked of nobody."""
    clock.set(datetime(2026, 3, 10, 9))
    office = county.office()
    assert missing(county, office, date(2026, 3, 10)) == []
    clock.set(datetime(2026, 4, 10, 9))
    (item,) = missing(county, office, date(2026, 4, 10))
    assert item.title == f"{office.code}所还没有报送2026年3月的包"
    assert item.overdue
