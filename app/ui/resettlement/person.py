"""The page of one person of 安置帮教: head, and 登记表 · 帮教 · 文书."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.codes import label
from app.forms.resettlement import SHEET
from app.services.reminders import Target
from app.ui import theme
from app.ui.county_bar import CountyBar
from app.ui.desk_tools import DeskTools
from app.ui.layouts import LineLayout
from app.ui.resettlement.help import HelpTab
from app.ui.resettlement.papers import HelpPapersTab
from app.ui.resettlement.sheet import HelpSheet
from app.ui.tab_pages import TabPages
from app.ui.tags import show_tags
from app.ui.unveil import Unveil

__all__ = ["HelpPersonPage"]

FORM, HELP, PAPERS = range(3)


class HelpPersonPage(QWidget):
    """The page. ``left`` leads back to the roll, ``said`` carries words for the status bar."""

    left = Signal()
    said = Signal(str)
    wants = Signal(object)  # Target: the same person in 社区矫正

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        number = f"{tools.desk.identity.code}-{uid[:8]}"
        self.unveil = Unveil(tools.desk, "安置帮教对象", number, self)
        tools = DeskTools(tools.desk, self.unveil)
        self._persons = tools.desk.resettlement.persons
        self.uid = uid
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._tags = [QLabel() for _ in range(6)]
        self._before = QPushButton("看矫正档案")
        self._before.clicked.connect(self._show_corrections)
        self.sheet = HelpSheet(tools, uid)
        self.help = HelpTab(tools, uid)
        self.papers = HelpPapersTab(tools, uid)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for widget, title in (
            (self.sheet, "登记表"),
            (self.help, "帮教"),
            (self.papers, "文书"),
        ):
            self.tabs.addTab(widget, title)
        self.sheet.saved.connect(lambda _: self._changed("登记表已保存。"))
        self.help.changed.connect(self._changed)
        self.papers.changed.connect(self._changed)
        self.tabs.currentChanged.connect(self._turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self.county = CountyBar(tools.desk, "resettlement")
        layout.addLayout(self._head())
        layout.addWidget(self.county)
        layout.addWidget(self.tabs, 1)
        self.show_head()
        self.tabs.setCurrentIndex(HELP)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        back = QPushButton("返回花名册")
        back.setToolTip("Esc")
        back.clicked.connect(self.leave)
        head.addWidget(back)
        head.addWidget(self._name)
        tags = QWidget()
        line = LineLayout(tags, gap=theme.px(8), line_gap=theme.px(4), fill=False)
        for tag in self._tags:
            line.add(tag)
        head.addWidget(tags, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.unveil)
        head.addWidget(self._before)
        return head

    def show_head(self) -> None:
        """Read again who this is and how they stand."""
        card = self._persons.card(self.uid)
        self._name.setText(card.name)
        self.county.show_record(self.uid)
        self._corrections = card.corrections_uid
        self._before.setVisible(card.corrections_uid is not None)
        kind = label("help_class", card.help_class)
        if card.help_class and not card.class_confirmed:
            kind += "（待所长确定）"
        end = ""
        if card.ends_on is not None and card.state != "ended":
            end = f"{card.ends_on:%Y-%m-%d}帮教期满"
        shown = (
            (label("resettlement_state", card.state), STATE_ROLES.get(card.state, "tag")),
            (kind or "类别未定", "tag" if card.class_confirmed else "tag-warn"),
            (label("resettlement_source", card.source), "tag"),
            (label("manager_mode", card.manager_mode), "tag"),
            (end, "tag-bad" if (card.days_left or 0) < 0 else "tag"),
            (_waiting(card), "tag-warn"),
        )
        show_tags(self._tags, shown)
        self._tags[4].setToolTip(card.ends_why)

    # -- for the page around it -----------------------------------------------------------------------

    def show_part(self, part: str) -> None:
        """Open what a reminder, a draft or the search names."""
        name = part.removeprefix("resettlement.").partition("/")[0]
        if name in {"agreement", "plan"}:
            self.tabs.setCurrentIndex(PAPERS)
            self.papers.show_paper(f"resettlement.{name}")
        elif name == "sheet":
            self.tabs.setCurrentIndex(FORM)
        elif name == "file":
            self.tabs.setCurrentIndex(PAPERS)
        else:
            self.tabs.setCurrentIndex(HELP)
            self.help.show_part(name)

    def save_current(self) -> bool:
        """Save what is being typed in the tab in front."""
        if self.tabs.currentIndex() == FORM:
            return self.sheet.save() if self.sheet.view.dirty else True
        if self.tabs.currentIndex() == PAPERS:
            return self.papers.save() if self.papers.dirty else True
        return True

    def print_current(self) -> None:
        """Preview the paper of the tab in front."""
        if self.tabs.currentIndex() == PAPERS:
            self.papers.print_current()
        else:
            self.papers.print_paper(SHEET.code)

    def keep(self) -> None:
        """Keep everything half typed as drafts."""
        self.sheet.view.keep_now()
        self.papers.keep()

    def leave(self) -> None:
        """Back to the roll; what is half typed waits as a draft."""
        self.keep()
        self.left.emit()

    def _turned(self, index: int) -> None:
        if index == FORM:
            self.sheet.reload()
        elif index == HELP:
            self.help.reload()
        elif index == PAPERS:
            self.papers.reload()

    def _changed(self, words: str) -> None:
        self.show_head()
        self.said.emit(words)

    def _show_corrections(self) -> None:
        self.wants.emit(Target("corrections", self._corrections, "file"))


STATE_ROLES = {"lost": "tag-bad", "refused": "tag-warn", "expected": "tag-warn"}


def _waiting(card: Any) -> str:
    if card.handed_over_on is not None or card.state == "ended":
        return ""
    return "必接必送" if card.must_fetch else "未衔接"
