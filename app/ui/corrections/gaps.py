"""补齐环节: whoever still lacks group, 宣告, plan or class, one after the other.

It opens after a roll was imported and stays beside the work: what was done is gone when one comes
back to it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.days import short_day
from app.ui import theme
from app.ui.buttons import Button
from app.ui.desk_tools import DeskTools
from app.ui.item_list import ItemList
from app.ui.sizes import open_at

__all__ = ["GapsWindow"]

ALL_DONE = "在册对象的类别、小组、宣告和方案都齐了。"


class GapsWindow(QDialog):
    """The window. ``opened`` carries the target of a line: the person, and the tab of the step."""

    opened = Signal(object)

    def __init__(self, parent: QWidget, tools: DeskTools) -> None:
        super().__init__(parent)
        self._desk = tools.desk
        self.setWindowTitle("补齐环节")
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.set_role(self.words, "muted")
        self.list = ItemList(lead_width=104)
        self.list.setAccessibleName("缺环节的对象")
        self.list.opened.connect(self.opened)
        close = Button("关闭")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.list, 1)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        open_at(self, 640, 420)
        self.reload()

    def reload(self) -> None:
        """Ask again; what is done is gone."""
        row = max(self.list.currentRow(), 0)
        found = self._desk.corrections.unfinished()
        self.list.clear()
        today = self._desk.clock().date()
        for one in found:
            days = (today - one.due_on).days
            lead = f"逾期 {days} 天" if one.overdue else f"{short_day(one.due_on)}前"
            tone = "bad" if one.overdue else "warn"
            self.list.add(one.title, one.target, lead=lead, tone=tone, detail=one.detail)
        words = f"还有{len(found)}人缺环节。双击或按回车打开；做完回到这里，做完的自动消失。"
        self.words.setText(words if found else ALL_DONE)
        self.list.setCurrentRow(min(row, self.list.count() - 1))

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back sees what is left."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.reload()
