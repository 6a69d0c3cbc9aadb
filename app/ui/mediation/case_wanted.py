"""A paper that is not in the dossier yet: what it is for, whether it must be there, and making it.

Looking at this page changes nothing. The paper is made by Enter or a double click on its line, or
by the button here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.forms.formset import GROUNDS
from app.forms.registry import form as form_of
from app.services.desk import Desk
from app.ui import theme
from app.ui.layouts import clear

__all__ = ["WantedPanel"]

WIDEST = 640
"""Pixels at 100 % beyond which a line of Chinese is hard to follow."""


class WantedPanel(QWidget):
    """``make`` carries the code of the paper to be made, ``make_all`` asks for all that is missing."""

    make = Signal(str)
    make_all = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.first: QPushButton | None = None
        card = QFrame()
        theme.set_role(card, "page")
        card.setMaximumWidth(theme.px(WIDEST))
        self.need = QLabel()
        self.state, self.purpose, self.ground, self.source = (QLabel() for _ in range(4))
        for label in (self.purpose, self.ground, self.source):
            label.setWordWrap(True)
        theme.set_role(self.source, "muted")
        head = QHBoxLayout()
        head.addWidget(self.need)
        head.addWidget(self.state, 1)
        theme.set_role(self.state, "muted")
        self._buttons = QHBoxLayout()
        self.all = QPushButton()
        theme.set_role(self.all, "link")
        self.all.clicked.connect(self.make_all)
        inside = QVBoxLayout(card)
        side = theme.px(18)
        inside.setContentsMargins(side, side, side, side)
        inside.setSpacing(theme.px(12))
        inside.addLayout(head)
        for label in (self.purpose, self.ground, self.source):
            inside.addWidget(label)
        inside.addLayout(self._buttons)
        inside.addWidget(self.all, alignment=Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def show_part(self, case: str, code: str) -> None:
        """Speak about the part ``code`` of the dossier of ``case``."""
        parts = self._desk.mediation.dossier.parts(case)
        part = next(one for one in parts if one.part.code == code)
        listed = self._desk.mediation.dossier.listing(case)
        self.need.setText(part.part.need.label)
        theme.set_role(self.need, "tag-bad" if part.missing else "tag")
        self.state.setText("本案现在就缺这一件" if part.missing else "本案现在可以没有")
        forms = [form_of(form) for form in part.part.forms]
        if len(forms) == 1:
            self.purpose.setText(forms[0].purpose)
        else:
            told = "\n".join(f"{form.title}：{form.purpose}" for form in forms)
            self.purpose.setText(f"有其中一份就可以。\n{told}")
        self.ground.setText(GROUNDS[part.part.condition])
        self.source.setText(
            f"依据：{listed.title}，{listed.source}。县局的目录不同的，可以换目录。"
        )
        self._offer([(form.code, form.title) for form in forms])
        missing = [one for one in parts if one.missing]
        self.all.setText(f"一次建齐现在缺的 {len(missing)} 份文书")
        self.all.setVisible(len(missing) > 1 and part in missing)

    def _offer(self, forms: list[tuple[str, str]]) -> None:
        clear(self._buttons)
        self.first = None
        for code, title in forms:
            several = len(forms) > 1
            words = f"建立《{title}》" if several else "建立这份文书"
            button = QPushButton(words if self.first else f"{words}（Enter）")
            button.setAutoDefault(True)  # Enter presses it, as its words say
            button.clicked.connect(lambda _=False, code=code: self.make.emit(code))
            self._buttons.addWidget(button)
            button.show()  # now, for the keyboard may be sent there next
            if self.first is None:
                theme.set_role(button, "primary")
                self.first = button
        self._buttons.addStretch(1)
