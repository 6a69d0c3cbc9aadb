"""服刑人员未成年子女 and 机构人员经费 as a clerk uses them, by keys and by mouse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.services.reminders import Target
from app.ui import outputs
from app.ui.resettlement.child import CARD, LIFE, ChildPage
from app.ui.resettlement.page import CHILDREN, MEANS_TAB, STATISTICS, ResettlementPage
from tests.services.resettlement.conftest import CHILD_SHEET, HELP_SHEET, MEANS_SHEET
from tests.ui.conftest import type_chinese
from tests.ui.driving import fill_in, focused, in_dialog, office_desk

MONDAY = datetime(2026, 3, 2, 10, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, MONDAY)


@pytest.fixture
def page(desk, qtbot):
    page = ResettlementPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    return page


@pytest.fixture
def child(desk):
    return desk.resettlement.children.register(CHILD_SHEET)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def cells(register):
    model = register.model
    return [
        [model.index(line, column).data() for column in range(model.columnCount())]
        for line in range(model.total)
    ]


def row_of(table, words):
    return next(r for r in range(table.rowCount()) if table.item(r, 0).text().startswith(words))


def test_an_empty_register_says_what_belongs_there(page):
    page.tabs.setCurrentIndex(CHILDREN)
    assert "父母在服刑的孩子" in page.children_roll.register._empty.text.text()
    page.tabs.setCurrentIndex(MEANS_TAB)
    assert "7月2日" in page.means.rows._empty.text()


def test_a_child_is_registered_by_typing_and_helped(qtbot, desk, page):
    page.tabs.setCurrentIndex(CHILDREN)
    page.start_new()  # Ctrl+N
    sheet = page.child
    assert isinstance(sheet, ChildPage)
    for name, words in (
        ("name", "测小禾"),
        ("address", "习岗镇新胜村三组"),
        ("parent_name", "测禾"),
    ):
        sheet.view.go_to(name)
        type_chinese(focused(), words)
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    sheet.view.go_to("birth_date")
    qtbot.keyClicks(focused(), "20160520")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    for name in ("parent_relation", "guardian_relation", "schooling"):
        sheet.view.put(name, CHILD_SHEET[name])
    click(qtbot, sheet.save_button)
    shown = page.child
    assert shown is not None
    assert shown.uid is not None
    assert [tag.text() for tag in shown._tags if tag.text()] == [
        "9周岁",
        "祖父母、外祖父母",
        "在读",
    ]

    fill_in(qtbot, kind="relief", given_on=date(2026, 2, 10), amount=50_000)
    click(qtbot, shown.lists["child_help"].new)
    fill_in(qtbot, schooling="dropout")
    click(qtbot, shown.lists["child_situation"].new)
    assert shown._tags[3].property("role") == "tag-bad", "out of school stands out"
    (newest, first) = desk.resettlement.children.rows(shown.uid, "child_situation")
    assert (newest["schooling"], newest["guardian_relation"]) == ("dropout", "grandparent")
    assert first["schooling"] == "in_school"

    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(shown.tabs, Qt.Key.Key_Escape)
    assert page.tabs.currentIndex() == CHILDREN
    (line,) = cells(page.children_roll.register)
    assert (line[0], line[7]) == ("测小禾", "1次")


def test_numbers_and_addresses_are_cut_until_somebody_asks(desk, page, child, monkeypatch):
    """E3; asking is written down."""
    asked = []
    monkeypatch.setattr(outputs, "about_to_show_whole", lambda *told: asked.append(told))
    page.tabs.setCurrentIndex(CHILDREN)
    roll = page.children_roll
    assert "139*****009" in cells(roll.register)[0]
    roll.whole.setChecked(True)
    assert "13900000009" in cells(roll.register)[0]
    assert asked
    assert "测小禾" not in "".join(asked[0])


def test_the_register_leaves_with_numbers_cut(qtbot, desk, page, child, tmp_path, monkeypatch):
    desk.resettlement.children.edit(child, {**CHILD_SHEET, "id_number": "640122201605209987"})
    target = tmp_path / "名册.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    monkeypatch.setattr("app.ui.desk_tools.ask_whole", lambda *_: "")
    page.tabs.setCurrentIndex(CHILDREN)
    with qtbot.waitSignal(page.said, timeout=30_000):
        page.export()
    (sheet,) = load_workbook(target).worksheets
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "测小禾" in words
    assert "6401**********9987" in words
    assert not {"640122201605209987", "13900000009", CHILD_SHEET["address"]} & words


def test_the_card_is_corrected_without_touching_how_the_child_lives(qtbot, desk, page, child):
    page.open_target(Target("resettlement", child, "child"))
    sheet = page.child
    assert sheet.tabs.currentIndex() == LIFE
    sheet.tabs.setCurrentIndex(CARD)
    assert "schooling" not in {cell.field.name for cell in sheet.view.cells()}
    sheet.view.go_to("prison")
    type_chinese(focused(), "二")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert page.save_current()
    assert "二" in desk.resettlement.children.sheet(child)["prison"]
    assert len(desk.resettlement.children.rows(child, "child_situation")) == 1


def test_who_left_is_off_the_register_and_may_come_back(qtbot, desk, page, child):
    page.open_child(child)
    fill_in(qtbot, left_reason="released", left_on=date(2026, 3, 1))
    click(qtbot, page.child.leave_button)
    assert "不再登记：父母已经释放" in [tag.text() for tag in page.child._tags]
    page.go_back()
    assert cells(page.children_roll.register) == []
    page.children_roll.register.set_filter("standing", "left")
    assert [line[0] for line in cells(page.children_roll.register)] == ["测小禾"]
    page.open_child(child)
    click(qtbot, page.child.back_button)
    assert desk.resettlement.children.card(child).standing == "known"


def test_a_removed_card_is_found_again_in_the_trash(qtbot, desk, page, child):
    page.open_child(child)
    fill_in(qtbot, reason="重复登记。", second_person="测试员乙")
    click(qtbot, page.child.remove_button)
    assert page.stack.currentIndex() == 0
    assert cells(page.children_roll.register) == []
    (removed,) = desk.trash.listed()
    desk.trash.restore(removed.kind, removed.uid)
    page.refresh()
    assert [line[0] for line in cells(page.children_roll.register)] == ["测小禾"]


def test_the_printed_card_holds_the_newest_situation_and_every_help(
    qtbot, desk, page, child, monkeypatch
):
    shown = []
    monkeypatch.setattr(
        "app.ui.desk_tools.show_pdf", lambda _p, title, pdf, name: shown.append((title, pdf, name))
    )
    values = []

    def preview(*told: Any) -> None:
        values.append(told[2])
        type(page._tools).preview_paper(page._tools, *told)

    monkeypatch.setattr(page._tools, "preview_paper", preview)
    desk.resettlement.children.add_row(
        child, "child_help", {"kind": "relief", "given_on": date(2026, 2, 1), "amount": 50_000}
    )
    page.open_child(child)
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=30_000)
    assert (values[0]["schooling"], len(values[0]["helps"])) == ("in_school", 1)
    title, pdf, name = shown[0]
    assert title == "服刑人员未成年子女登记表"
    assert pdf.startswith(b"%PDF")
    assert "测" not in name, "no name in a file name (E1)"


def test_a_figure_opens_the_children_and_never_names_them_in_the_table(qtbot, desk, page, child):
    """F69; a small number is merged, its children are listed all the same."""
    desk.resettlement.persons.register(HELP_SHEET)
    page.tabs.setCurrentIndex(STATISTICS)
    page.statistics.choose("quarter")
    table = page.statistics.table
    row = row_of(table, "在读")
    assert table.item(row, 1).text() == "不足3人"
    assert table.item(row, 0).text() == "在读※（人）"
    table.setCurrentCell(row, 1)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == CHILDREN
    assert [line[0] for line in cells(page.children_roll.register)] == ["测小禾"]
    click(qtbot, page.children_roll._all)
    assert page.children_roll._banner.isHidden()


def test_the_offices_own_report_is_filled_in_where_the_reminder_leads(qtbot, desk, clock, page):
    desk.resettlement.persons.register(HELP_SHEET)
    desk.resettlement.means.add(MEANS_SHEET)
    clock.set(datetime(2026, 7, 1, 9))
    (reminder,) = [
        r for r in desk.resettlement.reminders(date(2026, 7, 1)) if r.kind == "resettlement.means"
    ]
    page.open_target(reminder.target)
    assert page.tabs.currentIndex() == MEANS_TAB

    def look_and_save(dialog):
        values = dialog.view.values()
        assert (values["year"], values["period"], values["part_time"]) == (2026, "first_half", 2)
        dialog.view.put("amount", 1_500_000)
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    in_dialog(qtbot, look_and_save)
    page.start_new()
    assert [row["amount"] for row in desk.resettlement.means.rows()] == [1_500_000, 3_000_050]
    page.tabs.setCurrentIndex(STATISTICS)
    page.statistics.choose("half", date(2026, 1, 1))
    table = page.statistics.table
    row = row_of(table, "专项经费（元）")
    assert table.item(row, 1).text() == "15,000.00"
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    table.setCurrentCell(row, 1)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == MEANS_TAB
    assert page.means.rows.current()["period"] == "first_half"


def test_drafts_and_hits_open_where_they_belong(desk, page, child):
    for part, uid in (
        ("resettlement.child_help", f"{child}/new"),
        ("resettlement.child", child),
        ("child", child),
    ):
        page.show_roll()
        page.open_target(Target("resettlement", uid, part))
        assert page.child.uid == child
        assert page.stack.currentWidget() is page.child
    page.open_target(Target("resettlement", None, "resettlement.child"))
    assert page.child.uid is None
    page.open_target(Target("resettlement", None, "resettlement.means"))
    assert (page.stack.currentIndex(), page.tabs.currentIndex()) == (0, MEANS_TAB)
