"""收件, second tab: every package that came, its receipt once more, and taking back the last (F66)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.days import month_words
from app.services.bureau import BureauService
from app.services.bureau.views import ReceivedView
from app.services.log_words import BECAME
from app.ui import dialogs, files, theme
from app.ui.parts import button, line_of, may_be_pulled_out, text
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.worker import Worker

__all__ = ["ReceivedTab"]

RESULTS = {
    "merged": (BECAME["merged"], "good", "done"),
    "superseded": (BECAME["superseded"], "good", "done"),
    "held": (BECAME["held"], "warn", "warning"),
    "fork": (BECAME["fork"], "bad", "error"),
    "undone": ("已撤销", "muted", "undo"),
}
"""What became of a package: words, tone, icon."""

EMPTY = "还没有收过报送包。\n在“收件”里选择U盘，收下的包会列在这里。"


def _result(view: ReceivedView) -> tuple[str, str, str]:
    return RESULTS.get(view.result, (view.result, "", ""))


def _changes(view: ReceivedView) -> str:
    said = [
        f"{word} {view.counts[name]}"
        for name, word in (("new", "新增"), ("changed", "更新"), ("deleted", "作废"))
        if view.counts.get(name)
    ]
    return " · ".join(said)


COLUMNS = (
    Column(title="收到时间", text=lambda v: f"{v.received_at:%Y-%m-%d %H:%M}", width=150),
    Column(title="司法所", text=lambda v: v.office_name, width=150, tip=lambda v: v.office),
    Column(title="月份", text=lambda v: month_words(v.month), width=100),
    Column(title="号", text=lambda v: str(v.number), width=48, right=True),
    Column(
        title="记录",
        text=lambda v: str(v.records) if v.records else "零报告",
        width=76,
        right=True,
    ),
    Column(title="改动", text=_changes, width=190),
    Column(
        title="结果",
        text=lambda v: _result(v)[0],
        width=190,
        tone=lambda v: _result(v)[1],
        icon=lambda v: _result(v)[2],
    ),
    Column(title="电话码", text=lambda v: v.phone_code, width=150),
)


class ReceivedTab(QWidget):
    """The tab; ``changed`` is sent when an import was taken back."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, bureau: BureauService, work: Worker) -> None:
        super().__init__()
        self._bureau = bureau
        self._work = work
        self._views: Sequence[ReceivedView] = ()
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            searchable=False,
            filters=(Filter("result", "结果", [(k, v[0]) for k, v in RESULTS.items()]),),
            empty=EMPTY,
        )
        self.receipt = button("再写一次回执…", self.write_receipt, sign="export")
        self.undo = button("撤销这次收件…", self.take_back, sign="undo")
        self.hint = text("每个所只有最近收下的一个包可以撤销，撤销后和没收过一样。", "muted")
        self.register.setMinimumHeight(theme.px(150))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.receipt, self.undo)))
        column.addWidget(self.hint)
        self.register.selected.connect(lambda _: self._selected())
        self._selected()

    def show_views(self, views: Sequence[ReceivedView]) -> None:
        """Show these, the newest first."""
        self._views = views
        self.register.refresh()
        self._selected()

    def write_receipt(self) -> None:
        """Write the receipt of the package under the cursor: the same bytes as the first time."""
        view: ReceivedView | None = self.register.current()
        folder = files.ask_folder(self, "回执写到哪里（请选U盘）") if view else None
        if view is None or folder is None:
            return
        self._work.run(
            "正在写回执",
            lambda _: self._bureau.write_receipt(view.office, view.digest, folder),
            lambda file: may_be_pulled_out(self, [file], more=f"请交还{view.office_name}。"),
            can_cancel=False,
        )

    def take_back(self) -> None:
        """Undo the import under the cursor, after asking."""
        view: ReceivedView | None = self.register.current()
        if view is None or not view.can_undo:
            return
        if not dialogs.ask(
            self,
            f"撤销 {view.office_name} {month_words(view.month)} 第 {view.number} 号包？",
            f"这个包带来的改动（{_changes(view) or '没有改动'}）会全部退回，"
            "该所的记录恢复成收它以前的样子。\n"
            "已经交给该所的回执收不回来，请打电话说明；同一个包以后可以再收。",
            yes="撤销",
            careful=True,
        ):
            return
        self._work.run(
            "正在撤销", lambda _: self._bureau.undo(view.office), self._undone, can_cancel=False
        )

    def _undone(self, view: ReceivedView) -> None:
        words = f"{view.office_name} {month_words(view.month)} 第 {view.number} 号包已撤销。"
        self.said.emit(words)
        dialogs.inform(self, words, "该所的记录已恢复成收它以前的样子。")
        self.changed.emit()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[ReceivedView], int]:
        wanted = filters.get("result")
        shown = [v for v in self._views if wanted in (None, v.result)]
        return shown[offset : offset + limit], len(shown)

    def _selected(self) -> None:
        view: ReceivedView | None = self.register.current()
        self.receipt.setEnabled(view is not None and view.result != "undone")
        self.undo.setEnabled(view is not None and view.can_undo)
