"""调委会与名册: who mediates from when to when, what the law asks of them, where numbers go on."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog

from app.services.agenda import Agenda
from app.services.reminders import Target
from app.ui import export_dialog, files
from app.ui.dated_rows import DatedRows
from app.ui.desk_tools import DeskTools
from app.ui.mediation.committees_dialog import CommitteesDialog
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
    table = dialog.roster.table
    heads = [table.horizontalHeaderItem(c).text() for c in range(table.columnCount())]
    assert lines(dialog)[0][heads.index("任职日期")] == "2024年1月1日"
    assert {"责任村（社区）", "责任片区", "证件有效期至"} <= set(heads)


def test_only_the_chosen_roster_is_there_while_the_dialog_is_open(qtbot, desk):
    """What was dropped while it was built may not stay painted: it is let go by an outer loop only."""
    dialog = CommitteesDialog(None, desk)
    qtbot.addWidget(dialog)
    seen: list[int] = []

    def count() -> None:
        seen.append(len([*dialog.findChildren(DatedRows)]))
        dialog.reload()
        seen.append(len([*dialog.findChildren(DatedRows)]))
        dialog.reject()

    QTimer.singleShot(0, dialog, count)
    dialog.exec()
    assert seen == [1, 1]


def test_the_bar_below_a_wide_roster_hides_no_line(qtbot, dialog):
    dialog.resize(640, 560)
    table = dialog.roster.table
    bar = table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)

    def all_in_sight() -> bool:
        last = table.visualRect(table.model().index(table.rowCount() - 1, 0))
        ends: int = table.viewport().height()
        return last.bottom() <= ends and not table.verticalScrollBar().maximum()

    qtbot.waitUntil(all_in_sight)


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


def mediator_with(desk, **facts):
    (committee,) = desk.mediation.committees.listed()
    return desk.mediation.committees.save_mediator(
        committee["uid"], {"name": "测试员戊", "certificate_no": "NX-002", **facts}
    )


def certificates(desk, day):
    return [r for r in Agenda(desk).items(day) if r.kind == "mediation.certificate"]


def test_the_end_of_a_certificate_is_reminded_of_and_leads_to_its_committee(desk, dialog):
    """F29: from two months before it to a year after it; who left needs none."""
    uid = mediator_with(desk, certificate_until=date(2026, 6, 30))
    assert certificates(desk, date(2026, 4, 29)) == []
    (soon,) = certificates(desk, date(2026, 4, 30))
    assert (soon.title, soon.due_on, soon.overdue) == (
        "人民调解员证到期：测试员戊",
        date(2026, 6, 30),
        False,
    )
    assert soon.target == Target("mediation", None, f"committees/{dialog.chosen()}/{uid}")
    assert [r.overdue for r in certificates(desk, date(2026, 7, 1))] == [True]
    assert len(certificates(desk, date(2027, 6, 30))) == 1
    assert certificates(desk, date(2027, 7, 1)) == [], "a year on it is no task of the day"


def test_who_left_and_who_has_a_certificate_without_an_end_are_not_reminded_of(desk, dialog):
    mediator_with(desk, certificate_until=date(2026, 6, 30), until_on=date(2026, 5, 1))
    mediator_with(desk)
    assert certificates(desk, date(2026, 6, 15)) == []


def test_a_reminder_opens_the_roster_of_its_committee(desk, clerk, monkeypatch):
    second = desk.mediation.committees.save(
        {"name": "贺兰县习岗镇黎明村人民调解委员会", "short_name": "黎明村", "kind": "village"}
    )
    seen = []
    monkeypatch.setattr(CommitteesDialog, "exec", lambda self: seen.append(self.chosen()))
    clerk.page.open_target(Target("mediation", None, f"committees/{second}"))
    assert seen == [second]


def test_the_roster_is_printed_with_who_is_in_office_and_exported_with_everybody(
    qtbot, desk, dialog, tmp_path, monkeypatch
):
    """The village, the certificate and its end are on the list; telephones are cut (E3)."""
    facts = {"area_code": "640122100200", "duty_area": "东片", "phone": "13900000004"}
    mediator_with(desk, certificate_until=date(2027, 6, 30), **facts)
    mediator_with(desk, name="测试员己", until_on=date(2026, 1, 1))
    printed: list[list[str]] = []

    def preview(_tools, _parent, _register, rows, **_words):
        printed.append([row["name"] for row in rows])

    monkeypatch.setattr(DeskTools, "preview_register", preview)
    dialog.print_roll()
    assert "测试员戊" in printed[0]
    assert "测试员己" not in printed[0]
    target = tmp_path / "roll.xlsx"
    monkeypatch.setattr(files, "ask_save", lambda *_: target)
    monkeypatch.setattr(export_dialog.ExportDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    with qtbot.waitSignal(dialog.changed, timeout=20_000):
        dialog.export_roll()
    (sheet,) = load_workbook(target).worksheets
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    line = next(line for line in lines if "测试员戊" in line)
    assert {"黎明村", "东片", "NX-002"} <= set(line)
    assert "13900000004" not in line
    assert any("测试员己" in line for line in lines)


def test_the_settings_lead_to_the_roster_too(qtbot, desk, tmp_path):
    from app.paths import Profile
    from app.ui.preferences import Preferences
    from app.ui.settings_dialog import SettingsDialog

    settings = SettingsDialog(None, desk, Preferences(Profile(tmp_path)))
    qtbot.addWidget(settings)
    assert settings.template.count() >= 3
    assert settings.roster.text() == "调委会与名册…"
