"""Beside the list of 收件: one package in full, with all it would change, kind by kind (F66)."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem

from app.days import short_day
from app.services.bureau.views import Change, Inspection, TableCount
from app.ui import theme
from app.ui.bureau.parcels import Arrived
from app.ui.bureau.words import counts_words, fields_words
from app.ui.parts import Card, heading, spoken_code, text

__all__ = ["PackageView"]

HINT = "选中一个包，这里会显示它会改动哪些记录。"


class PackageView(Card):
    """The card; ``show_arrived`` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = heading()
        self.words = text(HINT)
        self.more = text("", "muted")
        self.code = spoken_code("")
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("会改动的记录")
        self.tree.setHeaderLabels(["记录", "改动"])
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(theme.px(96))
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.itemExpanded.connect(self._fill)
        for widget in (self.heading, self.words, self.code, self.more):
            self.column.addWidget(widget)
        self.column.addWidget(self.tree, 1)
        self.column.addStretch(0)
        self._by_table: dict[str, list[Change]] = {}
        self.show_arrived(None)

    def show_arrived(self, arrived: Arrived | None) -> None:
        """Show a package; ``None`` shows what this place is for."""
        self.tree.clear()
        for widget in (self.heading, self.code, self.more, self.tree):
            widget.hide()
        theme.set_role(self.words, "muted" if arrived is None else "")
        if arrived is None:
            self.words.setText(HINT)
            return
        found = arrived.inspection
        self._say(self.heading, f"{arrived.who} {arrived.what}" if found.office else arrived.who)
        if arrived.accepted is not None:
            self.words.setText(arrived.accepted.message)
            self.code.setText(arrived.accepted.phone_code)
            self.code.show()
            self._say(self.more, "上面是电话码：可以在电话里念给该所，证明本局收到的正是这个包。")
        elif (problem := arrived.problem) is not None:
            said = (arrived.by_name, problem.what, problem.do)
            self.words.setText("\n".join(filter(None, said)))
            self._say(self.more, f"{problem.safe}代码 {problem.code}。")
        elif found.repeated:
            self.words.setText("这个包以前已经收下。再收一次不会改动任何记录，可以再写一次回执。")
        else:
            self.words.setText(_would(found))
        if found.counts:
            self._show_counts(found)

    @staticmethod
    def _say(label: QLabel, words: str) -> None:
        label.setText(words)
        label.show()

    def _show_counts(self, found: Inspection) -> None:
        self._by_table = defaultdict(list)
        for change in found.changes:
            self._by_table[change.table].append(change)
        for count in found.counts:
            self._add(count)
        if found.left_off:
            rest = QTreeWidgetItem([f"另有 {found.left_off:,} 条没有逐条列出", ""])
            self.tree.addTopLevelItem(rest)
        self.tree.show()

    def _add(self, count: TableCount) -> None:
        same = count.unchanged + count.outdated
        words = counts_words([count], letters=True) + (f" · 不变 {same}" if same else "")
        item = QTreeWidgetItem([count.title, words])
        item.setData(0, Qt.ItemDataRole.UserRole, count.table)
        if self._by_table.get(count.table):
            policy = QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator
            item.setChildIndicatorPolicy(policy)
        self.tree.addTopLevelItem(item)

    def _fill(self, item: QTreeWidgetItem) -> None:
        """List the records of a kind when it is first opened."""
        table = item.data(0, Qt.ItemDataRole.UserRole)
        if item.childCount() == 0 and table:
            item.addChildren(
                [
                    QTreeWidgetItem([c.caption or "（没有名称）", _effect(c)])
                    for c in self._by_table.get(table, [])
                ]
            )


def _effect(change: Change) -> str:
    more = fields_words(change.fields)
    return f"{change.effect}：{more}" if more else change.effect


def _would(found: Inspection) -> str:
    made = f"{short_day(found.made_at)}封存，" if found.made_at else ""
    if not found.records:
        return f"{made}零报告：这个月没有新的记录。收下后会写进一览表。"
    scans = f"，扫描件 {found.scans} 份" if found.scans else ""
    return f"{made}{found.records} 条记录{scans}。收下后：{counts_words(found.counts)}。"
