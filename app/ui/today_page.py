"""今日: what is due, overdue, missing and not sent, one click from where it is done (F77)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from app.days import show_date
from app.errors import ActionableError
from app.services.agenda import Agenda
from app.services.desk import Desk
from app.services.drafts import SavedDraft
from app.services.reminders import Reminder, by_urgency
from app.ui import theme
from app.ui.item_list import ItemList
from app.ui.page import Page
from app.ui.picture_view import RingView

__all__ = ["TodayPage"]

WEEKDAYS = "一二三四五六日"
FEW = 6
"""So many lines of a duty are shown at once; a longer list opens with Enter."""

DUTIES = {
    "mediation": "人民调解",
    "corrections": "社区矫正",
    "resettlement": "安置帮教",
    "training": "队伍培训",
    "sync": "报送",
    "inbox": "收件",
    "answers": "反馈",
    "summary": "汇总",
    "evaluation": "卷宗评查",
}
"""Page a reminder leads to → the duty it belongs to, in the order of the tabs."""

SOON = 7
"""Days within which a due item asks for attention."""

READING = "正在读取今天的事项……"

NOTHING = "今天没有到期的事项。\n\n按 Ctrl+N 登记新的纠纷；到期和逾期的事项会自动列在这里。"

NOTHING_AT_BUREAU = (
    "今天没有要催的事项。\n\n各所交来报送包后，到“收件”中核验、收下；没有按时报送的所会列在这里。"
)


class TodayPage(Page):
    """The first tab: three figures, then everything to do, the most urgent first.

    The first page of the program reads after it has been painted, one duty at a time between
    events, so that the window is there at once and never deaf.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._agenda = Agenda(desk)
        side = theme.px(18)
        column = QVBoxLayout(self)
        column.setContentsMargins(side, theme.px(14), side, theme.px(14))
        column.setSpacing(theme.px(12))
        self.title = QLabel()
        theme.set_role(self.title, "title")
        self.overdue, self.due, self.drafts, self.unsent = (
            _Figure("已逾期", "tag-bad"),
            _Figure("七日内到期", "tag-warn"),
            _Figure("没写完的", "tag"),
            _Figure("未报送的记录", "tag"),
        )
        self.figures = QHBoxLayout()
        self.figures.setSpacing(theme.px(12))
        for figure in (self.overdue, self.due, self.drafts, self.unsent):
            self.figures.addWidget(figure)
        self.figures.addStretch(1)
        self.ring = RingView()
        self.ring.hide()
        column.addLayout(self._head())
        self.list = ItemList(lead_width=104)
        self.list.setAccessibleName("待办事项")
        self.list.opened.connect(self._open)
        column.addWidget(self.list, 1)
        self.empty = QLabel(READING)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.empty, "muted")
        column.addWidget(self.empty, 1)
        self.list.hide()
        self._write_date(desk.clock().date())
        self._unasked = list(self._agenda.duties())
        self._found: list[Reminder] = []
        self._items: list[Reminder] = []
        self._unfolded: set[str] = set()
        self._ask = QTimer(self, interval=0)
        self._ask.timeout.connect(self._ask_one)

    def _head(self) -> QGridLayout:
        """Date and figures beside the ring: the list has the height."""
        hint = QLabel("双击或按回车打开。")
        theme.set_role(hint, "muted")
        again = QPushButton("刷新（F5）")
        again.setShortcut("F5")
        again.clicked.connect(self.refresh)
        day = QHBoxLayout()
        day.setSpacing(theme.px(12))
        day.addWidget(self.title)
        day.addStretch(1)
        day.addWidget(hint)
        day.addWidget(again)
        head = QGridLayout()
        head.setHorizontalSpacing(theme.px(18))
        head.setVerticalSpacing(theme.px(8))
        head.setColumnStretch(0, 1)
        head.addLayout(day, 0, 0)
        head.addLayout(self.figures, 1, 0)
        head.addWidget(self.ring, 0, 1, 2, 1)
        return head

    @property
    def waiting(self) -> bool:
        """Whether it has still to be read for the first time."""
        return bool(self._unasked)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read, if nobody has."""
        super().showEvent(event)
        if self._unasked:
            self._ask.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back is shown what is due then."""
        self._ask.stop()
        super().hideEvent(event)

    def _ask_one(self) -> None:
        """One duty; after the last one, show what all of them said.

        What cannot be read is said on the page: a message for each duty would open over the last.
        """
        try:
            today = self._agenda.day()
            self._found += self._unasked.pop(0)(today)
            if not self._unasked:
                self._ask.stop()
                self._show(by_urgency(self._found), today)
        except ActionableError as error:
            self._ask.stop()
            self._unasked.clear()
            self.empty.setText(f"{error.what}\n{error.do}")

    def refresh(self) -> None:
        """Read what is due today."""
        self._ask.stop()
        self._unasked.clear()
        self._write_date(self._desk.clock().date())
        today = self._agenda.day()
        self._show(self._agenda.items(today), today)

    def _write_date(self, today: date) -> None:
        self.title.setText(f"{show_date(today)} 星期{WEEKDAYS[today.weekday()]}")

    def _show(self, items: list[Reminder], today: date) -> None:
        self._items = items
        waiting = self._agenda.drafts()
        self.overdue.show_number(sum(item.overdue for item in items))
        self.due.show_number(sum(_soon(item, today) for item in items if not item.folded))
        self.drafts.show_number(len(waiting))
        unsent = self._agenda.unsent()
        self.unsent.setVisible(unsent is not None)
        self.unsent.show_number(unsent or 0)
        week = self._agenda.week(today)
        self.ring.setVisible(week is not None and bool(week.total))
        if week is not None:
            self.ring.show_ring(week)
        self.list.clear()
        tasks = [item for item in items if not item.folded]
        for words, group in _groups(tasks, today):
            self.list.head(f"{words}  {len(group)}件")
            shown = group if words in self._unfolded else group[:FEW]
            for item in shown:
                self._add(item, today)
            if rest := len(group) - len(shown):
                self.list.add(f"还有{rest}件……", _Rest(words), detail="按回车全部列出。")
        if waiting:
            self.list.head(f"没写完的  {len(waiting)}件")
        for draft in waiting:
            self._add_draft(draft)
        if folded := [item for item in items if item.folded]:
            self.list.head("不再逐件提醒")
        for item in folded:
            self.list.add(
                item.title, item.target, lead=f"{item.folded} 件", tone="muted", detail=item.detail
            )
        at_bureau = self._desk.identity.kind == "bureau"
        self.empty.setText(NOTHING_AT_BUREAU if at_bureau else NOTHING)
        some = self.list.count() > 0
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        self.list.select_first()

    def _open(self, what: object) -> None:
        """A matter is opened where it is done; the end of a folded list unfolds it."""
        if not isinstance(what, _Rest):
            self.wants.emit(what)
            return
        row = self.list.currentRow()
        self._unfolded.add(what.of)
        self._show(self._items, self._desk.clock().date())
        self.list.setCurrentRow(row)

    def _add(self, item: Reminder, today: date) -> None:
        days = (item.due_on - today).days
        today_words = "马上办" if item.overdue else "今天到期"
        when = f"逾期 {-days} 天" if days < 0 else today_words if days == 0 else f"还有 {days} 天"
        tone = "bad" if item.overdue else "warn" if days <= SOON else "muted"
        self.list.add(item.title, item.target, lead=when, tone=tone, detail=item.detail)

    def _add_draft(self, draft: SavedDraft) -> None:
        self.list.add(
            draft.title,
            self._agenda.target_of(draft),
            lead=f"{draft.saved_at:%m-%d %H:%M}",
            detail="自动保存的草稿，打开后可以接着写。",
        )


