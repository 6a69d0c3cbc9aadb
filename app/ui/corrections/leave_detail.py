"""One leave: where it stands, what comes next, why, and its papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Form
from app.forms.leave import LEAVE_ANSWER, LEAVE_OPINION
from app.services.answer_views import Ruling
from app.ui import theme
from app.ui.corrections.forms import (
    DEPARTURE,
    FILING,
    OFFICE_APPROVES,
    OFFICE_REFUSES,
    REASON,
)
from app.ui.corrections.leave_back import record_return, record_spot_check
from app.ui.corrections.leave_window import WindowStrip
from app.ui.corrections.leave_words import history_of, particulars, title_of, way_of
from app.ui.corrections.papers import leave_papers, print_leave
from app.ui.county_bar import CountyBar, ruling_about, ruling_words
from app.ui.desk_tools import DeskTools
from app.ui.form_bars import NoticeBar
from app.ui.layouts import LineLayout
from app.ui.rules_window import RuleLink

__all__ = ["LeaveDetail"]

WAITING_STATES = frozenset({"waiting_county", "waiting_superior"})
Act = tuple[str, Callable[[], None]]


class LeaveDetail(QScrollArea):
    """The panel. ``changed`` carries a sentence; ``edit``, ``extend``, ``replace`` a leave's uid."""

    changed = Signal(str)
    edit = Signal(str)
    extend = Signal(str)
    replace = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._leaves = tools.desk.corrections.leaves
        self._uid = ""
        self._facts: dict[str, Any] = {}
        self._ruling: Ruling | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buttons: dict[str, QPushButton] = {}
        tools.when_unveiled(self._show_again)
        self._show_nothing()

    # -- what is shown ------------------------------------------------------------------------------

    def show_leave(self, uid: str | None) -> None:
        """Show a leave, or what to do when there is none."""
        self._uid = uid or ""
        if not uid:
            self._show_nothing()
            return
        self._facts = self._leaves.sheet(uid)
        facts = self._facts
        column = self._fresh()
        head = QLabel(title_of(facts))
        head.setProperty("role", "heading")
        head.setWordWrap(True)
        column.addWidget(head)
        way = QLabel(way_of(facts, self._tools.today()))
        way.setTextFormat(Qt.TextFormat.RichText)
        way.setWordWrap(True)
        column.addWidget(way)
        county = CountyBar(self._tools.desk, "leave")
        column.addWidget(county)
        county.show_record(uid)
        self._ruling = self._tools.desk.county_says.ruling("leave", uid)
        if self._ruling is not None and facts["state"] in WAITING_STATES:
            told = NoticeBar()
            column.addWidget(told)
            told.say(f"县局批复已到：{ruling_words(self._ruling)}请核对后按批复登记。")
        self.buttons = {}
        acts = self._acts()
        if acts:
            column.addWidget(self._row(acts, first_is_primary=True))
        if facts.get("explanation"):
            why = QLabel(facts["explanation"])
            why.setProperty("role", "wording")
            why.setWordWrap(True)
            why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(why)
            found = self._leaves.reckoning(uid)
            rule = RuleLink(self._tools.desk)
            rule.lead_to("corrections", found.rule, facts["applied_on"])
            column.addWidget(rule)
            strip = WindowStrip(side=16)
            strip.show_assessment(found)
            column.addWidget(strip)
        column.addWidget(self._particulars())
        papers = QLabel("文书")
        papers.setProperty("role", "muted")
        column.addWidget(papers)
        column.addWidget(self._row([self._paper(*paper) for paper in leave_papers(facts["state"])]))
        history = QLabel(history_of(self._leaves.steps(uid)))
        history.setProperty("role", "muted")
        history.setWordWrap(True)
        column.addWidget(history)
        column.addStretch(1)

    def _show_again(self) -> None:
        self.show_leave(self._uid)

    def _show_nothing(self) -> None:
        column = self._fresh()
        words = QLabel("选一次外出，这里显示它到了哪一步、下一步做什么。")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        column.addWidget(words)
        column.addStretch(2)

    def _fresh(self) -> QVBoxLayout:
        inner = _Column()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(10), 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        self.setWidget(inner)
        return column

    def _row(self, acts: list[Act], *, first_is_primary: bool = False) -> QWidget:
        place = QWidget()
        flow = LineLayout(place, gap=theme.px(8), line_gap=theme.px(6), fill=False)
        for number, (words, act) in enumerate(acts):
            button = QPushButton(words)
            if first_is_primary and number == 0:
                button.setProperty("role", "primary")
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons[words] = button
            flow.add(button, at_least=button.sizeHint().width())
        return place

    def _paper(self, form: Form, words: str) -> Act:
        return f"打印{words}", lambda: print_leave(self, self._tools, form, self._uid)

    def _particulars(self) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        told = particulars(self._facts, self._ruling, self._tools.read)
        for line, (name, words) in enumerate(told):
            caption = QLabel(name)
            caption.setProperty("role", "muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignTop)
            value = QLabel(words)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(caption, line, 0)
            grid.addWidget(value, line, 1)
        return place

    # -- what can be done ---------------------------------------------------------------------------

    def _acts(self) -> list[Act]:
        state, facts = self._facts["state"], self._facts
        withdraw: Act = ("撤回", lambda: self._give_up("撤回申请", self._leaves.withdraw))
        if state == "applied":
            change: Act = ("修改申请", lambda: self.edit.emit(self._uid))
            return [("签署意见", self.give_opinion), change, withdraw]
        if state == "opinion_given":
            if facts["tier"] != "office":
                return [("呈报县级", self.refer), withdraw]
            return [("本所批准", self.approve), ("不予批准", self.refuse), withdraw]
        if state in WAITING_STATES:
            answer: Act = ("登记批复结果", self.record_answer)
            if self._ruling is not None:
                return [("按批复登记", self.record_ruling), answer, withdraw]
            return [answer, withdraw]
        acts: list[Act] = []
        frequent = facts["kind"] == "frequent"
        more: Act = ("申请展期", lambda: self.extend.emit(self._uid))
        if state == "approved":
            if not frequent:
                acts.append(("登记离开", self.depart))
            acts.append(("销假", self.come_back))
            if not frequent:
                acts.append(("申请变更", lambda: self.replace.emit(self._uid)))
            else:
                acts.append(("登记报告", self.spot_check))
            acts.append(("取消外出", lambda: self._give_up("取消外出", self._leaves.cancel)))
        elif state == "away":
            acts += [("销假", self.come_back), ("登记抽查", self.spot_check), more]
        if facts.get("decided_tier") == "office" and facts.get("approved"):
            acts += [] if facts.get("filed_on") else [("报县级备案", self.file)]
        return acts

    def give_opinion(self) -> None:
        """The office's opinion; then who decides is settled."""
        values = {"opinion_on": self._tools.today(), "opinion_agree": True}
        self._ask(LEAVE_OPINION, self._leaves.give_opinion, values, "意见已签署。")

    def approve(self) -> None:
        """The office approves what is delegated to it."""
        self._ask(
            OFFICE_APPROVES,
            lambda uid, v: self._leaves.approve(uid, by=v["by"], on=v["on"], number=v["number"]),
            {"on": self._tools.today()},
            "已批准外出。",
        )

    def refuse(self) -> None:
        """The office refuses, with its reason."""
        self._ask(
            OFFICE_REFUSES,
            lambda uid, v: self._leaves.refuse(
                uid, refusal=v["refusal"], text=v["text"], by=v["by"], on=v["on"]
            ),
            {"on": self._tools.today()},
            "不予批准已登记，请书面告知本人。",
        )

    def refer(self) -> None:
        """The reckoning has changed since the opinion: the county decides."""
        if self._tools.attempt(self, lambda: self._leaves.refer(self._uid)):
            self._done("已改为呈报县级。")

    def record_answer(self) -> None:
        """What the county or the body above it has answered, as its paper says."""
        values = {"approved": True, "decided_on": self._tools.today()}
        self._ask(LEAVE_ANSWER, self._leaves.record_answer, values, "批复结果已登记。")

    def record_ruling(self) -> None:
        """What the county has sent, put before the clerk, who compares it and saves."""
        if self._ruling is not None:
            self._ask(
                LEAVE_ANSWER,
                self._leaves.record_answer,
                self._ruling.values,
                "已按县局批复登记。",
                about=ruling_about(self._ruling),
            )

    def file(self) -> None:
        """The county was told of an approval by the office."""
        self._ask(
            FILING,
            lambda uid, v: self._leaves.mark_filed(uid, v["on"]),
            {"on": self._tools.today()},
            "备案已登记。",
        )

    def depart(self) -> None:
        """The person has left."""
        self._ask(DEPARTURE, self._leaves.depart, {"departed_at": self._now()}, "已登记离开。")

    def spot_check(self) -> None:
        """One look at a person who is away."""
        if record_spot_check(self, self._tools, self._uid):
            self._done("抽查已登记。")

    def come_back(self) -> None:
        """销假."""
        if record_return(self, self._tools, self._uid):
            self._done("已销假。")

    def _now(self) -> datetime:
        return self._tools.desk.clock().replace(second=0, microsecond=0)

    def _give_up(self, words: str, act: Callable[[str, str], None]) -> None:
        self._ask(
            REASON,
            lambda uid, values: act(uid, values["reason"] or ""),
            {},
            f"已{words}。",
            title=words,
        )

    def _ask(
        self,
        form: Form,
        act: Callable[[str, dict[str, Any]], object],
        values: Mapping[str, Any],
        done: str,
        *,
        title: str = "",
        about: str = "",
    ) -> None:
        uid = self._uid
        if self._tools.fill(
            self,
            form,
            lambda filled: act(uid, filled),
            scope=f"{form.code}/{self._facts['person_uid']}/{uid}",
            title=title,
            about=about,
            values=values,
        ):
            self._done(done)

    def _done(self, words: str) -> None:
        self.show_leave(self._uid)
        self.changed.emit(words)


class _Column(QWidget):
    """Words that wrap get the lines they need: what does not fit is scrolled, not squeezed."""

    def event(self, event: QEvent) -> bool:
        """A new width, or words that have their looks at last, mean another height."""
        done = super().event(event)
        asks = event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show}
        if asks and (layout := self.layout()) is not None:
            self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), 0))
        return done
