"""The packages an office has sealed, each with where it stands (F54, F63)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.days import month_words
from app.services.report_views import ASK_AFTER_DAYS, SentPackage
from app.ui.parts import (
    Card,
    Yielding,
    button,
    heading,
    line_of,
    megabytes,
    text,
)
from app.ui.register_view import Column, RegisterView
from app.ui.reports.words import counted, mostly

__all__ = ["PackagesCard"]

EMPTY = "还没有封存过报送包。\n选好月份，按“封存”，封好的包会列在这里。"


def _tone(package: SentPackage) -> str:
    if package.received:
        return "good"
    if package.answer:
        return "bad"
    waiting = package.exported_at is None or package.days_waiting >= ASK_AFTER_DAYS
    return "warn" if waiting else "accent"


def _sign(package: SentPackage) -> str:
    if package.received:
        return "done"
    return "warning" if package.answer else "package"


def _state(package: SentPackage) -> str:
    if not package.answer and package.days_waiting:
        return f"{package.state}（已等 {package.days_waiting} 天）"
    return package.state


COLUMNS = (
    Column(title="月份", text=lambda p: month_words(p.month), width=104),
    Column(title="号", text=lambda p: str(p.number), width=48, right=True),
    Column(
        title="记录",
        text=lambda p: str(p.records) if p.records else "零报告",
        width=76,
        right=True,
        tip=lambda p: counted(p.counts) or "零报告",
    ),
    Column(title="封存时间", text=lambda p: f"{p.sealed_at:%m-%d %H:%M}", width=108),
    Column(title="状态", text=_state, width=200, tone=_tone, icon=_sign),
)


class PackagesCard(Card):
    """The list, and what can be done with the package under the cursor."""

    export_asked = Signal(object)  # SentPackage
    receipt_asked = Signal()
    code_asked = Signal()
    slips_asked = Signal()
    mail_asked = Signal(object)  # SentPackage
    carrying_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._packages: Sequence[SentPackage] = ()
        self.register = RegisterView(COLUMNS, self._fetch, searchable=False, empty=EMPTY)
        self.about = text("", "muted")
        self.export = button("导出到U盘…", self._export, key="Ctrl+E", sign="export")
        self.receipt = button(
            "导入回执、反馈…", self.receipt_asked.emit, key="Ctrl+R", sign="inbox"
        )
        self.code = button(
            "核对电话码…", self.code_asked.emit, tip="县局在电话里念 12 位码时，用它查是哪个包"
        )
        self.carrying = button("交接登记…", self.carrying_asked.emit, tip="谁送的、谁收的")
        self.slips = button("更正单…", self.slips_asked.emit, tip="封存以后改动报过的内容")
        top = QHBoxLayout()
        top.addWidget(heading("封存过的报送包"), 1)
        top.addWidget(self.carrying)
        top.addWidget(self.slips)
        self.column.addLayout(top)
        self.column.addWidget(Yielding(self.register, 150), 1)
        self.column.addWidget(self.about)
        self.mail = button("邮件副本…", self._mail, tip="写到文件夹里，作为邮件附件发给县局")
        self.column.addLayout(line_of((self.export, self.mail, self.receipt, self.code)))
        self.register.selected.connect(self._selected)
        self.register.opened.connect(lambda _: self._export())
        self._selected(None)

    def show_packages(self, packages: Sequence[SentPackage]) -> None:
        """Show these, the newest first."""
        self._packages = packages
        self.register.refresh()
        if packages and self.register.current() is None:
            self.choose(packages[0].epoch, packages[0].number)
        self._selected(self.register.current())

    def choose(self, epoch: int, number: int) -> None:
        """Put the cursor on a package."""
        for row, package in enumerate(self._packages):
            if (package.epoch, package.number) == (epoch, number):
                table = self.register.table
                table.setCurrentIndex(self.register.model.index(row, 0))

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[SentPackage], int]:
        return self._packages[offset : offset + limit], len(self._packages)

    def _selected(self, package: SentPackage | None) -> None:
        for way in (self.export, self.mail):
            way.setEnabled(package is not None and not package.received)
        if package is None:
            self.about.setText("")
            return
        again = package.exported_at is not None
        self.export.setText("重新导出…" if again else "导出到U盘…")
        self.export.setShortcut("Ctrl+E")
        inside = "没有新的记录（零报告）"
        if package.records:
            inside = f"{package.records} 条记录，{mostly(package.counts)}"
        size = megabytes(package.size)
        self.about.setText(
            f"{month_words(package.month)} 第 {package.number} 号包：{inside}，{size}。"
        )
        self.about.setToolTip(counted(package.counts))

    def _mail(self) -> None:
        package = self.register.current()
        if package is not None:
            self.mail_asked.emit(package)

    def _export(self) -> None:
        package = self.register.current()
        if package is not None and self.export.isEnabled():
            self.export_asked.emit(package)
