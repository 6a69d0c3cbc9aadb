"""The left side of a dossier or a working file: its parts in binding order, what is in them below."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from app.ui import theme
from app.ui.icons import icon

__all__ = ["ENTRY", "DossierTree", "Titled"]

ENTRY = Qt.ItemDataRole.UserRole
"""Where a line keeps its entry: what it opens."""


class Titled(Protocol):
    """What a line opens, and how it is called."""

    @property
    def title(self) -> str:
        """What the line says."""


class DossierTree(QTreeWidget):
    """``chosen`` carries the entry under the cursor; Enter goes into it (``opened``).

    While ``_quiet`` the cursor moves without choosing anything: the tree is being filled.
    """

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, name: str, *, width: int) -> None:
        super().__init__()
        self._quiet = False
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setMinimumWidth(theme.px(width))
        self.setAccessibleName(name)
        self.currentItemChanged.connect(self._moved)
        self.itemActivated.connect(lambda *_: self.opened.emit())

    def _add(self, parent: QTreeWidgetItem | None, entry: Titled, picture: str) -> QTreeWidgetItem:
        """One more line, below ``parent`` or at the left edge."""
        item = QTreeWidgetItem([entry.title])
        item.setIcon(0, icon(picture))
        item.setData(0, ENTRY, entry)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        """Every line, from above."""
        found: list[QTreeWidgetItem] = []
        for place in range(self.topLevelItemCount()):
            top = self.topLevelItem(place)
            if top is not None:
                found.append(top)
                found.extend(child for n in range(top.childCount()) if (child := top.child(n)))
        return found

    def _moved(self, item: QTreeWidgetItem | None) -> None:
        if not self._quiet and item is not None:
            self.chosen.emit(item.data(0, ENTRY))
