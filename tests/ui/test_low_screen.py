"""Every page, also those behind the first, on the offices' screens: 1366×768, at each size of type.

A page that asks for more makes the window larger than the screen, and its buttons are out of reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import theme
from app.ui.corrections.page import CorrectionsPage
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.resettlement.page import ResettlementPage
from app.ui.tabs import tabs_of
from tests.services.corrections.conftest import SHEET
from tests.services.resettlement.conftest import HELP_SHEET, MEANS_SHEET
from tests.ui.test_main_window import OFFICE, case

__all__ = ["case"]

WIDTH, HEIGHT = 1366, 700
"""Without the title bar of the window and the bar of the desktop."""


@pytest.fixture
def desk(store, clock, tmp_path) -> Desk:
    """A practice office: its banner takes a line more."""
    clock.set(datetime(2026, 3, 2, 9))
    return Desk(store, Profile(tmp_path), replace(OFFICE, practice=True))


@pytest.fixture(params=[100, 150])
def window(request, desk, qapp, qtbot, tmp_path) -> Iterator[MainWindow]:
    theme.apply(qapp, request.param)
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    window.resize(WIDTH, HEIGHT)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    setattr(window, "_keep_everything", lambda: True)  # noqa: B010 - nobody answers here
    window.close()
    shiboken6.delete(window)
    theme.apply(qapp, 100)


class Fits:
    """Looks at the window after each turn and remembers what was too large."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.too_large: dict[str, tuple[int, int]] = {}

    def look(self, what: str) -> None:
        for _ in range(3):
            QApplication.processEvents()
        needs = self.window.minimumSizeHint()
        if needs.width() > WIDTH or needs.height() > HEIGHT:
            self.too_large[what] = (needs.width(), needs.height())

    def look_at_tabs(self, what: str, page: QWidget) -> None:
        """Every tab inside a page, and the tabs inside those."""
        self.look(what)
        inside: Iterable[QTabWidget] = page.findChildren(QTabWidget)
        for tabs in inside:
            if tabs.isVisible():
                for place in range(tabs.count()):
                    tabs.setCurrentIndex(place)
                    self.look(f"{what} {tabs.tabText(place)}")


def test_every_tab_and_the_tabs_inside_it(window):
    fits = Fits(window)
    for tab in window.listed:
        window.go(Target(tab.name))
        fits.look_at_tabs(tab.title, window.current())
    assert fits.too_large == {}


def test_every_page_of_a_person_in_corrections(window, desk):
    uid = desk.corrections.persons.admit(SHEET, control_class="strict")
    fits = Fits(window)
    window.go(Target("corrections", uid))
    page = window.current()
    assert isinstance(page, CorrectionsPage)
    fits.look_at_tabs("person", page)
    others: tuple[Callable[[], object], ...] = (
        page.start_batch,
        page.show_calendar,
        page.start_hours,
        page.show_statistics,
        page.show_due,
        page.start_new,
    )
    for turn in others:
        turn()
        fits.look(turn.__name__)
    assert fits.too_large == {}


def test_every_page_of_a_person_in_resettlement(window, desk):
    uid = desk.resettlement.persons.register(HELP_SHEET)
    fits = Fits(window)
    window.go(Target("resettlement", uid))
    page = window.current()
    assert isinstance(page, ResettlementPage)
    fits.look_at_tabs("person", page)
    assert fits.too_large == {}


def test_every_page_of_a_case(window, case):
    fits = Fits(window)
    window.go(Target("mediation", case))
    fits.look_at_tabs("case", window.current())
    assert fits.too_large == {}


def test_the_list_of_who_is_short_has_room_beside_its_form(window, desk):
    """At the largest type the form and the foot left it a line and a half."""
    for number in range(6):
        desk.corrections.persons.admit(
            {**SHEET, "name": f"测试{number}", "id_kind": "none", "id_number": None}
            | {"id_reason": "补办中", "ends_on": date(2026, 12, 31)},
            control_class="strict",
        )
    window.go(Target("corrections"))
    page = window.current()
    assert isinstance(page, CorrectionsPage)
    page.start_hours()
    Fits(window).look("hours")
    sheet = page.hours
    lines = sheet.table.viewport().height() / sheet.table.rowHeight(0)
    assert lines > 2
    assert sheet.save_button.isVisible()
    assert sheet.view.cell("topic").editor.first().visibleRegion().boundingRect().height() > 20


def test_a_long_sentence_in_the_status_bar_is_shortened_and_told_whole(window):
    """It gives way to the office and its code, and ends in dots instead of half a word."""
    sentence = "外出申请已保存，下一步签署意见。" * 6
    window.say(sentence)
    fits = Fits(window)
    fits.look("said")
    assert fits.too_large == {}
    window.said.repaint()
    assert window.said.toolTip() == sentence
    assert window.office.width() >= window.office.sizeHint().width()


def test_a_day_in_the_last_column_of_a_list_is_not_cut(window, desk):
    desk.resettlement.means.add({**MEANS_SHEET, "filled_by": "测试员丁"})
    window.go(Target("resettlement"))
    page = window.current()
    assert isinstance(page, ResettlementPage)
    page.tabs.setCurrentIndex(page.tabs.count() - 2)
    Fits(window).look("means")
    table = page.means.rows.table
    last = table.columnCount() - 1
    assert table.columnWidth(last) >= table.sizeHintForColumn(last)
