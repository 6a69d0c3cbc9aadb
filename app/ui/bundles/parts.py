"""Lists that the windows of the county bundle share: rows of any kind, and lines of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.bundles.compare import Difference
from app.ui import theme
from app.ui.parts import text
from app.ui.register_view import Column, RegisterView

__all__ = ["Line", "LinesTab", "RowsTab", "lines_of"]


class RowsTab(QWidget):
    """A list of rows that are all there."""

    def __init__(self, columns: Sequence[Column], empty: str, *, searchable: bool = False) -> None:
        super().__init__()
        self._rows: Sequence[Any] = ()
        self._columns = columns
        self.register = RegisterView(columns, self._fetch, searchable=searchable, empty=empty)
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
        typed = str(filters.get("text") or "").strip().lower()
        rows = [
            row
            for row in self._rows
            if not typed or any(typed in one.text(row).lower() for one in self._columns)
        ]
        return rows[offset : offset + limit], len(rows)


@dataclass(frozen=True, slots=True)
class Line:
    """What it is about, where or from when, and in words."""

    about: str
    where: str
    words: str


LONG = 40
"""Characters that surely fit into a line."""

WHERE = {"place": "在哪里", "since": "从哪天起"}


class LinesTab(RowsTab):
    """Lines of words; ``where`` says what their second column is.

    What is too long for its line stands whole below the list: it is read before it is taken.
    """

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
        self.whole = text("", "muted")
        self.layout().addWidget(self.whole)  # type: ignore[union-attr]
        self.register.selected.connect(lambda _: self._say())
        self._say()

    def _say(self) -> None:
        line: Line | None = self.current()
        self.whole.setText(line.words if line is not None else "")
        self.whole.setVisible(line is not None and len(line.words) > LONG)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.show_rows(lines)
        self._say()


def lines_of(differences: Sequence[Difference]) -> list[Line]:
    """Differences as lines, the earliest day first."""
    ordered = sorted(differences, key=lambda one: one.since)
    return [Line(one.title, f"{one.since:%Y-%m-%d}", one.words) for one in ordered]
