"""The head of a case: its name, number and state, what is due next, and the steps it may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.codes import label
from app.services.desk import Desk
from app.services.mediation.cases import CaseSummary
from app.services.mediation.clocks import DUE_WORDS
from app.ui import theme
from app.ui.elided import ElidedLabel
from app.ui.mediation.case_steps import StepButtons

__all__ = ["CaseHead"]

GRAVE_DAYS = 10
"""Days before a deadline from which on its tag asks for attention."""


class CaseHead(QWidget):
    """``stepped`` is told what was done, and which paper it led to."""

    back = Signal()
    whole = Signal()

    def __init__(self, desk: Desk, stepped: Callable[[str, Sequence[str]], None]) -> None:
        super().__init__()
        self._desk = desk
        self.title, self.facts_line = ElidedLabel(), ElidedLabel()
        theme.set_role(self.title, "title")
        theme.set_role(self.facts_line, "muted")
        self.state, self.due = QLabel(), QLabel()
        self.steps = StepButtons(desk, stepped)
        back = QPushButton("返回列表")
        back.setToolTip("返回案件列表（Alt+←）")
        back.clicked.connect(self.back)
        self.whole_button = QPushButton("打印整卷")
        self.whole_button.clicked.connect(self.whole)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts_line)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(back)
        line.addLayout(words, 1)
        for tag in (self.due, self.state):
            line.addWidget(tag, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.steps)
        line.addWidget(self.whole_button)

    def show_new(self) -> None:
        """A case that is not saved yet."""
        self.title.setText("登记纠纷")
        self.facts_line.setText("写好后按 Ctrl+S 保存；受理以后编卷号。")
        for widget in (self.state, self.due, self.steps, self.whole_button):
            widget.setVisible(False)

    def show_case(self, summary: CaseSummary) -> None:
        """Show the case as it stands."""
        self.title.setText(summary.title or "未命名的纠纷")
        parts = [summary.number or "未编号", summary.committee_name]
        if summary.round > 1:
            parts.append(f"第{summary.round}次调解")
        if summary.check_score is not None:
            parts.append(f"自查 {summary.check_score} 分")
        self.facts_line.setText(" · ".join(parts))
        self.facts_line.setToolTip(self._earlier(summary.uid) if summary.round > 1 else "")
        self.state.setText(summary.state_label)
        theme.set_role(self.state, "tag")
        self._show_due(summary)
        for widget in (self.state, self.steps, self.whole_button):
            widget.setVisible(True)
        self.steps.show_for(summary)

    def _show_due(self, summary: CaseSummary) -> None:
        nearest = next(iter(summary.dues), None)
        self.due.setVisible(nearest is not None)
        if nearest is None:
            return
        days = (nearest.on - self._desk.clock().date()).days
        left = f"还有 {days} 天" if days >= 0 else f"逾期 {-days} 天"
        self.due.setText(f"{DUE_WORDS.get(nearest.kind, nearest.deadline.article)}：{left}")
        self.due.setToolTip(
            "\n".join(
                f"{due.on:%Y-%m-%d} {DUE_WORDS.get(due.kind, '')} {due.deadline.article}"
                for due in summary.dues
            )
        )
        role = "tag-bad" if days < 0 else "tag-warn" if days <= GRAVE_DAYS else "tag"
        theme.set_role(self.due, role)

    def _earlier(self, case: str) -> str:
        """The earlier rounds, a line for each."""
        return "\n".join(
            f"第{one['round']}次：{one['reopened_on']:%Y-%m-%d} 重新调解，"
            f"{label('round_outcome', one['outcome'])}。{one['reason']}"
            for one in self._desk.mediation.procedure.rounds(case)
        )
