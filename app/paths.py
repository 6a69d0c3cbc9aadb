"""Where things lie: the data folder of one office, and the files the program brings with it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@cache
def resource_dir() -> Path:
    """The folder of fonts, codes, rules, form sets, texts and help, frozen or not."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


def default_profile_dir() -> Path:
    """The data folder of this user on this PC, where no ``--profile`` was given."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "justice-office-desk"


def user_config_dir() -> Path:
    """What this user of this PC keeps apart from every data folder: not copied along with one."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "justice-office-desk-user"
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "justice-office-desk"


@dataclass(frozen=True, slots=True)
class Profile:
    """The data folder of one office (or bureau) and the files in it."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted store."""
        return self.root / "office.db"

    @property
    def key_slots(self) -> Path:
        """The wrapped data key (trust rule K1)."""
        return self.root / "keys.json"

    @property
    def preferences(self) -> Path:
        """What is no secret and is wanted before the store opens: type scale, window place."""
        return self.root / "preferences.ini"

    @property
    def lock(self) -> Path:
        """Held while the program runs, so that a second start finds the first (L3)."""
        return self.root / "desk.lock"

    @property
    def backups(self) -> Path:
        """Verified encrypted copies (L6)."""
        return self.root / "backups"

    @property
    def restoring(self) -> Path:
        """A restored store, complete, on its way into its place."""
        return self.root / "restoring"

    @property
    def upgrading(self) -> Path:
        """A copy of the store that is being brought up to date (L7)."""
        return self.root / "upgrading"

    @property
    def replaced(self) -> Path:
        """Stores that a restore took out of use; kept, never deleted by the program."""
        return self.root / "replaced"

    @property
    def in_use(self) -> Path:
        """There while the store is open; left behind by a crash or a power cut (L5)."""
        return self.root / "in-use"

    @property
    def logs(self) -> Path:
        """Event codes only, never personal data (E5)."""
        return self.root / "logs"

    def exists(self) -> bool:
        """Whether somebody has already set up an office here."""
        return self.database.exists() and self.key_slots.exists()
