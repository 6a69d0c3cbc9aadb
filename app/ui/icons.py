"""The icons of the program: a few line drawings of our own in ``resources/icons``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QIcon, QPixmap

from app.paths import resource_dir

__all__ = ["icon", "icon_path", "pixmap"]


def icon_path(name: str) -> Path:
    """The drawing called ``name``; ``FileNotFoundError`` when there is none."""
    path = resource_dir() / "icons" / f"{name}.svg"
    if not path.exists():
        raise FileNotFoundError(path.name)
    return path


@cache
def icon(name: str) -> QIcon:
    """The icon called ``name``, sharp at every size."""
    return QIcon(str(icon_path(name)))


def pixmap(name: str, size: int) -> QPixmap:
    """The icon called ``name`` as a picture of ``size`` device-independent pixels."""
    return icon(name).pixmap(size, size)
