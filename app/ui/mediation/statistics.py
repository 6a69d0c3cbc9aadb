"""统计 of 人民调解: the two tables of a period, and what the number under the cursor counts (F69)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.days import iso_day
from app.services.mediation.statistics import SPLITS, split
from app.services.reminders import Target
from app.services.statistics import Counter
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, RegisterView
from app.ui.shortcuts import bind
from app.ui.statistics_view import StatisticsView
from app.ui.tab_pages import TabPages

__all__ = ["MediationStatistics"]


class MediationStatistics(QWidget):
    """The view. ``opened`` carries where a line of a list leads, ``left`` leads back to the cases."""

    opened = Signal(object)  # Target
    left = Signal()
    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        mediation = tools.desk.mediation
        counters = {words: split(mediation.statistics, by) for by, words in SPLITS.items()}
        self.cases = _Half(tools, counters, CASES, mediation.register.of)
        self.roster = _Half(
            tools, mediation.roster_figures, ROSTER, lambda uids: _roster(tools, uids)
        )
        self.cases.opened.connect(lambda row: self.opened.emit(Target("mediation", row.uid)))
        self.roster.opened.connect(
            lambda row: self.opened.emit(
                Target("mediation", None, f"committees/{row['committee_uid']}/{row['uid']}")
            )
        )
        back = QPushButton("返回案件")
        back.setToolTip("Esc")
        back.clicked.connect(lambda _=False: self.left.emit())
        title = QLabel("人民调解统计")
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(back)
        head.addWidget(title)
        head.addStretch(1)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.cases, "案件")
        self.tabs.addTab(self.roster, "调委会和调解员")
        for half in (self.cases, self.roster):
            half.view.changed.connect(self.said)
            half.view.wants.connect(self.opened)
        self.tabs.currentChanged.connect(lambda _: self.reload())
        layout = QVBoxLayout(self)
        side = theme.px(12)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(6))
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)
        self.setFocusProxy(self.cases.view)
        bind(self, Qt.Key.Key_Escape, self.left.emit, inside=True)

    def reload(self) -> None:
        """Count again what is in front."""
        self._front().view.reload()

    def print_current(self) -> None:
        """Keep and print the table in front."""
        self._front().view.print_reported()

    def _front(self) -> _Half:
        return self.cases if self.tabs.currentIndex() == 0 else self.roster


class _Half(QWidget):
    """One table, and beside it what a figure counts."""

    opened = Signal(object)

    def __init__(
        self,
        tools: DeskTools,
        counter: Counter | Mapping[str, Counter],
        columns: Sequence[Column],
        rows_of: Any,
    ) -> None:
        super().__init__()
        self._uids: tuple[str, ...] = ()
        self._rows_of = rows_of
        self.view = StatisticsView(tools, counter)
        self.view.opened.connect(self.show_behind)
        self.view.other_opened.connect(lambda _kind, uids, words: self.show_behind(uids, words))
        self.whose = QLabel()
        self.whose.setProperty("role", "heading")
        self.whose.setWordWrap(True)
        self.list = RegisterView(
            columns, self._fetch, searchable=False, empty="", busy=lambda: tools.desk.busy
        )
        self.list.opened.connect(self.opened)
        self.aside = QWidget()
        column = QVBoxLayout(self.aside)
        column.setContentsMargins(theme.px(8), theme.px(10), 0, 0)
        column.addWidget(self.whose)
        column.addWidget(self.list, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.view)
        halves.addWidget(self.aside)
        halves.setSizes([theme.px(820), theme.px(520)])
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(halves)
        self.aside.hide()

    def show_behind(self, uids: tuple[str, ...], words: str) -> None:
        """List what a figure counts beside the table."""
        self._uids = uids
        self.whose.setText(words)
        self.aside.show()
        self.list.refresh()
        self.list.table.setCurrentIndex(self.list.model.index(0, 0))
        self.list.table.setFocus()

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        return self._rows_of(self._uids[offset : offset + limit]), len(self._uids)


def _roster(tools: DeskTools, uids: Sequence[str]) -> list[dict[str, Any]]:
    """Mediators and committees by uid, as one list."""
    service = tools.desk.mediation.committees
    found = {line["uid"]: line for line in service.roll()}
    for committee in service.listed():
        words = {"name": committee["name"], "committee_uid": committee["uid"], "post": ""}
        found[committee["uid"]] = {**words, "committee": "", "certificate_until": None}
    return [found[uid] for uid in uids if uid in found]


CASES = (
    Column(title="卷号", text=lambda r: r.number or "未编号", width=180),
    Column(title="当事人", text=lambda r: r.parties, width=150),
    Column(title="纠纷类型", text=lambda r: r.dispute_type, width=110),
    Column(title="状态", text=lambda r: r.state_label, width=80),
)
ROSTER = (
    Column(title="姓名或名称", text=lambda r: r["name"], width=160),
    Column(title="职务", text=lambda r: r["post"] or "", width=80),
    Column(title="调委会", text=lambda r: r["committee"], width=180),
    Column(
        title="证件有效期至",
        text=lambda r: iso_day(r["certificate_until"]),
        width=110,
    ),
)
