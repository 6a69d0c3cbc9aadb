"""显示: numbers on a page are cut until somebody asks for the whole, which is written down (E3)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QCheckBox, QWidget

from app.services.desk import Desk
from app.services.veil import veil
from app.ui import outputs

__all__ = ["Unveil"]


class Unveil(QCheckBox):
    """One for a page; ``what`` and ``number`` stand in the log each time it is ticked.

    It is taken back when ``page`` leaves the screen: whoever comes next begins with cut numbers.
    """

    def __init__(self, desk: Desk, what: str, number: str, page: QWidget) -> None:
        super().__init__("显示证件号码、电话和住址")
        self._what, self._number = what, number
        self._cut = desk.settings.habits().mask_numbers
        if not self._cut:
            self.hide()
        self.toggled.connect(self._tell)
        page.installEventFilter(self)

    @property
    def cuts(self) -> bool:
        """Whether numbers are to be cut now."""
        return self._cut and not self.isChecked()

    def read(self, name: str, text: str) -> str:
        """``text`` of the field ``name``, cut while nobody asked for more."""
        return veil(name, text) if self.cuts else text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The page goes away: its numbers with it."""
        if event.type() == QEvent.Type.Hide and self.isChecked():
            self.setChecked(False)
        return super().eventFilter(watched, event)

    def _tell(self, whole: bool) -> None:
        if whole:
            outputs.about_to_show_whole(self._what, self._number)
