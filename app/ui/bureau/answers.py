"""反馈: the bureau's page of what goes back to the offices: 审核, 待批, 通知, and the files (F33, F59)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import theme
from app.ui.bureau.decisions import DecisionsTab
from app.ui.bureau.notices import NoticesTab
from app.ui.bureau.review import ReviewTab
from app.ui.bureau.send import SendTab
from app.ui.desk_tools import DeskTools
from app.ui.page import Page
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["AnswersPage"]


class AnswersPage(Page):
    """The tab of a bureau."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._work = Worker(self)
        tools = DeskTools(desk)
        self.review = ReviewTab(desk)
        self.decisions = DecisionsTab(tools)
        self.notices = NoticesTab(tools)
        self.send = SendTab(desk, self._work)
        self._order = (self.review, self.decisions, self.notices, self.send)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for widget, words in (
            (self.review, "审核"),
            (self.decisions, "待批"),
            (self.notices, "通知"),
            (self.send, "写反馈"),
        ):
            self.tabs.addTab(widget, words)
            widget.said.connect(self.said)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(8), side, theme.px(14))
        column.addWidget(self.tabs, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the tab in front again."""
        self._front().refresh()

    def open_target(self, target: Target) -> None:
        """Lead to the tab a reminder names, narrowed to an office where it names one."""
        tab = {"decisions": self.decisions, "notices": self.notices, "send": self.send}
        self.tabs.setCurrentWidget(tab.get(target.part, self.review))
        if target.uid and self._front() is self.review:
            self.review.show_office(target.uid)

    def _front(self) -> ReviewTab | DecisionsTab | NoticesTab | SendTab:
        return self._order[self.tabs.currentIndex()]
