"""外出日历 with the keyboard, on paper, and 销假 from it."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from app.ui import pdf_view
from app.ui.corrections.leave import LeaveTab
from app.ui.corrections.page import CorrectionsPage
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_leaves import DELEGATION, OPINION, application
from tests.ui.driving import fill_in, office_desk

D = date


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, datetime(2025, 3, 1, 9, 0))


@pytest.fixture
def away(desk, clock):
    """测甲 is away from 3 to 9 March, 测乙 may leave on the twelfth."""
    desk.corrections.persons.add_delegation(DELEGATION)
    leaves = desk.corrections.leaves
    made = {}
    for name, first, last in (
        ("测甲", D(2025, 3, 3), D(2025, 3, 9)),
        ("测乙", D(2025, 3, 12), D(2025, 3, 14)),
    ):
        person = desk.corrections.persons.admit({**SHEET, "name": name}, control_class="strict")
        uid = leaves.apply(person, application(first, last, applied_on=D(2025, 3, 1)))
        leaves.give_opinion(uid, OPINION)
        leaves.approve(uid, by="测所长", on=D(2025, 3, 1))
        made[name] = uid
    clock.set(datetime(2025, 3, 3, 9))
    leaves.depart(made["测甲"], {"departed_at": datetime(2025, 3, 3, 8)})
    clock.set(datetime(2025, 3, 8, 10))
    return made


@pytest.fixture
def page(desk, away, qtbot):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    qtbot.keyClick(page.roll.register.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    return page


def names(page):
    return [r.name for r in page.calendar.month.rows]


def test_the_month_is_walked_with_the_keyboard(page, qtbot):
    calendar = page.calendar
    assert page.stack.currentWidget() is calendar
    assert names(page) == ["测甲", "测乙"]
    assert calendar.title.text() == "2025年3月外出日历"
    assert "3月8日（星期六）外出1人：测甲" in calendar.words.text()
    for _ in range(4):
        qtbot.keyClick(calendar.table, Qt.Key.Key_Right)
    qtbot.keyClick(calendar.table, Qt.Key.Key_Down)
    assert calendar.words.text().startswith("测乙")
    assert "3月12日（星期三）外出1人" in calendar.words.text()
    qtbot.keyClick(calendar.table, Qt.Key.Key_PageDown)
    assert names(page) == []
    assert calendar.empty.isVisible()
    qtbot.mouseClick(calendar.buttons["本月"], Qt.MouseButton.LeftButton)
    assert names(page) == ["测甲", "测乙"]
    qtbot.keyClick(calendar, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


def test_enter_opens_the_leave_on_its_persons_page(page, qtbot, away):
    qtbot.keyClick(page.calendar.table, Qt.Key.Key_Return)
    tab = page.person.tabs.currentWidget()
    assert isinstance(tab, LeaveTab)
    assert tab.register.current()["uid"] == away["测甲"]


def test_spot_check_and_return_are_recorded_from_here(page, qtbot, desk, away):
    """实施办法 28."""
    calendar = page.calendar
    fill_in(qtbot, staff="测协理员")
    qtbot.mouseClick(calendar.buttons["登记抽查"], Qt.MouseButton.LeftButton)
    assert len(desk.corrections.leaves.sheet(away["测甲"])["spot_checks"]) == 1
    fill_in(qtbot, handled_by="测协理员")
    qtbot.mouseClick(calendar.buttons["销假"], Qt.MouseButton.LeftButton)
    assert desk.corrections.leaves.sheet(away["测甲"])["state"] == "closed"
    assert "3月8日返回" in calendar.words.text()
    assert not calendar.buttons["销假"].isEnabled()


def test_the_month_is_printed_without_a_name_in_the_file(page, qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(
        pdf_view, "preview", lambda parent, title, pdf, file_name: shown.append((pdf, file_name))
    )
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    pdf, name = shown[0]
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages)
    assert "2025年3月外出日历" in text
    assert "测乙" in text
    assert "测" not in name
