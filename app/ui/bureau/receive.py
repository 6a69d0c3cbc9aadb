"""收件, first tab: a stick or files, each package proved on its own, taken, and answered (J6, F66).

Nothing is merged before the clerk says so. One bad file never hides or stops the good ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ActionableError
from app.services.bureau import BureauService
from app.ui import dialogs, files, theme
from app.ui.background import Cancelled, Progress
from app.ui.bureau.changes import PackageView
from app.ui.bureau.parcels import COLUMNS, Arrived
from app.ui.parts import Side, button, line_of, may_be_pulled_out, text
from app.ui.register_view import RegisterView
from app.ui.worker import Worker

__all__ = ["ReceiveTab"]

PACKAGES = "报送包 (*.sfs)"
MOST_NAMED = 6
"""Packages that a message names one by one."""
EMPTY = (
    "插好各所交来的U盘，选择U盘或文件夹；\n"
    "邮件收到的报送包可以直接拖到这里。\n"
    "先看清每个包会改动什么，再决定收不收。"
)


class ReceiveTab(QWidget):
    """The tab; ``changed`` is sent when something was merged or answered."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, bureau: BureauService, work: Worker) -> None:
        super().__init__()
        self._bureau = bureau
        self._work = work
        self.arrived: list[Arrived] = []
        self.folder = button("选择U盘或文件夹…", self.choose_folder, role="primary", key="Ctrl+O")
        self.files = button("选择文件…", self.choose_files, key="Ctrl+Shift+O")
        self.one = button("收下这一个", self.accept_one, key="Ctrl+Return")
        self.all = button("全部收下", self.accept_all, key="Ctrl+Shift+Return")
        self.receipts = button("写回执…", self.write_elsewhere, tip="把已收下各包的回执写到别处")
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            searchable=False,
            empty=EMPTY,
            empty_action=("选择U盘或文件夹…", self.choose_folder),
        )
        self.register.setMinimumHeight(theme.px(130))
        self.register.opened.connect(lambda _: self.accept_one())
        self.view = PackageView()
        self.summary = text("", "muted")
        self.summary.setWordWrap(False)
        self.register.bar_actions.addWidget(self.summary)
        self.register.selected.connect(lambda _: self._selected())
        column = QVBoxLayout(self)
        side = theme.px(14)
        column.setContentsMargins(0, side, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(line_of((self.folder, self.files, self.one, self.all, self.receipts)))
        column.addWidget(Side(self.register, self.view, least=1000, shares=(7, 5)), 1)
        self._show()

    # --- looking -----------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Choose a stick or folder and look at every package in it."""
        folder = files.ask_folder(self, "各所交来的U盘或文件夹")
        if folder is not None:
            self.inspect([folder])

    def choose_files(self) -> None:
        """Choose package files and look at them."""
        self.inspect(files.ask_open(self, "报送包文件", PACKAGES))

    def inspect(self, paths: Sequence[Path]) -> None:
        """Prove every package among ``paths``, changing nothing."""
        if paths:
            self._work.run("正在核验报送包", lambda p: self._look(paths, p), self._looked)

    def _look(self, paths: Sequence[Path], progress: Progress) -> list[Arrived]:
        found = [Arrived(i) for i in self._bureau.inspect(paths, progress=progress)]
        offices = {office.code: office.name for office in self._bureau.offices()}
        for arrived in found:
            arrived.name_by(offices)
        return sorted(found, key=_order)

    def _looked(self, found: list[Arrived]) -> None:
        if not found:
            dialogs.warn(
                self,
                "这里没有报送包。",
                "报送包的文件名以 .sfs 结尾，例如 640122100-2026-11-001.sfs。请确认选对了U盘或文件夹。",
            )
            return
        self.arrived = found
        self._show()
        self.register.table.setFocus()

    # --- taking ------------------------------------------------------------------------------------

    def accept_one(self) -> None:
        """Take the package under the cursor; of one that cannot be merged, note it and answer."""
        arrived = self.register.current()
        if arrived is None or self._work.busy:
            return
        if arrived.answerable and not dialogs.ask(
            self,
            f"{arrived.who} {arrived.what}不能并入。",
            f"{arrived.problem.what}\n登记后会出一份说明原因的回执，交给该所就知道该怎么办。",
            yes="登记并出回执",
        ):
            return
        if arrived.acceptable or arrived.answerable:
            self._accept([arrived])

    def accept_all(self) -> None:
        """Take every package that can be merged."""
        self._accept([arrived for arrived in self.arrived if arrived.acceptable])

    def _accept(self, chosen: Sequence[Arrived]) -> None:
        if chosen:
            self._work.run("正在并入", lambda p: self._merge(chosen, p), self._merged)

    def _merge(self, chosen: Sequence[Arrived], progress: Progress) -> list[Arrived]:
        """Each on its own; 取消 leaves those that are merged already, and the rest as they were."""
        done: list[Arrived] = []
        try:
            progress.say("正在备份…")
            self._bureau.prepare(progress)
            for arrived in chosen:
                progress.say(f"正在并入 {arrived.who} {arrived.what}…")
                self._merge_one(arrived, progress)
                done.append(arrived)
        except Cancelled:
            pass
        self._look_again(done)
        return done

    def _merge_one(self, arrived: Arrived, progress: Progress) -> None:
        try:
            arrived.accepted = self._bureau.accept(arrived.inspection.parcel, progress=progress)
        except ActionableError as error:
            arrived.failed = error

    def _look_again(self, done: Sequence[Arrived]) -> None:
        """What other packages of these offices would change is different now."""
        offices = {arrived.inspection.office for arrived in done}
        for arrived in self.arrived:
            if arrived.accepted is None and arrived.inspection.office in offices:
                before = arrived.inspection
                (now,) = self._bureau.inspect(before.parcel.files)
                # of a stick that was pulled out nothing is read any more: it stays who it was
                arrived.inspection = now if now.office else replace(before, problem=now.problem)

    def _merged(self, done: list[Arrived]) -> None:
        self.register.table.setFocus()  # the buttons that were pressed go off now
        self._show()
        self.changed.emit()
        answered = [arrived for arrived in done if arrived.accepted is not None]
        refused = [arrived for arrived in done if arrived.accepted is None]
        self._say_refused([arrived for arrived in refused if arrived.failed is not None])
        if not answered:
            return
        self.said.emit(answered[-1].accepted.message if answered[-1].accepted else "")
        if dialogs.ask(
            self, _taken(answered), _messages(answered), yes="写回执到原来的位置", no="以后再写"
        ):
            self._work.then(lambda: self.write_receipts(answered, None))

    def _say_refused(self, refused: Sequence[Arrived]) -> None:
        """One message, however many it was: a stick pulled out stops all that lies on it."""
        if len(refused) == 1 and refused[0].failed is not None:
            dialogs.report(self, refused[0].failed)
        elif refused:
            shown = refused[:MOST_NAMED]
            lines = [f"{a.who} {a.what}：{a.problem.what}" for a in shown if a.problem]
            if len(refused) > MOST_NAMED:
                lines.append(f"……其余 {len(refused) - MOST_NAMED} 个见列表。")
            advice = {a.problem.do for a in refused if a.problem is not None}
            lines += ["已保存的数据没有变化。", *sorted(advice)[:1]]
            dialogs.warn(self, f"{len(refused)} 个包没有收下。", "\n".join(lines))

    # --- answering ---------------------------------------------------------------------------------

    def write_elsewhere(self) -> None:
        """Write the receipts of what was taken here into a folder of choice."""
        answered = [arrived for arrived in self.arrived if arrived.accepted is not None]
        folder = files.ask_folder(self, "回执写到哪里") if answered else None
        if folder is not None:
            self.write_receipts(answered, folder)

    def write_receipts(self, answered: Sequence[Arrived], folder: Path | None) -> None:
        """Write receipts into ``folder``, or each to where its package came from."""
        self._work.run(
            "正在写回执",
            lambda progress: self._write(answered, folder, progress),
            self._written,
        )

    def _write(
        self, answered: Sequence[Arrived], folder: Path | None, progress: Progress
    ) -> list[Path]:
        written = []
        for number, arrived in enumerate(answered):
            progress(number, len(answered))
            accepted = arrived.accepted
            if accepted is not None:
                target = folder or accepted.parcel.files[0].parent
                arrived.receipt = self._bureau.write_receipt(
                    accepted.office, accepted.digest, target
                )
                written.append(arrived.receipt)
        return written

    def _written(self, written: list[Path]) -> None:
        self._show()
        self.said.emit("回执已写入并核对，可以拔出U盘。")
        may_be_pulled_out(self, written, more="请交还各所，由各所导入回执。")

    # --- showing -----------------------------------------------------------------------------------

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Arrived], int]:
        return self.arrived[offset : offset + limit], len(self.arrived)

    def _show(self) -> None:
        self.register.refresh()
        ready = sum(arrived.acceptable for arrived in self.arrived)
        self.all.setText(f"全部收下（{ready}）" if ready else "全部收下")
        self.all.setShortcut("Ctrl+Shift+Return")
        self.all.setEnabled(ready > 0)
        answered = sum(arrived.accepted is not None for arrived in self.arrived)
        self.receipts.setEnabled(answered > 0)
        self.summary.setText(_summary(self.arrived))
        self.summary.setVisible(bool(self.arrived))
        self._selected()

    def _selected(self) -> None:
        arrived: Arrived | None = self.register.current()
        self.one.setEnabled(arrived is not None and (arrived.acceptable or arrived.answerable))
        answer = arrived is not None and arrived.answerable
        self.one.setText("登记并出回执…" if answer else "收下这一个")
        self.one.setShortcut("Ctrl+Return")
        self.view.show_arrived(arrived)


