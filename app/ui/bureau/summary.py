"""汇总: the county's figures for a period, and the workbook of them (mediation notes §4.1)."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
)

from app.days import month_words, show_date
from app.exports.county import CountyFigures, county_workbook
from app.forms.county import RATES_TITLE
from app.services.agenda import SAME_PERSON
from app.services.bureau.behind import Item
from app.services.desk import Desk
from app.services.month_end.recounts import county_table
from app.services.reminders import Target
from app.sync.carrier import carry
from app.ui import dialogs, files, outputs, theme
from app.ui.bureau import tables as bureau_tables
from app.ui.bureau.list import ListDialog
from app.ui.bureau.periods import KINDS, Period, periods
from app.ui.bureau.record import open_record
from app.ui.bureau.same_person import SamePersonDialog
from app.ui.bureau.tables import Grid, GridModel
from app.ui.editors.date_line import DateLine
from app.ui.layouts import left_and_right
from app.ui.page import Page
from app.ui.parts import button, line_of, text
from app.ui.reported_window import ReportedWindow
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["SummaryPage"]

WORKBOOKS = "Excel 工作簿 (*.xlsx)"
EMPTY = (
    "还没有登记司法所，所以没有可汇总的数字。\n请先到“收件”的“各所公钥”里登记各所，再收下报送包。"
)
NO_STAFF = "各所报来的记录里没有工作人员，所以没有培训明细。"
HINT = "双击一个数字，或者选中后按回车，列出它后面的记录。"
USUAL_DAY = 15
"""Until this day the month before is the one that is being put together."""


class SummaryPage(Page):
    """The tab of a bureau."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._work = Worker(self)
        self._figures: CountyFigures | None = None
        self.kind, self.period = QComboBox(), QComboBox()
        self.period.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.since, self.until = DateLine(self._today), DateLine(self._today)
        self.dash = QLabel("至")
        self.only_used = QCheckBox("只显示有数字的栏目")
        self.only_used.setChecked(True)
        self.export = button("导出汇总表…", self.export_workbook, role="primary", key="Ctrl+E")
        self.persons = button(
            "同一人认定…", self.show_same_person, tip="两个所登记了同一个人的，并排核对后认定"
        )
        self.notice = text("", "warning")
        self.hint = text(HINT, "muted")
        self.empty = text(EMPTY, "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tables = {
            "cases": _Table("人民调解"),
            "training": _Table("培训天数"),
            "people": _Table("培训明细", NO_STAFF),
            "corrections": _Table("社区矫正"),
            "resettlement": _Table("安置帮教"),
            "rates": _Table(RATES_TITLE),
            "notes": _Table("说明"),
        }
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for name, table in self.tables.items():
            self.tabs.addTab(table, table.title)
            table.asked.connect(partial(self.open_figure, name))
        self._lay_out()
        self._offer()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(12), side, theme.px(14))
        column.setSpacing(theme.px(8))
        label = QLabel("期间(&P)")
        label.setBuddy(self.kind)
        shown = (label, self.kind, self.period, self.since, self.dash, self.until, self.only_used)
        self.changes = button(
            "上报后变动…", self.show_changes, tip="导出过的汇总，哪些数字后来变了"
        )
        asked, outcome = line_of(shown), line_of((self.persons, self.export, self.changes))
        column.addLayout(left_and_right(asked, outcome, gap=theme.px(8), line_gap=theme.px(6)))
        column.addWidget(self.notice)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.hint)
        column.addWidget(self.empty, 1)
        self.empty.hide()
        self.setFocusProxy(self.kind)

    def _offer(self) -> None:
        """Fill the lists: the month being put together is chosen."""
        today = self._desk.clock().date()
        for code, words in KINDS:
            self.kind.addItem(words, code)
        self._offer_periods()
        if today.day <= USUAL_DAY:
            self.period.setCurrentIndex(1)
        for edit, day in ((self.since, today.replace(month=1, day=1)), (self.until, today)):
            edit.show_day(day)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.period.currentIndexChanged.connect(lambda _: self.refresh())
        for edit in (self.since, self.until):
            edit.line.editingFinished.connect(self._day_typed)
            edit.edited.connect(partial(self._day_picked, edit))
        self.only_used.toggled.connect(lambda _: self._show_figures())

    # --- the period --------------------------------------------------------------------------------

    @property
    def chosen(self) -> Period:
        """The period on screen."""
        if self.kind.currentData() == "free":
            today = self._today()
            since, until = sorted((self.since.day or today, self.until.day or today))
            return Period(f"{since:%Y-%m-%d}至{until:%Y-%m-%d}", since, until)
        found: Period = self.period.currentData()
        return found

    def _today(self) -> date:
        return self._desk.clock().date()

    def _day_typed(self) -> None:
        """Count anew; a day that cannot be read is said, and today taken for it."""
        for edit in (self.since, self.until):
            edit.tidy()
            if edit.complaint:
                self.said.emit(edit.complaint)
        self._count_if_other()

    def _day_picked(self, edit: DateLine) -> None:
        """From the calendar or by the arrow keys; what is being typed waits until it is done."""
        if edit.day is not None and edit.line.text() == show_date(edit.day):
            self._count_if_other()

    def _count_if_other(self) -> None:
        """Leaving a line, or Enter in it, is no reason to count the same days again."""
        shown, chosen = self._figures, self.chosen
        if shown is None or (shown.since, shown.until) != (chosen.since, chosen.until):
            self.refresh()

    def _kind_changed(self) -> None:
        self._offer_periods()
        self.refresh()

    def _offer_periods(self) -> None:
        kind = self.kind.currentData()
        free = kind == "free"
        self.period.setVisible(not free)
        for widget in (self.since, self.dash, self.until):
            widget.setVisible(free)
        if free:
            return
        self.period.blockSignals(True)
        self.period.clear()
        for period in periods(kind, self._desk.clock().date()):
            self.period.addItem(period.words, period)
        self.period.blockSignals(False)

    # --- the figures -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count anew, off the window's thread."""
        self._work.then(self._begin_counting)

    def _begin_counting(self) -> None:
        period = self.chosen
        self._work.run(
            f"正在汇总 {period.words}",
            lambda _: self._desk.bureau.figures(period.since, period.until),
            self._show,
        )

    def _show(self, figures: CountyFigures) -> None:
        self._figures = figures
        some = bool(figures.offices)
        self.tabs.setVisible(some)
        self.hint.setVisible(some)
        self.empty.setVisible(not some)
        self.export.setEnabled(some)
        self.notice.setText(_notice(figures, self._desk.clock().date()))
        self.notice.setVisible(bool(self.notice.text()))
        self._show_figures()
        for name, make in (
            ("training", bureau_tables.training),
            ("people", bureau_tables.people),
            ("rates", bureau_tables.rates),
            ("notes", bureau_tables.notes),
        ):
            self.tables[name].show_grid(make(figures))

    def _show_figures(self) -> None:
        if self._figures is not None:
            grid = bureau_tables.cases(self._figures, only_used=self.only_used.isChecked())
            self.tables["cases"].show_grid(grid)
            for name, table in (
                ("corrections", bureau_tables.corrections),
                ("resettlement", bureau_tables.resettlement),
            ):
                shown = table(self._figures, only_used=self.only_used.isChecked())
                self.tables[name].show_grid(shown)

    # --- the records behind a figure ---------------------------------------------------------------

    def open_figure(self, table: str, row: int, column: int) -> None:
        """List what a figure counts; of a person's line open the person (F69)."""
        grid, figures = self.tables[table].grid_model.grid, self._figures
        if figures is None or self._work.busy or row >= len(grid.rows):
            return
        office, uid = grid.rows[row]
        if uid:
            open_record(self, self._desk.bureau, office, "staff", uid, as_of=figures.until)
            return
        name = grid.names[column]
        head = grid.heads[column].replace("\n", "·")
        shown = f"{figures.period} {grid.sides[row] if office else '全县'} {head}"
        offices = [office] if office else [one.code for one in figures.offices]
        self._work.run(
            "正在列出记录",
            lambda _: self._desk.bureau.behind.figure(
                table, name, offices, figures.since, figures.until
            ),
            lambda items: self._show_list(table, items, shown, grid.cells[row][column]),
        )

    def _show_list(self, table: str, items: list[Item], title: str, figure: str) -> None:
        until = self._figures.until if self._figures else self._desk.clock().date()
        ListDialog(
            self,
            self._desk.bureau,
            items,
            table=table,
            title=title,
            figure=figure,
            as_of=until,
        ).exec()

    def show_same_person(self) -> None:
        """Cards of two offices that may be of one person (F67)."""
        SamePersonDialog(self, self._desk.bureau).exec()
        self.refresh()

    def open_target(self, target: Target) -> None:
        """今日 leads to the cards that wait for a decision."""
        if target.part == SAME_PERSON:
            self._work.then(self.show_same_person)

    # --- the workbook ------------------------------------------------------------------------------

    def export_workbook(self) -> None:
        """Write the county's workbook where the clerk says, after a warning (E4)."""
        period = self.chosen
        if self._work.busy or not dialogs.ask(
            self,
            f"导出 {period.words} 的汇总表？",
            "导出的表格没有加密，其中有工作人员的姓名。请存到安全的位置，用完及时删除。",
            yes="导出",
        ):
            return
        name = f"{self._desk.identity.code}-{period.since:%Y%m%d}-{period.until:%Y%m%d}.xlsx"
        path = files.ask_save(self, "汇总表存到哪里", name, WORKBOOKS)
        if path is None:
            return
        outputs.about_to_export("汇总表", self._desk.identity.code)
        target = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        self._work.run("正在写汇总表", lambda _: self._write(period, target), self._written)

    def show_changes(self) -> None:
        """What changed after it was exported, and because of which records (F70)."""
        window = ReportedWindow(self, self._desk)
        window.wants.connect(self._open_changed)
        window.exec()

    def _open_changed(self, target: Target) -> None:
        until = self._figures.until if self._figures else self._desk.clock().date()
        if target.uid:
            bureau = self._desk.bureau
            open_record(self, bureau, target.office, target.part, target.uid, as_of=until)

    def _write(self, period: Period, target: Path) -> Path:
        """Write the workbook; the figures it shows are kept as they are."""
        self._desk.reported.keep(county_table(self._desk, period.since, period.until), "export")
        book = county_workbook(self._desk.bureau, since=period.since, until=period.until)
        return carry(book, target).path

    def _written(self, target: Path) -> None:
        self.said.emit("汇总表已导出。")
        dialogs.inform(self, "汇总表已写好并核对。", f"{target.name}\n位置：{target.parent}")


