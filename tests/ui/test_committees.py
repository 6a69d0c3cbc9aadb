"""调委会与名册: who mediates from when to when, what the law asks of them, where numbers go on."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.services.agenda import Agenda
from app.ui.committees_dialog import CommitteesDialog
from tests.ui.driving import fill_in


@pytest.fixture
def dialog(qtbot, desk):
    dialog = CommitteesDialog(None, desk)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    return dialog


def lines(dialog):
    table = dialog.roster.table
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_the_roster_shows_who_holds_office_from_when(dialog):
    """F29."""
    assert dialog.name.text() == "贺兰县习岗镇人民调解委员会"
    assert {line[0] for line in lines(dialog)} == {"测试员甲", "测试员乙"}
    assert lines(dialog)[0][4] == "2024年1月1日"


def test_a_mediator_is_added_and_leaves_with_the_keyboard(qtbot, desk, dialog):
    """Who left stays in old cases and is no longer offered for new ones."""
    dialog.roster.table.setFocus()
    fill_in(
        qtbot,
        name="测试员丙",
        full_time=True,
        post="主任",
        certificate_no="NX-001",
        from_on=date(2026, 1, 1),
    )
    qtbot.keyClick(dialog.roster.table, Qt.Key.Key_Insert)
    assert {line[0] for line in lines(dialog)} == {"测试员甲", "测试员乙", "测试员丙"}
    assert "测试员丙" in [m.name for m in desk.mediation.committees.roster(date(2026, 3, 2))]
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    row = next(n for n, line in enumerate(lines(dialog)) if line[0] == "测试员丙")
    dialog.roster.table.setCurrentCell(row, 0)
    dialog.roster.table.setFocus()
    fill_in(qtbot, until_on=date(2026, 3, 1))
    qtbot.keyClick(dialog.roster.table, Qt.Key.Key_Return)
    assert "测试员丙" not in [m.name for m in desk.mediation.committees.roster(date(2026, 3, 2))]


def test_what_the_law_asks_of_its_members_is_told(qtbot, desk, dialog):
    """Law 8: three to nine members, one 主任, women among them."""
    assert "还没有登记主任" in dialog.advice.text()
    committee = dialog.chosen()
    for name, post, sex in (("测丁", "主任", "1"), ("测戊", "委员", "2"), ("测己", "委员", "1")):
        desk.mediation.committees.save_mediator(
            committee, {"name": name, "post": post, "sex": sex, "from_on": date(2025, 1, 1)}
        )
    dialog.reload()
    assert dialog.advice.text() == ""
    assert not dialog.advice.isVisible()


def test_numbers_go_on_from_the_paper_register(qtbot, desk, dialog):
    """F3: never backwards, no gap made by a slip of the pen."""
    assert dialog.number.text() == "2026年下一件编第 1 号。"
    fill_in(qtbot, year=2026, sequence=26)
    dialog.start.click()
    assert dialog.number.text() == "2026年下一件编第 26 号。"
    assert desk.mediation.committees.next_number(dialog.chosen(), 2026) == 26


def test_a_second_committee_makes_a_new_dispute_ask_which(clerk, desk):
    second = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇黎明村人民调解委员会", "short_name": "黎明村", "kind": "village"}
    )
    fill_in(clerk.qtbot, committee=second)
    clerk.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert clerk.case._committee == second


def test_the_end_of_a_term_is_on_the_desk_of_the_day_and_leads_here(desk, clock, dialog):
    """Law 9: three years."""
    (committee,) = desk.mediation.committees.listed()
    desk.mediation.committees.save({**committee, "founded_on": date(2023, 5, 1)}, committee["uid"])
    assert not [r for r in Agenda(desk).items(date(2026, 3, 2)) if r.kind == "mediation.term"]
    clock.set(datetime(2026, 4, 2, 9))
    (reminder,) = [r for r in Agenda(desk).items(date(2026, 4, 2)) if r.kind == "mediation.term"]
    assert reminder.due_on == date(2026, 5, 1)
    assert reminder.target.part == "committees"
    assert "贺兰县习岗镇人民调解委员会" in reminder.title


def test_the_settings_lead_to_the_roster_too(qtbot, desk, tmp_path):
    from app.paths import Profile
    from app.ui.preferences import Preferences
    from app.ui.settings_dialog import SettingsDialog

    settings = SettingsDialog(None, desk, Preferences(Profile(tmp_path)))
    qtbot.addWidget(settings)
    assert settings.template.count() >= 3
    assert settings.roster.text() == "调委会与名册…"
