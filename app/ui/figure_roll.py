"""A register of persons that can show those behind a figure, says whose figure it is, and goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.register_view import RegisterView
from app.ui.unveil import Unveil

__all__ = ["FigureRoll", "Lines"]

EVERYBODY = 100_000
"""More lines than any office has: what is printed and exported holds all of them."""

Lines = tuple[list[dict[str, Any]], int]
"""The lines of one page by field name, and how many there are in all."""


class FigureRoll(QWidget):
    """``opened`` carries the uid of a person.

    A roll makes a register over its ``_fetch`` and hands it to ``_show_register``. While ``_only``
    is not ``None``, ``_fetch`` gives these persons and nobody else.
    """

    opened = Signal(str)
    register: RegisterView

    def __init__(self) -> None:
        super().__init__()
        self._only: tuple[str, ...] | None = None
        self._usual = ("", "")
        self._banner = QLabel()
        theme.set_role(self._banner, "heading")
        self._all = QPushButton("显示全部")
        self._all.clicked.connect(self.show_all)

    def _show_register(
        self, register: RegisterView, unveil: Unveil, usual: tuple[str, str]
    ) -> None:
        """``unveil`` cuts the numbers; ``usual`` is the filter and the choice it begins with."""
        self.register = register
        self._usual = usual
        register.opened.connect(lambda row: self.opened.emit(row["uid"]))
        register.bar_actions.addWidget(unveil)
        unveil.toggled.connect(lambda _: register.refresh())
        line = QHBoxLayout()
        line.addWidget(self._banner)
        line.addWidget(self._all)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(10), 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(line)
        layout.addWidget(register, 1)
        self.setFocusProxy(register)
        self._say("")

    def show_only(self, uids: tuple[str, ...], words: str) -> None:
        """Show the persons behind a figure, however they stand; ``words`` names the figure."""
        self._only = uids
        self._say(words)
        self.register.clear_filters()
        self.register.refresh()
        self.register.table.setCurrentIndex(self.register.model.index(0, 0))
        self.register.table.setFocus()

    def show_all(self) -> None:
        """Back to everybody the roll begins with."""
        self._only = None
        self._say("")
        self.register.set_filter(*self._usual)

    def rows(self) -> list[dict[str, Any]]:
        """What is shown, for print and export."""
        lines, _ = self._fetch(0, EVERYBODY, "", False, self.register.model.filters)
        return lines

    def _say(self, words: str) -> None:
        self._banner.setText(words)
        self._banner.setVisible(bool(words))
        self._all.setVisible(bool(words))

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> Lines:
        raise NotImplementedError
