"""社区矫正: the roll with the week beside it, the page of a person, admission, and the batch sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ActionableError
from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.corrections import BASIC_SHEET
from app.forms.corrections_events import INQUIRY_OPENING
from app.forms.corrections_papers.discharge import APPRAISAL
from app.rules.checkins import WEEKLY
from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import dialogs, theme
from app.ui.corrections.batch import BatchSheet
from app.ui.corrections.calendar import CalendarPage
from app.ui.corrections.discharge import DischargePage
from app.ui.corrections.front import Acts, Front
from app.ui.corrections.gaps import GapsWindow
from app.ui.corrections.hours import HoursSheet
from app.ui.corrections.numbers import NumbersDialog
from app.ui.corrections.person import PersonPage
from app.ui.corrections.sealed import SealedDialog
from app.ui.corrections.sheet import BasicSheet
from app.ui.desk_tools import DeskTools
from app.ui.page import Page
from app.ui.page_stack import PageStack
from app.ui.shortcuts import bind

if TYPE_CHECKING:
    from app.ui.corrections.statistics import CorrectionsStatistics

__all__ = ["CorrectionsPage"]


class CorrectionsPage(Page):
    """The tab. Esc leads back to the roll; Ctrl+N admits, Ctrl+B opens the batch sheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tools = DeskTools(desk)
        self.front = Front(
            self._tools,
            Acts(
                new=self.start_new,
                batch=self.start_batch,
                calendar=self.show_calendar,
                hours=self.start_hours,
                statistics=self.show_statistics,
                due=self.show_due,
                inquiry=self.start_inquiry,
                take_in=self.import_roll,
                gaps=self.show_gaps,
                numbers=self.show_numbers,
                sealed=self.show_sealed,
            ),
        )
        self.front.said.connect(self.said)
        self.front.opened.connect(self.open_person)
        self.front.chosen.connect(self.open_target)
        self.roll, self.week, self.ring = self.front.roll, self.front.week, self.front.ring
        self.batch = BatchSheet(self._tools)
        self.batch.left.connect(self.show_roll)
        self.batch.recorded.connect(self.said)
        self.batch.single.connect(self._record_alone)
        self.calendar = CalendarPage(self._tools)
        self.calendar.left.connect(self.show_roll)
        self.calendar.said.connect(self.said)
        self.calendar.opened.connect(lambda uid, leave: self.open_person(uid, f"leave/{leave}"))
        self.discharge = DischargePage(self._tools)
        self.discharge.left.connect(self.show_roll)
        self.discharge.said.connect(self.said)
        self.discharge.opened.connect(lambda uid: self.open_person(uid, APPRAISAL.code))
        self.person: PersonPage | None = None
        self._home: QWidget = self.front
        self.admission: BasicSheet | None = None
        self.statistics: CorrectionsStatistics | None = None
        self.stack = PageStack()
        self.stack.addWidget(self.front)
        self.stack.addWidget(self.batch)
        self.stack.addWidget(self.calendar)
        self.hours = HoursSheet(self._tools)
        self.hours.left.connect(self.show_roll)
        self.hours.recorded.connect(self.said)
        self.hours.opened.connect(self.open_person)
        self.stack.addWidget(self.hours)
        self.stack.addWidget(self.discharge)
        side = theme.px(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, theme.px(10), side, theme.px(10))
        layout.addWidget(self.stack)
        bind(self, "Ctrl+B", self.start_batch, inside=True)
        bind(self, "Ctrl+E", self.show_calendar, inside=True)
        bind(self, Qt.Key.Key_Escape, self.go_back, inside=True)
        QTimer.singleShot(0, self, self.refresh)  # the roll is there at once, its reckoning follows

    # -- for the window -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what may have changed; while longer work holds the store, a little later."""
        if self._desk.busy:
            QTimer.singleShot(300, self, self.refresh)
            return
        self.front.reload()

    def open_target(self, target: Target) -> None:
        """Show a person and a part of their page, or the batch sheet of a kind and a day."""
        kind, _, rest = target.part.partition("/")
        if target.uid is not None:
            uid, _, more = target.uid.partition("/")
            self.stack.setCurrentWidget(
                self.front
            )  # asked for from elsewhere: Esc leads to the roll
            self.open_person(uid, f"{target.part}/{more}" if more else target.part)
        elif kind in CHECK_IN_FORMS:
            self.start_batch(kind, _day(rest))
        elif kind == "shortfall":
            self.start_hours()
        elif kind == "discharge":
            self.show_due(rest)
        elif kind == BASIC_SHEET.code:
            self.start_new()
        else:
            self.show_roll()

    def look_for(self, text: str) -> None:
        """Show on the roll whoever fits ``text``: a name, initials, a number; in any state."""
        self.show_roll()
        self.roll.register.set_filter("states", None)
        self.roll.register.set_filter("text", text)

    def start_new(self) -> None:
        """新入矫."""
        self.stack.drop(self.admission)
        self.admission = BasicSheet(self._tools)
        self.admission.saved.connect(self._admitted)
        self.admission.given_up.connect(self.show_roll)
        self.stack.bring(self.admission)
        self.admission.begin()

    def start_inquiry(self) -> None:
        """登记调查评估: somebody who is only assessed so far."""
        made: list[str] = []
        persons = self._tools.desk.corrections.persons
        if self._tools.fill(
            self,
            INQUIRY_OPENING,
            lambda values: made.append(persons.assess(values)),
            scope=INQUIRY_OPENING.code,
            about="法院判决以后，在“状态”里变更为待报到，基本信息接着用，不用重填。",
            values={"commission_received_on": self._tools.today(), "category": "probation"},
        ):
            self.open_person(made[0], "inquiry")
            self.said.emit("已登记调查评估。完成后在“状态”的“调查评估”里登记意见。")

    def save_current(self) -> bool:
        """Save what is being typed; drafts are kept in any case."""
        shown = self.stack.currentWidget()
        if isinstance(shown, BasicSheet):
            shown.view.keep_now()
            return shown.save() if shown.view.dirty else True
        if isinstance(shown, PersonPage):
            shown.keep()
            return shown.save_current()
        if isinstance(shown, BatchSheet):
            return shown.save() if shown.ticked() else True
        if isinstance(shown, HoursSheet):
            return shown.save() if shown.table.ticked() else True
        return True

    def keep_typed(self) -> bool:
        """Before locking: drafts of what is half typed; ticks that were not recorded go."""
        if self.admission is not None:
            self.admission.view.keep_now()
        if self.person is not None:
            self.person.keep()
        return True

    def print_current(self) -> None:
        """Preview the sheet in front, or the roll as it is filtered."""
        shown = self.stack.currentWidget()
        if isinstance(shown, BasicSheet):
            shown.print_sheet()
        elif isinstance(shown, CalendarPage | DischargePage):
            shown.print_current()
        elif isinstance(shown, PersonPage):
            if not shown.print_current():
                self.said.emit("要打印的文书在“基本信息表”“请销假”和“工作档案”里。")
        elif isinstance(shown, HoursSheet):
            shown.print_list()
        else:
            self.front.print_roll()

    def print_week(self) -> None:
        """What is missed and what is to do this week, to tick off by hand, below the ring."""
        self.front.print_week()

    def export(self) -> None:
        """The roll as a workbook."""
        self.front.export()

    def show_statistics(self) -> None:
        """The figures of a period, each opening its persons."""
        from app.ui.corrections.statistics import CorrectionsStatistics

        if self.statistics is None:
            self.statistics = CorrectionsStatistics(self._tools)
            self.statistics.opened.connect(self.open_person)
            self.statistics.left.connect(self.show_roll)
            self.statistics.said.connect(self.said)
        self.stack.bring(self.statistics)
        self.statistics.reload()
        self.statistics.setFocus()

    def import_roll(self) -> None:
        """Try a roll kept as a spreadsheet, and bring it in (F49)."""
        from app.ui.import_window import ImportWindow

        window = ImportWindow(self, self._tools, "corrections.roster")
        window.imported.connect(self.said)
        took = window.exec()
        window.deleteLater()
        self.refresh()
        if took and self._desk.corrections.unfinished():
            self.show_gaps()

    def show_gaps(self) -> GapsWindow:
        """补齐环节: whoever lacks group, 宣告, plan or class, beside the work (F49)."""
        window = GapsWindow(self, self._tools)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.opened.connect(self.open_target)
        window.show()
        return window

    # -- what stands in front -----------------------------------------------------------------------

    def open_person(self, uid: str, part: str = "") -> None:
        """Show the page of a person."""
        try:
            page = PersonPage(self._tools, uid)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        if not isinstance(self.stack.currentWidget(), PersonPage):
            self._home = self.stack.currentWidget()
        self.stack.drop(self.person)
        self.person = page
        if self._home not in (self.front, self.admission):
            page.back.setText("返回")
        page.left.connect(self.show_home)
        page.said.connect(self.said)
        self.stack.bring(page)
        if part:
            page.show_part(part)
        else:
            page.tabs.setFocus()

    def start_batch(self, kind: str = WEEKLY, day: date | None = None) -> None:
        """The sheet of one kind of check-in for everybody."""
        self.batch.open(kind, day)
        self.stack.setCurrentWidget(self.batch)
        self.batch.table.setFocus()

    def show_calendar(self) -> None:
        """The month of who is away."""
        self.stack.setCurrentWidget(self.calendar)
        self.calendar.refresh()
        self.calendar.table.setFocus()

    def start_hours(self) -> None:
        """学时与缺口: one session for many, and what the month lacks."""
        self.hours.open()
        self.stack.setCurrentWidget(self.hours)
        self.hours.table.setFocus()

    def show_numbers(self) -> None:
        """The series of 文号 and where they go on."""
        NumbersDialog(self, self._tools).exec()

    def show_sealed(self) -> None:
        """封存记录: the list without names, and looking on a legal basis."""
        SealedDialog(self, self._tools).exec()
        self.refresh()

    def show_due(self, person: str = "") -> None:
        """期满解矫, with the cursor on a person if one is named."""
        self.discharge.show_due(person)
        self.stack.setCurrentWidget(self.discharge)
        self.discharge.list.setFocus()

    def show_home(self) -> None:
        """From a person back to where they were opened: the roll, a list of many, the figures."""
        home, uid = self._home, self.person.uid if self.person is not None else ""
        if self.statistics is not None and home is self.statistics:
            self.show_statistics()
            if self.statistics.aside.isVisible():
                self.statistics.people.table.setFocus()
        elif home is self.calendar:
            self.show_calendar()
        elif home is self.discharge:
            self.show_due(uid)
        elif isinstance(home, BatchSheet | HoursSheet):
            home.come_back(uid)
            self.stack.setCurrentWidget(home)
            home.table.setFocus()
        else:
            self.show_roll()

    def show_roll(self) -> None:
        """Back to the roll, read again."""
        self.stack.setCurrentIndex(0)
        self.refresh()
        self.roll.register.table.setFocus()

    def go_back(self) -> None:
        """Esc: one step back."""
        shown = self.stack.currentWidget()
        if isinstance(shown, PersonPage):
            shown.step_back()
        elif isinstance(shown, BasicSheet):
            shown.give_up()
        elif isinstance(shown, BatchSheet | HoursSheet):
            shown.leave()
        elif isinstance(shown, CalendarPage | DischargePage) or shown is self.statistics:
            self.show_roll()

    def _admitted(self, uid: str) -> None:
        self.open_person(uid, "file")
        self.stack.drop(self.admission)
        self.admission = None
        self.said.emit("已登记入矫。接着登记矫正小组和禁止令（如有）。")

    def _record_alone(self, uid: str, kind: str) -> None:
        self.open_person(uid, kind)
        if self.person is not None:
            self.person.daily.record(kind)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another tab comes to the front: drafts are kept."""
        if self.person is not None:
            self.person.keep()
        super().hideEvent(event)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
