"""社区矫正 as a clerk uses it: the roll, the week, admission, check-ins one by one and in batches."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.corrections.register import PersonQuery
from app.services.reminders import Target
from app.ui import dialogs
from app.ui.corrections.batch import NAME, TICK
from app.ui.corrections.page import CorrectionsPage
from tests.services.corrections.conftest import SHEET
from tests.ui.conftest import type_chinese
from tests.ui.driving import fill_in, focused, in_dialog, office_desk

ANYWHERE = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
WEDNESDAY = datetime(2025, 3, 12, 10, 0)
SECOND = {"name": "测乙", "id_number": "640122199001018493", "sex": "1"}


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, WEDNESDAY)


@pytest.fixture
def person(desk):
    """On probation since last autumn, strict control: a call every week, a meeting every month."""
    return desk.corrections.persons.admit(SHEET, control_class="strict")


@pytest.fixture
def page(desk, person, qtbot):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


def column(page, title):
    model = page.roll.register.model
    place = [c.title for c in model.columns].index(title)
    return [model.index(line, place).data() for line in range(model.total)]


# --- the roll and the week -----------------------------------------------------------------------


def test_the_roll_says_what_is_due_and_what_was_missed(page):
    """F15, F77: next due date and overdue list."""
    assert column(page, "姓名") == ["测甲"]
    assert "周听声 3月16日前" in column(page, "下次应做")[0]
    assert "周听声" in column(page, "逾期")[0]


def test_only_those_with_something_missed_can_be_shown(page, desk, person):
    desk.corrections.persons.admit(
        {**SHEET, **SECOND, "reported_on": date(2025, 3, 12)}, control_class="lenient"
    )
    page.refresh()
    assert len(column(page, "姓名")) == 2
    page.roll.register.set_filter("only", "missed")
    assert column(page, "姓名") == ["测甲"]
    page.roll.register.set_filter("only", None)
    header = page.roll.register.table.horizontalHeader()
    place = [c.title for c in page.roll.register.model.columns].index("逾期")
    header.setSortIndicator(place, Qt.SortOrder.DescendingOrder)
    assert column(page, "姓名")[0] == "测甲", "the roll is sorted by what was missed, too"


def test_an_empty_roll_says_what_to_do(qtbot, desk):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert "新入矫" in page.roll.register._empty.text.text()
    qtbot.mouseClick(page.roll.register._empty._act, Qt.MouseButton.LeftButton)
    assert page.admission is not None


def test_the_week_leads_to_the_person_and_to_the_batch_sheet(qtbot, page, person):
    targets = list(page.week.targets())
    assert any(target.uid == person for target in targets)
    batch = next(t for t in targets if t.uid is None)
    kind = batch.part.partition("/")[0]
    for line in range(page.week.topLevelItemCount()):
        item = page.week.topLevelItem(line)
        if item.text(0).startswith("逾期"):
            page.week.setCurrentItem(item.child(0))
    page.week.setFocus()
    qtbot.keyClick(page.week, Qt.Key.Key_Return)
    assert page.person is not None
    assert page.person.uid == person
    page.open_target(batch)
    assert page.stack.currentWidget() is page.batch
    assert page.batch.kind.currentData() == kind


def test_escape_leads_back_to_the_roll(qtbot, page):
    page.roll.register.table.setFocus()
    qtbot.keyClick(page.roll.register.table, Qt.Key.Key_Return)
    assert page.person is not None
    qtbot.keyClick(page.person.tabs, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


# --- admission -----------------------------------------------------------------------------------


def keyed(qtbot, view, name, words):
    """Type into a field as a clerk does, and go on with Enter."""
    view.go_to(name)
    widget = focused()
    if words.isascii():
        qtbot.keyClicks(widget, words)
    else:
        type_chinese(widget, words)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_a_person_is_admitted_with_the_keyboard(qtbot, page, desk):
    """C02, F14; the identity number fills in sex and birth date (F36)."""
    page.start_new()
    view = page.admission.view
    keyed(qtbot, view, "name", "测丙")
    keyed(qtbot, view, "id_number", "640122198802149990")
    assert view.values()["birth_date"] == date(1988, 2, 14)
    keyed(qtbot, view, "address", "习岗镇新胜村一组")
    for name, value in (("category", "probation"), ("control_class", "ordinary")):
        view.put(name, value)
    keyed(qtbot, view, "offences", "盗窃罪")
    keyed(qtbot, view, "decided_by", "贺兰县人民法院")
    keyed(qtbot, view, "reported_on", "0310")
    qtbot.mouseClick(page.admission.save_button, Qt.MouseButton.LeftButton)
    assert page.person is not None
    card = desk.corrections.persons.card(page.person.uid)
    assert (card.name, card.state, card.control_class) == ("测丙", "enrolled", "ordinary")


def test_what_is_missing_is_said_on_the_field_and_nothing_is_lost(qtbot, page):
    page.start_new()
    view = page.admission.view
    keyed(qtbot, view, "address", "习岗镇新胜村一组")
    qtbot.mouseClick(page.admission.save_button, Qt.MouseButton.LeftButton)
    assert view.cell("name").message
    assert view.values()["address"] == "习岗镇新胜村一组"


def test_a_half_filled_sheet_waits_as_a_draft(qtbot, page):
    """F41."""
    page.start_new()
    keyed(qtbot, page.admission.view, "name", "测丁")
    qtbot.keyClick(page.admission.view, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0
    page.open_target(Target("corrections", None, "corrections.c02"))
    assert page.admission.view.values()["name"].name == "测丁"


def test_locking_keeps_a_draft_and_admits_nobody(qtbot, page, desk):
    """L8: what is saved is for the clerk to say, also when the window locks by itself."""
    page.start_new()
    page.admission.view.set_values({**SHEET, **SECOND})
    keyed(qtbot, page.admission.view, "phone", "13900000002")
    assert page.keep_typed()
    assert desk.drafts.waiting()[0].scope == "corrections.c02/new"
    assert desk.corrections.persons.page(PersonQuery()).total == 1


def test_what_needs_a_second_look_is_asked_before_it_is_saved(page, monkeypatch):
    asked = []

    def no(_parent, _heading, words, **_buttons):
        asked.append(words)
        return False

    monkeypatch.setattr(dialogs, "ask", no)
    page.start_new()
    values = {**SHEET, **SECOND, "birth_date": date(1991, 1, 1)}
    page.admission.view.set_values(values)
    assert not page.admission.save()
    assert "出生日期与身份证号不一致" in asked[0]
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    assert page.admission.save()


# --- check-ins -----------------------------------------------------------------------------------


def test_one_check_in_is_recorded_from_the_persons_page(qtbot, page, person):
    page.open_person(person, "weekly_voice")
    daily = page.person.daily

    def type_and_save(dialog):
        dialog.view.go_to("staff")
        type_chinese(focused(), "测试员丁")
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    in_dialog(qtbot, type_and_save)
    qtbot.mouseClick(daily.cards["weekly_voice"].button, Qt.MouseButton.LeftButton)
    assert daily.register.model.total == 1
    assert "本期3月12日已完成" in daily.cards["weekly_voice"].detail.text()


def test_a_late_entry_asks_for_its_reason_on_the_field(qtbot, page, person):
    """补录: who enters after the time writes why."""
    page.open_person(person)
    said = []

    def too_late(dialog):
        dialog.view.put("happened_at", datetime(2025, 2, 20, 9, 0))
        dialog.view.put("staff", "测试员丁")
        dialog.submit()
        said.append(dialog.view.cell("late_reason").message)

    in_dialog(qtbot, too_late)
    page.person.daily.record("weekly_voice")
    assert "补录" in said[0]
    assert page.person.daily.register.model.total == 0


def test_a_record_is_corrected_and_taken_away(qtbot, page, desk, person, monkeypatch):
    values = {"happened_at": WEDNESDAY, "method": "call", "result": "self", "staff": "测试员丁"}
    desk.corrections.check_ins.record(person, "weekly_voice", values)
    page.open_person(person)
    daily = page.person.daily

    fill_in(qtbot, staff="测试员戊")
    daily.register.table.setFocus()
    qtbot.keyClick(daily.register.table, Qt.Key.Key_Return)
    assert daily.register.current()["staff"] == "测试员戊"
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    daily.register.table.setFocus()
    qtbot.keyClick(daily.register.table, Qt.Key.Key_Delete)
    assert daily.register.model.total == 0


def test_many_are_ticked_off_with_the_keyboard(qtbot, page, desk, person):
    """F15: one day and one kind for everybody."""
    for number in ("640122199001018493", "640122199001015292"):
        desk.corrections.persons.admit({**SHEET, "name": f"测{number[-4:-1]}", "id_number": number})
    qtbot.keyClick(page.roll.register.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    batch = page.batch
    assert batch.table.rowCount() == 3
    batch.view.put("staff", "测试员丁")
    batch.table.setFocus()
    qtbot.keyClick(batch.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(batch.ticked()) == 3
    batch.table.setCurrentCell(0, NAME)
    qtbot.keyClick(batch.table, Qt.Key.Key_Space)
    assert len(batch.ticked()) == 2
    with qtbot.waitSignal(page.said) as said:
        qtbot.mouseClick(batch.save_button, Qt.MouseButton.LeftButton)
    assert "2人" in said.args[0]
    assert batch.ticked() == []
    states = [batch.table.item(line, 3).text() for line in range(3)]
    assert sum("已登记" in text for text in states) == 2
    done = next(n for n, text in enumerate(states) if "已登记" in text)
    assert not batch.table.item(done, TICK).flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_a_batch_without_a_recorder_is_refused_on_the_field(qtbot, page):
    page.start_batch("weekly_voice")
    page.batch.table.setFocus()
    qtbot.keyClick(page.batch.table, Qt.Key.Key_Space)
    assert not page.batch.save()
    assert page.batch.view.cell("staff").message
    assert len(page.batch.ticked()) == 1, "the ticks stay"


def test_the_day_of_the_form_is_the_day_of_the_list(page):
    page.start_batch("weekly_voice", date(2025, 3, 12))
    page.batch.view.put("happened_at", datetime(2025, 3, 4, 9, 0))
    assert page.batch.table.item(0, 3).text() == "逾期未报"


# --- states and dated entries --------------------------------------------------------------------


def test_only_steps_the_procedure_knows_are_offered(qtbot, page, desk, person, clock):
    """社区矫正法 30, 44, 45: 解除, 终止, 迁出 and 失联 have entries of their own."""
    clock.set(datetime(2025, 10, 20, 9, 0))
    page.open_person(person)
    status = page.person.status
    offered: list[str] = []
    told: list[str] = []

    def ending(dialog):
        codes = [code for code, _ in dialog.view.context.choices("after")]
        offered.extend(codes)
        told.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.view.put("after", "term_ending")
        dialog.submit()

    in_dialog(qtbot, ending)
    status.move_button.click()
    assert offered == ["revocation_proposed", "term_ending"]
    assert any("建议书" in words and "县级决定" in words for words in told)
    assert desk.corrections.persons.card(person).state == "term_ending"
    assert "期满待解矫" in page.person._tags[0].text()
    fill_in(qtbot, reason="登记错了")
    status.undo_button.click()
    assert desk.corrections.persons.card(person).state == "enrolled"


def test_a_control_class_is_added_from_the_list(qtbot, page, desk, person):
    """F16: the rhythm follows the class from its day on."""
    page.open_person(person, "control_change")
    section = page.person.status.lists["control_change"]
    fill_in(qtbot, control_class="lenient", reason="表现良好")
    qtbot.mouseClick(section.new, Qt.MouseButton.LeftButton)
    assert section.table.rowCount() == 2
    assert desk.corrections.persons.card(person).control_class == "lenient"


@pytest.mark.parametrize(
    ("part", "tab"),
    [
        ("home_visit", "daily"),
        ("leave/", "leave"),
        ("corrections.c10", "leave"),
        ("release", "status"),
        ("court_order", "status"),
        ("transfer", "status"),
        ("seal", "status"),
        ("corrections.transfer_out", "status"),
        ("file", "plan"),
        ("plan", "plan"),
        ("plan_review", "plan"),
        ("absence", "sanctions"),
        ("sanction", "sanctions"),
        ("corrections.sanction_answer", "sanctions"),
        ("positioning", "sanctions"),
        ("phone", "sheet"),
    ],
)
def test_reminders_open_the_right_place(page, person, part, tab):
    """F77: one click from the desk of the day."""
    page.open_target(Target("corrections", person, part))
    assert page.person.keys[page.person.tabs.currentIndex()] == tab


def test_looking_for_somebody_finds_those_who_have_left(page, desk, person):
    desk.corrections.persons.step(
        person,
        {
            "after": "moving_out",
            "happened_on": date(2025, 3, 1),
        },
    )
    desk.corrections.persons.step(
        person,
        {
            "after": "moved_out",
            "happened_on": date(2025, 3, 2),
            "decided_by": "贺兰县司法局",
            "document_number": "变更1号",
        },
    )
    page.refresh()
    assert column(page, "姓名") == []
    page.look_for("测甲")
    assert column(page, "姓名") == ["测甲"]


def test_the_roll_is_printed_and_exported(qtbot, page, desk, monkeypatch, tmp_path):
    """F14, F50."""
    from openpyxl import load_workbook

    from app.services.veil import veil
    from app.ui import desk_tools, files, pdf_view

    shown = []
    monkeypatch.setattr(
        pdf_view, "preview", lambda parent, title, pdf, file_name: shown.append(pdf)
    )
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0].startswith(b"%PDF")
    target = tmp_path / "roll.xlsx"
    monkeypatch.setattr(files, "ask_save", lambda *_: target)
    answers = iter(["", "报县局核对名册", None])
    monkeypatch.setattr(desk_tools, "ask_whole", lambda *_: next(answers))
    with qtbot.waitSignal(page.said, timeout=20_000):
        page.export()
    rows = [str(row) for row in load_workbook(target).worksheets[0].values]
    assert any("测甲" in row for row in rows)
    (number,) = [row["id_number"] for row in desk.corrections.persons.page(PersonQuery()).rows]
    assert number
    assert not any(number in row for row in rows), "E3: cut by default"
    assert any(veil("id_number", number) in row for row in rows)
    with qtbot.waitSignal(page.said, timeout=20_000):
        page.export()
    rows = [str(row) for row in load_workbook(target).worksheets[0].values]
    assert any(number in row for row in rows)
    assert any("理由：报县局核对名册" in row for row in rows), "marked"
    target.unlink()
    page.export()
    assert not target.exists(), "given up"
    assert desk.corrections.persons.page(PersonQuery()).total == 1


# --- what is still missing, and who is only assessed ------------------------------------------------


def test_a_list_leads_through_what_each_person_still_lacks(page, desk, person, qtbot):
    """F49: people brought in from a roll lack all of it at once."""
    lazy = {**SHEET, **SECOND, "declared_on": date(2024, 11, 20)}
    other = desk.corrections.persons.admit(lazy, control_class="lenient")
    window = page.show_gaps()
    titles = [window.list.item(line).text() for line in range(window.list.count())]
    assert sorted(title.partition("的档案")[0] for title in titles) == ["测乙", "测甲"]
    assert "还有2人" in window.words.text()
    assert "没有登记入矫宣告" in next(title for title in titles if "测甲" in title)
    assert "宣告" not in next(title for title in titles if "测乙" in title)
    place = next(n for n, title in enumerate(titles) if "测乙" in title)
    window.list.setCurrentRow(place)
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_Return)
    assert page.person is not None
    assert page.person.uid == other
    assert page.person.tabs.tabText(page.person.tabs.currentIndex()) == "小组与方案"
    member = {"name": "测主任", "sex": "1", "role": "committee", "from_on": date(2025, 3, 10)}
    desk.corrections.persons.add_row(other, "group_member", member)
    confirmed = {"group_confirmed_on": date(2025, 3, 11), "group_confirmed_by": "测所长"}
    desk.corrections.persons.confirm_group(other, confirmed)
    plan = {"made_on": date(2025, 3, 11), "made_by": "测员", "situation": "务农"}
    plan |= {"assessment": "一般", "supervision": "每周电话", "education": "学习"}
    desk.corrections.persons.add_row(other, "corrections_plan", plan)
    window.reload()
    assert [window.list.item(n).text()[:2] for n in range(window.list.count())] == ["测甲"]
    window.close()


def test_somebody_is_assessed_before_there_is_a_judgment(page, desk, qtbot):
    """实施办法 14; nothing is typed again when the judgment comes."""
    fill_in(
        qtbot,
        name="测评",
        sex="1",
        address="习岗镇新胜村",
        offences="危险驾驶罪",
        commissioned_by="贺兰县人民法院",
        commission_number="（2025）宁0122刑委1号",
        commission_received_on=date(2025, 3, 3),
    )
    page.start_inquiry()
    assert page.person is not None
    uid = page.person.uid
    persons = desk.corrections.persons
    assert persons.card(uid).state == "inquiry"
    (row,) = persons.rows(uid, "inquiry")
    done = {"finished_on": date(2025, 3, 11), "inquiry_result": "suitable", "adopted": None}
    done |= {"investigators": "测员甲、测员乙", "document_number": "（2025）贺矫评字第1号"}
    persons.edit_row("inquiry", row["uid"], {**row, **done})
    said = desk.corrections.papers.values("corrections.c01", uid)
    assert (said["commissioned_by"], said["number"]) == ("贺兰县人民法院", "（2025）贺矫评字第1号")
    assert (said["inquiry_result"], said["issued_on"]) == ("suitable", date(2025, 3, 11))
    persons.step(uid, {"after": "expected", "happened_on": date(2025, 3, 12)})
    assert persons.sheet(uid)["offences"] == "危险驾驶罪"


def test_an_assessment_past_its_working_days_is_pointed_out(desk):
    """Ten working days, five for 刑事速裁: 2025-02-24 + 5 is 2025-03-03."""
    asked = {**SHEET, "id_number": None, "commissioned_by": "贺兰县人民法院"}
    uid = desk.corrections.persons.assess({**asked, "commission_received_on": date(2025, 3, 3)})
    row = {"commissioned_by": "贺兰县人民法院", "commission_received_on": date(2025, 2, 24)}
    row |= {"inquiry_result": "suitable"}
    ask = desk.corrections.persons.ask_row
    assert ask(uid, "inquiry", {**row, "finished_on": date(2025, 3, 10)}) == []
    late = ask(uid, "inquiry", {**row, "finished_on": date(2025, 3, 11)})
    assert [(p.field, p.blocking) for p in late] == [("finished_on", False)]
    fast = {**row, "fast_track": True}
    assert ask(uid, "inquiry", {**fast, "finished_on": date(2025, 3, 3)}) == []
    assert ask(uid, "inquiry", {**fast, "finished_on": date(2025, 3, 4)}) != []


def test_an_open_assessment_stands_in_the_week_with_its_days_and_opens_by_a_click(
    qtbot, page, desk, clock
):
    """实施办法 14: due by Monday the 17th; on the 18th it is late by a working day."""
    asked = {**SHEET, "name": "测评", "id_number": None, "commissioned_by": "贺兰县人民法院"}
    uid = desk.corrections.persons.assess({**asked, "commission_received_on": date(2025, 3, 3)})
    page.refresh()
    head = next(
        item
        for n in range(page.week.topLevelItemCount())
        if (item := page.week.topLevelItem(n)).text(0).startswith("调查评估")
    )
    line = head.child(0)
    assert line.text(0) == "测评  3月17日前，还有3个工作日"
    place = page.week.visualItemRect(line).center()
    qtbot.mouseClick(page.week.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.person is not None
    assert page.person.uid == uid
    assert page.person.tabs.tabText(page.person.tabs.currentIndex()) == "状态"
    clock.set(datetime(2025, 3, 18, 9))
    page.show_roll()
    late = [i.text(0) for i in page.week.findItems("超期1个工作日", ANYWHERE)]
    assert late == ["测评  超期1个工作日"]


# --- the basic sheet of somebody on the roll ------------------------------------------------------


def test_saving_a_sheet_again_does_not_ask_whether_the_person_is_registered_twice(
    page, person, desk, monkeypatch
):
    """They were found under their own number at each saving."""
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask", lambda _parent, _what, words, **_: asked.append(words))
    page.open_person(person)
    sheet = page.person.sheet
    sheet.view.put("former_name", "测老甲")
    assert sheet.save()
    assert asked == []
    assert desk.corrections.persons.sheet(person)["former_name"] == "测老甲"


def test_a_term_shortened_in_another_tab_is_not_put_back_by_the_sheet(
    page, person, desk, monkeypatch
):
    """The sheet waits behind the other tabs with the day it was opened with."""
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)
    page.open_person(person)
    page.person.sheet.view.put("former_name", "测老甲")
    page.person.open_tab("status")
    desk.corrections.persons.add_row(
        person,
        "term_change",
        {
            "kind": "commutation",
            "decided_on": date(2025, 3, 10),
            "decided_by": "贺兰县人民法院",
            "document_number": "（2025）宁0122刑更1号",
            "new_ends_on": date(2025, 8, 1),
        },
    )
    sheet = page.person.sheet
    assert sheet.view.values()["ends_on"] == date(2025, 8, 1)
    assert sheet.view.values()["former_name"] == "测老甲", "what was typed stays"
    assert sheet.save()
    assert desk.corrections.persons.sheet(person)["ends_on"] == date(2025, 8, 1)


def test_a_number_put_right_is_not_called_wrong_any_more(qtbot, page, person, monkeypatch):
    """Saved by Ctrl+S the field is not left; the sentence under it spoke of the number before."""
    page.open_person(person)
    view = page.person.sheet.view
    right = view.values()["id_number"]
    keyed_over(qtbot, view, right[:-1] + ("1" if right[-1] != "1" else "2"))
    assert not page.person.sheet.save()
    keyed_over(qtbot, view, right, go_on=False)
    assert page.person.sheet.save()
    note = view.cell("id_number")._note
    assert not note.isVisible() or "校验位" not in note.text()


def keyed_over(qtbot, view, number, *, go_on=True):
    view.go_to("id_number")
    qtbot.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(focused(), number)
    if go_on:
        qtbot.keyClick(focused(), Qt.Key.Key_Return)


# --- back to where a person was opened ------------------------------------------------------------


def test_escape_leads_back_to_the_batch_sheet_with_its_ticks(qtbot, page, person, desk):
    """情况不一样的人按回车单独登记: then the others are still ticked."""
    other = desk.corrections.persons.admit(
        {**SHEET, **SECOND, "reported_on": date(2025, 2, 1)}, control_class="strict"
    )
    page.start_batch("weekly_voice")
    uids = [line.uid for line in page.batch.table._lines]
    page.batch.table._toggle(uids.index(other))
    page.open_person(person)
    assert page.person.back.text() == "返回"
    qtbot.keyClick(page.person.tabs, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.batch
    assert page.batch.ticked() == [other]
    assert page.batch.table.currentRow() == uids.index(person)
    assert page.batch.table.hasFocus() or not page.isActiveWindow()


def test_escape_leads_back_to_the_figures(qtbot, page, person):
    page.show_statistics()
    page.statistics.show_persons((person,), "期末在册")
    qtbot.keyClick(page.statistics.people.table, Qt.Key.Key_Return)
    assert page.person.uid == person
    qtbot.keyClick(page.person.tabs, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.statistics
    page.open_target(Target("corrections", person, "file"))
    qtbot.keyClick(page.person.tabs, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.front


def test_escape_leaves_an_application_for_the_list_of_leaves_first(qtbot, page, person, desk):
    page.open_person(person)
    page.person.leaves.apply()
    page.person.leaves.form.view.put("destination", "银川市")
    qtbot.keyClick(page.person, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.person
    assert page.person.leaves.form is None
    assert [draft.title for draft in desk.drafts.waiting()] == ["外出申请书"]
    qtbot.keyClick(page.person, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.front
