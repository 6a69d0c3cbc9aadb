"""汇总: the county's figures on screen and in the workbook (mediation notes §4.1)."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from app.models.mediation import MediationCase
from app.services.bureau.behind import Item
from app.ui import theme
from app.ui.bureau.list import ListDialog
from app.ui.bureau.periods import periods
from app.ui.bureau.record import RecordDialog
from app.ui.bureau.summary import SummaryPage
from tests.sync.conftest import county, office
from tests.sync.county import LIGANG, County, Office
from tests.ui.sending import Clerk, bureau_desk, clerk

__all__ = ["clerk", "county", "office"]


def accept_cases(office: Office, days: list[date]) -> None:
    """Cases accepted on these days."""
    for number, day in enumerate(days, start=1):
        uid = office.add_case(number)
        with office.store.begin() as session:
            session.execute(
                update(MediationCase).where(MediationCase.uid == uid).values(accepted_on=day)
            )


@pytest.fixture
def page(county: County, office: Office, clerk: Clerk) -> SummaryPage:
    """Two offices have reported; the clock shows the 2nd of March."""
    ligang = county.office(LIGANG)
    accept_cases(office, [date(2026, 1, 5), date(2026, 2, 3), date(2026, 2, 28)])
    accept_cases(ligang, [date(2026, 2, 14)])
    county.accept(office.send("2026-02"))
    county.accept(ligang.send("2026-02"))
    shown: SummaryPage = clerk.opens(SummaryPage(bureau_desk(county)))
    return shown


def column(page: SummaryPage, head: str) -> list[str]:
    """The figures under a head, the total last."""
    grid = page.tables["cases"].grid_model.grid
    (at,) = [n for n, title in enumerate(grid.heads) if title.endswith(head)]
    return [row[at] for row in grid.cells]


def test_the_month_just_ended_is_counted_per_office_with_a_total(page):
    assert page.period.currentText() == "2026年2月"
    assert page.tables["cases"].grid_model.grid.sides[-1] == "合计"
    assert column(page, "调解案件总数（件）") == ["2", "1", "3"]
    assert column(page, "涉及当事人数（人）") == ["4", "2", "6"]


def test_columns_that_are_nought_everywhere_can_be_shown(page):
    few = page.tables["cases"].grid_model.columnCount()
    page.only_used.click()
    assert page.tables["cases"].grid_model.columnCount() > few
    assert column(page, "口头协议（件）") == ["0", "0", "0"]


def test_no_office_is_said_to_be_behind_with_a_month_to_come(page, clerk):
    page.kind.setCurrentIndex(page.kind.findData("year"))
    clerk.waits_for(page)
    assert "12月" not in page.notice.text()


def test_a_list_without_staff_says_so(page):
    """Neither office has staff on its roll: the tab would otherwise be bare."""
    people = page.tables["people"]
    assert people.grid_model.rowCount() == 0
    page.tabs.setCurrentWidget(people)
    assert people.nothing.isVisible()
    assert "没有工作人员" in people.nothing.text()
    page.tabs.setCurrentWidget(page.tables["training"])
    assert not page.tables["training"].nothing.isVisibleTo(page.tables["training"])


@pytest.mark.parametrize("name", ["corrections", "resettlement"])
def test_each_table_leaves_out_the_columns_that_are_nought_everywhere(page, name):
    grid = page.tables[name].grid_model
    few = grid.columnCount()
    figures = list(zip(*grid.grid.cells, strict=True))[1:]
    assert not [cells for cells in figures if set(cells) == {"0"}]
    page.only_used.click()
    assert grid.columnCount() > few


@pytest.mark.parametrize(("kind", "total"), [("quarter", "4"), ("half", "4"), ("year", "4")])
def test_longer_periods_hold_the_months_in_them(page, clerk, kind, total):
    page.kind.setCurrentIndex(page.kind.findData(kind))
    clerk.waits_for(page)
    assert column(page, "调解案件总数（件）")[-1] == total


def test_any_days_can_be_chosen(page, clerk, qtbot):
    page.kind.setCurrentIndex(page.kind.findData("free"))
    clerk.waits_for(page)
    assert page.since.isVisible()
    assert not page.period.isVisible()
    page.until.line.setFocus()
    page.until.line.selectAll()
    qtbot.keyClicks(page.until.line, "2026-2-13")
    qtbot.keyClick(page.until.line, Qt.Key.Key_Return)
    clerk.waits_for(page)
    assert page.until.line.text() == "2026年2月13日"
    assert column(page, "调解案件总数（件）") == ["2", "0", "2"]


def test_at_the_largest_type_chosen_days_fit_a_low_screen(page, clerk, qapp):
    """1366 wide: what does not fit beside the days goes below them."""
    theme.apply(qapp, 150)
    try:
        made = SummaryPage(page._desk)
        clerk.opens(made)
        made.kind.setCurrentIndex(made.kind.findData("free"))
        clerk.waits_for(made)
        assert made.minimumSizeHint().width() <= 1366
    finally:
        theme.apply(qapp, 100)


def test_the_page_says_who_has_not_reported_the_whole_period(page, clerk):
    assert "还没有报到" not in page.notice.text()
    page.kind.setCurrentIndex(page.kind.findData("quarter"))
    clerk.waits_for(page)
    assert "还没有报到2026年3月，数字可能不全" in page.notice.text()


def test_the_workbook_is_written_where_the_clerk_says_with_the_same_figures(
    page, clerk, tmp_path: Path
):
    """E4: only after the warning."""
    clerk.saves_as(tmp_path / "county")
    clerk.presses_ctrl(page.kind, Qt.Key.Key_E)
    clerk.waits_for(page)
    assert "没有加密" in clerk.heard[0]
    assert "汇总表已写好" in clerk.last
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "county.xlsx").read_bytes()))
    values = [[cell.value for cell in row] for row in book["人民调解案件情况统计表"].iter_rows()]
    offices = [row for row in values if row[0] in page.tables["cases"].grid_model.grid.sides]
    assert [row[1] for row in offices[:2]] == [2, 1]


def test_nothing_is_written_when_the_clerk_thinks_better_of_it(page, clerk, tmp_path):
    clerk.presses = {"导出": "取消"}
    clerk.saves_as(tmp_path / "county.xlsx")
    clerk.clicks(page.export)
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_bureau_without_offices_says_where_to_begin(county: County, clerk):
    page = clerk.opens(SummaryPage(bureau_desk(county)))
    assert page.empty.isVisible()
    assert "各所公钥" in page.empty.text()
    assert not page.export.isEnabled()


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("month", ("2026年3月", date(2026, 3, 1), date(2026, 3, 31))),
        ("quarter", ("2026年第一季度", date(2026, 1, 1), date(2026, 3, 31))),
        ("half", ("2026年上半年", date(2026, 1, 1), date(2026, 6, 30))),
        ("year", ("2026年", date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_periods_begin_with_the_one_we_are_in(kind, first):
    found = periods(kind, date(2026, 3, 2))
    assert (found[0].words, found[0].since, found[0].until) == first
    assert all(a.since > b.until for a, b in pairwise(found))


# --- F69: the records behind a figure ----------------------------------------------------------------


def stands_on(page: SummaryPage, row: int, head: str) -> None:
    """Put the cursor on a figure, as the arrows do."""
    table = page.tables["cases"]
    (at,) = [n for n, title in enumerate(table.grid_model.grid.heads) if title.endswith(head)]
    table.setCurrentIndex(table.grid_model.index(row, at))
    table.setFocus()


@pytest.mark.parametrize(("row", "lines"), [(0, 2), (1, 1), (2, 3)])
def test_enter_on_a_figure_lists_its_records(page, clerk, qtbot, row, lines):
    """An office's figure lists its own, the total everybody's."""
    seen: list[ListDialog] = []

    def looks(dialog: ListDialog) -> None:
        seen.append(dialog)
        assert dialog.register.model.total == lines
        dialog.reject()

    stands_on(page, row, "调解案件总数（件）")
    with clerk.in_dialog(ListDialog, looks):
        qtbot.keyClick(page.tables["cases"], Qt.Key.Key_Return)
        clerk.waits_for(page)
    assert len(seen) == 1
    assert ("全县" in seen[0].heading.text()) == (row == 2)


def test_a_list_has_no_column_for_numbers_nobody_has(page, qtbot):
    """Persons of a county whose files are not numbered stand by office and name."""
    bureau = page._desk.bureau
    for number, heads in (("", ["司法所", "姓名"]), ("12", ["司法所", "编号", "姓名"])):
        item = Item(LIGANG, "立岗司法所", "corrections", "a", number, "测试甲", None, 1)
        dialog = ListDialog(
            None,
            bureau,
            [item],
            table="corrections",
            title="期末在册",
            figure="1",
            as_of=date(2026, 2, 28),
        )
        qtbot.addWidget(dialog)
        assert [column.title for column in dialog.register.model.columns] == heads


def test_from_the_list_a_record_is_opened_to_be_looked_at(page, clerk, qtbot):
    seen: list[str] = []

    def looks_at_record(dialog: RecordDialog) -> None:
        seen.append(dialog.windowTitle())
        dialog.reject()

    def looks(dialog: ListDialog) -> None:
        with clerk.in_dialog(RecordDialog, looks_at_record):
            qtbot.keyClick(dialog.register.table, Qt.Key.Key_Return)
        dialog.reject()

    stands_on(page, 0, "调解案件总数（件）")
    with clerk.in_dialog(ListDialog, looks):
        qtbot.keyClick(page.tables["cases"], Qt.Key.Key_Return)
        clerk.waits_for(page)
    assert seen == ["县局查看（只读）"]


def test_nought_opens_an_empty_list_that_says_so(page, clerk, qtbot):
    seen: list[int] = []

    def looks(dialog: ListDialog) -> None:
        seen.append(dialog.register.model.total)
        dialog.reject()

    page.only_used.click()
    stands_on(page, 0, "口头协议（件）")
    with clerk.in_dialog(ListDialog, looks):
        qtbot.keyClick(page.tables["cases"], Qt.Key.Key_Return)
        clerk.waits_for(page)
    assert seen == [0]


def test_a_double_click_does_the_same(page, clerk, qtbot):
    seen: list[str] = []

    def looks(dialog: ListDialog) -> None:
        seen.append(dialog.heading.text())
        dialog.reject()

    table = page.tables["cases"]
    at = table.visualRect(table.grid_model.index(0, 0)).center()
    with clerk.in_dialog(ListDialog, looks):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        clerk.waits_for(page)
    assert seen == ["2026-02-01 至 2026-02-28 640122100所 总量·调解案件总数（件）：2"]
