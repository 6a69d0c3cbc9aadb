"""The steps a case may take now: the usual one as a button (F6), the others in a menu (F7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QWidget

from app.forms.codes import table
from app.forms.formset import formsets, unpinned
from app.forms.mediation.steps import CHOOSE_LIST, REMOVE
from app.services.desk import Desk
from app.services.mediation.cases import CaseSummary
from app.ui import dialogs
from app.ui.editors import FormContext
from app.ui.editors.base import Option
from app.ui.form_dialog import fill
from app.ui.mediation.case_forms import context_of
from app.ui.mediation.case_procedure import CaseStep, obligations_of, steps_for
from app.ui.slip_asking import with_reason
from app.ui.theme import set_role

__all__ = ["StepButtons"]

RULINGS = ("confirmed", "rejected")
"""What a court's ruling makes of an application; the other codes are no rulings."""


class StepButtons(QWidget):
    """``done`` is told what was done and which papers it leads to."""

    removed = Signal(str, str)  # case, title

    def __init__(self, desk: Desk, done: Callable[[str, Sequence[str]], None]) -> None:
        super().__init__()
        self._desk, self._done = desk, done
        self._case = ""
        self.main = QPushButton()
        set_role(self.main, "primary")
        self.main.clicked.connect(self._take_main)
        self.more = QPushButton("其他步骤（F7）")
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        set_role(self.more, "menu")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.main)
        row.addWidget(self.more)
        self._first: CaseStep | None = None
        QShortcut(QKeySequence("F6"), self, self._take_main)
        QShortcut(QKeySequence("F7"), self, self.more.showMenu)

    def show_for(self, summary: CaseSummary) -> None:
        """Offer what the case may do in its state."""
        self._case = summary.uid
        offered = steps_for(self._desk, summary)
        self._first = next((step for step in offered if step.main), None)
        self.main.setVisible(self._first is not None)
        if self._first is not None:
            self.main.setText(f"{self._first.words}（F6）")
        self._menu.clear()
        for step in offered:
            if step is not self._first:
                self._menu.addAction(step.words, self._taker(step))
        if summary.agreement_form == "oral":
            self._menu.addAction("补写书面协议", self._make_written)
        self._menu.addSeparator()
        self._menu.addAction("撤销上一步", self._undo)
        self._menu.addAction("换卷内目录…", self._choose_list)
        self._menu.addAction("把案件移出台账…", self._remove)

    def _taker(self, step: CaseStep) -> Callable[[], None]:
        return lambda: self.take(step)

    def _take_main(self) -> None:
        if self._first is not None:
            self.take(self._first)

    def take(self, step: CaseStep) -> None:
        """Ask what the step needs, and take it; a refusal by the law is said in the dialog."""
        case = self._case
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()  # a list of names still open would keep the keyboard from the dialog
        taken = fill(
            self,
            step.form,
            self._context(),
            lambda values: step.act(self._desk.mediation, case, values),
            title=step.words,
            about=step.about(self._desk, case),
            values={"on": self._today(), "by": "", **step.known(self._desk, case)},
            yes=step.words,
        )
        if taken:
            self._done(f"已登记：{step.words}", step.leads)

    def _context(self) -> FormContext:
        """What the forms of steps ask: besides the usual, what is owed and how a court may rule."""
        usual = context_of(self._desk, self._case)

        def choices(name: str) -> Sequence[Option] | None:
            if name == "obligation":
                return obligations_of(self._desk, self._case)
            if name == "ruling":
                return [(code, table("confirmation").label(code)) for code in RULINGS]
            return usual.choices(name)

        return replace(usual, choices=choices)

    def _today(self) -> date:
        return self._desk.clock().date()

    def _make_written(self) -> None:
        self._attempt(
            lambda: self._desk.mediation.procedure.make_written(self._case),
            "已补写书面协议，内容取自口头协议登记表",
            ("mediation.agreement",),
        )

    def _undo(self) -> None:
        if dialogs.ask(
            self,
            "撤销上一步吗？",
            "案件回到上一步之前的状态，已编的卷号保留。",
            yes="撤销",
            careful=True,
        ):
            self._attempt(lambda: self._desk.mediation.procedure.undo(self._case), "已撤销上一步")

    def _choose_list(self) -> None:
        """File this case by another list of parts than the office's."""
        cases, dossier = self._desk.mediation.cases, self._desk.mediation.dossier
        case = self._case
        listed = [(one.code, one.title) for one in formsets().values()]
        taken = fill(
            self,
            CHOOSE_LIST,
            replace(context_of(self._desk, case), choices=lambda _name: listed),
            lambda values: dossier.choose_formset(case, values["formset"]),
            title="换卷内目录",
            about="只换这一件案件；已有的文书都在，只是排的次序和要求不同。",
            values={"formset": unpinned(cases.summary(case).formset)},
        )
        if taken:
            self._done("已换卷内目录", ())

    def _remove(self) -> None:
        """Take the case off the register; its number is never given again (F3)."""
        summary = self._desk.mediation.cases.summary(self._case)
        number = f"卷号{summary.number}仍算用过，不给别的案件。" if summary.number else ""
        cases = self._desk.mediation.cases
        taken = fill(
            self,
            REMOVE,
            context_of(self._desk, self._case),
            lambda values: cases.remove(summary.uid, values),
            about=f"把“{summary.title}”移出台账。台账和统计里不再有这一件，报送过的，下次报送时县局"
            f"也会收到移出。{number}\n"
            "移出后马上可以按 Ctrl+Z 撤销；以后在“文件”菜单的“回收站”里找回，文书都在。",
            yes="移出",
        )
        if taken:
            self.removed.emit(summary.uid, summary.title)

    def _attempt(self, act: Callable[[], Any], done: str, leads: Sequence[str] = ()) -> None:
        try:
            with_reason(self, act)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self._done(done, leads)
