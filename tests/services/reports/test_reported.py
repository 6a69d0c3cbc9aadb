"""F70: a reported table is kept as printed; what changed since is told figure by figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.models.mediation import MediationCase
from app.models.reporting import ReportedTable
from app.models.resettlement import ResettlementPerson
from app.paths import Profile
from app.rules.periods import period_of
from app.services.base import Missing
from app.services.desk import Desk
from app.services.month_end.recounts import county_table, training_table
from app.services.month_end.reported import ReportedService
from app.services.month_end.tables import Behind, Cell, TableAsReported, from_counted
from app.services.reminders import Target
from app.services.settings import Identity
from tests.conftest import Clock
from tests.services.corrections.test_statistics import put
from tests.sync.county import BUREAU, County, Office

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
CLOSING = ("在册 期末在册", "合计")


def table(office: str, *people: tuple[str, str], shown: str = "") -> TableAsReported:
    behind = tuple(Behind(office, "resettlement", uid, worth) for uid, worth in people)
    cell = Cell("期末在册", shown or str(len(people)), behind)
    return TableAsReported(
        "resettlement",
        "统计表",
        "2026年2月",
        FIRST,
        LAST,
        (CLOSING[0],),
        (CLOSING[1],),
        {CLOSING: cell},
    )


@pytest.fixture
def people(office: Office) -> list[str]:
    uids = []
    with office.store.begin() as session:
        for name in ("甲某", "乙某", "丙某"):
            person = ResettlementPerson(
                name=name, source="prison", manager_mode="household", state="helped"
            )
            session.add(person)
            session.flush()
            uids.append(person.uid)
    return uids


class Now:
    """What would be counted today."""

    def __init__(self) -> None:
        self.table: TableAsReported | None = None

    def __call__(self, _code: str, _first: date, _last: date) -> TableAsReported | None:
        return self.table


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def reported(office: Office, now: Now) -> ReportedService:
    return ReportedService(office.store, now)


def test_a_table_comes_back_as_it_was_kept(office: Office, reported, people):
    kept = reported.keep(table(office.code, (people[0], "1"), (people[1], "2")), "print")
    assert reported.content(kept.uid) == table(office.code, (people[0], "1"), (people[1], "2"))
    assert kept.checksum == reported.content(kept.uid).checksum
    assert kept.stamp.startswith("第1版  校验码 ")


def test_the_same_figures_are_the_same_version_and_others_the_next(
    office: Office, reported, people, clock: Clock
):
    first = reported.keep(table(office.code, (people[0], "1")), "print")
    clock.advance(minutes=5)
    assert reported.keep(table(office.code, (people[0], "1")), "export") == first
    second = reported.keep(table(office.code, (people[0], "1"), (people[1], "1")), "print")
    assert (second.version, second.checksum != first.checksum) == (2, True)
    assert [one.version for one in reported.listed()] == [2, 1]


def test_a_kept_table_is_never_written_again(office: Office, reported, people):
    reported.keep(table(office.code, (people[0], "1")), "print")
    with office.store.begin() as session:
        (before,) = session.scalars(select(ReportedTable.content))
    reported.keep(table(office.code, (people[1], "1"), (people[2], "1")), "print")
    with office.store.begin() as session:
        held = list(session.scalars(select(ReportedTable.content).order_by(ReportedTable.version)))
    assert held[0] == before


def test_a_figure_that_changed_names_the_records_that_changed_it(
    office: Office, reported, now: Now, people
):
    kept = reported.keep(table(office.code, (people[0], "1"), (people[1], "1"), shown="2"), "print")
    now.table = table(office.code, (people[0], "3"), (people[2], "1"), shown="4")
    (change,) = reported.changed(kept.uid)
    assert (change.label, change.reported, change.now) == ("期末在册", "2", "4")
    assert [(r.title, r.effect) for r in change.records] == [
        ("甲某", "由 1 变为 3"),
        ("乙某", "不再计入"),
        ("丙某", "现在计入"),
    ]
    assert change.records[0].target == Target("resettlement", people[0], "")


def test_an_exchange_of_persons_is_told_although_the_figure_is_the_same(
    office: Office, reported, now: Now, people
):
    kept = reported.keep(table(office.code, (people[0], "1")), "print")
    now.table = table(office.code, (people[1], "1"))
    (change,) = reported.changed(kept.uid)
    assert (change.reported, change.now, len(change.records)) == ("1", "1", 2)


def test_nothing_changed_is_nothing_told(office: Office, reported, now: Now, people):
    kept = reported.keep(table(office.code, (people[0], "1")), "print")
    now.table = table(office.code, (people[0], "1"))
    assert reported.changed(kept.uid) == []


def test_a_column_that_is_new_or_gone_is_told(office: Office, reported, now: Now, people):
    whole = table(office.code, (people[0], "1"))
    kept = reported.keep(whole, "print")
    now.table = replace(whole, rows=("在册 别的",), cells={})
    (change,) = reported.changed(kept.uid)
    assert (change.reported, change.now) == ("1", "0")


def test_a_minor_is_not_named(office: Office, reported, now: Now, people):
    with office.store.begin() as session:
        session.get_one(ResettlementPerson, (office.code, people[0])).juvenile = True
    kept = reported.keep(table(office.code), "print")
    now.table = table(office.code, (people[0], "1"))
    (change,) = reported.changed(kept.uid)
    assert "甲某" not in change.records[0].title


def test_a_table_that_was_not_kept_is_missing(reported):
    with pytest.raises(Missing):
        reported.content("00000000-0000-4000-8000-000000000000")


# --- the real tables -----------------------------------------------------------------------------


def desk_at(place: Any, kind: Any, code: str, *, vault: Any = None) -> Desk:
    identity = Identity(kind=kind, code=code, name="习岗司法所", county_code="640122")
    profile = Profile(place.stick.parent / "profile")
    return Desk(place.store, profile, identity, vault=vault)


def test_each_figure_of_a_duty_is_the_sum_of_its_records(office: Office, people):
    desk = desk_at(office, "office", office.code)
    counted = desk.resettlement.counted(period_of("month", FIRST))
    found = from_counted(counted, office=office.code, merge_small=False)
    for (row, _), cell in found.cells.items():
        if not row.startswith("四率"):
            assert int(cell.shown) == sum(int(b.worth) for b in cell.behind)
    assert len(found.rows) == len(counted.table.columns) + len(counted.rates)
    kept = desk.reported.keep(found, "print")
    assert desk.reported.changed(kept.uid) == []


def test_the_only_rate_of_a_duty_is_named_once(office: Office):
    """再犯罪率 再犯罪率 stood at the end of every table of corrections."""
    counted = desk_at(office, "office", office.code).corrections.counted(period_of("month", FIRST))
    assert from_counted(counted, office=office.code, merge_small=False).rows[-1] == "再犯罪率"


def test_a_figure_shown_in_full_is_no_other_than_the_same_merged(office: Office):
    """A clerk may keep the table with small figures in full: counted again, nothing has changed."""
    put(office.store, 1, "probation", [(date(2026, 1, 5), "enrolled")], juvenile=True)
    desk = desk_at(office, "office", office.code)
    counted = desk.corrections.counted(period_of("month", FIRST))
    assert counted.figure("closing_juvenile") == 1
    kept = desk.reported.keep(from_counted(counted, office=office.code, merge_small=False), "print")
    assert desk.reported.changed(kept.uid) == []


def test_the_yearly_table_of_training_is_kept(office: Office):
    desk = desk_at(office, "office", office.code)
    kept = desk.reported.keep(training_table(desk, 2026), "export")
    assert desk.reported.changed(kept.uid) == []
    assert (kept.code, kept.period) == ("training", "2026年")


def test_the_countys_table_tells_which_case_changed_it(county: County, office: Office):
    """A package that comes after the county reported changes its figures; the case is named."""
    uid = office.add_case(1)
    set_facts(office, uid, accepted_on=date(2026, 2, 3))
    county.accept(office.send("2026-02"))
    desk = desk_at(county, "bureau", BUREAU, vault=office.store)  # any file: a server has one
    kept = desk.reported.keep(county_table(desk, FIRST, LAST), "export")
    assert desk.reported.changed(kept.uid) == []
    set_facts(office, uid, agreed_on=date(2026, 2, 10), agreement_form="oral", amount=1_000_000)
    county.accept(office.send("2026-02"))
    changes = {c.label.rpartition("·")[2]: c for c in desk.reported.changed(kept.uid)}
    assert set(changes) == {
        *("口头协议（件）", "协议涉及金额（万元）", "调解成功（件）"),
        *("还在调解（件）", "未履行（件）"),
    }
    for label, change in changes.items():
        (record,) = change.records
        assert record.title.startswith("(2026)习岗人调字第001号")
        assert record.effect == ("不再计入" if label == "还在调解（件）" else "现在计入")
        assert record.target == Target("mediation", uid, "case", office.code)


def set_facts(office: Office, uid: str, **facts: Any) -> None:
    with office.store.begin() as session:
        case = session.get_one(MediationCase, (office.code, uid))
        for name, value in facts.items():
            setattr(case, name, value)
