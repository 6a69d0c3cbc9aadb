"""Tables that are read, not typed into: what all of them have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.ui import theme

__all__ = ["choose_lines", "only_read"]


def only_read(table: QTableView, *, height: int = 0) -> None:
    """Nothing is typed in, Tab goes on to the next widget, and lines carry no number.

    ``height`` of a line is in pixels at usual type; Qt's own where it is nought.
    """
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    side = table.verticalHeader()
    side.hide()
    if height:
        side.setDefaultSectionSize(theme.px(height))


def choose_lines(table: QTableView) -> None:
    """The cursor takes a whole line, and one at a time."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
