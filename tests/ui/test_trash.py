"""What was taken out comes back: by Ctrl+Z at once, later from the 回收站 (F42)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from app.ui.dialogs import MessageDialog
from app.ui.form_dialog import FormDialog
from app.ui.trash_dialog import TrashDialog
from tests.ui.clerk import CONTROL
from tests.ui.test_case_page import case, page, papers

__all__ = ["case", "page"]


@pytest.fixture
def yes(monkeypatch):
    """Questions asked, each answered with yes."""
    asked: list[str] = []

    def ask(_parent, heading, text="", **_):
        asked.append(f"{heading}\n{text}")
        return True

    monkeypatch.setattr("app.ui.dialogs.ask", ask)
    return asked


def show_paper(page, form):
    page.go(form)
    assert page.entry.form == form


def test_a_paper_taken_out_comes_back_by_control_z(clerk, desk, case, page, yes):
    show_paper(page, "mediation.acceptance")
    clerk.clicks(page.remove_button)
    assert papers(desk, case) == []
    assert "撤销" in yes[0]
    assert "回收站" in yes[0]
    assert page.notices.removed.bar.text == "已移出《人民调解受理登记表》。"
    assert page.list.hasFocus()
    clerk.press(Qt.Key.Key_Z, CONTROL)
    assert papers(desk, case) == ["mediation.acceptance"]
    assert page.entry.form == "mediation.acceptance"
    assert not page.notices.removed.isVisible()


def test_control_z_in_a_field_takes_back_words_not_papers(clerk, desk, case, page, yes):
    show_paper(page, "mediation.acceptance")
    clerk.clicks(page.remove_button)
    page._choose(page.list.first())
    page.view.cell("summary").editor.first().setFocus()
    clerk.press(Qt.Key.Key_Z, CONTROL)
    assert papers(desk, case) == []


def test_a_case_taken_off_the_register_comes_back_by_control_z(clerk, desk, case, page, yes):
    def act():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        try:
            clerk.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
            assert dialog.isVisible()  # D1: why, and who else was there
            dialog.view.set_values({"reason": "重复登记", "second_person": "测试员丁"})
            clerk.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        finally:
            if dialog.isVisible():
                QDialog.reject(dialog)

    QTimer.singleShot(0, act)
    page.steps._remove()
    assert clerk.page.case is None
    assert clerk.page.register.model.total == 0
    (gone,) = desk.trash.listed(kind="mediation_case")
    assert gone.reason == "重复登记（在场：测试员丁）"
    clerk.returns()
    clerk.page.register.table.setFocus()
    clerk.press(Qt.Key.Key_Z, CONTROL)
    assert clerk.page.register.model.total == 1
    assert desk.mediation.cases.summary(case).number == "(2026)习岗人调字第001号"


def test_the_bin_lists_finds_and_gives_back(clerk, desk, case, page, yes):
    """Opened from the menu, narrowed by typing, given back by Enter."""
    desk.mediation.papers.remove(desk.mediation.papers.listed(case)[0].uid)
    rows = desk.mediation.cases.facts(case)["parties"]
    desk.mediation.cases.save(case, {"parties": rows[:1]})
    seen = []

    def act():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TrashDialog)
        try:
            clerk.qtbot.waitUntil(dialog.isActiveWindow)
            assert dialog.register.model.total == 2
            assert dialog.register.table.selectionModel().hasSelection(), "the line told of below"
            dialog.register.set_filter("text", "受理登记")
            assert dialog.register.model.total == 1
            dialog.register.table.setFocus()
            dialog.register.table.setCurrentIndex(dialog.register.model.index(0, 0))
            seen.append(dialog.effect.text())
            clerk.qtbot.keyClick(dialog.register.table, Qt.Key.Key_Return)
            assert dialog.register.model.total == 0
        finally:
            dialog.accept()

    QTimer.singleShot(0, act)
    clerk.window.opens.show_trash()
    assert seen == ["找回以后：文书回到卷宗原来的位置，填过的内容和签章核对都在。"]
    assert papers(desk, case) == ["mediation.acceptance"]
    assert "已找回：调解文书" in clerk.window.said.text()


def test_what_the_bin_gave_back_is_not_offered_a_second_time(clerk, desk, case, page, yes):
    """The bar of 撤销 goes with what it would bring back."""
    bar = page.notices.removed
    paper = desk.mediation.papers.listed(case)[0].uid
    desk.mediation.papers.remove(paper)
    bar.say("paper", paper, "测试")

    def act():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, TrashDialog)
        try:
            dialog.bring_back(dialog.register.current())
        finally:
            dialog.accept()

    QTimer.singleShot(0, act)
    clerk.window.opens.show_trash()
    assert bar.bar.text == ""
    assert not bar.isVisible()


def test_what_cannot_come_back_is_told_calmly(clerk, desk, case, page, yes):
    paper = desk.mediation.papers.listed(case)[0].uid
    desk.mediation.papers.remove(paper)
    desk.mediation.papers.add(case, "mediation.acceptance")
    dialog = TrashDialog(clerk.window, desk)
    clerk.qtbot.addWidget(dialog)
    told = []

    def answer():
        message = QApplication.activeModalWidget()
        assert isinstance(message, MessageDialog)
        told.append(message.heading.text())
        message.accept()

    QTimer.singleShot(0, answer)
    dialog.bring_back(dialog._desk.trash.listed()[0])
    assert told == ["卷宗里已经另有一份《人民调解受理登记表》。"]
    assert dialog.register.model.total == 1
