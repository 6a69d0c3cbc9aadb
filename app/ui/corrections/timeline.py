"""时间线 of one person: everything in order on the left, the whole term day by day on the right.

Enter opens the document behind an entry; a click on a day of the term leads to its entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.pictures import Box, so_far
from app.forms.sealed_note import sealed_words
from app.services.corrections.timeline import TimelineQuery
from app.services.corrections.timeline_entry import KINDS, TIMELINE_REGISTER, Entry
from app.ui import theme
from app.ui.corrections.papers import print_check_in
from app.ui.desk_tools import DeskTools
from app.ui.picture_view import Legend, PictureView
from app.ui.register_view import Column, Filter, RegisterView

__all__ = ["TimelineTab"]

WITHOUT_DAILY = "but_daily"
PERIODS = (("month", "本月"), ("quarter", "近三个月"), ("year", "今年"))


class TimelineTab(QWidget):
    """The tab. ``opened`` carries what the person's page shows for an entry (``show_part``)."""

    opened = Signal(str)
    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._timelines = tools.desk.corrections.timelines
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []
        kinds = ((WITHOUT_DAILY, "日监控以外"), *KINDS.items())
        self.register = RegisterView(
            self._columns(),
            self._fetch,
            filters=(
                Filter("kind", "类别", kinds, chosen=WITHOUT_DAILY),
                Filter("period", "期间", PERIODS),
            ),
            empty="还没有记录。登记了报告、请假、时数、状态变更，都会按先后列在这里。",
            busy=lambda: tools.desk.busy,
        )
        self.print_button = QPushButton("打印时间线")
        self.print_button.clicked.connect(lambda _=False: self.print_current())
        self.register.bar_actions.addWidget(self.print_button)
        self.register.opened.connect(self.open_entry)
        self.view = PictureView(side=15)
        self.view.pointed.connect(self._go_to_day)
        self.legend = Legend()
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.register)
        split.addWidget(self._term())
        split.setStretchFactor(0, 1)
        split.setSizes([theme.px(740), theme.px(560)])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.addWidget(split)
        self.setFocusProxy(self.register)
        tools.when_unveiled(self.register.refresh)
        self.reload()

    def _term(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        heading = QLabel("矫正全期")
        heading.setProperty("role", "heading")
        scroll = QScrollArea()
        scroll.setWidgetResizable(False)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.view)
        self.view.setAutoFillBackground(False)
        column = QVBoxLayout(card)
        side = theme.px(10)
        column.setContentsMargins(side, theme.px(8), side, theme.px(8))
        for widget in (heading, self.words):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        column.addWidget(self.legend)
        return card

    def reload(self) -> None:
        """Read everything again."""
        self._entries = self._timelines.entries(self._uid)
        picture = self._timelines.picture(self._uid)
        self.view.show_picture(picture)
        self.legend.show_legend(picture)
        self.words.setText(picture.spoken if picture else "还没有登记矫正起止日期。")
        self.register.refresh()

    def _columns(self) -> tuple[Column, ...]:
        def words(entry: Entry) -> str:
            return entry.read(self._tools.read)

        return (
            Column(title="日期", text=lambda e: f"{e.on:%Y-%m-%d}", width=100),
            Column(title="事项", text=lambda e: e.title, width=110),
            Column(title="内容", text=words, width=250, tip=words),
            Column(title="经办或决定", text=lambda e: e.who, width=110),
            Column(title="文号", text=lambda e: e.number, width=110),
        )

    def _query(self, filters: Mapping[str, Any]) -> TimelineQuery:
        kind = filters.get("kind") or ""
        kinds = tuple(k for k in KINDS if k != "daily") if kind == WITHOUT_DAILY else (kind,)
        today = self._tools.today()
        first = {
            "month": today.replace(day=1),
            "quarter": today - timedelta(days=91),
            "year": date(today.year, 1, 1),
        }.get(filters.get("period") or "")
        return TimelineQuery(
            kinds=kinds if kind else (), first=first, text=(filters.get("text") or "").strip()
        )

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        if not offset:
            query = self._query(filters)
            self._shown = [entry for entry in self._entries if query.takes(entry)]
        return self._shown[offset : offset + limit], len(self._shown)

    # -- opening ------------------------------------------------------------------------------------

    def open_entry(self, entry: Entry) -> None:
        """The document behind an entry, or the part of the page where it was recorded."""
        openers: dict[str, Callable[[Entry], None]] = {
            "check_in": lambda e: print_check_in(self, self._tools, e.uid),
            "paper": self._open_paper,
        }
        if opener := openers.get(entry.source):
            opener(entry)
        else:
            self.opened.emit(entry.part)

    def _open_paper(self, entry: Entry) -> None:
        """The paper as it was last printed."""
        _, code, subject = (*entry.part.split("/"), "", "")[:3]
        papers = self._tools.desk.corrections.papers
        values = papers.printed(code, subject) if subject else None
        if values is None:
            self.changed.emit("这份文书没有留下打印时的内容。")
            return
        name = (
            f"{self._tools.desk.identity.code}-{code.rsplit('.', 1)[-1].upper()}-{entry.on:%Y%m%d}"
        )
        self._tools.preview_paper(self, papers.form(code, subject), values, name)

    def _go_to_day(self, box: Box) -> None:
        """The newest entry of the day pointed at, or the last one before it."""
        day = box.day
        if day is None:
            return
        place = next((n for n, entry in enumerate(self._shown) if entry.on <= day), None)
        if place is not None:
            self.register.table.setCurrentIndex(self.register.model.index(place, 0))
            self.register.table.setFocus()

    # -- paper --------------------------------------------------------------------------------------

    def print_current(self) -> None:
        """What is shown, oldest first, below the picture of the term; for inspection."""
        card = self._tools.desk.corrections.persons.card(self._uid)
        office = self._tools.desk.identity
        picture = self.view.picture
        mark = (sealed_words(),) if card.holds_sealed else ()
        self._tools.preview_register(
            self,
            TIMELINE_REGISTER,
            [entry.as_row() for entry in reversed(self._shown)],
            title=TIMELINE_REGISTER.title,
            note="  ".join((office.name, card.name, *mark, self._period())),
            file_name=f"{office.code}-时间线-{self._tools.today():%Y%m%d}",
            pictures=[so_far(picture, self._tools.today())] if picture else (),
        )

    def _period(self) -> str:
        if not self._shown:
            return "没有记录"
        return f"{show_date(self._shown[-1].on)}至{show_date(self._shown[0].on)}，共{len(self._shown)}条"
