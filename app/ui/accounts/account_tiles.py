"""Who is at the desk: one button an account, before the password.

The slot file knows numbers only. Names appear here once the store was open since the program was
started: after the first log-in of the day everybody clicks the own name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from app.services.doors import Door
from app.ui.buttons import Button
from app.ui.qt_lists import qt_lists
from app.ui.theme import px, set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

__all__ = ["AccountTiles"]

IN_A_ROW = 4


class AccountTiles(QWidget):
    """``chosen`` after a click, an arrow key or Alt with the number."""

    chosen = Signal()

    def __init__(self, doors: Sequence[Door], names: Mapping[str, str], user: str) -> None:
        super().__init__()
        self._users = [door.user for door in doors]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(8))
        for place, door in enumerate(doors):
            name = names.get(door.user, "").replace("&", "&&")
            tile = Button(f"{name}\n&{door.number} 号" if name else f"&{door.number} 号")
            tile.setCheckable(True)
            tile.setAutoDefault(False)
            tile.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
            set_role(tile, "tile")
            self._group.addButton(tile, place)
            grid.addWidget(tile, place // IN_A_ROW, place % IN_A_ROW)
        self._group.idClicked.connect(lambda _: self.chosen.emit())
        self.choose(user)

    @property
    def user(self) -> str:
        """The account that is chosen; empty while none is."""
        place = self._group.checkedId()
        return self._users[place] if place >= 0 else ""

    def choose(self, user: str) -> None:
        """Press the button of an account; an unknown one presses none of several."""
        places = [place for place, known in enumerate(self._users) if known == user]
        if len(self._users) == 1:
            places = [0]
        for place in places:
            self._group.button(place).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk along; the rest is as usual."""
        Qt = qt_lists()  # noqa: N806 - the log-in stands before it is there

        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._users:
            super().keyPressEvent(event)
            return
        place = (self._group.checkedId() + step) % len(self._users)
        self._group.button(place).setChecked(True)
        self._group.button(place).setFocus()
        self.chosen.emit()
