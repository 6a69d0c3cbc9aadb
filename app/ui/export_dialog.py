"""Before a table with ID numbers leaves the program: cut, or whole for a reason (trust E3)."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.definition import Register
from app.services.access import Work
from app.services.desk import Desk
from app.ui.passwords import note, problem_line
from app.ui.theme import px

__all__ = ["ExportDialog", "ask_whole", "cut_fields"]

CUT = ("id_number", "phone", "address")
"""Fields whose names end like this are cut (``services/veil.py`` says how)."""


def cut_fields(register: Register) -> tuple[str, ...]:
    """The columns of a register that are cut."""
    return tuple(field.name for field in register.columns if field.name.endswith(CUT))


def ask_whole(parent: QWidget, desk: Desk, register: Register) -> str | None:
    """The reason for which the table leaves in full; empty: cut. ``None``: not at all.

    Who may not export in full is not asked.
    """
    if not cut_fields(register) or not desk.may(Work.REVIEW):
        return ""
    dialog = ExportDialog(parent)
    taken = dialog.exec() == QDialog.DialogCode.Accepted
    reason = dialog.reason()
    dialog.deleteLater()
    return reason if taken else None


class ExportDialog(QDialog):
    """Cut unless a reason is given."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导出为表格")
        self.setMinimumWidth(px(460))
        self.cut = QRadioButton("遮盖证件号码、电话和住址（6401**********1234）")
        self.whole = QRadioButton("导出全号")
        self.cut.setChecked(True)
        self.why = QLineEdit()
        self.why.setPlaceholderText("为什么需要全号，例如：报县局核对名册")
        self.why.setEnabled(False)
        self.whole.toggled.connect(self._turned)
        self.verdict = problem_line()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton("导出", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        for widget in (
            self.cut,
            self.whole,
            self.why,
            note("导出的表格没有加密。全号的表格标明理由，并记入操作日志。"),
            self.verdict,
            buttons,
        ):
            column.addWidget(widget)

    def _turned(self, whole: bool) -> None:
        self.why.setEnabled(whole)
        if whole:
            self.why.setFocus()

    def reason(self) -> str:
        """Why in full; empty of a cut table."""
        return self.why.text().strip() if self.whole.isChecked() else ""

    def submit(self) -> None:
        """In full only with a reason."""
        if self.whole.isChecked() and not self.reason():
            self.verdict.setText("请填写需要全号的理由。")
            self.why.setFocus()
            return
        self.accept()
