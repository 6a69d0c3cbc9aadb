"""依据与规则 as a window, and the links that lead there."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.ui.corrections.person import PersonPage
from app.ui.desk_tools import DeskTools
from app.ui.rules_window import RulesWindow
from tests.services.corrections.conftest import SHEET
from tests.ui.driving import fill_in, office_desk


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, datetime(2025, 3, 3, 10, 0))


@pytest.fixture
def page(desk, qtbot):
    """The page of a person on probation."""
    uid = desk.corrections.persons.admit(SHEET, control_class="strict")
    page = PersonPage(DeskTools(desk), uid)
    qtbot.addWidget(page)
    page.show()
    yield page
    page.keep()  # no draft is left to be kept after its store has closed


@pytest.fixture
def window(desk, qtbot):
    window = RulesWindow(None, desk)
    qtbot.addWidget(window)
    window.show()
    return window


def test_another_day_shows_other_rules(window, qtbot):
    window.show_rule("corrections", "leave.above_county", date(2020, 6, 30))
    assert "国家2012" in window.why.text()
    line = window.day.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "20200701")
    window.show_rule("corrections", "leave.above_county", window.day.day)
    assert "报上一级" in window.why.text()


def test_words_and_doubt_narrow_the_list(window):
    window.register.set_filter("confirmed", False)
    shown = [window.register.model.row(n) for n in range(window.register.model.total)]
    assert shown
    assert not any(line.confirmed for line in shown)
    window.register.clear_filters()
    window.register.search.setText("两个月内外出")
    window.register._narrow()
    assert {r.key for r in map(window.register.model.row, range(window.register.model.total))} == {
        "leave.window_months",
        "leave.window_max_days",
    }


def test_a_delegation_is_recorded_and_ended_by_its_date(window, qtbot, desk):
    """实施办法 27: a dated record; what was approved under it stays explained."""
    window.tabs.setCurrentIndex(2)
    fill_in(qtbot, document_number="委托1号", from_on=date(2025, 1, 1))
    qtbot.mouseClick(window.delegations.new, Qt.MouseButton.LeftButton)
    (row,) = desk.corrections.persons.delegations()
    assert (row["matter"], row["authority"]) == ("leave_7", "贺兰县司法局")
    window.delegations.table.setFocus()
    window.delegations.table.selectRow(0)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    fill_in(qtbot, until_on=date(2025, 2, 28))
    qtbot.keyClick(window.delegations.table, Qt.Key.Key_Return)
    assert desk.corrections.persons.delegations()[0]["until_on"] == date(2025, 2, 28)


def test_a_special_period_is_recorded_and_decides_from_its_first_day(window, page, qtbot, desk):
    """The card of the person and the list of rules both say which document decided."""
    window.tabs.setCurrentIndex(3)
    assert window.tabs.tabText(3) == "特殊时期"
    fill_in(
        qtbot,
        name="全国两会",
        from_on=date(2025, 3, 3),
        until_on=date(2025, 3, 11),
        checkin="weekly_voice",
        unit="day",
        times=1,
        document_number="贺司通〔2025〕6号",
    )
    qtbot.mouseClick(window.special.new, Qt.MouseButton.LeftButton)
    (row,) = desk.corrections.special_periods.listed()
    assert row["authority"] == "贺兰县司法局"
    page.daily.reload()
    card = page.daily.cards["weekly_voice"]
    assert "“特殊时期：全国两会”每日一次" in card.detail.text()
    assert "本期今天截止" in card.detail.text()
    assert "贺司通〔2025〕6号" in card.toolTip()
    told = card.rule.open()
    assert "周听声的周期：每日一次" in told.why.text()
    assert "属于本所登记" in told.why.text()
    assert "“贺兰2019 (1+X+5)”每周一次" in told.why.text(), "and what it stands before"
    told.close()


def test_a_check_in_and_a_leave_lead_to_their_rule(page):
    window = page.daily.cards["weekly_voice"].rule.open()
    assert "周听声的周期：每周一次" in window.why.text()
    page.leaves.apply()
    form = page.leaves.form
    form.view.put("from_on", date(2025, 3, 10))
    form.view.put("until_on", date(2025, 3, 20))
    form.assess()
    window = form.panel.rule.open()
    assert window.register.current().key == "leave.office_max_days"
    assert "国家2020" in window.why.text()


def test_the_two_months_are_drawn_and_said(page):
    """F18: each day out is numbered; the picture says the same in words for who cannot see it."""
    page.leaves.apply()
    form = page.leaves.form
    assert not form.strip.isVisible()
    form.view.put("from_on", date(2025, 3, 10))
    form.view.put("until_on", date(2025, 4, 10))
    form.assess()
    picture = form.strip.picture
    signs = [box.sign for line in picture.lines for box in line.boxes if box and box.sign]
    assert signs == [str(n) for n in range(1, 33)]
    assert "共32天，超过30天" in form.strip.view.accessibleDescription()
    april = next(line for line in picture.lines if line.label == "2025年4月")
    assert april.boxes[8].look.value == "alarm", "the thirty-first day is 9 April"
    assert april.boxes[7].look.value == "solid"
    assert april.boxes[30] is None
    form.view.put("until_on", date(2025, 3, 9))
    form.assess()
    assert not form.strip.isVisible()


def test_every_sentence_of_a_paper_says_whether_it_was_compared(window, desk):
    """The mark stands here for the bureau, never on the paper."""
    shown = [window.sentences.model.row(n) for n in range(window.sentences.model.total)]
    keys = {line.key for line in shown}
    assert {"corrections.c05.rules", "corrections.c11.rules", "corrections.c09.tiers"} <= keys
    assert {"release.formula.probation", "corrections.release.formula.probation"} & keys
    window.sentences.set_filter("confirmed", False)
    doubtful = [window.sentences.model.row(n) for n in range(window.sentences.model.total)]
    assert doubtful
    assert not any(line.confirmed for line in doubtful)
    rules = next(line for line in doubtful if line.key == "corrections.c05.rules")
    assert "社区矫正宣告书" in rules.papers
    assert "尚待县局核对" in rules.why
    assert "以前的文字：" in rules.why
    assert not [line.key for line in shown if "{" in line.why], "blanks are told by their labels"
    term = next(line for line in shown if line.key == "corrections.c05.term")
    assert "因犯〔罪名〕" in term.words


def test_the_hours_of_a_month_lead_to_their_rule(desk, qtbot):
    """H1-H8: 依据 on the card of hours and on the sheet for all."""
    from app.ui.corrections.hours import HoursDialog, HoursSheet

    uid = desk.corrections.persons.admit(SHEET, control_class="strict")
    tools = DeskTools(desk)
    dialog, sheet = HoursDialog(None, tools, uid), HoursSheet(tools)  # type: ignore[arg-type]
    for widget in (dialog, sheet):
        qtbot.addWidget(widget)
        widget.show()
    sheet.open()
    for rule in (dialog.rule, sheet.rule):
        assert not rule.isHidden()
        window = rule.open()
        assert window is not None
        assert "每月教育学习时数" in window.why.text()
        assert "8小时" in window.why.text()
        window.close()


def test_the_keyboard_begins_in_the_list_of_rules(window, qtbot):
    """Down showed nothing: the tabs had it."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.register.table.hasFocus()
