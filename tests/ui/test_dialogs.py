"""A clerk reads what happened, whether the data are safe and what to do; never a traceback (E6)."""

from __future__ import annotations

import logging
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.errors import ActionableError
from app.forms.definition import Field, Form, Kind
from app.ui import dialogs
from app.ui.editors import FormContext
from app.ui.form_dialog import FormDialog

SECRET = "马德福 640122196603121234"


def words_of(dialog):
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.fixture
def answer(qtbot):
    """Press a button of the next dialog; gives a list that fills with the dialog's words."""

    def answer(words=None):
        read: list[str] = []

        def press():
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, dialogs.MessageDialog)
            read.append(words_of(dialog))
            chosen = next((b for b in dialog.buttons.buttons() if b.text() == words), None)
            if chosen is None:
                dialog.reject()
            else:
                chosen.click()

        QTimer.singleShot(50, press)
        return read

    return answer


def test_an_error_says_what_happened_what_is_safe_and_what_to_do(qtbot, answer):
    read = answer("知道了")
    dialogs.tell(
        None, ActionableError("D02", "磁盘满了。", safe="原来的数据都在。", do="请清理磁盘后再试。")
    )
    for words in ("磁盘满了。", "原来的数据都在。", "请清理磁盘后再试。", "代码 D02"):
        assert words in read[0]


def fail():
    raise ValueError(SECRET)


def caught():
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_our_own_mistake_is_told_calmly_with_a_code(qtbot, answer):
    read = answer("知道了")
    error = caught()
    dialogs.report(None, error)
    assert dialogs.event_code(error) in read[0]
    for word in ("Traceback", "ValueError", "马德福"):
        assert word not in read[0]


def test_no_name_and_no_number_reaches_the_log(qtbot, answer, caplog):
    """Trust rule E5."""
    answer("知道了")
    with caplog.at_level(logging.DEBUG):
        dialogs.report(None, caught())
    assert "E-" in caplog.text
    assert "test_dialogs" in caplog.text, "the place in the code is what helps"
    assert "马德福" not in caplog.text
    assert "640122" not in caplog.text


def test_the_same_mistake_at_the_same_place_has_the_same_code():
    assert dialogs.event_code(caught()) == dialogs.event_code(caught())


def test_an_uncaught_exception_ends_in_a_calm_dialog(qtbot, answer, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    dialogs.install_excepthook(lambda: None)
    read = answer("知道了")
    error = caught()
    sys.excepthook(ValueError, error, error.__traceback__)
    assert "是程序的问题" in read[0]


def test_a_question_is_answered_with_its_own_words(qtbot, answer):
    answer("删除")
    assert dialogs.ask(None, "删除这一件吗？", yes="删除", careful=True)
    answer("取消")
    assert not dialogs.ask(None, "删除这一件吗？", yes="删除", careful=True)


def test_escape_means_no(qtbot, answer):
    answer(None)
    assert not dialogs.ask(None, "删除这一件吗？")


def test_before_something_grave_enter_gives_the_safe_answer(qtbot):
    grave = dialogs.MessageDialog(None, "删除吗？")
    qtbot.addWidget(grave)
    yes = grave.add("删除", accept=True)
    no = grave.add("取消", accept=False, default=True)
    assert no.isDefault()
    assert not yes.isDefault()


@pytest.mark.parametrize("careful", [True, False])
def test_enter_presses_the_button_one_has_walked_to(qtbot, careful):
    """With the arrow on the answer that is not offered first, Enter gives that answer."""

    def walk():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, dialogs.MessageDialog)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    QTimer.singleShot(50, walk)
    said = dialogs.ask(None, "撤销吗？", yes="撤销", careful=careful)
    assert said is careful, "the other button than the one Enter gives at once"


def test_enter_on_cancel_of_a_short_form_hands_nothing_on(qtbot):
    form = Form(
        code="test",
        title="短表",
        source="测试",
        rows=((Field("reason", "原因", Kind.TEXT),),),
    )
    taken: list[object] = []
    dialog = FormDialog(None, form, FormContext(today=lambda: date(2026, 3, 2)), taken.append)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not taken
    assert not dialog.isVisible()


def test_what_is_never_the_default_is_pressed_by_enter_all_the_same():
    """``setAutoDefault(False)`` keeps Enter in a list from a button; on the button it has to work."""
    kept_out = []
    for path in sorted(Path(dialogs.__file__).parent.glob("*.py")):
        text = path.read_text("utf-8")
        if "setAutoDefault(False)" in text and re.search(r"\bQPushButton\(", text):
            kept_out.append(path.name)
    assert not kept_out, "use app.ui.buttons.Button"
