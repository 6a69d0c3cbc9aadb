"""Asking for files: where to save, what to read; reading and writing what was asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import ActionableError

__all__ = ["ask_folder", "ask_open", "ask_save", "read", "write"]

MOST_READ = 64 * 1024 * 1024
"""Bytes taken into memory before anything has looked at them."""


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


def read(path: Path) -> bytes:
    """A scan or photograph that the clerk chose; raises ``ActionableError``."""
    try:
        if path.stat().st_size > MOST_READ:
            raise ActionableError("M06", "文件超过64MB。", do="请用较低的分辨率重新扫描。")
        return path.read_bytes()
    except OSError as error:
        raise ActionableError("M07", "文件读不出来。", do="请检查U盘是否还插着。") from error


def write(path: Path, data: bytes) -> None:
    """Write a file where the clerk said; raises ``ActionableError`` when it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ActionableError(
            "W01",
            f"“{path.name}”没有写成：磁盘已满、盘被拔出，或没有写入权限。",
            do="请换一个位置再存；正用表格软件打开着的，先关掉。",
        ) from error
