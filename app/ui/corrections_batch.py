"""成批登记: one kind of check-in, one time, many persons ticked off.

The time in the form decides the day of the list. Space ticks a line, Ctrl+A all that are still
owed; Enter opens the full paper for somebody whose case was different.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.codes import label
from app.forms.definition import Problem
from app.rules.checkins import WEEKLY, Status
from app.services.base import Rejected
from app.services.corrections.check_in_reading import SheetRow
from app.ui import dialogs, theme
from app.ui.corrections_forms import METHODS, batch_form
from app.ui.corrections_week import short_day
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView

__all__ = ["BatchSheet"]

STATUS = {
    "": ("本期不要求", "muted"),
    Status.DONE.value: ("已登记", "good"),
    Status.OPEN.value: ("待登记", "ink"),
    Status.OVERDUE.value: ("逾期未报", "bad"),
    Status.EXEMPT.value: ("免报", "muted"),
    Status.SUSPENDED.value: ("暂停", "muted"),
}
OWED = frozenset({Status.OPEN.value, Status.OVERDUE.value})
TICK, NAME, CLASS, STANDING, NOW, NOTE = range(6)
HEADS = ("登记", "姓名", "管理类别", "本期", "目前", "说明")


class BatchSheet(QWidget):
    """The page. ``left`` when the clerk is done, ``recorded`` carries a sentence, ``single`` a
    person and a kind to be recorded alone.
    """

    left = Signal()
    recorded = Signal(str)
    single = Signal(str, str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._check_ins = tools.desk.corrections.check_ins
        self._rows: list[SheetRow] = []
        self._day: date | None = None
        self.kind = QComboBox()
        for code in CHECK_IN_FORMS:
            self.kind.addItem(label("checkin_kind", code), code)
        self.kind.currentIndexChanged.connect(lambda _: self._turn())
        self._form_place = QVBoxLayout()
        self.view: FormView | None = None
        self.table = self._table()
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.empty = QLabel("这一天没有在册的对象。先在花名册里登记入矫。")
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save_button = QPushButton("登记勾选的人")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addLayout(self._form_place)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(self._foot())

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        back = QPushButton("返回")
        back.clicked.connect(self.leave)
        title = QLabel("成批登记")
        title.setProperty("role", "title")
        words = QLabel("事项(&K)")
        words.setBuddy(self.kind)
        for widget in (back, title, words, self.kind):
            bar.addWidget(widget)
        bar.addStretch(1)
        return bar

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        hint = QLabel("空格勾选，Ctrl+A 勾选全部待登记的；情况不同的人按回车单独登记。")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        foot.addWidget(hint, 1)
        foot.addWidget(self.count)
        foot.addWidget(self.save_button)
        return foot

    # -- what is shown ------------------------------------------------------------------------------

    def open(self, kind: str = WEEKLY, day: date | None = None) -> None:
        """Show the sheet of a kind and day (today)."""
        self._day = day
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))
        self.kind.blockSignals(False)
        self._turn()

    def _turn(self) -> None:
        """Another kind: its form, and the people under its rhythm."""
        kind: str = self.kind.currentData()
        if self.view is not None:
            self._form_place.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
        self.view = FormView(batch_form(kind), self._tools.context(), shared_facts=False)
        now = self._tools.desk.clock().replace(second=0, microsecond=0)
        day = self._day or now.date()
        moment = now if day == now.date() else datetime.combine(day, now.time())
        values: dict[str, Any] = {"happened_at": moment, "method": METHODS.get(kind)}
        values["result"] = "self" if kind == WEEKLY else "normal"
        self.view.set_values({**values, **self._usual()})
        self.view.changed.connect(self._day_changed)
        self.view.hint_strip.hide()  # the list needs the room; F1 still explains
        self._form_place.addWidget(self.view)
        self._fit_form()
        self.reload()

    def _usual(self) -> dict[str, Any]:
        staff = self._tools.desk.settings.value("corrections.last_staff")
        return {"staff": staff} if staff else {}

    def _fit_form(self) -> None:
        """The form takes the height it needs, the list the rest; only a past day asks why."""
        if self.view is None:
            return
        late = self._shown_day() < self._tools.today()
        self.view.cell("late_reason").setVisible(late)
        QTimer.singleShot(0, self, self._size_form)  # once the layout knows what is hidden

    def _size_form(self) -> None:
        if self.view is None:
            return
        width = max(self.view.scroll_area.viewport().width(), theme.px(500))
        height = self.view.page.heightForWidth(width) + theme.px(2)
        bars = [bar for bar in (self.view.notice, self.view.problem_bar) if not bar.isHidden()]
        height += sum(bar.sizeHint().height() + theme.px(6) for bar in bars)
        self.view.setFixedHeight(min(height, theme.px(300)))

    def resizeEvent(self, event: Any) -> None:
        """A narrow form is higher."""
        super().resizeEvent(event)
        self._fit_form()

    def _day_changed(self) -> None:
        moment = self.view.values().get("happened_at") if self.view else None
        if moment is not None and moment.date() != self._shown_day():
            self._day = moment.date()
            self._fit_form()
            self.reload()

    def _shown_day(self) -> date:
        return self._day or self._tools.today()

    def reload(self) -> None:
        """Read who has done it and who has not."""
        self._rows = self._check_ins.sheet(self.kind.currentData(), self._shown_day())
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._rows))
        for line, row in enumerate(self._rows):
            self._show(line, row)
        self.table.blockSignals(False)
        self.table.setVisible(bool(self._rows))
        self.empty.setVisible(not self._rows)
        if self._rows:
            self.table.setCurrentCell(0, NAME)
        self._counted()

    def _show(self, line: int, row: SheetRow) -> None:
        words, tone = STATUS[row.status]
        if row.done_on:
            words = f"{words} {short_day(row.done_on)}"
        cells = (
            "",
            row.name,
            label("control_class", row.control_class) or "未定",
            words,
            row.now,
            row.note,
        )
        for place, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if place == TICK:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if not self._here(row):
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Unchecked)
            if place == STANDING:
                item.setForeground(theme.colour(tone))
            self.table.setItem(line, place, item)

    def _here(self, row: SheetRow) -> bool:
        """Whether the very day has a record already."""
        return row.status == Status.DONE.value and row.done_on == self._shown_day()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        table.setHorizontalHeaderLabels(HEADS)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(34))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for place, width in enumerate((56, 110, 96, 150, 180)):
            table.setColumnWidth(place, theme.px(width))
        table.itemChanged.connect(lambda item: self._counted() if item.column() == TICK else None)
        table.doubleClicked.connect(lambda _: self._alone())
        table.installEventFilter(self)
        return table

    # -- what the clerk does --------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Space, Ctrl+A and Enter in the list."""
        pressed = event.type() == QEvent.Type.KeyPress
        if watched is self.table and pressed and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.table.currentRow())
            self.table.setCurrentCell(min(self.table.currentRow() + 1, len(self._rows) - 1), NAME)
        elif (
            event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self.tick_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._alone()
        else:
            return False
        return True

    def _toggle(self, line: int) -> None:
        item = self.table.item(line, TICK)
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def tick_all(self) -> None:
        """Tick everybody who owes it; a second time none."""
        lines = [n for n, row in enumerate(self._rows) if row.status in OWED]
        items = [item for n in lines if (item := self.table.item(n, TICK)) is not None]
        every = all(item.checkState() == Qt.CheckState.Checked for item in items)
        for item in items:
            item.setCheckState(Qt.CheckState.Unchecked if every else Qt.CheckState.Checked)

    def ticked(self) -> list[str]:
        """The uids of those ticked."""
        return [
            row.person_uid
            for line, row in enumerate(self._rows)
            if (item := self.table.item(line, TICK)) is not None
            and item.checkState() == Qt.CheckState.Checked
        ]

    def _counted(self) -> None:
        left = sum(row.status in OWED for row in self._rows)
        chosen = len(self.ticked())
        self.count.setText(f"待登记{left}人，已勾选{chosen}人")
        self.save_button.setEnabled(chosen > 0)

    def _alone(self) -> None:
        line = self.table.currentRow()
        if 0 <= line < len(self._rows):
            self.single.emit(self._rows[line].person_uid, self.kind.currentData())

    def leave(self) -> None:
        """Back to the roll; ticks that were not saved are asked about."""
        if self.ticked() and not dialogs.ask(
            self, "勾选的还没有登记", "现在返回，勾选会丢掉。", yes="不登记", careful=True
        ):
            return
        self.reload()
        self.left.emit()

    def save(self) -> bool:
        """Record it for everybody ticked: all of them or none."""
        chosen = self.ticked()
        if self.view is None or not chosen or not self.view.readable():
            return False
        values, kind = self.view.values(), self.kind.currentData()
        try:
            made = self._check_ins.record_batch(kind, chosen, values)
        except Rejected as rejected:
            self.view.mark(_once(rejected.problems))
            self._fit_form()
            return False
        except Exception as error:
            dialogs.report(self, error)
            return False
        self.view.saved()
        self._fit_form()
        if values.get("staff"):
            self._tools.desk.settings.put("corrections.last_staff", values["staff"])
        self.recorded.emit(
            f"已登记{short_day(self._shown_day())}{label('checkin_kind', kind)}{len(made)}人。"
        )
        self.reload()
        return True


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """One line per field: what everybody shares need not be said for each of them."""
    found: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        name, _, words = problem.message.partition("：")
        found.setdefault((problem.field, words or name), []).append(name)
    return [
        Problem(field, words if len(names) > 1 else f"{names[0]}：{words}")
        for (field, words), names in found.items()
    ]
