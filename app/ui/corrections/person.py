"""The page of one person: head, and a tab for each side of their life in corrections."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.check_ins import CHECK_IN_FORMS
from app.forms.codes import label
from app.forms.corrections_papers import FORMS as PAPERS
from app.services.corrections.states import ENDED
from app.ui import theme
from app.ui.corrections.daily import DailyTab
from app.ui.corrections.file import FileTab
from app.ui.corrections.health import HealthTab
from app.ui.corrections.leave import LeaveTab
from app.ui.corrections.lists import CardsTab
from app.ui.corrections.plan import PlanTab
from app.ui.corrections.sanctions import SanctionsTab
from app.ui.corrections.sheet import BasicSheet
from app.ui.corrections.status import StatusTab
from app.ui.corrections.timeline import TimelineTab
from app.ui.county_bar import CountyBar
from app.ui.desk_tools import DeskTools
from app.ui.photo_box import photo_pixmap
from app.ui.tab_pages import TabPages
from app.ui.tags import show_tags
from app.ui.unveil import Unveil

__all__ = ["PersonPage"]

TITLES = {
    "sheet": "基本信息表",
    "daily": "日常监管",
    "leave": "请销假",
    "plan": "小组与方案",
    "sanctions": "奖惩与查找",
    "health": "健康与保证人",
    "status": "状态",
    "timeline": "时间线",
    "papers": "工作档案",
}
"""The tabs by key, in order; 健康与保证人 is there for 暂予监外执行 only."""

PARTS = {
    "group_member": "plan",
    "declaration": "plan",
    "plan": "plan",
    "corrections_plan": "plan",
    "plan_adjustment": "plan",
    "plan_review": "plan",
    "group": "plan",
    "absence": "sanctions",
    "found": "sanctions",
    "search": "sanctions",
    "sanction": "sanctions",
    "sanction_answer": "sanctions",
    "sanction_revoked": "sanctions",
    "positioning": "sanctions",
    "reoffence": "sanctions",
    "incident": "sanctions",
    "health_report": "health",
    "health_extension": "health",
    "guarantor_check": "health",
}
"""What a reminder or a draft names, by the tab it stands in; everything dated else is 状态."""

STATUS_PARTS = frozenset(
    {
        *("control_change", "suspension", "court_order", "term_change", "delegation"),
        "inquiry",
        *("release", "step", "termination", "term_end", "transfer", "seal", "undo"),
    }
)

MOVED_OUT = "这名对象已经迁出，本所的记录只供查阅，不能再改。"

FACE = 30
"""Pixels at 100 % of the photograph beside the name."""

BAD = frozenset({"lost", "out_of_control", "overdue_report", "revocation_proposed"})


class PersonPage(QWidget):
    """The page. ``left`` leads back to where it was opened, ``said`` carries words for the status bar."""

    left = Signal()
    said = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        number = f"{tools.desk.identity.code}-{uid[:8]}"
        self.unveil = Unveil(tools.desk, "社区矫正对象", number, self)
        self._tools = tools = DeskTools(tools.desk, self.unveil)
        self.uid = uid
        self._persons = tools.desk.corrections.persons
        self._photos = tools.desk.corrections.photos
        self.back = QPushButton("返回花名册")
        self._face = QLabel()
        self._face.setAccessibleName("照片")
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self._tags = [QLabel() for _ in range(7)]
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self._made: dict[str, QWidget] = {}
        outside = self._persons.card(uid).category == "outside"
        self.keys = [key for key in TITLES if outside or key != "health"]
        for key in self.keys:
            self.tabs.addTab(QWidget(), TITLES[key])
        self.tabs.currentChanged.connect(self._turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self.county = CountyBar(tools.desk, "corrections")
        layout.addLayout(self._head())
        layout.addWidget(self.county)
        layout.addWidget(self.tabs, 1)
        self.show_head()
        self.tabs.setCurrentIndex(self.keys.index("daily"))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.back.setToolTip("Esc")
        self.back.clicked.connect(self.leave)
        head.addWidget(self.back)
        head.addWidget(self._face)
        head.addWidget(self._name)
        for tag in self._tags:
            head.addWidget(tag, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.unveil)
        return head

    def show_head(self) -> None:
        """Read again who this is and how they stand."""
        card = self._persons.card(self.uid)
        self._name.setText(card.name)
        self.county.show_record(self.uid)
        self._show_face()
        state = label("corrections_state", card.state)
        klass = label("control_class", card.control_class)
        term, tone = "", "tag"
        if card.ends_on and card.state not in ENDED:
            left = card.days_left or 0
            term = f"{card.ends_on:%Y-%m-%d}期满，还有{left}天"
            if left < 0:
                term, tone = f"已于{card.ends_on:%Y-%m-%d}期满", "tag-bad"
            elif left <= 30:
                tone = "tag-warn"
        if card.state == "moved_out":  # the record is a copy then
            term, tone = "只供查阅，不能再改", "tag-warn"
        shown = (
            (state, "tag-bad" if card.state in BAD else "tag"),
            (klass or "管理类别未定", "tag" if klass else "tag-warn"),
            (label("corrections_category", card.category), "tag"),
            (term, tone),
            (card.now, "tag-bad" if "逾期" in card.now else "tag-warn"),
            ("未成年" if card.juvenile else "", "tag-warn"),
            ("含犯罪记录封存信息" if card.holds_sealed else "", "tag-warn"),
        )
        show_tags(self._tags, shown)

    def _show_face(self) -> None:
        data = self._photos.read(self.uid)
        self._face.setVisible(data is not None)
        if data is not None:
            self._face.setPixmap(photo_pixmap(data, theme.px(FACE)))

    # -- tabs ---------------------------------------------------------------------------------------

    def _turned(self, index: int) -> None:
        """A tab came to the front: read again what may have changed."""
        key = self.keys[index]
        made = key in self._made
        tab = self._tab_of(key)
        if made and isinstance(tab, BasicSheet | DailyTab | CardsTab | TimelineTab | FileTab):
            tab.reload()
        self._close_or_open(tab)

    def _close_or_open(self, tab: QWidget) -> None:
        """What is kept by another office by now can only be read."""
        gone = self._persons.card(self.uid).state == "moved_out"
        if isinstance(tab, BasicSheet):
            tab.only_read(gone)
        elif isinstance(tab, DailyTab | LeaveTab | CardsTab):
            tab.only_read(MOVED_OUT if gone else "")

    def _tab_of(self, key: str) -> QWidget:
        """The tab, made when it is first shown."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(key)
            index = self.keys.index(key)
            self.tabs.blockSignals(True)
            self.tabs.removeTab(index)
            self.tabs.insertTab(index, found, TITLES[key])
            self.tabs.setCurrentIndex(index)
            self.tabs.blockSignals(False)
        return found

    def _make(self, key: str) -> QWidget:
        if key == "sheet":
            sheet = BasicSheet(self._tools, self.uid)
            sheet.saved.connect(lambda _: self._changed("基本信息表已保存。"))
            sheet.photo_changed.connect(self._changed)
            return sheet
        kinds: dict[str, type[DailyTab | LeaveTab | CardsTab | TimelineTab | FileTab]] = {
            "daily": DailyTab,
            "leave": LeaveTab,
            "plan": PlanTab,
            "sanctions": SanctionsTab,
            "health": HealthTab,
            "status": StatusTab,
            "timeline": TimelineTab,
            "papers": FileTab,
        }
        tab = kinds[key](self._tools, self.uid)
        tab.changed.connect(self._changed)
        if isinstance(tab, StatusTab):
            tab.sealed.connect(self._sealed)
        if isinstance(tab, TimelineTab):
            tab.opened.connect(self.show_part)
        return tab

    def _sealed(self) -> None:
        """The record opens no more: back to the roll."""
        self.said.emit("记录已封存。需要查阅的，在“封存记录”里登记。")
        self.left.emit()

    def _changed(self, words: str) -> None:
        self.show_head()
        if (shown := self.tabs.currentWidget()) is not None:
            self._close_or_open(shown)
        self.said.emit(words)

    def open_tab(self, key: str) -> QWidget:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(self.keys.index(key))
        return self._tab_of(key)

    @property
    def sheet(self) -> BasicSheet:
        """基本信息表, brought to the front."""
        return cast(BasicSheet, self.open_tab("sheet"))

    @property
    def daily(self) -> DailyTab:
        """日常监管, brought to the front."""
        return cast(DailyTab, self.open_tab("daily"))

    @property
    def leaves(self) -> LeaveTab:
        """请销假, brought to the front."""
        return cast(LeaveTab, self.open_tab("leave"))

    @property
    def plan(self) -> PlanTab:
        """小组与方案, brought to the front."""
        return cast(PlanTab, self.open_tab("plan"))

    @property
    def sanctions(self) -> SanctionsTab:
        """奖惩与查找, brought to the front."""
        return cast(SanctionsTab, self.open_tab("sanctions"))

    @property
    def status(self) -> StatusTab:
        """状态, brought to the front."""
        return cast(StatusTab, self.open_tab("status"))

    @property
    def timeline(self) -> TimelineTab:
        """时间线, brought to the front."""
        return cast(TimelineTab, self.open_tab("timeline"))

    @property
    def file(self) -> FileTab:
        """工作档案, brought to the front."""
        return cast(FileTab, self.open_tab("papers"))

    # -- for the page around it -----------------------------------------------------------------------

    def show_part(self, part: str) -> None:
        """Open what a reminder or a draft names: a kind of check-in, a leave, a list, a form."""
        name, _, rest = part.partition("/")
        codes = {form.code: kind for kind, form in CHECK_IN_FORMS.items()}
        if name in CHECK_IN_FORMS or name in codes or name == "corrections.exemption":
            card = self.daily.cards.get(codes.get(name, name))
            if card is not None:
                card.button.setFocus()
        elif name == "leave" or name.startswith("corrections.leave") or name in LEAVE_CODES:
            if rest:
                self.leaves.show_leave(rest)
            elif name == "corrections.c10":
                self.leaves.apply()
            else:
                self.leaves.setFocus()
        elif (dated := name.removeprefix("corrections.")) in PARTS:
            self._show_list(PARTS[dated], dated)
        elif dated in STATUS_PARTS or dated.startswith("transfer"):
            self.status.show_part("transfer" if dated.startswith("transfer") else dated)
        elif name in {*FILE_CODES, "paper", "papers"}:
            self._show_file(name, rest)
        elif name == "file":
            self.plan.setFocus()
        elif part:
            self.sheet.view.go_to(name)

    def _show_file(self, name: str, rest: str) -> None:
        """工作档案, or a paper in it: by a draft's form, or as the time line names a printed one."""
        if name == "papers":
            self.file.setFocus()
        elif name == "paper":
            self.file.show_paper(*rest.split("/", 1))
        else:
            self.file.show_paper(name, rest)

    def _show_list(self, key: str, name: str) -> None:
        tab = self.open_tab(key) if key in self.keys else self.status
        if isinstance(tab, CardsTab):
            tab.show_part("corrections_plan" if name == "plan" else name)

    def save_current(self) -> bool:
        """Save what is being typed in the tab in front."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, BasicSheet):
            return shown.save() if shown.view.dirty else True
        if isinstance(shown, LeaveTab | FileTab):
            return shown.save_current()
        return True

    def print_current(self) -> bool:
        """Preview the paper of the tab in front; whether it has one."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, BasicSheet):
            shown.print_sheet()
            return True
        if isinstance(shown, TimelineTab):
            shown.print_current()
            return True
        return isinstance(shown, FileTab) and shown.print_current()

    def keep(self) -> None:
        """Keep everything half typed as drafts."""
        for tab in self._made.values():
            if isinstance(tab, BasicSheet):
                tab.view.keep_now()
            elif isinstance(tab, LeaveTab | FileTab):
                tab.keep()

    def step_back(self) -> None:
        """Esc: out of an application being typed first, then back to the list."""
        shown = self.tabs.currentWidget()
        if isinstance(shown, LeaveTab) and shown.form is not None:
            shown.form.give_up()
        else:
            self.leave()

    def leave(self) -> None:
        """Back to the list; what is half typed waits as a draft."""
        self.keep()
        self.left.emit()


LEAVE_CODES = frozenset(
    {"corrections.c09", "corrections.c10", "corrections.c11", "corrections.c12"}
    | {"corrections.spot_check", "corrections.departure", "corrections.filing"}
)

FILE_CODES = frozenset(form.code for form in PAPERS)
"""The papers of the working file."""
