"""归还数据 at the bureau: the office is on the telephone and reads its request aloud (P14, C2)."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.days import show_date
from app.errors import ActionableError
from app.services.bureau.give_back import GiveBackService, LastGiven, request_of
from app.services.bureau.views import OfficeView
from app.ui import theme
from app.ui.parts import button, heading, line_of, muted, text
from app.ui.passwords import problem_line

__all__ = ["GiveBack"]


class GiveBack(QDialog):
    """Accepted with ``wanted``, the request, and ``with_scans``."""

    def __init__(
        self, parent: QWidget | None, service: GiveBackService, office: OfficeView
    ) -> None:
        super().__init__(parent)
        self.wanted = ""
        self.setWindowTitle("归还数据")
        self.setFixedWidth(theme.px(540))
        self.request = QLineEdit()
        self.request.setPlaceholderText("8 位，例如 7KQ2-MN4X")
        self.request.setAccessibleName("恢复编号")
        self.request.textEdited.connect(lambda _: self._typed())
        self.scans = QCheckBox("连同扫描件")
        self.scans.setChecked(True)
        self.verdict = problem_line()
        self.go = button("写归还文件…", self.submit, role="primary")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        later = button("取消", self.reject)
        column = QVBoxLayout(self)
        side = theme.px(20)
        column.setContentsMargins(side, side, side, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(heading(f"把本局收到的数据归还{office.name}"))
        column.addWidget(
            text(
                "该所恢复了备份、换了电脑，才需要归还。请用通讯录里的号码打给该所，"
                "请对方打开“报送”页的“恢复后核对”，念出恢复编号。"
            )
        )
        column.addWidget(self.request)
        column.addWidget(self.scans)
        column.addWidget(
            muted(
                f"会写出本局现有的 {office.records:,} 条记录，只有该所打得开。"
                "从这时起只收该所新编号的包，以前封的、别的电脑封的都会拒收。"
            )
        )
        if last := service.last(office.code):
            column.addWidget(muted(_last(last)))
        column.addWidget(self.verdict)
        column.addLayout(line_of((self.go, later), stretch_after=False))
        self.request.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """No higher than its words; a wrapped label asks for more than it needs."""
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    @property
    def with_scans(self) -> bool:
        """Whether scans go along."""
        return self.scans.isChecked()

    def _typed(self) -> None:
        self.verdict.clear()
        self.go.setEnabled(bool(self.request.text().strip()))

    def submit(self) -> None:
        """Accept a request that can be one."""
        try:
            self.wanted = request_of(self.request.text())
        except ActionableError as error:
            self.verdict.setText(f"{error.what}{error.do}")
            return
        self.accept()


def _last(last: LastGiven) -> str:
    day = show_date(last.at)
    request = f"{last.request[:4]}-{last.request[4:]}"
    return f"上次归还：{day}，恢复编号 {request}。同一编号可以再写一次。"
