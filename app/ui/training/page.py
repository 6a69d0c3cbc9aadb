"""队伍培训: 人员 · 培训班次 · 年度 · 调解员轮训."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from app.forms.training import SESSION, STAFF
from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.page import Page
from app.ui.shortcuts import bind
from app.ui.tab_pages import TabPages
from app.ui.training.mediators import MediatorsView
from app.ui.training.session import SessionsView
from app.ui.training.staff import StaffView
from app.ui.training.year import YearView

__all__ = ["TrainingPage"]

PEOPLE, SESSIONS, YEAR, MEDIATORS = range(4)
SESSION_CODES = frozenset({SESSION.code, "training.correction", "training.notes", "sign_in"})


class TrainingPage(Page):
    """The tab. Ctrl+N makes what the view in front holds, Esc leads back to a list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        tools = DeskTools(desk)
        self.staff = StaffView(tools)
        self.sessions = SessionsView(tools)
        self.year = YearView(tools)
        self.mediators = MediatorsView(tools)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for view, title in (
            (self.staff, "人员"),
            (self.sessions, "培训班次"),
            (self.year, "年度"),
            (self.mediators, "调解员轮训"),
        ):
            self.tabs.addTab(view, title)
            view.changed.connect(self._changed)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        side = theme.px(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, theme.px(6), side, theme.px(10))
        layout.addWidget(self.tabs)
        bind(self, Qt.Key.Key_Escape, self.go_back, inside=True)
        self.year.reload()
        if self.staff.register.model.total:
            self.tabs.setCurrentIndex(YEAR)

    # -- for the window -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the view in front again; while longer work holds the store, a little later."""
        if self._desk.busy:
            QTimer.singleShot(300, self, self.refresh)
            return
        shown = self.tabs.currentIndex()
        if shown == PEOPLE:
            self.staff.reload()
        elif shown == SESSIONS:
            self.sessions.reload()
            if self.sessions.page is not None:
                self.sessions.page.reload()
        elif shown == YEAR:
            self.year.reload()
        else:
            self.mediators.reload()

    def open_target(self, target: Target) -> None:
        """Show a session's sheet, a person's year, or the form a draft belongs to."""
        code = target.part.partition("/")[0]
        uid = (target.uid or "").partition("/")[0]
        if code in SESSION_CODES:
            self.tabs.setCurrentIndex(SESSIONS)
            if uid:
                self.sessions.open(uid, form=code == SESSION.code)
            else:
                self.sessions.add()
        elif code in {STAFF.code, "training.role", "training.absence"}:
            self.tabs.setCurrentIndex(PEOPLE)
            if uid:
                self.staff.reload(select=uid)
            else:
                self.staff.add()
        else:
            self.tabs.setCurrentIndex(YEAR)
            self.year.reload()
            self.year.show_person(uid)

    def look_for(self, text: str) -> None:
        """Show on the roll whoever fits ``text``, also those who have left."""
        self.tabs.setCurrentIndex(PEOPLE)
        self.staff.register.set_filter("who", None)
        self.staff.register.set_filter("text", text)

    def start_new(self) -> None:
        """A person on the roll of staff, otherwise a session."""
        if self.tabs.currentIndex() == PEOPLE:
            self.staff.add()
        else:
            self.tabs.setCurrentIndex(SESSIONS)
            self.sessions.add()

    def save_current(self) -> bool:
        """Save the session form if it is being typed; ticks are kept as they are made."""
        page = self.sessions.page
        if page is None or not page.view.dirty:
            return True
        page.view.keep_now()
        return page.save()

    def keep_typed(self) -> bool:
        """Before locking: a draft of a session half typed."""
        if self.sessions.page is not None:
            self.sessions.page.view.keep_now()
        return True

    def print_current(self) -> None:
        """The sign-in sheet of the session in front, or the yearly table."""
        page = self.sessions.page
        if self.tabs.currentIndex() == SESSIONS:
            if page is not None and page.uid:
                page.print_sheet(blank=True)
            else:
                self.said.emit("先打开一个班次，再打印它的签到表。")
        elif self.tabs.currentIndex() == MEDIATORS:
            self.mediators.print_table()
        elif self.year.print_button.isEnabled():
            self.year.print_table()

    def go_back(self) -> None:
        """Esc: from a session to the register."""
        if self.tabs.currentIndex() == SESSIONS and self.sessions.page is not None:
            self.sessions.close_page()

    def _changed(self, words: str) -> None:
        self.said.emit(words)
