"""从社区矫正转入: who was released and is not helped yet, ticked and taken over in one action (F26)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.days import iso_day
from app.errors import ActionableError
from app.forms.codes import label
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.sizes import open_at

__all__ = ["TakeOverDialog"]

ABOUT = (
    "下列人员已登记解除矫正。勾选后点“转入”，姓名、证件、住址、罪名、家庭等自动带过来，"
    "矫正档案不动，两边互相能打开。"
)


class TakeOverDialog(QDialog):
    """The list; ``taken`` holds the uids in resettlement afterwards."""

    def __init__(self, parent: QWidget, tools: DeskTools) -> None:
        super().__init__(parent)
        self.setWindowTitle("从社区矫正转入安置帮教")
        self._persons = tools.desk.resettlement.persons
        self.taken: list[str] = []
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        self.list = QListWidget()
        for row in self._persons.waiting():
            left = iso_day(row["left_on"])
            kind = label("corrections_category", row["category"])
            address = tools.read("address", row["address"] or "")
            words = "  ".join(filter(None, (row["name"], kind, f"{left}解除", address)))
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, row["uid"])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox()
        self.ok = buttons.addButton("转入", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setProperty("role", "primary")
        self.ok.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        side = theme.px(14)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        layout.addWidget(about)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        open_at(self, 620, 380)
        self.list.setFocus()

    def take(self) -> None:
        """Take over whoever is ticked."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.checkState() is not Qt.CheckState.Checked:
                continue
            try:
                self.taken.append(self._persons.take_over(item.data(Qt.ItemDataRole.UserRole)))
            except ActionableError as error:
                dialogs.tell(self, error)
        self.accept()
