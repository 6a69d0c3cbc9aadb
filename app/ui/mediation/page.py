"""人民调解: the register of cases, and one case on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.days import iso_day, show_date
from app.forms.codes import table
from app.forms.mediation.archive import CASE_REGISTER, RETENTION_REGISTER
from app.forms.mediation.committee import COMMITTEE, WHICH_COMMITTEE
from app.forms.mediation.sheet import CASE
from app.services.desk import Desk
from app.services.mediation.cases import UNVISITED
from app.services.mediation.register import RegisterQuery, RegisterRow
from app.services.reminders import Target
from app.ui import dialogs, theme
from app.ui.county_bar import marked
from app.ui.desk_tools import DeskTools
from app.ui.editors.base import Option
from app.ui.form_dialog import fill
from app.ui.layouts import drop
from app.ui.mediation.case_forms import context_of
from app.ui.mediation.case_page import CasePage
from app.ui.mediation.committees_dialog import CommitteesDialog
from app.ui.mediation.statistics import MediationStatistics
from app.ui.page import Page
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.removed_bar import RemovedBar

__all__ = ["MediationPage"]

EMPTY = "还没有调解案件。\n按 Ctrl+N 登记第一件纠纷：先写当事人和纠纷情况，再受理。"
GOOD_SCORE, PASSING_SCORE = 90, 60


class MediationPage(Page):
    """The tab 人民调解."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._shown = RegisterQuery()
        self.register = RegisterView(
            *marked(desk, "case", COLUMNS, self._fetch, uid=lambda row: row.uid),
            filters=(
                Filter("state", "状态", [(e.code, e.label) for e in table("case_state")]),
                Filter("type", "类型", [(e.code, e.label) for e in table("dispute_type").at()]),
                Filter("incomplete", "卷宗", [(True, "有缺项"), (UNVISITED, "以前没有回访")]),
            ),
            empty=EMPTY,
            empty_action=("登记纠纷", self.start_new),
            busy=lambda: desk.busy,
        )
        new = QPushButton("登记纠纷（Ctrl+N）")
        theme.set_role(new, "primary")
        new.clicked.connect(self.start_new)
        count = QPushButton("统计")
        count.setToolTip("月、季、半年、年的统计表，每个数字都能列出是哪些案件")
        count.clicked.connect(lambda _=False: self.show_statistics())
        roster = QPushButton("调委会与名册…")
        roster.clicked.connect(lambda _=False: self.show_committees())
        more = QPushButton("更多")
        more.setProperty("role", "menu")
        menu = QMenu(more)
        menu.addAction("打印登记簿", self.print_register)
        menu.addAction("导出表格…", self.export_register)
        menu.addSeparator()
        menu.addAction("打印保管期满清单…", self.print_retention_over)
        more.setMenu(menu)
        self.register.bar_actions.addWidget(more)
        self.register.bar_actions.addWidget(count)
        self.register.bar_actions.addWidget(roster)
        self.register.bar_actions.addWidget(new)
        self.register.opened.connect(lambda row: self.open_case(row.uid))
        self.case: CasePage | None = None
        self.statistics: MediationStatistics | None = None
        self._stack = QStackedLayout(self)
        self.removed_bar = RemovedBar(desk)
        self.removed_bar.restored.connect(lambda _kind, _uid: self.back())
        self._list = QWidget()
        self._wrap(self._list, self.removed_bar, self.register)
        self._stack.addWidget(self._list)
        self._home: QWidget = self._list

    @staticmethod
    def _wrap(outer: QWidget, *inner: QWidget) -> None:
        column = QVBoxLayout(outer)
        side = theme.px(12)
        column.setContentsMargins(side, side, side, side)
        for widget in inner:
            column.addWidget(widget)

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[list[RegisterRow], int]:
        self._shown = _query(sort, descending, filters)
        page = self.desk.mediation.register.page(replace(self._shown, offset=offset, limit=limit))
        return page.rows, page.total

    # --- for the window ---------------------------------------------------------------------

    def start_new(self) -> None:
        """A new dispute; the first one asks for the committee, several ask which."""
        if not self._leave_case():
            return
        committees = self.desk.mediation.committees
        if not committees.listed() and not self._first_committee():
            return
        listed = [(row["uid"], row["name"]) for row in committees.listed()]
        chosen = listed[0][0] if len(listed) == 1 else self._which_committee(listed)
        if chosen:
            self._show(CasePage(self.desk, None, chosen))

    def _which_committee(self, listed: list[Option]) -> str:
        """Whose case it is: the number and the seal are that committee's."""
        chosen: list[str] = []
        fill(
            self,
            WHICH_COMMITTEE,
            replace(context_of(self.desk), choices=lambda _name: listed),
            lambda values: chosen.append(values["committee"]),
            title="由哪个调委会调解",
            values={"committee": listed[0][0]},
        )
        return "".join(chosen)

    def show_statistics(self) -> None:
        """The tables of a period; every number opens its cases."""
        if not self._leave_case():
            return
        if self.statistics is None:
            self.statistics = MediationStatistics(DeskTools(self.desk))
            self.statistics.opened.connect(self.open_target)
            self.statistics.left.connect(self.leave_statistics)
            self.statistics.said.connect(self.said)
            self._stack.addWidget(self.statistics)
        self._home = self.statistics
        self.back()

    def leave_statistics(self) -> None:
        """Back to the register."""
        self._home = self._list
        self.back()

    def show_committees(self, committee: str = "", mediator: str = "") -> None:
        """Committees, their mediators, and where their numbers go on; the cursor on one of them."""
        dialog = CommitteesDialog(self, self.desk)
        dialog.show_record(committee, mediator)
        dialog.changed.connect(self.said)
        dialog.exec()

    def print_register(self) -> None:
        """The register as it is narrowed and sorted on screen, on paper."""
        rows = self.desk.mediation.register.lines(self._shown)
        DeskTools(self.desk).preview_register(
            self,
            CASE_REGISTER,
            rows,
            title=CASE_REGISTER.title,
            note=self._note(len(rows)),
            file_name=self._file_name("登记簿"),
        )

    def export_register(self) -> None:
        """The same as a workbook."""
        rows = self.desk.mediation.register.lines(self._shown)
        DeskTools(self.desk).save_workbook(
            self,
            CASE_REGISTER,
            rows,
            note=self._note(len(rows)),
            file_name=self._file_name("登记簿"),
            done=self.said.emit,
        )

    def _note(self, count: int) -> str:
        today = self.desk.clock().date()
        return f"{self.desk.identity.name}  截至{show_date(today)}，共 {count} 件"

    def _file_name(self, what: str) -> str:
        return f"{self.desk.identity.code}-{what}-{self.desk.clock().date():%Y%m%d}"

    def print_retention_over(self) -> None:
        """Dossiers kept long enough, as a list on which people write what is to become of them."""
        today = self.desk.clock().date()
        rows = self.desk.mediation.archive.retention_over(today)
        if not rows:
            dialogs.inform(self, "没有保管期满的卷宗。")
            return
        DeskTools(self.desk).preview_register(
            self,
            RETENTION_REGISTER,
            rows,
            title=RETENTION_REGISTER.title,
            note=f"{self.desk.identity.name}  截至{show_date(today)}，共 {len(rows)} 卷",
            file_name=self._file_name("保管期满"),
        )

    def _first_committee(self) -> bool:
        place = self.desk.identity.name.removesuffix("司法所")
        return bool(
            fill(
                self,
                COMMITTEE,
                context_of(self.desk),
                self.desk.mediation.committees.save,
                title="先登记人民调解委员会",
                about="卷号按调委会和年度编排，名称要与印章一致。登记一次即可。",
                values={"short_name": place, "kind": "township"},
            )
        )

    def open_case(self, uid: str, part: str = "") -> None:
        """Show one case, at one of its papers if ``part`` names it, and there at ``part/field``."""
        part, _, field = part.partition("/")
        if self.case is not None and self.case.uid == uid:
            self._stack.setCurrentWidget(self.case)
            self.case.go(part, field)
            return
        if self._leave_case():
            self._show(CasePage(self.desk, uid))
            if part and self.case is not None:
                self.case.go(part, field)

    def open_target(self, target: Target) -> None:
        """A reminder, a hit of the search or a draft leads here."""
        part, *which = target.part.split("/")
        if part == "committees" and target.uid is None:
            if self._stack.currentWidget() is not self.statistics:
                self.leave_statistics()
            self.show_committees(*which)
        elif part == "statistics":
            self.show_statistics()
        elif target.uid is None:
            self.leave_statistics()
            if part == CASE.code:  # begun and not saved: there is no case yet to open
                self.start_new()
            if part == UNVISITED:
                self.register.set_filter("incomplete", UNVISITED)
        elif target.part == "person":
            roles = self.desk.people.roles(target.uid)
            if roles:
                self.wants.emit(Target(roles[0].page, roles[0].uid))
            else:
                self.said.emit("这个人还没有办过案件。")
        else:
            self.open_case(target.uid, target.part)

    def print_current(self) -> None:
        """The paper in front, else the whole dossier; of the list, the register."""
        if self.case is not None:
            self.case.print_current()
        elif self.statistics is not None and self._home is self.statistics:
            self.statistics.print_current()
        else:
            self.print_register()

    def save_current(self) -> bool:
        """Keep what was typed in the open case."""
        return self.case is None or self.case.save_current()

    def keep_typed(self) -> bool:
        """Before locking: what can be saved without a question is, the rest stays as a draft."""
        return self.case is None or self.case.keep_typed()

    def refresh(self) -> None:
        """Read the register or the open case again."""
        if self.case is not None:
            self.case.refresh()
        elif self.statistics is not None and self._home is self.statistics:
            self.statistics.reload()
        else:
            self.register.refresh()

    def back(self) -> None:
        """From a case to the register, or to the figures where it was opened."""
        if not self._leave_case():
            return
        self._stack.setCurrentWidget(self._home)
        if self.statistics is not None and self._home is self.statistics:
            self.statistics.reload()
            self.statistics.setFocus()
        else:
            self.register.refresh()
            self.register.table.setFocus()

    def _removed(self, case: str, title: str) -> None:
        """The open case was taken off the register: back to it, with the way back at hand."""
        self._close_case()
        self.leave_statistics()
        self.removed_bar.say("mediation_case", case, title)

    # --- inside -----------------------------------------------------------------------------

    def _show(self, case: CasePage) -> None:
        self.removed_bar.forget()
        case.back.connect(self.back)
        case.said.connect(self.said)
        case.wants.connect(self.wants)
        case.removed.connect(self._removed)
        self.case = case
        self._stack.addWidget(case)
        self._stack.setCurrentWidget(case)
        case.begin()

    def _leave_case(self) -> bool:
        if self.case is None:
            return True
        if not self.case.may_leave():
            return False
        self._close_case()
        return True

    def _close_case(self) -> None:
        if self.case is not None:
            self._stack.removeWidget(self.case)
            drop(self.case)
            self.case = None


