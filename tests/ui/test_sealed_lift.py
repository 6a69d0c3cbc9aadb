"""解除封存 in the window, and what it brings back into 安置帮教; typed and confirmed with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.forms.resettlement import PERSON_REGISTER
from app.services.resettlement.register import HelpQuery
from app.ui.corrections.sealed import SealedDialog
from app.ui.corrections.status import StatusTab
from app.ui.desk_tools import DeskTools
from app.ui.dialogs import MessageDialog
from app.ui.resettlement.page import ResettlementPage
from app.ui.resettlement.take_over import TakeOverDialog
from tests.services.corrections.conftest import SHEET, sit_down_to_look
from tests.services.corrections.test_seals import SEAL
from tests.ui.driving import fill_by_keys, focused, in_dialog, office_desk, type_into

MARK = "含犯罪记录封存信息"
CASE = "(2024)宁0122刑初1号"
ENDED = {
    "reason": "expired",
    "happened_on": date(2025, 11, 4),
    "decided_by": "贺兰县司法局",
    "document_number": "贺矫解9号",
    "summary_on": date(2025, 10, 8),
    "appraised_on": date(2025, 10, 30),
}
MINOR = {
    **SHEET,
    "name": "测少女",
    "sex": "2",
    "id_number": None,
    "id_kind": "none",
    "id_reason": "补办中",
    "birth_date": date(2007, 2, 10),
    "juvenile": True,
    "guardian_name": "测母",
    "decision_number": CASE,
}


@pytest.fixture
def desk(store, clock, tmp_path):
    desk = office_desk(store, clock, tmp_path, datetime(2025, 3, 3, 9))
    sit_down_to_look(store)
    return desk


@pytest.fixture
def people(desk, clock) -> tuple[str, str]:
    """A minor and an adult of one case, both released; the adult is helped already, the minor not."""
    persons = desk.corrections.persons
    minor = persons.admit(MINOR)
    adult = persons.admit({**SHEET, "name": "测大人", "decision_number": CASE})
    clock.set(datetime(2025, 11, 5, 9))
    for uid in (minor, adult):
        persons.release(uid, ENDED)
    return minor, desk.resettlement.persons.take_over(adult)


@contextmanager
def answered(kind: type[Any], key: Qt.Key, told: list[str]) -> Iterator[None]:
    """Press a key in the next dialog of a kind, as soon as it stands in front."""
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isActiveWindow():
            timer.stop()
            if isinstance(dialog, MessageDialog):
                told.append(f"{dialog.heading.text()}{dialog.text.text()}")
            QTest.keyClick(QApplication.focusWidget() or dialog, key)

    timer.timeout.connect(look)
    timer.start(20)
    try:
        yield
    finally:
        timer.stop()
        timer.deleteLater()


def shown(qtbot: Any, widget: Any) -> Any:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def marked_in_help(desk: Any) -> dict[str, bool]:
    """Who stands in the roll of help, and whether the printed roll has the mark beside them."""
    rows = desk.resettlement.persons.page(HelpQuery(states=())).rows
    _, lines = DeskTools(desk).marked(PERSON_REGISTER, rows)
    return {line["name"]: line.get("sealed_note") == MARK for line in lines}


def test_sealing_says_whose_files_on_paper_need_the_mark(qtbot, desk, people):
    minor, _ = people
    tab = shown(qtbot, StatusTab(DeskTools(desk), minor))
    told: list[str] = []
    with (
        answered(MessageDialog, Qt.Key.Key_Return, told),
        qtbot.waitSignal(tab.sealed),
    ):
        fill_by_keys(qtbot, tab.seal_button, sealed_by="测所长", second_person="测员")
    (words,) = told
    assert "测大人" in words
    assert MARK in words
    assert "测少女" not in words
    assert marked_in_help(desk) == {"测大人": True}


def test_lifting_lets_the_minor_go_over_into_help_and_takes_the_mark(qtbot, desk, people):
    """D2: only the lift removes a mark; the minor, released long ago, is offered for help again."""
    minor, _ = people
    desk.corrections.seals.seal(minor, SEAL)
    page = ResettlementPage(desk)
    page.resize(1366, 640)
    shown(qtbot, page)
    assert not page.take_over_button.isEnabled(), "nobody sealed is offered by name"
    assert marked_in_help(desk) == {"测大人": True}

    nobody: Any = None  # it stands alone here, over no window
    dialog = shown(qtbot, SealedDialog(nobody, DeskTools(desk)))
    assert dialog.table.item(0, 1).text() == "测某"
    told: list[str] = []
    with answered(MessageDialog, Qt.Key.Key_Return, told):
        fill_by_keys(
            qtbot,
            dialog.lift_button,
            lifted_number="(2025)宁0122刑初1号",
            lifted_reason="漏罪合并执行超过五年",
            lifted_by="测所长",
            lifted_second="测员",
        )
    (words,) = told
    assert f"不再标明“{MARK}”：测大人" in words
    assert dialog.table.rowCount() == 0
    assert not dialog.lift_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert marked_in_help(desk) == {"测大人": False}

    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.refresh()
    assert page.take_over_button.text() == "从社区矫正转入（1）"
    with answered(TakeOverDialog, Qt.Key.Key_Return, told):
        qtbot.mouseClick(page.take_over_button, Qt.MouseButton.LeftButton)
    assert page.person is not None
    assert page.person._name.text() == "测少女"
    assert page.person.sheet.view.values()["offences"] is None, "of a minor not the offence"


def test_a_seal_is_not_lifted_by_one_person_alone(qtbot, desk, people):
    """D2: the same name twice is refused where it is typed, and all stays as it was."""
    minor, _ = people
    desk.corrections.seals.seal(minor, SEAL)
    nobody: Any = None
    dialog = shown(qtbot, SealedDialog(nobody, DeskTools(desk)))
    wrong: list[str] = []

    def one_name_twice(form: Any) -> None:
        words = {"lifted_number": "(2025)宁0122刑初1号", "lifted_reason": "漏罪合并执行超过五年"}
        type_into(qtbot, form.view, **words, lifted_by="测所长", lifted_second="测所长")
        qtbot.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert form.isVisible()
        wrong.extend(problem.message for problem in form.view.problem_bar.problems)

    in_dialog(qtbot, one_name_twice)
    qtbot.mouseClick(dialog.lift_button, Qt.MouseButton.LeftButton)
    assert wrong == ["要有两个人在场，不能写同一个人。"]
    assert dialog.table.rowCount() == 1
    assert marked_in_help(desk) == {"测大人": True}
