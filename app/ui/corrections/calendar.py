"""外出日历: a month of who is away, where and until when; 销假 and 抽查 from here (F17).

A line for each leave, a box for each day. Keys: the arrows walk, Page Up and Page Down turn the
month, Enter opens the leave. What stands under the cursor is said below in words.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.days import short_day
from app.forms.pictures import Box, Look
from app.services.corrections.leave_calendar import (
    AWAY_REGISTER,
    WEEKDAYS,
    AwayMonth,
    away_month,
    month_after,
    month_before,
)
from app.services.corrections.leave_view import AwayRow
from app.ui import theme
from app.ui.corrections.leave_back import record_return, record_spot_check
from app.ui.desk_tools import DeskTools
from app.ui.picture_view import Legend, paint_box
from app.ui.unveil import Unveil

__all__ = ["CalendarPage"]

Index = QModelIndex | QPersistentModelIndex
FACTS = (("姓名", 96), ("目的地", 110), ("应返", 84))
EMPTY = frozenset({Look.PLAIN, Look.OUTSIDE})
BOX = Qt.ItemDataRole.UserRole


class _Model(QAbstractTableModel):
    """The month as a table: three facts of a leave, then the days."""

    def __init__(self, month: AwayMonth) -> None:
        super().__init__()
        self.month = month

    def show_month(self, month: AwayMonth) -> None:
        """Another month."""
        self.beginResetModel()
        self.month = month
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One line for each leave."""
        return 0 if parent.isValid() else len(self.month.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Facts and days."""
        return 0 if parent.isValid() else len(FACTS) + len(self.month.days)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a fact, the box of a day; for the ear, the day in words."""
        row = self.month.rows[index.row()]
        place = index.column() - len(FACTS)
        if place < 0:
            words = (row.name, row.destination, short_day(row.until))[index.column()]
            shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            if role == Qt.ItemDataRole.ForegroundRole and row.late and row.back is None:
                return QColor(theme.COLOURS["bad"])
            return words if role in shown else None
        box = self.month.boxes[index.row()][place]
        if role == BOX:
            return box
        said = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        return box.tip if role in said else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The day and its weekday; pointed at, who is away."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        place = section - len(FACTS)
        if place < 0:
            return FACTS[section][0] if role == Qt.ItemDataRole.DisplayRole else None
        day = self.month.days[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{day.day}\n{WEEKDAYS[day.weekday()]}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.month.said(day)
        return None


class _Days(QStyledItemDelegate):
    """Draws the boxes of the days."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A box; a frame where the cursor stands."""
        box = index.data(BOX)
        if not isinstance(box, Box):
            super().paint(painter, option, index)
            return
        place = option.rect  # type: ignore[attr-defined]
        if box.look in EMPTY and option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            box = Box(Look.SOFT)
        painter.save()
        font = painter.font()
        font.setPixelSize(theme.px(12))
        painter.setFont(font)
        paint_box(painter, place, box)
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.setPen(QColor(theme.COLOURS["ink"]))
            painter.drawRect(place.adjusted(1, 1, -2, -2))
        painter.restore()


class _Table(QTableView):
    """The table; Enter opens, Page Up and Page Down turn the month."""

    opened = Signal()
    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a calendar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)


class CalendarPage(QWidget):
    """The page. ``opened`` carries person and leave; ``left`` leads back; ``said`` is told."""

    opened = Signal(str, str)
    left = Signal()
    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._leaves = tools.desk.corrections.leaves
        self.unveil = Unveil(tools.desk, "外出日历", tools.desk.identity.code, self)
        self.unveil.toggled.connect(lambda _: self._say())
        today = tools.today()
        self._model = _Model(away_month(today.replace(day=1), (), today))
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.table = self._make_table()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(theme.px(40))
        self.legend = Legend()
        self.empty = QLabel("这个月没有人外出。")
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        said = QHBoxLayout()
        said.addWidget(self.words, 1)
        said.addWidget(self.unveil, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(said)
        layout.addWidget(self.legend)

    @property
    def month(self) -> AwayMonth:
        """The month shown."""
        return self._model.month

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.buttons: dict[str, QPushButton] = {}
        for words, act, tip in (
            ("返回花名册", self.left.emit, "Esc"),
            ("上月", lambda: self.turn(-1), "Page Up"),
            ("本月", lambda: self.turn(0), ""),
            ("下月", lambda: self.turn(1), "Page Down"),
            ("", None, ""),
            ("登记抽查", self.spot_check, "光标所在的人外出期间抽查一次"),
            ("销假", self.come_back, "光标所在的人已经返回并报告"),
            ("打印外出日历", self.print_current, "Ctrl+P"),
        ):
            if act is None:
                bar.addWidget(self.title)
                bar.addStretch(1)
                continue
            button = QPushButton(words)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons[words] = button
            bar.addWidget(button)
        return bar

    def _make_table(self) -> _Table:
        table = _Table()
        table.setProperty("role", "days")
        table.setModel(self._model)
        table.setItemDelegate(_Days(table))
        table.setAccessibleName("外出日历")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(28))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(18))
        table.opened.connect(self.open_current)
        table.turned.connect(self.turn)
        table.doubleClicked.connect(lambda _: self.open_current())
        table.selectionModel().currentChanged.connect(lambda *_: self._say())
        return table

    # -- what is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the month again; the cursor stays."""
        at = self.table.currentIndex()
        month = self._model.month
        self._show(month, at.row(), at.column())

    def turn(self, months: int) -> None:
        """A month back, a month on; with 0 the month of today."""
        first = self._model.month.first
        today = self._tools.today()
        turned = {-1: month_before(first), 1: month_after(first)}.get(months, today.replace(day=1))
        self._show(away_month(turned, (), today), 0, self.table.currentIndex().column())

    def _show(self, month: AwayMonth, row: int, column: int) -> None:
        today = self._tools.today()
        rows = self._leaves.calendar(month.first, month.days[-1])
        self._model.show_month(away_month(month.first, rows, today))
        month = self._model.month
        self.title.setText(month.title)
        header = self.table.horizontalHeader()
        for place, (_, width) in enumerate(FACTS):
            self.table.setColumnWidth(place, theme.px(width))
        for place in range(len(month.days)):
            header.setSectionResizeMode(len(FACTS) + place, QHeaderView.ResizeMode.Stretch)
        self.legend.show_legend(month.picture())
        self.table.setVisible(bool(month.rows))
        self.empty.setVisible(not month.rows)
        if month.rows:
            line = min(max(row, 0), len(month.rows) - 1)
            day = len(FACTS) + today.day - 1 if today in month.days else len(FACTS)
            place = column if 0 <= column < self._model.columnCount() else day
            self.table.setCurrentIndex(self._model.index(line, place))
        self._say()

    def current(self) -> AwayRow | None:
        """The leave under the cursor."""
        line = self.table.currentIndex().row()
        rows = self._model.month.rows
        return rows[line] if 0 <= line < len(rows) else None

    def _say(self) -> None:
        """The line and the day under the cursor, in words; what can be done with it."""
        row, month = self.current(), self._model.month
        out = row is not None and row.back is None
        self.buttons["销假"].setEnabled(out)
        self.buttons["登记抽查"].setEnabled(out)
        if row is None:
            self.words.setText("")
            return
        words = (
            f"{row.name}：{short_day(row.since)}外出，{short_day(row.until)}应返，{row.destination}"
        )
        words += f"，电话{self.unveil.read('phone', row.phone)}" if row.phone else ""
        if row.back is not None:
            words += f"，{short_day(row.back)}返回"
        elif row.late:
            words += f"，逾期未归{row.late}天"
        place = self.table.currentIndex().column() - len(FACTS)
        if 0 <= place < len(month.days):
            words += f"。\n{month.said(month.days[place])}"
        self.words.setText(words)

    # -- what can be done ---------------------------------------------------------------------------

    def open_current(self) -> None:
        """To the leave under the cursor, on its person's page."""
        if (row := self.current()) is not None:
            self.opened.emit(row.person_uid, row.leave_uid)

    def spot_check(self) -> None:
        """One look at the person under the cursor."""
        row = self.current()
        if row is not None and record_spot_check(self, self._tools, row.leave_uid):
            self.refresh()
            self.said.emit(f"{row.name}：抽查已登记。")

    def come_back(self) -> None:
        """销假 of the person under the cursor."""
        row = self.current()
        if row is not None and record_return(self, self._tools, row.leave_uid):
            self.refresh()
            self.said.emit(f"{row.name}：已销假。")

    def print_current(self) -> None:
        """The month as a picture with its list below."""
        month = self._model.month
        self._tools.preview_register(
            self,
            AWAY_REGISTER,
            [
                {
                    "person_uid": row.person_uid,
                    **{f.name: getattr(row, f.name) or None for f in AWAY_REGISTER.columns},
                }
                for row in month.rows
            ],
            title=month.title,
            note=self._tools.desk.identity.name,
            file_name=f"{self._tools.desk.identity.code}-外出-{month.first:%Y%m}",
            pictures=[month.picture()] if month.rows else (),
        )
