"""培训班次: the register of sessions, and one session with its form and its sign-in grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.days import short_day, show_date
from app.errors import ActionableError
from app.forms.codes import label
from app.forms.definition import Field, Form, Kind
from app.forms.training import SESSION, SIGN_IN_SHEET
from app.services.base import Rejected
from app.services.training.attendance import GridPerson
from app.services.training.staff import TrainingRefused
from app.ui import dialogs, theme
from app.ui.county_bar import CountyBar, marked
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView
from app.ui.layouts import drop
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.slip_asking import with_reason
from app.ui.tab_pages import TabPages
from app.ui.training.grid import AttendanceGrid, Marks

__all__ = ["SessionPage", "SessionsView"]

NOTES = Form(
    code="training.notes",
    title="参训备注",
    source=SESSION.source,
    rows=(
        (
            Field("capacity", "参训身份", Kind.CHOICE, codes="attendance_capacity"),
            Field("absence_reason", "缺席原因"),
        ),
        (Field("score", "成绩"), Field("certificate_number", "证书号")),
    ),
)
CORRECTION = Form(
    code="training.correction",
    title="更正已上报的签到",
    source=SESSION.source,
    rows=((Field("reason", "更正原因", Kind.LONG_TEXT, required=True),),),
)


def _when(row: Mapping[str, Any]) -> str:
    first, last = row["from_on"], row["until_on"]
    begin = show_date(first)
    return begin if first == last else f"{begin}至{short_day(last)}"


COLUMNS = (
    Column(title="时间", text=_when, width=210),
    Column(title="名称", text=lambda r: r["title"], width=260),
    Column(title="主办单位", text=lambda r: r["organiser"], width=150),
    Column(title="级别", text=lambda r: label("training_level", r["level"]), width=70),
    Column(title="形式", text=lambda r: label("training_form", r["form"]), width=110),
    Column(title="天数", text=lambda r: f"{r['days']:f}", width=64, right=True),
    Column(
        title="签到",
        text=lambda r: f"{r['attended']}人" if r["attended"] else "还没有登记",
        width=100,
        tone=lambda r: "" if r["attended"] else "warn",
    ),
)


class SessionsView(QStackedWidget):
    """The register; a session in front of it. ``changed`` carries words for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._sessions = tools.desk.training.sessions
        year = tools.today().year
        years = [(one, f"{one}年") for one in range(year + 1, year - 5, -1)]
        self.register = RegisterView(
            *marked(tools.desk, "session", COLUMNS, self._fetch),
            filters=(Filter("year", "年度", years, chosen=year),),
            searchable=False,
            empty="还没有培训班次。收到培训通知后点“新增班次”，写明每天的时段，再打印签到表。",
            empty_action=("新增班次", self.add),
            busy=lambda: tools.desk.busy,
        )
        new = QPushButton("新增班次")
        new.setToolTip("Ctrl+N")
        new.clicked.connect(lambda _=False: self.add())
        self.register.bar_actions.addWidget(new)
        self.register.opened.connect(lambda row: self.open(row["uid"]))
        self.register.add_row_action("打印空白签到表", self._print)
        self.register.add_row_action("删除班次", self._delete, "Delete")
        self.page: SessionPage | None = None
        listing = QWidget()
        layout = QVBoxLayout(listing)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.addWidget(self.register)
        self.addWidget(listing)
        self.setFocusProxy(self.register)

    def reload(self) -> None:
        """Read the register again."""
        self.register.refresh()

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        page = self._sessions.page(filters.get("year"), offset=offset, limit=limit)
        return page.rows, page.total

    def add(self) -> None:
        """A new session."""
        self._show(SessionPage(self._tools, ""))

    def open(self, uid: str, *, form: bool = False) -> None:
        """Show a session; its sign-in grid, or its form."""
        try:
            page = SessionPage(self._tools, uid)
        except ActionableError as error:
            dialogs.tell(self, error)
            return
        self._show(page)
        if form:
            page.tabs.setCurrentIndex(1)

    def close_page(self) -> None:
        """Back to the register; what is half typed waits as a draft."""
        if self.page is not None:
            self.page.view.keep_now()
            self.removeWidget(self.page)
            drop(self.page)
            self.page = None
        self.setCurrentIndex(0)
        self.reload()
        self.register.table.setFocus()

    def _show(self, page: SessionPage) -> None:
        if self.page is not None:
            self.removeWidget(self.page)
            drop(self.page)
        self.page = page
        page.left.connect(self.close_page)
        page.changed.connect(self.changed)
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.begin()

    def _print(self, row: Mapping[str, Any]) -> None:
        print_sign_in(self, self._tools, row["uid"], blank=True)

    def _delete(self, row: Mapping[str, Any]) -> None:
        if dialogs.ask(
            self,
            f"删除“{row['title']}”？",
            "只能删除还没有人签到的班次。",
            yes="删除",
            careful=True,
        ) and self._tools.attempt(self, lambda: self._sessions.delete(row["uid"])):
            self.reload()
            self.changed.emit("班次已删除。")


