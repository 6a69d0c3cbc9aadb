"""Asking for files: where to save, what to read; reading and writing what was asked for."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
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
    """Write a file where the clerk said; called off the window's thread, for a stick is slow.

    It grows beside its place, is forced to the medium and renamed. Raises ``ActionableError``; an
    older file of that name is then as it was, and nothing half-written lies there.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # of a stick that was pulled out nothing can be tidied
            part.unlink(missing_ok=True)
        raise _plainly(error, path, len(data)) from error


def _plainly(error: OSError, path: Path, size: int) -> ActionableError:
    """What the system's error means to the person at the desk."""
    name = path.name
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        left = 0
        with suppress(OSError):
            left = shutil.disk_usage(path.parent).free
        return ActionableError(
            "W05",
            f"“{name}”没有写成：盘的空间不够，需要 {_kb(size)} KB，现在只剩 {left // 1024} KB。",
            do="请删去盘上不要的文件，或换一个位置再存。",
        )
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return ActionableError(
            "W06",
            f"“{name}”没有写成：盘可能打开了写保护，或这个文件正被别的程序打开。",
            do="请关掉U盘上的写保护开关和正在打开的文件，再存一次；或换一个位置。",
        )
    return ActionableError(
        "W01",
        f"“{name}”没有写成：盘可能被拔出，或有坏块。",
        do="请重新插好U盘再存一次；再次出错时换一个位置。",
    )


def _kb(size: int) -> int:
    return -(-size // 1024)
