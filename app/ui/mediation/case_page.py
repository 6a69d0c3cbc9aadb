"""One case: its procedure on the left in the law's order, the paper in hand on the right.

Party facts are typed once on 当事人与代理人 and appear on every paper. A new case is saved by its
first Ctrl+S; from then on every paper is kept as it is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import ActionableError
from app.forms.definition import Problem
from app.forms.registry import form as form_of
from app.forms.values import is_blank
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.reminders import Target
from app.ui import dialogs, theme
from app.ui.form_view import FormView
from app.ui.layouts import Stack, drop
from app.ui.mediation import case_forms, case_print
from app.ui.mediation.case_head import CaseHead
from app.ui.mediation.case_list import CaseList, Entry
from app.ui.mediation.case_notices import CaseNotices
from app.ui.mediation.case_panels import CaseScans, FindingsPanel, MarksPanel
from app.ui.mediation.case_wanted import WantedPanel
from app.ui.slip_asking import with_reason

__all__ = ["CasePage"]


class CasePage(QWidget):
    """The page of one case; ``uid`` is ``None`` until a new case is saved."""

    back = Signal()
    said = Signal(str)
    wants = Signal(object)
    removed = Signal(str, str)  # the case itself was taken off the register: uid, title

    def __init__(self, desk: Desk, uid: str | None, committee: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.uid = uid
        self._committee = committee  # of a new case
        self.entry: Entry | None = None
        self.view: FormView | None = None
        self.head = CaseHead(desk, self._stepped)
        self.head.back.connect(self.back)
        self.head.whole.connect(self.print_dossier)
        self.steps = self.head.steps
        self.steps.removed.connect(self.removed)
        self.list = CaseList(desk)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._enter)
        self.body = Stack()
        self.notices = CaseNotices(desk, self._keep_current, self._in_a_typed_paper)
        self.notices.restored.connect(self._restored)
        self.notices.reprint.connect(self.print_current)
        self.notices.lifted.connect(lambda words: self._stepped(words, ()))
        self.notices.opens.connect(lambda uid: self.wants.emit(Target("mediation", uid)))
        self.marks = MarksPanel(desk)
        self.scans = CaseScans(desk)
        self.scans.changed.connect(self.refresh)
        self.scans.removed.connect(lambda uid, title: self._removed("scan", uid, title))
        self.findings = FindingsPanel(desk)
        self.findings.go.connect(self._go_to_finding)
        self.wanted = WantedPanel(desk)
        self.wanted.make.connect(self._make)
        self.wanted.make_all.connect(self._make_all)
        for panel in (self.scans, self.findings, self.wanted):
            self.body.addWidget(panel)
        self._lay_out()

    # --- laying out -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        QShortcut(QKeySequence("Alt+Left"), self, self.back.emit)
        self.save_button = _button("保存（Ctrl+S）", self.save_current)
        self.print_button = _button("打印本页（Ctrl+P）", self.print_current)
        self.remove_button = _button("移出卷宗", self._remove)
        self.tools = QHBoxLayout()
        self.paper_title = QLabel()
        theme.set_role(self.paper_title, "heading")
        self.tools.addWidget(self.paper_title, 1)
        for button in (self.remove_button, self.print_button, self.save_button):
            self.tools.addWidget(button)
        theme.set_role(self.save_button, "primary")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.px(8), 0, 0, 0)
        column.addWidget(self.notices)
        column.addLayout(self.tools)
        column.addWidget(self.body, 1)
        column.addWidget(self.marks)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self._left())
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([theme.px(270), theme.px(900)])
        self.split.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        side = theme.px(12)
        page.setContentsMargins(side, theme.px(8), side, theme.px(8))
        page.setSpacing(theme.px(8))
        page.addWidget(self.head)
        page.addWidget(self.split, 1)

    def _left(self) -> QWidget:
        self.add_button = QPushButton("增加文书")
        self.add_menu = QMenu(self.add_button)
        self.add_menu.aboutToShow.connect(self._fill_add_menu)
        self.add_button.setMenu(self.add_menu)
        theme.set_role(self.add_button, "menu")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.add_button)
        return left

    def _fill_add_menu(self) -> None:
        self.add_menu.clear()
        for entry in self.list.makable:
            self.add_menu.addAction(entry.title, lambda entry=entry: self._make(entry.form))

    def begin(self) -> None:
        """Show the case for the first time; a new one begins with the sheet of the dispute."""
        self.refresh()
        if self.entry is None:
            self._choose(self.list.first())
        self._enter()

    def _enter(self) -> None:
        """Into the paper in hand: the keyboard goes to its first field. One not there is made."""
        if self.entry is not None and self.entry.kind == "want":
            self._make(self.entry.form)
        else:
            self._begin_paper()

    # --- what is shown ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the head and the list again; the paper in hand stays."""
        self.add_button.setVisible(self.uid is not None)
        if self.uid is None:
            self.head.show_new()
            self.list.fill_new()
            return
        summary = self.desk.mediation.cases.summary(self.uid)
        self.head.show_case(summary)
        self.notices.show_case(self.uid, summary.state)
        self.list.fill(self.uid)
        self.scans.show_case(self.uid)
        self._show_changed()

    def _show_changed(self) -> None:
        paper = self.entry.key if self.entry is not None and self.entry.kind == "paper" else ""
        self.notices.show_paper(self.list.changed.get(paper, []))

    def go(self, part: str, field: str = "", row: int | None = None) -> None:
        """Open the entry that ``part`` names: a sheet, a form code or a paper's uid."""
        entry = self.list.entry_of(part)
        if entry is not None:
            self._choose(entry)
            self._begin_paper()
        if field and self.view is not None:
            self.view.go_to(field, row)

    def _choose(self, entry: Entry | None) -> None:
        if entry is None or entry == self.entry:
            return
        if not self._keep_current():
            self.list.select(self.entry)
            return
        self.entry = entry
        self.list.select(entry)
        self._show(entry)

    def _make(self, form: str) -> None:
        """Put a new paper into the dossier and begin it."""
        if self.uid is None or not self._keep_current():
            return
        self.notices.removed.forget()
        try:
            uid = self.desk.mediation.papers.add(self.uid, form)
        except Exception as error:
            dialogs.report(self, error)
            return
        self.refresh()
        self._choose(self.list.entry_of(uid))
        self._enter()
        self.said.emit(f"已建立：{form_of(form).title}")

    def _make_all(self) -> None:
        """Put everything into the dossier that should be there by now."""
        if self.uid is None or not self._keep_current():
            return
        made = self.desk.mediation.dossier.add_wanted(self.uid)
        self.refresh()
        self._choose(self.list.entry_of(made[0]) if made else None)
        self._enter()
        self.said.emit(f"已建立 {len(made)} 份文书，请逐份填写。")

    def _show(self, entry: Entry) -> None:
        if self.view is not None:
            self.body.removeWidget(self.view)
            drop(self.view)
            self.view = None
        is_form = entry.kind in ("sheet", "paper")
        for button in (self.save_button,):
            button.setVisible(is_form)
        self.print_button.setVisible(entry.kind == "paper")
        self.remove_button.setVisible(entry.kind == "paper")
        self.marks.setVisible(entry.kind == "paper")
        self.paper_title.setText(entry.title)
        self._show_changed()
        if is_form:
            self.view = self._make_view(entry)
            self.body.addWidget(self.view)
            self.body.setCurrentWidget(self.view)
            if entry.kind == "paper":
                self.marks.show_paper(entry.key)
        elif entry.kind == "scans":
            self.scans.show_case(self.uid, entry.key)
            self.body.setCurrentWidget(self.scans)
        elif entry.kind == "want" and self.uid is not None:
            self.wanted.show_part(self.uid, entry.key)
            self.body.setCurrentWidget(self.wanted)
        elif self.uid is not None:
            self.findings.check(self.uid)
            self.refresh()
            self.body.setCurrentWidget(self.findings)

    def _make_view(self, entry: Entry) -> FormView:
        view = case_forms.view_of(self.desk, self.uid, entry, self.head.title.text())
        view.draft_kept.connect(lambda at: self.said.emit(f"{at:%H:%M:%S} 已自动保存草稿"))
        return view

    # --- saving -----------------------------------------------------------------------------

    def save_current(self) -> bool:
        """Keep the paper in hand; false when something has to be put right first."""
        if self.view is None or self.entry is None:
            return True
        if not self.view.readable():
            return False
        try:
            entry, view = self.entry, self.view
            doubts = with_reason(self, lambda: self._store(entry, view))
        except Rejected as rejected:
            self.view.mark(rejected.problems)
            return False
        except Exception as error:
            dialogs.report(self, error)
            return False
        self.view.saved()
        self.refresh()
        self.list.select(self.entry)
        self.said.emit(_in_words(doubts))
        return True

    def keep_typed(self) -> bool:
        """Before locking: saved where that asks nothing, a draft in any case; whether it was saved.

        Nobody may sit there to answer, and what asks would keep the screen open.
        """
        if self.view is None or self.entry is None or not self.view.dirty:
            return True
        self.view.keep_now()
        if not self.view.readable():
            return False
        try:
            self._store(self.entry, self.view)
        except ActionableError:
            return False
        self.view.saved()
        self.refresh()
        return True

    def _store(self, entry: Entry, view: FormView) -> list[Problem]:
        mediation = self.desk.mediation
        if entry.kind == "paper":
            return mediation.papers.save(entry.key, view.values(), correct_only=view.own())
        values = {f.name: view.values().get(f.name) for f in view.form.fact_fields()}
        if self.uid is None:
            given = {name: value for name, value in values.items() if not is_blank(value)}
            self.uid = mediation.cases.open(given, committee=self._committee)
            return []
        return mediation.cases.save(self.uid, values)

    def _keep_current(self) -> bool:
        """Before another paper is shown: save what changed."""
        if self.view is None or not self.view.dirty:
            return True
        return self.save_current()

    def _in_a_typed_paper(self) -> bool:
        """Whether a paper of the dossier is half typed, not what is asked about the case."""
        half = self.view is not None and self.view.dirty
        return half and self.entry is not None and self.entry.kind == "paper"

    def may_leave(self) -> bool:
        """Whether the page may be closed; what cannot be saved stays as a draft if so wished."""
        if self.view is None or not self.view.dirty or self.save_current():
            return True
        self.view.keep_now()
        return dialogs.ask(
            self,
            "有内容还不能保存。",
            "已存为草稿，以后可以在“今日”中接着写。现在离开吗？",
            yes="离开",
            no="留下改正",
        )

    def _stepped(self, words: str, leads: Sequence[str]) -> None:
        """After a step: on to the paper it made or asks for, else the paper in hand again."""
        self.refresh()
        entry, self.entry = self.entry, None
        papers = [found for form in leads if (found := self.list.entry_of(form))]
        again = self.list.entry_of(entry.key) or self.list.entry_of(entry.form) if entry else None
        self._choose(next(iter(papers), None) or again or self.list.first())
        if leads:
            self._begin_paper()
        self.said.emit(words)

    def _begin_paper(self) -> None:
        """The keyboard to the paper in hand; to the button that makes it where it is not there."""
        if self.entry is not None and self.entry.kind == "want":
            if self.wanted.first is not None:
                self.wanted.first.setFocus()
        elif self.view is not None:
            self.view.focus_first()

    def _remove(self) -> None:
        entry = self.entry
        if entry is None or entry.kind != "paper":
            return
        if dialogs.ask(
            self,
            f"把“{entry.title}”移出卷宗吗？",
            "移出后马上可以按 Ctrl+Z 撤销；以后在“文件”菜单的“回收站”里找回，内容都在。",
            yes="移出",
            careful=True,
        ):
            if self.view is not None:
                self.view.keep_now()  # words not saved yet wait as a draft
            self.desk.mediation.papers.remove(entry.key)
            self.entry = None
            self._removed("paper", entry.key, entry.title)
            self._choose(self.list.entry_of(entry.form) or self.list.first())
            self.list.setFocus()

    def _removed(self, kind: str, uid: str, title: str) -> None:
        self.refresh()
        self.notices.removed.say(kind, uid, title)

    def _restored(self, kind: str, uid: str) -> None:
        """What was taken out is back: show it again."""
        self.refresh()
        if kind == "paper":
            self._choose(self.list.entry_of(uid))
        self.said.emit("已撤销移出，内容都在。")

    # --- printing ---------------------------------------------------------------------------

    def print_current(self) -> None:
        """Preview the paper in hand; the text printed is remembered."""
        if self.entry is None or self.entry.kind != "paper":
            self.print_dossier()
        elif self._keep_current():
            case_print.preview_paper(
                self, self.desk, self.entry.key, self.entry.title, shown=self.refresh
            )

    def print_dossier(self) -> None:
        """Preview the whole dossier."""
        if self.uid is not None and self._keep_current():
            case_print.preview_dossier(self, self.desk, self.uid, shown=self.refresh)

    def _go_to_finding(self, part: str, field: str) -> None:
        self.go(part, field)


def _button(words: str, act: Callable[[], Any]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda _checked=False: act())
    return button


def _in_words(doubts: list[Problem]) -> str:
    if not doubts:
        return "已保存"
    more = f"等 {len(doubts)} 处" if len(doubts) > 1 else ""
    return f"已保存；请核对：{doubts[0].message}{more}"
