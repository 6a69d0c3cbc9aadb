"""Room on the disk: a reserve for the day's work, and a word before it is touched (trust L4).

Ordinary saves may use the reserve: it is there so that a form can still be saved when the disk is
full of other things. What is large and can wait (scans, backups, upgrades) must leave it alone.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from app.errors import ActionableError

__all__ = ["RESERVE", "WARN_BELOW", "NoRoom", "free", "require"]

MB = 1_000_000
RESERVE = 200 * MB
WARN_BELOW = 1000 * MB


class NoRoom(ActionableError):
    """What was asked for would eat into the reserve; nothing was written."""


def free(folder: Path) -> int:
    """Bytes this user may still write to the disk of ``folder``."""
    return shutil.disk_usage(folder).free


def require(folder: Path, size: int, what: str) -> None:
    """Raises ``NoRoom`` unless ``size`` bytes fit on the disk of ``folder`` beside the reserve."""
    left = free(folder)
    if left - size >= RESERVE:
        return
    lacking = -(-(RESERVE + size - left) // MB)
    raise NoRoom(
        "S09",
        f"磁盘空间不够：{what}需要约 {-(-size // MB)} MB，现在只剩 {left // MB} MB，其中 {RESERVE // MB} MB 要留给日常保存。",
        do=f"请再清出至少 {lacking} MB 空间后重试。",
    )
