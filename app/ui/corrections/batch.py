"""成批登记: one kind of check-in, one time, many persons ticked off.

The time in the form decides the day of the list. Space ticks a line, Ctrl+A all that are still
owed; Enter opens the full paper for somebody whose case was different.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.days import short_day
from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.codes import label
from app.forms.definition import Problem
from app.rules.checkins import WEEKLY, Status
from app.services.base import Rejected
from app.services.corrections.check_in_reading import SheetRow
from app.ui import dialogs, theme
from app.ui.corrections.forms import METHODS, batch_form
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.layouts import drop
from app.ui.tick_sheet import TickSheet
from app.ui.tick_table import TICK, TickLine

__all__ = ["NAME", "TICK", "BatchSheet"]

STATUS = {
    "": ("本期不要求", "muted"),
    Status.DONE.value: ("已登记", "good"),
    Status.OPEN.value: ("待登记", "ink"),
    Status.OVERDUE.value: ("逾期未报", "bad"),
    Status.EXEMPT.value: ("免报", "muted"),
    Status.SUSPENDED.value: ("暂停", "muted"),
}
OWED = frozenset({Status.OPEN.value, Status.OVERDUE.value})
NAME, CLASS, STANDING, NOW, NOTE = range(TICK + 1, TICK + 6)
HEADS = ("登记", "姓名", "管理类别", "本期", "目前", "说明")


class BatchSheet(TickSheet):
    """The page. ``single`` carries a person and a kind to be recorded alone."""

    single = Signal(str, str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__(
            HEADS,
            (56, 110, 96, 150, 180),
            nobody="这一天没有在册的对象。先在花名册里登记入矫。",
        )
        self.table.alone.connect(self._alone)
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addLayout(self._form_place)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(
            self._foot("空格勾选，Ctrl+A 勾选全部待登记的；情况不同的人按回车单独登记。")
        )

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
            drop(self.view)
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
        if self.view is not None:
            self._size(self.view, 300)

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
        self._show_lines([self._line(row) for row in self._rows])

    def _line(self, row: SheetRow) -> TickLine:
        words, tone = STATUS[row.status]
        if row.done_on:
            words = f"{words} {short_day(row.done_on)}"
        klass = label("control_class", row.control_class) or "未定"
        here = row.status == Status.DONE.value and row.done_on == self._shown_day()
        return TickLine(
            uid=row.person_uid,
            cells=(row.name, klass, words, row.now, row.note),
            tones={STANDING: tone},
            owed=row.status in OWED,
            open=not here,  # the very day has a record already
        )

    # -- what the clerk does --------------------------------------------------------------------------

    def ticked(self) -> list[str]:
        """The uids of those ticked."""
        return self.table.ticked()

    def _counted(self) -> None:
        self._say(f"待登记{sum(row.status in OWED for row in self._rows)}人")

    def _alone(self, line: int) -> None:
        if 0 <= line < len(self._rows):
            self.single.emit(self._rows[line].person_uid, self.kind.currentData())

    def _leave(self) -> None:
        self.reload()
        super()._leave()

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
