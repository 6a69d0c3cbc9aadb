"""报送: what the start page says, what is checked before sealing, what is carried where."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ActionableError
from app.models.mediation import MediationCase
from app.services.base import Missing
from app.services.mediation.register import RegisterService
from app.services.month_end.months import last_day
from app.services.preflight import cases_with_gaps, cases_without_a_day, things_overdue
from app.services.reminders import Reminder, Target
from app.services.report_views import Incomplete
from app.services.reports import ReportsService
from tests.conftest import Clock
from tests.sync.county import County, Office, rows_of


def test_the_start_page_of_a_new_office(county: County):
    """F63: nothing sent, nobody known."""
    office = county.office(enrolled=False)
    status = office.reports.status()
    assert (status.enrolled, status.last, status.unsent) == (False, None, 0)


def test_the_start_page_counts_what_is_in_no_package(office: Office):
    """F63."""
    office.add_person("王五")
    office.add_case(1)
    status = office.reports.status()
    assert status.unsent == 5
    assert status.unsent_by_table == {
        "person": 1,
        "committee": 1,
        "mediation_case": 1,
        "party": 2,
    }
    office.seal()
    assert office.reports.status().unsent == 0


def test_a_package_tells_its_state_in_words(county: County, office: Office):
    office.add_person("王五")
    states = []
    package = office.seal()
    states.append(office.reports.packages()[0].state)
    file = office.export(package)
    states.append(office.reports.packages()[0].state)
    county.answer(office, county.accept(file))
    states.append(office.reports.packages()[0].state)
    assert states == ["已封存，还没有导出", "已导出，等县局回执", "县局已收到"]


def test_a_received_package_is_not_exported_again(county: County, office: Office):
    """Its bytes are gone; a full package is one click."""
    package = office.seal()
    county.answer(office, county.accept(office.export(package)))
    with pytest.raises(ActionableError) as refused:
        office.export(package)
    assert refused.value.code == "R04"
    assert "完整包" in refused.value.do


def test_exporting_a_second_time_imports_as_nothing_new(county: County, office: Office):
    """F57, F61: two sticks of one package are one package."""
    office.add_case(1)
    package = office.seal()
    first, second = office.stick / "first", office.stick / "second"
    for stick in (first, second):
        stick.mkdir()
        office.reports.export(package.epoch, package.number, stick)
    assert county.accept(*first.iterdir()).result == "merged"
    held = rows_of(county.store, office.code)
    again = county.accept(*second.iterdir())
    assert (again.result, again.counts) == ("repeated", ())
    assert rows_of(county.store, office.code) == held


def test_a_package_nobody_sealed_cannot_be_exported(office: Office):
    with pytest.raises(Missing):
        office.reports.export(1, 7, office.stick)


def test_progress_reaches_its_end_while_exporting(office: Office):
    office.add_person("王五")
    package = office.seal()
    heard: list[tuple[int, int]] = []
    office.reports.export(
        package.epoch,
        package.number,
        office.stick,
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard[-1] == (2 * package.size, 2 * package.size)
    assert heard == sorted(heard)


def test_cancelling_an_export_leaves_no_part_on_the_stick(office: Office):
    """P12."""
    office.add_person("王五")
    package = office.seal()

    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        office.reports.export(package.epoch, package.number, office.stick, progress=cancel)
    assert not list(office.stick.glob("*.part"))
    assert not list(office.stick.glob("*.sfs"))
    assert office.reports.packages()[0].exported_at is None


@pytest.mark.parametrize("month", ["2026-3", "2026-13", "03-2026", "", "2026-03-01"])
def test_a_month_is_year_and_month(office: Office, month: str):
    with pytest.raises(ValueError, match="month"):
        office.seal(month)


def test_a_second_package_of_a_month_is_a_correction(office: Office):
    """F61."""
    office.add_person("王五")
    assert office.reports.preflight("2026-03").already_sealed == ()
    office.seal()
    (sealed,) = office.reports.preflight("2026-03").already_sealed
    assert sealed.number == 1


def test_what_would_go_is_counted_before_sealing(county: County, office: Office):
    """F60."""
    office.add_person("王五")
    assert office.reports.preflight("2026-03").counts == {"person": 1}
    county.answer(office, county.accept(office.send()))
    preflight = office.reports.preflight("2026-04")
    assert (preflight.counts, preflight.zero) == ({}, True)


def test_the_duties_say_what_is_not_complete(office: Office):
    """F60: each line opens its place; asked with the month."""
    asked = []

    def check(month: str) -> list[Incomplete]:
        asked.append(month)
        return [Incomplete("(2026)习岗人调字第001号", "缺回访记录", Target("mediation", "uid"))]

    reports = ReportsService(office.store, checks=[check])
    assert [i.missing for i in reports.preflight("2026-03").incomplete] == ["缺回访记录"]
    assert asked == ["2026-03"]


def test_cases_with_gaps_are_listed(office: Office):
    """F60: the dossier check's findings, of cases accepted by the end of the month."""
    facts = {1: ("2026-03-31", 2), 2: ("2026-03-01", 0), 3: ("2026-04-01", 5)}
    for number, (accepted, missing) in facts.items():
        uid = office.add_case(number)
        with office.store.begin() as session:
            case = session.get_one(MediationCase, (office.code, uid))
            case.accepted_on = date.fromisoformat(accepted)
            case.check_missing, case.check_score = missing, 90
    (found,) = cases_with_gaps(RegisterService(office.store))("2026-03")
    assert (found.title, found.missing) == ("(2026)习岗人调字第001号", "卷宗检查还有 2 处")
    assert found.target.page == "mediation"


