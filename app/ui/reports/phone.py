"""核对电话码: the county reads twelve characters aloud, the office finds the package (P10)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.services.report_views import SentPackage
from app.services.reports import ReportsService
from app.ui import theme
from app.ui.parts import button, line_of, text
from app.ui.reports.words import called

__all__ = ["PhoneCode"]

LENGTH = 12


class PhoneCode(QDialog):
    """The dialog; ``found`` is the package that the code belongs to."""

    def __init__(self, parent: QWidget | None, reports: ReportsService) -> None:
        super().__init__(parent)
        self._reports = reports
        self.found: SentPackage | None = None
        self.setWindowTitle("核对电话码")
        self.setFixedWidth(theme.px(440))
        self.line = QLineEdit()
        self.line.setAccessibleName("电话码")
        self.line.setPlaceholderText("12 位字母和数字，横线可有可无")
        self.line.textChanged.connect(self._typed)
        self.verdict = text("", "muted")
        self.verdict.setMinimumHeight(theme.px(58))
        column = QVBoxLayout(self)
        side = theme.px(20)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(text("请输入县局在电话里念的 12 位码（没有 0、1 和字母 I、O）："))
        column.addWidget(self.line)
        column.addWidget(self.verdict)
        close = button("关闭", self.accept)
        close.setDefault(True)
        column.addLayout(line_of((close,), stretch_after=False))
        self._typed("")

    def _typed(self, typed: str) -> None:
        count = sum(c.isalnum() for c in typed)
        self.found = self._reports.check_phone_code(typed) if count == LENGTH else None
        if self.found is not None:
            self._say(
                f"对上了：{called(self.found)}，县局已经并入。\n"
                "请记得取回并导入回执文件，程序才会显示“县局已收到”。",
                "tag-good",
            )
        elif count >= LENGTH:
            self._say("对不上本所的任何一个包。请县局再念一遍，逐个字母核对。", "problem")
        else:
            self._say(f"还差 {LENGTH - count} 位。", "muted")

    def _say(self, words: str, role: str) -> None:
        self.verdict.setText(words)
        theme.set_role(self.verdict, role)
