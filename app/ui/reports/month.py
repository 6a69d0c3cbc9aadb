"""封存: choose a month, see what would go and what is not complete, hold some back, then seal it.

Three lists stand behind three tabs: what is not complete, what would go, what is held back (F60,
F63). The button that seals never leaves the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel

from app.days import month_words
from app.services.month_end.holds import HeldRecord, Sending
from app.services.month_end.roots import DUTIES
from app.services.month_end.zero import Zero, zero_target
from app.services.report_views import Incomplete, Preflight, ReportStatus
from app.ui import theme
from app.ui.duty_tree import DutyLine, DutyTree
from app.ui.icons import pixmap
from app.ui.parts import (
    Card,
    Yielding,
    button,
    heading,
    line_of,
    months_back,
    text,
)
from app.ui.reports.words import to_go
from app.ui.tab_pages import TabPages

__all__ = ["MonthCard"]

MONTHS = 13
"""A year back and the month itself."""
LISTED = 1_000
"""So many records of a first package are listed at once, and with each Enter on the last line: a
window that lists a hundred thousand of them is deaf for a second."""
MORE = "more"
"""What the line opens that stands for the rest."""
OTHER = "其他"
HINT = "回车或双击打开，空格打勾；勾选的可以扣下不报。不完整也可以先报，改好后一并补报。"
HELD_HINT = "回车或双击打开，空格打勾；勾选的可以解除扣下，随下一个包补报。"


class MonthCard(Card):
    """The card; ``seal_asked`` carries month and whether everything is to be sent again.

    ``hold_asked`` carries (table, uid) → title of what is ticked, ``release_asked`` what is to go.
    """

    seal_asked = Signal(str, bool)
    month_changed = Signal(str)
    opened = Signal(object)  # Target
    hold_asked = Signal(object)
    release_asked = Signal(object)  # [HeldRecord]
    holds_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: Preflight | None = None
        self._going: Sequence[Sending] = ()
        self._stated: list[DutyLine] = []
        self._whole: dict[DutyTree, tuple[Sequence[Any], Callable[[Any], DutyLine]]] = {}
        self._listed: dict[DutyTree, int] = {}
        self.months = QComboBox()
        self.months.setAccessibleName("报送月份")
        label = QLabel("报送月份(&M)")
        label.setBuddy(self.months)
        self.go = text()
        self.sign, self.verdict = QLabel(), text()
        self.sign.setFixedSize(theme.px(18), theme.px(18))
        self.list = DutyTree("还不完整的事项", share=230, words=True)
        self.sending = DutyTree("将要报送的记录", share=90)
        self.held = DutyTree("扣下没有报的记录", share=230, words=True)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        for tree, words in (
            (self.list, "还不完整"),
            (self.sending, "将报送"),
            (self.held, "扣下未报"),
        ):
            self.tabs.addTab(tree, words)
            tree.opened.connect(partial(self._open, tree))
            tree.ticks_changed.connect(self._ticks_changed)
        self.tabs.currentChanged.connect(self._ticks_changed)
        self.full = QCheckBox("完整包：全部记录重新报一遍（县局要求时才用）")
        self.seal = button("封存本月", self._seal, role="primary", key="Ctrl+Return")
        self.hold = button("扣下勾选的…", self._hold, tip="勾选的记录这次不报，以后补报")
        self.release = button("解除扣下", self._release, tip="勾选的记录随下一个包报送")
        self.holds = button("扣下记录…", self.holds_asked.emit, tip="扣下过的和解除了的，都在这里")
        top = QHBoxLayout()
        top.addWidget(heading("封存"))
        top.addStretch(1)
        top.addWidget(label)
        top.addWidget(self.months)
        self.column.addLayout(top)
        self.column.addWidget(self.go)
        found = QHBoxLayout()
        found.setSpacing(theme.px(8))
        found.addWidget(self.sign)
        found.addWidget(self.verdict, 1)
        self.column.addLayout(found)
        self.column.addWidget(Yielding(self.tabs, 150), 1)
        self.hint = text(HINT, "muted")
        self.column.addWidget(self.hint)
        self.column.addWidget(self.full)
        self.column.addLayout(line_of((self.seal, self.hold, self.release, self.holds)))
        self.months.currentIndexChanged.connect(self._changed)

    @property
    def month(self) -> str:
        """The month chosen, as ``2026-11``."""
        return str(self.months.currentData() or "")

    def offer(self, today: date, chosen: str) -> None:
        """Offer the last thirteen months; ``chosen`` counts only while none was picked yet."""
        wanted = self.month or chosen
        with QSignalBlocker(self.months):
            self.months.clear()
            for month in months_back(today, MONTHS):
                self.months.addItem(month_words(month), month)
            self.months.setCurrentIndex(max(self.months.findData(wanted), 0))
        self._label_button()

    def show_found(
        self,
        found: Preflight,
        status: ReportStatus,
        sending: Sequence[Sending] = (),
        zero: Sequence[Zero] = (),
    ) -> None:
        """Show what sealing would do."""
        self._found = found
        self.go.setText(to_go(found, status.unsent))
        blocking = sum(item.blocking for item in found.incomplete)
        if not found.incomplete:
            self._say("done", "检查过了，没有发现不完整的地方。")
        elif blocking:
            self._say("error", f"有 {blocking} 处必须先改好才能封存。")
        else:
            self._say("warning", f"有 {len(found.incomplete)} 处还不完整，请先看一看：")
        self._fill(found, sending, zero, status.held)
        ready = status.enrolled and status.arrival is None
        self.seal.setEnabled(ready and not blocking)
        self.seal.setToolTip("Ctrl+Return" if status.enrolled else "交换公钥以后才能封存")
        self._label_button()

    def leave_to_the_head(self) -> None:
        """The account at the desk prepares the month; it is sealed by the head's."""
        self.seal.setEnabled(False)
        self.seal.setToolTip("由所长的账号封存")

    def _fill(
        self,
        found: Preflight,
        sending: Sequence[Sending],
        zero: Sequence[Zero],
        held: Sequence[HeldRecord],
    ) -> None:
        kept = {(one.table, one.record) for one in held}
        sent = {(one.table, one.record) for one in sending}
        order = {words: place for place, words in enumerate((*DUTIES.values(), OTHER))}
        incomplete = sorted(found.incomplete, key=lambda item: order[_duty_words(item)])
        self._list(
            self.list,
            incomplete,
            lambda item: DutyLine(
                _duty_words(item),
                (item.title, "已扣下" if item.record in kept else item.missing),
                item.target,
                item.record if item.record in sent else None,
                "error" if item.blocking else "missing",
            ),
        )
        self._going = sending
        self._stated = [
            DutyLine(one.words, ("零报告", f"{one.signed_by}签"), zero_target(one.duty))
            for one in zero
        ]
        self._list(
            self.sending,
            sending,
            lambda one: DutyLine(
                DUTIES[one.duty],
                (one.title, f"{one.rows} 条记录"),
                one.target,
                (one.table, one.record),
            ),
        )
        self._list(
            self.held,
            held,
            lambda one: DutyLine(
                DUTIES[one.duty],
                (one.title, f"{month_words(one.month)}起扣下：{one.reason}"),
                one.target,
                one,
            ),
        )
        for tree, words, number in (
            (self.list, "还不完整", len(incomplete)),
            (self.sending, "将报送", len(sending) + len(zero)),
            (self.held, "扣下未报", len(held)),
        ):
            self.tabs.setTabText(self.tabs.indexOf(tree), f"{words} {number}" if number else words)

    def _list(
        self, tree: DutyTree, whole: Sequence[Any], line_of: Callable[[Any], DutyLine]
    ) -> None:
        """The first lines of ``whole``, and one that stands for the rest."""
        self._whole[tree] = (whole, line_of)
        lines = [line_of(one) for one in whole[: self._listed.get(tree, LISTED)]]
        if rest := len(whole) - len(lines):
            words = (f"还有 {rest} 件没有列出，按回车再列 {min(rest, LISTED)} 件", "")
            lines.append(DutyLine(lines[-1].duty, words, MORE))
        if tree is self.sending:
            duties = list(DUTIES.values())
            lines = sorted((*lines, *self._stated), key=lambda line: duties.index(line.duty))
        tree.show_lines(lines)

    def _open(self, tree: DutyTree, what: object) -> None:
        if what != MORE:
            self.opened.emit(what)
            return
        whole, line_of = self._whole[tree]
        listed = self._listed.get(tree, LISTED)
        self._listed[tree] = listed + LISTED
        self._list(tree, whole, line_of)
        tree.go_to_what(line_of(whole[listed]).opens)

    @property
    def found(self) -> Preflight | None:
        """What was shown last."""
        return self._found

    def _say(self, sign: str, words: str) -> None:
        self.verdict.setText(words)
        self.sign.setPixmap(pixmap(sign, theme.px(18)))

    def _label_button(self) -> None:
        self.seal.setText(f"封存 {month_words(self.month)}")
        self.seal.setShortcut("Ctrl+Return")

    def _changed(self) -> None:
        self._label_button()
        self.month_changed.emit(self.month)

    def _ticks_changed(self, _: int = 0) -> None:
        shown = self.tabs.currentWidget()
        self.hint.setText(HELD_HINT if shown is self.held else HINT)
        self.hold.setVisible(shown is not self.held)
        for act in (self.release, self.holds):
            act.setVisible(shown is self.held)
        self.hold.setEnabled(shown is not self.held and bool(self._ticked()))
        self.release.setEnabled(bool(self.held.ticked()))

    def _ticked(self) -> dict[tuple[str, str], str]:
        """What is ticked in the list that is shown."""
        shown = self.tabs.currentWidget()
        keys = shown.ticked() if isinstance(shown, DutyTree) and shown is not self.held else []
        if not keys:
            return {}
        titles = {(one.table, one.record): one.title for one in self._going}
        return {tuple(key): titles.get(tuple(key), "") for key in keys}

    def _hold(self) -> None:
        if chosen := self._ticked():
            self.tabs.currentWidget().setFocus()  # the button goes off with the ticks
            self.hold_asked.emit(chosen)

    def _release(self) -> None:
        if chosen := self.held.ticked():
            self.held.setFocus()
            self.release_asked.emit(chosen)

    def _seal(self) -> None:
        self.seal_asked.emit(self.month, self.full.isChecked())


def _duty_words(item: Incomplete) -> str:
    """Under which duty a line stands; a zero report under the duty it is about."""
    part, _, duty = item.target.part.partition("/")
    return DUTIES.get(duty if part == "zero" else item.target.page, OTHER)
