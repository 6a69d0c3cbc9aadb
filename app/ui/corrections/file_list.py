"""The left side of a working file: every part in archive order, its papers and scans below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTreeWidgetItem

from app.forms.corrections_papers.file import CLOSING, COVER
from app.services.desk import Desk
from app.services.dossier_parts import DossierItem, DossierPart
from app.ui import theme
from app.ui.dossier_tree import ENTRY, DossierTree, Titled
from app.ui.icons import icon

__all__ = ["FileEntry", "FileList"]


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a line opens: a part with its scans, or one paper of it."""

    part: str
    title: str
    form: str = ""
    subject: str = ""


class FileList(DossierTree):
    """``chosen`` carries the entry under the cursor; Enter goes into it (``opened``)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("工作档案目录", width=230)
        self._desk = desk
        self.parts: dict[str, DossierPart] = {}
        self._person = ""
        self.setUniformRowHeights(True)
        self.itemExpanded.connect(self._mark_changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the lines again: they were filled before the looks of the program reached them."""
        super().showEvent(event)
        self.scheduleDelayedItemsLayout()

    def fill(self, person: str) -> None:
        """Read the file again; the line under the cursor stays."""
        at = self.current()
        self._person = person
        self._quiet = True
        self.clear()
        self.parts = {part.part.code: part for part in self._desk.corrections.file.parts(person)}
        cover = FileEntry("cover", "封面", COVER.code, person)
        self._add(None, cover, "paper")
        for part in self.parts.values():
            if part.part.code == "closing":
                closing = FileEntry("closing", CLOSING.title, CLOSING.code, person)
                self._add(None, closing, "paper")
            else:
                self._part(part)
        self._quiet = False
        self.select(at)

    def _part(self, part: DossierPart) -> None:
        count = len(part.items)
        words = f"{part.part.title}　{count}" if count else part.part.title
        picture = "missing" if part.missing else "done" if count else "not-needed"
        head = self._add(None, FileEntry(part.part.code, words), picture)
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
            self._add(head, FileEntry(part.part.code, title), "attach")
        else:
            entry = FileEntry(part.part.code, title, item.form, item.paper or "")
            self._add(head, entry, "paper")

    def _mark_changed(self, head: QTreeWidgetItem) -> None:
        """A printer beside a paper says that it has changed since it was printed, as in a dossier."""
        lines = {
            (entry.form, entry.subject): line
            for line in (head.child(n) for n in range(head.childCount()))
            if (entry := _entry(line)).form
        }
        papers = self._desk.corrections.papers
        for key, changed in papers.changed_in_file(self._person, lines.keys()).items():
            line = lines[key]
            line.setIcon(0, icon("print"))
            line.setToolTip(0, f"{line.text(0)}\n打印以后改过：{'、'.join(changed)}")

    def _add(self, parent: QTreeWidgetItem | None, entry: Titled, picture: str) -> QTreeWidgetItem:
        """The title is told whole, too: these are long."""
        item = super()._add(parent, entry, picture)
        item.setToolTip(0, entry.title)
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


FEW = 12
"""A part with more documents than this is opened by the clerk."""


def _entry(item: QTreeWidgetItem) -> FileEntry:
    entry: FileEntry = item.data(0, ENTRY)
    return entry
