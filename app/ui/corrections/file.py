"""工作档案 of one person: the parts in archive order on the left, the paper in hand on the right.

Facts of the person, their leaves and meetings are recorded where they happen and fill every paper;
what is changed here changes this paper only.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
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
from app.forms.definition import Layout, Values
from app.forms.era import in_era
from app.forms.fitting import of_age
from app.forms.registry import form as form_of
from app.services.base import Rejected
from app.services.corrections.file import DEPUTY
from app.services.newer import Newer, TypedSince
from app.ui import dialogs, theme
from app.ui.corrections import file_print as prints
from app.ui.corrections.file_list import FileEntry, FileList
from app.ui.corrections.file_parts import DeliveryStrip, PartPanel
from app.ui.desk_tools import DeskTools
from app.ui.elided import ElidedLabel
from app.ui.form_bars import NoticeBar
from app.ui.form_view import FormView
from app.ui.layouts import Stack, drop
from app.ui.lift_dialog import LiftDialog, say_newer
from app.ui.mediation.case_notices import say_changed
from app.ui.trash_dialog import TrashDialog

__all__ = ["FileTab"]

FROM_RECORDS = "姓名、期限等从登记带出；带出的内容改在登记里，在这里改的只影响这一份文书。"


class FileTab(QWidget):
    """The tab. ``changed`` carries a sentence for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._papers = tools.desk.corrections.papers
        self.entry: FileEntry | None = None
        self.view: FormView | None = None
        self.summary = QLabel()
        self.list = FileList(tools.desk)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._enter)
        self.title, self.hint = QLabel(), ElidedLabel()
        theme.set_role(self.title, "heading")
        theme.set_role(self.hint, "muted")
        self.part = PartPanel(tools, uid)
        self.part.wanted.connect(self.make)
        self.part.changed.connect(self.reload)
        self.delivery = DeliveryStrip(tools)
        self.delivery.changed.connect(self._delivered)
        self.body = Stack()
        self.body.addWidget(self.part)
        self._lay_out()
        self.reload()
        self._choose(self.list.first_missing())

    def _lay_out(self) -> None:
        self.whole_button = _button("打印整卷", self.print_whole)
        more = QPushButton("副卷与移交")
        theme.set_role(more, "menu")
        self.menu = QMenu(more)
        self.menu.addAction("打印执行档案副卷", self._print_deputy)
        self.menu.addAction("打印移交清单", self._print_handover)
        self.menu.addAction("移交清单导出表格", self._export_handover)
        more.setMenu(self.menu)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.removed_button = _button("已移出", self.show_removed)
        head.addWidget(self.summary, 1)
        head.addWidget(self.removed_button)
        head.addWidget(more)
        head.addWidget(self.whole_button)
        self.remove_button = _button("移出档案", self._remove)
        self.number_button = _button("编文号", self._number)
        self.back_button = _button("改回旧版", self._drop_back)
        self.back_button.setToolTip("改按新版以后还没有填写、打印过，可以改回开始时的版本。")
        self.print_button = _button("打印本页（Ctrl+P）", self.print_current)
        self.save_button = _button("保存（Ctrl+S）", self.save_current)
        theme.set_role(self.save_button, "primary")
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.title)
        bar.addStretch(1)
        for button in self._tools_of_paper():
            bar.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.px(8), 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.hint)
        self.changed_bar = NoticeBar()
        column.addWidget(self.changed_bar)
        column.addWidget(self.body, 1)
        column.addWidget(self.delivery)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(290), theme.px(880)])
        split.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.px(8), 0, 0)
        page.addLayout(head)
        page.addWidget(split, 1)
        self.setFocusProxy(self.list)

    def _tools_of_paper(self) -> tuple[QPushButton, ...]:
        return (
            *(self.remove_button, self.back_button, self.number_button),
            *(self.print_button, self.save_button),
        )

    # --- what is shown ----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again; a part is shown anew, the paper in hand takes over new facts."""
        self.list.fill(self._uid)
        parts = self.list.parts.values()
        gaps = sum(bool(part.missing) for part in parts)
        count = sum(len(part.items) for part in parts)
        self.summary.setText(f"共{count}份文件" + (f"，还缺{gaps}件" if gaps else "，应有的都齐了"))
        theme.set_role(self.summary, "problem" if gaps else "muted")
        gone = len(self._tools.desk.trash.of_file(self._uid))
        self.removed_button.setText(f"已移出（{gone}）")
        self.removed_button.setVisible(bool(gone))
        if self.entry is not None:
            self._show_again(self.entry)

    def _show_again(self, entry: FileEntry) -> None:
        """What is in hand as the records say by now; what was typed into a paper stays."""
        if self.view is None:
            self._show(entry)
        elif self.list.entry_of(entry.form, entry.subject) is None:  # its record is gone
            self.view.saved()
            self.entry = None
            self._choose(self.list.first_missing())
        else:
            self.view.renew(self._papers.values(entry.form, entry.subject))
            self._say_changed(entry)

    def show_removed(self) -> None:
        """What was taken out of this file, and its way back."""
        dialog = TrashDialog(self, self._tools.desk, person=self._uid)
        dialog.restored.connect(self.changed)
        dialog.exec()
        dialog.deleteLater()
        self.reload()

    def show_paper(self, form: str, subject: str = "") -> None:
        """Open what a reminder or a draft names."""
        entry = self.list.entry_of(form, subject)
        if entry is not None:
            self._choose(entry)
            self._enter()

    def make(self, form: str) -> None:
        """A new paper of this part, opened for filling in."""
        try:
            subject = self._papers.add(self._uid, form)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        self.reload()
        self.show_paper(form, subject)
        self.changed.emit(f"已增加：{form_of(form).title}")

    def _choose(self, entry: FileEntry | None) -> None:
        if entry is None or entry == self.entry:
            return
        if not self._keep_current():
            self.list.select(self.entry)
            return
        self.entry = entry
        self.list.select(entry)
        self._show(entry)

    def _show(self, entry: FileEntry) -> None:
        if self.view is not None:
            self.body.removeWidget(self.view)
            drop(self.view)
            self.view = None
        for widget in (*self._tools_of_paper(), self.hint, self.delivery):
            widget.setVisible(bool(entry.form))
        if entry.form:
            self._show_paper(entry)
        else:
            part = self.list.parts[entry.part]
            self.title.setText(part.part.title)
            self.part.show_part(part)
            self.body.setCurrentWidget(self.part)
        self._say_changed(entry)

    def _show_paper(self, entry: FileEntry) -> None:
        filed = self._papers.filed(entry.form, entry.subject)
        form = in_era(self._papers.form(entry.form, entry.subject), filed.entry.on)
        form = of_age(form, filed.values)
        number = f"　{filed.entry.number}" if filed.entry.number else ""
        self.title.setText(f"{form.title}{number}")
        self.hint.setText(f"{FROM_RECORDS}　来源：{form.source}")
        self.hint.setToolTip(form.source)
        view = FormView(form, self._tools.context(), shared_facts=False)
        view.set_values(self._papers.values(entry.form, entry.subject))
        scope = f"{entry.form}/{self._uid}/{entry.subject}"
        view.keep_drafts(self._tools.desk.drafts, scope, entry.title)
        self.view = view
        self._tell_newer(entry)
        self.body.addWidget(view)
        self.body.setCurrentWidget(view)
        on_paper = form.layout in (Layout.PROSE, Layout.TABLE)
        self.print_button.setVisible(on_paper)
        self.remove_button.setVisible(self._made_here(entry))
        self.number_button.setVisible(self._papers.may_number(entry.form, entry.subject))
        self.back_button.setVisible(self._papers.may_drop_back(entry.form, entry.subject))
        self.delivery.show_paper(entry.form, entry.subject, _recipient(entry.form, filed.values))

    def _tell_newer(self, entry: FileEntry) -> None:
        """Say that the county has changed this paper since it was begun (J11)."""
        found = self._papers.newer(entry.form, entry.subject)
        if found is not None and self.view is not None:
            say_newer(self.view.notice, found, lambda: self._lift(entry, found))

    def _say_changed(self, entry: FileEntry) -> None:
        """Say what of a paper no longer reads as it was printed."""
        form, subject = entry.form, entry.subject
        changed = self._papers.changed_since_print(form, subject) if form else []
        say_changed(self.changed_bar, changed, self._print_anew)

    def _print_anew(self) -> None:
        self.print_current()

    def _lift(self, entry: FileEntry, found: Newer) -> None:
        if self._keep_current() and LiftDialog(self, found, of_case=False).exec():
            self._papers.lift(entry.form, entry.subject)
            self._show(entry)
            self._enter()
            self.changed.emit(f"{found.title}已改按{found.since:%Y-%m-%d}起的新版。")

    def _drop_back(self) -> None:
        """Undo the lifting of the paper in hand; half typed words belong to the newer edition."""
        entry = self.entry
        if entry is None:
            return
        if not self._keep_current():  # typed, and not even to be saved
            dialogs.tell(self, TypedSince())
            return
        if self._tools.attempt(self, lambda: self._papers.drop_back(entry.form, entry.subject)):
            self.changed.emit("已改回旧版，原来填写的都在。")
        self._show(entry)
        self._enter()

    def _made_here(self, entry: FileEntry) -> bool:
        """Whether the paper was made in the file, and not by a record elsewhere."""
        part = self.list.parts.get(entry.part)
        return part is not None and self.part.can_make(entry.form) and entry.part != "closing"

    def _enter(self) -> None:
        """Into the paper in hand: the keyboard goes to its first field."""
        if self.view is not None:
            self.view.focus_first()

    # --- saving -----------------------------------------------------------------------------

    def save_current(self) -> bool:
        """Keep the paper in hand; false when something has to be put right first."""
        if self.view is None or self.entry is None:
            return True
        if not self.view.readable():
            return False
        entry, view = self.entry, self.view
        try:
            self._papers.change(entry.form, entry.subject, view.values())
        except Rejected as rejected:
            view.mark(rejected.problems)
            return False
        except ActionableError as error:
            dialogs.tell(self, error)
            return False
        view.saved()
        self.back_button.setVisible(self._papers.may_drop_back(entry.form, entry.subject))
        self.list.fill(self._uid)
        self.list.select(entry)
        self._say_changed(entry)
        gaps = [
            p for p in self._papers.check(entry.form, entry.subject, view.values()) if p.blocking
        ]
        self.changed.emit(f"已保存；还没有填：{gaps[0].message}" if gaps else "已保存。")
        return True

    def _keep_current(self) -> bool:
        if self.view is None or not self.view.dirty:
            return True
        return self.save_current()

    def keep(self) -> None:
        """Keep what is half typed as a draft."""
        if self.view is not None:
            self.view.keep_now()

    # --- acts -------------------------------------------------------------------------------

    def _number(self) -> None:
        if self.entry is None or not self._keep_current():
            return
        entry = self.entry
        if self._tools.attempt(self, lambda: self._papers.issue(entry.form, entry.subject)):
            self._show(entry)
            self.changed.emit(
                f"已编号：{self._papers.filed(entry.form, entry.subject).entry.number}"
            )

    def _delivered(self, words: str) -> None:
        entry = self.entry
        self.list.fill(self._uid)
        self.list.select(entry)
        if entry is not None:
            self._show(entry)
        self.changed.emit(words)

    def _remove(self) -> None:
        entry = self.entry
        if entry is None or not dialogs.ask(
            self,
            f"把“{entry.title}”移出档案吗？",
            "内容和文号仍保存在库里，文号不会给别的文书再用；以后可以从“已移出”放回。",
            yes="移出",
            careful=True,
        ):
            return
        if self.view is not None:
            self.view.saved()
        if self._tools.attempt(self, lambda: self._papers.remove(entry.form, entry.subject)):
            self.entry = None
            self.reload()
            self._choose(self.list.first_missing())
            self.changed.emit(f"已移出：{entry.title}")

    # --- printing ---------------------------------------------------------------------------

    def print_current(self) -> bool:
        """Preview the paper in hand, or the whole file where a part is shown."""
        if self.entry is None or not self.entry.form or not self.print_button.isVisibleTo(self):
            self.print_whole()
        elif self._keep_current():
            entry = self.entry
            self._tools.attempt(
                self, lambda: prints.print_one(self, self._tools, entry.form, entry.subject)
            )
            self.list.fill(self._uid)
            self._say_changed(entry)
        return True

    def print_whole(self) -> None:
        """Preview the whole working file."""
        if self._keep_current():
            prints.print_file(self, self._tools, self._uid, printed=self.reload)

    def _print_deputy(self) -> None:
        if self._keep_current():
            prints.print_file(self, self._tools, self._uid, DEPUTY)

    def _print_handover(self) -> None:
        prints.print_handover(self, self._tools, self._uid)

    def _export_handover(self) -> None:
        prints.export_handover(self, self._tools, self._uid)


def _recipient(form: str, values: Values) -> str:
    """Who the paper goes to first: the body it addresses, or the person."""
    to_court = form.startswith(("corrections.c31", "corrections.c32", "corrections.c04"))
    first = values.get("addressee") or (values.get("court") if to_court else None)
    return str(first or values.get("name") or "")


def _button(words: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda _=False: act())
    return button
