"""The county keeps the heads of logs: a cut tail or a rewritten chain shows there (U2, T4)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from sqlalchemy import select

from app.models import audit
from app.models.audit import AuditEntry, AuditTip
from app.models.sync import OutboxPackage, ReceivedPackage
from app.services.agenda import Agenda
from app.services.desk import Desk
from app.services.log import LogService
from app.sync.audit_heads import Finding
from tests.models.test_audit import tamper
from tests.sync.county import County, Office


def findings(county: County) -> list[str]:
    with county.store.begin() as session:
        query = select(ReceivedPackage.audit_finding).order_by(ReceivedPackage.seq)
        return list(session.scalars(query))


def rewrite(office: Office, left: int) -> None:
    """As the best tamperer would: cut the chain, make the tip fit with the store's own key."""
    store = office.store
    tamper(store, f"DELETE FROM audit_entry WHERE number > {left}")
    with store.begin() as session:
        head = audit.hash_at(session, store.office, left) or ""
        tip = session.get_one(AuditTip, store.office)
        tip.number, tip.hash, tip.seal = left, head, store.trail.seal(left, head)
    assert next(audit.walk(store.begin, store.trail), None) is None, "sound as far as it goes"


def test_heads_travel_and_fit_month_after_month(county: County, office: Office):
    for name in ("王五", "赵六", "孙七"):
        office.add_person(name)
        county.accept(office.send())
    assert findings(county) == [Finding.FITS] * 3
    query = select(ReceivedPackage.audit_entries).order_by(ReceivedPackage.seq)
    with county.store.begin() as session:
        entries = [n or 0 for n in session.scalars(query)]
    assert sorted(entries) == entries
    assert entries[0] > 0
    assert county.bureau.log_alarms() == []


def test_a_cut_log_shows_at_the_county_even_with_a_fitting_tip(county: County, office: Office):
    office.add_person("王五")
    county.accept(office.send())
    rewrite(office, 1)
    done = county.accept(office.send())
    assert findings(county)[-1] == Finding.CUT
    assert "操作日志" in done.message
    (alarm,) = county.bureau.log_alarms()
    assert (alarm.number, "删掉" in alarm.words) == (2, True)


def test_a_rewritten_log_shows_at_the_county(county: County, office: Office):
    """Cut, then written on until it is longer than before."""
    office.add_person("王五")
    county.accept(office.send())
    rewrite(office, 1)
    for number in range(30):
        office.add_person(f"测试{number}")
    county.accept(office.send())
    assert findings(county)[-1] == Finding.REWRITTEN


def test_it_shows_at_the_office_as_well_by_its_own_packages(county: County, office: Office):
    """The weekly walk compares the chain with what the outbox says was stated."""
    office.add_person("王五")
    office.send()
    log = LogService(office.store)
    assert log.verify() is None
    with office.store.begin() as session:
        stated = session.scalar(select(OutboxPackage.audit_entries))
    rewrite(office, 1)
    for number in range(30):
        office.add_person(f"测试{number}")
    found = log.verify()
    assert found is not None
    assert found.number == stated
    with office.store.begin() as session:
        kinds = list(session.scalars(select(AuditEntry.kind)))
    assert kinds.count("chain") == 1
    log.verify()
    assert log.broken() is not None
    (reminder,) = log.reminders(office.store.clock().date())
    assert "接不上" in reminder.title


def test_a_lost_package_does_not_raise_an_alarm(county: County, office: Office):
    """P5: the next package holds everything, and its head goes on from the newest one known."""
    office.add_person("王五")
    county.accept(office.send())
    office.add_person("赵六")
    office.send()  # lost on the way
    office.add_person("孙七")
    county.accept(office.send())
    assert findings(county) == [Finding.FITS] * 2


def test_an_older_package_that_comes_late_is_compared_with_what_came_before_it(
    county: County, office: Office
):
    office.add_person("王五")
    first = office.send()
    office.add_person("赵六")
    second = office.send()
    county.accept(second)
    county.accept(first)
    assert findings(county) == [Finding.FITS] * 2


def test_the_desk_of_the_day_at_the_bureau_says_so(county: County, office: Office):
    office.add_person("王五")
    county.accept(office.send())
    rewrite(office, 1)
    county.accept(office.send())
    agenda = Agenda(cast(Desk, SimpleNamespace(bureau=county.bureau)))
    (reminder,) = agenda._of_logs(county.store.clock().date())
    assert reminder.title.endswith("的操作日志对不上")
    assert reminder.overdue