def test_a_waiting_case_without_a_day_is_listed(office: Office):
    """It is counted by the day of application, and so in no month before one is written."""
    uids = [office.add_case(number, state="waiting") for number in (1, 2, 3)]
    dated, accepted, undated = uids
    with office.store.begin() as session:
        for uid in uids:
            session.get_one(MediationCase, (office.code, uid)).accepted_on = None
        session.get_one(MediationCase, (office.code, dated)).applied_on = date(2026, 3, 2)
        session.get_one(MediationCase, (office.code, accepted)).state = "mediating"
    check = cases_without_a_day(RegisterService(office.store))
    (found,) = check("2026-03")
    assert "没有写申请日期" in found.missing
    assert found.target == Target("mediation", undated, "mediation.case/applied_on")
    with office.store.begin() as session:
        session.get_one(MediationCase, (office.code, undated)).applied_on = date(2026, 3, 9)
    assert check("2026-03") == []


def test_what_a_duty_missed_in_the_month_is_listed():
    def reminders(_today: date) -> list[Reminder]:
        target = Target("corrections", "uid")
        return [
            Reminder("a", "周听声逾期", date(2026, 3, 8), True, target, "应在3月8日前完成"),
            Reminder("b", "月见面", date(2026, 3, 31), False, target),
            Reminder("c", "明日到期", date(2026, 4, 1), True, target),
        ]

    (found,) = things_overdue(reminders, lambda: date(2026, 4, 2))("2026-03")
    assert (found.title, found.missing) == ("周听声逾期", "应在3月8日前完成")


def test_what_is_due_later_this_month_is_not_missing_yet():
    asked = []

    def reminders(day: date) -> list[Reminder]:
        asked.append(day)
        return []

    assert things_overdue(reminders, lambda: date(2026, 3, 20))("2026-03") == []
    assert asked == [date(2026, 3, 20)]


@pytest.mark.parametrize(
    ("month", "day"), [("2026-02", 28), ("2028-02", 29), ("2026-12", 31), ("2026-04", 30)]
)
def test_the_last_day_of_a_month(month: str, day: int):
    assert last_day(month).day == day


def test_last_months_records_are_asked_for(county: County, office: Office, clock: Clock):
    office.add_person("王五")
    clock.set(date(2026, 4, 2))
    (reminder,) = office.reports.reminders(date(2026, 4, 2))
    assert (reminder.kind, reminder.due_on) == ("sync.unsealed", date(2026, 3, 31))
    office.seal("2026-03")
    assert office.reports.reminders(date(2026, 4, 2)) == []


def test_an_office_without_a_county_is_not_asked_for_packages(county: County):
    office = county.office(enrolled=False)
    office.add_person("王五")
    assert office.reports.reminders(date(2026, 4, 2)) == []
