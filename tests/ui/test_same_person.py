"""同一人认定 at the bureau's desk, worked with by keys and mouse (F67)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.services.agenda import SAME_PERSON, Agenda
from app.services.reminders import Target
from app.ui.bureau.same_person import SamePersonDialog
from app.ui.bureau.summary import SummaryPage
from tests.sync.conftest import county, office
from tests.sync.county import LIGANG, County, Office
from tests.ui.sending import Clerk, bureau_desk, clerk

__all__ = ["clerk", "county", "office"]

NUMBER = "640122196804059985"
BORN = date(1968, 4, 5)


@pytest.fixture
def page(county: County, office: Office, clerk: Clerk) -> SummaryPage:
    """Two offices know 王五 by number and 张三 by name and birth date."""
    ligang = county.office(LIGANG)
    for one in (office, ligang):
        one.add_person("王五", id_number=NUMBER, phone="13900000001", address="习岗镇某村一队")
        one.add_person("张三", birth_date=BORN)
        county.accept(one.send("2026-02"))
    shown: SummaryPage = clerk.opens(SummaryPage(bureau_desk(county)))
    return shown


def words(dialog: SamePersonDialog, row: int, column: int) -> str:
    item = dialog.comparison.item(row, column)
    assert item is not None
    return item.text()


def verdicts(dialog: SamePersonDialog) -> dict[str, str]:
    rows = range(dialog.comparison.rowCount())
    return {words(dialog, row, 0): words(dialog, row, 3) for row in rows}


def test_a_pair_is_compared_merged_and_parted_again(page, county, clerk, qtbot):
    def work(dialog: SamePersonDialog) -> None:
        clerk.waits_for(dialog)
        assert dialog.tabs.tabText(0) == "待认定（2）"
        assert verdicts(dialog)["证件号码"] == "一致"
        assert verdicts(dialog)["出生日期"] == "没有写全"
        assert NUMBER not in words(dialog, 0, 1)  # E3
        qtbot.mouseClick(dialog.whole, Qt.MouseButton.LeftButton)
        assert words(dialog, 0, 1) == NUMBER
        clerk.presses_ctrl(dialog.register.table, Qt.Key.Key_Return)
        clerk.waits_for(dialog)
        assert dialog.tabs.tabText(0) == "待认定（1）"
        assert "4 张，按认定合并后 3 人" in dialog.count.text()

        clerk.clicks(dialog.same)  # 张三 by name and birth date: the ground is asked for
        assert "写明根据" in clerk.last
        assert dialog.focusWidget() is dialog.reason
        dialog.reason.setText("两所电话核对，不是一个人")
        clerk.clicks(dialog.apart)
        clerk.waits_for(dialog)
        assert dialog.tabs.tabText(0) == "待认定（0）"

        dialog.tabs.setCurrentIndex(1)
        kept = county.bureau.same_person.decisions()
        dialog.past.table.selectRow([decision.same for decision in kept].index(True))
        clerk.clicks(dialog.withdraw)
        assert "撤销的原因" in clerk.last
        dialog.past_reason.setText("立岗所的号码抄错了")
        clerk.clicks(dialog.withdraw)
        clerk.waits_for(dialog)
        assert "4 张，按认定合并后 4 人" in dialog.count.text()
        dialog.reject()

    with clerk.in_dialog(SamePersonDialog, work):
        clerk.clicks(page.persons)
    clerk.waits_for(page)
    kept = {d.same: d.withdrawn_reason for d in county.bureau.same_person.decisions()}
    assert kept == {False: "", True: "立岗所的号码抄错了"}


def test_the_days_desk_leads_to_the_pairs(page, county, clerk):
    (waiting,) = [
        item
        for item in Agenda(bureau_desk(county)).items(date(2026, 3, 2))
        if item.kind == "bureau.same_person"
    ]
    assert waiting.target == Target("summary", None, SAME_PERSON)
    seen: list[str] = []

    def look(dialog: SamePersonDialog) -> None:
        clerk.waits_for(dialog)
        seen.append(dialog.tabs.tabText(0))
        dialog.reject()

    with clerk.in_dialog(SamePersonDialog, look):
        page.open_target(waiting.target)
    clerk.waits_for(page)
    assert seen == ["待认定（2）"]


def test_the_workbook_says_how_many_persons_stand_behind_the_cards(
    page, county, clerk, tmp_path: Path
):
    sure, _ = county.bureau.same_person.proposals()
    county.bureau.same_person.decide(sure.one.key, sure.other.key, same=True)
    page.refresh()
    clerk.waits_for(page)
    words = page.tables["notes"].grid_model.grid.cells[-1][-1]
    assert words == "各所人员卡共 4 张，按县局认定的同一人合并后 3 人。"
    clerk.presses["导出"] = "导出"
    clerk.saves_as(tmp_path / "county.xlsx")
    clerk.clicks(page.export)
    clerk.waits_for(page)
    sheet = openpyxl.load_workbook(tmp_path / "county.xlsx")["说明"]
    last = [cell.value for cell in list(sheet.rows)[-1]]
    assert last[0] == "全县"
    assert last[-1] == words
