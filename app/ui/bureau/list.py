"""The records behind a figure of 汇总: the list of them, each opened to be looked at (F69)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.days import iso_day
from app.services.bureau import BureauService
from app.services.bureau.behind import Item
from app.ui import theme
from app.ui.bureau.record import open_record
from app.ui.bureau.tables import shown
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at

__all__ = ["ListDialog"]

EMPTY = "这个数字是 0，没有记录。"
NUMBERED = {
    "cases": "案号",
    "training": "岗位",
    "corrections": "编号",
    "resettlement": "编号",
    "rates": "编号",
}
NAMED = {"cases": "案件"}


class ListDialog(QDialog):
    """The dialog; Enter or a double click opens the line under the cursor."""

    def __init__(
        self,
        parent: QWidget | None,
        bureau: BureauService,
        items: Sequence[Item],
        *,
        table: str,
        title: str,
        figure: str,
        as_of: date,
    ) -> None:
        super().__init__(parent)
        self._bureau = bureau
        self._items = items
        self._as_of = as_of
        self.setWindowTitle("数字后面的记录")
        open_at(self, 960, 560)
        self.heading = heading(f"{title}：{figure}")
        self.sum = text(_sum(items), "muted")
        self.register = RegisterView(
            _columns(table, items), self._fetch, searchable=False, empty=EMPTY
        )
        self.register.opened.connect(self._open)
        column = QVBoxLayout(self)
        side = theme.px(18)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(self.heading)
        column.addWidget(self.sum)
        column.addWidget(self.register, 1)
        look, close = button("查看…", self._open_current), button("关闭", self.reject)
        look.setEnabled(bool(items))
        column.addLayout(line_of((look, close), stretch_after=False))
        self.register.refresh()
        self.register.setFocus()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Item], int]:
        return self._items[offset : offset + limit], len(self._items)

    def _open_current(self) -> None:
        if (item := self.register.current()) is not None:
            self._open(item)

    def _open(self, item: Item) -> None:
        open_record(self, self._bureau, item.office, item.kind, item.uid, as_of=self._as_of)


def _columns(table: str, items: Sequence[Item]) -> tuple[Column, ...]:
    """Office and name; number, date of a case, what each is worth only where there is any to tell."""
    columns = [
        Column(title="司法所", text=lambda i: i.office_name, width=150),
    ]
    if any(item.number for item in items):
        columns.append(Column(title=NUMBERED[table], text=lambda i: i.number, width=210))
    name = NAMED.get(table, "姓名")
    columns.append(Column(title=name, text=lambda i: i.title, width=300, tip=lambda i: i.title))
    if any(item.on for item in items):
        columns.append(Column(title="受理日期", text=_day, width=120))
    if any(item.worth != 1 for item in items):
        columns.append(Column(title="计入", text=lambda i: shown(i.worth), width=110, right=True))
    if any(item.note for item in items):
        columns.append(Column(title="结论", text=lambda i: i.note, width=110))
    return tuple(columns)


def _day(item: Item) -> str:
    return iso_day(item.on)


def _sum(items: Sequence[Item]) -> str:
    total = sum((Decimal(item.worth) for item in items), Decimal(0))
    summed = "" if all(item.worth == 1 for item in items) else f"“计入”合计 {shown(total)}。"
    return f"{summed}双击或按回车查看。" if items else ""
