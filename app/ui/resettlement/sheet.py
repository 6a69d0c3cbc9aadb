"""安置帮教对象登记表 on screen: a new person, or the sheet of somebody on the roll."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.resettlement import SHEET
from app.ui import theme
from app.ui.checked_saving import save_checked
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

    def reload(self) -> None:
        """Read the facts again: what was changed in another tab."""
        if self._uid is not None:
            self.view.renew(self._persons.sheet(self._uid))

    def save(self) -> bool:
        """Check and save; what needs a second look is asked first. Whether it was saved."""
        uid = save_checked(self, self.view, self._persons.check, self._keep)
        if uid is not None:
            self.saved.emit(uid)
        return uid is not None

    def _keep(self, values: dict[str, Any]) -> str:
        if self._uid is None:
            return self._persons.register(values)
        self._persons.edit(self._uid, values)
        return self._uid

    def give_up(self) -> None:
        """Leave a registration; what was typed stays as a draft."""
        self.view.keep_now()
        self.given_up.emit()


def _staff(tools: DeskTools) -> list[str]:
    """Staff of this office, offered as 帮教责任人."""
    return [row["name"] for row in tools.desk.training.staff.roll()]
