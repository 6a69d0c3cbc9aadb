"""安置帮教 as a clerk uses it: the road from the release out of corrections to the end of help."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.services.reminders import Target
from app.ui import dialogs
from app.ui.resettlement.page import ResettlementPage
from app.ui.resettlement.take_over import TakeOverDialog
from app.ui.statistics_view import BEHIND
from tests.services.corrections.conftest import SHEET as CORRECTIONS_SHEET
from tests.services.resettlement.conftest import HELP_SHEET
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


def released_from_corrections(desk, clock):
    clock.set(date(2025, 11, 10))
    uid = desk.corrections.persons.admit(CORRECTIONS_SHEET, control_class="ordinary")
    values = {
        "reason": "expired",
        "happened_on": date(2025, 11, 5),
        "decided_by": "贺兰县社区矫正管理局",
        "document_number": "（2025）贺矫解第9号",
        "summary_on": date(2025, 10, 8),
        "appraised_on": date(2025, 10, 30),
    }
    desk.corrections.persons.release(uid, values)
    clock.set(MONDAY)
    return uid


def names(page):
    model = page.roll.register.model
    return [model.index(line, 0).data() for line in range(model.total)]


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_office_says_how_to_begin(page):
    assert "新登记" in page.roll.register._empty.text.text()
    assert not page.take_over_button.isEnabled()


def test_the_road_from_corrections_to_the_end_of_help(qtbot, desk, clock, page):
    """F24-F26, F39: not one fact is typed twice."""
    before = released_from_corrections(desk, clock)
    page.refresh()
    assert page.take_over_button.text() == "从社区矫正转入（1）"

    def tick_and_take():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TakeOverDialog)
        assert "测甲" in dialog.list.item(0).text()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    QTimer.singleShot(0, tick_and_take)
    click(qtbot, page.take_over_button)
    person = page.person
    assert person is not None
    assert person.sheet.view.values()["id_number"] == CORRECTIONS_SHEET["id_number"]
    with qtbot.waitSignal(page.wants) as asked:
        click(qtbot, person._before)
    assert asked.args[0] == Target("corrections", before, "file")

    fill_in(
        qtbot,
        criteria=("no_home",),
        help_class="key",
        from_on=date(2026, 1, 1),
        confirmed_by="测所长",
        confirmed_on=date(2026, 1, 1),
    )
    click(qtbot, person.help.lists["class_change"].new)
    assert "重点帮教" in [tag.text() for tag in person._tags]
    assert person.help._standing.property("role") == "tag-bad", "two months without a visit"

    def write_a_visit(dialog):
        dialog.view.go_to("staff")
        type_chinese(focused(), "测试员甲")
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
        dialog.view.go_to("situation")
        type_chinese(focused(), "在家务农，情绪平稳。")
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    in_dialog(qtbot, write_a_visit)
    click(qtbot, person.help.lists["visit"].new)
    assert "本期3月2日已走访" in person.help._standing.text()
    visits = person.help.lists["visit"]
    assert visits.table.currentRow() == 0, "the newest stands above"

    fill_in(qtbot, kind="employed", from_on=date(2026, 2, 1), place="测试农场")
    click(qtbot, person.help.lists["placement"].new)
    fill_in(qtbot, after="refused", note="本人当面表示不需要帮教。")
    click(qtbot, person.help.move_button)
    assert "拒绝帮教" in [tag.text() for tag in person._tags]

    fill_in(qtbot, reason="moved_out", document_number="（测）回函1号")
    click(qtbot, person.help.end_button)
    assert "已解除帮教" in [tag.text() for tag in person._tags]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(person.tabs, Qt.Key.Key_Escape)
    assert names(page) == []
    page.roll.register.set_filter("states", "ended")
    assert names(page) == ["测甲"]


def test_the_keys_of_a_list_belong_to_that_list_alone(qtbot, desk, page):
    """Several lists stand on one page: Insert adds to the one that has the keyboard."""
    uid = desk.resettlement.persons.register(HELP_SHEET)
    for day in (1, 2):
        desk.resettlement.entries.add_row(
            uid, "placement", {"kind": "farming", "from_on": date(2026, 2, day)}
        )
        desk.resettlement.entries.add_row(
            uid, "relief", {"kind": "training", "given_on": date(2026, 2, day)}
        )
    page.open_person(uid)
    lists = page.person.help.lists
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    lists["relief"].table.setFocus()
    fill_in(qtbot, kind="job", given_on=date(2026, 2, 3))
    qtbot.keyClick(lists["relief"].table, Qt.Key.Key_Insert)
    assert desk.resettlement.entries.rows(uid, "relief")[0]["kind"] == "job"
    assert len(desk.resettlement.entries.rows(uid, "placement")) == 2


def test_a_person_is_registered_by_typing(qtbot, desk, page):
    page.start_new()
    sheet = page.registration
    assert sheet is not None
    view = sheet.view
    for name, words in (("name", "测归"), ("id_number", "640122199001019971")):
        view.go_to(name)
        if words.isascii():
            qtbot.keyClicks(focused(), words)
        else:
            type_chinese(focused(), words)
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    view.put("source", "prison")
    view.go_to("released_on")
    qtbot.keyClicks(focused(), "20260402")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    click(qtbot, sheet.save_button)
    assert page.person is not None
    card = desk.resettlement.persons.card(page.person.uid)
    assert (card.state, card.released_on) == ("expected", date(2026, 4, 2))
    assert "未衔接" in [tag.text() for tag in page.person._tags]


def test_a_reception_is_recorded_where_the_reminder_leads(qtbot, desk, clock, page):
    uid = desk.resettlement.persons.register(
        {**HELP_SHEET, "released_on": date(2026, 3, 1), "must_fetch": True}
    )
    reminder = next(
        r for r in desk.resettlement.reminders(MONDAY.date()) if r.kind == "resettlement.unlinked"
    )
    page.open_target(reminder.target)
    assert page.person is not None
    button = page.person.help.receive_button
    assert button.hasFocus()
    fill_in(
        qtbot, handover_way="fetched", handed_over_on=date(2026, 3, 1), fetched_by="测试员甲、其父"
    )
    click(qtbot, button)
    assert desk.resettlement.persons.card(uid).handed_over_on == date(2026, 3, 1)
    assert button.text() == "更正衔接"


def test_what_is_refused_is_told_and_stays_in_the_dialog(qtbot, desk, page, monkeypatch):
    told = []
    monkeypatch.setattr(dialogs, "report", lambda _, error: told.append(error.what))
    uid = desk.resettlement.persons.register(HELP_SHEET)
    page.open_person(uid)
    fill_in(qtbot, reason="expired", happened_on=date(2026, 3, 1))
    click(qtbot, page.person.help.end_button)
    assert "还没有期满" in told[0]
    assert desk.resettlement.persons.card(uid).state == "enrolled"


def test_an_agreement_is_written_kept_and_previewed(qtbot, desk, page, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "app.ui.desk_tools.show_pdf",
        lambda _p, title, pdf, name, **_: shown.append((title, pdf, name)),
    )
    uid = desk.resettlement.persons.register(HELP_SHEET)
    page.open_target(Target("resettlement", uid, "resettlement.agreement"))
    papers = page.person.papers
    assert papers.chosen.title == "安置帮教协议书"
    view = papers.views[papers.chosen.code]
    view.go_to("third_party")
    type_chinese(focused(), "测父")
    view.put("signed_on", date(2026, 3, 2))
    click(qtbot, papers.print_button)
    qtbot.waitUntil(lambda: bool(shown), timeout=30_000)
    title, pdf, name = shown[0]
    assert title == "安置帮教协议书"
    assert pdf.startswith(b"%PDF")
    assert "测归" not in name, "no name in a file name (E1)"
    assert desk.resettlement.papers.values("resettlement.agreement", uid)["third_party"] == "测父"


def test_every_number_opens_its_persons(qtbot, desk, page):
    """F69."""
    desk.resettlement.persons.register(HELP_SHEET)
    desk.resettlement.persons.register(
        {**HELP_SHEET, "name": "测早", "id_number": "", "released_on": date(2025, 3, 1)}
    )
    page.tabs.setCurrentWidget(page.statistics)
    view = page.statistics
    view.choose("quarter")
    table = view.table
    row = next(r for r in range(table.rowCount()) if "未衔接" in (table.item(r, 0).text()))
    assert table.item(row, 1).text() == "1"
    table.setCurrentCell(row, 1)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == 0
    assert names(page) == ["测归"]
    click(qtbot, page.roll._all)
    assert names(page) == ["测早", "测归"]
    rate = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == "衔接率")
    assert table.item(rate, 1).text().startswith("0.0%（0/1）")
    assert len(table.item(rate, 2).data(BEHIND)[0]) == 1


def test_the_table_is_exported_without_a_name(qtbot, desk, page, tmp_path, monkeypatch):
    from openpyxl import load_workbook

    desk.resettlement.persons.register({**HELP_SHEET, "juvenile": True})
    target = tmp_path / "统计.xlsx"
    monkeypatch.setattr("app.ui.files.ask_save", lambda *_: target)
    page.tabs.setCurrentWidget(page.statistics)
    page.statistics.choose("quarter")
    with qtbot.waitSignal(page.statistics.changed, timeout=30_000):
        click(qtbot, page.statistics.export_button)
    sheet = load_workbook(target)["安置帮教统计表"]
    rows = {row[1].value: row[3].value for row in sheet.iter_rows()}
    assert rows["期末在册"] == 1
    assert rows["未成年"] == "不足3人", "one minor in a township is a name"
    assert rows["衔接率"] == "0.0%"
    assert not [c for row in sheet.iter_rows() for c in row if "测归" in str(c.value)]


def test_the_sheet_takes_over_what_was_changed_meanwhile(desk, page):
    """Its next save would put back what it was opened with."""
    uid = desk.resettlement.persons.register(HELP_SHEET)
    page.open_person(uid)
    sheet = page.person.sheet
    sheet.view.put("remark", "刚打的字")
    desk.resettlement.persons.edit(uid, {**desk.resettlement.persons.sheet(uid), "phone": "x"})
    page.person.tabs.setCurrentWidget(sheet)
    assert sheet.view.values()["phone"] == "x"
    assert sheet.view.values()["remark"] == "刚打的字"


def test_how_somebody_stands_is_read_beside_their_name(qtbot, desk, page):
    """The tags were there and had no width."""
    page.open_person(desk.resettlement.persons.register(HELP_SHEET))
    tags = [tag for tag in page.person._tags if tag.text()]
    qtbot.waitUntil(lambda: all(tag.width() >= tag.sizeHint().width() for tag in tags))
    assert tags[0].text() == "帮教中"
