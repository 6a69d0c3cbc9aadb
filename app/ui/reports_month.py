"""封存: choose a month, see what would go and what is not complete, then seal it (F60, F61)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from app.services.report_views import Preflight, ReportStatus
from app.ui import theme
from app.ui.icons import icon, pixmap
from app.ui.reports_parts import Card, button, heading, line_of, month_words, months_back, text
from app.ui.reports_words import to_go

__all__ = ["MonthCard"]

MONTHS = 13
"""A year back and the month itself."""


class MonthCard(Card):
    """The card; ``seal_asked`` carries month and whether everything is to be sent again."""

    seal_asked = Signal(str, bool)
    month_changed = Signal(str)
    opened = Signal(object)  # Target

    def __init__(self) -> None:
        super().__init__()
        self._found: Preflight | None = None
        self.months = QComboBox()
        self.months.setAccessibleName("报送月份")
        label = QLabel("报送月份(&M)")
        label.setBuddy(self.months)
        self.go = text()
        self.sign, self.verdict = QLabel(), text()
        self.sign.setFixedSize(theme.px(18), theme.px(18))
        self.list = QListWidget()
        self.list.setAccessibleName("还不完整的事项")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(theme.px(84))
        self.list.itemActivated.connect(self._open)
        self.hint = text(
            "双击或按回车打开，改好后回来再看。不完整也可以先报，改好的下次一并报送。", "muted"
        )
        self.full = QCheckBox("完整包：把本所全部记录重新报一遍（县局要求时才用）")
        self.seal = button("封存本月", self._seal, role="primary", key="Ctrl+Return")
        self.column.addWidget(heading("封存"))
        self.column.addLayout(line_of((label, self.months)))
        self.column.addWidget(self.go)
        found = QHBoxLayout()
        found.setSpacing(theme.px(8))
        found.addWidget(self.sign)
        found.addWidget(self.verdict, 1)
        self.column.addLayout(found)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.hint)
        self.filler = QWidget()
        self.column.addWidget(self.filler, 1)
        self.column.addWidget(self.full)
        self.column.addLayout(line_of((self.seal,)))
        self.months.currentIndexChanged.connect(self._changed)

    @property
    def month(self) -> str:
        """The month chosen, as ``2026-11``."""
        return str(self.months.currentData() or "")

    def offer(self, today: date, chosen: str) -> None:
        """Offer the last thirteen months; ``chosen`` counts only while none was picked yet."""
        offered = months_back(today, MONTHS)
        wanted = self.month or chosen
        self.months.blockSignals(True)
        self.months.clear()
        for month in offered:
            self.months.addItem(month_words(month), month)
        self.months.setCurrentIndex(max(self.months.findData(wanted), 0))
        self.months.blockSignals(False)
        self._label_button()

    def show_found(self, found: Preflight, status: ReportStatus) -> None:
        """Show what sealing would do."""
        self._found = found
        self.go.setText(to_go(found, status.unsent))
        blocking = sum(item.blocking for item in found.incomplete)
        if not found.incomplete:
            self._say("done", "检查过了，没有发现不完整的地方。")
        elif blocking:
            self._say("error", f"有 {blocking} 处必须先改好才能封存。")
        else:
            self._say("warning", f"有 {len(found.incomplete)} 处还不完整，请先看一看：")
        self.list.clear()
        for item in found.incomplete:
            row = QListWidgetItem(f"{item.title}\n{item.missing}")
            row.setIcon(icon("error" if item.blocking else "missing"))
            row.setData(Qt.ItemDataRole.UserRole, item.target)
            self.list.addItem(row)
        for widget in (self.list, self.hint):
            widget.setVisible(bool(found.incomplete))
        self.filler.setVisible(not found.incomplete)
        self.seal.setEnabled(status.enrolled and not blocking)
        self.seal.setToolTip("Ctrl+Return" if status.enrolled else "交换公钥以后才能封存")
        self._label_button()

    @property
    def found(self) -> Preflight | None:
        """What was shown last."""
        return self._found

    def _say(self, sign: str, words: str) -> None:
        self.verdict.setText(words)
        self.sign.setPixmap(pixmap(sign, theme.px(18)))

    def _label_button(self) -> None:
        self.seal.setText(f"封存 {month_words(self.month)}")
        self.seal.setShortcut("Ctrl+Return")

    def _changed(self) -> None:
        self._label_button()
        self.month_changed.emit(self.month)

    def _seal(self) -> None:
        self.seal_asked.emit(self.month, self.full.isChecked())

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))
