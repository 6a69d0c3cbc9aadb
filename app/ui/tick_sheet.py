"""A page that records one thing for many persons: a form above, the list to tick, the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui import dialogs, theme
from app.ui.form_view import FormView
from app.ui.tick_table import TickLine, TickTable

__all__ = ["TickSheet"]


class TickSheet(QWidget):
    """``left`` when the clerk is done, ``recorded`` carries a sentence for the status bar.

    A sheet lays out its form, ``table``, ``empty`` and ``_foot``, fills the list with
    ``_show_lines``, says how many with ``_say``, and records in ``save``.
    """

    left = Signal()
    recorded = Signal(str)

    def __init__(self, heads: Sequence[str], widths: Sequence[int], *, nobody: str) -> None:
        super().__init__()
        self.table = TickTable(heads, widths)
        self.table.counted.connect(self._counted)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.empty = QLabel(nobody)
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.save_button = QPushButton("登记勾选的人")
        self.save_button.setProperty("role", "primary")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)

    def save(self) -> bool:
        """Record it for everybody ticked: all of them or none. Whether it was recorded."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read the list again, without a tick."""
        raise NotImplementedError

    def come_back(self, uid: str) -> None:
        """From the page of a person: read the list again, with the ticks there were."""
        ticked = self.table.ticked()
        self.reload()
        self.table.take_up(uid, ticked)

    def leave(self) -> None:
        """Back to the roll; ticks that were not saved are asked about."""
        if self.table.ticked() and not dialogs.ask(
            self, "勾选的还没有登记", "现在返回，勾选会丢掉。", yes="不登记", careful=True
        ):
            return
        self._leave()

    def _leave(self) -> None:
        self.left.emit()

    def _foot(self, hint: str) -> QHBoxLayout:
        """What the keys do, how many there are, and the button that records."""
        words = QLabel(hint)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(words, 1)
        foot.addWidget(self.count)
        foot.addWidget(self.save_button)
        return foot

    def _show_lines(self, lines: Sequence[TickLine]) -> None:
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self._counted()

    def _counted(self) -> None:
        """The ticks have changed."""
        raise NotImplementedError

    def _say(self, number: str) -> None:
        """``number`` says how many are owed; beside it, how many are ticked."""
        chosen = len(self.table.ticked())
        self.count.setText(f"{number}，已勾选{chosen}人")
        self.save_button.setEnabled(chosen > 0)

    def _size(self, view: FormView, most: int) -> None:
        """The form takes the height it needs, up to ``most`` pixels; the list takes the rest."""
        width = max(view.scroll_area.viewport().width(), theme.px(500))
        height = view.page.heightForWidth(width) + theme.px(2)
        bars = [bar for bar in (view.notice, view.problem_bar) if not bar.isHidden()]
        height += sum(bar.sizeHint().height() + theme.px(6) for bar in bars)
        view.setFixedHeight(min(height, theme.px(most)))
