"""What the window remembers on this PC: type scale, place of the window, widths of columns.

Nothing here is secret or belongs to a case: it is read before the store is opened.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from app.paths import Profile

__all__ = ["SCALES", "Preferences"]

SCALES = (100, 125, 150)
"""Type sizes on offer, per cent."""


class Preferences:
    """One ini file in the data folder."""

    def __init__(self, profile: Profile) -> None:
        self._ini = QSettings(str(profile.preferences), QSettings.Format.IniFormat)

    @property
    def scale(self) -> int:
        """Type size in per cent, one of ``SCALES``."""
        try:
            wanted = int(str(self._ini.value("window/scale", 100)))
        except ValueError:
            return 100
        return wanted if wanted in SCALES else 100

    @scale.setter
    def scale(self, percent: int) -> None:
        self._ini.setValue("window/scale", percent)

    @property
    def last_user(self) -> str:
        """The account that was at the desk last: an opaque id, no name."""
        return str(self._ini.value("login/last", ""))

    @last_user.setter
    def last_user(self, user: str) -> None:
        self._ini.setValue("login/last", user)

    def layout(self, name: str) -> QByteArray | None:
        """What ``keep_layout`` kept under ``name``: a window's place, a header's widths."""
        kept = self._ini.value(f"layout/{name}")
        return kept if isinstance(kept, QByteArray) and not kept.isEmpty() else None

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Remember a window's place or a header's widths."""
        self._ini.setValue(f"layout/{name}", state)

    def flush(self) -> None:
        """Write the file now."""
        self._ini.sync()
