"""The window: tabs by key, one search box, the practice banner, locking, type size, the desk of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QMenu, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.reminders import Target
from app.services.settings import Identity
from app.ui import theme
from app.ui.corrections.page import CorrectionsPage
from app.ui.form_view import FormView
from app.ui.main_window import MainWindow
from app.ui.mediation.page import MediationPage
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from app.ui.today_page import TodayPage
from tests.services.corrections.conftest import SHEET
from tests.sync.conftest import county
from tests.ui.conftest import type_chinese
from tests.ui.sending import bureau_desk

__all__ = ["county"]

MEANT = (QDialog, QMainWindow, QMenu)
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
OFFICE = Identity(
    kind="office",
    code="640122100",
    name="习岗司法所",
    county_code="640122",
    county_name="贺兰县",
)


@pytest.fixture
def desk(store, clock, tmp_path):
    clock.set(datetime(2026, 3, 2, 9))
    return Desk(store, Profile(tmp_path), OFFICE)


@pytest.fixture
def show(qtbot, store, tmp_path):
    """Windows that are closed while their store is still open."""
    shown = []

    def show(desk):
        window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
        shown.append(window)
        window.resize(1366, 728)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        today = window.page("today")
        assert isinstance(today, TodayPage)
        qtbot.waitUntil(lambda: not today.waiting, timeout=20_000)  # it reads once it is painted
        return window

    yield show
    for window in shown:
        # a test that failed half-way must not wait for an answer about unsaved words
        setattr(window, "_keep_everything", lambda: True)  # noqa: B010
        window.close()
        shiboken6.delete(window)  # with it go the timers of its pages


@pytest.fixture
def case(desk):
    """A case accepted on 2 March: its month ends on 2 April."""
    mediation = desk.mediation
    committee = mediation.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    mediation.committees.save_mediator(committee, {"name": "测试员甲", "from_on": date(2024, 1, 1)})
    uid = mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "summary": "围墙越界。",
            "parties": [
                {"name": "张测试", "side": "applicant"},
                {"name": "李试样", "side": "respondent"},
            ],
            "mediators": [{"name": "测试员甲"}],
        },
        committee=committee,
    )
    mediation.procedure.accept(uid, date(2026, 3, 2))
    return uid


def titles(window):
    return [window.tabs.tabText(n) for n in range(window.tabs.count())]


def press(qtbot, key, modifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_an_office_has_a_tab_for_each_duty(show, desk):
    assert titles(show(desk)) == ["今日", "人民调解", "社区矫正", "安置帮教", "队伍培训", "报送"]


def test_a_bureau_has_five(show, store, tmp_path, clock):
    clock.set(datetime(2026, 3, 2, 9))
    bureau = replace(OFFICE, kind="bureau", code="640122", name="贺兰县司法局")
    assert titles(show(Desk(store, Profile(tmp_path), bureau))) == [
        "今日",
        "收件",
        "反馈",
        "汇总",
        "卷宗评查",
    ]


def test_alt_and_a_digit_turn_to_a_tab(show, desk, qtbot):
    window = show(desk)
    press(qtbot, Qt.Key.Key_2, ALT)
    assert window.tabs.tabText(window.tabs.currentIndex()) == "人民调解"
    press(qtbot, Qt.Key.Key_1, ALT)
    assert isinstance(window.current(), TodayPage)


def test_after_turning_to_a_tab_enter_opens_what_the_cursor_is_on(show, desk, case, qtbot):
    """Nobody has to look for the keyboard: it is in the list, and stays where one left it."""
    window = show(desk)
    press(qtbot, Qt.Key.Key_2, ALT)
    page = window.page("mediation")
    assert isinstance(page, MediationPage)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: page.case is not None and page.case.isVisible())
    field = QApplication.focusWidget()
    press(qtbot, Qt.Key.Key_1, ALT)
    assert QApplication.focusWidget() is not field
    press(qtbot, Qt.Key.Key_2, ALT)
    assert QApplication.focusWidget() is field


def test_the_roll_has_the_keyboard_when_corrections_are_first_shown(show, desk, qtbot):
    """The week beside it had it: Enter on 外出 没有人外出 did nothing."""
    person = desk.corrections.persons.admit(SHEET, control_class="strict")
    window = show(desk)
    press(qtbot, Qt.Key.Key_3, ALT)
    page = window.page("corrections")
    assert isinstance(page, CorrectionsPage)
    qtbot.waitUntil(lambda: page.roll.week is not None)
    assert page.roll.register.table.hasFocus()
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert page.person is not None
    assert page.person.uid == person


def test_turning_to_a_page_without_a_list_begins_at_its_button(show, county, qtbot):
    """Alt+2 and Enter at an empty 收件 ask for the stick; the bar of its tabs is not in the way."""
    window = show(bureau_desk(county))
    page = window.page("inbox")
    page.tabs.tabBar().setFocus()
    press(qtbot, Qt.Key.Key_2, ALT)
    assert QApplication.focusWidget() is page.receive.folder


def test_enter_presses_a_button_of_a_page(show, county, qtbot):
    window = show(bureau_desk(county))
    press(qtbot, Qt.Key.Key_3, ALT)
    page = window.page("answers")
    page.notices.new.clicked.disconnect()
    asked = []
    page.notices.new.clicked.connect(lambda _=False: asked.append(1))
    page.tabs.setCurrentWidget(page.notices)
    page.notices.new.setFocus()
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert asked == [1]


def test_a_click_on_a_tab_leads_the_keyboard_into_its_page(show, desk, qtbot):
    """It went to the search box: what is hidden gives the keyboard to the next in line."""
    window = show(desk)
    bar = window.tabs.tabBar()
    for place in (2, 3, 2):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
        assert window.current().isAncestorOf(QApplication.focusWidget())
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.rect().bottomRight())


def test_a_page_is_made_when_its_tab_is_first_shown(show, desk):
    """Budget: the window is there before the rest is loaded."""
    assert list(show(desk)._pages) == ["today"]


def test_control_f_leads_to_the_search_and_a_hit_opens(show, desk, case, qtbot):
    """F34: one box over people and cases."""
    window = show(desk)
    press(qtbot, Qt.Key.Key_F, CONTROL)
    assert window.search.hasFocus()
    type_chinese(window.search, "张测试")
    qtbot.waitUntil(lambda: window.search.popup.list.count() > 0)
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    page = window.current()
    assert isinstance(page, MediationPage)
    assert page.case is not None
    assert page.case.uid == case
    assert (focused := QApplication.focusWidget()) is not None
    assert page.isAncestorOf(focused), "the keyboard follows the eye"


def test_a_practice_office_says_so_on_every_page(show, store, tmp_path, clock):
    """F78."""
    window = show(Desk(store, Profile(tmp_path), replace(OFFICE, practice=True)))
    banner = next(
        label for label in window.findChildren(QLabel) if label.property("role") == "practice"
    )
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        assert banner.isVisible()
    assert "练习所" in banner.text()


def test_the_desk_of_the_day_leads_to_the_case_by_enter(show, desk, case, clock, qtbot):
    """F77: due, overdue; one key to where it is done."""
    clock.set(datetime(2026, 4, 6, 9))
    window = show(desk)
    page = window.current()
    assert isinstance(page, TodayPage)
    texts = [page.list.item(n).text() for n in range(page.list.count())]
    assert texts[0] == "已逾期 · 人民调解  1件"
    assert any("张测试" in text for text in texts[1:])
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    opened = window.current()
    assert isinstance(opened, MediationPage)
    assert opened.case is not None
    assert opened.case.uid == case


def test_the_desk_of_the_day_is_there_before_it_is_read(show, desk, case, clock, qtbot):
    """Budget: what is due is read duty by duty once the page stands, without a false zero."""
    clock.set(datetime(2026, 4, 6, 9))
    page = TodayPage(desk)
    assert [figure.number.text() for figure in (page.overdue, page.due)] == ["…", "…"]
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.overdue.number.text() == "1")
    read_in_parts = [page.list.item(n).text() for n in range(page.list.count())]
    page.refresh()
    assert [page.list.item(n).text() for n in range(page.list.count())] == read_in_parts


def test_the_desk_of_the_day_counts_by_duty_and_folds_a_long_list(show, desk, clock, qtbot):
    """F77: overdue first; the ring of the week beside the figures."""
    clock.set(datetime(2026, 4, 6, 9))
    for number in range(9):
        nobody = {"id_number": None, "id_kind": "none", "id_reason": "补办中"}
        days = {"effective_on": date(2026, 3, 1), "starts_on": date(2026, 3, 1)}
        days |= {"ends_on": date(2027, 2, 28), "reported_on": date(2026, 3, 3)}
        sheet = {**SHEET, **nobody, **days, "decided_on": date(2026, 2, 10), "name": f"测{number}"}
        desk.corrections.persons.admit(sheet, control_class="strict")
    page = show(desk).current()
    assert isinstance(page, TodayPage)
    texts = [page.list.item(n).text() for n in range(page.list.count())]
    heads = [text for text in texts if " · " in text]
    assert heads[0].startswith("已逾期 · 社区矫正")
    count = int(heads[0].split()[-1].removesuffix("件"))
    assert count > 6
    assert texts[7] == f"还有{count - 6}件……"
    page.list.setCurrentRow(7)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    unfolded = [page.list.item(n).text() for n in range(page.list.count())]
    assert len(unfolded) == len(texts) + count - 7
    assert page.list.currentRow() == 7
    assert page.ring.isVisible()
    assert page.ring.ring is not None
    assert page.ring.ring.title == "本周报告与走访"


def test_an_empty_desk_says_what_to_do(show, desk):
    page = show(desk).current()
    assert isinstance(page, TodayPage)
    assert page.empty.isVisible()
    assert "Ctrl+N" in page.empty.text()


def test_f1_is_the_manual_outside_a_field_and_help_inside_one(show, desk, case, qtbot):
    """F79."""
    window = show(desk)
    press(qtbot, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert window.opens.help is not None
    assert window.opens.help.isVisible()
    window.opens.help.close()
    window.activateWindow()
    window.go(Target("mediation", case))
    page = window.current()
    assert isinstance(page, MediationPage)
    assert page.case is not None
    view = page.case.view
    assert isinstance(view, FormView)
    view.go_to("summary")
    before = window.opens.help
    press(qtbot, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert view.bubble.isVisible()
    assert window.opens.help is before


def test_locking_keeps_what_was_typed_as_a_draft(show, desk, case, qtbot):
    """Trust L8 and F41."""
    window = show(desk)
    window.go(Target("mediation", case))
    page = window.current()
    assert isinstance(page, MediationPage)
    assert page.case is not None
    view = page.case.view
    assert view is not None
    view.go_to("accepted_on")
    qtbot.keyClicks(QApplication.focusWidget(), "0231")  # no day: it cannot be saved yet
    view.go_to("claims")
    type_chinese(view.cell("claims").editor.first(), "要求拆除围墙。")
    with qtbot.waitSignal(window.locked):
        press(qtbot, Qt.Key.Key_L, CONTROL)
    view.keep_now()
    assert any("要求拆除围墙。" in str(draft.values) for draft in desk.drafts.waiting())
    view.saved()


def test_nobody_at_the_desk_locks_it(show, desk, qtbot):
    """Trust L8: ten minutes without a key."""
    window = show(desk)
    assert window._idle.timer.interval() == 10 * 60_000
    with qtbot.waitSignal(window.locked, timeout=2000):
        window._idle.start(50)


def test_a_key_puts_off_the_lock(show, desk, qtbot):
    window = show(desk)
    window._idle.start(400)
    with qtbot.assertNotEmitted(window.locked):
        for _ in range(8):
            qtbot.wait(100)
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    with qtbot.waitSignal(window.locked, timeout=2000):
        pass


def test_another_type_size_asks_for_the_window_anew(show, desk, qtbot):
    window = show(desk)
    with qtbot.waitSignal(window.rescaled):
        window.set_scale(125)
    assert window._preferences.scale == 125
    with qtbot.assertNotEmitted(window.rescaled):
        window.set_scale(theme.current_scale())


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_every_page_fits_a_low_screen(show, desk, case, qapp, percent):
    """Readable at 1366×768 at every type size: nothing forces the window to be wider."""
    theme.apply(qapp, percent)
    try:
        window = show(desk)
        for place in range(window.tabs.count()):
            window.tabs.setCurrentIndex(place)
            assert_it_fits(window, titles(window)[place])
        window.go(Target("mediation", case))
        assert_it_fits(window, "case")
    finally:
        theme.apply(qapp, 100)


def assert_it_fits(window: MainWindow, what: str) -> None:
    QApplication.processEvents()  # a page asks for its room once its layout has been worked out
    needs = window.tabs.currentWidget().minimumSizeHint()
    assert (window.width(), window.height()) == (1366, 728), what
    assert needs.width() <= 1366, what
    assert needs.height() <= 728, what


@pytest.mark.parametrize("percent", [100, 150])
def test_every_page_of_a_bureau_fits_a_low_screen(show, county, qapp, percent):
    theme.apply(qapp, percent)
    try:
        window = show(bureau_desk(county))
        for place in range(window.tabs.count()):
            window.tabs.setCurrentIndex(place)
            assert_it_fits(window, titles(window)[place])
    finally:
        theme.apply(qapp, 100)


def test_no_part_of_a_page_is_ever_a_window_of_its_own(qtbot, qapp, show, desk):
    """What is shown before it stands anywhere flashes up as a small window on the desktop."""
    windows = set()

    class Watch(QObject):
        def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
            shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
            if shown and watched.isWindow() and not isinstance(watched, MEANT):
                windows.add(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        window = show(desk)
        for tab in tabs_of(desk):
            window.go(Target(tab.name))
    finally:
        qapp.removeEventFilter(watch)
    assert windows == set()