class _Table(QTableView):
    """One table; the offices stay in sight at the left. ``asked`` carries row and column."""

    asked = Signal(int, int)

    def __init__(self, title: str, nothing: str = "") -> None:
        super().__init__()
        self.title = title
        self.nothing = text(nothing, "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self.viewport()).addWidget(self.nothing)
        self.grid_model = GridModel()
        self.setModel(self.grid_model)
        self.setAccessibleName(title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(theme.px(34))
        self.verticalHeader().setMinimumWidth(theme.px(120))
        self.doubleClicked.connect(lambda index: self.asked.emit(index.row(), index.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for what is behind the figure under the cursor."""
        at = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and at.isValid():
            self.asked.emit(at.row(), at.column())
            return
        super().keyPressEvent(event)

    def show_grid(self, grid: Grid) -> None:
        """Show another grid, each column as wide as its head and figures need."""
        self.grid_model.show_grid(grid)
        self.nothing.setVisible(not grid.rows and bool(self.nothing.text()))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(grid.words)
        header.setMinimumSectionSize(theme.px(76))


def _notice(figures: CountyFigures, today: date) -> str:
    """Who has not reported the whole period, as far as it has gone, and whose figures do not fit."""
    wanted = f"{min(figures.until, today):%Y-%m}"
    late = [o.name for o in figures.offices if o.newest_month < wanted]
    wrong = [
        o.name for o in figures.offices if any(level == "应改正" for _, level, _ in o.mismatches)
    ]
    said = []
    if late:
        listed = "、".join(late[:5]) + (f"等 {len(late)} 个所" if len(late) > 5 else "")
        said.append(f"{listed}还没有报到{month_words(wanted)}，数字可能不全")
    if wrong:
        said.append(f"{'、'.join(wrong)}的数字对不平，见“说明”")
    return "；".join(said) + ("。" if said else "")
