"""改文书栏目: a clerk of the bureau changes a paper in the table and sees it beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.forms.editions import form_on
from app.ui.bundles.county import CountyBundleWindow
from app.ui.bundles.designs import DesignsWindow
from app.ui.form_dialog import FormDialog
from tests.sync.conftest import county
from tests.ui.conftest import type_chinese
from tests.ui.sending import LONG, bureau_desk, clerk
from tests.ui.test_bundle_windows import answering

__all__ = ["clerk", "county"]

DAY = date(2026, 12, 15)
GIVEN = {"since": DAY, "source": "贺司发〔2026〕21号"}
VISIT = "mediation.revisit"


@pytest.fixture
def desk(county, clock):
    clock.set(datetime(2026, 11, 27, 9, 0))
    return bureau_desk(county)


@pytest.fixture
def window(desk, qtbot):
    window = DesignsWindow(None, desk)
    qtbot.addWidget(window)
    window.show()
    window.show_paper(VISIT)
    return window


@pytest.fixture
def page(window):
    return window.papers


def column(page, key: str) -> int:
    return [one.key for one in page.table.columns].index(key)


def at(page, name: str) -> int:
    return [row["line"].name for row in page.table.lines].index(name)


def go(page, name: str, key: str) -> None:
    page.table.setCurrentCell(at(page, name), column(page, key))
    page.table.setFocus()


def types(page, qtbot, name: str, key: str, words: str) -> None:
    """F2, the words, Enter, as a clerk does."""
    go(page, name, key)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    type_chinese(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.table.lines[at(page, name)][key] == words)  # Qt takes it later


def settled(page, qtbot) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: not page.preview.busy and page.preview.pages > 0, timeout=LONG)


def test_a_paper_is_changed_in_the_table_and_put_into_the_next_version(
    window, page, desk, clerk, qtbot
):
    types(page, qtbot, "findings", "label", "回访了解的情况")
    go(page, "dated_on", "required")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    clerk.clicks(page.add)
    types(page, qtbot, "county_1", "label", "居住情况")
    page.table.lines[at(page, "county_1")]["kind"] = "choice"
    page.table.show_lines(page.table.lines, at(page, "county_1"))
    types(page, qtbot, "county_1", "choices", "自有、租住")
    settled(page, qtbot)
    assert page.faults.text() == ""
    with clerk.in_dialog(FormDialog, answering(clerk, **GIVEN)):
        clerk.clicks(page.keep)
    assert "从 2026-12-15 起有改动" in page.state.text()
    assert not page.dirty
    assert desk.county_bundles.trial().faults == ()
    desk.county_bundles.sign()
    form = form_on(VISIT, DAY)
    assert form.field("findings").label == "回访了解的情况"
    assert form.field("dated_on").required
    assert form.field("county_1").label == "居住情况"
    window.close()


def test_what_is_protected_is_grey_and_says_why(page, clerk, qtbot):
    table = page.table
    cell = table.item(at(page, "findings"), column(page, "shown"))
    assert not cell.flags() & Qt.ItemFlag.ItemIsEnabled
    assert cell.toolTip() == "不能去掉：必填栏，缺了它文书不成立"
    go(page, "findings", "label")
    clerk.clicks(page.drop)
    assert "“回访情况”不能去掉" in clerk.last
    assert page.table.lines[at(page, "findings")]["shown"]
    go(page, "dated_on", "label")
    clerk.clicks(page.drop)
    assert not page.table.lines[at(page, "dated_on")]["shown"]
    page.dirty = False


def test_lines_change_places_within_their_section_only(page, clerk, qtbot):
    first, second = (row["line"].name for row in page.table.lines[:2])
    go(page, first, "label")
    clerk.clicks(page.down)
    assert [row["line"].name for row in page.table.lines[:2]] == [second, first]
    go(page, second, "label")
    clerk.clicks(page.up)
    assert "只能在同一段里换" in clerk.last
    page.dirty = False


def test_a_fault_is_said_under_the_table_and_keeps_it_from_being_kept(page, clerk, qtbot):
    types(page, qtbot, "findings", "label", "回访时间")
    page.refresh()
    assert "栏名“回访时间”在这份文书上已经有了" in page.faults.text()
    with clerk.in_dialog(FormDialog, lambda dialog: _refused(clerk, dialog)):
        clerk.clicks(page.keep)
    assert "1 处要改" in clerk.last
    page.dirty = False


def _refused(clerk, dialog: FormDialog) -> None:
    answering(clerk, **GIVEN)(dialog)
    assert dialog.isVisible(), "it stays open"
    dialog.view.saved()
    dialog.reject()


def test_another_paper_is_not_opened_over_what_was_not_kept(page, clerk, qtbot):
    types(page, qtbot, "findings", "label", "了解的情况")
    clerk.presses["还没有存入下一版"] = "取消"
    page.paper.setCurrentIndex(0)
    page._chosen()
    assert page.design.form == VISIT
    clerk.presses["还没有存入下一版"] = "不存，离开"
    page.paper.setCurrentIndex(0)
    page._chosen()
    assert page.design.form == page.paper.itemData(0)


def test_a_file_of_the_next_version_opens_on_its_paper(desk, clerk, qtbot):
    design = desk.paper_designs.design(VISIT)
    lines = [
        replace(line, label="了解的情况") if line.name == "findings" else line
        for line in design.lines
    ]
    desk.paper_designs.keep(design.with_lines(lines), DAY, "会议")
    window = clerk.opens(CountyBundleWindow(None, desk))
    qtbot.waitUntil(lambda: window.files.current() is not None, timeout=LONG)
    seen: list[str] = []

    def look(dialog: DesignsWindow) -> None:
        assert dialog.papers.design is not None
        seen.append(dialog.papers.design.form)
        dialog.close()

    with clerk.in_dialog(DesignsWindow, look):
        window.open_file()
    assert seen == [VISIT]


# --- tables and numbers ----------------------------------------------------------------------------


def test_a_column_of_a_table_is_renamed_and_put_into_the_next_version(window, desk, clerk, qtbot):
    page = window.reports
    window.tabs.setCurrentWidget(page)
    page.choose.setCurrentIndex(page.choose.findData("corrections-month"))
    page._chosen()
    keys = [row["key"] for row in page.table.lines]
    closing = page.table.item(keys.index("closing"), 0)
    assert not closing.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "要用来核对" in closing.toolTip()
    page.table.setCurrentCell(keys.index("found"), 0)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    with clerk.in_dialog(FormDialog, answering(clerk, **GIVEN)):
        clerk.clicks(page.keep)
    assert "从 2026-12-15 起有改动" in page.state.text()
    trial = desk.county_bundles.trial()
    assert trial.differences[-1].words == "去掉“社区矫正·查回人次”"
    window.close()


def test_a_number_is_shown_as_it_will_read_and_refused_where_it_could_come_twice(
    window, desk, clerk, qtbot
):
    page = window.numbers
    window.tabs.setCurrentWidget(page)
    forms = [row["form"] for row in page.table.lines]
    here = forms.index("corrections.c20_request")
    page.table.lines[here]["template"] = "{简称}矫{字}〔{年}〕{序号:3}号"
    page._edited()
    assert page.table.lines[here]["looks"] == "示范矫协查〔2026〕001号"
    assert page.faults.text() == ""
    page.table.lines[here]["template"] = "{简称}矫{字}〔{年}〕号"
    page._edited()
    assert "会重号" in page.faults.text()
    theirs = page.table.item(forms.index("corrections.c14"), 2)
    assert not theirs.flags() & Qt.ItemFlag.ItemIsEditable
    page.dirty = False
    window.close()


def test_nothing_is_exported_before_an_office_has_filled_anything_in(page, clerk):
    clerk.clicks(page.export)
    assert "还没有报来增设栏目的内容" in clerk.last
