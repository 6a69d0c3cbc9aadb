"""今日: what is due, overdue, missing and not sent, one click from where it is done (F77)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from app.services.agenda import Agenda
from app.services.desk import Desk
from app.services.drafts import SavedDraft
from app.services.reminders import Reminder, by_urgency
from app.ui import theme
from app.ui.item_list import ItemList
from app.ui.page import Page

__all__ = ["TodayPage"]

WEEKDAYS = "一二三四五六日"
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
        column.addWidget(self.title)
        self.figures = QHBoxLayout()
        self.figures.setSpacing(theme.px(12))
        self.overdue, self.due, self.drafts, self.unsent = (
            _Figure("已逾期", "tag-bad"),
            _Figure("七日内到期", "tag-warn"),
            _Figure("没写完的", "tag"),
            _Figure("未报送的记录", "tag"),
        )
        for figure in (self.overdue, self.due, self.drafts, self.unsent):
            self.figures.addWidget(figure)
        self.figures.addStretch(1)
        column.addLayout(self.figures)
        self.list = ItemList(lead_width=104)
        self.list.setAccessibleName("待办事项")
        self.list.opened.connect(self.wants)
        column.addWidget(self.list, 1)
        self.empty = QLabel(READING)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.empty, "muted")
        column.addWidget(self.empty, 1)
        foot = QHBoxLayout()
        hint = QLabel("双击或按回车打开。")
        theme.set_role(hint, "muted")
        again = QPushButton("刷新（F5）")
        again.setShortcut("F5")
        again.clicked.connect(self.refresh)
        foot.addWidget(hint)
        foot.addStretch(1)
        foot.addWidget(again)
        column.addLayout(foot)
        self.list.hide()
        self._write_date(desk.clock().date())
        self._unasked = list(self._agenda.duties())
        self._found: list[Reminder] = []
        self._ask = QTimer(self, interval=0)
        self._ask.timeout.connect(self._ask_one)

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
        """One duty; after the last one, show what all of them said."""
        today = self._desk.clock().date()
        self._found += self._unasked.pop(0)(today)
        if not self._unasked:
            self._ask.stop()
            self._show(by_urgency(self._found), today)

    def refresh(self) -> None:
        """Read what is due today."""
        self._ask.stop()
        self._unasked.clear()
        today = self._desk.clock().date()
        self._write_date(today)
        self._show(self._agenda.items(today), today)

    def _write_date(self, today: date) -> None:
        self.title.setText(
            f"{today.year}年{today.month}月{today.day}日 星期{WEEKDAYS[today.weekday()]}"
        )

    def _show(self, items: list[Reminder], today: date) -> None:
        waiting = self._agenda.drafts()
        self.overdue.show_number(sum(item.overdue for item in items))
        self.due.show_number(sum(_soon(item, today) for item in items))
        self.drafts.show_number(len(waiting))
        unsent = self._agenda.unsent()
        self.unsent.setVisible(unsent is not None)
        self.unsent.show_number(unsent or 0)
        self.list.clear()
        for words, group in _groups(items, today):
            self.list.head(words)
            for item in group:
                self._add(item, today)
        if waiting:
            self.list.head("没写完的")
        for draft in waiting:
            self._add_draft(draft)
        at_bureau = self._desk.identity.kind == "bureau"
        self.empty.setText(NOTHING_AT_BUREAU if at_bureau else NOTHING)
        some = self.list.count() > 0
        self.list.setVisible(some)
        self.empty.setVisible(not some)
        self.list.select_first()

    def _add(self, item: Reminder, today: date) -> None:
        days = (item.due_on - today).days
        when = f"逾期 {-days} 天" if days < 0 else "今天到期" if days == 0 else f"还有 {days} 天"
        tone = "bad" if item.overdue else "warn" if days <= SOON else "muted"
        self.list.add(item.title, item.target, lead=when, tone=tone, detail=item.detail)

    def _add_draft(self, draft: SavedDraft) -> None:
        self.list.add(
            draft.title,
            self._agenda.target_of(draft),
            lead=f"{draft.saved_at:%m-%d %H:%M}",
            detail="自动保存的草稿，打开后可以接着写。",
        )


def _groups(items: list[Reminder], today: date) -> Iterator[tuple[str, list[Reminder]]]:
    """What is overdue, what is due soon, what comes later; a group without items is left out."""
    overdue = [item for item in items if item.overdue]
    soon = [item for item in items if _soon(item, today)]
    later = [item for item in items if not item.overdue and not _soon(item, today)]
    named = (("已逾期", overdue), ("七日内到期", soon), ("以后", later))
    return ((words, group) for words, group in named if group)


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
