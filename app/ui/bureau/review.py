"""审核: what the offices sent, record by record, passed or returned with a reason (F59, F62).

Enter opens a record; there, or here on the line under the cursor, it is passed or returned. Several
lines are marked with Ctrl or Shift and passed at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.days import month_words
from app.services.bureau.intake import OPEN, STATES
from app.services.bureau.review import ReviewLine, ReviewQuery
from app.services.desk import Desk
from app.services.units import KINDS
from app.ui import dialogs, theme
from app.ui.bureau.record import open_record
from app.ui.bureau.review_bar import ask_reason
from app.ui.parts import button, line_of, months_back, text
from app.ui.register_view import Column, Filter, RegisterView

__all__ = ["ReviewTab"]

EMPTY = "没有待审核的记录。\n收下报送包以后，新报来和改过的记录列在这里。"
HINT = "按住 Ctrl 或 Shift 选多条，可以一起通过；退回的要写明原因，随下一份反馈送到该所。"
MONTHS = 24
TONES = {
    "back": "warn",
    "changed": "warn",
    "returned": "bad",
    "accepted": "good",
    "gone": "muted",
}

COLUMNS = (
    Column(title="司法所", text=lambda i: i.office_name, width=156),
    Column(title="种类", text=lambda i: i.kind_title, width=150),
    Column(title="记录", text=lambda i: i.title, width=330, tip=lambda i: i.title),
    Column(title="报送月份", text=lambda i: month_words(i.month), width=104),
    Column(
        title="状态",
        text=lambda i: STATES[i.state],
        width=104,
        tone=lambda i: TONES.get(i.state, ""),
    ),
    Column(title="退回原因", text=lambda i: i.reason, width=240, tip=lambda i: i.reason),
)


class ReviewTab(QWidget):
    """The tab; ``said`` carries a sentence for the status bar."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._review = desk.bureau.review
        self.look = button("查看…", self.open_current, tip="查看这条记录（回车）")
        self.passed = button("通过", self.accept, role="primary", key="Ctrl+Return")
        self.returned = button("退回…", self.give_back, key="Ctrl+Shift+R")
        self.everything = button("列出的全部通过…", self.accept_all)
        months = months_back(desk.clock().date(), MONTHS)
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(
                Filter("office", "司法所", self._offices()),
                Filter("month", "月份", [(month, month_words(month)) for month in months]),
                Filter("kind", "种类", [(name, kind.title) for name, kind in KINDS.items()]),
                Filter(
                    "state",
                    "状态",
                    [(OPEN, "要看的"), *(((state,), words) for state, words in STATES.items())],
                    chosen=OPEN,
                ),
            ),
            searchable=False,
            empty=EMPTY,
            busy=lambda: desk.busy,
        )
        self.register.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.register.opened.connect(self._open)
        self.register.table.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.register.model.counted.connect(lambda _: self._selected())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.look, self.passed, self.returned, self.everything)))
        column.addWidget(text(HINT, "muted"))
        self.setFocusProxy(self.register)
        self._selected()

    def refresh(self) -> None:
        """Read the list again."""
        self.register.refresh()
        self._selected()

    def show_office(self, office: str) -> None:
        """Only what this office sent."""
        self.register.set_filter("office", office)

    # --- looking and saying --------------------------------------------------------------------

    def open_current(self) -> None:
        """Look at the record under the cursor."""
        if (line := self.register.current()) is not None:
            self._open(line)

    def _open(self, line: ReviewLine) -> None:
        open_record(self, self._desk.bureau, line.office, line.kind, line.uid)
        self.refresh()

    def accept(self) -> None:
        """Pass the marked records."""
        self._accept(self._marked())

    def accept_all(self) -> None:
        """Pass everything listed, after asking."""
        lines = self._listed()
        if lines and dialogs.ask(
            self,
            f"列出的 {len(lines)} 条全部通过？",
            "只有列出的这些；退回了还没有改好的不在其中。",
            yes="全部通过",
            careful=True,
        ):
            self._accept(lines)

    def _accept(self, lines: Sequence[ReviewLine]) -> None:
        if not lines:
            return
        try:
            number = self._review.accept(lines)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.said.emit(f"已通过 {number} 条，随下一份反馈告诉司法所。")
        self.register.table.setFocus()  # while its buttons still hold the keyboard they may go off
        self.refresh()

    def give_back(self) -> None:
        """Return the record under the cursor, with a reason."""
        line: ReviewLine | None = self.register.current()
        if line is None or not self.returned.isEnabled():
            return

        def act(reason: str) -> None:
            self._review.give_back(line.office, line.kind, line.uid, line.stamp, reason)

        if ask_reason(self, self._desk.clock, line.title, act):
            self.said.emit("已退回，随下一份反馈送到该所。")
        self.register.table.setFocus()
        self.refresh()

    # --- showing -------------------------------------------------------------------------------

    def _offices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self._desk.bureau.offices()]

    def _query(self, filters: Mapping[str, Any]) -> ReviewQuery:
        return ReviewQuery(
            office=filters.get("office") or "",
            month=filters.get("month") or "",
            kind=filters.get("kind") or "",
            states=tuple(filters.get("state") or ()),
        )

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[ReviewLine], int]:
        page = self._review.page(self._query(filters), offset=offset, limit=limit)
        return page.lines, page.total

    def _marked(self) -> list[ReviewLine]:
        rows = sorted(index.row() for index in self.register.table.selectionModel().selectedRows())
        lines = [self.register.model.row(row) for row in rows]
        return [line for line in lines if line is not None and line.state in OPEN]

    def _listed(self) -> list[ReviewLine]:
        total = self.register.model.total
        lines, _ = self._fetch(0, total, "", False, self.register.filters())
        return [line for line in lines if line.state in OPEN]

    def _selected(self) -> None:
        may = self._review.may_judge
        line: ReviewLine | None = self.register.current()
        marked = self._marked()
        self.look.setEnabled(line is not None and line.state != "gone")
        self.passed.setText(f"通过（{len(marked)} 条）" if len(marked) > 1 else "通过")
        self.passed.setShortcut("Ctrl+Return")
        self.passed.setEnabled(may and bool(marked))
        self.returned.setEnabled(may and line is not None and line.state != "gone")
        self.everything.setEnabled(may and self.register.model.total > 0)
