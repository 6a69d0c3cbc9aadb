"""扣下记录: everything that was ever held back, by whom, why, and when it was released (F60)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import month_words
from app.forms.reporting import HOLD_REGISTER
from app.services.desk import Desk
from app.services.month_end.holds import HeldRecord
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column, Filter, RegisterView
from app.ui.sizes import open_at

__all__ = ["HoldsWindow"]

EMPTY = "还没有扣下过记录。\n报送前在“还不完整”或“将报送”里勾选、扣下的，列在这里，解除以后也留着。"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


COLUMNS = (
    Column(title="业务", text=lambda h: h.words, width=96),
    Column(title="记录", text=lambda h: h.title, width=230),
    Column(title="月份", text=lambda h: month_words(h.month), width=110),
    Column(title="原因", text=lambda h: h.reason, width=220, tip=lambda h: h.reason),
    Column(title="扣下人", text=lambda h: h.held_by, width=90),
    Column(title="扣下时间", text=lambda h: _moment(h.held_at), width=140),
    Column(
        title="解除",
        text=lambda h: _moment(h.released_at) or "还扣着",
        width=140,
        tone=lambda h: "" if h.released_at else "warn",
    ),
    Column(title="解除人", text=lambda h: h.released_by, width=90),
)


class HoldsWindow(QDialog):
    """The list, the newest first. ``wants`` carries the target of a record to be opened."""

    wants = Signal(object)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("扣下记录")
        open_at(self, 1160, 520)
        self._desk, self._tools = desk, DeskTools(desk)
        self._holds: list[HeldRecord] = desk.reports.holds.history()
        self.register = RegisterView(
            COLUMNS,
            self._fetch,
            filters=(Filter("open", "状态", ((True, "还扣着"), (False, "已解除"))),),
            searchable=False,
            empty=EMPTY,
        )
        self.open_record = button("打开记录", self._open, role="primary", tip="回车")
        self.print_all = button("打印登记簿", self.print_register, sign="print")
        close = button("关闭", self.accept)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading("扣下过的记录"))
        column.addWidget(
            text("什么时候、为什么扣下，什么时候解除，都留着。解除以后随下一个包补报。", "muted")
        )
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.open_record, self.print_all, close)))
        self.register.selected.connect(self._selected)
        self.register.opened.connect(lambda _: self._open())
        self.register.refresh()
        self.print_all.setEnabled(bool(self._holds))
        self._selected(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[HeldRecord], int]:
        rows = self._holds
        if (wanted := filters.get("open")) is not None:
            rows = [one for one in rows if (one.released_at is None) == wanted]
        return rows[offset : offset + limit], len(rows)

    def _selected(self, one: HeldRecord | None) -> None:
        self.open_record.setEnabled(one is not None)

    def _open(self) -> None:
        one: HeldRecord | None = self.register.current()
        if one is not None:
            self.accept()
            self.wants.emit(one.target)

    def print_register(self) -> None:
        """Preview the whole list."""
        identity = self._desk.identity
        self._tools.preview_register(
            self,
            HOLD_REGISTER,
            [
                {
                    "duty_words": one.words,
                    "title": one.title,
                    "month_words": month_words(one.month),
                    "reason": one.reason,
                    "held_by": one.held_by,
                    "held_at": one.held_at,
                    "released_at": one.released_at,
                    "released_by": one.released_by,
                }
                for one in self._holds
            ],
            title=HOLD_REGISTER.title,
            note=identity.name,
            file_name=f"{identity.code}-扣下登记簿",
        )
