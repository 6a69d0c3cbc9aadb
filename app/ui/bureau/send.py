"""写反馈: what waits for each office, and the files that carry it home (F59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.bureau.sending import ReplyState, Written
from app.services.desk import Desk
from app.ui import dialogs, files, theme
from app.ui.parts import button, line_of, may_be_pulled_out, text
from app.ui.register_view import Column, RegisterView
from app.ui.worker import Worker

__all__ = ["SendTab"]

EMPTY = "还没有登记司法所。\n请先到“收件”的“各所公钥”里登记。"
HINT = (
    "U盘上有哪几个所的报送包，就写给哪几个所；U盘是空的，写给所有的所。"
    "一份反馈带着该所还没有确认收到的全部内容，丢了也不要紧，再写一次就行。"
)
NAMES = {
    "receipt": "回执",
    "verdict": "审核",
    "notice": "通知",
    "decision": "批复",
    "bundle": "配置包",
}


def counted(counts: Mapping[str, int]) -> str:
    """回执 1 · 审核 43 · 通知 1."""
    return " · ".join(
        f"{words} {counts[name]}" for name, words in NAMES.items() if counts.get(name)
    )


def _state(state: ReplyState) -> tuple[str, str]:
    if state.fresh:
        return "有新内容，还没有写", "warn"
    if not state.number:
        return "没有要告诉该所的", "muted"
    if state.confirmed >= state.number:
        return f"第 {state.number} 号该所已导入", "good"
    if state.written_at is None:
        return f"第 {state.number} 号没有写成", "bad"
    return f"第 {state.number} 号已写出（{state.written_at:%m-%d %H:%M}），等该所导入", ""


COLUMNS = (
    Column(title="司法所", text=lambda s: s.office_name, width=180),
    Column(title="该所还没有确认收到的", text=lambda s: counted(s.waiting) or "没有", width=330),
    Column(title="反馈", text=lambda s: _state(s)[0], width=330, tone=lambda s: _state(s)[1]),
)


class SendTab(QWidget):
    """The tab."""

    said = Signal(str)

    def __init__(self, desk: Desk, work: Worker) -> None:
        super().__init__()
        self._sending = desk.bureau.sending
        self._work = work
        self._states: Sequence[ReplyState] = ()
        self.all = button("写到U盘…", self.write_all, role="primary", key="Ctrl+E")
        self.one = button("只写这一个所…", self.write_one)
        self.register = RegisterView(COLUMNS, self._fetch, searchable=False, empty=EMPTY)
        self.register.selected.connect(lambda _: self._selected())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(line_of((self.all, self.one)))
        column.addWidget(self.register, 1)
        column.addWidget(text(HINT, "muted"))
        self.setFocusProxy(self.register)

    def refresh(self) -> None:
        """Read again, off the window's thread."""
        self._work.run("正在读取反馈情况", lambda _: self._sending.states(), self._show)

    def write_all(self) -> None:
        """Answers for every office of a stick, in one go."""
        folder = files.ask_folder(self, "反馈写到哪里（请选U盘）")
        if folder is not None:
            offices = self._sending.offices_on(folder) or [one.office for one in self._states]
            self._write(offices, folder)

    def write_one(self) -> None:
        """The answer for the office under the cursor."""
        state: ReplyState | None = self.register.current()
        folder = files.ask_folder(self, "反馈写到哪里（请选U盘）") if state else None
        if state is not None and folder is not None:
            self._write([state.office], folder)

    def _write(self, offices: Sequence[str], folder: Path) -> None:
        self._work.run(
            "正在写反馈并核对",
            lambda progress: self._sending.write(offices, folder, progress=progress),
            self._written,
        )

    def _written(self, written: list[Written]) -> None:
        if not written:
            dialogs.inform(self, "这几个所没有要告诉的内容，没有写文件。")
            return
        self.said.emit("反馈已写入并核对，可以拔出U盘。")
        lines = "\n".join(
            f"{one.office_name} 第 {one.number} 号：{counted(one.counts)}" for one in written[:8]
        )
        may_be_pulled_out(
            self,
            [file for one in written for file in one.files],
            more=f"{lines}\n请交还各所，各所在“报送”页导入。",
        )
        self._work.then(self.refresh)

    def _show(self, states: list[ReplyState]) -> None:
        self._states = states
        self.register.refresh()
        self._selected()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[ReplyState], int]:
        return self._states[offset : offset + limit], len(self._states)

    def _selected(self) -> None:
        self.all.setEnabled(bool(self._states))
        self.one.setEnabled(self.register.current() is not None)
