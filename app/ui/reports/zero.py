"""零报告: signed, printed and taken back from the list before sealing (F11)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.days import month_words
from app.forms.reporting import ZERO_REPORT
from app.services.access import NotAllowed, Work
from app.services.desk import Desk
from app.services.month_end.roots import DUTIES
from app.services.month_end.zero import Zero
from app.ui import dialogs
from app.ui.desk_tools import DeskTools
from app.ui.dialogs import MessageDialog

__all__ = ["ZeroReports"]


class ZeroReports(QObject):
    """What can be done with a zero report. ``changed`` when one was signed or withdrawn."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__(page)
        self._page, self._desk, self._tools = page, desk, DeskTools(desk)
        self._zero = desk.reports.zero

    def open(self, duty: str, month: str) -> None:
        """The statement of a duty: to sign where there is none, else to print or take back."""
        signed = next((one for one in self._zero.listed(month) if one.duty == duty), None)
        if signed is None:
            self.sign(duty, month)
        else:
            self._show(signed)

    def sign(self, duty: str, month: str) -> None:
        """Fill the statement and sign it, then offer the paper; the head's account signs."""
        if not self._desk.may(Work.HEAD):
            dialogs.tell(self._page, NotAllowed(Work.HEAD))
            return
        name = f"{month_words(month)}{DUTIES[duty]}零报告"

        def keep(values: dict[str, Any]) -> str:
            return self._zero.sign(duty, month, values)

        if self._tools.fill(
            self._page,
            ZERO_REPORT,
            keep,
            scope=f"{ZERO_REPORT.code}/{duty}-{month}",
            title=name,
            about="确实没有发生才作零报告。签署后随报送包报县局，纸质件由所长签名、盖章。",
            values=self._zero.draft(duty, month),
            yes="签署",
        ):
            self.said.emit(f"{name}已签署。")
            self.changed.emit()
            self.open(duty, month)

    def _show(self, one: Zero) -> None:
        name = f"{month_words(one.month)}{one.words}零报告"
        dialog = MessageDialog(
            self._page,
            name,
            f"{one.statement}\n填表人：{one.filled_by}　所长：{one.signed_by}　{one.signed_on:%Y-%m-%d}",
        )
        dialog.add("关闭", accept=False)
        if self._desk.may(Work.HEAD):
            back = dialog.add("撤回", accept=False)
            back.clicked.connect(lambda: self._withdraw(one, name))
        dialog.add("打印零报告", accept=True, default=True)
        if dialog.exec() == MessageDialog.DialogCode.Accepted:
            self._tools.preview_paper(
                self._page,
                ZERO_REPORT,
                self._zero.paper(one.uid),
                f"{self._desk.identity.code}-{one.month}-零报告",
            )

    def _withdraw(self, one: Zero, name: str) -> None:
        if self._tools.attempt(self._page, lambda: self._zero.withdraw(one.uid)):
            self.said.emit(f"{name}已撤回。")
            self.changed.emit()
