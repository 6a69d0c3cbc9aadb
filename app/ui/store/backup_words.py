"""How a backup is said in one line: when, why, how big, and when it was last opened."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from app.services.backups.archive import Backup
from app.services.backups.service import REASONS
from app.ui.reading_tables import choose_lines, only_read

__all__ = ["BackupTable", "size_in_words"]

HEADS = ("备份时间", "大小", "原因", "打开核对")
MB = 1_000_000


def size_in_words(size: int) -> str:
    """``12.3 MB``."""
    return f"{size / MB:.1f} MB" if size < 100 * MB else f"{size // MB} MB"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


class BackupTable(QTableWidget):
    """Backups, the newest first; one can be chosen."""

    def __init__(self) -> None:
        super().__init__(0, len(HEADS))
        self.setHorizontalHeaderLabels(HEADS)
        choose_lines(self)
        only_read(self)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setAccessibleName("备份")
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._backups: list[Backup] = []

    def fill(self, backups: list[Backup]) -> None:
        """Show ``backups``, the first chosen."""
        self._backups = list(backups)
        self.setRowCount(len(self._backups))
        for row, backup in enumerate(self._backups):
            words = (
                _moment(backup.made_at),
                size_in_words(backup.size),
                REASONS.get(backup.reason, backup.reason),
                f"✓ {_moment(backup.checked_at)}",
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                if column == 1:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.setItem(row, column, item)
        if self._backups:
            self.selectRow(0)

    def chosen(self) -> Backup | None:
        """The backup the cursor is on."""
        row = self.currentRow()
        return self._backups[row] if 0 <= row < len(self._backups) else None
