"""Asking for files: where to save, what to read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["ask_folder", "ask_open", "ask_save"]


def ask_save(parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
    """Where to save a file; ``None`` when the clerk changed their mind."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None


def ask_open(parent: QWidget | None, title: str, kinds: str) -> list[Path]:
    """Files to read; none when the clerk changed their mind."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(path) for path in chosen]


def ask_folder(parent: QWidget | None, title: str) -> Path | None:
    """A folder, e.g. a stick; ``None`` when the clerk changed their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None
