"""文件 → 重建搜索索引: what was entered and is not found is found again (F34)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import delete

from app.models.search import SearchEntry, SearchInitials
from app.services import search
from app.services.desk import Desk
from app.ui.background import ProgressDialog
from app.ui.dialogs import MessageDialog
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.store import safekeeping
from app.ui.tabs import tabs_of

LONG = 20_000
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(open_office: Any) -> Desk:
    made: Desk = open_office()
    return made


@pytest.fixture
def window(qtbot: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(safekeeping, "SETTLED", LONG)
    made = MainWindow(desk, Preferences(desk.profile), tabs_of(desk))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    today: Any = made.page("today")
    qtbot.waitUntil(lambda: not today.waiting, timeout=LONG)
    yield made
    made.release()
    shiboken6.delete(made)


def lose_the_index(desk: Desk) -> None:
    """What a fault of the program or a copy put together by hand might leave."""
    with desk._database.begin() as session:
        session.execute(delete(SearchEntry))
        session.execute(delete(SearchInitials))


def choose(qtbot: Any, window: MainWindow) -> None:
    """Alt+F opens the menu, X chooses the line."""
    qtbot.keyClick(window.menuBar(), Qt.Key.Key_F, ALT)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, Qt.Key.Key_X)


def answer(qtbot: Any, *, yes: bool, said: list[str]) -> None:
    """Press a button of the next message, as soon as it is there."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, MessageDialog):
            QTimer.singleShot(20, press)
            return
        said.append(dialog.heading.text())
        buttons = dialog.buttons.buttons()
        button = buttons[0] if yes else buttons[-1]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(20, press)


def test_a_lost_index_is_built_anew_from_the_menu(qtbot, window, desk):
    lose_the_index(desk)
    assert desk.search.find("测试").hits == ()
    said: list[str] = []
    answer(qtbot, yes=True, said=said)
    choose(qtbot, window)
    answer(qtbot, yes=True, said=said)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=LONG)
    assert said == ["重建搜索索引？", "搜索索引已重建。"]
    assert len(desk.search.find("测试", limit=50).hits) == 30


def test_who_says_no_changes_nothing(qtbot, window, desk):
    lose_the_index(desk)
    said: list[str] = []
    answer(qtbot, yes=False, said=said)
    choose(qtbot, window)
    assert said == ["重建搜索索引？"]
    assert desk.search.find("测试").hits == ()


def test_a_rebuilding_that_is_cancelled_leaves_the_old_index(qtbot, window, desk, monkeypatch):
    """One transaction: half an index would find half the people and say nothing."""
    before = desk.search.find("测试", limit=50).hits
    assert len(before) == 30
    true_rebuild = search.rebuild

    def slow(session, progress, **more):
        made = true_rebuild(session, **more)
        while True:  # until the clerk cancels
            progress(made, made)

    monkeypatch.setattr(search, "rebuild", slow)
    said: list[str] = []
    answer(qtbot, yes=True, said=said)
    choose(qtbot, window)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in shown(window)), timeout=LONG)
    (dialog,) = shown(window)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "取消" in window.statusBar().currentMessage(), timeout=LONG)
    assert desk.search.find("测试", limit=50).hits == before


def shown(window: MainWindow) -> list[ProgressDialog]:
    every = QApplication.topLevelWidgets()
    return [one for one in every if isinstance(one, ProgressDialog) and one.parent() is window]
