"""What the county wrote is taken in at 报送: receipts and answers by the same button (F59, P10)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import ActionableError
from app.services.answer_views import AnswerOutcome
from app.services.desk import Desk
from app.services.report_views import ReceiptOutcome
from app.ui import dialogs, files
from app.ui.reports.county_letters import CountyLetters
from app.ui.worker import Worker

__all__ = ["NAMES", "CountyMail"]

NAMES = ("*.sfr", "*.sfa", "*.sfg", "*.sfb", "*-answer.sfk")
"""Receipts, answers, what is given back, bundles, and the answer to a key: each goes its way."""
FROM_THE_COUNTY = f"县局交来的文件 ({' '.join(NAMES)})"

Outcome = ReceiptOutcome | AnswerOutcome | ActionableError


class CountyMail(QObject):
    """Works for ``page``; ``package`` names the one a receipt was of, ``taken`` asks to read anew."""

    said = Signal(str)
    wants = Signal(object)  # Target
    taken = Signal()
    package = Signal(int, int)  # epoch, number

    def __init__(self, page: QWidget, desk: Desk, work: Worker) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._work = work

    def ask(self) -> list[Path]:
        """Which files the county wrote."""
        return files.ask_open(self._page, "县局交来的文件", FROM_THE_COUNTY)

    def take(self, chosen: Sequence[Path]) -> None:
        """Take in what the county wrote, each on its own: a refusal does not stop the others."""
        if chosen:
            self._work.run(
                "正在核对县局的文件",
                lambda progress: self._desk.answers.take_all(chosen),
                self._answered,
            )

    def show(self, notice: str = "") -> None:
        """What the county has returned and written."""
        dialog = CountyLetters(self._page, self._desk, notice)
        dialog.wants.connect(self.wants)
        dialog.exec()
        self.taken.emit()

    def _answered(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, ActionableError):
                dialogs.tell(self._page, outcome)
            elif isinstance(outcome, AnswerOutcome):
                self._answer_taken(outcome)
            else:
                self.package.emit(outcome.package.epoch, outcome.package.number)
                tell = dialogs.inform if outcome.package.received else dialogs.warn
                tell(self._page, outcome.package.state + "。", outcome.message)
                self.said.emit(outcome.message)
        self.taken.emit()

    def _answer_taken(self, outcome: AnswerOutcome) -> None:
        """What an answer brought; of returned records and notices, the list is offered."""
        heading = f"县局第 {outcome.number} 号反馈" + (
            "已导入。" if outcome.state == "taken" else ""
        )
        self.said.emit(heading)
        if not (outcome.returned or outcome.notices):
            dialogs.inform(self._page, heading, outcome.message)
        elif dialogs.ask(self._page, heading, outcome.message, yes="现在查看", no="以后再看"):
            self._work.then(self.show)
