"""更正单: the list at an office or of all offices at the bureau; each opens its record and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import month_words
from app.forms.reporting import CORRECTION_SLIP, SLIP_REGISTER
from app.services.desk import Desk
from app.services.month_end.slips import Slip
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at

__all__ = ["SlipsWindow"]

EMPTY = "还没有更正单。\n封存以后再改报过的内容，程序会要求写更正单，写好的列在这里。"
EMPTY_AT_BUREAU = "还没有更正单。\n各所改动已经报过的内容时写的更正单，随报送包报来，列在这里。"


class SlipsWindow(QDialog):
    """The list. ``wants`` carries the target of a record to be opened."""

    wants = Signal(object)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正单")
        open_at(self, 1160, 520)
        self._desk, self._tools = desk, DeskTools(desk)
        self._slips: list[Slip] = desk.slips.listed()
        at_bureau = desk.identity.kind == "bureau"
        office = (Column(title="司法所", text=lambda s: s.office_name, width=120),)
        columns = (
            Column(title="编号", text=lambda s: s.number, width=160),
            *(office if at_bureau else ()),
            Column(title="更正月份", text=lambda s: month_words(s.month), width=100),
            Column(title="记录", text=lambda s: s.title, width=200),
            Column(title="更正内容", text=lambda s: s.changes, width=260, tip=lambda s: s.changes),
            Column(title="原因", text=lambda s: s.reason, width=180, tip=lambda s: s.reason),
            Column(title="更正人", text=lambda s: s.made_by, width=80),
            Column(title="时间", text=lambda s: f"{s.made_at:%m-%d %H:%M}", width=100),
        )
        self.register = RegisterView(
            columns,
            self._fetch,
            searchable=False,
            empty=EMPTY_AT_BUREAU if at_bureau else EMPTY,
        )
        self.print_one = button("打印更正单", self.print_current, sign="print")
        self.print_all = button("打印登记簿", self.print_register)
        self.open_record = button("打开记录", self._open, tip="回车")
        close = button("关闭", self.accept)
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading("更正单"))
        column.addWidget(
            text(
                "封存以后改动报过的内容都有编号的更正单，原来报的值留着；随报送包报县局。", "muted"
            )
        )
        column.addWidget(self.register, 1)
        column.addLayout(line_of((self.print_one, self.print_all, self.open_record, close)))
        self.register.selected.connect(self._selected)
        self.register.opened.connect(lambda _: self._open())
        self.register.refresh()
        self._selected(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Slip], int]:
        return self._slips[offset : offset + limit], len(self._slips)

    def _selected(self, slip: Slip | None) -> None:
        self.print_one.setEnabled(slip is not None)
        self.print_all.setEnabled(bool(self._slips))
        self.open_record.setEnabled(slip is not None and slip.target.uid is not None)

    def _open(self) -> None:
        slip = self.register.current()
        if slip is not None and slip.target.uid is not None:
            self.accept()
            self.wants.emit(slip.target)

    def print_current(self) -> None:
        """Preview the slip under the cursor."""
        slip = self.register.current()
        if slip is not None:
            values = self._desk.slips.paper(slip.office, slip.uid)
            name = f"{slip.office}-更正单-{slip.made_at:%Y%m%d}"
            self._tools.preview_paper(self, CORRECTION_SLIP, values, name)

    def print_register(self) -> None:
        """Preview the list."""
        rows = [
            {
                "number": slip.number,
                "month_words": month_words(slip.month),
                "duty_words": slip.duty,
                "title": slip.title,
                "changes": slip.changes,
                "reason": slip.reason,
                "made_by": slip.made_by,
                "made_at": slip.made_at,
            }
            for slip in self._slips
        ]
        identity = self._desk.identity
        self._tools.preview_register(
            self,
            SLIP_REGISTER,
            rows,
            title=SLIP_REGISTER.title,
            note=identity.name,
            file_name=f"{identity.code}-更正单登记簿",
        )
