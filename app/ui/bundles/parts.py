"""Lists that the windows of the county bundle share: rows of any kind, and lines of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.bundles.compare import Difference
from app.ui import theme
from app.ui.register_view import Column, RegisterView

__all__ = ["Line", "LinesTab", "RowsTab", "lines_of"]


class RowsTab(QWidget):
    """A list of rows that are all there."""

    def __init__(self, columns: Sequence[Column], empty: str) -> None:
        super().__init__()
        self._rows: Sequence[Any] = ()
        self.register = RegisterView(columns, self._fetch, searchable=False, empty=empty)
        self.register.setMinimumHeight(theme.px(84))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(6), 0, 0)
        column.addWidget(self.register)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self._rows = rows
        self.register.refresh()

    def current(self) -> Any:
        """The row under the cursor; ``None`` for none."""
        return self.register.current()

    def _fetch(
        self, offset: int, limit: int, sort: str, descending: bool, filters: Mapping[str, Any]
    ) -> tuple[Sequence[Any], int]:
        return self._rows[offset : offset + limit], len(self._rows)


@dataclass(frozen=True, slots=True)
class Line:
    """What it is about, where or from when, and in words."""

    about: str
    where: str
    words: str


WHERE = {"place": "在哪里", "since": "从哪天起"}


class LinesTab(RowsTab):
    """Lines of words; ``where`` says what their second column is."""

    def __init__(self, empty: str, where: str) -> None:
        super().__init__(
            (
                Column(
                    title="内容", text=lambda one: one.about, width=300, tip=lambda one: one.about
                ),
                Column(title=WHERE[where], text=lambda one: one.where, width=130),
                Column(
                    title="说明", text=lambda one: one.words, width=480, tip=lambda one: one.words
                ),
            ),
            empty,
        )

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.show_rows(lines)


def lines_of(differences: Sequence[Difference]) -> list[Line]:
    """Differences as lines, the earliest day first."""
    ordered = sorted(differences, key=lambda one: one.since)
    return [Line(one.title, f"{one.since:%Y-%m-%d}", one.words) for one in ordered]
