"""The left side of a case: sheets, then every part of the dossier in binding order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QTreeWidgetItem

from app.forms.registry import form as form_of
from app.services.desk import Desk
from app.services.dossier_parts import DossierPart
from app.ui import theme
from app.ui.dossier_tree import ENTRY, DossierTree

__all__ = ["CaseList", "Entry"]

BEFORE = (("case", "纠纷登记"), ("people", "当事人与代理人"))
AFTER = (("progress", "办理情况"),)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line opens: a sheet, a paper, a paper yet to be made, the scans, the check."""

    kind: str  # sheet, paper, want, scans, check
    key: str  # sheet's name, paper's uid, part's code
    title: str
    form: str = ""


class CaseList(DossierTree):
    """``chosen`` carries the entry under the cursor; Enter and a click go into it (``opened``).

    A paper that is not there yet is only looked at by arrows and a click; Enter and a double click
    ask for it (``opened`` on a ``want``).
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__("卷宗目录", width=210)
        self._desk = desk
        self.itemClicked.connect(self._clicked)
        self.makable: list[Entry] = []  # papers that can be added to the dossier
        self.changed: dict[str, list[str]] = {}  # papers that no longer read as printed

    def fill_new(self) -> None:
        """A case that is not saved yet has its first sheet only."""
        self._begin()
        self._add(None, Entry("sheet", "case", "纠纷登记"), "draft")
        self._end(None)

    def fill(self, case: str) -> None:
        """Read the dossier again; the line under the cursor stays."""
        at = self.current()
        self._begin()
        self.makable = []
        self.changed = self._desk.mediation.papers.changed_since_print(case)
        for key, title in BEFORE:
            self._add(None, Entry("sheet", key, title), "draft")
        for part in self._desk.mediation.dossier.parts(case):
            self._add_part(part)
            self.makable += _makable(part)
        for key, title in AFTER:
            self._add(None, Entry("sheet", key, title), "draft")
        self._add(None, Entry("scans", "", "全部扫描件"), "attach")
        self._add(None, Entry("check", "check", "卷宗自查"), "done")
        self._end(at)

    def _add_part(self, part: DossierPart) -> None:
        papers = [item for item in part.items if item.paper]
        scans = sum(item.scan is not None for item in part.items)
        if len(papers) == 1 and not scans:
            self._add_paper(None, papers[0].paper or "", papers[0].title, papers[0].form, "done")
            return
        if not papers and not scans:
            mark = "missing" if part.missing else "not-needed"
            for form in part.part.forms[:1]:
                item = self._add(None, Entry("want", part.part.code, part.part.title, form), mark)
                if part.missing:
                    item.setToolTip(0, part.missing)
                    item.setForeground(0, theme.colour("bad"))
            return
        head = self._add(None, Entry("scans", part.part.code, part.part.title), "done")
        forms = Counter(paper.form for paper in papers)
        seen: Counter[str] = Counter()
        for paper in papers:
            seen[paper.form] += 1
            alike = forms[paper.form] > 1
            title = f"{paper.title} {seen[paper.form]}" if alike else paper.title
            self._add_paper(head, paper.paper or "", title, paper.form, "paper")
        if scans:
            self._add(head, Entry("scans", part.part.code, f"扫描件 {scans} 份"), "attach")
        head.setExpanded(True)

    def _add_paper(
        self, parent: QTreeWidgetItem | None, uid: str, title: str, form: str, picture: str
    ) -> None:
        """A paper; a printer beside it says that it has changed since it was printed."""
        changed = self.changed.get(uid)
        item = self._add(parent, Entry("paper", uid, title, form), "print" if changed else picture)
        if changed:
            item.setToolTip(0, "打印以后改过：" + "、".join(changed))

    # --- finding ----------------------------------------------------------------------------

    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return _entry(self.currentItem())

    def first(self) -> Entry | None:
        """The uppermost entry."""
        return _entry(self.topLevelItem(0))

    def entry_of(self, key: str) -> Entry | None:
        """The entry of that sheet, paper, form or part."""
        entries = [entry for item in self._items() if (entry := _entry(item))]
        matches: tuple[Callable[[Entry], bool], ...] = (
            lambda e: e.key == key and e.kind in ("paper", "sheet", "check"),
            lambda e: e.form == key and e.kind == "paper",
            lambda e: f"mediation.{e.key}" == key,
            lambda e: e.form == key,
            lambda e: e.key == key,
        )
        return next((e for match in matches for e in entries if match(e)), None)

    def select(self, entry: Entry | None) -> None:
        """Put the cursor on ``entry`` without opening it."""
        self._quiet = True
        for item in self._items():
            if item.data(0, ENTRY) == entry:
                self.setCurrentItem(item)
        self._quiet = False

    def _begin(self) -> None:
        self._quiet = True
        self.clear()

    def _end(self, at: Entry | None) -> None:
        self.select(at)
        self._quiet = False

    def _clicked(self, item: QTreeWidgetItem) -> None:
        entry = _entry(item)
        if entry is not None and entry.kind != "want":
            self.opened.emit()


def _makable(part: DossierPart) -> list[Entry]:
    """Papers of a part that can be made now: repeatable ones once more, the rest if not there."""
    there = {item.form for item in part.items if item.paper}
    return [
        Entry("want", part.part.code, form.title, form.code)
        for form in (form_of(code) for code in (*part.part.forms, *part.part.also))
        if form.repeatable or form.code not in there
    ]


def _entry(item: QTreeWidgetItem | None) -> Entry | None:
    entry: Entry | None = item.data(0, ENTRY) if item is not None else None
    return entry
