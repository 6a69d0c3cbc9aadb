"""账号与权限 and the log-in of several people on one PC, with real keys and clicks (F71, L9)."""

from __future__ import annotations

from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.services import setup
from app.services.access import Role
from app.services.accounts import AccountView, NewAccount
from app.services.desk import Desk
from app.ui import dialogs, pdf_view
from app.ui.accounts.account_dialogs import AccountDialog, StartPasswordDialog
from app.ui.accounts.accounts_window import AccountsPage, AccountsWindow
from app.ui.accounts.log_in import LogIn, Recover
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.settings_dialog import SettingsDialog
from app.ui.tabs import tabs_of

LONG = 20_000
OWN = "my own words 9"
ENTRY = frozenset({Role.ENTRY})


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def clerk(desk):
    """The start password of account 2."""
    return desk.accounts.add(NewAccount("王某某", ENTRY))[1]


@pytest.fixture
def log_in(qtbot, desk, clerk, office_profile, evening):
    """The log-in of a PC with two accounts, 1 the last one."""
    desk.close()

    def make(**known: Any) -> LogIn:
        dialog = LogIn(office_profile, evening, **known)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    return make


def tile(dialog: Any, number: int) -> QPushButton:
    found: QPushButton = next(
        b for b in dialog.tiles.findChildren(QPushButton) if f"&{number} 号" in b.text()
    )
    return found


def chosen(window: AccountsWindow) -> AccountView:
    """The account under the cursor."""
    here = window.panel.current()
    assert here is not None
    return here


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# --- who it is -----------------------------------------------------------------------------------


def test_an_office_of_one_is_not_asked_who_it_is(qtbot, desk, office_profile, evening):
    desk.close()
    dialog = LogIn(office_profile, evening)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.tiles.isVisible()
    qtbot.keyClicks(dialog.password, "x")
    assert dialog.password.hasFocus() or dialog.password.text() == "x"


def test_the_first_log_in_sets_an_own_password(qtbot, log_in, clerk, office_profile, evening):
    """No default password: the one handed over opens nothing but the choice of an own one."""
    dialog = log_in(user="u1")
    click(qtbot, tile(dialog, 2))
    qtbot.keyClicks(dialog.password, clerk)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.own.isVisible, timeout=LONG)
    assert dialog.desk is None
    qtbot.keyClicks(dialog.own.first, clerk)
    qtbot.keyClicks(dialog.own.second, clerk)
    click(qtbot, dialog.open_button)
    assert "起始密码" in dialog.verdict.text(), "the start password is no own one"
    dialog.own.clear()
    qtbot.keyClicks(dialog.own.first, OWN)
    qtbot.keyClicks(dialog.own.second, OWN)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        qtbot.keyClick(dialog.own.second, Qt.Key.Key_Return)
    assert dialog.desk is not None
    assert dialog.desk is not None
    assert dialog.desk.user == "u2"
    dialog.desk.close()
    setup.open_desk(office_profile, OWN, clock=evening, user="u2").close()


def test_the_last_user_is_chosen_and_alt_with_the_number_chooses_another(
    qtbot, log_in, clerk, office_profile, evening
):
    setup.change_password(office_profile, clerk, OWN, clock=evening, user="u2")
    dialog = log_in(user="u2")
    assert dialog.tiles.user == "u2"
    qtbot.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.tiles.user == "u1")
    qtbot.keyClick(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.tiles.user == "u2")
    qtbot.keyClicks(dialog.password, OWN)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert dialog.desk is not None
    assert dialog.desk.user == "u2"
    dialog.desk.close()


def test_before_anybody_opened_the_store_there_are_numbers_only(log_in):
    dialog = log_in()
    words = " ".join(b.text() for b in dialog.tiles.findChildren(QPushButton))
    assert words == "&1 号 &2 号"
    assert dialog.tiles.user == "", "nobody is taken for somebody"


def test_a_locked_window_says_whose_it_is(log_in):
    dialog = log_in(user="u2", names={"u1": "马某", "u2": "王某某"})
    assert "王某某已锁定" in dialog.words.text()
    assert tile(dialog, 2).text().startswith("王某某")


def test_nobody_is_let_in_without_choosing(qtbot, log_in):
    dialog = log_in()
    qtbot.keyClicks(dialog.password, "whatever 1")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert "先点自己的号" in dialog.verdict.text()


def test_the_paper_asks_whose_password_it_renews(
    qtbot, desk, clerk, office_profile, office_recovery, evening
):
    desk.close()
    dialog = Recover(office_profile, evening)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.digits.setText(office_recovery.digits)
    dialog.new.first.setText(OWN)
    dialog.new.second.setText(OWN)
    dialog.try_digits()
    assert "先点" in dialog.verdict.text()
    click(qtbot, tile(dialog, 2))
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        dialog.try_digits()
    assert dialog.desk is not None
    assert dialog.desk.user == "u2"
    dialog.desk.close()


# --- 账号与权限 -----------------------------------------------------------------------------------


def in_next(qtbot: Any, kind: type[QDialog], act: Any) -> None:
    """Do something in the next dialog of this kind as soon as it stands there."""

    def go() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(20, go)
            return
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(20, go)


