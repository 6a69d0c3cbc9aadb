"""待批: what the offices have put before the county, decided with 文号, date, result (F59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.days import iso_day
from app.forms.definition import Field, Form, Kind
from app.services.access import Work
from app.services.bureau.decisions import DecisionLine, form_of
from app.ui import dialogs, theme
from app.ui.bureau.record import open_record
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, line_of, text
from app.ui.register_view import Column, RegisterView

__all__ = ["DecisionsTab"]

EMPTY = "没有等县局批的事项。\n各所报来的、超出本所权限的外出，奖惩建议和执行地变更列在这里。"
HINT = "批复照县局的文书抄写文号、日期和结果；该所收到反馈、核对登记以后才算数。"
OPINION = Field("opinion", "批复意见", Kind.LONG_TEXT, help="写给该所看的意见；没有的不填。")
LATER = frozenset({"delivered_on", "procuratorate_told_on", "guardian_told_on", "told_on"})
"""What the office records itself once it has happened."""


def county_form(kind: str) -> Form:
    """The office's form without what only the office can know, and with an opinion."""
    form = form_of(kind)
    rows = tuple(tuple(_at_county(f) for f in row) for row in form.rows)
    return replace(form, title="登记县局批复", rows=(*rows, (OPINION,)))


def _at_county(field: Field) -> Field:
    """What only the office can know is not asked; what is said of numbers speaks to the county."""
    if field.name in LATER:
        return replace(field, on_screen=False)
    return replace(field, help="照批复抄写。") if field.name == "decision_number" else field


def _about(line: DecisionLine) -> str:
    """Over the form: what was asked, and who has to decide."""
    one = line.proposal
    more = "须报上一级批准，批复机关照批复填写。" if one.superior else ""
    return f"{one.title}。{more}"


def _tone(line: DecisionLine) -> str:
    return "good" if line.told else "" if line.decided else "warn"


COLUMNS = (
    Column(title="司法所", text=lambda i: i.office_name, width=156),
    Column(
        title="报批",
        text=lambda i: iso_day(i.proposal.asked_on),
        width=108,
    ),
    Column(title="事项", text=lambda i: i.proposal.kind_title, width=84),
    Column(title="谁", text=lambda i: i.proposal.person, width=120),
    Column(title="状态", text=lambda i: i.state, width=190, tone=_tone),
    Column(
        title="内容",
        text=lambda i: i.proposal.what,
        width=280,
        tip=lambda i: i.proposal.what,
    ),
    Column(title="批复", text=lambda i: i.decided, width=260, tip=lambda i: i.decided),
)


class DecisionsTab(QWidget):
    """The tab."""

    said = Signal(str)

    def __init__(self, tools: DeskTools) -> None:
        super().__init__()
        self._tools = tools
        self._bureau = tools.desk.bureau
        self._decisions = tools.desk.bureau.decisions
        self._lines: Sequence[DecisionLine] = ()
        self.decide = button("登记批复…", self.decide_current, role="primary", key="Ctrl+Return")
        self.look = button("查看…", self.open_current)
        self.forget = button("删去批复…", self.take_back)
        self.register = RegisterView(COLUMNS, self._fetch, searchable=False, empty=EMPTY)
        self.register.opened.connect(lambda _: self.decide_current())
        self.register.selected.connect(lambda _: self._selected())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.decide, self.look, self.forget)))
        column.addWidget(text(HINT, "muted"))
        self.setFocusProxy(self.register)
        self._selected()

    def refresh(self) -> None:
        """Read the list again."""
        self._lines = self._decisions.lines()
        self.register.refresh()
        self._selected()

    def decide_current(self) -> None:
        """Type in what the county decided on the line under the cursor."""
        line: DecisionLine | None = self.register.current()
        if line is None or not self.decide.isEnabled():
            return
        one = line.proposal
        form = county_form(one.kind)

        def submit(values: dict[str, Any]) -> None:
            given = {name: value for name, value in values.items() if name != "opinion"}
            self._decisions.decide(
                one.office, one.kind, one.uid, given, values.get("opinion") or ""
            )

        if self._tools.fill(
            self,
            form,
            submit,
            scope=f"bureau.decision/{one.office}/{one.kind}/{one.uid}",
            title=f"{line.office_name} {one.person} {one.kind_title}",
            about=_about(line),
            values=self._decisions.draft(one.office, one.kind, one.uid),
        ):
            self.said.emit("批复已登记，随下一份反馈送到该所。")
        self.refresh()

    def open_current(self) -> None:
        """Look at the person the proposal is about."""
        line: DecisionLine | None = self.register.current()
        if line is not None:
            kind, uid = ("leave", line.proposal.uid)
            if line.proposal.kind != "leave":
                kind, uid = "corrections", line.proposal.person_uid
            open_record(self, self._bureau, line.proposal.office, kind, uid)

    def take_back(self) -> None:
        """Forget a decision that no office can have yet, after asking."""
        line: DecisionLine | None = self.register.current()
        if line is None or not dialogs.ask(
            self,
            "删去这件批复？",
            f"{line.decided}\n还没有写进反馈的才能删。",
            yes="删去",
            careful=True,
        ):
            return
        one = line.proposal
        try:
            self._decisions.take_back(one.office, one.kind, one.uid)
        except Exception as error:
            dialogs.report(self, error)
        self.refresh()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[DecisionLine], int]:
        return self._lines[offset : offset + limit], len(self._lines)

    def _selected(self) -> None:
        line: DecisionLine | None = self.register.current()
        may = self._tools.desk.may(Work.REVIEW)
        self.decide.setText("改批复…" if line is not None and line.decided else "登记批复…")
        self.decide.setShortcut("Ctrl+Return")
        self.decide.setEnabled(may and line is not None)
        self.look.setEnabled(line is not None)
        self.forget.setVisible(may and line is not None and bool(line.decided) and not line.written)
