"""工作档案 as a clerk uses it: the list, a paper filled and printed, numbers, delivery, discharge."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_papers.discharge import APPRAISAL
from app.services.reminders import Target
from app.ui import dialogs, theme
from app.ui.corrections.file_list import FileEntry
from app.ui.corrections.numbers import NumbersDialog
from app.ui.corrections.page import CorrectionsPage
from app.ui.desk_tools import DeskTools
from app.ui.dossier_tree import ENTRY
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_leaves import ANSWER, OPINION, application
from tests.services.corrections.test_plan import PLAN
from tests.ui.conftest import type_chinese
from tests.ui.driving import fill_in, focused, office_desk

WEDNESDAY = datetime(2025, 3, 12, 10, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    desk = office_desk(store, clock, tmp_path, WEDNESDAY)
    desk.settings.put("identity", asdict(desk.identity))
    return desk


@pytest.fixture
def person(desk):
    return desk.corrections.persons.admit(SHEET, control_class="strict")


@pytest.fixture
def page(desk, person, qtbot):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


@pytest.fixture
def tab(page, person):
    page.open_person(person, "papers")
    return page.person.file


@pytest.fixture
def printed(monkeypatch):
    """What would be shown in the preview, as (title, pdf)."""
    shown: list[tuple[str, bytes]] = []

    def show(_parent, title, pdf, *, file_name):
        assert "测" not in file_name, "a file name holds no person's name"
        shown.append((title, pdf))

    monkeypatch.setattr("app.ui.pdf_view.preview", show)
    return shown


def titles(tab):
    return [tab.list.topLevelItem(n).text(0) for n in range(tab.list.topLevelItemCount())]


def test_the_file_lists_its_parts_in_archive_order_and_names_the_gaps(tab):
    shown = titles(tab)
    assert shown[0] == "封面"
    assert shown[1].startswith("基本信息表")
    assert shown[-1] == "卷内备考表"
    assert shown.index("宣告书") < shown.index("矫正方案及调整") < shown.index("考核表")
    assert "还缺" in tab.summary.text()
    assert tab.entry == tab.list.first_missing(), "the cursor stands where something is missing"


def test_a_paper_is_made_filled_saved_and_printed(qtbot, tab, person, desk, printed):
    """The officer makes 思想汇报, types into it, saves by Ctrl+S and prints by Ctrl+P."""
    part = next(e for e in entries(tab) if e.part == "reports")
    tab._choose(part)
    button = tab.part.buttons.findChildren(type(tab.save_button))[0]
    assert button.text() == "新做：社区矫正对象思想汇报"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tab.view is not None
    tab.view.go_to("law")
    type_chinese(focused(), "遵守规定，没有外出。")
    tab.view.put("reported_on", date(2025, 3, 12))
    assert tab.view.dirty
    qtbot.mouseClick(tab.save_button, Qt.MouseButton.LeftButton)
    assert not tab.view.dirty
    kept = desk.corrections.papers.values("corrections.c23", tab.entry.subject)
    assert kept["law"] == "遵守规定，没有外出。"
    qtbot.mouseClick(tab.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(printed) == 1)
    assert printed[0][0] == "社区矫正对象思想汇报"
    assert desk.corrections.papers.printed("corrections.c23", tab.entry.subject)


def entries(tab) -> list[FileEntry]:
    return [item.data(0, Qt.ItemDataRole.UserRole) for item in tab.list._items()]


def test_what_cannot_be_kept_is_marked_in_place(tab):
    tab.make("corrections.c26")
    tab.view.put("score", 900)
    assert not tab.save_current()
    assert tab.view.problem_bar.isVisibleTo(tab)


def test_going_to_another_paper_saves_the_one_in_hand(tab, desk):
    tab.make("corrections.c23")
    subject = tab.entry.subject
    tab.view.put("life", "务农。")
    tab._choose(next(e for e in entries(tab) if e.part == "plan"))
    assert desk.corrections.papers.values("corrections.c23", subject)["life"] == "务农。"


def test_a_notice_of_the_county_is_delivered(qtbot, tab, desk):
    """刑事诉讼法 107: who, when, how."""
    tab.make("corrections.c14")
    tab.view.put("number", "（2025）贺司矫训字第3号")
    tab.view.put("facts", "未按时报告。")
    tab.view.put("article", "《社区矫正法》第二十八条")
    tab.view.put("decided_on", date(2025, 3, 11))
    assert tab.save_current()
    assert not tab.number_button.isVisibleTo(tab), "the office mints no number for the county"
    assert "还没有登记" in tab.delivery.words.text()
    fill_in(qtbot, delivered_by="测干事")
    qtbot.mouseClick(tab.delivery.record, Qt.MouseButton.LeftButton)
    assert "测甲（3月12日，直接送达）" in tab.delivery.words.text()
    assert any(e.form == "corrections.delivery" for e in entries(tab))


def test_a_refused_paper_is_left_with_its_reason(qtbot, tab):
    tab.make("corrections.c14")
    fill_in(qtbot, way="left", received_by="", delivered_by="测干事")  # no reason: refused
    qtbot.mouseClick(tab.delivery.record, Qt.MouseButton.LeftButton)
    assert "还没有登记" in tab.delivery.words.text()
    fill_in(
        qtbot,
        way="left",
        received_by="",
        delivered_by="测干事",
        witness="测村主任",
        note="本人拒绝签字，留置住处。",
    )
    qtbot.mouseClick(tab.delivery.record, Qt.MouseButton.LeftButton)
    assert "留置送达" in tab.delivery.words.text()


def test_the_office_numbers_its_own_request(qtbot, tab):
    tab.make("corrections.c20_request")
    assert tab.number_button.isVisibleTo(tab)
    qtbot.mouseClick(tab.number_button, Qt.MouseButton.LeftButton)
    assert "（2025）习岗矫协查字第1号" in tab.title.text()
    assert not tab.number_button.isVisibleTo(tab)


def test_a_paper_is_taken_out_after_a_question(tab, monkeypatch):
    tab.make("corrections.c23")
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    tab._remove()
    assert not any(e.form == "corrections.c23" for e in entries(tab))


def test_scans_are_filed_in_the_part_in_hand(qtbot, tab, tmp_path):
    file = tmp_path / "判决书.png"
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "grey").save(buffer, "PNG")
    file.write_bytes(buffer.getvalue())
    tab._choose(next(e for e in entries(tab) if e.part == "legal"))
    tab.part.scans.attach([file])
    qtbot.waitUntil(lambda: tab.part.scans.list.count() == 1)
    assert any(title.startswith("法律文书") and title.endswith("1") for title in titles(tab))
    fill_in(qtbot, number="（2024）宁0122刑初9号", author="贺兰县人民法院")
    qtbot.mouseClick(tab.part.scans.about, Qt.MouseButton.LeftButton)
    assert "（2024）宁0122刑初9号" in tab.part.scans.list.item(0).text()


def test_the_whole_file_is_shown_and_remembered(qtbot, tab, person, desk, printed):
    qtbot.mouseClick(tab.whole_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(printed) == 1, timeout=10_000)
    assert printed[0][0] == "社区矫正工作档案"
    assert printed[0][1].startswith(b"%PDF")
    assert desk.corrections.papers.printed("corrections.c02", person)


def test_papers_of_a_leave_stand_in_the_file_and_are_not_made_there(page, desk, person):
    leave = desk.corrections.leaves.apply(person, application(date(2025, 3, 20), date(2025, 3, 29)))
    page.open_person(person, "papers")
    tab = page.person.file
    part = next(e for e in entries(tab) if e.part == "leaves" and not e.form)
    tab._choose(part)
    assert tab.list.entry_of("corrections.c10", leave) is not None
    assert not tab.part.buttons.isVisibleTo(tab)
    tab.show_paper("corrections.c10", leave)
    assert not tab.remove_button.isVisibleTo(tab)


def test_a_draft_is_taken_up_in_the_file(page, person, desk):
    subject = desk.corrections.papers.add(person, "corrections.c23")
    page.open_target(Target("corrections", f"{person}/{subject}", "corrections.c23"))
    assert page.person.file.entry.subject == subject


def test_the_time_line_leads_to_a_printed_paper(page, person, desk):
    subject = desk.corrections.papers.add(person, "corrections.c23")
    desk.corrections.papers.mark_printed("corrections.c23", subject)
    entries = desk.corrections.timelines.entries(person)
    part = next(e.part for e in entries if e.part.startswith("paper/"))
    page.open_person(person, part)
    assert page.person.file.entry.subject == subject


# --- discharge and the month -------------------------------------------------------------------


@pytest.fixture
def ending(clock, desk, person):
    clock.set(datetime(2025, 10, 20, 9))
    return person


def test_who_is_due_is_listed_and_the_papers_are_made_in_one_go(qtbot, ending, page, desk, printed):
    """F22."""
    page.show_due()
    discharge = page.discharge
    row = discharge.list.topLevelItem(0)
    assert (row.text(0), row.text(3), row.text(4)) == ("测甲", "还有15天", "0/5")
    qtbot.mouseClick(discharge.make, Qt.MouseButton.LeftButton)
    assert discharge.list.topLevelItem(0).text(4) == "5/5"
    fill_in(qtbot, certificate="（2025）贺司矫解字第7号", notice="（2025）贺司矫通字第7号")
    qtbot.mouseClick(discharge.numbers, Qt.MouseButton.LeftButton)
    assert discharge.list.topLevelItem(0).text(5) == "（2025）贺司矫解字第7号"
    qtbot.mouseClick(discharge.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(printed) == 1)
    discharge.list.setFocus()
    qtbot.keyClick(discharge.list, Qt.Key.Key_Return)
    assert page.person is not None
    assert page.person.uid == ending
    assert page.person.file.entry.form == APPRAISAL.code, "where the opinion is still to be written"
    page.activateWindow()  # a real desktop gives it the keyboard back by itself
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is discharge


def test_the_reminder_leads_to_the_list_of_who_is_due(ending, page, desk):
    reminders = desk.corrections.reminders(date(2025, 10, 20))
    due = next(r for r in reminders if r.kind == "corrections.term_ending")
    page.open_target(due.target)
    assert page.stack.currentWidget() is page.discharge
    assert page.discharge.current().uid == ending


def test_escape_leads_back_from_the_discharge_page(qtbot, ending, page):
    page.show_due()
    qtbot.keyClick(page.discharge.list, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


def test_the_papers_of_a_month_are_one_print(qtbot, page, desk, person, printed, clock):
    """F48."""
    from app.ui.corrections.notices import print_month

    clock.set(datetime(2025, 3, 1, 9))
    leave = desk.corrections.leaves.apply(person, application(date(2025, 3, 5), date(2025, 3, 14)))
    desk.corrections.leaves.give_opinion(leave, OPINION)
    clock.set(datetime(2025, 3, 3, 9))
    desk.corrections.leaves.record_answer(leave, ANSWER)
    fill_in(qtbot, month=date(2025, 3, 1))
    print_month(page, page._tools)
    qtbot.waitUntil(lambda: len(printed) == 1)
    assert printed[0][0] == "2025年3月文书"


def test_a_month_without_papers_says_so(qtbot, page, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(dialogs, "report", lambda _parent, error: said.append(str(error)))
    from app.ui.corrections.notices import print_month

    fill_in(qtbot, month=date(2020, 3, 1))
    print_month(page, page._tools)
    assert "没有这些文书" in said[0]


def test_focus_goes_into_the_paper_by_enter(qtbot, tab):
    tab.make("corrections.c23")
    entry = tab.entry
    tab.list.setFocus()
    tab.list.select(entry)
    qtbot.keyClick(tab.list, Qt.Key.Key_Return)
    assert tab.view.isAncestorOf(QApplication.focusWidget())


# --- taken out, and numbers that go on -------------------------------------------------------------


def test_a_paper_taken_out_is_listed_and_put_back(tab, page, desk, person, qtbot, monkeypatch):
    """F42: the way back stands in the file itself."""
    assert not tab.removed_button.isVisible()
    subject = desk.corrections.papers.add(person, "corrections.c23")
    tab.reload()
    desk.corrections.papers.remove("corrections.c23", subject)
    tab.reload()
    assert tab.removed_button.text() == "已移出（1）"
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    said: list[str] = []
    tab.changed.connect(said.append)

    def put_back():
        dialog: Any = QApplication.activeModalWidget()
        qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
        dialog.accept()

    QTimer.singleShot(100, put_back)
    qtbot.mouseClick(tab.removed_button, Qt.MouseButton.LeftButton)
    assert "已找回" in said[0]
    assert not tab.removed_button.isVisible()
    assert tab.list.entry_of("corrections.c23", subject)


def test_numbers_go_on_from_a_paper_register_and_never_back(page, desk, qtbot, monkeypatch):
    dialog: Any = NumbersDialog(page, page._tools)
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.table.item(0, 1).text()
    form = dialog._rows[0].form
    fill_in(qtbot, sequence=18)
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    assert desk.corrections.papers.next_number(form, 2025) == 18
    assert dialog.table.item(0, 1).text() != before
    assert "18" in dialog.table.item(0, 1).text()
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda _p, error: told.append(error.what))
    monkeypatch.setattr(dialogs, "report", lambda _p, error: told.append(error.what))
    fill_in(qtbot, sequence=3)
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    assert desk.corrections.papers.next_number(form, 2025) == 18


def tips_of(tab):
    """What each paper of the list says under the mouse, by its subject."""
    lines = [line for line in tab.list._items() if line.data(0, ENTRY).form]
    return {line.data(0, ENTRY).subject: line.toolTip(0) for line in lines}


def test_a_paper_changed_after_printing_says_so(tab, qtbot, desk, person, monkeypatch):
    """The copy in the folder reads otherwise: which fields, and one click prints it anew."""
    monkeypatch.setattr(DeskTools, "preview_paper", lambda *_, **__: None)
    sheet = desk.corrections.papers.add(person, "corrections.c23")
    desk.corrections.papers.change("corrections.c23", sheet, {"life": "务农。"})
    desk.corrections.papers.mark_printed("corrections.c23", sheet)
    tab.reload()
    tab.show_paper("corrections.c23", sheet)
    assert tab.changed_bar.text == ""
    label = next(f.label for f in tab.view.form.fields() if f.name == "life")
    tab.view.put("life", "外出务工。")
    qtbot.mouseClick(tab.save_button, Qt.MouseButton.LeftButton)
    assert tab.changed_bar.text.startswith(f"打印以后改过：{label}。")
    assert tips_of(tab)[sheet].endswith(f"打印以后改过：{label}")
    (anew,) = [b for b in tab.changed_bar.findChildren(QPushButton) if b.text() == "重新打印"]
    qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    assert tab.changed_bar.text == ""
    assert "打印以后改过" not in tips_of(tab)[sheet]


def test_printing_by_key_takes_the_mark_away_too(tab, qtbot, desk, person, monkeypatch):
    monkeypatch.setattr(DeskTools, "preview_paper", lambda *_, **__: None)
    paper = desk.corrections.papers.add(person, "corrections.c23")
    desk.corrections.papers.mark_printed("corrections.c23", paper)
    tab.reload()
    tab.show_paper("corrections.c23", paper)
    tab.view.put("life", "务农。")
    qtbot.mouseClick(tab.save_button, Qt.MouseButton.LeftButton)
    assert tab.changed_bar.text
    qtbot.mouseClick(tab.print_button, Qt.MouseButton.LeftButton)
    assert tab.changed_bar.text == ""


def test_the_paper_in_hand_takes_over_what_was_changed_in_the_basic_sheet(
    page, tab, qtbot, desk, person, monkeypatch
):
    """It showed the old words when one came back, said nothing, and would have kept them."""
    monkeypatch.setattr(DeskTools, "preview_paper", lambda *_, **__: None)
    tab.show_paper(BASIC_SHEET.code)
    qtbot.mouseClick(tab.print_button, Qt.MouseButton.LeftButton)
    tab.view.put("registered_address", "只写在纸上的户籍地")
    sheet = page.person.sheet
    sheet.view.put("former_name", "测老甲")
    sheet.view.put("registered_address", "登记里的户籍地")
    assert sheet.save()
    tab = page.person.file
    assert tab.view.values()["former_name"] == "测老甲"
    assert tab.view.values()["registered_address"] == "只写在纸上的户籍地", "what was typed stays"
    assert "曾用名" in tab.changed_bar.text


def test_a_paper_whose_record_is_gone_is_not_left_in_hand(page, tab, desk, person):
    row = desk.corrections.persons.add_row(person, "corrections_plan", PLAN)
    page.person.open_tab("plan")
    tab = page.person.file
    tab.show_paper("corrections.c08", row)
    assert tab.view is not None
    page.person.open_tab("plan")
    desk.corrections.persons.remove_row("corrections_plan", row)
    tab = page.person.file
    assert tab.view is None


def test_the_lines_of_the_list_keep_their_height(page, tab, qtbot):
    """They grew when one came back from another tab, and the mouse met the line above."""
    tab.list.viewport().grab()
    first = tab.list.visualItemRect(tab.list.topLevelItem(0)).height()
    page.person.open_tab("daily")
    tab = page.person.file
    tab.list.viewport().grab()
    assert tab.list.visualItemRect(tab.list.topLevelItem(0)).height() == first
    assert first > tab.list.fontMetrics().height() + theme.px(6)
