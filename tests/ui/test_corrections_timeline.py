"""时间线 as a tab: filtered, opened, printed; the week as a ring."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt

from app.ui import pdf_view
from app.ui.corrections.leave import LeaveTab
from app.ui.corrections.page import CorrectionsPage
from tests.services.corrections.conftest import SHEET
from tests.services.corrections.test_leaves import application
from tests.ui.driving import office_desk

CALL = {"method": "call", "result": "self", "direction": "in", "staff": "测协理员"}


@pytest.fixture
def desk(store, clock, tmp_path):
    return office_desk(store, clock, tmp_path, datetime(2025, 3, 12, 10, 0))


@pytest.fixture
def person(desk):
    uid = desk.corrections.persons.admit(SHEET, control_class="strict")
    check_ins = desk.corrections.check_ins
    for day in (3, 10):
        at = datetime(2025, 3, day, 9)
        check_ins.record(uid, "weekly_voice", {**CALL, "happened_at": at, "late_reason": "停电"})
    desk.corrections.leaves.apply(
        uid, application(datetime(2025, 3, 20).date(), datetime(2025, 3, 22).date())
    )
    return uid


@pytest.fixture
def page(desk, person, qtbot):
    page = CorrectionsPage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    qtbot.waitUntil(lambda: page.roll.week is not None)
    return page


@pytest.fixture
def tab(page, person):
    page.open_person(person)
    return page.person.timeline


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(
        pdf_view, "preview", lambda parent, title, pdf, file_name: found.append((pdf, file_name))
    )
    return found


def titles(tab):
    model = tab.register.model
    return [model.row(n).title for n in range(model.total)]


def text_of(pdf):
    return "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages)


def test_one_kind_can_be_shown_alone(tab):
    assert titles(tab)[:2] == ["周听声", "周听声"]
    tab.register.set_filter("kind", "standing")
    assert set(titles(tab)) == {"管理类别", "状态变更"}
    tab.register.set_filter("kind", None)
    tab.register.set_filter("period", "month")
    assert set(titles(tab)) == {"周听声", "外出申请"}


def test_enter_opens_the_paper_of_a_check_in(tab, qtbot, shown):
    tab.register.table.setCurrentIndex(tab.register.model.index(0, 0))
    qtbot.keyClick(tab.register.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "测甲" in text_of(shown[0][0])
    assert "测甲" not in shown[0][1]


def test_enter_on_a_leave_leads_to_it(page, tab, qtbot):
    place = titles(tab).index("外出申请")
    tab.register.table.setCurrentIndex(tab.register.model.index(place, 0))
    qtbot.keyClick(tab.register.table, Qt.Key.Key_Return)
    assert isinstance(page.person.tabs.currentWidget(), LeaveTab)


def test_a_click_on_a_day_of_the_term_leads_to_its_entries(tab, qtbot):
    place = tab.view._place(4, 2)  # 2025年3月, the third day
    assert tab.view.box_at(place.center()).tip.startswith("2025-03-03")
    qtbot.mouseClick(tab.view, Qt.MouseButton.LeftButton, pos=QPoint(place.center()))
    assert tab.register.current().on == datetime(2025, 3, 3).date()


def test_the_line_is_printed_oldest_first_with_the_term_above(page, tab, qtbot, shown):
    page.print_current()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    text = text_of(shown[0][0])
    assert text.index("2024-11-08") < text.index("2025-03-10")
    assert "2024年11月5日至2025年11月4日" in text
    assert "测" not in shown[0][1]


def test_the_ring_counts_the_week_and_says_it(page, qtbot, shown):
    """One call of this week done; the meetings and visits of last month missed."""
    ring = page.ring.ring
    done, _, missed = ring.shares
    assert (done.number, done.words) == (1, "已完成")
    assert missed.number == len(page.roll.week.missed_reports()) > 0
    assert page.ring.accessibleDescription() == ring.spoken
    assert f"共{ring.total}" in ring.spoken
    assert len({share.look for share in ring.shares}) == 3
    page.print_week()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "逾期未报" in text_of(shown[0][0])
