"""请销假 of one person: the list, the leave under the cursor, and the application being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.forms.codes import label
from app.services.corrections.leave_view import LeaveQuery
from app.ui import theme
from app.ui.corrections.leave_detail import LeaveDetail
from app.ui.corrections.leave_form import LeaveApplication
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.layouts import drop
from app.ui.register_view import Column, RegisterView

__all__ = ["LeaveTab"]

TONES = {
    "overdue": "bad",
    **dict.fromkeys(("away", "extension_pending"), "warn"),
    **dict.fromkeys(("closed", "withdrawn", "joined", "replaced"), "muted"),
}


class LeaveTab(QStackedWidget):
    """The tab. ``changed`` carries a sentence for the status bar."""

    changed = Signal(str)

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__()
        self._tools, self._uid = tools, uid
        self._leaves = tools.desk.corrections.leaves
        self.form: LeaveApplication | None = None
        self.detail = LeaveDetail(tools)
        self.register = RegisterView(
            *marked(tools.desk, "leave", COLUMNS, self._fetch),
            searchable=False,
            empty="还没有请过假。点“登记外出申请”开始。",
            empty_action=("登记外出申请", self.apply),
            busy=lambda: tools.desk.busy,
        )
        self.apply_button = QPushButton("登记外出申请(&A)")
        self.apply_button.clicked.connect(lambda _=False: self.apply())
        self.register.bar_actions.addWidget(self.apply_button)
        self.register.selected.connect(self._selected)
        self.register.opened.connect(lambda _: self._to_detail())
        self.detail.changed.connect(self._done)
        self.detail.edit.connect(lambda leave: self.apply(leave=leave))
        self.detail.extend.connect(lambda leave: self.apply(extends=leave))
        self.detail.replace.connect(lambda leave: self.apply(changes=leave))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.register)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setSizes([theme.px(520), theme.px(520)])
        listing = QWidget()
        layout = QVBoxLayout(listing)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.addWidget(split)
        self.addWidget(listing)
        self.setFocusProxy(self.register)
        self.reload()

    def reload(self, select: str = "") -> None:
        """Read the list again; ``select`` puts the cursor on a leave."""
        self.register.refresh()
        model = self.register.model
        line = self.register.table.currentIndex().row()
        if select:
            rows = range(model.total)
            line = next((n for n in rows if model.row(n)["uid"] == select), line)
        if model.total:
            self.register.table.setCurrentIndex(model.index(max(line, 0), 0))
        self._selected(self.register.current())

    def only_read(self, why: str) -> None:
        """No leave can be applied for, and the button says why; "" allows it again."""
        self.apply_button.setEnabled(not why)
        self.apply_button.setToolTip(why)

    def show_leave(self, uid: str) -> None:
        """Put the cursor on a leave."""
        self.setCurrentIndex(0)
        self.reload(select=uid)

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        query = LeaveQuery(person_uid=self._uid)
        if sort:
            query = LeaveQuery(person_uid=self._uid, sort=sort, descending=descending)
        page = self._leaves.page(query, offset=offset, limit=limit)
        return page.rows, page.total

    def _selected(self, row: Any) -> None:
        self.detail.show_leave(row["uid"] if row else None)

    def _to_detail(self) -> None:
        for button in self.detail.buttons.values():
            button.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def _done(self, words: str) -> None:
        row = self.register.current()
        self.reload(select=row["uid"] if row else "")
        self._to_detail()
        self.changed.emit(words)

    # -- applying -----------------------------------------------------------------------------------

    def apply(self, *, leave: str = "", extends: str = "", changes: str = "") -> None:
        """Type a new application, correct one, or ask to prolong or to change what was approved."""
        if not self.apply_button.isEnabled():
            return
        self._drop_form()
        self.form = LeaveApplication(
            self._tools, self._uid, leave=leave, extends=extends, changes=changes
        )
        self.form.saved.connect(self._applied)
        self.form.given_up.connect(self._back)
        self.addWidget(self.form)
        self.setCurrentWidget(self.form)
        self.form.begin()

    def save_current(self) -> bool:
        """Save the application if one is being typed."""
        return self.form.save() if self.form is not None else True

    def keep(self) -> None:
        """Keep what is being typed as a draft."""
        if self.form is not None:
            self.form.view.keep_now()

    def _applied(self, uid: str) -> None:
        self._back()
        self.reload(select=uid)
        self._to_detail()
        self.changed.emit("外出申请已保存，下一步签署意见。")

    def _back(self) -> None:
        self.setCurrentIndex(0)
        self._drop_form()
        self.register.table.setFocus()

    def _drop_form(self) -> None:
        if self.form is not None:
            self.removeWidget(self.form)
            drop(self.form)
            self.form = None


COLUMNS = (
    Column(title="外出", text=lambda r: f"{r['from_on']:%Y-%m-%d}", sort="from_on", width=108),
    Column(title="应返", text=lambda r: f"{r['until_on']:%m-%d}", sort="until_on", width=70),
    Column(title="天数", text=lambda r: str(r["days"]), width=56, right=True),
    Column(
        title="状态",
        text=lambda r: label("leave_state", r["state"]),
        sort="state",
        width=130,
        tone=lambda r: TONES.get(r["state"], ""),
    ),
    Column(title="目的地", text=lambda r: r["destination"], sort="destination", width=160),
)
