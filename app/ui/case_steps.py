"""The steps a case may take now, each a button with its short form (Law 17-33)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.forms.definition import Form
from app.forms.mediation import steps
from app.services.desk import Desk
from app.services.mediation.procedure import ProcedureService
from app.ui import dialogs
from app.ui.case_forms import context_of
from app.ui.form_dialog import fill
from app.ui.theme import set_role

__all__ = ["StepButtons", "steps_for"]

Act = Callable[[ProcedureService, str, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step: its words, its form, and what it does."""

    words: str
    form: Form
    act: Act
    main: bool = False  # the usual next step


def _agree(procedure: ProcedureService, case: str, v: dict[str, Any]) -> Any:
    return procedure.agree(case, v["on"], oral=bool(v.get("oral")))


ACCEPT = CaseStep("受理", steps.ACCEPT, lambda p, c, v: p.accept(c, v["on"]), main=True)
DECLINE = CaseStep("不予受理", steps.DECLINE, lambda p, c, v: p.decline(c, v["on"], v["reason"]))
AGREE = CaseStep("达成协议", steps.AGREE, _agree, main=True)
FAIL = CaseStep("调解不成", steps.FAIL, lambda p, c, v: p.fail(c, v["on"], v["reason"], v["note"]))
WITHDRAW = CaseStep("撤回申请", steps.WITHDRAW, lambda p, c, v: p.withdraw(c, v["on"], v["note"]))
REFUSE = CaseStep(
    "当事人拒绝", steps.REFUSE, lambda p, c, v: p.refuse(c, v["on"], v.get("reason") or "")
)
CONSENT = CaseStep(
    "重新同意调解", steps.CONSENT, lambda p, c, v: p.consent(c, v["on"], v.get("reason") or "")
)
TRANSFER = CaseStep(
    "移送", steps.TRANSFER, lambda p, c, v: p.transfer(c, v["on"], v["receiver"], v["reason"])
)
EXTEND = CaseStep("延期", steps.EXTEND, lambda p, c, v: p.extend(c, v["until"]))
FILE = CaseStep(
    "立卷",
    steps.FILE,
    lambda p, c, v: p.file(c, v["on"], by=v["by"], retention=v["retention"]),
    main=True,
)
ARCHIVE = CaseStep(
    "归档", steps.ARCHIVE, lambda p, c, v: p.archive(c, v["on"], v["place"]), main=True
)
REOPEN = CaseStep(
    "重新调解", steps.REOPEN, lambda p, c, v: p.reopen(c, v["on"], v["reason"], v["outcome"])
)

STEPS: Mapping[str, tuple[CaseStep, ...]] = {
    "waiting": (ACCEPT, DECLINE, WITHDRAW, TRANSFER),
    "mediating": (AGREE, FAIL, EXTEND, WITHDRAW, REFUSE, TRANSFER),
    "succeeded": (FILE, REOPEN),
    "failed": (FILE, REOPEN),
    "withdrawn": (FILE, CONSENT, REOPEN),
    "transferred": (FILE,),
    "declined": (FILE,),
    "filed": (ARCHIVE, REOPEN),
    "archived": (REOPEN,),
}
"""State → what may come next, the usual one first."""


def steps_for(state: str) -> tuple[CaseStep, ...]:
    """What a case in this state may do."""
    return STEPS.get(state, ())


class StepButtons(QWidget):
    """The usual step as a button, the others in a menu beside it."""

    def __init__(self, desk: Desk, done: Callable[[str], None]) -> None:
        super().__init__()
        from PySide6.QtWidgets import QHBoxLayout

        self._desk, self._done = desk, done
        self._case = ""
        self.main = QPushButton()
        set_role(self.main, "primary")
        self.main.clicked.connect(self._take_main)
        self.more = QPushButton("其他步骤")
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        set_role(self.more, "menu")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.main)
        row.addWidget(self.more)
        self._first: CaseStep | None = None

    def show_for(self, case: str, state: str, *, oral: bool) -> None:
        """Offer what ``case`` may do in ``state``."""
        self._case = case
        offered = steps_for(state)
        self._first = next((step for step in offered if step.main), None)
        self.main.setVisible(self._first is not None)
        if self._first is not None:
            self.main.setText(self._first.words)
        self._menu.clear()
        for step in offered:
            if step is not self._first:
                self._menu.addAction(step.words, self._taker(step))
        if oral:
            self._menu.addAction("补写书面协议", self._make_written)
        self._menu.addSeparator()
        self._menu.addAction("撤销上一步", self._undo)

    def _taker(self, step: CaseStep) -> Callable[[], None]:
        return lambda: self.take(step)

    def _take_main(self) -> None:
        if self._first is not None:
            self.take(self._first)

    def take(self, step: CaseStep) -> None:
        """Ask what the step needs, and take it; a refusal by the law is said in the dialog."""
        procedure = self._desk.mediation.procedure
        taken = fill(
            self,
            step.form,
            context_of(self._desk, self._case),
            lambda values: step.act(procedure, self._case, values),
            title=step.words,
            values={"on": self._today(), "by": ""},
            yes=step.words,
        )
        if taken:
            self._done(f"已登记：{step.words}")

    def _today(self) -> date:
        return self._desk.clock().date()

    def _make_written(self) -> None:
        try:
            self._desk.mediation.procedure.make_written(self._case)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self._done("已补写书面协议，内容取自口头协议登记表")

    def _undo(self) -> None:
        if not dialogs.ask(
            self,
            "撤销上一步吗？",
            "案件回到上一步之前的状态，已编的卷号保留。",
            yes="撤销",
            careful=True,
        ):
            return
        try:
            self._desk.mediation.procedure.undo(self._case)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self._done("已撤销上一步")
