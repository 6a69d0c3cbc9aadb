"""统计 of 社区矫正: the table of a period, and the persons behind the number under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.days import iso_day
from app.forms.codes import label
from app.services.corrections.register import PersonQuery
from app.ui import theme
from app.ui.corrections.roll import EVERYBODY
from app.ui.desk_tools import DeskTools
from app.ui.register_view import Column, RegisterView
from app.ui.statistics_view import StatisticsView

__all__ = ["CorrectionsStatistics"]


class CorrectionsStatistics(QWidget):
    """The view. ``opened`` carries the uid of a person, ``left`` leads back to the roll."""

    opened = Signal(str)
    left = Signal()
    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._persons = tools.desk.corrections.persons
        self._uids: frozenset[str] = frozenset()
        self.view = StatisticsView(tools, tools.desk.corrections)
        self.view.opened.connect(self.show_persons)
        self.view.changed.connect(self.said)
        self.view.wants.connect(lambda target: self.opened.emit(target.uid))
        self.whose = QLabel()
        self.whose.setProperty("role", "heading")
        self.people = RegisterView(
            COLUMNS, self._fetch, searchable=False, empty="", busy=lambda: tools.desk.busy
        )
        self.people.opened.connect(lambda row: self.opened.emit(row["uid"]))
        back = QPushButton("返回花名册")
        back.setToolTip("Esc")
        back.clicked.connect(lambda _=False: self.left.emit())
        title = QLabel("社区矫正统计")
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(back)
        head.addWidget(title)
        head.addStretch(1)
        aside = QWidget()
        column = QVBoxLayout(aside)
        column.setContentsMargins(theme.px(8), theme.px(10), 0, 0)
        column.addWidget(self.whose)
        column.addWidget(self.people, 1)
        self.aside = aside
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.view)
        split.addWidget(aside)
        split.setSizes([theme.px(940), theme.px(400)])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(head)
        layout.addWidget(split, 1)
        aside.hide()
        self.setFocusProxy(self.view)

    def reload(self) -> None:
        """Count again."""
        self.view.reload()

    def show_persons(self, uids: tuple[str, ...], words: str) -> None:
        """List the persons behind a figure beside the table."""
        self._uids = frozenset(uids)
        self.whose.setText(words)
        self.aside.show()
        self.people.refresh()
        self.people.table.setCurrentIndex(self.people.model.index(0, 0))
        self.people.table.setFocus()

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        if not self._uids:
            return [], 0
        everybody = self._persons.page(PersonQuery(states=(), sort="name"), limit=EVERYBODY).rows
        rows = [row for row in everybody if row["uid"] in self._uids]
        return rows[offset : offset + limit], len(rows)


COLUMNS = (
    Column(title="姓名", text=lambda r: r["name"], width=100),
    Column(
        title="矫正类别", text=lambda r: label("corrections_category", r["category"]), width=100
    ),
    Column(title="状态", text=lambda r: label("corrections_state", r["state"]), width=90),
    Column(title="止日", text=lambda r: iso_day(r["ends_on"]), width=100),
)
