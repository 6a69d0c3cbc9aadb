"""同一人认定: two cards side by side, what agrees and what does not, and a person's decision (F67)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.days import show_date
from app.forms.codes import label
from app.rules.same_person import Facts, Likeness, Mark
from app.services.base import Rejected
from app.services.bureau import BureauService
from app.services.bureau.same_person import Card, Decision, Proposal
from app.services.veil import veil
from app.ui import dialogs, outputs, theme
from app.ui.bureau.record import open_record
from app.ui.parts import button, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["SamePersonDialog"]

EMPTY = "没有需要认定的人员。\n证件号码相同，或者姓名和出生日期都相同的两张卡，会列在这里。"
NOTHING_DECIDED = "还没有认定过。"
RULE = (
    "认定只记在县局，两个所的记录都不改动；认定以后全县计数算一人，可以随时撤销。"
    "只有姓名相同的不提示，也不能认定。"
)
WHOLE = "显示完整的证件号码、电话和住址"

ROWS: tuple[tuple[Mark, str, str, Callable[[Facts], str]], ...] = (
    (Mark.NUMBER, "证件号码", "id_number", lambda f: f.number),
    (Mark.NAME, "姓名", "name", lambda f: f.name),
    (Mark.BIRTH, "出生日期", "birth_date", lambda f: show_date(f.birth) if f.birth else ""),
    (Mark.SEX, "性别", "sex", lambda f: label("sex", f.sex) if f.sex else ""),
    (Mark.PHONE, "电话", "phone", lambda f: f.phone),
    (Mark.ADDRESS, "住址", "address", lambda f: f.address),
)
"""What is compared, its words, its field (for the veil), and how it is shown."""
TITLES = {mark: words for mark, words, _, _ in ROWS}


class SamePersonDialog(QDialog):
    """The dialog; Ctrl+Enter says that it is one person."""

    def __init__(self, parent: QWidget | None, bureau: BureauService) -> None:
        super().__init__(parent)
        self._bureau = bureau
        self._work = Worker(self)
        self._proposals: Sequence[Proposal] = ()
        self._decisions: Sequence[Decision] = ()
        self.setWindowTitle("同一人认定")
        open_at(self, 1040, 660)
        self.count = text("", "muted")
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._open_ones(), "待认定")
        self.tabs.addTab(self._past_ones(), "认定记录")
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(text(RULE, "muted"))
        column.addWidget(self.tabs, 1)
        close = button("关闭", self.reject)
        foot = line_of((close,), stretch_after=False)
        foot.insertWidget(0, self.count, 1)
        column.addLayout(foot)
        self.refresh()

    # --- layout ------------------------------------------------------------------------------------

    def _show_whole(self, whole: bool) -> None:
        if whole:
            outputs.about_to_show_whole("同一人核对", "same-person")
        self._compare(self.register.current())

    def _open_ones(self) -> QWidget:
        self.register = RegisterView(PROPOSED, self._fetch_open, searchable=False, empty=EMPTY)
        self.register.selected.connect(self._compare)
        self.register.setMinimumHeight(theme.px(114))  # what is compared needs the room more
        self.register.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.comparison = Comparison()
        self.whole = QCheckBox(WHOLE)
        self.whole.toggled.connect(self._show_whole)
        self.reason = _reason("两所电话核对，系同一人")
        self.register.opened.connect(lambda _: self.reason.setFocus())
        self.same = button("是同一人", self._say_same, role="primary", key="Ctrl+Return")
        self.apart = button("不是同一人", self._say_apart)
        self.look_one = button("查看左边的卡…", lambda: self._look(0))
        self.look_other = button("查看右边的卡…", lambda: self._look(1))
        for widget in (self.whole, self.look_one, self.look_other):
            self.register.bar_actions.addWidget(widget)  # a low screen has no line to spare
        caption = QLabel("根据(&G)")
        caption.setBuddy(self.reason)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.register, 1)
        column.addWidget(self.comparison, 9)  # whole first, where there is room
        column.addLayout(_asked(caption, self.reason, self.apart, self.same))
        return page

    def _past_ones(self) -> QWidget:
        self.past = RegisterView(DECIDED, self._fetch_past, searchable=False, empty=NOTHING_DECIDED)
        self.past.selected.connect(self._may_withdraw)
        self.past_reason = _reason("立岗所的证件号码写错了")
        self.withdraw = button("撤销这条认定", self._withdraw)
        caption = QLabel("撤销原因(&R)")
        caption.setBuddy(self.past_reason)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.past, 1)
        column.addLayout(_asked(caption, self.past_reason, self.withdraw))
        return page

    # --- reading -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look anew, off the window's thread."""
        self._work.then(self._begin_reading)

    def _begin_reading(self) -> None:
        service = self._bureau.same_person
        offices = [office.code for office in self._bureau.offices()]
        self._work.run(
            "正在比对各所的人员卡",
            lambda _: (service.proposals(), service.decisions(), service.count(offices)),
            self._show,
        )

    def _show(self, read: tuple[Any, Any, Any]) -> None:
        self._proposals, self._decisions, count = read
        self.count.setText(f"各所人员卡共 {count.cards} 张，按认定合并后 {count.persons} 人。")
        self.tabs.setTabText(0, f"待认定（{len(self._proposals)}）")
        self.register.refresh()
        self.past.refresh()
        self._compare(self.register.current())
        self._may_withdraw(self.past.current())
        (self.past if self.tabs.currentIndex() else self.register).table.setFocus()

    def _fetch_open(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Proposal], int]:
        return self._proposals[offset : offset + limit], len(self._proposals)

    def _fetch_past(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Decision], int]:
        return self._decisions[offset : offset + limit], len(self._decisions)

    def _compare(self, proposal: Proposal | None) -> None:
        for widget in (self.same, self.apart, self.look_one, self.look_other, self.reason):
            widget.setEnabled(proposal is not None)
        self.comparison.show_pair(proposal, whole=self.whole.isChecked())

    def _may_withdraw(self, decision: Decision | None) -> None:
        open_one = decision is not None and decision.withdrawn_at is None
        self.withdraw.setEnabled(open_one)
        self.past_reason.setEnabled(open_one)

    # --- deciding ----------------------------------------------------------------------------------

    def _say_same(self) -> None:
        self._decide(same=True)

    def _say_apart(self) -> None:
        self._decide(same=False)

    def _decide(self, *, same: bool) -> None:
        pair: Proposal | None = self.register.current()
        if pair is None or self._work.busy:
            return
        try:
            self._bureau.same_person.decide(
                pair.one.key, pair.other.key, same=same, reason=self.reason.text()
            )
        except Rejected as rejected:
            self._say(rejected, self.reason)
            return
        except Exception as error:
            dialogs.report(self, error)
            return
        self.reason.clear()
        self.refresh()

    def _withdraw(self) -> None:
        decision: Decision | None = self.past.current()
        if decision is None or self._work.busy:
            return
        try:
            self._bureau.same_person.withdraw(decision.uid, self.past_reason.text())
        except Rejected as rejected:
            self._say(rejected, self.past_reason)
            return
        except Exception as error:
            dialogs.report(self, error)
            return
        self.past_reason.clear()
        self.refresh()

    def _say(self, rejected: Rejected, line: QLineEdit) -> None:
        """What is missing, and the cursor where it is written."""
        dialogs.warn(self, rejected.problems[0].message, "没有改动任何记录。")
        line.setFocus()

    def _look(self, side: int) -> None:
        pair: Proposal | None = self.register.current()
        if pair is not None:
            office, uid = (pair.one, pair.other)[side].key
            open_record(self, self._bureau, office, "person", uid)


