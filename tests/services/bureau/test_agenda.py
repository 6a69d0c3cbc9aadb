"""What the desk of the day says to a bureau (F65, F77)."""

from __future__ import annotations

from datetime import date, datetime

from app.services.agenda import Agenda
from app.services.reminders import Reminder
from tests.sync.county import County
from tests.ui.sending import bureau_desk


def missing(county: County, today: date) -> list[Reminder]:
    agenda = Agenda(bureau_desk(county))
    return [item for item in agenda.items(today) if item.kind == "bureau.missing"]


def test_nobody_is_reminded_of_a_month_before_the_office_was_known(county: County, clock):
    """As the board has it: a month before the key was compared is asked of nobody."""
    clock.set(datetime(2026, 3, 10, 9))
    office = county.office()
    assert missing(county, date(2026, 3, 10)) == []
    clock.set(datetime(2026, 4, 10, 9))
    (item,) = missing(county, date(2026, 4, 10))
    assert item.title == f"{office.code}所还没有报送2026年3月的包"
    assert item.overdue
