"""使用手册: the pages of resources/help, one list on the left, the text on the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from app.paths import resource_dir
from app.ui.sizes import open_at
from app.ui.theme import px

__all__ = ["HelpViewer", "help_pages"]

ORDER = (
    "start",
    "mediation",
    "printing",
    "corrections",
    "resettlement",
    "training",
    "reports",
    "bureau",
    "bundle",
    "keys",
    "backup",
    "passwords",
    "updates",
    "safety",
)


def help_pages() -> list[tuple[str, Path]]:
    """Title and file of each page, in reading order."""
    files = {path.stem: path for path in (resource_dir() / "help").glob("*.md")}
    names = [name for name in ORDER if name in files]
    names += sorted(set(files) - set(names))
    return [(_title(files[name]), files[name]) for name in names]


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as text:
        return text.readline().lstrip("# ").strip()


class HelpViewer(QDialog):
    """A window beside the work: it may stay open."""

    def __init__(self, parent: QWidget | None, page: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        open_at(self, 860, 600)
        self.list = QListWidget()
        self.list.setFixedWidth(px(190))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        row = QHBoxLayout(self)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self._files: list[Path] = []
        for title, path in help_pages():
            self._files.append(path)
            self.list.addItem(QListWidgetItem(title))
        self.list.currentRowChanged.connect(self._show)
        names = [path.stem for path in self._files]
        self.list.setCurrentRow(names.index(page) if page in names else 0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._files):
            self.text.setMarkdown(self._files[row].read_text("utf-8"))
