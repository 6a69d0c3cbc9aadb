"""The window as a clerk has it: dressed, in Chinese, and typed into."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from PySide6.QtCore import QThreadPool

from app.paths import Profile
from app.services.desk import Desk
from app.services.settings import Identity
from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from app.ui.translations import load_translations
from tests.ui.clerk import Clerk, type_chinese

__all__ = ["type_chinese"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a test run needs no screen


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application, in its own looks and in Chinese."""
    load_translations(qapp)
    theme.apply(qapp, 100)
    return qapp


@pytest.fixture(autouse=True)
def _rubbish_stays_with_the_window() -> Iterator[None]:
    """As in the program (``app.ui.runtime``): no thread beside the window collects what Qt owns.

    Otherwise a piece of work that happens to collect the leftovers of an earlier test waits for
    Qt's lock while the window, which holds it, waits for Python's.
    """
    gc.disable()
    yield
    QThreadPool.globalInstance().waitForDone(5000)
    gc.enable()


OFFICE = Identity(
    kind="office",
    code="640122100",
    name="习岗司法所",
    county_code="640122",
    county_name="贺兰县",
    practice=True,
)


@pytest.fixture
def desk(store, clock, tmp_path):
    clock.set(datetime(2026, 3, 2, 9))
    desk = Desk(store, Profile(tmp_path), OFFICE)
    committee = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇人民调解委员会", "short_name": "习岗", "kind": "township"}
    )
    for name in ("测试员甲", "测试员乙"):
        desk.mediation.committees.save_mediator(
            committee, {"name": name, "from_on": date(2024, 1, 1)}
        )
    return desk


@pytest.fixture
def clerk(qtbot, desk, tmp_path):
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    # a test that failed half-way must not wait for an answer about unsaved words
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_keep_everything", all_kept))
    window.resize(1366, 728)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Clerk(qtbot, window)


def all_kept() -> bool:
    return True