def test_an_administrator_makes_an_account_and_hands_over_its_password(qtbot, desk, monkeypatch):
    printed: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda parent, title, pdf, **k: printed.append(pdf))
    window = AccountsWindow(None, desk)
    qtbot.addWidget(window)
    window.show()
    seen: list[str] = []

    def hand_over(dialog):
        seen.append(dialog.shown.text())
        click(qtbot, dialog.print_button)
        click(qtbot, dialog.close_button)

    def fill(dialog):
        click(qtbot, dialog.go)
        assert "没有填写姓名" in dialog.verdict.text()
        dialog.name.setText("王某某")
        click(qtbot, dialog.go)
        assert "没有选角色" in dialog.verdict.text()
        qtbot.keyClick(dialog.roles[Role.ENTRY], Qt.Key.Key_Space)
        in_next(qtbot, StartPasswordDialog, hand_over)
        click(qtbot, dialog.go)

    in_next(qtbot, AccountDialog, fill)
    click(qtbot, window.panel.new)
    assert seen
    assert printed[0].startswith(b"%PDF")
    assert window.panel.table.rowCount() == 2
    here = chosen(window)
    assert (here.name, here.role_words, here.state) == ("王某某", "录入", "未首次登录")
    assert setup.unlock(desk.profile, seen[0], clock=desk.clock, user="u2").once


def test_switching_off_asks_first_and_on_again_gives_a_new_password(
    qtbot, desk, clerk, monkeypatch
):
    answers = [False, True]
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: answers.pop(0))
    window = AccountsWindow(None, desk)
    qtbot.addWidget(window)
    window.show()
    window.panel.table.selectRow(1)
    click(qtbot, window.panel.switch)
    assert chosen(window).state == "未首次登录", "kept, for the answer was no"
    click(qtbot, window.panel.switch)
    assert chosen(window).state == "已停用"
    assert not window.panel.fresh.isEnabled()
    in_next(qtbot, StartPasswordDialog, lambda d: click(qtbot, d.close_button))
    click(qtbot, window.panel.switch)
    assert chosen(window).state == "未首次登录"


def test_nobody_switches_the_own_account_off(qtbot, desk):
    window = AccountsWindow(None, desk)
    qtbot.addWidget(window)
    window.show()
    assert not window.panel.switch.isEnabled()
    assert not window.panel.fresh.isEnabled()


# --- what is not allowed is not shown --------------------------------------------------------------


@pytest.fixture
def window_of(qtbot, desk, office_profile, evening):
    """The main window of an account with these roles."""

    def make(*roles: Role) -> MainWindow:
        user, start = desk.accounts.add(NewAccount("测试人", frozenset(roles)))
        desk.close()
        mine = setup.open_desk(office_profile, start, clock=evening, user=user.id)
        window = MainWindow(mine, Preferences(office_profile), tabs_of(mine))
        window.show()
        made.append((window, mine))
        return window

    made: list[tuple[MainWindow, Desk]] = []
    yield make
    for window, mine in made:
        window.release()
        shiboken6.delete(window)  # with it go the timers of its pages
        mine.close()


def menu_words(window) -> str:
    return " ".join(a.text() for a in window.findChildren(QAction) if a.isVisible())


def test_an_administrator_without_case_work_sees_accounts_and_no_cases(qtbot, window_of):
    window = window_of(Role.ADMIN)
    assert [window.tabs.tabText(n) for n in range(window.tabs.count())] == ["账号与权限"]
    page = window.current()
    assert isinstance(page, AccountsPage)
    assert page.panel.table.rowCount() == 2
    assert not window.search.isVisible()
    assert "备份与恢复" in menu_words(window)
    assert "重建搜索索引" in menu_words(window)
    assert "回收站" not in menu_words(window)
    assert "新建" not in menu_words(window)
    qtbot.wait(200)  # timers of the window: nothing of theirs asks for cases


def test_a_clerk_sees_cases_and_no_accounts(qtbot, window_of):
    window = window_of(Role.ENTRY)
    assert window.tabs.count() == 6
    assert "账号与权限" not in menu_words(window)
    assert "备份与恢复" not in menu_words(window)
    assert "重建搜索索引" not in menu_words(window)
    assert "测试人（录入）" in window.user.text()
    today = window.current()
    qtbot.waitUntil(lambda: not today.waiting, timeout=LONG)
    for name in ("mediation", "corrections", "resettlement", "training", "sync"):
        window.page(name)
    window.safe.begin()
    window.safe.stop()


def test_a_clerk_adjusts_the_printer_and_nothing_else(qtbot, window_of, office_profile):
    window = window_of(Role.ENTRY)
    dialog = SettingsDialog(window, window.desk, Preferences(office_profile))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.template.isEnabled()
    assert not dialog.lock.isEnabled()
    dialog.dx.setValue(1.5)
    dialog.save()
    assert window.desk.settings.habits().printer_dx_mm == 1.5


def test_leaving_backs_up_under_every_account(qtbot, window_of):
    window = window_of(Role.ENTRY)
    assert window.desk.backups.due()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert window.desk.backups.listed()
