"""显示: numbers in a list are cut until somebody asks for the whole, which is written down (E3)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox

from app.services.desk import Desk
from app.services.veil import veil
from app.ui import outputs

__all__ = ["Unveil"]


class Unveil(QCheckBox):
    """Beside a list; ``what`` and ``number`` stand in the log when it is ticked."""

    def __init__(self, desk: Desk, what: str, number: str) -> None:
        super().__init__("显示证件号码和住址")
        self._what, self._number = what, number
        self._cut = desk.settings.habits().mask_numbers
        if not self._cut:
            self.hide()
        self.toggled.connect(self._tell)

    def _tell(self, whole: bool) -> None:
        if whole:
            outputs.about_to_show_whole(self._what, self._number)

    def read(self, name: str, text: str) -> str:
        """``text`` of the field ``name``, cut while nobody asked for more."""
        return veil(name, text) if self._cut and not self.isChecked() else text
