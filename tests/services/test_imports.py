"""From a trial to the store: everything in one transaction, nobody twice (F24, F49)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import ActionableError
from app.exports.template import template_workbook
from app.imports.prerelease import PRERELEASE_LIST
from app.imports.roster import ROSTER
from app.imports.trial import DUP, OK
from app.rules.checkins import KINDS
from app.services.corrections import CorrectionsService
from app.services.corrections.register import PersonQuery
from app.services.imports import ImportService
from app.services.resettlement import ResettlementService
from tests.imports.making import rows_xml, sheet_xml, xlsx

ROLL = Path(__file__).parent.parent / "imports" / "data" / "roster.xlsx"


@pytest.fixture
def imports(store, clock):
    clock.set(date(2024, 11, 29))
    return ImportService(store)


def names(store, *states):
    rows = CorrectionsService(store).persons.page(PersonQuery(states=states), limit=100).rows
    return sorted(row["name"] for row in rows)


def test_a_trial_writes_nothing(imports, store):
    imports.try_out(ROSTER.code, ROLL)
    assert names(store) == []


def test_a_roll_is_imported_with_who_is_here_and_who_has_left(imports, store):
    trial = imports.try_out(ROSTER.code, ROLL)
    assert imports.confirm(trial).number == trial.count(OK) == 10
    assert names(store, "enrolled") == [
        "买合木提江·阿布都克里木", "测假释", "测暂外", "测管制", "赵测", "马小东",
    ]  # fmt: skip
    assert names(store, "released") == ["测期满"]
    assert names(store, "terminated") == ["测亡", "测收监"]
    assert names(store, "moved_out") == ["测转出"]


def test_the_facts_stand_in_the_sheet_and_the_old_months_are_not_chased(imports, store, clock):
    imports.confirm(imports.try_out(ROSTER.code, ROLL))
    desk = CorrectionsService(store)
    rows = desk.persons.page(PersonQuery(text="赵测"), limit=10).rows
    sheet = desk.persons.sheet(rows[0]["uid"])
    assert sheet["guardian_phone"] == "13900000203"
    assert sheet["juvenile"]
    assert sheet["starts_on"] == date(2024, 6, 10)
    assert "在册!6" in sheet["remark"]
    kinds = {f"corrections.{kind}" for kind in KINDS}
    asked = desk.reminders(date(2024, 11, 29))
    overdue = [r.title for r in asked if r.overdue and r.kind in kinds]
    assert overdue == [], "what was done before the import stands in the old ledger"


def test_importing_twice_changes_nothing(imports, store):
    imports.confirm(imports.try_out(ROSTER.code, ROLL))
    again = imports.try_out(ROSTER.code, ROLL)
    assert again.records == []
    assert next(r for r in again.rows if r.place == "在册!4").of == "本所花名册（在册）"
    assert next(r for r in again.rows if r.place == "在册!4").state == DUP


def test_a_trial_overtaken_by_another_is_refused_as_a_whole(imports, store):
    one, other = imports.try_out(ROSTER.code, ROLL), imports.try_out(ROSTER.code, ROLL)
    imports.confirm(one)
    with pytest.raises(ActionableError, match="已经登记"):
        imports.confirm(other)
    assert len(names(store)) == 10


def test_a_failure_in_the_middle_leaves_nothing(imports, store, monkeypatch):
    trial = imports.try_out(ROSTER.code, ROLL)
    done = []

    def fail(session, person, starts):
        done.append(person)
        if len(done) == 3:
            raise RuntimeError

    monkeypatch.setattr(imports, "_nothing_asked_before", fail)
    with pytest.raises(RuntimeError):
        imports.confirm(trial)
    assert names(store) == []


def test_imported_people_are_counted(imports, store):
    imports.confirm(imports.try_out(ROSTER.code, ROLL))
    counts = CorrectionsService(store).counts(date(2024, 11, 1), date(2024, 11, 30))
    assert (counts["closing"], counts["terminated"]) == (6, 1)


@pytest.mark.parametrize("profile", [ROSTER, PRERELEASE_LIST], ids=lambda p: p.code)
def test_the_template_holds_no_record_and_its_examples_are_good(imports, tmp_path, profile, clock):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(
        template_workbook(profile.title, profile.columns, creator="640122100", made_at=clock())
    )
    assert imports.try_out(profile.code, path).records == []
    filled = [[c[0] for c in profile.columns], [c[2] for c in profile.columns]]
    path.write_bytes(xlsx({"表": sheet_xml(rows_xml(filled))}))
    assert [r.defects for r in imports.try_out(profile.code, path).rows] == [(), ()]


def test_a_prerelease_list_comes_in_and_its_answer_goes_out(imports, store, tmp_path):
    rows = [
        ["序号", "姓名", "身份证号", "户籍地", "监狱", "释放日期"],
        ["1", "测归", "640122199001019971", "习岗镇新胜村", "测试监狱", "2024.12.20"],
        ["2", "测外", "", "金贵镇", "测试监狱", "2024-12-25"],
        ["3", "测错", "640122199001019970", "", "", "2024-12-25"],
    ]
    path = tmp_path / "名单.xlsx"
    path.write_bytes(xlsx({"名单": sheet_xml(rows_xml(rows))}))
    trial = imports.try_out(PRERELEASE_LIST.code, path)
    assert imports.confirm(trial, list_name="12月名单").number == 2
    prerelease = ResettlementService(store).prerelease
    ((name, on, lines, still),) = prerelease.lists()
    assert (name, lines, still) == ("12月名单", 2, 2)
    assert [row["name"] for row in prerelease.rows(name, on)] == ["测归", "测外"]
    assert imports.try_out(PRERELEASE_LIST.code, path).records == []
