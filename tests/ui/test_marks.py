"""签章核对 place by place: what is on the paper is ticked, what was noted by mistake is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.ui.mediation.case_panels import MarksPanel
from app.ui.mediation.marks_dialog import DATA, MarksDialog
from tests.ui.driving import fill_in


@pytest.fixture
def paper(desk) -> str:
    """受理登记表 of an accepted case; nobody has looked for signatures yet."""
    mediation = desk.mediation
    (committee,) = mediation.committees.listed()
    case = mediation.cases.open(
        {
            "dispute_type": "neighbour",
            "source": "application",
            "summary": "围墙越界。",
            "parties": [
                {"name": "张测试", "side": "applicant"},
                {"name": "李试样", "side": "respondent"},
            ],
            "mediators": [{"name": "测试员甲"}],
        },
        committee=committee["uid"],
    )
    mediation.procedure.accept(case, date(2026, 3, 2))
    made: str = mediation.papers.add(case, "mediation.agreement")
    return made


def line_of(dialog: MarksDialog, words: str) -> Any:
    (item,) = [
        dialog.list.item(n)
        for n in range(dialog.list.count())
        if words in dialog.list.item(n).text()
    ]
    return item


def seen(desk, paper: str) -> set[tuple[str, str]]:
    return {
        (mark.person, one.kind)
        for mark in desk.mediation.marks.expected(paper)
        for one in mark.recorded
    }


def show(qtbot, desk, paper: str) -> MarksDialog:
    dialog = MarksDialog(None, desk, paper)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def test_one_place_is_ticked_with_the_keyboard_and_taken_back_again(qtbot, desk, paper):
    dialog = show(qtbot, desk, paper)
    item = line_of(dialog, "张测试：签名")
    dialog.list.setCurrentItem(item)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    fill_in(qtbot, seen_by="测试员甲", seen_on=date(2026, 3, 2))
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.result() == MarksDialog.DialogCode.Accepted
    assert seen(desk, paper) == {("张测试", "signature")}

    again = show(qtbot, desk, paper)
    item = line_of(again, "张测试：签名")
    assert "测试员甲，2026-03-02 核对" in item.text()
    item.setCheckState(Qt.CheckState.Unchecked)
    qtbot.mouseClick(again.save, Qt.MouseButton.LeftButton)
    assert seen(desk, paper) == set(), "noted by mistake, and taken back"


def test_a_refused_form_notes_nothing_and_takes_nothing_back(qtbot, desk, paper):
    desk.mediation.marks.record(paper, *place_of(desk, paper, "李试样"), seen_by="测试员甲")
    dialog = show(qtbot, desk, paper)
    line_of(dialog, "李试样：签名").setCheckState(Qt.CheckState.Unchecked)
    line_of(dialog, "张测试：签名").setCheckState(Qt.CheckState.Checked)
    fill_in(qtbot, seen_by="")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert seen(desk, paper) == {("李试样", "signature")}


def place_of(desk, paper: str, person: str) -> tuple[str, str, list[str]]:
    mark = next(m for m in desk.mediation.marks.expected(paper) if m.person == person)
    return mark.place, person, ["signature"]


def test_the_panel_leads_there_and_shows_what_is_left(qtbot, desk, paper, monkeypatch):
    panel = MarksPanel(desk)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_paper(paper)
    before = panel.words.text()

    def ticks(dialog: MarksDialog) -> int:
        for row in range(dialog.list.count()):
            place, person, kind, _ = dialog.list.item(row).data(DATA)
            if person == "张测试":
                desk.mediation.marks.record(paper, place, person, [kind], seen_by="测试员甲")
        return MarksDialog.DialogCode.Accepted

    monkeypatch.setattr(MarksDialog, "exec", ticks)
    qtbot.mouseClick(panel.each, Qt.MouseButton.LeftButton)
    assert "张测试" in before
    assert "张测试" not in panel.words.text()
