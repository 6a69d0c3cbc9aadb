"""请销假 in the window: counted while typed, decided by whom it must be, printed, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui import pdf_view
from app.ui.corrections.leave_window import WindowStrip
from app.ui.corrections.person import PersonPage
from app.ui.desk_tools import DeskTools
from tests.services.corrections.conftest import SHEET
from tests.ui.conftest import type_chinese
from tests.ui.driving import fill_in, focused, in_dialog, office_desk

MONDAY = datetime(2025, 3, 3, 10, 0)


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, MONDAY)


@pytest.fixture
def delegated(desk):
    """The county lets the office approve leave of up to seven days (实施办法 27)."""
    desk.corrections.persons.add_delegation(
        {
            "matter": "leave_7",
            "from_on": date(2025, 1, 1),
            "authority": "贺兰县司法局",
            "document_number": "委托1号",
        }
    )


@pytest.fixture
def page(desk, delegated, qtbot):
    """The page of a person on probation."""
    uid = desk.corrections.persons.admit(SHEET, control_class="ordinary")
    page = PersonPage(DeskTools(desk), uid)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    return page


@pytest.fixture
def tab(page):
    return page.leaves


def keyed(qtbot, view, name, words):
    view.go_to(name)
    if words.isascii():
        qtbot.keyClicks(focused(), words)
    else:
        type_chinese(focused(), words)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)


def apply(qtbot, tab, first, last):
    """An application typed with the keyboard."""
    tab.apply()
    view = tab.form.view
    view.put("reason", "medical")
    keyed(qtbot, view, "destination", "宁夏中卫市沙坡头区")
    keyed(qtbot, view, "from_on", first)
    keyed(qtbot, view, "until_on", last)
    view.put("reason_text", "陪同母亲住院检查。")
    qtbot.mouseClick(tab.form.save_button, Qt.MouseButton.LeftButton)


def current(tab):
    return tab.register.current()["state"]


def press(qtbot, tab, words):
    qtbot.mouseClick(tab.detail.buttons[words], Qt.MouseButton.LeftButton)


def test_who_decides_is_said_while_the_days_are_typed(qtbot, tab):
    """F18, 实施办法 27: seven days the office, more the county, more than thirty the body above."""
    tab.apply()
    view, panel = tab.form.view, tab.form.panel
    assert panel.tier.text() == "先填日期"
    keyed(qtbot, view, "from_on", "0310")
    keyed(qtbot, view, "until_on", "0316")
    qtbot.waitUntil(lambda: panel.tier.text() == "司法所")
    assert "共7天" in panel.days.text()
    assert "两个月内累计7天" in panel.days.text()
    assert "备案" in panel.warn.text()
    view.put("until_on", date(2025, 3, 17))
    qtbot.waitUntil(lambda: panel.tier.text() == "县级社区矫正机构")
    assert "超过7天" in panel.why.text()
    view.put("until_on", date(2025, 4, 20))
    qtbot.waitUntil(lambda: panel.tier.text() == "上一级社区矫正机构")


def test_days_that_run_backwards_are_said_and_not_counted(qtbot, tab):
    """The panel called an ordinary leave one that is not counted by days."""
    tab.apply()
    view, panel = tab.form.view, tab.form.panel
    keyed(qtbot, view, "from_on", "0316")
    keyed(qtbot, view, "until_on", "0310")
    qtbot.waitUntil(lambda: "早于" in panel.bad.text())
    assert not panel.days.isVisible()
    assert "按次活动" not in panel.days.text()


def test_in_a_narrow_panel_the_picture_is_scrolled_and_no_sentence_cut(qtbot, page, tab):
    """As with type of 150 % on a small screen."""
    apply(qtbot, tab, "0316", "0318")
    page.resize(900, 640)
    inner, strip = tab.detail.widget(), tab.detail.findChild(WindowStrip)
    qtbot.waitUntil(lambda: strip.view.width() > strip.width())
    assert inner.width() <= tab.detail.viewport().width()


def test_earlier_leave_counts_in_the_window(qtbot, tab, desk):
    """Two months together: what was taken before is named with its days."""
    apply(qtbot, tab, "0310", "0315")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    tab.apply()
    tab.form.view.put("from_on", date(2025, 4, 1))
    tab.form.view.put("until_on", date(2025, 4, 3))
    tab.form.assess()
    assert "累计9天" in tab.form.panel.days.text()
    assert "其他外出6天" in tab.form.panel.days.text()


def test_an_application_in_bad_order_is_refused_on_the_field(qtbot, tab):
    apply(qtbot, tab, "0316", "0310")
    assert tab.form is not None, "the form stays open"
    assert any("返回日" in p.message for p in tab.form.view.problem_bar.problems)
    assert tab.form.view.values()["destination"] == "宁夏中卫市沙坡头区"


def test_a_leave_goes_from_application_to_return(qtbot, tab, clock):
    """F17: 申请, 意见, 批准, 离开, 销假, each with its own button."""
    apply(qtbot, tab, "0310", "0314")
    assert current(tab) == "applied"
    fill_in(qtbot, opinion="情况属实，同意外出。", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    assert current(tab) == "opinion_given"
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    assert current(tab) == "approved"
    clock.set(datetime(2025, 3, 10, 9, 0))
    fill_in(qtbot, departed_at=datetime(2025, 3, 10, 8, 0))
    press(qtbot, tab, "登记离开")
    assert current(tab) == "away"
    clock.set(datetime(2025, 3, 14, 17, 0))
    fill_in(qtbot, handled_by="测试员丁")
    press(qtbot, tab, "销假")
    assert current(tab) == "closed"
    assert "销假" not in tab.detail.buttons


def test_of_who_is_due_and_not_back_list_and_panel_say_the_same(qtbot, tab, clock):
    apply(qtbot, tab, "0310", "0314")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    clock.set(datetime(2025, 3, 15, 9, 0))
    fill_in(qtbot, departed_at=datetime(2025, 3, 10, 8, 0))
    press(qtbot, tab, "登记离开")
    assert current(tab) == "overdue"
    (way,) = [w.text() for w in tab.detail.findChildren(QLabel) if "›" in w.text()]
    assert "逾期未归" in way
    assert "外出中" not in way


def test_every_look_during_a_leave_stands_with_it(qtbot, tab, clock):
    """实施办法 28: not how often only, but when, how and what was found."""
    apply(qtbot, tab, "0310", "0314")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    clock.set(datetime(2025, 3, 10, 9, 0))
    fill_in(qtbot, departed_at=datetime(2025, 3, 10, 8, 0))
    press(qtbot, tab, "登记离开")
    for day, staff in ((11, "测试员甲"), (12, "测试员乙")):
        clock.set(datetime(2025, 3, day, 10, 0))
        fill_in(qtbot, staff=staff)
        press(qtbot, tab, "登记抽查")
    said = [label.text() for label in tab.detail.findChildren(QLabel)]
    assert "抽查2次" in said
    (looks,) = [words.split("\n") for words in said if words.startswith("03-11")]
    assert len(looks) == 2
    assert "测试员甲" in looks[0]
    assert looks[1].startswith("03-12")
    assert "测试员乙" in looks[1]


def test_who_comes_back_late_says_why(qtbot, tab, clock):
    """逾期: the days over are counted and a reason is asked for on the field."""
    apply(qtbot, tab, "0310", "0314")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    clock.set(datetime(2025, 3, 10, 9, 0))
    fill_in(qtbot)
    press(qtbot, tab, "登记离开")
    clock.set(datetime(2025, 3, 17, 9, 0))
    said = []

    def late(dialog):
        dialog.view.put("handled_by", "测试员丁")
        dialog.submit()
        said.append(dialog.view.cell("late_reason").message)
        dialog.view.put("late_reason", "车辆故障")
        dialog.submit()

    in_dialog(qtbot, late)
    press(qtbot, tab, "销假")
    assert "逾期3天" in said[0]
    assert current(tab) == "closed"


def test_the_countys_answer_is_typed_in(qtbot, tab):
    """More than seven days: no button of the office approves, the answer is recorded."""
    apply(qtbot, tab, "0310", "0320")
    fill_in(qtbot, opinion="同意，呈报。", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    assert current(tab) == "waiting_county"
    assert "本所批准" not in tab.detail.buttons
    missing = []

    def answer(dialog):
        dialog.view.put("decided_by", "贺兰县司法局")
        dialog.submit()
        missing.append(dialog.view.cell("decision_number").message)
        dialog.view.put("decision_number", "贺矫外〔2025〕3号")
        dialog.submit()

    in_dialog(qtbot, answer)
    press(qtbot, tab, "登记批复结果")
    assert missing[0], "the county's number is not the office's to invent"
    assert current(tab) == "approved"


def test_the_office_refuses_only_with_a_reason(qtbot, tab):
    """社区矫正法 27: with good ground leave is granted; a refusal is explained in writing."""
    apply(qtbot, tab, "0310", "0312")
    fill_in(qtbot, opinion="事由不成立", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    empty = []

    def refuse(dialog):
        dialog.view.put("by", "测试所长")
        dialog.submit()
        empty.append(dialog.view.cell("text").message)
        dialog.view.put("refusal", "no_ground")
        dialog.view.put("text", "未提供证明材料。")
        dialog.submit()

    in_dialog(qtbot, refuse)
    press(qtbot, tab, "不予批准")
    assert empty[0]
    assert current(tab) == "refused"


def test_a_leave_is_prolonged_from_where_it_ends(qtbot, tab, clock):
    """展期 begins the day after and knows where the person is."""
    apply(qtbot, tab, "0310", "0314")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    clock.set(datetime(2025, 3, 10, 9, 0))
    fill_in(qtbot)
    press(qtbot, tab, "登记离开")
    clock.set(datetime(2025, 3, 13, 9, 0))
    press(qtbot, tab, "申请展期")
    values = tab.form.view.values()
    assert values["from_on"] == date(2025, 3, 15)
    assert values["destination"] == "宁夏中卫市沙坡头区"
    tab.form.view.put("until_on", date(2025, 3, 18))
    tab.form.assess()
    assert tab.form.panel.tier.text() == "县级社区矫正机构", "nine days in a row"


@pytest.mark.parametrize(
    ("words", "said"), [("打印申请书", "外出申请书"), ("打印外出审批表", "审批表")]
)
def test_its_papers_are_printed(qtbot, tab, monkeypatch, words, said):
    """C09, C10; the file name names no person (trust E1)."""
    shown = []
    monkeypatch.setattr(
        pdf_view, "preview", lambda parent, title, pdf, file_name: shown.append((pdf, file_name))
    )
    apply(qtbot, tab, "0310", "0314")
    assert "打印准予外出通知书" not in tab.detail.buttons, "no notice before the approval"
    press(qtbot, tab, words)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    pdf, name = shown[0]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert said in text.replace("\n", "")
    assert "测甲" in text
    assert "测甲" not in name


def test_what_was_typed_waits_as_a_draft(qtbot, tab):
    """F41."""
    tab.apply()
    keyed(qtbot, tab.form.view, "destination", "宁夏吴忠市")
    tab.form.give_up()
    assert tab.register.isVisible()
    tab.apply()
    assert tab.form.view.values()["destination"] == "宁夏吴忠市"


def test_somebody_who_does_not_report_back_stands_out(qtbot, tab, desk, clock):
    apply(qtbot, tab, "0310", "0312")
    fill_in(qtbot, opinion="同意", opinion_by="测试所长")
    press(qtbot, tab, "签署意见")
    fill_in(qtbot, by="测试所长")
    press(qtbot, tab, "本所批准")
    clock.set(datetime(2025, 3, 10, 9, 0))
    fill_in(qtbot)
    press(qtbot, tab, "登记离开")
    clock.set(clock() + timedelta(days=5))
    tab.reload()
    assert current(tab) == "overdue"
    assert "销假" in tab.detail.buttons
