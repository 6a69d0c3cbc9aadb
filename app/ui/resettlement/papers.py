"""文书 of one person: agreement and plan are written here, every paper is printed from here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Form
from app.forms.resettlement import AGREEMENT, END_SHEET, HANDOVER, PLAN, SHEET, VISIT
from app.services.base import Rejected
from app.services.newer import Newer, TypedSince
from app.services.resettlement.papers import PAPERS, HelpPaper
from app.ui import dialogs, theme
from app.ui.corrections.forms import hidden
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.layouts import Stack, drop
from app.ui.lift_dialog import LiftDialog, say_newer
from app.ui.parts import heading

__all__ = ["HelpPapersTab"]

WRITTEN = (AGREEMENT, PLAN)
ELSEWHERE = {
    SHEET.code: "登记表的内容在“登记表”页填写，这里打印。",
    HANDOVER.code: "衔接的内容在“帮教”页按“登记衔接”填写，这里打印；还没有衔接的，可以打印空表带去。",
    VISIT.code: "走访的内容在“帮教”页登记，这里打印。",
    END_SHEET.code: "解除的内容在“帮教”页按“解除帮教”填写，这里打印。",
}


class HelpPapersTab(QWidget):
    """The list of papers, and the one being written. ``changed`` carries words."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._papers = tools.desk.resettlement.papers
        self.list = QListWidget()
        self.list.setFixedWidth(theme.px(280))
        self.stack = Stack()
        self.views: dict[str, FormView] = {}
        for form in WRITTEN:
            self.views[form.code] = self._writing(form)
            self.stack.addWidget(self.views[form.code])
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._about.setProperty("role", "muted")
        self.stack.addWidget(self._about)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(lambda _=False: self.save())
        self.print_button = QPushButton("打印")
        self.print_button.setToolTip("Ctrl+P")
        self.print_button.clicked.connect(lambda _=False: self.print_current())
        self.back_button = QPushButton("改回旧版")
        self.back_button.setToolTip("改按新版以后还没有填写、打印过，可以改回开始时的版本。")
        self.back_button.clicked.connect(lambda _=False: self._drop_back())
        self.title = heading()
        bar = QHBoxLayout()
        bar.addWidget(self.title)
        bar.addStretch(1)
        bar.addWidget(self.back_button)
        bar.addWidget(self.print_button)
        bar.addWidget(self.save_button)
        right = QVBoxLayout()
        right.setSpacing(theme.px(8))
        right.addLayout(bar)
        right.addWidget(self.stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self.list)
        layout.addLayout(right, 1)
        self.list.currentRowChanged.connect(lambda _: self._turn())
        self._subjects: list[tuple[Form, str]] = []
        self.reload()

    def _writing(self, own: Form) -> FormView:
        form = self._papers.form(own.code, self._uid)
        facts = frozenset(f.name for f in form.fact_fields())
        view = FormView(hidden(form, facts), self._tools.context(), shared_facts=False)
        view.set_values(self._papers.values(form.code, self._uid))
        view.keep_drafts(self._tools.desk.drafts, f"{form.code}/{self._uid}", form.title)
        return view

    def reload(self) -> None:
        """Read again which papers there are."""
        at = max(self.list.currentRow(), 0)
        listed = self._papers.papers(self._uid)
        visits = self._tools.desk.resettlement.entries.rows(self._uid, "visit")
        self._subjects = [(paper.form, self._uid) for paper in listed]
        self._subjects += [(VISIT, visit["uid"]) for visit in visits]
        self.list.blockSignals(True)
        self.list.clear()
        for paper in listed:
            self.list.addItem(QListWidgetItem(_words(paper)))
        for visit in visits:
            self.list.addItem(f"{VISIT.title}\n{visit['happened_on']:%Y-%m-%d}")
        self.list.blockSignals(False)
        self.list.setCurrentRow(at)
        self._turn()

    def show_paper(self, code: str) -> None:
        """Choose a paper."""
        codes = [form.code for form, _ in self._subjects]
        if code in codes:
            self.list.setCurrentRow(codes.index(code))

    @property
    def chosen(self) -> Form:
        """The paper under the cursor."""
        return self._subjects[max(self.list.currentRow(), 0)][0]

    @property
    def dirty(self) -> bool:
        """Whether the paper in front was typed into."""
        view = self.views.get(self.chosen.code)
        return view is not None and view.dirty

    def save(self) -> bool:
        """Keep the agreement or the plan; whether it was kept."""
        form, view = self.chosen, self.views.get(self.chosen.code)
        if view is None:
            return True
        if not view.readable():
            return False
        try:
            self._papers.save(form.code, self._uid, view.values())
        except Rejected as rejected:
            view.mark(rejected.problems)
            return False
        view.saved()
        self.reload()
        self.changed.emit(f"{form.title}已保存。")
        return True

    def keep(self) -> None:
        """Keep what is half typed as drafts."""
        for view in self.views.values():
            view.keep_now()

    def print_current(self) -> None:
        """Save the paper in front if it was typed into, and preview it."""
        if self.dirty and not self.save():
            return
        form, subject = self._subjects[max(self.list.currentRow(), 0)]
        self.print_paper(form.code, subject)

    def print_paper(self, code: str, subject: str = "") -> None:
        """Preview one paper; of a visit ``subject`` is the visit."""
        form = self._papers.form(code, subject or self._uid)
        values = self._papers.values(code, subject or self._uid)
        self._papers.mark_printed(code, subject or self._uid)
        self._tools.preview_paper(self, form, values, _file_name(self._tools, form))
        self.reload()

    def _turn(self) -> None:
        view = self.views.get(self.chosen.code)
        self.save_button.setVisible(view is not None)
        lifted = view is not None and self._papers.may_drop_back(self.chosen.code, self._uid)
        self.back_button.setVisible(lifted)
        self.title.setText(self.chosen.title)
        if view is not None:
            self.stack.setCurrentWidget(view)
            self._tell_newer(self.chosen.code, view)
        else:
            self._about.setText(ELSEWHERE[self.chosen.code])
            self.stack.setCurrentWidget(self._about)

    def _tell_newer(self, code: str, view: FormView) -> None:
        """Say that the county has changed this paper since it was begun (J11)."""
        found = self._papers.newer(code, self._uid)
        if found is not None:
            say_newer(view.notice, found, lambda: self._lift(code, found))

    def _lift(self, code: str, found: Newer) -> None:
        if self.dirty and not self.save():
            return
        if LiftDialog(self, found, of_case=False).exec():
            self._papers.lift(code, self._uid)
            self._written_anew(code)
            self.views[code].focus_first()
            self.changed.emit(f"{found.title}已改按{found.since:%Y-%m-%d}起的新版。")

    def _drop_back(self) -> None:
        """Undo the lifting of the paper in front; half typed words belong to the newer edition."""
        code = self.chosen.code
        if self.dirty and not self.save():  # typed, and not even to be saved
            dialogs.tell(self, TypedSince())
            return
        if self._tools.attempt(self, lambda: self._papers.drop_back(code, self._uid)):
            self._written_anew(code)
            self.changed.emit("已改回旧版，原来填写的都在。")
        self._turn()
        self.views[code].focus_first()

    def _written_anew(self, code: str) -> None:
        """The paper in front follows another edition: other fields."""
        before = self.views[code]
        self.views[code] = self._writing(PAPERS[code])
        self.stack.addWidget(self.views[code])
        self.stack.removeWidget(before)
        drop(before)
        self.reload()


def _file_name(tools: DeskTools, form: Form) -> str:
    """Office, paper and day; never a person's name (E1)."""
    return f"{tools.desk.identity.code}-{form.code.rpartition('.')[2]}-{tools.today():%Y%m%d}"


def _words(paper: HelpPaper) -> str:
    if not paper.filled:
        return f"{paper.form.title}\n还没有"
    day = f"{paper.dated_on:%Y-%m-%d}" if paper.dated_on else "已填"
    return f"{paper.form.title}\n{day}" + ("，已打印" if paper.printed_at else "")
