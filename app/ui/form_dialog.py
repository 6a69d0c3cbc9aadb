"""A short form in a dialog: 确定 hands the values on, and what is refused is marked in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.forms.checks import problems
from app.forms.definition import Form, Problem, Values
from app.services.base import Rejected
from app.ui import dialogs, theme
from app.ui.buttons import Button
from app.ui.editors import FormContext
from app.ui.form_view import FormView
from app.ui.slip_asking import with_reason

__all__ = ["FormDialog", "fill"]


class FormDialog(QDialog):
    """``submit`` is called with values the form itself finds complete.

    What is missing or wrong, by the form or by ``Rejected``, is marked and the dialog stays open.
    """

    def __init__(
        self,
        parent: QWidget | None,
        form: Form,
        context: FormContext,
        submit: Callable[[dict[str, Any]], Any],
        *,
        title: str = "",
        about: str = "",
        values: Values | None = None,
        yes: str = "确定",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title or form.title)
        self._submit = submit
        self.result_value: Any = None
        self.view = FormView(form, context, shared_facts=False)
        self.view.set_values(values or {})
        self.buttons = QDialogButtonBox()
        self.ok = self.buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setProperty("role", "primary")
        self.ok.setAutoDefault(True)  # Enter after the last field comes here
        self.cancel = Button("取消")
        self.cancel.setAutoDefault(False)  # never what Enter in a field comes to
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        self._column = layout = QVBoxLayout(self)
        side = theme.px(14)
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(theme.px(10))
        self._about = QLabel(about)
        self._about.setWordWrap(True)
        self._about.setVisible(bool(about))
        layout.addWidget(self._about)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.buttons)
        QShortcut(QKeySequence.StandardKey.Save, self, self.submit)
        self.view.focus_first()
        self._size()

    def submit(self) -> None:
        """Hand the values on; close when they were taken."""
        if not self.view.readable():
            return
        values = self.view.values()
        shown = {field.name for field in self.view.form.fields() if field.on_screen}
        found = problems(self.view.form, values, on=self.view.context.today())
        if wrong := [p for p in found if p.blocking and p.field in shown]:
            self._mark(wrong)
            return
        try:
            self.result_value = with_reason(self, lambda: self._submit(values))
        except Rejected as rejected:
            self._mark(rejected.problems)
        except Exception as error:
            dialogs.report(self, error)
        else:
            self.view.saved()
            self.accept()

    def reject(self) -> None:
        """Ask before typed words are thrown away."""
        if self.view.dirty and not dialogs.ask(
            self, "不保存就关闭吗？", "刚才填写的内容会丢掉。", yes="不保存", careful=True
        ):
            return
        super().reject()

    def _mark(self, wrong: Sequence[Problem]) -> None:
        """Mark what is wrong; what is said of it takes room, and no field may lose its own."""
        before = self.view.page.sizeHint().height()
        self.view.mark(wrong)
        self._column.activate()
        more = (
            self.view.page.sizeHint().height() - before + self.view.problem_bar.sizeHint().height()
        )
        highest = int(self.screen().availableGeometry().height() * 0.86)
        if self.height() < self._wanted + more:
            self.resize(self.width(), min(self._wanted + more, max(highest, self.height())))

    def _size(self) -> None:
        page = self.view.page.sizeHint()
        screen = self.screen().availableGeometry()
        width = min(max(page.width(), theme.px(560)) + theme.px(60), int(screen.width() * 0.9))
        inner = self.view.page.heightForWidth(width - theme.px(60))
        self._wanted = max(page.height(), inner) + theme.px(170)
        if self._about.text():
            self._wanted += self._about.heightForWidth(width - theme.px(28)) + theme.px(10)
        self.resize(width, min(self._wanted, int(screen.height() * 0.86)))


def fill(
    parent: QWidget | None,
    form: Form,
    context: FormContext,
    submit: Callable[[dict[str, Any]], Any],
    *,
    title: str = "",
    about: str = "",
    values: Values | None = None,
    yes: str = "确定",
) -> bool:
    """Show the dialog; whether the values were taken."""
    dialog = FormDialog(
        parent, form, context, submit, title=title, about=about, values=values, yes=yes
    )
    return dialog.exec() == QDialog.DialogCode.Accepted
