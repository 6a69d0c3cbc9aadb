"""F69: every figure of 汇总 is the sum of the records its list shows; every cell, real merges."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from app.forms.codes import table
from app.models.corrections import CorrectionsPerson
from app.models.history import bury
from app.models.mediation import Committee, MediationCase
from app.models.resettlement import HelpVisit
from app.models.supervision import CheckIn, HoursEntry, Leave
from app.services.bureau.behind import Item
from app.services.bureau.finding import CountySearch
from app.services.resettlement import ResettlementService
from app.ui.bureau import tables as bureau_tables
from app.ui.bureau.tables import Grid, shown
from tests.exports.test_county import record_corrections, record_training
from tests.services.resettlement.conftest import CHILD_SHEET, HELP_SHEET, MEANS_SHEET
from tests.sync.county import LIGANG, XIGANG, County, Office

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
MORE_THAN_ONE = {"amount", "required_days", "credited_days", "short_days"}
MEANS_OF_MANY = {"staff", "full_time", "part_time", "volunteers", "village_workers", "amount"}
RATES = {"success_rate", "rate"}


def leaves_of(name: str) -> list[str]:
    return [entry.code for entry in table(name).at(UNTIL)]


def record_many_cases(at: Office, chance: Random, count: int) -> None:
    """Cases of every kind, some confidential, some of other periods, some taken back."""
    for number in range(1, count + 1):
        uid = at.add_case(number)
        with at.store.begin() as session:
            case = session.get_one(MediationCase, (at.code, uid))
            session.get_one(Committee, (at.code, case.committee_uid)).kind = "township"
            case.accepted_on = date(2025, 12, 1) + timedelta(days=chance.randrange(150))
            case.title = f"张三与李四在{at.code}的第{number}件纠纷"
            case.source = chance.choice([None, *leaves_of("case_source")])
            case.dispute_type = chance.choice([None, *leaves_of("dispute_type")])
            case.complex = chance.random() < 0.3
            case.restricted = chance.random() < 0.2
            case.people_count = chance.choice([None, 0, 5])
            if chance.random() < 0.7:
                case.agreed_on = case.accepted_on + timedelta(days=3)
                case.agreement_form = chance.choice([None, "oral", "written"])
                case.amount = chance.choice([None, 0, 1, 12_345_678])
                case.performance = chance.choice([None, "done", "part"])
                case.confirmation = chance.choice([None, "applied", "confirmed"])
            if chance.random() < 0.1:
                bury([case])


def record_supervision(at: Office, chance: Random) -> None:
    """Check-ins, hours and leaves of the persons there are; one of them a juvenile woman."""
    with at.store.begin() as session:
        people = session.query(CorrectionsPerson).all()
        people[0].juvenile, people[0].sex, people[0].name = True, "2", "孙小七"
        for person in people:
            for _ in range(5):
                on = date(2026, 2, 1) + timedelta(days=chance.randrange(50))
                kind = chance.choice(["weekly_voice", "monthly_meeting", "home_visit"])
                session.add(CheckIn(person_uid=person.uid, kind=kind, happened_on=on))
                session.add(
                    HoursEntry(
                        person_uid=person.uid,
                        kind=chance.choice(["study", "service"]),
                        happened_on=on,
                        minutes=chance.randrange(10, 200),
                    )
                )
            for approved, tier, kind in (
                (True, "office", "ordinary"),
                (True, "county", "frequent"),
                (False, "office", "ordinary"),
            ):
                session.add(
                    Leave(
                        person_uid=person.uid,
                        kind=kind,
                        state="ended",
                        applied_on=date(2026, 2, 10),
                        from_on=date(2026, 2, 12),
                        until_on=date(2026, 2, 14),
                        reason="medical",
                        destination="宁夏中卫市",
                        decided_on=date(2026, 2, 11),
                        decided_tier=tier,
                        approved=approved,
                        late_days=chance.choice([0, 2]),
                    )
                )


def record_released(at: Office) -> None:
    """Two released people, one of them a juvenile; both have been visited."""
    desk = ResettlementService(at.store)
    for name, young in (("测归", False), ("测小归", True)):
        uid = desk.persons.register(HELP_SHEET | {"name": name, "juvenile": young})
        with at.store.begin() as session:
            session.add(
                HelpVisit(
                    person_uid=uid, happened_on=date(2026, 2, 3), method="visit", outcome="met"
                )
            )


def record_children(at: Office) -> None:
    """Two children, one helped; and what the office said of itself for 2025."""
    desk = ResettlementService(at.store)
    for name in ("测小禾", "测小谷"):
        uid = desk.children.register(CHILD_SHEET | {"name": name})
    desk.children.add_row(uid, "child_help", {"kind": "relief", "given_on": date(2026, 2, 3)})
    desk.means.add(MEANS_SHEET)


@pytest.fixture
def merged(county: County, office: Office, clock) -> County:
    """A county that has merged two offices with something in every block, and one with nothing."""
    chance = Random(20260331)
    clock.set(datetime(2026, 3, 31, 17, 0))
    ligang, _silent = county.office(LIGANG), county.office("640122103")
    for one, cases in ((office, 60), (ligang, 25)):
        record_many_cases(one, chance, cases)
        record_training(one, "周八", 4)
        record_training(one, "吴九", 20)
        record_corrections(one, False, True, False)
        record_supervision(one, chance)
        record_released(one)
        record_children(one)
        county.accept(one.send())
    return county


def grids(county: County) -> dict[str, Grid]:
    figures = county.bureau.figures(SINCE, UNTIL)
    return {
        "cases": bureau_tables.cases(figures, only_used=False),
        "training": bureau_tables.training(figures),
        "corrections": bureau_tables.corrections(figures),
        "resettlement": bureau_tables.resettlement(figures),
        "rates": bureau_tables.rates(figures),
    }


def behind(county: County, name: str, column: str, office: str) -> list[Item]:
    offices = [office] if office else [o.code for o in county.bureau.offices()]
    return county.bureau.behind.figure(name, column, offices, SINCE, UNTIL)


def test_every_cell_is_the_sum_of_its_list(merged: County):
    """Exhaustive: all tables, all columns, all offices and the county as a whole.

    件, 人, 人次 have one line each; only sums (金额, 天数, 分钟, 涉及人数) list lines worth more.
    """
    filled = 0
    for name, grid in grids(merged).items():
        assert len(grid.names) == len(grid.heads)
        for (office, _), cells in zip(grid.rows, grid.cells, strict=True):
            for column, cell in zip(grid.names, cells, strict=True):
                items = behind(merged, name, column, office)
                worth = sum((Decimal(item.worth) for item in items), Decimal(0))
                rate = f"{100 * worth / len(items):.1f}%" if items else "—"
                assert cell == (rate if is_rate(column) else shown(worth)), (name, column, office)
                if not is_rate(column) and not is_sum(name, column):
                    assert f"{len(items):,}" == cell, (name, column, office)
                filled += bool(items)
    assert filled > 150


def is_rate(column: str) -> bool:
    """Whether a cell is per cent."""
    return column in RATES or column.endswith(".rate")


def is_sum(name: str, column: str) -> bool:
    """Whether a line may be worth more or less than one."""
    return (
        column in MORE_THAN_ONE
        or column.endswith(("_minutes", "_missed", "_done", "_times", "_sessions"))
        or (name, column) == ("cases", "people")
        or column.removeprefix("means_") in MEANS_OF_MANY
    )


def test_a_line_names_office_number_title_and_day(merged: County):
    items = behind(merged, "cases", "total", XIGANG)
    plain = next(item for item in items if item.title.startswith("张三"))
    assert plain.office_name == "640122100所"
    assert plain.number.startswith("(2026)习岗人调字")
    assert plain.on is not None
    assert SINCE <= plain.on <= UNTIL


def test_lists_do_not_name_whom_privacy_protects(merged: County):
    """人民调解法 23; 社区矫正法 54."""
    titles = {item.title for item in behind(merged, "cases", "total", "")}
    assert "（涉及隐私）" in titles
    with merged.store.begin() as session:
        hidden = [c.title for c in session.query(MediationCase).filter_by(restricted=True)]
    assert hidden
    assert not titles & set(hidden)
    assert {item.title for item in behind(merged, "corrections", "closing_juvenile", "")} == {
        "未成年矫正对象"
    }
    assert {item.title for item in behind(merged, "resettlement", "closing_juvenile", "")} == {
        "未成年帮教对象"
    }
    children = behind(merged, "resettlement", "children", "")
    assert len(children) == 4
    assert {(item.kind, item.title) for item in children} == {("child", "服刑人员未成年子女")}
    assert {item.title for item in behind(merged, "resettlement", "means_staff", XIGANG)} == {
        "2025年工作机构、人员、经费"
    }


def test_every_line_leads_to_a_record(merged: County):
    """From there the read-only view."""
    seen = set()
    for name, grid in grids(merged).items():
        more = ("children", "means_staff") if name == "resettlement" else ()
        for column in (*grid.names[:4], *more):
            for item in behind(merged, name, column, XIGANG)[:2]:
                if (item.kind, item.uid) not in seen:
                    view = merged.bureau.records.look(item.office, item.kind, item.uid)
                    assert view.sections
                    seen.add((item.kind, item.uid))
    people = {"staff", "corrections", "resettlement", "child"}
    assert {kind for kind, _ in seen} == {"case", "means", *people}


def test_a_leave_is_called_by_who_is_away(merged: County):
    """As in every list: a juvenile is not named above the record either."""
    with merged.store.begin() as session:
        people = {p.uid: p for p in session.query(CorrectionsPerson).filter_by(office=XIGANG)}
        leaves = {one.uid: one.person_uid for one in session.query(Leave).filter_by(office=XIGANG)}
    for uid, person in leaves.items():
        view = merged.bureau.records.look(XIGANG, "leave", uid)
        who = "未成年矫正对象" if people[person].juvenile else people[person].name
        assert view.title == f"{who} 2026-02-12至2026-02-14外出，宁夏中卫市"


def test_a_child_is_named_only_when_the_county_opens_the_card(merged: County):
    """The card itself, as it was received; its head and every list leave the name out."""
    (item, *_) = behind(merged, "resettlement", "children_helped", XIGANG)
    view = merged.bureau.records.look(item.office, item.kind, item.uid)
    assert "测小" not in view.title + view.detail
    titles = [section.title for section in view.sections]
    assert titles == ["登记", "未成年子女现状登记", "未成年子女帮助登记"]
    shown = dict(view.sections[0].lines)
    assert shown["姓名"] == "测小谷"
    assert shown["居住地"] == "习岗镇新胜村…", "addresses are cut (E3)"
    (one, *_) = CountySearch(merged.store).find("测小谷").hits
    assert (one.kind, one.title, one.detail) == ("child", "服刑人员未成年子女", "")
