"""安置帮教: 花名册 · 预释放名单 · 服刑人员未成年子女 · 机构人员经费 · 统计.

With the page of a person or a child, registration, and who comes from 社区矫正.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.forms.definition import Register
from app.forms.resettlement import PERSON_REGISTER, SHEET
from app.forms.resettlement_children import CHILD, CHILDREN_REGISTER
from app.forms.resettlement_entries import PRERELEASE
from app.forms.resettlement_means import MEANS
from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.page import Page
from app.ui.page_stack import PageStack
from app.ui.resettlement.child import ChildPage
from app.ui.resettlement.children import ChildrenRoll
from app.ui.resettlement.lists import PrereleaseView
from app.ui.resettlement.means import MeansView
from app.ui.resettlement.person import HelpPersonPage
from app.ui.resettlement.roll import HelpRoll
from app.ui.resettlement.sheet import HelpSheet
from app.ui.resettlement.take_over import TakeOverDialog
from app.ui.shortcuts import bind
from app.ui.statistics_view import StatisticsView
from app.ui.tab_pages import TabPages

__all__ = ["ResettlementPage"]

ROLL, LISTS, CHILDREN, MEANS_TAB, STATISTICS = range(5)
BUTTONS = {
    ROLL: ("新登记", "打印花名册"),
    CHILDREN: ("登记孩子", "打印名册"),
    MEANS_TAB: ("填一期", "打印这一期"),
}
"""What the list in front is begun and printed with; the other tabs have buttons of their own."""


class ResettlementPage(Page):
    """The tab. Esc leads back to the lists; Ctrl+N begins what the list in front holds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._tools = DeskTools(desk)
        self.roll = HelpRoll(self._tools, self.start_new)
        self.roll.opened.connect(self.open_person)
        self.lists = PrereleaseView(self._tools)
        self.lists.opened.connect(self.open_person)
        self.lists.changed.connect(self.said)
        self.statistics = StatisticsView(self._tools, desk.resettlement)
        self.children_roll = ChildrenRoll(self._tools, self.start_child)
        self.children_roll.opened.connect(self.open_child)
        self.means = MeansView(self._tools)
        self.means.changed.connect(self.said)
        self.statistics.opened.connect(self.show_persons)
        self.statistics.other_opened.connect(self.show_others)
        self.statistics.changed.connect(self.said)
        self.statistics.wants.connect(self.wants)
        self.person: HelpPersonPage | None = None
        self.registration: HelpSheet | None = None
        self.child: ChildPage | None = None
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.roll, "花名册")
        self.tabs.addTab(self.lists, "预释放名单")
        self.tabs.addTab(self.children_roll, "服刑人员未成年子女")
        self.tabs.addTab(self.means, "机构人员经费")
        self.tabs.addTab(self.statistics, "统计")
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.stack = PageStack()
        self.stack.addWidget(self._listing())
        side = theme.px(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(side, theme.px(10), side, theme.px(10))
        layout.addWidget(self.stack)
        bind(self, Qt.Key.Key_Escape, self.go_back, inside=True)
        self._show_waiting()

    def _listing(self) -> QWidget:
        title = QLabel("安置帮教")
        title.setProperty("role", "title")
        self.take_over_button = QPushButton("从社区矫正转入")
        self.take_over_button.setToolTip("已解除矫正、还没有转入的人，信息自动带出")
        self.take_over_button.clicked.connect(lambda _=False: self.take_over())
        words, print_words = BUTTONS[ROLL]
        new = self._new = QPushButton(words)
        new.setProperty("role", "primary")
        new.setToolTip("Ctrl+N")
        new.clicked.connect(lambda _=False: self.start_new())
        paper = self._paper = QPushButton(print_words)
        paper.setToolTip("Ctrl+P")
        paper.clicked.connect(lambda _=False: self.print_current())
        table = QPushButton("导出表格")
        table.clicked.connect(lambda _=False: self.export())
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(title)
        head.addStretch(1)
        self._of_list = (paper, table)
        for button in (new, self.take_over_button, paper, table):
            head.addWidget(button)
        listing = QWidget()
        layout = QVBoxLayout(listing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)
        return listing

    # -- for the window -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what may have changed; while longer work holds the store, a little later."""
        if self._desk.busy:
            QTimer.singleShot(300, self, self.refresh)
            return
        at = self.tabs.currentIndex()
        new, paper = BUTTONS.get(at, BUTTONS[ROLL])
        self._new.setText(new)
        self._paper.setText(paper)
        for button in self._of_list:
            button.setVisible(at in BUTTONS)
        self.take_over_button.setVisible(at in {ROLL, LISTS, STATISTICS})
        {
            ROLL: self.roll.register.refresh,
            LISTS: self.lists.reload,
            CHILDREN: self.children_roll.register.refresh,
            MEANS_TAB: self.means.reload,
            STATISTICS: self.statistics.reload,
        }[at]()
        self._show_waiting()

    def open_target(self, target: Target) -> None:
        """Show a person and a part of their page, or the list a reminder speaks of."""
        if target.part.startswith("prerelease") or target.part.startswith(PRERELEASE.code):
            self._show_tab(LISTS)
            self.lists.setFocus()
        elif target.part == "means" or target.part.startswith(MEANS.code):
            self._show_tab(MEANS_TAB)
            self.means.setFocus()
            if target.uid:
                self.means.show_only((target.uid,))
        elif target.part == "child" or target.part.startswith(CHILD.code):
            uid, _, more = (target.uid or "").partition("/")
            if uid:
                self.open_child(uid, f"{target.part}/{more}")
            else:
                self.start_child()
        elif target.uid is not None:
            uid, _, more = target.uid.partition("/")
            self.open_person(uid, f"{target.part}/{more}" if more else target.part)
        elif target.part == "take_over":
            self.show_roll()
            self.take_over_button.setFocus()
        elif target.part == SHEET.code:
            self.start_new()
        else:
            self.show_roll()

    def look_for(self, text: str) -> None:
        """Show on the roll whoever fits ``text``, in any state."""
        self.show_roll()
        self.roll.register.set_filter("states", None)
        self.roll.register.set_filter("text", text)

    def start_new(self) -> None:
        """What the list in front holds: a person, a child, a report of the office."""
        shown = self.stack.currentWidget()
        at = self.tabs.currentIndex() if self.stack.currentIndex() == 0 else ROLL
        at = CHILDREN if isinstance(shown, ChildPage) else at
        {CHILDREN: self.start_child, MEANS_TAB: self.means.rows.add}.get(at, self.start_person)()

    def start_child(self) -> None:
        """登记孩子."""
        self.tabs.setCurrentIndex(CHILDREN)
        self._show_child(ChildPage(self._tools))
        if self.child is not None:
            self.child.saved.connect(self._child_registered)
            self.child.begin()

    def start_person(self) -> None:
        """新登记."""
        self.stack.drop(self.registration)
        self.registration = HelpSheet(self._tools)
        self.registration.saved.connect(self._registered)
        self.registration.given_up.connect(self.show_roll)
        self.stack.bring(self.registration)
        self.registration.begin()

    def save_current(self) -> bool:
        """Save what is being typed; drafts are kept in any case."""
        shown = self.stack.currentWidget()
        if isinstance(shown, HelpSheet):
            shown.view.keep_now()
            return shown.save() if shown.view.dirty else True
        if isinstance(shown, HelpPersonPage | ChildPage):
            shown.keep()
            return shown.save_current() if _typed(shown) else True
        return True

    def keep_typed(self) -> bool:
        """Before locking: drafts of what is half typed."""
        if self.registration is not None:
            self.registration.view.keep_now()
        for page in (self.person, self.child):
            if page is not None:
                page.keep()
        return True

    def print_current(self) -> None:
        """Preview the paper in front, or the roll as it is filtered."""
        shown = self.stack.currentWidget()
        if isinstance(shown, HelpPersonPage | ChildPage):
            shown.print_current()
        elif isinstance(shown, HelpSheet):
            values = shown.view.values()
            day = f"{self._tools.today():%Y%m%d}"
            self._tools.preview_paper(self, SHEET, values, f"{self._desk.identity.code}-{day}")
        elif self.tabs.currentIndex() == MEANS_TAB:
            self.means.print_current()
        else:
            register, rows = self._list_in_front()
            self._tools.preview_register(
                self,
                register,
                rows,
                title=register.title,
                note=self._tools.as_of(),
                file_name=self._file_name(register),
            )

    def export(self) -> None:
        """The list in front as it is filtered, as a workbook."""
        if self.tabs.currentIndex() == MEANS_TAB:
            self.means.export(self.said.emit)
            return
        register, rows = self._list_in_front()
        self._tools.save_workbook(
            self,
            register,
            rows,
            note=self._tools.as_of(),
            file_name=self._file_name(register),
            done=self.said.emit,
        )

    def _list_in_front(self) -> tuple[Register, list[dict[str, Any]]]:
        if self.tabs.currentIndex() == CHILDREN:
            return CHILDREN_REGISTER, self.children_roll.rows()
        return PERSON_REGISTER, self.roll.rows()

    def _file_name(self, register: Register) -> str:
        words = "未成年子女名册" if register is CHILDREN_REGISTER else "帮教花名册"
        return f"{self._desk.identity.code}-{words}-{self._tools.today():%Y%m%d}"

    # -- what stands in front -----------------------------------------------------------------------

    def open_person(self, uid: str, part: str = "") -> None:
        """Show the page of a person."""
        try:
            page = HelpPersonPage(self._tools, uid)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        self.stack.drop(self.person)
        self.person = page
        page.left.connect(self.show_roll)
        page.said.connect(self.said)
        page.wants.connect(self.wants)
        self.stack.bring(page)
        if part:
            page.show_part(part)
        else:
            page.tabs.setFocus()

    def open_child(self, uid: str, part: str = "") -> None:
        """Show the page of a child."""
        try:
            page = ChildPage(self._tools, uid)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        self.tabs.setCurrentIndex(CHILDREN)
        self._show_child(page)
        page.show_part(part)

    def show_persons(self, uids: tuple[str, ...], words: str) -> None:
        """The persons behind a figure, on the roll."""
        self.tabs.setCurrentIndex(ROLL)
        self.roll.show_only(uids, words)

    def show_others(self, kind: str, uids: tuple[str, ...], words: str) -> None:
        """The children behind a figure on their register, or the office's own report."""
        if kind == "child":
            self.tabs.setCurrentIndex(CHILDREN)
            self.children_roll.show_only(uids, words)
        else:
            self.tabs.setCurrentIndex(MEANS_TAB)
            self.means.show_only(uids)

    def show_roll(self) -> None:
        """Back to the lists, read again."""
        self.stack.setCurrentIndex(0)
        self.refresh()
        self.tabs.currentWidget().setFocus()

    def go_back(self) -> None:
        """Esc: one step back."""
        shown = self.stack.currentWidget()
        if isinstance(shown, HelpPersonPage | ChildPage):
            shown.leave()
        elif isinstance(shown, HelpSheet):
            shown.give_up()

    def take_over(self) -> None:
        """Everybody released from corrections and not taken over, to choose from."""
        dialog = TakeOverDialog(self, self._tools)
        if dialog.exec() and dialog.taken:
            self.refresh()
            if len(dialog.taken) == 1:
                self.open_person(dialog.taken[0])
            self.said.emit(f"{len(dialog.taken)}人已转入安置帮教，信息没有重填。")

    def _show_waiting(self) -> None:
        waiting = len(self._desk.resettlement.persons.waiting())
        words = "从社区矫正转入"
        self.take_over_button.setText(f"{words}（{waiting}）" if waiting else words)
        self.take_over_button.setEnabled(waiting > 0)

    def _registered(self, uid: str) -> None:
        self.open_person(uid)
        self.stack.drop(self.registration)
        self.registration = None
        self.said.emit("已登记。接着登记衔接和帮教类别。")

    def _child_registered(self, uid: str) -> None:
        self.open_child(uid)
        self.said.emit(
            "已登记。以后情况有变的，在“现状”里登记一条；给过帮助的登记在“得到的帮助”里。"
        )

    def _show_child(self, page: ChildPage) -> None:
        self.stack.drop(self.child)
        self.child = page
        page.left.connect(self.show_roll)
        page.said.connect(self.said)
        self.stack.bring(page)

    def _show_tab(self, index: int) -> None:
        self.stack.setCurrentIndex(0)
        self.tabs.setCurrentIndex(index)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another tab comes to the front: drafts are kept."""
        for page in (self.person, self.child):
            if page is not None:
                page.keep()
        super().hideEvent(event)


def _typed(page: HelpPersonPage | ChildPage) -> bool:
    """Whether there is anything to save; a registration nobody began is left alone."""
    return not isinstance(page, ChildPage) or page.view.dirty
