"""卷宗评查: a round is drawn, its dossiers are scored across offices, the results printed (F68, J13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from app.days import show_date
from app.exports.evaluation import evaluation_workbook
from app.forms.evaluation import DEDUCTIONS, DRAWN, WITH_OFFICE, summary_register
from app.services.access import Work
from app.services.desk import Desk
from app.services.evaluation.views import DossierView, OfficeResult, Results, RoundView
from app.ui import dialogs, files, theme
from app.ui.bureau.record import open_record
from app.ui.desk_tools import DeskTools
from app.ui.evaluation.draw import DrawDialog
from app.ui.evaluation.rows import deducted_rows, drawn_rows, note_of, summary_rows
from app.ui.evaluation.send import already_sent, send_home, title_of
from app.ui.evaluation.sheet import ScoreDialog
from app.ui.layouts import left_and_right
from app.ui.page import Page
from app.ui.parts import button, line_of, text
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.tab_pages import TabPages
from app.ui.worker import Worker

__all__ = ["EvaluationPage"]

NONE = "还没有抽过卷宗。\n按“抽取卷宗”，定好期间和每个所几份，由抽签号随机抽取、交叉评查。"
WORKBOOKS = "Excel 工作簿 (*.xlsx)"
UNSCORED = "还没有评"

DOSSIER_COLUMNS = (
    Column(title="司法所", text=lambda d: d.office_name, width=156),
    Column(title="卷号", text=lambda d: d.number, width=190),
    Column(title="卷名", text=lambda d: d.title, width=250),
    Column(title="评查单位", text=lambda d: d.reader_office, width=156),
    Column(title="评查人", text=lambda d: d.reader, width=90),
    Column(
        title="得分",
        text=lambda d: str(d.total) if d.total is not None else "",
        width=64,
        right=True,
    ),
    Column(
        title="等次",
        text=lambda d: d.band or UNSCORED,
        width=100,
        tone=lambda d: "" if d.band else "warn",
    ),
)

OFFICE_COLUMNS = (
    Column(title="司法所", text=lambda o: o.name, width=180),
    Column(title="抽查", text=lambda o: f"{len(o.dossiers)} 份", width=80, right=True),
    Column(title="平均分", text=lambda o: o.mean, width=90, right=True),
    Column(
        title="等次",
        text=lambda o: " · ".join(f"{band} {n}" for band, n in o.bands if n),
        width=260,
    ),
    Column(
        title="扣分较多的",
        text=lambda o: "；".join(o.worst),
        width=420,
        tip=lambda o: "；".join(o.worst),
    ),
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look into the store brought."""

    rounds: list[RoundView]
    results: Results | None
    again: bool


