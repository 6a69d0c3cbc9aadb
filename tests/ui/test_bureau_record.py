"""县局查看: from the search box to a record that nobody changes here (F34, F69)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTextEdit, QWidget

from app.models.mediation import Party
from app.paths import Profile
from app.services.reminders import Target
from app.ui.bureau.record import RecordDialog, SectionTable, open_record
from app.ui.main_window import MainWindow
from app.ui.preferences import Preferences
from app.ui.tabs import tabs_of
from tests.sync.conftest import county, office
from tests.sync.county import XIGANG, County, Office
from tests.ui.sending import Clerk, bureau_desk, clerk

__all__ = ["clerk", "county", "office"]

NUMBER = "640122199001019997"


@pytest.fixture
def case(county: County, office: Office) -> str:
    """A merged case whose first party has a card."""
    uid = office.add_case(1)
    card = office.add_person("张三", id_number=NUMBER, phone="13900000001")
    with office.store.begin() as session:
        party = session.query(Party).filter_by(case_uid=uid, name="张三").one()
        party.person_uid = card
        party.id_number = NUMBER
    county.accept(office.send())
    return uid


def found(dialog: RecordDialog, kind: type[Any]) -> list[Any]:
    return list(dialog.findChildren(kind))


def words(dialog: RecordDialog) -> list[str]:
    return [label.text() for label in found(dialog, QLabel)]


def tables(dialog: RecordDialog) -> list[Any]:
    return found(dialog, SectionTable)


def test_the_box_of_a_bureau_opens_what_it_found_where_one_stands(
    county: County, case: str, qtbot, clerk: Clerk, tmp_path
):
    """Typed, found, opened by Enter; the page in front stays."""
    desk = bureau_desk(county)
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    qtbot.addWidget(window)
    window.show()
    window.tabs.setCurrentIndex(1)
    clerk.waits_for(window.page("inbox"))
    assert window.search.isVisible()
    seen: list[str] = []

    def looks(dialog: RecordDialog) -> None:
        seen.append(dialog.heading.text())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    window.search.setText("张三")
    window.search.look()
    listed = window.search.popup.list
    lines = [listed.item(n).text() for n in range(listed.count())]
    assert any("人员 · 640122100所" in line for line in lines)
    with clerk.in_dialog(RecordDialog, looks):
        qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert len(seen) == 1
    assert window.tabs.currentIndex() == 1


def test_a_record_says_that_it_is_a_copy_and_offers_nothing_to_change(
    county: County, case: str, qtbot
):
    dialog = RecordDialog(None, county.bureau, XIGANG, "case", case)
    qtbot.addWidget(dialog)
    dialog.show()
    assert any("县局查看，只读" in said for said in words(dialog))
    assert not found(dialog, QLineEdit)
    assert not found(dialog, QTextEdit)
    assert all(table.editTriggers() == table.EditTrigger.NoEditTriggers for table in tables(dialog))


def test_numbers_are_whole_only_when_asked_for(county: County, case: str, qtbot):
    """E3."""
    dialog = RecordDialog(None, county.bureau, XIGANG, "case", case)
    qtbot.addWidget(dialog)
    dialog.show()
    assert NUMBER not in shown(dialog)
    assert "6401**********9997" in shown(dialog)
    dialog.whole.click()
    qtbot.waitUntil(lambda: NUMBER in shown(dialog))


def shown(dialog: RecordDialog) -> set[str]:
    """Every cell of the tables on screen."""
    return {
        table.item(row, column).text()
        for table in tables(dialog)
        for row in range(table.rowCount())
        for column in range(table.columnCount())
    }


def test_a_partys_line_leads_to_the_card(county: County, case: str, qtbot, clerk: Clerk):
    dialog = RecordDialog(None, county.bureau, XIGANG, "case", case)
    qtbot.addWidget(dialog)
    dialog.show()
    (parties,) = [t for t in tables(dialog) if t.accessibleName() == "当事人"]
    seen: list[str] = []

    def looks(inner: RecordDialog) -> None:
        seen.append(inner.heading.text())
        inner.reject()

    parties.setCurrentCell(0, 0)
    with clerk.in_dialog(RecordDialog, looks):
        qtbot.keyClick(parties, Qt.Key.Key_Return)
    assert seen == ["张三"]
    parties.setCurrentCell(1, 0)  # 李四 has no card: nothing opens, and the dialog stays
    qtbot.keyClick(parties, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_record_that_is_gone_is_said_calmly(county: County, case: str, qtbot, clerk: Clerk):
    county.bureau.undo(XIGANG)
    page = QWidget()
    qtbot.addWidget(page)
    open_record(page, county.bureau, XIGANG, "case", case)
    assert "找不到这条记录" in clerk.last


def test_a_target_of_an_office_is_looked_at_not_worked_on(
    county: County, case: str, qtbot, clerk: Clerk, tmp_path
):
    desk = bureau_desk(county)
    window = MainWindow(desk, Preferences(Profile(tmp_path)), tabs_of(desk))
    qtbot.addWidget(window)
    seen: list[str] = []

    def looks(dialog: RecordDialog) -> None:
        seen.append(dialog.windowTitle())
        dialog.reject()

    with clerk.in_dialog(RecordDialog, looks):
        window.go(Target("mediation", case, "case", XIGANG))
    assert seen == ["县局查看（只读）"]
