"""操作日志, for 审计: who did what and when, narrowed and printed; no case content (F71, U1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Field, Kind, Register
from app.services.desk import Desk
from app.services.log import LogRow
from app.services.log_kinds import KINDS
from app.ui import dialogs, theme
from app.ui.buttons import Button
from app.ui.editors.date_line import DateLine
from app.ui.page import Page
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.sizes import open_at

__all__ = ["LogPage", "LogPanel", "LogWindow"]

PRINTED = 2_000
"""Entries on one print: some forty pages. A longer stretch is printed month by month."""

COLUMNS = (
    Column(title="序号", text=lambda r: str(r.number), width=80, right=True),
    Column(title="时间", text=lambda r: f"{r.at:%Y-%m-%d %H:%M:%S}", width=170),
    Column(title="谁", text=lambda r: r.person, width=120),
    Column(title="做了什么", text=lambda r: r.kind, width=110),
    Column(title="内容", text=lambda r: r.words, width=560),
)
PAPER = Register(
    code="log",
    title="操作日志",
    source="本程序的操作日志",
    columns=(
        Field("number", "序号", Kind.NUMBER, weight=1),
        Field("at", "时间", weight=3),
        Field("person", "谁", weight=2),
        Field("kind", "做了什么", weight=2),
        Field("words", "内容", weight=9),
    ),
)


class LogPanel(QWidget):
    """The list; the newest entry first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked: dict[str, Any] = {}
        today = desk.clock().date()
        self.narrow = QCheckBox("只看这几天")  # the register reads as soon as it is made
        self.since, self.until = self._line(today.replace(day=1)), self._line(today)
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(
                Filter("person", "谁", desk.log.people()),
                Filter("kind", "种类", [(kind.value, words) for kind, words in KINDS.items()]),
            ),
            searchable=False,
            empty="这些条件下没有记录。",
            busy=lambda: desk.busy,
        )
        self.print_button = Button("打印…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_out)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        for widget in (self.narrow, self.since, QLabel("到"), self.until):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.print_button)
        self.narrow.toggled.connect(self._renew)
        for edit in (self.since, self.until):
            edit.setEnabled(False)
            edit.edited.connect(self._renew)
            self.narrow.toggled.connect(edit.setEnabled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        if (broken := desk.log.broken()) is not None:
            column.addWidget(_warning(broken.number))
        column.addLayout(line)
        column.addWidget(self.register, 1)
        self.register.refresh()

    def _line(self, day: date) -> DateLine:
        line = DateLine(lambda: self._desk.clock().date())
        line.show_day(day)
        return line

    def _renew(self) -> None:
        self.register.refresh()

    def _days(self) -> dict[str, date]:
        if not self.narrow.isChecked():
            return {}
        today = self._desk.clock().date()
        return {"since": self.since.day or today, "until": self.until.day or today}

    def _fetch(
        self, offset: int, limit: int, _sort: str, _descending: bool, filters: Mapping[str, Any]
    ) -> tuple[list[LogRow], int]:
        self._asked = {**filters, **self._days()}
        return self._desk.log.page(offset, limit, self._asked)

    def print_out(self) -> None:
        """What is listed, as it is narrowed."""
        from app.ui.desk_tools import DeskTools

        rows, total = self._desk.log.page(0, PRINTED, self._asked)
        values = [
            {
                "number": row.number,
                "at": f"{row.at:%Y-%m-%d %H:%M:%S}",
                "person": row.person,
                "kind": row.kind,
                "words": row.words,
            }
            for row in rows
        ]
        more = f"；共 {total:,} 条，印最新的 {PRINTED:,} 条" if total > PRINTED else ""
        identity = self._desk.identity
        DeskTools(self._desk).preview_register(
            self,
            PAPER,
            values,
            title=PAPER.title,
            note=f"{identity.name}　{len(values):,} 条{more}",
            file_name=f"{identity.code}-log",
        )


class LogWindow(QDialog):
    """文件 → 操作日志."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("操作日志")
        open_at(self, 1120, 600)
        self.panel = LogPanel(desk)
        buttons = dialogs.closing(self)
        column = QVBoxLayout(self)
        column.addWidget(self.panel, 1)
        column.addWidget(buttons)
        self.panel.register.table.setFocus()


class LogPage(Page):
    """The same as a tab, for 审计 who sees nothing else."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.panel = LogPanel(desk)
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, theme.px(14), side, theme.px(14))
        column.addWidget(self.panel)

    def refresh(self) -> None:
        """Read what may have changed."""
        self.panel.register.refresh()

    def print_current(self) -> None:
        """Ctrl+P."""
        self.panel.print_out()


def _warning(number: int) -> QFrame:
    frame = QFrame()
    theme.set_role(frame, "notice-bad")
    words = QLabel(
        f"从第 {number} 条起与前面接不上：可能有人直接改过数据文件。"
        "请保留现在的文件和备份，报告县局核查。"
    )
    words.setWordWrap(True)
    column = QVBoxLayout(frame)
    column.addWidget(words)
    return frame