def _query(sort: str, descending: bool, filters: Mapping[str, Any]) -> RegisterQuery:
    """What the bar above the list asks for."""
    state = filters.get("state")
    return RegisterQuery(
        states=(state,) if state else (),
        text=filters.get("text") or "",
        dispute_type=filters.get("type") or "",
        incomplete=filters.get("incomplete") is True,
        unvisited=filters.get("incomplete") == UNVISITED,
        sort=sort or "accepted_on",
        descending=descending if sort else True,
    )


def _days(row: RegisterRow) -> str:
    if row.days_left is None:
        return ""
    if row.days_left < 0:
        return f"逾期 {-row.days_left} 天"
    return f"{row.days_left} 天"


def _urgency(row: RegisterRow) -> str:
    if row.days_left is None:
        return ""
    return "bad" if row.days_left < 0 else "warn" if row.days_left <= 10 else ""


def _tone_of_score(row: RegisterRow) -> str:
    if row.check_score is None:
        return ""
    if row.check_score >= GOOD_SCORE:
        return "good"
    return "" if row.check_score >= PASSING_SCORE else "bad"


COLUMNS = (
    Column(title="卷号", text=lambda r: r.number or "未编号", sort="number", width=190),
    Column(title="当事人", text=lambda r: r.parties, width=240),
    Column(title="纠纷类型", text=lambda r: r.dispute_type, sort="dispute_type", width=130),
    Column(title="状态", text=lambda r: r.state_label, sort="state", width=90),
    Column(
        title="受理日期",
        text=lambda r: iso_day(r.accepted_on),
        sort="accepted_on",
        width=105,
    ),
    Column(title="最近期限", text=lambda r: r.due_kind, width=110),
    Column(title="还剩", text=_days, sort="due_on", width=100, tone=_urgency, right=True),
    Column(
        title="缺项",
        text=lambda r: "" if r.missing is None else str(r.missing),
        width=60,
        right=True,
        tone=lambda r: "bad" if r.missing else "",
    ),
    Column(
        title="自查分",
        text=lambda r: "" if r.check_score is None else str(r.check_score),
        width=70,
        right=True,
        tone=_tone_of_score,
    ),
)
