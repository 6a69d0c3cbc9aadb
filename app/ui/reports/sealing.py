"""Sealing at 报送: what is held back, what the head confirms, and the package that comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.days import month_words
from app.errors import ActionableError
from app.services.desk import Desk
from app.services.month_end.holds import HeldRecord
from app.services.month_end.summary import Summary
from app.services.report_views import SentPackage
from app.sync.package import VOLUME_MIB
from app.ui import dialogs
from app.ui.parts import megabytes
from app.ui.reports.hold import HoldDialog
from app.ui.reports.month import MonthCard
from app.ui.reports.seal import SealDialog
from app.ui.reports.words import before_sealing, called
from app.ui.worker import Worker

__all__ = ["Sealing"]

VOLUME = "reports.volume_mib"
"""The setting that keeps how large a file may be."""


class Sealing(QObject):
    """Works for ``page`` on the month that ``card`` shows.

    ``changed`` asks to read anew, ``sealed`` names the package (epoch, number), ``export_asked``
    hands it over to be carried.
    """

    said = Signal(str)
    changed = Signal()
    sealed = Signal(int, int)
    export_asked = Signal(object)  # SentPackage

    def __init__(self, page: QWidget, desk: Desk, work: Worker, card: MonthCard) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._reports = desk.reports
        self._work = work
        self.month = card

    def hold_back(self, chosen: dict[tuple[str, str], str]) -> None:
        """Ask why, then keep these out of the package (F60)."""
        dialog = HoldDialog(self._page, list(chosen.values()))
        if dialog.exec() != HoldDialog.DialogCode.Accepted:
            return
        month, reason = self.month.month, dialog.reason
        try:
            for table, uid in chosen:
                self._reports.holds.hold(table, uid, reason, month)
        except ActionableError as error:
            dialogs.tell(self._page, error)
        else:
            self.said.emit(f"已扣下 {len(chosen)} 条，解除以后随下一个包补报。")
        self.changed.emit()

    def release(self, chosen: Sequence[HeldRecord]) -> None:
        """Let what was held back go with the next package."""
        try:
            for one in chosen:
                self._reports.holds.release(one.uid)
        except ActionableError as error:
            dialogs.tell(self._page, error)
        else:
            self.said.emit(f"已解除 {len(chosen)} 条，随下一个包报送。")
        self.changed.emit()

    def seal(self, month: str, full: bool) -> None:
        """Show the head what is sealed, then seal the month and offer to export it."""
        found = self.month.found
        if found is None or found.month != month or not self.month.seal.isEnabled():
            return
        self._work.run(
            f"正在核算 {month_words(month)}",
            lambda _: self._reports.summary(month),
            lambda summary: self._work.then(lambda: self._confirm(summary, full=full)),
        )

    def _confirm(self, summary: Summary, *, full: bool) -> None:
        """The head sees the figures and puts a name to them; then the month is sealed."""
        found = self.month.found
        gaps = len(found.incomplete) if found else 0
        words = before_sealing(self.month.go.text(), gaps, full=full)
        if summary.clock_behind:
            words += f"\n本机时钟比上次封存时（{summary.clock_behind:%Y-%m-%d %H:%M}）还早，请先核对日期。"
        kept = int(self._desk.settings.value(VOLUME, VOLUME_MIB))
        dialog = SealDialog(self._page, summary, words, volume_mib=kept)
        if dialog.exec() != SealDialog.DialogCode.Accepted:
            return
        month, name, volume = summary.month, dialog.name, dialog.volume.value()
        if volume != kept:
            self._desk.settings.put(VOLUME, volume)
        self._work.run(
            f"正在封存 {month_words(month)}",
            lambda progress: self._reports.seal_month(
                month, full=full, confirmed_by=name, volume_mib=volume, progress=progress
            ),
            self._sealed,
        )

    def _sealed(self, package: SentPackage) -> None:
        self.month.full.setChecked(False)
        self.sealed.emit(package.epoch, package.number)
        self.said.emit(f"{called(package)}已封存。")
        content = f"{package.records} 条记录" if package.records else "零报告"
        if dialogs.ask(
            self._page,
            f"{called(package)}已封存。",
            f"共 {content}，{megabytes(package.size)}，已加密并签名，保存在本机。\n"
            "请插好U盘，现在就导出；也可以以后再导出。",
            yes="导出到U盘…",
            no="以后再说",
        ):
            self._work.then(lambda: self.export_asked.emit(package))
        self.changed.emit()
