"""学时与缺口: one study session or activity for many persons, and what this month still lacks (F19).

The day in the form decides the month of the list. Space ticks a line, Ctrl+A everybody who is short
of what the form records; the list prints as 缺口表.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.check_ins import HOURS
from app.forms.codes import label
from app.forms.corrections_shortfall import SHORTFALL_REGISTER
from app.rules.hours import STUDY, Quota
from app.services.base import Rejected
from app.services.corrections.shortfall import Shortfall, hours_words, share_words
from app.ui import dialogs, theme
from app.ui.corrections.forms import HOURS_BATCH
from app.ui.corrections.lists import words_label
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.rules_window import RuleLink
from app.ui.sizes import open_at
from app.ui.tick_sheet import TickSheet
from app.ui.tick_table import TickLine

__all__ = ["HoursDialog", "HoursSheet", "month_words"]

HEADS = ("登记", "姓名", "管理类别", "学习", "还缺", "公益活动", "还缺", "未完成的报告", "目前")
STUDY_SHORT, SERVICE_SHORT = 4, 6
HINT = "空格勾选，Ctrl+A 勾选还缺的人；回车打开这个人。未成年对象与成年人分开登记。"
LOW = 460
"""Pixels at 100 % below which the list wants the room of the foot."""
WIDE = 820
"""Pixels at 100 % the bar needs to hold what stands in the foot."""


class HoursSheet(TickSheet):
    """The page. ``opened`` carries a person's uid."""

    opened = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__(
            HEADS,
            (56, 100, 90, 110, 80, 110, 80, 290),
            nobody="这个月没有在册的对象。",
        )
        self.table.alone.connect(self._open)
        self._tools = tools
        self._desk = tools.desk.corrections
        self._rows: list[Shortfall] = []
        self.view = FormView(HOURS_BATCH, tools.context(), shared_facts=False)
        self.view.hint_strip.hide()
        self.view.changed.connect(self._turned)
        self._month: date | None = None
        self._kind = ""
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.rule = RuleLink(tools.desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addWidget(self.view)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        self._hint = QLabel(HINT)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self.table.setToolTip(HINT)
        self._low = False
        self._below = QHBoxLayout()
        self._below.addWidget(self._hint, 1)
        layout.addLayout(self._below)
        self._place_foot()

    def _place_foot(self) -> None:
        """Below the list; where the sheet is low, in the bar, and the list takes the room."""
        self._hint.setVisible(not self._low)
        for widget in (self.count, self.save_button):
            if self._low:
                self._bar_right.addWidget(widget)
            else:
                self._below.addWidget(widget)
        side, top, foot = (18, 6, 6) if self._low else (18, 14, 18)
        page = self.view.page.layout()
        if page is not None:
            page.setContentsMargins(*map(theme.px, (side, top, side, foot)))

    def _bar(self) -> QHBoxLayout:
        back, paper, table = (QPushButton(w) for w in ("返回", "打印缺口表", "导出缺口表"))
        back.clicked.connect(self.leave)
        paper.clicked.connect(self.print_list)
        table.clicked.connect(self.export)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(back)
        bar.addWidget(self.heading)
        bar.addWidget(self.rule)
        bar.addStretch(1)
        bar.addWidget(paper)
        bar.addWidget(table)
        self._bar_right = bar
        return bar

    # -- what is shown ------------------------------------------------------------------------------

    def open(self) -> None:
        """Show this month, with an empty session of study."""
        self._month = None
        self.view.set_values({"kind": STUDY, "happened_on": self._tools.today(), "minutes": 120})
        self._turned()
        QTimer.singleShot(0, self, self._size_form)

    def _size_form(self) -> None:
        self._size(self.view, 260)

    def resizeEvent(self, event: Any) -> None:
        """A narrow form is higher."""
        super().resizeEvent(event)
        low = self.height() < theme.px(LOW) and self.width() >= theme.px(WIDE)
        if self._low != low:
            self._low = low
            self._place_foot()
        QTimer.singleShot(0, self, self._size_form)

    def _turned(self) -> None:
        """Another month or another kind: other people are short."""
        values = self.view.values()
        day = values.get("counts_for") or values.get("happened_on") or self._tools.today()
        month, kind = day.replace(day=1), values.get("kind") or STUDY
        if (month, kind) != (self._month, self._kind):
            self._month, self._kind = month, kind
            self.reload()

    def reload(self) -> None:
        """Read what the month has and lacks."""
        month = self._month or self._tools.today()
        self.heading.setText(f"{month.year}年{month.month}月学时与缺口")
        self._rows = self._desk.shortfalls.everybody(month)
        quotas = [row.study if self._kind == STUDY else row.service for row in self._rows]
        ruling = next((quota.ruling for quota in quotas if quota.ruling), None)
        self.rule.lead_to("corrections", ruling.rule.key if ruling else "", month)
        self._show_lines([self._line(row) for row in self._rows])

    def _line(self, row: Shortfall) -> TickLine:
        mine = row.study if self._kind == STUDY else row.service
        return TickLine(
            uid=row.uid,
            cells=(
                row.name,
                label("control_class", row.control_class) or "未定",
                share_words(row.study),
                hours_words(row.study.short),
                share_words(row.service),
                hours_words(row.service.short),
                row.contact_words,
                row.now,
            ),
            tones={STUDY_SHORT: "bad", SERVICE_SHORT: "bad"},
            owed=bool(mine.short),
            open=True,
        )

    def _counted(self) -> None:
        self._say(f"有缺口{sum(row.anything for row in self._rows)}人")

    # -- what the clerk does --------------------------------------------------------------------------

    def save(self) -> bool:
        """Record it for everybody ticked: all of them or none."""
        chosen = self.table.ticked()
        if not chosen or not self.view.readable():
            return False
        values = self.view.values()
        try:
            made = self._desk.hours.record(chosen, values)
        except Rejected as rejected:
            self.view.mark(rejected.problems)
            self._size_form()
            return False
        except Exception as error:
            dialogs.report(self, error)
            return False
        self.view.saved()
        self.recorded.emit(f"已登记{label('hours_kind', values['kind'])}{len(made)}人。")
        self.reload()
        return True

    def _open(self, line: int) -> None:
        if 0 <= line < len(self._rows):
            self.opened.emit(self._rows[line].uid)

    def print_list(self) -> None:
        """Preview 缺口表 of the month."""
        month = self._month or self._tools.today()
        self._tools.preview_register(
            self,
            SHORTFALL_REGISTER,
            self._desk.shortfalls.register_rows(month),
            title=f"{month.year}年{month.month}月报告与时数缺口表",
            note=self._tools.as_of(),
            file_name=self._file_name(),
        )

    def export(self) -> None:
        """缺口表 as a workbook."""
        self._tools.save_workbook(
            self,
            SHORTFALL_REGISTER,
            self._desk.shortfalls.register_rows(self._month or self._tools.today()),
            note=self._tools.as_of(),
            file_name=self._file_name(),
            done=self.recorded.emit,
        )

    def _file_name(self) -> str:
        return f"{self._tools.desk.identity.code}-缺口表-{self._tools.today():%Y%m%d}"


class HoursDialog(QDialog):
    """学时与活动 of one person: this month, and every entry."""

    def __init__(self, parent: QWidget, tools: DeskTools, uid: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("学时与活动")
        self._tools, self._uid = tools, uid
        hours = tools.desk.corrections.hours
        self.words = words_label("muted")
        self.rows = DatedRows(
            "学习和公益活动",
            HOURS,
            ("happened_on", "kind", "minutes", "topic", "counts_for"),
            tools,
            RowActions(
                load=lambda: hours.entries(uid),
                add=lambda values: hours.record([uid], values),
                remove=hours.remove,
            ),
            scope=f"{HOURS.code}/{uid}",
            empty="还没有登记。",
            fresh=lambda: {"kind": STUDY, "happened_on": tools.today()},
            context=tools.context(),
        )
        self.rows.changed.connect(self.reload)
        self.rule = RuleLink(tools.desk)
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.rule)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.rows)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        open_at(self, 720, 360)
        self.reload()

    def reload(self) -> None:
        """Read this month again."""
        self.words.setText(month_words(self._tools, self._uid))
        today = self._tools.today()
        month = self._tools.desk.corrections.shortfalls.of(self._uid, today)
        ruling = month.study.ruling if month else None
        self.rule.lead_to("corrections", ruling.rule.key if ruling else "", today.replace(day=1))


def month_words(tools: DeskTools, uid: str) -> str:
    """本月学习3／8小时，公益活动0／8小时; why, where the rules set hours."""
    month = tools.desk.corrections.shortfalls.of(uid, tools.today())
    if month is None:
        return ""

    def one(name: str, of: Quota) -> str:
        short = f"，还缺{hours_words(of.short)}" if of.short else ""
        return f"{name}{share_words(of)}{short}"

    return f"本月{one('学习', month.study)}；{one('公益活动', month.service)}。"
