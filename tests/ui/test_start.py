"""First start and log-in, with keys and clicks, against a real encrypted store."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWizard,
)

from app.models.database import unopenable
from app.paths import Profile
from app.services import setup
from app.services.settings import Identity
from app.ui import dialogs, pdf_view
from app.ui.accounts.first_start import FirstStart
from app.ui.accounts.log_in import LogIn, Recover
from app.ui.passwords import NewPassword, secret_line, weakness
from app.ui.store.recovery_entry import RecoveryEntry
from app.ui.store.restore_dialog import RestoreDialog

PASSWORD = "long enough 1"
OPENING = 20_000  # ms; the password is stretched on purpose


def noon():
    return datetime(2026, 11, 22, 12, 0)


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "office")


@pytest.fixture(autouse=True)
def leaving_asks_nothing(monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_, **__: True)


def through_to_the_key(qtbot, wizard):
    next_button = wizard.button(QWizard.WizardButton.NextButton)
    assert not next_button.isEnabled()
    wizard.welcome.read.click()
    qtbot.mouseClick(next_button, Qt.MouseButton.LeftButton)
    wizard.who.sample.setCurrentIndex(4)
    qtbot.mouseClick(next_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(wizard.password.new.first, PASSWORD)
    qtbot.keyClicks(wizard.password.new.second, PASSWORD)
    qtbot.mouseClick(wizard.button(QWizard.WizardButton.CommitButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.currentPage() is wizard.recovery, timeout=OPENING)


def test_a_password_is_hidden_and_input_methods_do_not_learn_it(qtbot):
    """Trust E4: nothing is predicted from it, nothing is kept of it."""
    line = secret_line("密码")
    qtbot.addWidget(line)
    hints = line.inputMethodHints()
    for hint in ("ImhHiddenText", "ImhSensitiveData", "ImhNoPredictiveText"):
        assert hints & Qt.InputMethodHint[hint]


@pytest.mark.parametrize("above", [QLineEdit, RecoveryEntry])
def test_what_is_asked_above_a_new_password_comes_first_by_tab(qtbot, above):
    """Name, old password, recovery key: they were put in last and came last, after the buttons."""
    dialog, new, line = QDialog(), NewPassword(), above()
    new.ask_before("您的姓名", line)
    column = QVBoxLayout(dialog)
    column.addWidget(new)
    column.addWidget(QPushButton("确定"))
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    first = QApplication.focusWidget()
    assert first is not None
    assert first is line or line.isAncestorOf(first)
    for _ in range(8):
        came_from = QApplication.focusWidget()
        assert came_from is not None
        assert came_from is line or line.isAncestorOf(came_from)
        qtbot.keyClick(came_from, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is new.first:
            break
    qtbot.keyClick(new.first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is new.second


def test_a_new_office_is_asked_for_the_name_first(qtbot, profile):
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    with qtbot.waitActive(wizard):
        wizard.show()
        wizard.activateWindow()
    wizard.welcome.read.click()
    wizard.next()
    wizard.who.sample.setCurrentIndex(4)
    wizard.next()
    assert QApplication.focusWidget() is wizard.password.person
    qtbot.keyClick(wizard.password.person, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is wizard.password.new.first


def test_a_bureau_chooses_among_bureaus(qtbot, profile):
    """The list of offices would have it choose one of its offices to be itself."""
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    who = wizard.who
    who.sample.setCurrentIndex(4)
    assert who.name.text().endswith("司法所")
    who.bureau.click()
    assert [who.sample.itemText(at) for at in range(who.sample.count())] == [
        "自己填写",
        "贺兰县司法局",
    ]
    assert who.sample.currentText() == "贺兰县司法局"
    assert (who.name.text(), who.code.text()) == ("贺兰县司法局", "640122")
    assert "练习用的县局" in who.practice.text()
    who.office.click()
    assert who.sample.count() > 2
    assert who.name.text().endswith("司法所")


def test_a_new_office_proves_its_recovery_key_before_it_begins(qtbot, profile):
    """J1, trust K1: the key is printed and typed again; only then is the office open."""
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    wizard.show()
    through_to_the_key(qtbot, wizard)
    finish = wizard.button(QWizard.WizardButton.FinishButton)
    assert not finish.isEnabled()
    digits = wizard.recovery.proof.one._digits
    qtbot.keyClicks(wizard.recovery.proof.typed, digits[:-1])
    assert not finish.isEnabled()
    assert not wizard.recovery.proof.shown.isVisible(), "typed from the paper, not from the screen"
    qtbot.keyClicks(wizard.recovery.proof.typed, digits[-1])
    assert finish.isEnabled()
    qtbot.mouseClick(finish, Qt.MouseButton.LeftButton)
    assert wizard.desk is not None
    assert wizard.desk.identity.county_name == "贺兰县"
    wizard.desk.close()


def test_the_recovery_sheet_is_shown_for_printing(qtbot, profile, monkeypatch):
    shown: list[bytes] = []
    monkeypatch.setattr(pdf_view, "preview", lambda parent, title, pdf, **k: shown.append(pdf))
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    wizard.show()
    through_to_the_key(qtbot, wizard)
    wizard.recovery.proof.one.print_out()
    assert shown[0].startswith(b"%PDF")
    assert wizard.desk is not None
    wizard.desk.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "9 位"), ("64012210", "9 位"), ("110101001", "前 6 位"), ("６４０１２２１０２", "9 位")],
)
def test_a_wrong_code_is_said_on_the_page(qtbot, profile, code, words):
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    page = wizard.who
    page.name.setText("立岗司法所")
    page.county_code.setText("640122")
    page.code.setText(code)
    assert words in page.problem.text()
    assert not page.isComplete()


@pytest.mark.parametrize("password", ["short", "12345678", "aaaaaaaaaa"])
def test_a_weak_password_is_refused_in_words(password):
    assert weakness(password)


@pytest.fixture
def office(profile):
    identity = Identity(kind="office", code="640122102", name="立岗司法所", county_code="640122")
    desk, recovery = setup.create(profile, identity, PASSWORD, clock=noon)
    desk.close()
    return recovery


def test_the_password_opens_the_desk(qtbot, profile, office):
    dialog = LogIn(profile, noon)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.password, "wrong one 1")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in dialog.verdict.text(), timeout=OPENING)
    qtbot.keyClicks(dialog.password, PASSWORD)
    with qtbot.waitSignal(dialog.accepted, timeout=OPENING):
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert dialog.desk is not None
    assert dialog.desk.identity.name == "立岗司法所"
    dialog.desk.close()


def test_a_backup_can_be_restored_before_the_password_is_asked(qtbot, profile, office, monkeypatch):
    """J8: from the log-in, for a store that does not open any more."""
    monkeypatch.setattr(RestoreDialog, "exec", lambda _: True)
    dialog = LogIn(profile, noon)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    assert "已恢复" in dialog.words.text()


def test_a_store_that_cannot_even_be_read_offers_its_backups(qtbot, profile, office, monkeypatch):
    """L5, J8: no menu is there yet, so the log-in asks."""

    def refused(*_: object, **__: object) -> None:
        raise unopenable()

    asked: list[tuple[str, str, str]] = []

    def yes(_parent: object, what: str, more: str, *, yes: str, no: str) -> bool:
        asked.append((what, more, yes))
        return True

    monkeypatch.setattr(setup, "open_unlocked", refused)
    monkeypatch.setattr(dialogs, "ask", yes)
    monkeypatch.setattr(RestoreDialog, "exec", lambda _: True)
    dialog = LogIn(profile, noon)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已恢复" in dialog.words.text(), timeout=OPENING)
    ((what, more, button),) = asked
    assert "损坏" in what
    assert "菜单" not in more
    assert button == "从备份恢复…"


def test_a_new_pc_may_begin_with_a_backup(qtbot, profile, monkeypatch):
    asked: list[RestoreDialog] = []

    def restored(dialog):
        asked.append(dialog)
        return True

    monkeypatch.setattr(RestoreDialog, "exec", restored)
    wizard = FirstStart(profile, noon)
    qtbot.addWidget(wizard)
    wizard.show()
    with qtbot.waitSignal(wizard.rejected):
        qtbot.mouseClick(wizard.welcome.restore, Qt.MouseButton.LeftButton)
    assert asked
    assert wizard.restored
    assert wizard.desk is None


def test_the_paper_from_the_safe_opens_it_with_a_new_password(qtbot, profile, office):
    dialog = Recover(profile, noon)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.digits.setText(office.digits)
    dialog.new.first.setText("another one 2")
    dialog.new.second.setText("another one 2")
    with qtbot.waitSignal(dialog.accepted, timeout=OPENING):
        dialog.try_digits()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.desk is not None
    dialog.desk.close()


def test_two_of_three_shares_open_it_with_a_new_password(qtbot, profile, office):
    """K1: the second line comes with the first share; one alone is answered in words."""
    one, _, three = setup.split_recovery(office)
    dialog = Recover(profile, noon)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.recovery.second.isVisible()
    dialog.recovery.first.setText(three.digits)
    assert dialog.recovery.second.isVisible()
    dialog.new.first.setText("another one 2")
    dialog.new.second.setText("another one 2")
    dialog.try_digits()
    qtbot.waitUntil(lambda: "单独一份打不开" in dialog.verdict.text(), timeout=OPENING)
    dialog.recovery.second.setText(one.digits)
    with qtbot.waitSignal(dialog.accepted, timeout=OPENING):
        dialog.try_digits()
    assert dialog.desk is not None
    dialog.desk.close()