class _Rest(NamedTuple):
    """The lines of a list that are folded away."""

    of: str


def _groups(items: list[Reminder], today: date) -> Iterator[tuple[str, list[Reminder]]]:
    """What is overdue, what is due soon, what comes later, each by duty; the urgent first."""
    for words, some in _by_time(items, today):
        duties = {name: [i for i in some if i.target.page == page] for page, name in DUTIES.items()}
        duties["其他"] = [item for item in some if item.target.page not in DUTIES]
        yield from ((f"{words} · {name}", group) for name, group in duties.items() if group)


def _by_time(items: list[Reminder], today: date) -> Iterator[tuple[str, list[Reminder]]]:
    overdue = [item for item in items if item.overdue]
    soon = [item for item in items if _soon(item, today)]
    later = [item for item in items if not item.overdue and not _soon(item, today)]
    named = (("已逾期", overdue), ("七日内到期", soon), ("以后", later))
    return ((words, some) for words, some in named if some)


def _soon(item: Reminder, today: date) -> bool:
    return not item.overdue and (item.due_on - today).days <= SOON


class _Figure(QFrame):
    """A number and what it counts."""

    def __init__(self, words: str, role: str) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self.number = QLabel("…")
        theme.set_role(self.number, "number")
        label = QLabel(words)
        theme.set_role(label, role)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(6))
        line.setSpacing(theme.px(10))
        line.addWidget(self.number)
        line.addWidget(label, alignment=Qt.AlignmentFlag.AlignVCenter)

    def show_number(self, number: int) -> None:
        """Show ``number``."""
        self.number.setText(str(number))
