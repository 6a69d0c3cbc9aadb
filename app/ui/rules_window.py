"""依据与规则: every rule in force on a day, why it and no other, and what the county has delegated.

A window beside the work, like the manual. Computed statements elsewhere lead here by ``RuleLink``,
with the matter and the day they were reckoned for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.days import iso_day
from app.forms import corrections_entries as entries
from app.services.desk import Desk
from app.services.rules import TOPICS, RuleLine
from app.ui import dialogs, theme
from app.ui.buttons import Button
from app.ui.dated_rows import DatedRows, RowActions
from app.ui.desk_tools import DeskTools
from app.ui.editors.date_line import DateLine
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.sizes import open_at
from app.ui.tab_pages import TabPages

__all__ = ["RuleLink", "RulesWindow"]

DOUBT = "待核对"
SURE = {True: "已核对", False: DOUBT}

COLUMNS = (
    Column(title="事项", text=lambda r: r.title, width=230),
    Column(title="规定", text=lambda r: r.said, width=170),
    Column(title="依据", text=lambda r: r.profile, width=130),
    Column(title="条文", text=lambda r: r.article, width=270),
    Column(title="层级", text=lambda r: r.local, width=80),
    Column(
        title="原文",
        text=lambda r: SURE[r.confirmed],
        width=80,
        tone=lambda r: "" if r.confirmed else "warn",
    ),
)

TEXT_COLUMNS = (
    Column(title="文书", text=lambda t: "、".join(t.papers), width=230),
    Column(title="文字", text=lambda t: t.words.replace("\n", " "), width=430),
    Column(title="依据", text=lambda t: t.source, width=230),
    Column(title="自", text=lambda t: f"{t.since:%Y-%m-%d}", width=96),
    Column(
        title="文字核对",
        text=lambda t: SURE[t.confirmed],
        width=80,
        tone=lambda t: "" if t.confirmed else "warn",
    ),
)

PROFILE_COLUMNS = (
    Column(title="规则", text=lambda p: p.name, width=170),
    Column(title="文件", text=lambda p: p.document, width=330),
    Column(title="自", text=lambda p: f"{p.since:%Y-%m-%d}", width=100),
    Column(title="至", text=lambda p: iso_day(p.until), width=100),
    Column(title="层级", text=lambda p: p.local, width=90),
    Column(
        title="来自",
        text=lambda p: "县局配置包" if p.bundled else "程序自带",
        width=100,
        tip=lambda p: p.bundled,
    ),
    Column(
        title="本所",
        text=lambda p: "采用" if p.adopted else "适用" if p.mine else "不适用",
        width=80,
        tone=lambda p: "" if p.mine else "muted",
    ),
)


class RulesWindow(QDialog):
    """The window. It may stay open."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rules = desk.rules
        self._tools = DeskTools(desk)
        self._found: list[RuleLine] = []
        self.setWindowTitle("依据与规则")
        open_at(self, 1120, 620)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._in_force(), "某日适用的规则")
        self.tabs.addTab(self._documents(), "规则文件")
        if desk.identity.kind == "office":
            self.tabs.addTab(self._delegations(), "县级委托")
            self.tabs.addTab(self._special_periods(), "特殊时期")
        self.tabs.addTab(self._sentences(), "文书用语")
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        for button in cast("list[QPushButton]", self.findChildren(QPushButton)):
            button.setAutoDefault(False)  # Enter belongs to the lists
        self.show_day("corrections", desk.clock().date())
        self.register.setFocus()

    # -- rules in force -----------------------------------------------------------------------------

    def _in_force(self) -> QWidget:
        self.day = DateLine(lambda: self._desk.clock().date())
        self.day.edited.connect(self._day_typed)
        label = QLabel("日期")
        label.setProperty("role", "muted")
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(
                Filter("topic", "业务", tuple(TOPICS.items()), chosen="corrections"),
                Filter("confirmed", "原文", ((False, DOUBT), (True, "已核对"))),
            ),
            empty="这一天没有适用的规则。请核对日期。",
            busy=lambda: self._desk.busy,
        )
        self.register.bar_actions.addWidget(label)
        self.register.bar_actions.addWidget(self.day)
        self.register.selected.connect(self._say)
        self.why = _full_words()
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.register)
        split.addWidget(self.why)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        return _padded(split)

    def show_day(self, topic: str, on: date) -> None:
        """The rules of a topic on a day."""
        self.day.show_day(on)
        self.register.set_filter("topic", topic)
        self._read(topic)

    def show_rule(self, topic: str, key: str, on: date) -> None:
        """Put the cursor on one matter of a day."""
        self.tabs.setCurrentIndex(0)
        self.register.clear_filters()
        self.show_day(topic, on)
        for number, line in enumerate(self._found):
            if line.key == key:
                table = self.register.table
                table.setCurrentIndex(self.register.model.index(number, 0))
                table.setFocus()
                break

    def _day_typed(self) -> None:
        if self.day.day is not None:
            self.register.refresh()
            self._say(self.register.current())

    def _read(self, topic: str) -> None:
        self.register.refresh()
        self._say(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        on = self.day.day or self._desk.clock().date()
        topics = [filters["topic"]] if filters.get("topic") else list(TOPICS)
        wanted = (filters.get("text") or "").strip()
        self._found = [
            line
            for topic in topics
            for line in self._rules.in_force(topic, on)
            if wanted in f"{line.title}{line.said}{line.article}{line.profile}"
            and filters.get("confirmed") in {None, "", line.confirmed}
        ]
        return self._found[offset : offset + limit], len(self._found)

    def _say(self, line: RuleLine | None) -> None:
        self.why.setText(line.why if line else "")

    # -- documents ----------------------------------------------------------------------------------

    def _documents(self) -> QWidget:
        self.documents = RegisterView(
            PROFILE_COLUMNS,
            self._fetch_documents,
            filters=(Filter("topic", "业务", tuple(TOPICS.items()), chosen="corrections"),),
            searchable=False,
            busy=lambda: self._desk.busy,
        )
        self.adopt_button = Button("采用")
        self.adopt_button.clicked.connect(self.adopt)
        self.documents.bar_actions.addWidget(self.adopt_button)
        self.documents.selected.connect(self._chosen)
        words = (
            "按事件发生之日取规则，县级的优先于省、市和全国的，都没有的用程序默认。"
            "县级决定采用外地规则的，选中后点“采用”，按本县规定对待。"
        )
        page = _padded(self.documents, words)
        self.documents.refresh()
        self._chosen(self.documents.current())
        return page

    def _fetch_documents(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        found = self._rules.profiles(filters.get("topic") or "corrections")
        return found[offset : offset + limit], len(found)

    def _chosen(self, profile: Any) -> None:
        foreign = profile is not None and (profile.adopted or not profile.mine)
        self.adopt_button.setEnabled(foreign)
        self.adopt_button.setText("不再采用" if profile is not None and profile.adopted else "采用")

    def adopt(self) -> None:
        """Follow the document under the cursor, or follow it no longer."""
        profile = self.documents.current()
        if profile is None:
            return
        topic = self.documents.model.filters.get("topic") or "corrections"
        if profile.adopted or dialogs.ask(
            self,
            f"采用“{profile.name}”？",
            "是否采用由县级决定。采用后，天数、次数和期限按它计算；已经登记的不改。",
            yes="采用",
        ):
            self._rules.adopt(topic, profile.id, adopted=not profile.adopted)
            self.documents.refresh()
            self._chosen(self.documents.current())
            self.register.refresh()

    # -- fixed wording of the papers ------------------------------------------------------------------

    def _sentences(self) -> QWidget:
        self.sentences = RegisterView(
            TEXT_COLUMNS,
            self._fetch_sentences,
            filters=(Filter("confirmed", "文字核对", ((False, DOUBT), (True, "已核对"))),),
            empty="没有符合条件的文字。",
            busy=lambda: self._desk.busy,
        )
        self.sentence = _full_words()
        self.sentences.selected.connect(lambda t: self.sentence.setText(t.why if t else ""))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.sentences)
        split.addWidget(self.sentence)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        words = (
            "文书上固定印出的话。“待核对”的由程序拟定，请县局对照公开文本核对；纸面上不印这个标记。"
        )
        page = _padded(split, words)
        self.sentences.refresh()
        return page

    def _fetch_sentences(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        wanted = (filters.get("text") or "").strip()
        found = [
            line
            for line in self._rules.sentences()
            if wanted in f"{''.join(line.papers)}{line.words}{line.source}"
            and filters.get("confirmed") in {None, "", line.confirmed}
        ]
        return found[offset : offset + limit], len(found)

    # -- delegations --------------------------------------------------------------------------------

    def _delegations(self) -> QWidget:
        persons = self._desk.corrections.persons
        self.delegations = DatedRows(
            "县级委托事项",
            entries.DELEGATION,
            ("matter", "from_on", "until_on", "authority", "document_number"),
            self._tools,
            RowActions(
                load=persons.delegations, add=persons.add_delegation, edit=persons.edit_delegation
            ),
            scope=f"{entries.DELEGATION.code}/rules",
            empty="没有登记委托。没有“七日内外出的批准”委托，本所不能批准请假。",
            fresh=lambda: {
                "matter": "leave_7",
                "from_on": self._desk.clock().date(),
                "authority": f"{self._desk.identity.county_name}司法局",
            },
        )
        words = (
            "司法所受委托办理（社区矫正法第九条）。照县级的委托书登记事项和起止日；"
            "委托终止的，填写止日，不要删除：以前的批准仍按当时的委托。"
        )
        return _padded(self.delegations, words, stretch=0)

    # -- special periods ----------------------------------------------------------------------------

    def _special_periods(self) -> QWidget:
        special = self._desk.corrections.special_periods
        self.special = DatedRows(
            "特殊时期",
            entries.SPECIAL_PERIOD,
            ("name", "from_on", "until_on", "checkin", "unit", "times", "control_class"),
            self._tools,
            RowActions(
                load=special.listed,
                add=special.add,
                edit=special.edit,
                remove=special.remove,
                ask=special.ask,
            ),
            scope=f"{entries.SPECIAL_PERIOD.code}/rules",
            empty="没有登记特殊时期，报告次数按平时的规则。",
            fresh=lambda: {
                "from_on": self._desk.clock().date(),
                "authority": f"{self._desk.identity.county_name}司法局",
            },
        )
        self.special.changed.connect(self.register.refresh)
        words = (
            "春节、全国两会等重点时段，县级通知要求增加报告次数的，在这里登记起止日和次数：从起日当天起按它催办，"
            "止日以后恢复平时的次数。县级规则文件已经写明的，以县级的为准。"
        )
        return _padded(self.special, words, stretch=0)


class RuleLink(Button):
    """“依据”: leads from a computed statement to the rule behind it."""

    def __init__(self, desk: Desk, words: str = "依据") -> None:
        super().__init__(words)
        self._desk = desk
        self._where: Callable[[], tuple[str, str, date]] | None = None
        self.setProperty("role", "link")
        self.setToolTip("打开“依据与规则”，看是哪一条规定")
        self.clicked.connect(lambda _=False: self.open())
        self.setVisible(False)

    def lead_to(self, topic: str, key: str, on: date) -> None:
        """Where the link leads; without a key it is hidden."""
        self._where = lambda: (topic, key, on)
        self.setVisible(bool(key))

    def open(self) -> RulesWindow | None:
        """Show the rule in its window."""
        if self._where is None:
            return None
        window = RulesWindow(self.window(), self._desk)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show_rule(*self._where())
        window.show()
        return window


def _full_words() -> QLabel:
    """Where the line under the cursor is told in full."""
    label = QLabel()
    label.setProperty("role", "wording")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setMinimumHeight(theme.px(96))
    return label


def _padded(inner: QWidget, words: str = "", *, stretch: int = 1) -> QWidget:
    """A tab: words on how it works, and what it is about."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, theme.px(10), 0, 0)
    if words:
        label = QLabel(words)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        column.addWidget(label)
    column.addWidget(inner, stretch)
    if not stretch:
        column.addStretch(1)
    return page
