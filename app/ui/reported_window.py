"""上报后变动: tables as they were reported, the figures that changed since, and because of what (F70)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Field, Kind, Register
from app.forms.report_columns import PROPOSED
from app.services.desk import Desk
from app.services.month_end.reported import CellChange, Kept
from app.services.month_end.tables import TableAsReported
from app.ui import theme
from app.ui.desk_tools import DeskTools
from app.ui.parts import button, heading, line_of, text
from app.ui.register_view import Column, RegisterView
from app.ui.sizes import open_at
from app.ui.worker import Worker

__all__ = ["ReportedWindow", "print_kept"]

TARGET = Qt.ItemDataRole.UserRole
EMPTY = "还没有留底的表。\n统计表打印或导出时自动留底，以后数字有变动会列在右边。"

SIGNATURES = "单位负责人：________　　填表人：________　　报出日期：____年__月__日　　（公章）"
"""The usual foot of a statistical table; no rule that asks for it was read."""

DEALT = (2, 9)
"""A table split among many is printed as several, each with what is counted and the whole."""

COLUMNS = (
    Column(title="表", text=lambda k: k.title, width=200, tip=lambda k: f"{k.title}　{k.stamp}"),
    Column(title="期间", text=lambda k: k.period, width=110, tip=lambda k: k.period),
    Column(title="版", text=lambda k: str(k.version), width=40, right=True),
    Column(title="留底时间", text=lambda k: f"{k.made_at:%Y-%m-%d %H:%M}", width=130),
)


def print_kept(parent: QWidget, desk: Desk, kept: Kept) -> None:
    """The kept table as a paper, with its version and checksum above it."""
    table = desk.reported.content(kept.uid)
    names = [f"c{at}" for at in range(len(table.columns) + 1)]
    heads = ("项目", *table.columns)
    rows = [dict(zip(names, line, strict=True)) for line in table.printed]
    register = Register(
        code=f"reported.{kept.code}",
        title=kept.title,
        columns=tuple(
            Field(name, head, Kind.NUMBER if _figures(rows, name) else Kind.TEXT)
            for name, head in zip(names, heads, strict=True)
        ),
    )
    made = f"{kept.made_at:%Y-%m-%d %H:%M} 留底"
    DeskTools(desk).preview_register(
        parent,
        register,
        rows,
        title=f"{kept.title}（{kept.period}）",
        below=SIGNATURES,
        deal=DEALT,
        note="  ".join(filter(None, (desk.identity.name, made, kept.stamp, _marks(table)))),
        file_name=f"{desk.identity.code}-{kept.code}-{kept.first:%Y%m}-{kept.version}",
    )


def _figures(rows: Sequence[Mapping[str, str]], name: str) -> bool:
    """Whether a column holds figures, which stand at the right."""
    return all(not row[name] or row[name][0] in "0123456789-—不" for row in rows)


def _marks(table: TableAsReported) -> str:
    """What the mark behind a column says; nothing where no column bears it."""
    marked = any(PROPOSED in row for row in table.rows)
    return f"带{PROPOSED}的栏目尚待核对报表原样" if marked else ""


class ReportedWindow(QDialog):
    """Kept tables at the left, what changed at the right. ``wants`` opens a record."""

    wants = Signal(object)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle("上报留底和变动")
        open_at(self, 1120, 560)
        self._desk = desk
        self._work = Worker(self)
        self._kept: list[Kept] = desk.reported.listed()
        self.register = RegisterView(COLUMNS, self._fetch, searchable=False, empty=EMPTY)
        self.said = text()
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["数字和记录", "上报时", "现在"])
        self.tree.setAccessibleName("上报后变动的数字")
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        for number in (1, 2):
            self.tree.setColumnWidth(number, theme.px(110))
        self.tree.itemActivated.connect(self._open)
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.said)
        inner.addWidget(self.tree, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.register)
        split.addWidget(right)
        split.setSizes([theme.px(520), theme.px(580)])
        split.setChildrenCollapsible(False)
        self.print_button = button("打印留底", self.print_current, sign="print")
        column = QVBoxLayout(self)
        side = theme.px(16)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading("上报留底和变动"))
        column.addWidget(split, 1)
        feet = (self.print_button, button("关闭", self.accept))
        column.addLayout(line_of(feet, stretch_after=False))
        self.register.selected.connect(self._selected)
        self.register.refresh()
        self._selected(self.register.current())

    def _fetch(
        self, offset: int, limit: int, _sort: str, _down: bool, _filters: Mapping[str, Any]
    ) -> tuple[Sequence[Kept], int]:
        return self._kept[offset : offset + limit], len(self._kept)

    def _selected(self, kept: Kept | None) -> None:
        self.print_button.setEnabled(kept is not None)
        self.tree.clear()
        self.said.setText("")
        if kept is not None:
            self._work.then(lambda: self._compare(kept))

    def _compare(self, kept: Kept) -> None:
        self._work.run(
            "正在与现在的数字比对",
            lambda _: self._desk.reported.changed(kept.uid),
            lambda changes: self._show(kept, changes),
        )

    def _show(self, kept: Kept, changes: Sequence[CellChange]) -> None:
        if self.register.current() is not kept:
            return
        self.tree.clear()
        if not changes:
            self.said.setText(f"{kept.stamp}。现在的数字与上报时相同。")
            return
        self.said.setText(
            f"{kept.stamp}。有 {len(changes)} 个数字与上报时不同；回车或双击打开改动它的记录。"
        )
        for change in changes:
            item = QTreeWidgetItem(self.tree, [change.label, change.reported, change.now])
            item.setToolTip(0, change.row)
            for record in change.records:
                line = QTreeWidgetItem(item, [record.title, "", record.effect])
                line.setData(0, TARGET, record.target)
        self.tree.expandAll()
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)

    def _open(self, item: QTreeWidgetItem) -> None:
        target = item.data(0, TARGET)
        if target is not None:
            self.accept()
            self.wants.emit(target)

    def print_current(self) -> None:
        """Preview the kept table."""
        kept = self.register.current()
        if kept is not None:
            print_kept(self, self._desk, kept)
