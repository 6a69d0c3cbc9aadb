"""What the tab 社区矫正 shows first: the roll, the week beside it, and what leads on from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.corrections import PERSON_REGISTER
from app.services.corrections.register import PersonQuery
from app.services.corrections.week_ring import WEEK_REGISTER, week_rows
from app.ui import theme
from app.ui.corrections.notices import papers_button
from app.ui.corrections.roll import EVERYBODY, Roll
from app.ui.corrections.week import Week, WeekList
from app.ui.desk_tools import DeskTools
from app.ui.picture_view import RingView

__all__ = ["Acts", "Front"]

Act = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What the page does when a button asks for it."""

    new: Callable[[], None]
    batch: Act
    calendar: Act
    hours: Act
    statistics: Act
    due: Act
    inquiry: Act
    take_in: Act
    gaps: Act
    numbers: Act
    sealed: Act


class Front(QWidget):
    """The roll and the week. ``opened`` names a person, ``chosen`` where a line of the week leads."""

    said = Signal(str)
    opened = Signal(str)
    chosen = Signal(object)

    def __init__(self, tools: DeskTools, acts: Acts) -> None:
        super().__init__()
        self._tools, self._desk = tools, tools.desk
        self.roll = Roll(tools, acts.new)
        self.roll.opened.connect(self.opened)
        self.week, self.ring = WeekList(), RingView()
        self.week.chosen.connect(self.chosen)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.roll)
        split.addWidget(self._aside())
        split.setStretchFactor(0, 1)
        split.setSizes([theme.px(860), theme.px(270)])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._head(acts))
        layout.addWidget(split, 1)

    def _head(self, acts: Acts) -> QHBoxLayout:
        title = QLabel("社区矫正")
        theme.set_role(title, "title")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(title)
        head.addStretch(1)
        new = _button("新入矫", acts.new, "Ctrl+N")
        theme.set_role(new, "primary")
        for button in (
            new,
            _button("成批登记", acts.batch, "一次勾选许多人的日监控、周听声……（Ctrl+B）"),
            _button("外出日历", acts.calendar, "谁在外出、去了哪里、几日应返（Ctrl+E）"),
            _button("学时与缺口", acts.hours, "一次登记许多人的学习、公益活动；看本月谁还缺"),
            _button("统计", acts.statistics, "月、季、半年、年的统计表，每个数字都能列出是谁"),
            papers_button(self._tools, self, acts.due),
            _button("打印花名册", self.print_roll, "Ctrl+P"),
            self._more(acts),
        ):
            head.addWidget(button)
        return head

    def _more(self, acts: Acts) -> QPushButton:
        more = QPushButton("更多")
        theme.set_role(more, "menu")
        menu = QMenu(more)
        for words, act in (
            ("登记调查评估…", acts.inquiry),
            ("导入花名册…", acts.take_in),
            ("补齐环节", acts.gaps),
            ("导出表格…", self.export),
            ("文书编号…", acts.numbers),
            ("封存记录", acts.sealed),
        ):
            menu.addAction(words, act)
        more.setMenu(menu)
        return more

    def _aside(self) -> QFrame:
        """本周: the ring, and the list beside the roll."""
        aside = QFrame()
        theme.set_role(aside, "card")
        caption = QLabel("本周")
        theme.set_role(caption, "heading")
        sheet = _button("打印本周", self.print_week)
        theme.set_role(sheet, "link")
        top = QHBoxLayout()
        top.addWidget(caption)
        top.addStretch(1)
        top.addWidget(sheet)
        column = QVBoxLayout(aside)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(8), theme.px(8))
        column.addLayout(top)
        column.addWidget(self.ring)
        column.addWidget(self.week, 1)
        return aside

    def reload(self) -> None:
        """Read the week again, and with it what the roll says of each person."""
        week = self._read()
        self.week.show_week(week)
        self.ring.show_ring(week.ring)
        self.roll.show_week(week)

    def _read(self) -> Week:
        return Week.read(self._desk.corrections, self._tools.today())

    # -- paper and table ----------------------------------------------------------------------------

    def print_roll(self) -> None:
        """The roll on paper."""
        self._tools.preview_register(
            self,
            PERSON_REGISTER,
            self._rows(),
            title=PERSON_REGISTER.title,
            note=self._note(),
            file_name=self._file_name(),
        )

    def print_week(self) -> None:
        """What is missed and what is to do this week, to tick off by hand, below the ring."""
        week = self._read()
        self._tools.preview_register(
            self,
            WEEK_REGISTER,
            week_rows(week.missed_reports(), week.reports_to_do()),
            title=WEEK_REGISTER.title,
            note=f"{self._desk.identity.name}  到{show_date(week.sunday)}",
            file_name=f"{self._desk.identity.code}-本周-{self._tools.today():%Y%m%d}",
            pictures=[week.ring],
        )

    def export(self) -> None:
        """The roll as a workbook."""
        self._tools.save_workbook(
            self,
            PERSON_REGISTER,
            self._rows(),
            note=self._note(),
            file_name=self._file_name(),
            done=self.said.emit,
        )

    def _rows(self) -> list[dict[str, object]]:
        persons = self._desk.corrections.persons
        return persons.page(PersonQuery(), limit=EVERYBODY).rows

    def _note(self) -> str:
        return f"{self._tools.as_of()}在册"

    def _file_name(self) -> str:
        return f"{self._desk.identity.code}-花名册-{self._tools.today():%Y%m%d}"


def _button(words: str, act: Act, tip: str = "") -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.clicked.connect(lambda _=False: act())
    return button
