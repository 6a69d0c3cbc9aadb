"""安置帮教对象登记表 on screen: a new person, or the sheet of somebody on the roll."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import ActionableError
from app.forms.definition import Problem
from app.forms.resettlement import SHEET
from app.services.base import Rejected
from app.ui import dialogs, theme
from app.ui.desk_tools import DeskTools
from app.ui.form_view import FormView

__all__ = ["HelpSheet"]

ABOUT = "照释放证明书抄写。释放日期在今天以后的登记为“待释放”，接到人后再登记衔接。"


class HelpSheet(QWidget):
    """The form and its buttons. ``saved`` carries the uid, ``given_up`` leaves a registration."""

    saved = Signal(str)
    given_up = Signal()

    def __init__(self, tools: DeskTools, uid: str | None = None) -> None:
        super().__init__()
        self._persons = tools.desk.resettlement.persons
        self._uid = uid
        self.view = FormView(SHEET, tools.context(worker=_staff(tools)), shared_facts=False)
        if uid:
            self.view.set_values(self._persons.sheet(uid))
        title = SHEET.title if uid else "新登记：安置帮教对象"
        self.view.keep_drafts(tools.desk.drafts, f"{SHEET.code}/{uid or 'new'}", title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(8) if uid else 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar())
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        if self._uid is None:
            back = QPushButton("返回")
            back.clicked.connect(self.give_up)
            title = QLabel("新登记")
            title.setProperty("role", "title")
            about = QLabel(ABOUT)
            about.setProperty("role", "muted")
            about.setWordWrap(True)
            bar.addWidget(back)
            bar.addWidget(title)
            bar.addWidget(about, 1)
        else:
            bar.addStretch(1)
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        bar.addWidget(self.save_button)
        return bar

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.view.next_field()
        self.view.go_to("name")

    def save(self) -> bool:
        """Check and save; what needs a second look is asked first. Whether it was saved."""
        if not self.view.readable():
            return False
        values = self.view.values()
        found = self._persons.check(values)
        if blocking := [problem for problem in found if problem.blocking]:
            self.view.mark(blocking)
            return False
        if found and not self._sure(found):
            self.view.mark(found)
            return False
        try:
            uid = self._keep(values)
        except Rejected as rejected:
            self.view.mark(rejected.problems)
            return False
        except ActionableError as error:
            dialogs.tell(self, error)
            return False
        self.view.saved()
        self.saved.emit(uid)
        return True

    def _keep(self, values: dict[str, Any]) -> str:
        if self._uid is None:
            return self._persons.register(values)
        self._persons.edit(self._uid, values)
        return self._uid

    def _sure(self, found: list[Problem]) -> bool:
        words = "\n".join(f"· {problem.message}" for problem in found)
        return dialogs.ask(
            self, f"有{len(found)}处请核对", words, yes="核对过了，保存", no="回去改"
        )

    def give_up(self) -> None:
        """Leave a registration; what was typed stays as a draft."""
        self.view.keep_now()
        self.given_up.emit()


def _staff(tools: DeskTools) -> list[str]:
    """Staff of this office, offered as 帮教责任人."""
    return [row["name"] for row in tools.desk.training.staff.roll()]
