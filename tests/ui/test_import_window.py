"""导入 as a clerk does it: choose, look at every row, import; and a list of the county answered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.services.corrections.register import PersonQuery
from app.ui import dialogs
from app.ui.import_window import ImportWindow
from app.ui.resettlement.lists import PrereleaseView
from tests.imports.making import rows_xml, sheet_xml, xlsx
from tests.ui.driving import fill_in, office_desk

ROLL = Path(__file__).parent.parent / "imports" / "data" / "roster.xlsx"


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, datetime(2024, 11, 29, 10))


@pytest.fixture
def tools(desk):
    from app.ui.desk_tools import DeskTools

    return DeskTools(desk)


@pytest.fixture
def window(qtbot, tools, qapp):
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    window = ImportWindow(parent, tools, "corrections.roster")
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()  # before its parent, which lives as long as this fixture


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def column(view, place):
    return [view.model.index(line, place).data() for line in range(view.model.total)]


def choose(qtbot, window, path, monkeypatch):
    monkeypatch.setattr("app.ui.files.ask_open", lambda *_: [path])
    click(qtbot, window.choose_button)
    qtbot.waitUntil(lambda: window.trial is not None, timeout=60_000)


def test_a_roll_is_tried_row_by_row_and_then_imported(qtbot, desk, window, monkeypatch):
    """F49: nothing is written until it is confirmed."""
    assert not window.import_button.isEnabled()
    assert window.focusWidget() is window.choose_button, "Enter begins with the file"
    choose(qtbot, window, ROLL, monkeypatch)
    assert [tag.text() for tag in window._tags.values()] == [
        "要核对 5", "重复 1", "可以导入 10", "不是名单 7",
    ]  # fmt: skip
    assert "定位手机号（隐藏列）" in window.notes.text()
    window.register.set_filter("state", "ask")
    assert "在册 第12行D列（身份证号）：身份证号存为数字，末位丢失" in column(window.register, 4)
    persons = desk.corrections.persons
    assert persons.page(PersonQuery(states=()), limit=9).total == 0
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    with qtbot.waitSignal(window.imported, timeout=30_000) as said:
        click(qtbot, window.import_button)
    assert said.args == ["已导入10人。"]
    assert persons.page(PersonQuery(states=()), limit=99).total == 10


def test_the_list_of_verdicts_is_exported(qtbot, window, tmp_path, monkeypatch):
    choose(qtbot, window, ROLL, monkeypatch)
    target = tmp_path / "清单.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    click(qtbot, window.report_button)
    qtbot.waitUntil(target.exists, timeout=30_000)
    qtbot.waitUntil(lambda: "已导出" in window.notes.text(), timeout=30_000)
    sheet = load_workbook(target)["导入检查清单"]
    rows = {(r[0].value, r[1].value): r[2].value for r in sheet.iter_rows(min_row=4)}
    assert rows["在册", 4] == "可以导入"
    assert rows["在册", 14] == "重复"
    assert len(rows) == 23


def test_what_is_no_table_is_told_and_nothing_happens(qtbot, window, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(dialogs, "report", lambda _, error: told.append(error))
    path = tmp_path / "旧.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    monkeypatch.setattr("app.ui.files.ask_open", lambda *_: [path])
    click(qtbot, window.choose_button)
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert "旧版 .xls" in told[0].what
    assert not window.import_button.isEnabled()


def test_the_template_is_saved(qtbot, window, tmp_path, monkeypatch):
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    click(qtbot, window.template_button)
    qtbot.waitUntil(lambda: "模板已存为" in window.notes.text())
    book = load_workbook(target)
    assert book.sheetnames == ["社区矫正对象花名册", "填表说明"]
    assert book["社区矫正对象花名册"]["C2"].number_format == "@"


def test_a_list_of_the_county_is_imported_answered_and_answered_back(
    qtbot, desk, tools, tmp_path, monkeypatch
):
    """F24: ours, not ours, add missing; the answer list goes out."""
    rows = [
        ["序号", "姓名", "身份证号", "户籍地", "监狱", "释放日期"],
        ["1", "测归", "640122199001019971", "习岗镇新胜村", "测试监狱", "2024.12.20"],
        ["2", "测外", "", "金贵镇", "测试监狱", "2024-12-25"],
    ]
    path = tmp_path / "12月名单.xlsx"
    path.write_bytes(xlsx({"名单": sheet_xml(rows_xml(rows))}))
    view = PrereleaseView(tools)
    qtbot.addWidget(view)
    view.show()
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)

    def bring_in(window):
        choose(qtbot, window, path, monkeypatch)
        assert window.list_name.text() == "12月名单"
        click(qtbot, window.import_button)
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)

    monkeypatch.setattr(ImportWindow, "exec", lambda window: (window.show(), bring_in(window)))
    click(qtbot, view.import_button)
    assert column(view.register, 1) == ["测归", "测外"]
    view.register.table.setCurrentIndex(view.register.model.index(0, 0))
    click(qtbot, view.ours_button)
    view.register.table.setCurrentIndex(view.register.model.index(1, 0))
    fill_in(qtbot, note="户籍在金贵镇，见户籍底册。")
    click(qtbot, view.not_ours_button)
    fill_in(qtbot, name="测漏", release_on=datetime(2024, 12, 30).date())
    click(qtbot, view.add_button)
    assert column(view.register, 4) == ["像是本辖区", "像是金贵镇", ""]
    assert column(view.register, 7) == ["属于本辖区", "不属于本辖区", "属于本辖区"]
    assert "已核查完" in view.list.currentText()
    target = tmp_path / "回复.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    with qtbot.waitSignal(view.changed, timeout=30_000):
        click(qtbot, view.export_button)
    sheet = load_workbook(target)["预释放人员核查回复表"]
    answers = {r[1].value: (r[8].value, r[9].value) for r in sheet.iter_rows(min_row=4)}
    assert answers["测漏"] == ("属于本辖区", "是")
    assert answers["测外"][0] == "不属于本辖区"
    view.register.table.setCurrentIndex(view.register.model.index(1, 0))
    with qtbot.waitSignal(view.changed, timeout=30_000):
        view._open(view.register.current())
    titles = [r.title for r in desk.resettlement.reminders(desk.clock().date())]
    assert any("测归将于12月20日释放" in title for title in titles)
