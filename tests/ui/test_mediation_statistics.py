"""统计 of 人民调解 as a clerk reads it: a period, its tables, the cases behind a number, paper and file."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt

from app.services.reminders import Target
from app.ui import pdf_view
from app.ui.mediation.committees_dialog import CommitteesDialog
from app.ui.mediation.page import MediationPage
from app.ui.reported_window import ReportedWindow
from tests.services.mediation.conftest import LI, ZHANG
from tests.ui.driving import office_desk

LONG = 30_000


@pytest.fixture
def desk(store, clock, tmp_path):
    desk = office_desk(store, clock, tmp_path, datetime(2026, 3, 12, 10))
    committees = desk.mediation.committees
    committee = committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    committees.save_mediator(committee, {"name": "测试员甲", "post": "主任", "full_time": True})
    for day, kind in ((2, "neighbour"), (3, "family")):
        case = desk.mediation.cases.open(
            {
                "dispute_type": kind,
                "source": "application",
                "summary": "测试",
                "area_code": "640122100200" if day == 2 else None,
                "parties": [ZHANG, LI],
            },
            committee=committee,
        )
        desk.mediation.procedure.accept(case, date(2026, 3, day))
        if day == 2:
            desk.mediation.cases.save(case, {"amount": 1_234_500})
            desk.mediation.procedure.agree(case, date(2026, 3, 4))
    return desk


@pytest.fixture
def page(desk, qtbot):
    page = MediationPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_statistics()
    return page


def row_of(table, words):
    return next(r for r in range(table.rowCount()) if table.item(r, 0).text() == words)


def figure(view, words, column=1):
    return view.table.item(row_of(view.table, words), column).text()


def press_enter_on(qtbot, view, words, column=1):
    view.table.setCurrentCell(row_of(view.table, words), column)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)


def test_a_number_opens_its_cases_and_a_case_its_page_and_back_to_the_figures(qtbot, page):
    """F69."""
    half = page.statistics.cases
    assert figure(half.view, "调解案件总数（件）") == "2"
    assert figure(half.view, "协议涉及金额（万元）") == "1.2345"
    assert figure(half.view, "排查次数（次）") == "手填"
    assert "项都平" in half.view.notes.text()
    press_enter_on(qtbot, half.view, "婚姻家庭纠纷")
    assert half.whose.text() == "2026年3月  婚姻家庭纠纷"
    assert half.list.model.total == 1
    qtbot.keyClick(half.list.table, Qt.Key.Key_Return)
    assert page.case is not None
    page.back()
    assert page.case is None
    assert page._stack.currentWidget() is page.statistics
    qtbot.keyClick(half.view.table, Qt.Key.Key_Escape)
    assert page._stack.currentWidget() is page._list


def test_a_nought_opens_no_case(qtbot, page):
    with qtbot.waitSignal(page.said) as said:
        press_enter_on(qtbot, page.statistics.cases.view, "物业纠纷")
    assert said.args == ["“物业纠纷”没有案件。"]


def test_the_table_is_split_by_village(qtbot, page):
    view = page.statistics.cases.view
    view.split.setCurrentIndex(2)
    heads = [view.table.horizontalHeaderItem(c).text() for c in range(view.table.columnCount())]
    assert heads == ["项目", "合计", "黎明村", "未填发生地", "影响指标的案件"]
    total = row_of(view.table, "调解案件总数（件）")
    assert [view.table.item(total, c).text() for c in (1, 2, 3)] == ["2", "1", "1"]


def test_the_case_that_keeps_the_rate_from_its_target_is_named(qtbot, page):
    """96 % (贺司发〔2019〕13号)."""
    half = page.statistics.cases
    assert figure(half.view, "调解成功率") == "50.0%（1/2） 目标96%以上"
    press_enter_on(qtbot, half.view, "调解成功率", half.view.table.columnCount() - 1)
    assert half.list.model.total == 1


def test_what_is_printed_is_kept_and_a_later_change_names_its_case(qtbot, page, desk, monkeypatch):
    """F70."""
    shown: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda _p, _t, pdf, **_: shown.append(pdf))
    view = page.statistics.cases.view
    view.split.setCurrentIndex(1)
    qtbot.mouseClick(view.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(shown), timeout=LONG)
    (kept,) = desk.reported.listed()
    assert (kept.code, kept.period, kept.version) == ("mediation.committee", "2026年3月", 1)
    text = "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(shown[0])).pages)
    for words in ("人民调解案件情况统计表", kept.checksum[:8].upper(), "填表人", "尚待核对"):
        assert words in text
    assert "张测试" not in text
    assert desk.reported.changed(kept.uid) == []
    case = desk.mediation.register.of(
        desk.mediation.statistics.cases_behind(date(2026, 3, 1), date(2026, 3, 31), "type.family")
    )[0]
    desk.mediation.procedure.agree(case.uid, date(2026, 3, 12), oral=True)
    changed = {change.label: change for change in desk.reported.changed(kept.uid)}
    assert (changed["调解成功"].reported, changed["调解成功"].now) == ("1", "2")
    (record,) = changed["调解成功·习岗"].records
    assert (record.effect, record.target) == ("现在计入", Target("mediation", case.uid, ""))
    window = ReportedWindow(page, desk)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: not window._work.busy, timeout=LONG)
    assert window.tree.topLevelItemCount() == len(changed)


def test_the_workbook_holds_figures_checks_and_no_name(qtbot, page, tmp_path, monkeypatch):
    target = tmp_path / "统计.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    view = page.statistics.cases.view
    with qtbot.waitSignal(view.changed, timeout=LONG):
        qtbot.mouseClick(view.export_button, Qt.MouseButton.LeftButton)
    (sheet,) = load_workbook(target).worksheets
    found = {row[1].value: [cell.value for cell in row[2:4]] for row in sheet.iter_rows()}
    assert found["调解案件总数"] == ["件", 2]
    assert found["协议涉及金额"] == ["万元", 1.2345]
    assert found["排查次数"] == ["次", None]
    assert found["案件总数 = 按案件来源合计"] == [None, "平"]
    assert found["调解成功率"] == ["%", "50.0%"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if "张测试" in cell or "测试员" in cell]


def test_the_roster_has_its_table_and_leads_to_the_committee(qtbot, page, monkeypatch):
    page.statistics.tabs.setCurrentIndex(1)
    half = page.statistics.roster
    assert figure(half.view, "专职（人）") == "1"
    assert "主任和委员 ≥ 调委会的 3 倍：请核对" in half.view.notes.text()
    press_enter_on(qtbot, half.view, "专职（人）")
    assert half.list.model.index(0, 0).data() == "测试员甲"

    seen: list[str] = []
    monkeypatch.setattr(CommitteesDialog, "exec", lambda self: seen.append(self.name.text()))
    qtbot.keyClick(half.list.table, Qt.Key.Key_Return)
    assert seen == ["贺兰县习岗镇人民调解委员会"]
    assert page._stack.currentWidget() is page.statistics


def test_ctrl_p_prints_the_table_in_front(qtbot, page, desk, monkeypatch):
    shown: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda _p, _t, pdf, **_: shown.append(pdf))
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=LONG)
    assert [kept.code for kept in desk.reported.listed()] == ["mediation"]


def test_what_does_not_fit_is_told_before_the_month_is_sealed_and_opens_the_table(page, desk):
    """F60: a case without a kind of dispute is missing from the table (L1)."""
    assert not [i for i in desk.reports.preflight("2026-03").incomplete if "勾稽" in i.title]
    case = desk.mediation.statistics.cases_behind(
        date(2026, 3, 1), date(2026, 3, 31), "type.family"
    )[0]
    desk.mediation.cases.save(case, {"dispute_type": None})
    (found,) = [i for i in desk.reports.preflight("2026-03").incomplete if "勾稽" in i.title]
    assert "按纠纷类型" in found.missing
    page.leave_statistics()
    page.open_target(found.target)
    assert page._stack.currentWidget() is page.statistics
