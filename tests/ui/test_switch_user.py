"""One PC, several people: A leaves a half-filled form, B works, A finds it again (L8, L9).

The whole program runs as it is started: log-in, window, 切换用户 and log-in again, worked by a clerk
who looks at the screen every few milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton

from app.services import setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.ui import application
from app.ui.accounts.log_in import LogIn
from app.ui.application import _Session
from app.ui.main_window import MainWindow
from app.ui.mediation.page import MediationPage
from app.ui.preferences import Preferences
from app.ui.runtime import Runtime
from app.ui.today_page import TodayPage
from tests.ui.conftest import type_chinese
from tests.ui.test_accounts import menu_words, tile

LOOK, MOST = 25, 4000
"""Milliseconds between two looks at the screen, and how often one looks before giving up."""
PEOPLE = {"u2": ("王某某", Role.ENTRY), "u3": ("赵某某", Role.ADMIN), "u4": ("李某某", Role.ENTRY)}
WORDS = "围墙越界，只写了一半。"

Script = Generator[Callable[[], Any], Any, None]


@pytest.fixture
def passwords(open_office, office_profile, evening) -> dict[str, str]:
    """Three people with passwords of their own."""
    desk = open_office()
    desk.mediation.committees.save(
        {"name": "立岗镇人民调解委员会", "short_name": "立岗", "kind": "township"}
    )
    found: dict[str, str] = {}
    for name, role in PEOPLE.values():
        account, start = desk.accounts.add(NewAccount(name, frozenset({role})))
        found[account.id] = start
    desk.close()
    for user, start in list(found.items()):
        found[user] = f"words of {user} alone"
        setup.change_password(office_profile, start, found[user], clock=evening, user=user)
    assert list(found) == list(PEOPLE)
    return found


class Clerk:
    """Does one step of a script as soon as what it waits for is on the screen."""

    def __init__(self, script: Script) -> None:
        self.failed: BaseException | None = None
        self.done = False
        self._script = script
        self._begun = False
        self._waits_for: Callable[[], Any] = lambda: True
        self._looked = 0
        self._timer = QTimer(interval=LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._looked += 1
        try:
            if self._looked > MOST:
                raise AssertionError("what was waited for never came")
            if not (found := self._waits_for()):
                return
            self._looked = 0
            self._waits_for = self._script.send(found if self._begun else None)
            self._begun = True
        except StopIteration:
            self.done = True
            self._leave()
        except BaseException as error:
            self.failed = error
            self._leave()

    def _leave(self) -> None:
        """Away from whatever is open: the program ends."""
        self._timer.stop()
        self._script.close()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                setattr(window, "_keep_everything", lambda: True)  # noqa: B010
        if (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
        QApplication.exit(0)


def log_in() -> LogIn | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, LogIn) and found.isVisible() else None


def window_of(name: str) -> Callable[[], MainWindow | None]:
    """The window that says whose it is, once its first page is read."""

    def find() -> MainWindow | None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                page = window.current()
                read = not (isinstance(page, TodayPage) and page.waiting)
                return window if read and name in window.user.text() else None
        return None

    return find


def test_three_people_at_one_pc(qtbot, monkeypatch, office_profile, passwords, evening, qapp):
    monkeypatch.setattr(application, "local_now", evening)

    def enters(dialog: LogIn, user: str) -> None:
        assert dialog.tiles.user == "", "nobody is taken for somebody"
        button: QPushButton = tile(dialog, int(user[1:]))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(dialog.password, passwords[user])
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)

    def switches(window: Any) -> None:
        found = window.findChildren(QAction)
        (action,) = [one for one in found if one.text().startswith("切换用户")]
        assert action.shortcut().toString() == "Ctrl+Shift+L"
        action.trigger()

    def new_dispute(window: MainWindow) -> Any:
        window.start_new()
        page = window.current()
        assert isinstance(page, MediationPage)
        assert page.case is not None
        assert page.case.view is not None
        return page.case.view

    def at_the_pc() -> Script:
        enters((yield log_in), "u2")
        a: MainWindow = yield window_of("王某某")
        view = new_dispute(a)
        view.go_to("summary")
        type_chinese(view.cell("summary").editor.first(), WORDS)
        view.go_to("accepted_on")
        qtbot.keyClicks(QApplication.focusWidget(), "0231")  # no such day: it cannot be saved yet
        switches(a)

        dialog: LogIn = yield log_in
        dialog.tiles.choose("u3")
        qtbot.keyClicks(dialog.password, passwords["u2"])
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
        yield dialog.verdict.text  # A's password opens nothing of B's
        assert log_in() is dialog
        dialog.password.clear()
        qtbot.keyClicks(dialog.password, passwords["u3"])
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
        b: MainWindow = yield window_of("赵某某")
        assert [b.tabs.tabText(n) for n in range(b.tabs.count())] == ["账号与权限"]
        assert not b.search.isVisible()
        assert "回收站" not in menu_words(b)
        b.desk.accounts.add(NewAccount("周某某", frozenset({Role.ENTRY})))
        switches(b)

        dialog = yield log_in
        (new, named) = tile(dialog, 5), tile(dialog, 4)
        assert "周某某" in new.text(), "also who was made since the store was opened"
        assert new.height() == named.height()
        enters(dialog, "u4")
        c: MainWindow = yield window_of("李某某")
        assert c.tabs.tabText(c.tabs.currentIndex()) == "今日", "not where the last one was"
        assert c.desk.drafts.waiting() == []
        view = new_dispute(c)
        assert view.values()["summary"] in {None, ""}, "nobody reads what A has half typed"
        view.go_to("summary")
        type_chinese(view.cell("summary").editor.first(), "另一件纠纷。")
        view.go_to("accepted_on")
        qtbot.keyClicks(QApplication.focusWidget(), "0231")
        switches(c)

        enters((yield log_in), "u2")
        a = yield window_of("王某某")
        a.tabs.setCurrentIndex(0)
        today = a.page("today")
        assert isinstance(today, TodayPage)
        today.refresh()
        (draft,) = a.desk.drafts.waiting()
        a.go(today._agenda.target_of(draft))
        page = a.current()
        assert isinstance(page, MediationPage)
        assert page.case is not None
        assert page.case.view is not None
        assert page.case.view.values()["summary"] == WORDS
        assert page.case.view.dirty

    clerk = Clerk(at_the_pc())
    runtime = Runtime()
    session = _Session(office_profile, Preferences(office_profile), qapp, runtime)
    try:
        assert session.run() == 0
    finally:
        runtime.give_back()
    if clerk.failed is not None:
        raise clerk.failed
    assert clerk.done, "the program ended before the script did"