def _order(arrived: Arrived) -> tuple[bool, str, int, int, str]:
    """By office and number, what cannot be read at the end."""
    i = arrived.inspection
    return not i.office, i.office, i.epoch, i.number, i.parcel.label


def _summary(arrived: Sequence[Arrived]) -> str:
    counts: dict[str, Callable[[Arrived], bool]] = {
        "可以收下": lambda a: a.acceptable,
        "已收下": lambda a: a.accepted is not None,
        "不能收下": lambda a: a.accepted is None and not a.acceptable,
    }
    said = [f"{words} {sum(map(which, arrived))} 个" for words, which in counts.items()]
    return "，".join(said)


def _taken(answered: Sequence[Arrived]) -> str:
    merged = sum(bool(a.accepted and a.accepted.merged) for a in answered)
    if merged == len(answered):
        return f"已收下 {merged} 个包。"
    return f"已收下 {merged} 个包，另有 {len(answered) - merged} 个只作登记。"


def _messages(answered: Sequence[Arrived]) -> str:
    lines = [a.accepted.message for a in answered[:MOST_NAMED] if a.accepted]
    if len(answered) > MOST_NAMED:
        lines.append(f"……其余 {len(answered) - MOST_NAMED} 个见列表。")
    return "\n".join([*lines, "现在把回执写回U盘吗？"])
