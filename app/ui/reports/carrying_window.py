"""交接登记: who took which stick when, and who received it; filled in, and printed to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.forms.reporting import CARRYING, CARRYING_REGISTER
from app.services.desk import Desk
from app.services.month_end.carrying import Carried
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at

__all__ = ["CarryingWindow", "fill_line"]

EMPTY = "还没有导出过报送包。\n每写好一个U盘或邮件副本，这里就多一行，送交人和接收人由您填写。"


def fill_line(parent: QWidget, desk: Desk, uid: str) -> bool:
    """Ask who took it and who received it; whether it was taken down."""
    return DeskTools(desk).fill(
        parent,
        CARRYING,
        lambda values: desk.reports.carrying.fill(uid, values),
        scope=f"{CARRYING.code}/{uid}",
        values=desk.reports.carrying.sheet(uid),
        yes="登记",
    )


def _day(value: Any) -> str:
    return f"{value:%m-%d}" if value else ""


COLUMNS = (
    Column(title="报送包", text=lambda c: c.package, width=150),
    Column(title="方式", text=lambda c: c.way_words, width=80),
    Column(title="U盘或文件夹", text=lambda c: c.medium, width=120),
    Column(title="文件", text=lambda c: str(c.files), width=50, right=True),
    Column(title="写好时间", text=lambda c: f"{c.written_at:%m-%d %H:%M}", width=110),
    Column(title="送交人", text=lambda c: c.carried_by or "还没有登记", width=100),
    Column(title="送出", text=lambda c: _day(c.carried_on), width=64),
    Column(title="接收人", text=lambda c: c.handed_to, width=100),
    Column(title="接收", text=lambda c: _day(c.handed_on), width=64),
    Column(title="县局回执", text=lambda c: c.answer, width=100),
    Column(title="备注", text=lambda c: c.note, width=120),
)


class CarryingWindow(QDialog):
    """The log, the newest line first."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("交接登记")
        open_at(self, 1120, 480)
        self._desk, self._tools = desk, DeskTools(desk)
        self._lines: list[Carried] = []
        self.register = RegisterView(COLUMNS, self._fetch, searchable=False, empty=EMPTY)
        self.fill = button("登记交接…", self.fill_current, role="primary", tip="回车")
        self.print_all = button("打印登记簿", self.print_register, sign="print")
        close = button("关闭", self.accept)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading("报送包交接登记"))
        column.addWidget(text("打印登记簿后，由县局接收人在纸上签名。", "muted"))
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.fill, self.print_all, close)))
        self.register.opened.connect(lambda _: self.fill_current())
        self.register.selected.connect(lambda line: self.fill.setEnabled(line is not None))
        self.reload()

    def reload(self) -> None:
        """Read the log again."""
        self._lines = self._desk.reports.carrying.listed()
        self.register.refresh()
        self.fill.setEnabled(self.register.current() is not None)
        self.print_all.setEnabled(bool(self._lines))

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Carried], int]:
        return self._lines[offset : offset + limit], len(self._lines)

    def fill_current(self) -> None:
        """Take down who carried the line under the cursor."""
        line = self.register.current()
        if line is not None and fill_line(self, self._desk, line.uid):
            self.reload()

    def print_register(self) -> None:
        """Preview the log with a column to sign in."""
        identity = self._desk.identity
        self._tools.preview_register(
            self,
            CARRYING_REGISTER,
            [line.row() for line in self._lines],
            title=CARRYING_REGISTER.title,
            note=identity.name,
            file_name=f"{identity.code}-交接登记簿",
        )
