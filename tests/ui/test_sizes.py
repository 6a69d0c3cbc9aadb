"""Windows beside the main one, on the offices' screens: 1366×768, at the largest type."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.paths import Profile
from app.services.desk import Desk
from app.ui import theme
from app.ui.accounts.first_start import FirstStart
from app.ui.bundles.county import CountyBundleWindow
from app.ui.bundles.designs import DesignsWindow
from app.ui.bureau.same_person import SamePersonDialog
from app.ui.diagnostics_window import DiagnosticsWindow
from app.ui.preferences import Preferences
from app.ui.reports.slips_window import SlipsWindow
from app.ui.rules_window import RulesWindow
from app.ui.settings_dialog import SettingsDialog
from app.ui.sizes import keep_on_screen, open_at, room
from tests.sync.conftest import county
from tests.sync.county import County
from tests.ui.sending import bureau_desk

__all__ = ["county"]

WIDTH, HEIGHT = 1366, 708
"""Without the title bar of the window and the bar of the desktop."""


@pytest.fixture
def _large_type(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, 150)
    yield
    theme.apply(qapp, 100)


def _settings(parent: QWidget, desk: Desk) -> QDialog:
    return SettingsDialog(parent, desk, Preferences(Profile(desk.profile.root)))


MADE: dict[str, Callable[[QWidget, Desk], QDialog]] = {
    "same person": lambda parent, desk: SamePersonDialog(parent, desk.bureau),
    "bundle": CountyBundleWindow,
    "designs": DesignsWindow,
    "diagnostics": DiagnosticsWindow,
    "rules": RulesWindow,
    "slips": SlipsWindow,
    "settings": _settings,
}


@pytest.mark.usefixtures("_large_type")
@pytest.mark.parametrize("name", list(MADE))
def test_no_window_of_a_bureau_asks_for_more_than_the_screen(county: County, qtbot, name):
    """Its buttons stand at its lower edge, and would be out of reach."""
    parent = QWidget()
    qtbot.addWidget(parent)
    window = MADE[name](parent, bureau_desk(county))
    with qtbot.waitExposed(window):
        window.show()
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    widest, highest = room(window)
    assert least.width() <= WIDTH
    assert least.height() <= HEIGHT
    assert window.width() <= max(widest, least.width())
    assert window.height() <= max(highest, least.height())
    window.close()
    shiboken6.delete(window)


@pytest.mark.usefixtures("_large_type")
def test_the_first_start_keeps_its_buttons_on_the_screen(qtbot, tmp_path, clock):
    """What does not fit on a page scrolls; what is wrong on it is said below what scrolls."""
    wizard = FirstStart(Profile(tmp_path), clock)
    qtbot.addWidget(wizard)
    with qtbot.waitExposed(wizard):
        wizard.show()
    wizard.welcome.read.setChecked(True)
    wizard.next()
    assert wizard.currentPage() is wizard.who
    wizard.who.name.setText("立岗司法所")
    assert wizard.height() <= room(wizard)[1]
    assert wizard.minimumSizeHint().height() <= room(wizard)[1]
    said = wizard.who.problem
    assert said.text()
    assert said.visibleRegion().boundingRect().height() == said.height()


def test_a_window_opens_no_larger_than_its_screen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    open_at(window, 9000, 9000)
    assert (window.width(), window.height()) == room(window)
    open_at(window, 300, 200)
    assert (window.width(), window.height()) == (300, 200)


def test_a_window_that_grows_over_the_edge_moves_up(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    low = window.screen().availableGeometry().bottom()
    window.move(10, low - 100)
    window.resize(300, 400)
    keep_on_screen(window)
    assert window.frameGeometry().bottom() <= low
