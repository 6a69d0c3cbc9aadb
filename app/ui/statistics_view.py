"""统计: a period, its figures by category, its checks and rates; every number opens what it counts.

How a page uses it::

    view = StatisticsView(tools, desk.resettlement)
    view.opened.connect(lambda uids, words: self.roll.show_only(uids, words))

A table that may be split in several ways is given as words → counter; the clerk chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.report_columns import ReportColumn
from app.rules.periods import KINDS, ReportPeriod, recent
from app.services.month_end.reported import Kept
from app.services.month_end.tables import from_counted
from app.services.statistics import HAND, Counted, Counter
from app.ui import background, files, outputs, theme
from app.ui.desk_tools import DeskTools
from app.ui.reading_tables import only_read
from app.ui.reported_window import ReportedWindow, print_kept
from app.ui.shortcuts import bind

__all__ = ["StatisticsView"]

BEHIND = Qt.ItemDataRole.UserRole
"""What a cell keeps: what its number counts, and the number's name."""
OTHER = Qt.ItemDataRole.UserRole + 1
"""What stands behind it when it is not the duty's persons."""
LABEL_WIDTH, FIGURE_WIDTH, RATE_WIDTH = 260, 108, 260


class StatisticsView(QWidget):
    """The widget. ``opened`` carries what is counted and the name of the figure, ``changed`` words.

    ``other_opened`` carries the kind, too, of records that are not the duty's persons.
    """

    opened = Signal(tuple, str)
    other_opened = Signal(str, tuple, str)
    changed = Signal(str)
    wants = Signal(object)  # Target

    def __init__(self, tools: DeskTools, counter: Counter | Mapping[str, Counter]) -> None:
        super().__init__()
        self._tools = tools
        self.split = QComboBox()
        self.split.setAccessibleName("怎样分列")
        self.split.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.split.setMinimumContentsLength(6)  # beside a list, in large type, room is short
        for words, one in (counter if isinstance(counter, Mapping) else {"": counter}).items():
            self.split.addItem(words, one)
        if self.split.count() == 1:
            self.split.hide()
        self.counted: Counted | None = None
        self.kind = QComboBox()
        for code, (words, _) in KINDS.items():
            self.kind.addItem(words, code)
        self.period = QComboBox()
        self.period.setMinimumWidth(theme.px(150))
        self.merge = QCheckBox("未成年的小数目合并显示")
        self.merge.setChecked(True)
        self.merge.setToolTip("一个乡镇只有一两名未成年人时，数目本身就能认出是谁。")
        self.table = self._table()
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.print_button = QPushButton("打印上报表")
        self.print_button.setToolTip("打印的表留底，写上版次和校验码")
        self.export_button = QPushButton("导出表格")
        self.export_button.setToolTip("导出的表同样留底")
        self.changes_button = QPushButton("上报后变动…")
        self.changes_button.setToolTip("留底的表里，哪些数字后来变了，是哪些记录改动的")
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        for widget in (self.kind, self.period, self.split, self.merge):
            bar.addWidget(widget)
        bar.addStretch(1)
        self.table.setToolTip("在数字上双击或按回车，列出数的是哪些")
        for made in (self.print_button, self.export_button, self.changes_button):
            bar.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.notes)
        self.kind.currentIndexChanged.connect(lambda _: self._list_periods())
        self.period.currentIndexChanged.connect(lambda _: self.reload())
        self.split.currentIndexChanged.connect(lambda _: self.reload())
        self.merge.toggled.connect(lambda _: self._show())
        self.print_button.clicked.connect(self.print_reported)
        self.export_button.clicked.connect(self.export)
        self.changes_button.clicked.connect(self.show_changes)
        self.setFocusProxy(self.table)
        self._list_periods()

    # -- what is shown ----------------------------------------------------------------------------

    def choose(self, kind: str, first: Any = None) -> None:
        """Choose a kind of period and the one that begins on ``first``."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        for row in range(self.period.count()):
            if first is not None and self.period.itemData(row).first == first:
                self.period.setCurrentIndex(row)

    def reload(self) -> None:
        """Count again; while longer work holds the store, a little later."""
        if self._tools.desk.busy:
            QTimer.singleShot(300, self, self.reload)
            return
        chosen: ReportPeriod | None = self.period.currentData()
        if chosen is not None:
            self.counted = self.split.currentData().counted(chosen)
            self._show()

    def _list_periods(self) -> None:
        self.period.blockSignals(True)
        self.period.clear()
        for one in recent(self.kind.currentData(), self._tools.today()):
            self.period.addItem(one.words, one)
        self.period.blockSignals(False)
        self.reload()

    def _show(self) -> None:
        if self.counted is None:
            return
        self.merge.setVisible(any(column.small for column in self.counted.table.columns))
        heads = ["项目", "合计", *self.counted.categories]
        if self.counted.rates:  # beside a rate: who keeps it from its target
            heads.append(f"影响指标的{self.counted.thing}")
        table = self.table
        table.setRowCount(0)
        table.setColumnCount(len(heads))
        table.setHorizontalHeaderLabels(heads)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setColumnWidth(0, theme.px(LABEL_WIDTH))
        alone = self.counted.rates and not self.counted.categories
        wide = RATE_WIDTH if alone else FIGURE_WIDTH
        for column in range(1, len(heads)):
            words = header.fontMetrics().horizontalAdvance(heads[column]) + theme.px(24)
            table.setColumnWidth(column, max(theme.px(wide), words))
        self._add_rates()
        group = ""
        for column_of in self.counted.table.columns:
            if column_of.group != group:
                group = column_of.group
                self._add_head(group)
            self._add_figures(column_of)
        self._say()

    def _add_rates(self) -> None:
        found = self.counted
        if found is None or not found.rates:
            return
        self._add_head(found.rates_title)
        for rate in found.rates:
            row = self._add_row()
            label = QTableWidgetItem(rate.label)
            label.setToolTip(rate.definition)
            words = f"{rate.words}（{rate.counts}）"
            cell = QTableWidgetItem(words + (f" 目标{rate.target}" if rate.target else ""))
            cell.setData(BEHIND, (rate.whole, rate.label))
            cell.setToolTip(rate.definition)
            if rate.met is not None:
                cell.setForeground(QColor(theme.COLOURS["good" if rate.met else "bad"]))
            self.table.setItem(row, 0, label)
            self.table.setItem(row, 1, cell)
            if found.categories:  # a rate stands over the whole, its words need room
                self.table.setSpan(row, 1, 1, len(found.categories) + 1)
            against = f"{len(rate.against)} {found.measure}" if rate.against else ""
            behind = QTableWidgetItem(against)
            behind.setData(BEHIND, (rate.against, f"{rate.label}·影响指标的{found.thing}"))
            self.table.setItem(row, self.table.columnCount() - 1, behind)

    def _add_figures(self, of: ReportColumn) -> None:
        found = self.counted
        if found is None:
            return
        key, label = of.key, of.label
        row = self._add_row()
        head = QTableWidgetItem(f"{of.words}（{of.unit}）" if of.unit else of.words)
        if of.proposed:
            head.setToolTip("程序提出的栏目，没有核对过报表原样。")
        self.table.setItem(row, 0, head)
        if of.by_hand:
            self._leave_to_the_pen(row)
            return
        for column, category in enumerate(("", *found.categories), start=1):
            number = found.shown(key, category, merge_small=self.merge.isChecked())
            cell = QTableWidgetItem(_figure(number))
            name = f"{label}·{category}" if category else label
            cell.setData(BEHIND, (found.people(key, category), name))
            cell.setData(OTHER, found.kind(key))
            if number == 0:
                cell.setForeground(QColor(theme.COLOURS["faint"]))
            self.table.setItem(row, column, cell)

    def _leave_to_the_pen(self, row: int) -> None:
        """A figure of which the program keeps no record is no nought."""
        cell = QTableWidgetItem(HAND)
        cell.setForeground(QColor(theme.COLOURS["muted"]))
        cell.setToolTip("程序没有登记，打印后手填")
        self.table.setItem(row, 1, cell)

    def _add_head(self, words: str) -> None:
        row = self._add_row()
        item = QTableWidgetItem(words)
        font = QFont(self.table.font())
        font.setBold(True)
        item.setFont(font)
        item.setBackground(QColor(theme.COLOURS["raised"]))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, self.table.columnCount())

    def _add_row(self) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        return row

    def _say(self) -> None:
        if self.counted is None:
            return
        found = self.counted
        wrong = [check for check in found.checks if not check.holds]
        if wrong:
            words = "；".join(f"{check.words}：{check.said}" for check in wrong) + "。"
        else:
            words = f"勾稽：{len(found.checks)} 项都平。"
        self.notes.setText("  ".join(filter(None, (words, *found.remarks, found.grounds))))
        bad = any(check.level == "error" for check in wrong)
        theme.set_role(self.notes, "problem" if bad else "warning" if wrong else "muted")

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        only_read(table, height=28)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.cellDoubleClicked.connect(lambda *_: self.open_current())
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            bind(table, key, self.open_current)
        return table

    # -- what is done -----------------------------------------------------------------------------

    def open_current(self) -> None:
        """List what the number under the cursor counts."""
        item = self.table.currentItem()
        behind = item.data(BEHIND) if item is not None else None
        if not behind or self.counted is None:
            return
        uids, name = behind
        if not uids:
            self.changed.emit(f"“{name}”没有{self.counted.thing}。")
            return
        if kind := item.data(OTHER):
            self.other_opened.emit(kind, tuple(uids), f"{self.counted.period.words}  {name}")
            return
        self.opened.emit(tuple(uids), f"{self.counted.period.words}  {name}")

    def _keep(self, way: str) -> Kept | None:
        """Keep the table as it leaves the office (F70)."""
        found = self.counted
        if found is None:
            return None
        office, small = self._tools.desk.identity.code, self.merge.isChecked()
        table = from_counted(found, office=office, merge_small=small)
        return self._tools.desk.reported.keep(table, way)

    def print_reported(self) -> None:
        """Keep the table and preview it, with its version and checksum."""
        kept = self._keep("print")
        if kept is not None:
            print_kept(self, self._tools.desk, kept)
            self.changed.emit(f"已留底：{kept.period}{kept.title}{kept.stamp}。")

    def show_changes(self) -> None:
        """What changed after it was reported, and because of which records."""
        window = ReportedWindow(self, self._tools.desk)
        window.wants.connect(self.wants)
        window.exec()

    def export(self) -> None:
        """The table as xlsx where the clerk says, kept as it is; numbers only."""
        found = self.counted
        if found is None:
            return
        identity, now = self._tools.desk.identity, self._tools.desk.clock()
        name = f"{identity.code}-{found.kept_as}-{found.period.first:%Y%m}"
        path = files.ask_save(self, "导出统计表", f"{name}.xlsx", "Excel 表格 (*.xlsx)")
        if path is None:
            return
        outputs.about_to_export(found.table.title, name)
        rows = found.rows(merge_small=self.merge.isChecked())
        kept = self._keep("export")
        stamp = kept.stamp if kept else ""
        note = f"{identity.name}  {found.period.words}  {found.table.source}  {stamp}"

        def work(_progress: background.Progress) -> None:
            from app.exports.statistics import statistics_workbook

            data = statistics_workbook(
                found.table.title,
                note,
                rows,
                list(found.categories),
                [(c.words, c.said) for c in found.checks],
                [(r.label, r.words, f"{r.counts} {r.target}") for r in found.rates],
                rates_title=found.rates_title,
                remarks=[*found.remarks, found.grounds],
                creator=identity.code,
                made_at=now,
            )
            files.write(path, data)

        background.run(
            self,
            f"正在导出{found.table.title}",
            work,
            done=lambda _: self.changed.emit(f"已导出到 {path.name}。"),
        )


def _figure(number: int | Decimal | str) -> str:
    """1,234; money to the fen, of 万元 as many places as it has; words as they are."""
    if isinstance(number, Decimal):
        fine = int(number.as_tuple().exponent) < -2
        return f"{number:,}" if fine else f"{number:,.2f}" if number else "0"
    return f"{number:,}" if isinstance(number, int) else number