class SessionPage(QWidget):
    """One session: 签到 and 班次登记. A new one begins with its form."""

    left = Signal()
    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools = tools
        self.uid = uid
        self._sessions = tools.desk.training.sessions
        self._attendance = tools.desk.training.attendance
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.grid = AttendanceGrid(self._keep)
        self.grid.noted.connect(self.note)
        self.view = FormView(SESSION, tools.context(), shared_facts=False)
        self._begin_form()
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._grid_tab(), "签到")
        self.tabs.addTab(self._form_tab(), "班次登记")
        self.tabs.currentChanged.connect(self._turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(6))
        self.county = CountyBar(tools.desk, "session")
        self.county.show_record(uid)
        layout.addLayout(self._head())
        layout.addWidget(self.county)
        layout.addWidget(self.tabs, 1)
        self.reload()

    def _begin_form(self) -> None:
        if self.uid:
            self.view.set_values(self._sessions.sheet(self.uid))
        else:
            self.view.set_values({"level": "county", "form": "full_time"})
        scope = f"{SESSION.code}/{self.uid or 'new'}"
        self.view.keep_drafts(self._tools.desk.drafts, scope, "培训班次登记")

    def _head(self) -> QHBoxLayout:
        back = QPushButton("返回")
        back.setToolTip("Esc")
        back.clicked.connect(lambda _=False: self.left.emit())
        self.blank_sheet = QPushButton("打印空白签到表")
        self.blank_sheet.clicked.connect(lambda _=False: self.print_sheet(blank=True))
        self.filled_sheet = QPushButton("打印签到情况")
        self.filled_sheet.clicked.connect(lambda _=False: self.print_sheet(blank=False))
        self.save_button = QPushButton("保存班次")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(lambda _=False: self.save())
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(back)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.blank_sheet)
        head.addWidget(self.filled_sheet)
        head.addWidget(self.save_button)
        return head

    def _grid_tab(self) -> QWidget:
        hint = QLabel(
            "空格签到，C 记结业证书，Ctrl+空格 整个时段，Shift+空格 整个人，回车写缺席原因，Ctrl+Z 撤销。"
            "勾了就保存。"
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.nobody = QLabel("班次那几天没有在岗的人员。先在“人员”里登记岗位。")
        self.nobody.setProperty("role", "muted")
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(0, theme.px(8), 0, 0)
        layout.addWidget(hint)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.nobody, 1)
        return tab

    def _form_tab(self) -> QWidget:
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(0, theme.px(8), 0, 0)
        layout.addWidget(self.view, 1)
        return tab

    def _turned(self, tab: int) -> None:
        self.save_button.setVisible(tab == 1)

    def begin(self) -> None:
        """The keyboard goes to the grid, or to the form of a new session."""
        if self.uid:
            self.tabs.setCurrentIndex(0)
            self.grid.setFocus()
        else:
            self.tabs.setCurrentIndex(1)
            self.view.go_to("title")

    def reload(self) -> None:
        """Read the grid again."""
        known = bool(self.uid)
        self.tabs.setTabVisible(0, known)
        self._turned(self.tabs.currentIndex())
        for button in (self.blank_sheet, self.filled_sheet):
            button.setEnabled(known)
        if not known:
            self.title.setText("新增班次")
            return
        grid = self._attendance.grid(self.uid)
        self.title.setText(grid.title)
        self.grid.show_grid(grid)
        self.grid.setVisible(bool(grid.people))
        self.nobody.setVisible(not grid.people)

    # -- what the clerk does ------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the form; whether it was taken."""
        if not self.view.readable():
            return False
        values = self.view.values()
        try:
            if uid := self.uid:
                with_reason(self, lambda: self._sessions.edit(uid, values))
            else:
                self.uid = self._sessions.hold(values)
        except Rejected as rejected:
            self.view.mark(rejected.problems)
            return False
        except ActionableError as error:
            dialogs.tell(self, error)
            return False
        self.view.saved()
        self.view.set_values(self._sessions.sheet(self.uid))
        self.reload()
        self.begin()
        self.changed.emit("班次已保存。可以打印签到表，培训后在这里勾签到。")
        return True

    def _keep(self, marks: Marks) -> bool:
        """Save ticks; of a year already reported, with a reason."""
        try:
            with_reason(self, lambda: self._attendance.tick(self.uid, marks))
        except TrainingRefused as refused:
            if not self._correct(marks, f"{refused.what}{refused.do}"):
                return False
        except ActionableError as error:
            dialogs.tell(self, error)
            return False
        self.reload()
        return True

    def _correct(self, marks: Marks, about: str) -> bool:
        return self._tools.fill(
            self,
            CORRECTION,
            lambda v: self._attendance.tick(self.uid, marks, reason=v["reason"] or ""),
            scope=f"{CORRECTION.code}/{self.uid}",
            about=about,
        )

    def note(self, person: GridPerson) -> None:
        """Why somebody was absent, their part, score and certificate."""
        values = {name: getattr(person, name) for name in (f.name for f in NOTES.fields())}
        if self._tools.fill(
            self,
            NOTES,
            lambda v: self._attendance.note_attendance(self.uid, person.staff_uid, v),
            scope=f"{NOTES.code}/{self.uid}/{person.staff_uid}",
            title=f"{person.name}：参训备注",
            values=values,
        ):
            self.reload()
            self.changed.emit("备注已保存。")

    def print_sheet(self, *, blank: bool) -> None:
        """Preview the sign-in sheet: for the pen, or as ticked."""
        if self.uid:
            print_sign_in(self, self._tools, self.uid, blank=blank)


def print_sign_in(parent: QWidget, tools: DeskTools, uid: str, *, blank: bool) -> None:
    """The sign-in sheet of a session."""
    values = tools.desk.training.attendance.sign_in_sheet(uid, blank=blank)
    name = f"{tools.desk.identity.code}-签到表-{tools.today():%Y%m%d}"
    tools.preview_paper(parent, SIGN_IN_SHEET, values, name)
