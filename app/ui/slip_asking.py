"""A change to what a sealed month reported: shown, given a reason, and made with a slip (F61)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from app.days import month_words
from app.services.month_end.slips import CorrectionNeeded, because
from app.ui import theme
from app.ui.dialogs import MessageDialog
from app.ui.parts import text

__all__ = ["SlipDialog", "with_reason"]

T = TypeVar("T")


def with_reason(parent: QWidget, act: Callable[[], T]) -> T:
    """Do ``act``; where reported facts would change, ask why and do it again with a slip.

    Whoever gives no reason leaves all as it was: then the refusal goes on to the caller.
    """
    try:
        return act()
    except CorrectionNeeded as needed:
        dialog = SlipDialog(parent, needed)
        if dialog.exec() != SlipDialog.DialogCode.Accepted:
            raise
        with because(dialog.why, dialog.who):
            return act()


class SlipDialog(MessageDialog):
    """Old and new side by side, and why."""

    def __init__(self, parent: QWidget | None, needed: CorrectionNeeded) -> None:
        month = month_words(needed.month)
        super().__init__(
            parent,
            f"{month}已经封存报送，要改请写更正单",
            f"{needed.title}\n原来报的内容会留在更正单上，随下一个报送包报县局。",
            picture="warning",
        )
        self.setFixedWidth(theme.px(600))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        whole = any(fact.field == "deleted" for fact in needed.facts)
        grid.setColumnStretch(1, 4 if whole else 1)  # a whole record stands against one word
        grid.setColumnStretch(2, 1)
        for column, words in enumerate(("栏目", "原来报送的", "更正为")):
            grid.addWidget(text(words, "muted"), 0, column)
        for row, fact in enumerate(needed.facts, start=1):
            for column, words in enumerate((fact.label, fact.old or "空", fact.new or "空")):
                grid.addWidget(text(words), row, column, Qt.AlignmentFlag.AlignTop)
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("更正原因")
        self.reason.setPlaceholderText("例如：登记时选错，核对受理登记表后更正")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme.px(64))
        self.by = QLineEdit()
        self.by.setAccessibleName("更正人")
        row = grid.rowCount()
        grid.addWidget(text("原因"), row, 0)
        grid.addWidget(self.reason, row, 1, 1, 2)
        grid.addWidget(text("更正人"), row + 1, 0)
        grid.addWidget(self.by, row + 1, 1, 1, 2)
        self.put(inner)
        self.correct = self.add("更正", accept=True, default=True)
        self.add("不改了", accept=False)
        self.reason.textChanged.connect(self._changed)
        self.by.textChanged.connect(self._changed)
        self._changed()
        self.reason.setFocus()

    @property
    def why(self) -> str:
        """The reason."""
        return self.reason.toPlainText().strip()

    @property
    def who(self) -> str:
        """Who corrects."""
        return self.by.text().strip()

    def _changed(self) -> None:
        self.correct.setEnabled(bool(self.why and self.who))