class EvaluationPage(Page):
    """The tab of a bureau."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._service = desk.evaluation
        self._tools = DeskTools(desk)
        self._work = Worker(self)
        self.results: Results | None = None
        self.rounds = QComboBox()
        self.rounds.setAccessibleName("评查")
        self.rounds.setMinimumWidth(theme.px(300))
        self.rounds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rounds.activated.connect(lambda _: self.refresh())
        self.draw = button("抽取卷宗…", self.draw_round, role="primary", key="Ctrl+N")
        self.score = button("打分…", self.score_one, key="Ctrl+Return")
        self.look = button("看卷宗…", self.open_dossier)
        self.print = button("打印结果…", self.print_results, sign="print")
        self.export = button("导出结果…", self.export_results, sign="export", key="Ctrl+E")
        self.close_round = button("结束评查…", self.end_round)
        self.send = button(
            "发给各所…", self.send_results, tip="结束以后，作为通知随下一次反馈发给各所"
        )
        may = desk.may(Work.REVIEW)
        self.send.setVisible(may)
        self.draw.setVisible(may)
        self.close_round.setVisible(may)
        self.about = text("", "muted")
        self.dossiers = RegisterView(
            DOSSIER_COLUMNS,
            self._fetch,
            filters=(Filter("scored", "打分", ((True, "已评"), (False, UNSCORED))),),
            empty=NONE,
            empty_action=("抽取卷宗…", self.draw_round) if may else None,
        )
        self.dossiers.opened.connect(lambda _: self.score_one())
        self.dossiers.selected.connect(lambda _: self._selected())
        self.offices = RegisterView(
            OFFICE_COLUMNS,
            self._fetch_offices,
            searchable=False,
            empty=NONE,
        )
        self.offices.opened.connect(self.show_office)
        self.tabs = TabPages()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.dossiers, "抽到的卷宗")
        self.tabs.addTab(self.offices, "各所结果")
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(12), side, theme.px(14))
        column.setSpacing(theme.px(8))
        work = line_of((self.rounds, self.draw, self.score, self.look))
        outcome = line_of((self.print, self.export, self.send, self.close_round))
        column.addLayout(left_and_right(work, outcome, gap=theme.px(8), line_gap=theme.px(6)))
        column.addWidget(self.about)
        for view in (self.dossiers, self.offices):
            view.setContentsMargins(0, theme.px(10), 0, 0)
        column.addWidget(self.tabs, 1)

    # --- showing ---------------------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The uid of the round on screen; empty while there is none."""
        return str(self.rounds.currentData() or "")

    def refresh(self) -> None:
        """Read the rounds and the results of the chosen one, off the window's thread."""
        self._work.then(self._begin_reading)

    def _begin_reading(self) -> None:
        chosen = self.chosen
        self._work.run("正在读取评查", lambda _: self._read(chosen), self._show, can_cancel=False)

    def _read(self, chosen: str) -> _Read:
        rounds = self._service.rounds()
        known = [one.uid for one in rounds]
        uid = chosen if chosen in known else next(iter(known), "")
        if not uid:
            return _Read(rounds, None, again=True)
        return _Read(rounds, self._service.results(uid), self._service.drawn_again(uid))

    def _show(self, read: _Read) -> None:
        self.results = read.results
        self.rounds.clear()
        for one in read.rounds:
            self.rounds.addItem(f"{one.title}（{one.state}）", one.uid)
        if read.results is not None:
            self.rounds.setCurrentIndex(self.rounds.findData(read.results.round.uid))
        self.about.setText(_about(read))
        self.about.setVisible(bool(read.rounds))
        self.rounds.setVisible(bool(read.rounds))
        self.dossiers.refresh()
        self.offices.refresh()
        for act in (self.print, self.export):
            act.setEnabled(read.results is not None)
        open_ = read.results is not None and read.results.round.closed_at is None
        self.close_round.setEnabled(open_)
        self.send.setEnabled(read.results is not None and not open_)
        self._selected()

    def _selected(self) -> None:
        some = self.dossiers.current() is not None
        self.score.setEnabled(some)
        self.look.setEnabled(some)

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[DossierView], int]:
        rows = [d for o in self.results.offices for d in o.dossiers] if self.results else []
        if (scored := filters.get("scored")) is not None:
            rows = [d for d in rows if (d.total is not None) == scored]
        if words := str(filters.get("text") or "").strip():
            rows = [d for d in rows if words in _said(d)]
        rows.sort(key=lambda d: (d.office, d.number))
        return rows[offset : offset + limit], len(rows)

    def _fetch_offices(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[OfficeResult], int]:
        rows = self.results.offices if self.results else ()
        return rows[offset : offset + limit], len(rows)

    def show_office(self, office: OfficeResult) -> None:
        """J13: the dossiers behind an office's figures."""
        self.tabs.setCurrentIndex(0)
        self.dossiers.clear_filters()
        self.dossiers.set_filter("text", office.name)
        self.dossiers.table.setFocus()

    # --- drawing, scoring, ending ------------------------------------------------------------------

    def draw_round(self) -> None:
        """Ask for period and number, and draw."""
        dialog = DrawDialog(self, self._desk)
        if dialog.exec():
            self.rounds.clear()  # the newest comes first
            self.said.emit("已抽取。抽签号写在上面，可以当众重抽核对。")
            self._work.then(self._begin_reading)
            self._work.then(self.dossiers.table.setFocus)  # where Enter scores

    def score_one(self) -> None:
        """The sheet of the dossier under the cursor."""
        found: DossierView | None = self.dossiers.current()
        if found is None:
            return
        dialog = ScoreDialog(self, self._desk, found)
        if dialog.exec():
            self.said.emit(f"{found.number}已评。")
            self.refresh()

    def open_dossier(self) -> None:
        """The dossier itself, as the office sent it."""
        found: DossierView | None = self.dossiers.current()
        if found is not None:
            open_record(self, self._desk.bureau, found.office, "case", found.case)

    def end_round(self) -> None:
        """No score changes any more, after asking."""
        if self.chosen and dialogs.ask(
            self, "结束这次评查吗？", "结束以后分数不能再改，可以打印、导出结果。", yes="结束"
        ):
            try:
                self._service.close(self.chosen)
            except Exception as error:
                dialogs.report(self, error)
            self.refresh()

    def send_results(self) -> None:
        """Each office's own results as a notice, after asking."""
        results = self.results
        if results is None or results.round.closed_at is None:
            return
        sent = already_sent(self._desk, results)
        before = f"\n以前已经发过：{'、'.join(sent)}。再发一次会重复。" if sent else ""
        if dialogs.ask(
            self,
            f"把结果发给 {len(results.offices)} 个所吗？",
            f"每个所只收到自己的结果和扣分明细，随下一次反馈带回。{before}",
            yes="发给各所",
            careful=bool(sent),
        ):
            self._work.run(
                "正在写通知",
                lambda progress: send_home(self._desk, results, progress),
                lambda count: self.said.emit(f"已写好 {count} 件通知，随下一次反馈发出。"),
            )

    # --- printing --------------------------------------------------------------------------------

    def print_results(self) -> None:
        """The county's table; with an office under the cursor of 各所结果, that office's sheet."""
        results = self.results
        if results is None:
            return
        office: OfficeResult | None = self.offices.current()
        if self.tabs.currentWidget() is self.offices and office is not None:
            self._tools.preview_register(
                self,
                DEDUCTIONS,
                deducted_rows(office),
                title=f"{office.name}卷宗评查结果",
                note=note_of(results, office),
                file_name=f"evaluation-{office.office}",
            )
            return
        self._tools.preview_register(
            self,
            summary_register(results.bands),
            summary_rows(results),
            title=title_of(results),
            note=note_of(results),
            file_name="evaluation",
        )

    def export_results(self) -> None:
        """The workbook, where the clerk says."""
        results = self.results
        path = files.ask_save(self, "评查结果存到哪里", "evaluation.xlsx", WORKBOOKS)
        if results is None or path is None:
            return
        sheets = (
            (summary_register(results.bands), summary_rows(results)),
            (DRAWN, drawn_rows(results)),
            (WITH_OFFICE, [row for o in results.offices for row in deducted_rows(o)]),
        )
        self._work.run(
            "正在导出",
            lambda _: files.write(
                path,
                evaluation_workbook(
                    sheets,
                    note=note_of(results),
                    creator=self._desk.identity.code,
                    made_at=self._desk.clock(),
                ),
            ),
            lambda _: self.said.emit(f"已导出 {path.name}。"),
            can_cancel=False,
        )


def _said(d: DossierView) -> str:
    """What a word is looked for in: an office's name finds its own dossiers, not those it reads."""
    return f"{d.office_name} {d.number} {d.title} {d.reader} {d.band}"


def _about(read: _Read) -> str:
    if read.results is None:
        return ""
    one = read.results.round
    again = "用抽签号重抽，结果一致。" if read.again else "用抽签号重抽，结果不一致，请核对。"
    return (
        f"{show_date(one.drawn_at)}抽取，立卷日期{one.since:%Y-%m-%d}至{one.until:%Y-%m-%d}，"
        f"每所 {one.each} 份，抽签号 {one.seed}。{again}"
    )
