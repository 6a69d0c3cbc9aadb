"""The left side of a working file: every part in archive order, its papers and scans below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from app.forms.corrections_papers.file import CLOSING, COVER
from app.services.desk import Desk
from app.services.dossier_parts import DossierItem, DossierPart
from app.ui import theme
from app.ui.icons import icon

__all__ = ["FileEntry", "FileList"]

ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a line opens: a part with its scans, or one paper of it."""

    part: str
    title: str
    form: str = ""
    subject: str = ""


class FileList(QTreeWidget):
    """``chosen`` carries the entry under the cursor; Enter goes into it (``opened``)."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._quiet = False
        self.parts: dict[str, DossierPart] = {}
        self.setHeaderHidden(True)
        self.setIndentation(theme.px(14))
        self.setMinimumWidth(theme.px(230))
        self.setUniformRowHeights(True)  # rows are measured once, before and after they are shown
        self.setAccessibleName("工作档案目录")
        self.currentItemChanged.connect(self._moved)
        self.itemActivated.connect(lambda *_: self.opened.emit())

    def fill(self, person: str) -> None:
        """Read the file again; the line under the cursor stays."""
        at = self.current()
        self._quiet = True
        self.clear()
        self.parts = {part.part.code: part for part in self._desk.corrections.file.parts(person)}
        cover = FileEntry("cover", "封面", COVER.code, person)
        self._line(None, cover, "paper")
        for part in self.parts.values():
            if part.part.code == "closing":
                closing = FileEntry("closing", CLOSING.title, CLOSING.code, person)
                self._line(None, closing, "paper")
            else:
                self._part(part)
        self._quiet = False
        self.select(at)

    def _part(self, part: DossierPart) -> None:
        count = len(part.items)
        words = f"{part.part.title}　{count}" if count else part.part.title
        picture = "missing" if part.missing else "done" if count else "not-needed"
        head = self._line(None, FileEntry(part.part.code, words), picture)
        head.setToolTip(0, part.missing or part.part.title)
        if part.missing:
            head.setForeground(0, theme.colour("bad"))
        elif not count:
            head.setForeground(0, theme.colour("muted"))
        alike = Counter(item.title for item in part.items)
        seen: Counter[str] = Counter()
        for item in part.items:
            seen[item.title] += 1
            title = f"{item.title} {seen[item.title]}" if alike[item.title] > 1 else item.title
            self._item(head, part, item, title)
        head.setExpanded(bool(count) and count <= FEW)

    def _item(
        self, head: QTreeWidgetItem, part: DossierPart, item: DossierItem, title: str
    ) -> None:
        if item.scan is not None:
            self._line(head, FileEntry(part.part.code, title), "attach")
        else:
            entry = FileEntry(part.part.code, title, item.form, item.paper or "")
            self._line(head, entry, "paper")

    def _line(
        self, parent: QTreeWidgetItem | None, entry: FileEntry, picture: str
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([entry.title])
        item.setIcon(0, icon(picture))
        item.setData(0, ENTRY, entry)
        item.setToolTip(0, entry.title)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    # --- finding ----------------------------------------------------------------------------

    def current(self) -> FileEntry | None:
        """The entry under the cursor."""
        item = self.currentItem()
        return _entry(item) if item is not None else None

    def entry_of(self, form: str, subject: str = "") -> FileEntry | None:
        """The paper of this form, about this subject if one is given."""
        return next(
            (
                entry
                for entry in map(_entry, self._items())
                if entry.form == form and subject in {"", entry.subject}
            ),
            None,
        )

    def first_missing(self) -> FileEntry | None:
        """The first part that should be there and is not, or the first of all."""
        parts = [entry for entry in map(_entry, self._items()) if not entry.form]
        gaps = (e for e in parts if e.part in self.parts and self.parts[e.part].missing)
        return next(gaps, parts[0] if parts else None)

    def select(self, entry: FileEntry | None) -> None:
        """Put the cursor on ``entry`` without opening it; a part may have another count by now."""
        self._quiet = True
        for item in self._items():
            there = _entry(item)
            if entry is not None and (there.part, there.form, there.subject) == (
                entry.part,
                entry.form,
                entry.subject,
            ):
                self.setCurrentItem(item)
                break
        self._quiet = False

    def _items(self) -> list[QTreeWidgetItem]:
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


FEW = 12
"""A part with more documents than this is opened by the clerk."""


def _entry(item: QTreeWidgetItem) -> FileEntry:
    entry: FileEntry = item.data(0, ENTRY)
    return entry