class Comparison(QTableWidget):
    """Fact by fact: the one office's word, the other's, and whether they agree."""

    def __init__(self) -> None:
        super().__init__(len(ROWS), 4)
        self.setAccessibleName("两张卡的比较")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate((False, True, True, False)):
            stretch = QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, stretch if wide else QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, theme.px(96))
        self.setColumnWidth(3, theme.px(120))
        whole = header.sizeHint().height() + self.verticalHeader().length() + 4
        self.setMaximumHeight(whole)
        self.setMinimumHeight(whole * 5 // 8)  # on a low screen it scrolls
        self.show_pair(None, whole=False)

    def show_pair(self, proposal: Proposal | None, *, whole: bool) -> None:
        """Lay two cards side by side; without a pair the table stays empty."""
        ends = (
            ("", "") if proposal is None else (proposal.one.office_name, proposal.other.office_name)
        )
        self.setHorizontalHeaderLabels(["项目", *ends, "比较"])
        for row, (mark, words, field, of) in enumerate(ROWS):
            shown = ["", "", ""]
            if proposal is not None:
                shown = [_of(card, field, of, whole) for card in (proposal.one, proposal.other)]
                shown.append(_verdict(mark, proposal.likeness))
            for column, value in enumerate((words, *shown)):
                item = QTableWidgetItem(value)
                item.setToolTip(value)
                if column == 3 and proposal is not None:
                    item.setForeground(theme.colour(_ink(mark, proposal.likeness)))
                self.setItem(row, column, item)


def _reason(example: str) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(200)
    line.setPlaceholderText(f"例如：{example}")
    return line


def _asked(caption: QLabel, line: QLineEdit, *buttons: QPushButton) -> QHBoxLayout:
    """A line to fill in, and what it is for."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(caption)
    row.addWidget(line, 1)
    for made in buttons:
        row.addWidget(made)
    return row


def _of(card: Card, field: str, of: Callable[[Facts], str], whole: bool) -> str:
    words = of(card.facts)
    return words if whole else veil(field, words)


def _verdict(mark: Mark, like: Likeness) -> str:
    if mark in like.agree:
        return "一致"
    return "不一致" if mark in like.differ else "没有写全"


def _ink(mark: Mark, like: Likeness) -> str:
    if mark in like.agree:
        return "good"
    return "warn" if mark in like.differ else "muted"


def _grounds(proposal: Proposal) -> str:
    agreed = "、".join(TITLES[mark] for mark, *_ in ROWS if mark in proposal.likeness.agree)
    return f"{agreed}相同"


def _names(one: Card | None, other: Card | None) -> str:
    names = [card.name if card else "（该所已收回）" for card in (one, other)]
    return names[0] if names[0] == names[1] else " / ".join(names)


def _whose(decision: Decision) -> str:
    found = [card.office_name for card in (decision.one, decision.other) if card]
    return "、".join(found)


def _standing(decision: Decision) -> str:
    if decision.withdrawn_at is None:
        return "有效"
    return f"{decision.withdrawn_at:%Y-%m-%d} 已撤销：{decision.withdrawn_reason}"


PROPOSED = (
    Column(title="姓名", text=lambda p: _names(p.one, p.other), width=130),
    Column(title="左边的司法所", text=lambda p: p.one.office_name, width=156),
    Column(title="右边的司法所", text=lambda p: p.other.office_name, width=156),
    Column(title="相同的项目", text=_grounds, width=380, tip=_grounds),
)
DECIDED = (
    Column(title="时间", text=lambda d: f"{d.decided_at:%Y-%m-%d %H:%M}", width=135),
    Column(title="认定", text=lambda d: "是同一人" if d.same else "不是同一人", width=95),
    Column(title="姓名", text=lambda d: _names(d.one, d.other), width=130),
    Column(title="司法所", text=_whose, width=210),
    Column(title="根据", text=lambda d: d.reason or "证件号码相同", width=210),
    Column(title="状态", text=_standing, width=190, tip=_standing),
)
