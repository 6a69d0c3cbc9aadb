"""One case: its procedure on the left in the law's order, the paper in hand on the right.

Party facts are typed once on 当事人与代理人 and appear on every paper. A new case is saved by its
first Ctrl+S; from then on every paper is kept as it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Form, Problem, Values
from app.forms.mediation import sheet
from app.forms.registry import form as form_of
from app.forms.values import is_blank
from app.services.base import Rejected
from app.services.desk import Desk
from app.services.mediation.cases import CaseSummary
from app.ui import case_print, dialogs, theme
from app.ui.case_forms import context_of
from app.ui.case_list import CaseList, Entry
from app.ui.case_panels import CaseScans, FindingsPanel, MarksPanel
from app.ui.case_steps import StepButtons
from app.ui.case_words import DUE_WORDS
from app.ui.elided import ElidedLabel
from app.ui.form_view import FormView

__all__ = ["CasePage"]

SHEETS = {"case": sheet.CASE, "people": sheet.PEOPLE, "progress": sheet.PROGRESS}
GRAVE_DAYS = 10


class CasePage(QWidget):
    """The page of one case; ``uid`` is ``None`` until a new case is saved."""

    back = Signal()
    said = Signal(str)
    wants = Signal(object)

    def __init__(self, desk: Desk, uid: str | None) -> None:
        super().__init__()
        self.desk = desk
        self.uid = uid
        self.entry: Entry | None = None
        self.view: FormView | None = None
        self.title, self.facts_line = ElidedLabel(), ElidedLabel()
        theme.set_role(self.title, "title")
        theme.set_role(self.facts_line, "muted")
        self.state, self.due = QLabel(), QLabel()
        self.steps = StepButtons(desk, self._stepped)
        self.list = CaseList(desk)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._enter)
        self.body = QStackedWidget()
        self.marks = MarksPanel(desk)
        self.scans = CaseScans(desk)
        self.scans.changed.connect(self.refresh)
        self.findings = FindingsPanel(desk)
        self.findings.go.connect(self._go_to_finding)
        for panel in (self.scans, self.findings):
            self.body.addWidget(panel)
        self._lay_out()

    # --- laying out -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        back = QPushButton("返回列表")
        back.setToolTip("返回案件列表（Alt+←）")
        back.clicked.connect(self.back)
        QShortcut(QKeySequence("Alt+Left"), self, self.back.emit)
        self.save_button = _button("保存（Ctrl+S）", self.save_current)
        self.print_button = _button("打印本页（Ctrl+P）", self.print_current)
        self.remove_button = _button("移出卷宗", self._remove)
        self.whole_button = _button("打印整卷", self.print_dossier)
        head = QHBoxLayout()
        head.addWidget(back)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts_line)
        head.addLayout(words, 1)
        for tag in (self.due, self.state):
            head.addWidget(tag, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.steps)
        head.addWidget(self.whole_button)
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
        page.addLayout(head)
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
            self.add_menu.addAction(entry.title, lambda entry=entry: self._choose(entry))

    def begin(self) -> None:
        """Show the case for the first time; a new one begins with the sheet of the dispute."""
        self.refresh()
        if self.entry is None:
            self._choose(self.list.first())
        self._enter()

    def _enter(self) -> None:
        """Into the paper in hand: the keyboard goes to its first field."""
        if self.view is not None:
            self.view.focus_first()

    # --- what is shown ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the head and the list again; the paper in hand stays."""
        if self.uid is None:
            self.title.setText("登记纠纷")
            self.facts_line.setText("写好后按 Ctrl+S 保存；受理以后编卷号。")
            for widget in (self.state, self.due, self.steps, self.whole_button, self.add_button):
                widget.setVisible(False)
            self.list.fill_new()
            return
        summary = self.desk.mediation.cases.summary(self.uid)
        self._show_head(summary)
        self.list.fill(self.uid)
        self.scans.show_case(self.uid)

    def _show_head(self, summary: CaseSummary) -> None:
        self.title.setText(summary.title or "未命名的纠纷")
        parts = [summary.number or "未编号", summary.committee_name]
        if summary.round > 1:
            parts.append(f"第{summary.round}次调解")
        if summary.check_score is not None:
            parts.append(f"自查 {summary.check_score} 分")
        self.facts_line.setText(" · ".join(parts))
        self.state.setText(summary.state_label)
        theme.set_role(self.state, "tag")
        nearest = next(iter(summary.dues), None)
        self.due.setVisible(nearest is not None)
        if nearest is not None:
            days = (nearest.on - self.desk.clock().date()).days
            left = f"还有 {days} 天" if days >= 0 else f"逾期 {-days} 天"
            self.due.setText(f"{DUE_WORDS.get(nearest.kind, nearest.deadline.article)}：{left}")
            self.due.setToolTip(f"{nearest.on:%Y-%m-%d} {nearest.deadline.article}")
            role = "tag-bad" if days < 0 else "tag-warn" if days <= GRAVE_DAYS else "tag"
            theme.set_role(self.due, role)
        for widget in (self.state, self.steps, self.whole_button, self.add_button):
            widget.setVisible(True)
        oral = summary.agreement_form == "oral"
        self.steps.show_for(summary.uid, summary.state, oral=oral)

    def go(self, part: str, field: str = "", row: int | None = None) -> None:
        """Open the entry that ``part`` names: a sheet, a form code or a paper's uid."""
        entry = self.list.entry_of(part)
        if entry is not None:
            self._choose(entry)
        if field and self.view is not None:
            self.view.go_to(field, row)

    def _choose(self, entry: Entry | None) -> None:
        if entry is None or entry == self.entry:
            return
        if not self._keep_current():
            self.list.select(self.entry)
            return
        if entry.kind == "want" and self.uid is not None:
            uid = self.desk.mediation.papers.add(self.uid, entry.form)
            self.refresh()
            entry = self.list.entry_of(uid) or entry
            self.said.emit(f"已增加：{entry.title}")
        self.entry = entry
        self.list.select(entry)
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        if self.view is not None:
            self.body.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None
        is_form = entry.kind in ("sheet", "paper")
        for button in (self.save_button,):
            button.setVisible(is_form)
        self.print_button.setVisible(entry.kind == "paper")
        self.remove_button.setVisible(entry.kind == "paper")
        self.marks.setVisible(entry.kind == "paper")
        self.paper_title.setText(entry.title)
        if is_form:
            self.view = self._make_view(entry)
            self.body.addWidget(self.view)
            self.body.setCurrentWidget(self.view)
            if entry.kind == "paper":
                self.marks.show_paper(entry.key)
        elif entry.kind == "scans":
            self.scans.show_case(self.uid, entry.key)
            self.body.setCurrentWidget(self.scans)
        elif self.uid is not None:
            self.findings.check(self.uid)
            self.refresh()
            self.body.setCurrentWidget(self.findings)

    def _make_view(self, entry: Entry) -> FormView:
        form = self._form(entry)
        view = FormView(form, context_of(self.desk, self.uid), shared_facts=entry.kind == "paper")
        view.set_values(self._values(entry, form))
        if entry.kind == "paper":
            cards = self.desk.mediation.papers.listed(self.uid or "")
            own = next((card.corrected for card in cards if card.uid == entry.key), ())
            view.set_own(frozenset(own))
        scope = f"{form.code}/{entry.key if entry.kind == 'paper' else self.uid or 'new'}"
        view.keep_drafts(self.desk.drafts, scope, f"{entry.title} {self.title.text()}")
        view.draft_kept.connect(lambda at: self.said.emit(f"{at:%H:%M:%S} 已自动保存草稿"))
        return view

    @staticmethod
    def _form(entry: Entry) -> Form:
        return SHEETS[entry.key] if entry.kind == "sheet" else form_of(entry.form)

    def _values(self, entry: Entry, form: Form) -> Values:
        if entry.kind == "paper":
            return self.desk.mediation.papers.values(entry.key)
        if self.uid is None:
            return {}
        facts = self.desk.mediation.cases.facts(self.uid)
        return {field.name: facts.get(field.name) for field in form.fact_fields()}

    # --- saving -----------------------------------------------------------------------------

    def save_current(self) -> bool:
        """Keep the paper in hand; false when something has to be put right first."""
        if self.view is None or self.entry is None:
            return True
        if not self.view.readable():
            return False
        try:
            doubts = self._store(self.entry, self.view)
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

    def _store(self, entry: Entry, view: FormView) -> list[Problem]:
        mediation = self.desk.mediation
        if entry.kind == "paper":
            return mediation.papers.save(entry.key, view.values(), correct_only=view.own())
        values = {f.name: view.values().get(f.name) for f in view.form.fact_fields()}
        if self.uid is None:
            given = {name: value for name, value in values.items() if not is_blank(value)}
            self.uid = mediation.cases.open(given, committee=self._committee())
            return []
        return mediation.cases.save(self.uid, values)

    def _committee(self) -> str:
        return str(self.desk.mediation.committees.listed()[0]["uid"])

    def _keep_current(self) -> bool:
        """Before another paper is shown: save what changed."""
        if self.view is None or not self.view.dirty:
            return True
        return self.save_current()

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

    def _stepped(self, words: str) -> None:
        self.refresh()
        entry, self.entry = self.entry, None
        self._choose(self.list.entry_of(entry.key) if entry else self.list.first())
        self.said.emit(words)

    def _remove(self) -> None:
        if self.entry is None or self.entry.kind != "paper":
            return
        if dialogs.ask(
            self,
            f"把“{self.entry.title}”移出卷宗吗？",
            "内容仍保存在库里，但这一版还不能在窗口里找回。",
            yes="移出",
            careful=True,
        ):
            self.desk.mediation.papers.remove(self.entry.key)
            self.entry = None
            self.refresh()
            self._choose(self.list.first())

    # --- printing ---------------------------------------------------------------------------

    def print_current(self) -> None:
        """Preview the paper in hand; the text printed is remembered."""
        if self.entry is None or self.entry.kind != "paper":
            self.print_dossier()
        elif self._keep_current():
            case_print.preview_paper(self, self.desk, self.entry.key, self.entry.title)

    def print_dossier(self) -> None:
        """Preview the whole dossier."""
        if self.uid is not None and self._keep_current():
            case_print.preview_dossier(self, self.desk, self.uid)

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
