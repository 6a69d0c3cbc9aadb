"""The head of 报送: where the office stands, and the one thing to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from app.services.report_views import ReportStatus
from app.ui import theme
from app.ui.icons import pixmap
from app.ui.parts import Card, button, heading, line_of, text
from app.ui.reports.words import Standing, figures_of

__all__ = ["ReportsHead"]

STEPS = {
    "keys": "交换公钥…",
    "recover": "恢复后核对…",
    "full": "封存完整包",
    "export": "导出到U盘…",
    "receipt": "导入回执…",
}


class ReportsHead(Card):
    """The card. ``step_asked`` carries the name of the step that comes next."""

    step_asked = Signal(str)
    keys_asked = Signal()
    bundle_asked = Signal()
    letters_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._step = ""
        self.sign = QLabel()
        self.sign.setFixedSize(theme.px(36), theme.px(36))
        self.heading = heading("正在读取报送情况…")
        self.detail = text()
        self.figures = text("", "muted")
        self.next = button("", lambda: self.step_asked.emit(self._step), role="primary")
        self.next.hide()
        self.keys = button(
            "公钥…",
            self.keys_asked.emit,
            sign="lock",
            tip="与县局交换公钥，查看本所的 24 位数字",
        )
        self.bundle = button(
            "配置包…", self.bundle_asked.emit, tip="县局下发的代码、规则、目录和文书用语"
        )
        self.letters = button("县局来件…", self.letters_asked.emit, tip="县局退回的记录和县局通知")
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        for label in (self.heading, self.detail, self.figures):
            words.addWidget(label)
        line = QHBoxLayout()
        line.setSpacing(theme.px(14))
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        buttons = (self.next, self.letters, self.bundle, self.keys)
        line.addLayout(line_of(buttons, stretch_after=False))
        self.column.addLayout(line)

    def show_standing(self, now: Standing, status: ReportStatus) -> None:
        """Say where the office stands; the step that comes next is the button."""
        self._step = now.step
        self.sign.setPixmap(pixmap(now.picture, theme.px(36)))
        self.heading.setText(now.heading)
        self.detail.setText(now.detail)
        self.detail.setVisible(bool(now.detail))
        self.figures.setText(figures_of(status))
        self.next.setText(STEPS.get(now.step, ""))
        self.next.setVisible(now.step in STEPS)
        self.keys.setVisible(now.step != "keys")
