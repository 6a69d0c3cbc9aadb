"""统计 of corrections as a clerk reads it: a period, its table, the persons behind a number, the file."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.ui.corrections.page import CorrectionsPage
from tests.services.corrections.conftest import SHEET
from tests.ui.driving import office_desk


@pytest.fixture
def page(store, clock, tmp_path, qtbot):
    desk = office_desk(store, clock, tmp_path, datetime(2025, 3, 12, 10))
    desk.corrections.persons.admit(SHEET, control_class="strict")
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    page.show_statistics()
    return page


def row_of(table, words):
    return next(r for r in range(table.rowCount()) if table.item(r, 0).text() == words)


def test_a_number_opens_its_persons_and_a_person_their_page(qtbot, page):
    """F69."""
    shown = page.statistics
    assert shown is not None
    table = shown.view.table
    row = row_of(table, "期末在册（人）")
    heads = [table.horizontalHeaderItem(c).text() for c in range(table.columnCount())]
    categories = ["管制", "缓刑", "假释", "暂予监外执行"]
    assert heads == ["项目", "合计", *categories, "影响指标的人"]
    assert [table.item(row, c).text() for c in range(1, 6)] == ["1", "0", "1", "0", "0"]
    assert "都平" in shown.view.notes.text()
    table.setCurrentCell(row, heads.index("缓刑"))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert shown.whose.text() == "2025年3月  期末在册·缓刑"
    assert shown.people.model.index(0, 0).data() == "测甲"
    qtbot.keyClick(shown.people.table, Qt.Key.Key_Return)
    assert page.person is not None


def test_a_nought_opens_nobody(qtbot, page):
    table = page.statistics.view.table
    table.setCurrentCell(row_of(table, "本期终止（人）"), 1)
    with qtbot.waitSignal(page.said) as said:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert said.args == ["“本期终止”没有人。"]
    assert not page.statistics.aside.isVisible()


def test_another_period_is_chosen_and_exported(qtbot, page, tmp_path, monkeypatch):
    view = page.statistics.view
    view.choose("year", date(2024, 1, 1))
    assert view.counted.period.words == "2024年"
    assert view.table.item(row_of(view.table, "本期新增（人）"), 1).text() == "1"
    target = tmp_path / "统计.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    with qtbot.waitSignal(view.changed, timeout=30_000):
        qtbot.mouseClick(view.export_button, Qt.MouseButton.LeftButton)
    sheet = load_workbook(target)["社区矫正统计表"]
    found = {row[1].value: [cell.value for cell in row[3:8]] for row in sheet.iter_rows()}
    assert found["项目"] == ["合计", "管制", "缓刑", "假释", "暂予监外执行"]
    assert found["本期新增"] == [1, 0, 1, 0, 0]
    assert found["缓刑：期末 = 期初 + 新增 − 解除 − 终止 − 迁出"][0] == "平"
    assert not [c for row in sheet.iter_rows() for c in row if "测甲" in str(c.value)]


def test_escape_leads_back_to_the_roll(qtbot, page):
    page.statistics.view.table.setFocus()
    qtbot.keyClick(page.statistics.view.table, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0
